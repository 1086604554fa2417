"""How long grading takes and how much memory it keeps, against baselines of the same run.

`python -m tests.benchmarks` prints all tables; `python -m tests.benchmarks many` those of a class. `--small`
tries everything on a few submissions, which takes a few minutes and gives no figure worth having.

  single   one submission: the floor, the sandbox's layers, the self-check, memory
  many     a class: submissions a second, one job and two, 500 against 10,000
  peers    pytest, gradescope-utils, otter and nbgrader on the same submissions

`python -m tests.benchmarks.formulas` is about the comparison of formulas.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from collections.abc import Callable

from tests.benchmarks.many import many
from tests.benchmarks.measuring import FULL, SMALL, Size
from tests.benchmarks.peers import peers
from tests.benchmarks.single import single

TABLES: dict[str, Callable[[Size], None]] = {"single": single, "many": many, "peers": peers}


def main() -> None:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"{', '.join(TABLES)}; else all")
    parser.add_argument("--small", action="store_true", help="only try whether it works")
    chosen = parser.parse_args()
    for name in chosen.tables:
        if name not in TABLES:
            parser.error(f"there is no table {name!r}; the tables are {', '.join(TABLES)}")
    for name in chosen.tables or TABLES:
        TABLES[name](SMALL if chosen.small else FULL)


if __name__ == "__main__":
    main()
