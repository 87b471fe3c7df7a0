"""What is printed: HTML with the office's fonts to an archival PDF whose Thai text is exact."""
