"""A class whose names, texts, keys, symbols and exceptions are all written against whoever reads the reports."""

import os
from pathlib import Path

TEXTS = {
    "escapes": "\x1b[2J\x1b[H\x1b]0;100 %\x07\x1b]8;;https://example.org\x07here\x1b]52;c;ZXZpbA==\x07\x9b31m",
    "directions": "\u202e001/001\u202c \u2066\u2069 \u200f\u061c \u200b\ufeff",
    "illegal in XML": "\ufffe \uffff \x01\x08\x0b\x0c\x1f \ud800 \udcff ]]> &#0; &#xD800; &nbsp;",
    "lines": "one\ntwo\r\nthree\x85four\u2028five\u2029six\n\n# seven",
    "elements": "</td></code></pre><script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:1'>",
    "attributes": "\" onmouseover=\"alert(1)\" x=\" ' onload='alert(1)' `onclick=alert(1)`",
    "hidden elements": "<!-- --><![CDATA[ <b> ]]> <?php ?> <!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/p'>]> &e;",
    "links": "[a](javascript:alert(1)) ![b](https://example.org/x.png) <https://example.org> [c]: https://example.org",
    "automatic links": "https://example.org www.example.org ftp://example.org a.b@example.org",
    "mentions": "@everyone @octocat/team octocat@example.org",
    "marks": "# h\n- l\n> q\n1. n\n---\n***bold*** __x__ ~~gone~~ $x$ | a | b |",
    "fences": "```\n~~~\n`````` ` `` ```python\n</details>\n````",
    "spans": "a`b <b>`` [x](y) ` \\` <i> \\\\` `c",
    "formula": "=HYPERLINK(\"https://example.org?\"&A1,\"x\")",
    "command of a spreadsheet": "@SUM(1+1)*cmd|' /c calc'!A1",
    "wide formula": "\uff1d1+1",
    "minus": "-2+3",
    "tab": "\t=1+1",
    "commands": "::error file=lab.py,line=1::no\n::set-output name=score::100\r::stop-commands::x\n::add-mask::1",
    "older commands": "##[error]no ##[add-matcher]x.json ##vso[task.complete result=Succeeded] ##teamcity[x]",
    "escaped commands": "%0A::error::no%0D%25 ::warning::,:",
    "numbers that are none": "NaN Infinity -0 null true 1e999",
    "markup of the terminal": "[red]red[/red] [link=https://example.org]x[/link] {0} %s \\[bold]",
    "long": "A long text, " * 8000,
    "combined": "e" + "\u0301" * 500,
}  # fmt: skip
"""a text of each kind, by what is sharp about it"""

ANSWERS = """\
# members: {name}
import sympy

TEXT = {text}
print(TEXT)
print(TEXT * 3, end="")


def conv_output_count():
    return TEXT


def attacked(x):
    raise type(TEXT.replace("\\0", "") or "E", (Exception,), {{}})(TEXT)


def autoencoder_gd_step(theta, grad, lr):
    return {{TEXT: theta, TEXT[::-1]: TEXT}}


def absolute_value(x):
    return sympy.Function(TEXT)(sympy.Symbol(TEXT)) + x
"""


def write_students(folder: Path) -> None:
    """Write the class: a student for each text, and some whose files cannot be run."""
    for number, (kind, text) in enumerate(TEXTS.items()):
        name = name_of(text)
        place = folder / (name if number % 2 else f"{kind} {name}"[:80])
        place.mkdir(parents=True)
        header = " ".join(name.split()).replace("\f", "")
        (place / f"lab {name[:80]}.py").write_text(ANSWERS.format(name=header, text=ascii(text)))
    for kind in "lines", "elements", "commands", "escapes", "fences":
        name = name_of(TEXTS[kind])[:60]
        (folder / f"{name} fails.py").write_text(
            f"def attacked(x):\n    pass\n\n\nraise ValueError({TEXTS[kind]!a})\n"
        )
        (folder / f"{name} cannot be read.py").write_text(f"def attacked(x) {name!r}\n", encoding="utf-8")
        (folder / f"{name} twice").mkdir()
        for letter in "ab":
            (folder / f"{name} twice" / f"{letter} {name} lab.py").write_text("def attacked(x):\n    pass\n")
        (folder / f"{name} nothing").mkdir()
        (folder / f"{name} nothing" / f"{name}.doc").write_text("my homework")
    os.mkdir(os.fsencode(folder) + b"/\xff\xfe\x80 no text")


def name_of(text: str) -> str:
    """The text as the name of a file, as far as a name can be that."""
    name = text.replace("/", "\u2215").replace("\0", "").encode("utf-8", "replace")[:120]
    return name.decode("utf-8", "ignore")
