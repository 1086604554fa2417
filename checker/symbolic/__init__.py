"""Whether two formulas are equal, and whether a rule explains a step: from trees to a verdict.

reading, heads, sets, expressions, derivative, definitions   trees become expressions in a store
domains, feasible, assumptions, opaque          what the symbols and functions stand for
points, balls, looking                          where two formulas differ, with certainty
field, generators, signs, powers, special, normal   normal forms
proof, whole, series, constants, opinion        proofs that two formulas are equal
form, growth, orders                            other ways to compare
inputs, options, verdicts                       what is handed in, and what is said of it
comparison, entries, equivalence                the ladder of them all, and the public function
rules, derivation                               the steps of a derivation
"""
