"""Cases as they lie in the database: sealed rows and files, written, recorded and opened."""
