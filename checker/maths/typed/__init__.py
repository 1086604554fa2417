"""Formulas that students type as text, read as plain data and never evaluated."""

from checker.maths.typed.reading import read_formula
from checker.maths.typed.trees import Formula
from checker.maths.typed.unreadable import Unreadable

__all__ = ["Formula", "Unreadable", "read_formula"]
