"""What is counted: the public statistics and the quarter for the heads of the office."""
