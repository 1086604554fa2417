"""The record of a course: what was graded when, what was found, and what people decided.

schema.py (the tables) ── opening.py (a database, brought up to date) ── store.py (what is written and read)
batch.py grades a class into it; decisions.py is what people said, on top of what was found.
"""
