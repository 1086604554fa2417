"""Where student code runs, away from the references.

host.py (in the grader) ── zygote.py (a fork server) ── worker.py (one child a submission)

Only `wire.py`, the messages, is known outside this folder and the engine.
"""
