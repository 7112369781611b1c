"""The invented country of Tavania: invented bodies, people and promises, dated from today.

Everything is written by the real services under a held clock, so that the record, its history and
its as-of answers are what two years of work would have left.
"""
