"""Whether two formulas are equal: from trees to a verdict.

reading.py turns trees into expressions.py, domains.py says what the symbols stand for, points.py where to look,
balls.py evaluates with certified bounds, normal.py and proof.py prove, equivalence.py is the ladder of them all.
"""
