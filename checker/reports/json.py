"""The result tree itself, as JSON, and its schema."""

from typing import Any

import msgspec

from checker.verdict import Run


def render(run: Run) -> str:
    """The document `checker.result/v1`."""
    return msgspec.json.format(msgspec.json.encode(run), indent=2).decode() + "\n"


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
