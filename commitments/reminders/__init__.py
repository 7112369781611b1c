"""Reminders: ladder -> notices -> letters -> delivery. Reads commitments, never the reverse."""
