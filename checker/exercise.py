"""The vocabulary that a problem module is written in.

A module holds one `Exercise`. Each function under one of its decorators becomes an `Item`: its body is the
reference solution, its signature is the student's, its docstring is the prompt that the student reads (and
so never holds the answer, which stands in `answer=` for staff). Under the item stand its cases, its symbolic
twin, the variants that count as right, and its misconceptions.

Kinds of item: `numeric`, `value`, `witness`, `symbolic`, `derivation`, `essay`. Each has its judge in
`checker/answers/` under the same name.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from msgspec import Struct

from checker.cases import Case, generator
from checker.errors import AuthorError
from checker.figure import Figure
from checker.maths.tolerance import Tolerance
from checker.sandbox.wire import DOMAINS, Symbol
from checker.symbolic.words import FORMS, MODES

Kind = Literal["numeric", "value", "witness", "symbolic", "derivation", "essay"]
Function = Callable[..., Any]

KNOWN_RULES = ("exp_law", "log_law", "log_exp", "diff", "def:sigma", "def:tanh", "def:softplus")
"""rules of derivations that need no definition, beside algebra"""

IDENTIFIER = re.compile(r"[a-z][a-z0-9]*\.[0-9]+[a-z]*")


class Misconception(Struct, frozen=True):
    """A small wrong function that some students write."""

    answer: Function
    """the wrong function itself"""
    credit: float = 0.0
    """share of the points that it earns all the same"""

    @property
    def name(self) -> str:
        """Its function's name, stable in reports."""
        return str(self.answer.__name__)

    @property
    def hint(self) -> str:
        """Its docstring: what the student reads."""
        return sentences(self.answer)


class Variant(Struct, frozen=True):
    """Another answer that counts as right."""

    answer: Function
    """the function itself"""

    @property
    def name(self) -> str:
        """Its function's name."""
        return str(self.answer.__name__)

    @property
    def note(self) -> str:
        """Its docstring: what the student is told beside the full points."""
        return sentences(self.answer)


class NeedsReview(Struct, frozen=True):
    """What a predicate returns when a person has to look."""

    reason: str
    """the sentence that staff and student read"""


class Note(Struct, frozen=True):
    """What a predicate returns when the answer is right, and there is something to say about it."""

    remark: str
    """the sentence that the student reads beside the full points"""


Judgement = str | NeedsReview | Note | None
"""what a predicate says: why an answer has not the property, or None or a note where it has"""


class Gradient(Struct, frozen=True):
    """The claim that an answer is the derivative of a loss."""

    loss: Function
    """scalar function with the item's arguments"""
    of: str
    """argument that is differentiated"""
    entry: str | None = None
    """entry of the answer that holds the gradient, None for the whole answer"""
    at: Function | None = None
    """where to differentiate, from the arguments; None where `of` is one of them"""


class Equality(Struct, frozen=True):
    """When two formulas of a symbolic item count as equal; the words are those of `checker.equivalence`."""

    domain: dict[str, str] = {}
    """what each argument stands for, where the item has no cases of its own"""
    mode: str = "exact"
    where: str = ""
    """a relation between the arguments, as text"""
    free_of: tuple[str, ...] | None = None
    """what a constant or factor may not contain"""
    only: tuple[str, ...] | None = None
    """what the answer may be written with"""
    form: str = ""
    opaque: tuple[str, ...] = ()
    """functions that stay opaque, though they have a name that is known"""


class Chain(Struct, frozen=True):
    """What the steps of a derivation may be explained by."""

    rules: tuple[str, ...]
    """names of the rules beside algebra"""
    up_to_constant: tuple[str, ...] | None = None
    """arguments that a constant dropped at the end has to be free of; None where none may be dropped"""


