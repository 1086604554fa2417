"""Take a text in: `essay` items, which a person reads and scores with the rubric."""

from checker.answers.question import Question
from checker.answers.trial import MISSING, OUTCOMES, call_miss, missing
from checker.maths.describe import clean, words
from checker.sandbox.wire import MAX_TEXT, Answer
from checker.verdict import Finding, Outcome, Verdict


def judge(question: Question, answers: list[Answer], again: Answer | None) -> Verdict:
    """Keep the text; whether it is there is all that is judged here."""
    (answer,) = answers
    if missing(answers) or (isinstance(answer.value, str) and not answer.value.strip()):
        return MISSING
    if answer.kind != "value":
        miss = call_miss(answer)
        finding = Finding(kind=miss.rung, message=f"The call {miss.message}.", where=miss.where)
        return Verdict(outcome=OUTCOMES[miss.rung], decided_by="failure", findings=(finding,))
    if not isinstance(answer.value, str):
        message = f"The answer is {words(answer.value)}, should be a text: return a string."
        return Verdict(
            outcome=Outcome.UNUSABLE, decided_by="failure", findings=(Finding(kind="type", message=message),)
        )
    whole = clean(answer.value, 10 * MAX_TEXT)
    text = clean(whole, MAX_TEXT)
    is_cut = len(answer.value) > MAX_TEXT or len(whole) > MAX_TEXT
    count = len(text.split())
    cut = f" Only its first {MAX_TEXT} characters were kept." if is_cut else ""
    message = f"A text of {count} {'word' if count == 1 else 'words'}, which a person will read and score.{cut}"
    return Verdict(
        outcome=Outcome.NEEDS_REVIEW,
        decided_by="nobody",
        findings=(Finding(kind="review", message=message),),
        text=text,
    )
