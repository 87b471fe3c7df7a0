"""A sheet of the procurement officer becomes rows of the monthly summary, without the database."""