class Item(Struct, eq=False):
    """One function that a student writes, and how its answers are judged."""

    exercise: "Exercise"
    kind: Kind
    letter: str
    points: float
    reference: Function
    answer: str
    own_tolerance: Tolerance | None = None
    make_cases: Callable[..., Iterable[Case]] | None = None
    predicate: Callable[[Any, Case], Judgement] | None = None
    predicate_of_all: Callable[[list[Any], list[Case]], Judgement] | None = None
    view: Function | None = None
    follow: Function | None = None
    draw: Callable[[list[Any], list[Case]], Figure] | None = None
    twin: Function | None = None
    gradients: list[Gradient] = []
    variants: list[Variant] = []
    misconceptions: list[Misconception] = []
    equality: Equality = Equality()
    chain: Chain = Chain(())
    definitions: dict[str, Function] = {}
    rubric: tuple[str, ...] = ()
    """what a full answer of an essay contains, for the person who reads it"""
    same: dict[str, str] = {}
    """changes of the reference that change nothing, and why"""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the reference answers."""
        return self.reference(*args, **kwargs)

    @property
    def function(self) -> str:
        """Name of the function, the student's and the reference's alike."""
        return str(self.reference.__name__)

    @property
    def part(self) -> str:
        """Part of the document, such as `lab3.2a`."""
        return self.exercise.id + self.letter

    @property
    def id(self) -> str:
        """Name of the item in reports and settings, such as `lab3.2a.softmax_regression_grad_W`."""
        return f"{self.part}.{self.function}"

    @property
    def tolerance(self) -> Tolerance:
        """Bounds on an answer's error, unless the settings say otherwise."""
        return self.own_tolerance or Tolerance()

    @property
    def place(self) -> str:
        """File and line where its reference stands."""
        code = self.reference.__code__
        return f"{code.co_filename}:{code.co_firstlineno}"

    @property
    def prompt(self) -> str:
        """What the student reads."""
        import inspect

        return inspect.getdoc(self.reference) or ""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the arguments, in order."""
        return parameters(self.reference)

    # ---- what an author writes under the item -------------------------------------------------------------

    def cases(self, function: Callable[..., Iterable[Case]]) -> Callable[..., Iterable[Case]]:
        """Mark the generator of cases: it gets a seeded random generator and yields from small to large."""
        if self.make_cases is not None:
            raise self._complaint("has two functions under `.cases`; keep one")
        self.make_cases = function
        return function

    def accepts(self, function: Callable[[Any, Case], Judgement]) -> Function:
        """Mark the predicate of a witness: None or a `Note` when the answer has the property, else why not."""
        self._expect("witness", "`.accepts`")
        self.predicate = function
        return function

    def accepts_together(self, function: Callable[[list[Any], list[Case]], Judgement]) -> Function:
        """Mark a predicate on the answers to all cases at once, such as a statistic of random draws."""
        self._expect("witness", "`.accepts_together`")
        self.predicate_of_all = function
        return function

    def compared(self, function: Function) -> Function:
        """Mark the view of an answer whose values are compared, where that is not the answer itself.

        The function gets the answer, and where it takes two arguments, the case too.
        """
        self.view = function if len(parameters(function)) > 1 else lambda answer, case: function(answer)
        return function

    def follows(self, function: Function) -> Function:
        """Mark what each entry would be, recomputed from the answer's own earlier entries: it is right too.

        The function gets the answer and the arguments of the item. So one slip costs one entry.
        """
        self._expect("numeric", "`.follows`")
        if parameters(function)[1:] != self.parameters:
            raise self._complaint(f"follows with other arguments than (answer, {', '.join(self.parameters)})")
        self.follow = function
        return function

    def picture(self, function: Callable[[list[Any], list[Case]], Figure]) -> Function:
        """Mark the picture of the answers: it gets them, each in the shape of the reference's, and the cases."""
        self._expect("numeric", "`.picture`")
        self.draw = function
        return function

    def harmless(self, change: str, why: str) -> None:
        """Say that the reference stays right under a change that the audit makes of it, and why."""
        self.same[change] = why

    def formula(self, function: Function) -> Function:
        """Mark the symbolic twin: it gets SymPy, then the arguments with vectors as lists."""
        if parameters(function)[1:] != self.parameters:
            want = ", ".join(("sp", *self.parameters))
            raise self._complaint(
                f"has a formula with the arguments ({', '.join(parameters(function))}); should be ({want})"
            )
        self.twin = function
        return function

    def differentiates(
        self, argument: str, *, entry: str | None = None, at: Function | None = None
    ) -> Callable[[Function], Function]:
        """Mark the function whose derivative in `argument` the answer (or its entry) is.

        Args:
          argument: name of the variable: an argument of the item, or one that the loss has beside them.
          entry: the entry of the answer that holds the derivative, where it has several.
          at: for a variable that is no argument of the item, its value, from the item's arguments.
        """
        if argument not in self.parameters and at is None:
            raise self._complaint(
                f"differentiates in `{argument}`, which is not one of its arguments; say where, with `at=`"
            )
        wanted = self.parameters if at is None else (*self.parameters, argument)

        def mark(loss: Function) -> Function:
            if parameters(loss) != wanted or (at is not None and parameters(at) != self.parameters):
                raise self._complaint(
                    f"differentiates a loss with the arguments ({', '.join(parameters(loss))}); "
                    f"should be ({', '.join(wanted)})" + (", and `at` without the last" if at is not None else "")
                )
            self.gradients.append(Gradient(loss, argument, entry, at))
            return loss

        return mark

    def variant(self, function: Function) -> Function:
        """Mark another right answer; its docstring is the note that the student gets."""
        self._check(function, "variant")
        self.variants.append(Variant(function))
        return function

    def misconception(
        self, function: Function | None = None, *, credit: float = 0.0
    ) -> Callable[[Function], Function] | Function:
        """Mark a known wrong answer; its docstring is the hint, `credit` the share that it earns."""
        if not 0 <= credit < 1:
            raise self._complaint(f"gives a misconception the credit {credit}; should be from 0 to below 1")

        def mark(wrong: Function) -> Function:
            self._check(wrong, "misconception")
            if wrong.__name__ in {m.name for m in self.misconceptions}:
                raise self._complaint(f"has two misconceptions of the name `{wrong.__name__}`; rename one")
            self.misconceptions.append(Misconception(wrong, credit))
            return wrong

        return mark(function) if function is not None else mark

    def defines(self, rule: str) -> Callable[[Function], Function]:
        """Mark what a rule of the derivation, such as `def:G`, says: pairs of a symbol and what it stands for.

        The function gets the arguments of the item.
        """
        if self.kind != "derivation" or rule not in self.chain.rules:
            known = ", ".join(self.chain.rules) or "none"
            raise self._complaint(f"defines the rule `{rule}`, which is not among its rules ({known})")

        def mark(function: Function) -> Function:
            if parameters(function) != self.parameters:
                raise self._complaint(
                    f"defines `{rule}` with the arguments ({', '.join(parameters(function))}); "
                    f"should be ({', '.join(self.parameters)})"
                )
            self.definitions[rule] = function
            return function

        return mark

    # ---- what the grader asks of it -----------------------------------------------------------------------

    def cases_for(self, seed: str) -> list[Case]:
        """The calls on which an answer is tried, with that seed."""
        if self.kind == "essay":
            return [Case({})]
        if self.make_cases is None:
            return [Case({name: Symbol(name, word) for name, word in self.equality.domain.items()})]
        try:
            cases = list(self._checked(self.make_cases(generator(seed, self.id))))
        except AuthorError:
            raise
        except Exception as err:
            raise self._complaint(f"cannot make its cases: {type(err).__name__}: {err}") from err
        if not cases:
            raise self._complaint("yields no case; yield at least one from the function under `.cases`")
        if all(case.tag != "basic" for case in cases):
            raise self._complaint("yields no basic case; without one, a wrong answer would earn the other shares")
        return cases

    def validate(self) -> None:
        """Refuse an item that could not be judged."""
        if not (self.reference.__doc__ or "").strip():
            raise self._complaint("has no docstring; write the prompt that the student reads")
        if self.kind in ("value", "essay") and self.parameters:
            what = "a value, which takes no arguments; make it numeric"
            raise self._complaint(f"is {what if self.kind == 'value' else 'an essay, which takes no arguments'}")
        if self.kind == "essay" and not self.rubric:
            raise self._complaint("has no rubric; say what a full answer contains")
        if self.kind == "derivation":
            self._validate_rules()
        if self.kind == "symbolic":
            self._validate_equality()
        if self.parameters and self.make_cases is None and tuple(self.equality.domain) != self.parameters:
            raise self._complaint("has no cases; yield some from a function under `.cases`")
        if self.kind == "witness" and self.predicate is None and self.predicate_of_all is None:
            raise self._complaint("is a witness without a predicate; write one under `.accepts`")

    def _validate_equality(self) -> None:
        equality = self.equality
        words = [("domain", word, tuple(DOMAINS)) for word in equality.domain.values()]
        words += [("mode", equality.mode, MODES), ("form", equality.form, ("", *FORMS))]
        words += [("free_of", name, self.parameters) for name in equality.free_of or ()]
        for what, word, known in words:
            if word not in known:
                listed = ", ".join(filter(None, known))
                raise self._complaint(f"has {word!r} as its {what}; should be one of {listed}")
        if equality.where:
            self._validate_relation(equality.where)

    def _validate_relation(self, where: str) -> None:
        from checker.maths.typed import Unreadable, read_formula

        try:
            read_formula(where)
        except Unreadable as err:
            raise self._complaint(f"has {where!r} as its `where`: {err.fault}") from err

    def _validate_rules(self) -> None:
        for name in self.chain.up_to_constant or ():
            if name not in self.parameters:
                raise self._complaint(f"has {name!r} in up_to_constant, which is not one of its arguments")
        for rule in self.chain.rules:
            if rule not in KNOWN_RULES and rule not in self.definitions:
                known = ", ".join(KNOWN_RULES)
                raise self._complaint(
                    f"has the rule `{rule}`, none of {known}; say what it means under `.defines({rule!r})`"
                )

    def _checked(self, cases: Iterable[Case]) -> Iterator[Case]:
        for number, case in enumerate(cases, 1):
            if tuple(case.inputs) != self.parameters:
                raise self._complaint(
                    f"has the arguments ({', '.join(self.parameters)}), but its case {number} gives "
                    f"({', '.join(case.inputs)}); give them all, in order"
                )
            yield case

    def _expect(self, kind: Kind, what: str) -> None:
        if self.kind != kind:
            article = "an" if self.kind == "essay" else "a"
            raise self._complaint(f"is {article} {self.kind} item; only a {kind} takes {what}")

    def _check(self, function: Function, what: str) -> None:
        if parameters(function) != self.parameters:
            raise self._complaint(
                f"has a {what} `{function.__name__}` with the arguments "
                f"({', '.join(parameters(function))}); should be ({', '.join(self.parameters)})"
            )
        if not (function.__doc__ or "").strip():
            raise self._complaint(
                f"has a {what} `{function.__name__}` without a docstring; write what the student should read"
            )

    def _complaint(self, what: str) -> AuthorError:
        return AuthorError(f"`{self.id}` {what} - at {self.place}")


