"""Where student code runs, away from the references.

host.py (in the grader) ── zygote.py (a fork server) ── worker.py (one child a submission)

Outside this folder and the engine only the messages (`wire.py`), the values in them (`values.py`) and what a
call means (`calling.py`) are known.
"""
