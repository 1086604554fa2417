"""Whether two formulas are equal, and whether a rule explains a step: from trees to a verdict.

Its rooms, each of which uses those above it:

  expressions   expressions with shared parts, and their derivatives
  balls         their values at a point, with certified bounds
  domains       what symbols stand for, and what follows of signs
  reading       from SymPy's objects, texts and trees to expressions
  points        where two expressions may differ, and the looking there
  normal        normal forms
  proofs        proofs that two expressions are equal
  (here)        `equivalence`, and the ladder of them all in `comparison`; forms and orders of growth
  derivations   chains of expressions, step by step
"""