class Exercise:
    """One question of a document, with its parts.

    Args:
      id: document and question, such as `lab3.2`.
      title: the document's heading.
      source: where it comes from, for staff and student.
      points: points of each part by its letter; the key "" where the question has no parts.

    Raises:
      AuthorError: the id has another form.
    """

    def __init__(self, id: str, *, title: str, source: str, points: dict[str, float]) -> None:
        if not IDENTIFIER.fullmatch(id):
            raise AuthorError(f"the exercise {id!r} should be named document.question, such as 'lab3.2'")
        self.id, self.title, self.source, self.points = id, title, source, points
        self.items: list[Item] = []

    @property
    def assignment(self) -> str:
        """The document, such as `lab3`."""
        return self.id.partition(".")[0]

    def numeric(
        self, part: str = "", *, points: float, answer: str = "", tolerance: Tolerance | None = None
    ) -> Callable[[Function], Item]:
        """Ask for an array, a number, or several by name; compared with the reference's on every case."""
        return self._item("numeric", part, points, answer, tolerance)

    def value(
        self, part: str = "", *, points: float, answer: str = "", tolerance: Tolerance | None = None
    ) -> Callable[[Function], Item]:
        """Ask for one fixed answer, from a function without arguments; integers are compared exactly."""
        return self._item("value", part, points, answer, tolerance)

    def witness(self, part: str = "", *, points: float, answer: str = "") -> Callable[[Function], Item]:
        """Ask for any object with a property; the predicate under `.accepts` judges it."""
        return self._item("witness", part, points, answer, None)

    def symbolic(
        self,
        part: str = "",
        *,
        points: float,
        answer: str = "",
        domain: dict[str, str] | None = None,
        mode: str = "exact",
        where: str = "",
        free_of: tuple[str, ...] | None = None,
        only: tuple[str, ...] | None = None,
        form: str = "",
        opaque: tuple[str, ...] = (),
    ) -> Callable[[Function], Item]:
        """Ask for a formula, or several; it is equal where `checker.equivalence` says so.

        Args:
          part: letter of the part.
          points: what it is worth.
          answer: the formula in words, for staff.
          domain: what each argument stands for; an item without cases of its own is asked with such symbols.
          mode: `exact`, `up to a constant`, `up to a factor`, `up to a sign`, `same zeros`, `sign` or `growth`.
          where: a relation between the arguments, such as `"eps * lam < 1"`.
          free_of: arguments that the constant or the factor may not contain.
          only: functions and symbols that the answer may be written with.
          form: `expanded`, `factored` or `simplified`, where the answer has to be.
          opaque: functions that stay opaque, though their name is known, such as `sigma`.
        """
        equality = Equality(domain or {}, mode, where, free_of, only, form, opaque)
        return self._item("symbolic", part, points, answer, None, equality=equality)

    def derivation(
        self,
        part: str = "",
        *,
        points: float,
        answer: str = "",
        rules: tuple[str, ...] = (),
        up_to_constant: tuple[str, ...] | None = None,
    ) -> Callable[[Function], Item]:
        """Ask for a chain of equal expressions, from the reference's first one to its last.

        Args:
          part: letter of the part.
          points: what it is worth.
          answer: the idea in words, for staff.
          rules: what may explain a step, beside algebra: `exp_law`, `log_law`, `log_exp`, `diff`, `def:sigma`,
            `def:tanh`, `def:softplus`, and those that stand under `.defines`.
          up_to_constant: arguments that a constant has to be free of which the last expression may drop.
        """
        return self._item("derivation", part, points, answer, None, chain=Chain(rules, up_to_constant))

    def essay(self, part: str = "", *, points: float, rubric: tuple[str, ...]) -> Callable[[Function], Item]:
        """Ask for a text, which a person reads; its points wait until then.

        Args:
          part: letter of the part.
          points: what it is worth.
          rubric: what a full answer contains, point by point, for whoever reads it.
        """
        return self._item("essay", part, points, "", None, rubric=rubric)

    def validate(self) -> None:
        """Refuse an exercise that breaks the contract of the vocabulary.

        Raises:
          AuthorError: an item cannot be judged, or the points of a part do not add up.
        """
        for item in self.items:
            item.validate()
        for letter, declared in self.points.items():
            items = [item for item in self.items if item.letter == letter]
            given = sum(item.points for item in items)
            if abs(given - declared) > 1e-9:
                where = f" - at {items[0].place}" if items else ""
                raise AuthorError(
                    f"part `{self.id}{letter}` is declared with {declared:g} points, "
                    f"but its items add up to {given:g}; mend one of them{where}"
                )

    def _item(
        self, kind: Kind, letter: str, points: float, answer: str, tolerance: Tolerance | None, **facts: Any
    ) -> Callable[[Function], Item]:
        if letter not in self.points:
            known = ", ".join(repr(known) for known in self.points)
            raise AuthorError(f"`{self.id}` has no part {letter!r} in its `points`; it has {known}")
        if not points > 0:
            raise AuthorError(f"an item of part `{self.id}{letter}` has {points} points; should be above 0")

        def mark(reference: Function) -> Item:
            item = Item(self, kind, letter, points, reference, answer, tolerance, **facts)
            if any(item.function == other.function for other in self.items):
                raise AuthorError(f"`{self.id}` has two functions `{item.function}`; rename one")
            self.items.append(item)
            return item

        return mark


def parameters(function: Function) -> tuple[str, ...]:
    """Names of a function's positional arguments, without the price of `inspect.signature`."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def sentences(function: Function) -> str:
    """The docstring of a function, on one line."""
    return " ".join((function.__doc__ or "").split())
