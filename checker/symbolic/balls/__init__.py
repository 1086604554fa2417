"""Values of expressions at a point, with certified bounds.

A value is an exact rational as long as only arithmetic was needed, then a ball of real numbers (`arb`), or of
complex ones (`acb`) once a root, a logarithm or an inverse function has left the real line; of a condition it
is a truth value. It is `UNKNOWN` where the ball does not tell: it straddles a cut, a pole, or the place where a
case begins. It is `UNDEFINED` only where that is certain.
"""

from checker.symbolic.balls.losses import Losses, size, size_of_terms
from checker.symbolic.balls.program import FOR_CONSTANTS, MAX_TERMS_IN_ALL, PRECISIONS, Program
from checker.symbolic.balls.values import UNDEFINED, UNKNOWN, Point, Value

__all__ = [
    "FOR_CONSTANTS",
    "MAX_TERMS_IN_ALL",
    "PRECISIONS",
    "UNDEFINED",
    "UNKNOWN",
    "Losses",
    "Point",
    "Program",
    "Value",
    "size",
    "size_of_terms",
]
