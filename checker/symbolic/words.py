"""The words for how formulas are compared; nothing is loaded for them."""

MODES = ("exact", "up to a constant", "up to a factor", "up to a sign", "same zeros", "sign", "growth")
"""when two formulas count as equal"""
FORMS = ("expanded", "factored", "simplified")
"""how a formula may have to be written"""
