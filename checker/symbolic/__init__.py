"""Whether two formulas are equal, and whether a rule explains a step: from trees to a verdict.

reading, expressions, derivative, definitions   trees become expressions in a store
domains, feasible                               what the symbols stand for
points, balls, looking                          where two formulas differ, with certainty
field, generators, signs, powers, special, normal   normal forms
proof, whole, series, constants, opinion        proofs that two formulas are equal
form, growth                                    other ways to compare
inputs, verdicts                                what is handed in, and what is said of it
comparison, equivalence                         the ladder of them all, and the public function
rules, derivation                               the steps of a derivation
"""
