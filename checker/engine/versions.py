"""What a run was made with, as reports say it."""

import platform
from importlib.metadata import version

from checker.verdict import Versions


def versions() -> Versions:
    """What the marks are computed with; none of it is imported for its number."""
    return Versions(
        checker=version("checker"),
        python=platform.python_version(),
        numpy=version("numpy"),
        sympy=version("sympy"),
    )
