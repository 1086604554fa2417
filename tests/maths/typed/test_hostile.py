"""Hostile, mangled and random texts: read or refused at once, and never an error of ours."""

import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.maths.typed import Unreadable, read_answer, read_answers
from tests.maths.typed.spelling import read_or_refused
from tests.maths.typed.test_labels import LABELS
from tests.maths.typed.test_read import CALCULATOR, LATEX

HOSTILE = (
    r"( [ { | x ab - +x *x /x ^x ^- x^ _x x_ x_1^2 x^2_1 sin \sin \sqrt \frac1 \hat \hat{ \hat{x_{ \mathbf{ |( "
    r"! ' f' , 1 1. e \sum_{k=1}^n \begin{cases} \left( \left. d/dx \partial dx/ \frac{d}{dx} \frac{ ² ₁ ŷ ½ √ α "
    r"x_{ x^{( f( 1+( 2^( [[ \log_ \text{ 1_{ I( \{ \\ & np. ab_ sinx x= 0< (x>0)and x_i abcde not 1(x>0)"
).split()


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("start", ["", r"\alpha\sum_{i=1}^n "], ids=["calculator", "latex"])
def test_hostile_text_is_answered_at_once(piece, start):
    """Whatever is repeated, the walk over it is as good as linear."""
    text = (start + f"{piece} " * 5000)[:5000]
    began = time.process_time()

    for names in ({}, {"symbols": ["a", "b", "x", "ab", "x" * 30], "functions": ["f"]}):
        read_or_refused(text, **names)

    assert time.process_time() - began < 1.0  # 0.1 s here; machines differ


SIGNS = "x y 2 + - * / ^ ( ) [ ] { } | = < > & sigma max if else and or 1_{x>0} }{ \u0302 $".split()
ENDS = r"\right) \right. \} \end{cases} \end{array} \left\{\begin{array}{ll}".split()
WORDS = [*HOSTILE, *SIGNS, *ENDS, " "]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join) | st.text(max_size=60))
@example(r"=\\x\text{1_{x>0} \right.^{n}|np.")
@example(r"\frac1e5")
@settings(max_examples=600)
def test_nothing_but_unreadable_is_raised(text):
    for names in ({}, {"symbols": ["x", "y", "x_1"], "functions": ["sigmoid"]}):
        read_or_refused(text, **names)


@given(st.lists(st.sampled_from([*WORDS, *LABELS, "=", ",", "O("]), max_size=10).map("".join))
@settings(max_examples=400)
def test_answers_are_read_or_refused(text):
    for read in (read_answer, read_answers):
        for symbols in ((), ("x", "y")):
            with suppress(Unreadable):
                read(text, symbols=symbols, functions=["f"], is_order=True)


@given(st.sampled_from([*CALCULATOR, *LATEX]), st.data())
@settings(max_examples=400)
def test_mutated_formulas_are_read_or_refused(text, data):
    i = data.draw(st.integers(0, len(text)))
    j = data.draw(st.integers(i, min(len(text), i + 4)))
    piece = data.draw(st.sampled_from(WORDS) | st.just(""))

    read_or_refused(text[:i] + piece + text[j:])
