"""How an answer of each kind is judged: one module a kind, one question put to all of them.

A judge is pure: it gets a `Question` and what became of the calls, and returns a `Verdict`. It never runs
student code, and it serves the self-check, the batch and the audit alike.
"""
