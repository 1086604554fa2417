"""How right, how decided and how fast the comparison of formulas is, beside what others do with the same pairs.

`python -m tests.benchmarks.formulas` compares on a seeded sample of `tests/maths/answers_seen.yaml`, or on all
of it with `--all`: our engine, cold and repeated; SymPy's `simplify(a - b) == 0` and `(a - b).equals(0)`; Math-
Verify, where it is installed (`pip install math-verify`). Every pair goes to all of them in turn, each with a
limit of five seconds. Pairs that are the same object once parsed, and pairs with a mode or a constraint, which
the others do not know, are left out. SymPy's cache is cleared before each of its turns, for no grader meets the
same answer twice.
"""

import argparse
import gc
import random
import signal
import statistics
import time
from collections.abc import Callable
from typing import Any

import sympy
from sympy.core.cache import clear_cache

from checker.symbolic.equivalence import equivalence
from checker.symbolic.verdicts import Equivalence
from tests.symbolic.pairs import Pair, pairs

LIMIT = 5.0
PROVED = ("structure", "proof", "SymPy", "growth")


class TookTooLong(BaseException):
    """A turn was ended."""


def main() -> None:
    """Compare, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--all", action="store_true", help="take all pairs, not a sample of 300")
    chosen = [pair for pair in pairs() if pair.got != pair.want and not pair.options and is_single(pair)]
    if not parser.parse_args().all:
        chosen = random.Random("formulas").sample(chosen, 300)
    signal.signal(signal.SIGALRM, ended)
    rivals: dict[str, Callable[[Pair], str]] = {"ours, cold": ours, "ours, repeated": ours, **others()}
    warm(chosen, rivals)
    turns: dict[str, list[tuple[str, float]]] = {name: [] for name in rivals}
    for pair in chosen:
        for name, answer in rivals.items():
            if name != "ours, repeated":
                clear_cache()
            turns[name].append(timed(answer, pair))
    report(chosen, turns)
    decided(chosen)


def warm(chosen: list[Pair], rivals: dict[str, Callable[[Pair], str]]) -> None:
    """Let everybody import what is imported at first use."""
    for pair in chosen[:5]:
        for answer in rivals.values():
            timed(answer, pair)
    gc.collect()
    gc.freeze()


def is_single(pair: Pair) -> bool:
    """Whether both sides are plain expressions, which everybody can compare."""
    return all(isinstance(side, sympy.Expr) for side in (pair.got, pair.want))


def ours(pair: Pair) -> str:
    """The verdict of this project."""
    return equivalence(pair.got, pair.want, pair.domain).verdict


def others() -> dict[str, Callable[[Pair], str]]:
    """What else can compare here."""
    found: dict[str, Callable[[Pair], str]] = {"sympy simplify": simplify, "sympy equals": equals}
    try:
        import math_verify
    except ImportError:
        print("Math-Verify is not installed, and left out")
        return found

    def verify(pair: Pair) -> str:
        right = math_verify.verify([pair.want], [pair.got], timeout_seconds=None)
        return "equal" if right else "different"

    return {**found, "Math-Verify": verify}


def simplify(pair: Pair) -> str:
    """SymPy's: what does not become 0 counts as different."""
    return "equal" if sympy.simplify(pair.got - pair.want) == 0 else "different"


def equals(pair: Pair) -> str:
    """SymPy's three-valued one."""
    return {True: "equal", False: "different", None: "undecided"}[(pair.got - pair.want).equals(0)]


def timed(answer: Callable[[Pair], str], pair: Pair) -> tuple[str, float]:
    """A verdict and its seconds; a turn that is ended or raises is undecided."""
    started = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        verdict = answer(pair)
    except (Exception, TookTooLong):
        verdict = "undecided"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return verdict, time.perf_counter() - started


def ended(*_: Any) -> None:
    """End a turn."""
    raise TookTooLong


def report(chosen: list[Pair], turns: dict[str, list[tuple[str, float]]]) -> None:
    """The table: verdicts and times."""
    base = statistics.median(seconds for _, seconds in turns["ours, cold"])
    print(f"\n{len(chosen)} pairs, SymPy {sympy.__version__}\n")
    print(f"{'':16}{'right':>8}{'wrong':>7}{'undec.':>8}{'median ms':>11}{'p95 ms':>9}{'max ms':>9}{'/ ours':>8}")
    for name, results in turns.items():
        verdicts = [verdict for verdict, _ in results]
        right = sum(verdict == pair.verdict for verdict, pair in zip(verdicts, chosen, strict=True))
        undecided = verdicts.count("undecided")
        seconds = sorted(seconds for _, seconds in results)
        median, late = statistics.median(seconds), seconds[int(0.95 * len(seconds))]
        print(
            f"{name:16}{right / len(chosen):8.1%}{len(chosen) - right - undecided:7}{undecided:8}"
            f"{median * 1e3:11.2f}{late * 1e3:9.1f}{seconds[-1] * 1e3:9.1f}{median / base:8.1f}"
        )


def decided(chosen: list[Pair]) -> None:
    """How our verdicts came about."""
    results: list[tuple[Pair, Equivalence]] = [
        (pair, equivalence(pair.got, pair.want, pair.domain)) for pair in chosen
    ]
    equal = [result for pair, result in results if result.verdict == "equal"]
    different = [result for pair, result in results if result.verdict == "different"]
    proved = sum(result.decided_by in PROVED for result in equal)
    shown = sum(result.counterexample is not None for result in different)
    print(f"\nequal: {proved} of {len(equal)} proved; different: {shown} of {len(different)} shown by a point")


if __name__ == "__main__":
    main()
