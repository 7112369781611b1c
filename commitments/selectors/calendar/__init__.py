"""The calendar (screen 16): layers of days, and the pages and feeds that are made of them."""
