"""Organisations, posts and people: one file each."""
