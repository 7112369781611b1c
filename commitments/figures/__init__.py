"""Figures of a day, kept while the record changes, so that totals need no count of all rows.

Derived data: `rebuild_figures` makes all of it anew from the record. See `models` for what is kept,
`keeping` for how it follows the record, `reading` for how pages ask.
"""
