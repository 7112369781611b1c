"""The words of a letter (5.5, 5.6): plain text and HTML, in the reader's language."""
