"""Result trees made by hand: what the reports are tried on."""

from checker.verdict import Finding, ItemResult, Outcome, Run, SubmissionResult, Times, Versions

HOSTILE = [
    "`code` and ``more`` and ```` ```fence",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[link](javascript:alert(1)) ![image](https://example.org/x.png)",
    "<https://example.org> https://example.org www.example.org ftp://example.org",
    "# heading",
    "- item",
    "+ item",
    "12. item",
    "> quote",
    "| a | b |",
    "*bold* _slanted_ ~~gone~~ **x** __y__",
    "&lt;b&gt; &#60;b&#62; \\<b\\>",
    "a`b <b>`` [x](y) `",
    "`` <b>x</b> ` [x](y) `",
    "```x` <img src=x>",
    "`a``b` <i> `c`",
    "\\`<b>x</b>\\`",
    "[x]: https://example.org 'title'",
    "---",
    "===",
    "~~~",
    "$x$ $$y$$",
    "<!-- comment",
    "<?php ?> <![CDATA[ x ]]>",
    '=HYPERLINK("https://example.org")',
    "line one\n# line two\n\n<b>line three</b>",
    "    four spaces",
]
"""texts of a student who wants out of the place that a report gives them"""


def item(function="square", part="lab1.1a", outcome=Outcome.CORRECT, points=2.0, max_points=2.0, **fields):
    """An item of a result."""
    fields = {"kind": "numeric", "decided_by": "comparison", **fields}
    return ItemResult(
        id=f"{part}.{function}",
        part=part,
        function=function,
        outcome=outcome,
        points=points,
        max_points=max_points,
        **fields,
    )


def result(id="anna", items=(), *, status="graded", assignment="lab1", **fields):
    """A submission's result, its totals those of its items."""
    totals = {"score": sum(i.points for i in items), "max_score": sum(i.max_points for i in items)}
    return SubmissionResult(
        id=id,
        assignment=assignment,
        hash="0" * 64,
        status=status,
        items=tuple(items),
        **{"members": (id,), **totals, **fields},
    )


def run_of(*results, seconds=1.5):
    """A run with those results."""
    return Run(
        course="Tiny course",
        versions=Versions(checker="0.1.0", python="3.11.7", numpy="2.4.6", sympy="1.14.0"),
        settings_hash="f" * 64,
        isolation=("process", "limits"),
        submissions=results,
        times=Times(started="2026-01-01T12:00:00+00:00", seconds=seconds),
    )


def hostile_result(text):
    """A result in which every place that a student's text can reach holds this one."""
    finding = Finding(kind="value", message=f"The call raised ValueError: {text}", call="square(np.array([2.0]))")
    wrong = item(outcome=Outcome.RAISED, points=0.0, findings=(finding,), cases={"basic": (0, 2)})
    return result(" ".join(text.split()), [wrong], message=text, output=text)


SHARP = [
    *HOSTILE,
    "]]></failure></testcase></testsuite></testsuites><x>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "</pre></code></samp></section></main></body></html><script>alert(1)</script>",
    "</title></style><script>alert(1)</script>",
    "&amp;&#0;&#x1b;&quot;",
    "[[ATTACHMENT|/etc/passwd]] [[attachment|x]]",
    "::error file=a.py,line=1::mine",
    "fine\n::add-mask::points\r::stop-commands::x\r\n::set-output name=a::b",
    "##[add-path]/tmp/mine",
    "100%25 %0A::error::mine %0D %3A %2C",
    "a,file=b.py,line=3::mine",
    "\x1b[31mred\x1b]8;;https://example.org\x07\x00\x08\x9b",
    "back\u202ewards \u2066isolated",
    "half a letter \ud800, none \ufffe \uffff \ufdd0",
    "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg",
]
"""the same for reports that are not Markdown alone"""


def steeped(text):
    """A result in which the text stands wherever a student's text, or a teacher's, could ever come to stand."""
    finding = Finding(
        kind="raised",
        message=f"It raised {text}",
        hint=text,
        call=text,
        where=f"line 3 of {text}",
        misconception="m",
    )
    items = [
        item(outcome=Outcome.RAISED, points=0.0, findings=(finding,), cases={"basic": (0, 2)}),
        item("read", "lab1.2", Outcome.NEEDS_REVIEW, 0.0, 4.0, kind="essay", text=text, findings=(finding,)),
        item("whole", "lab1.3", Outcome.PARTLY_CORRECT, 1.0, findings=(Finding(kind="value", message=text),)),
    ]
    return result(text, items, message=text, output=text, members=(text, "ben"), late=True)


EVERYTHING = result(
    "anna",
    [
        item(cases={"basic": (2, 2)}),
        item(
            "log_sum",
            "lab1.1b",
            Outcome.PARTLY_CORRECT,
            2.4,
            3.0,
            cases={"basic": (2, 2), "stability": (0, 1)},
            findings=(
                Finding(
                    kind="value",
                    message="The answer is inf, should be finite. This is a case of stability.",
                    call="log_sum(np.array([1000.0, 0.0]))",
                ),
                Finding(
                    kind="misconception",
                    message="Right on paper, but exp overflows for large numbers: take the largest out first.",
                    misconception="naive",
                ),
            ),
        ),
        item(
            "a_function_with_a_long_name",
            "lab1.10a",
            Outcome.WRONG,
            0.0,
            1.25,
            cases={"basic": (0, 4)},
            findings=(
                Finding(kind="shape", message="The answer has shape (2, 3), should have shape (3, 2)."),
                Finding(kind="diagnosis", message="A transpose."),
            ),
        ),
        item("normed", "lab1.3", findings=(Finding(kind="note", message="The other sign is right as well."),)),
        item("looped", "lab1.4", Outcome.TIMED_OUT, 0.0, 1.0, decided_by="failure", cases={"basic": (0, 1)}),
        item("read", "lab1.5", Outcome.NEEDS_REVIEW, 0.0, 4.0, decided_by="nobody"),
        item("stub", "lab1.6a", Outcome.MISSING, 0.0, 1.0, decided_by="absence"),
        item("other_stub", "lab1.6b", Outcome.MISSING, 0.0, 1.5, decided_by="absence"),
    ],
    status="partly graded",
    message="1 of 8 items waits for a person",
    waiting=4.0,
    late=True,
    output="training ...\nloss 0.25\n",
)
"""a result with every face that an item has"""

CLASS = run_of(
    result("anna", [item()]),
    result("ben okafor", [item(points=0.5, outcome=Outcome.PARTLY_CORRECT)], late=True),
    result(
        "carl",
        [item(points=0.0, outcome=Outcome.UNUSABLE)],
        status="unreadable",
        message="lab1.py cannot be run: SyntaxError: '(' was never closed, in line 10 of lab1.py: `return (x`",
    ),
    result("dora", status="unreadable", assignment="", message="the folder holds no Python file; it is empty"),
    result(
        "[red]eve[/red]",
        [item(points=0.0, outcome=Outcome.OUR_FAULT)],
        status="not judged",
        waiting=2.0,
        message="the checker failed on this submission; it costs nothing, and staff will look",
    ),
)
"""a class with every status"""
