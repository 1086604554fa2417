"""Grading on the workers of a Dask cluster.

cluster.py (in the command) ── connection.py (the scheduler) ── station.py (a worker) ── program.py (grades there)
"""
