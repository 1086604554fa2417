"""Verdicts on answers that were met before.

In a class the same formula comes many times, and what is said of it depends on nothing else: it is judged once.
"""

import hashlib
import pickle
from collections import OrderedDict

from checker.answers.judging import JUDGES
from checker.answers.question import Question
from checker.sandbox.wire import Answer
from checker.verdict import Verdict

DEAR = frozenset({"symbolic", "derivation", "witness"})
"""kinds whose judging takes longer than finding out whether it was done before"""
KEPT = 1024
"""verdicts that are kept: of those not asked for any more, the oldest goes"""


class Opinions:
    """What the judges of one assignment said, by what was answered."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, bytes], Verdict] = OrderedDict()

    def verdict(self, question: Question, answers: list[Answer], again: Answer) -> Verdict:
        """The verdict on the answers to a question."""
        judge = JUDGES[question.item.kind]
        if question.item.kind not in DEAR or (key := _key(question, answers, again)) is None:
            return judge(question, answers, again)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = judge(question, answers, again)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return known


def _key(question: Question, answers: list[Answer], again: Answer) -> tuple[str, bytes] | None:
    """The item, and a hash in which answers of different types differ; None for one too deep to be written."""
    try:
        written = pickle.dumps((answers, again))  # only written: nothing of a student's is ever unpickled
    except RecursionError:
        return None
    return question.item.id, hashlib.blake2b(written, digest_size=20).digest()
