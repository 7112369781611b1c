"""Import a spreadsheet: choose it, match its columns, check its rows, confirm, undo (screen 20)."""
