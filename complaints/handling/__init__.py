"""What officers do with a case: list, page, acts, people kept away from it."""
