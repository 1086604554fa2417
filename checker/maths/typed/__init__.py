"""Formulas that students type as text, read as plain data and never evaluated."""

from checker.maths.typed.chains import Chain, read_answer, read_answers
from checker.maths.typed.reading import read_formula
from checker.maths.typed.trees import Formula
from checker.maths.typed.unreadable import Unreadable

__all__ = ["Chain", "Formula", "Unreadable", "read_answer", "read_answers", "read_formula"]
