"""The result tree itself, as JSON, and its schema."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from checker.verdict import Run, SubmissionResult


def render(run: Run) -> str:
    """The document `checker.result/v1`."""
    return "".join(pieces(run, run.submissions))


def pieces(run: Run, results: Iterable[SubmissionResult]) -> Iterator[str]:
    """The document, submission by submission as the results come; `run` is the head of the tree alone."""
    before, after = ends(run)
    yield before
    lead = "\n"
    for result in results:
        yield lead + one(result)
        lead = ",\n"
    yield after if lead == "\n" else f"\n  {after}"


def ends(run: Run) -> tuple[str, str]:
    """What stands before the first submission of a document, and what after the last."""
    head = _formatted(msgspec.structs.replace(run, submissions=()))
    before, bracket, after = head.partition('\n  "submissions": [')  # no string holds a raw newline
    return before + bracket, after + "\n"


def one(result: SubmissionResult) -> str:
    """One submission, as it is indented in the document."""
    return "    " + _formatted(result).replace("\n", "\n    ")  # a string holds \u2028, but never a newline


def _formatted(part: Run | SubmissionResult) -> str:
    return msgspec.json.format(msgspec.json.encode(part), indent=2).decode()


def schema() -> dict[str, Any]:
    """The JSON Schema of the document, from its types."""
    described = msgspec.json.schema(Run)
    for definition in described["$defs"].values():
        if "properties" in definition:
            definition["required"] = list(definition["properties"])  # a default is written like any value
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "checker.result/v1", **described}


def schema_text() -> str:
    """The schema as it stands in result.schema.json; `python -m checker.reports.json` prints it."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode() + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
