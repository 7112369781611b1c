"""What can be asked of sets of rows: adjectives that chain."""
