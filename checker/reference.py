"""The reference page of grading.yaml, made from the types that read it.

`python -m checker.reference > docs/grading-yaml.md` writes it anew.
"""

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, UNSET, Meta, Struct, structs

from checker.config import Settings, plain_type, type_name

HEAD = """\
# grading.yaml

Every key that the file may have, with its type and its default. All of them may be left out. A key that is not
here is refused, with its path and the nearest key that is.

| key | type | default | meaning |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The page, in Markdown."""
    rows = (
        f"| `{path}` | {kind} | {default} | {meaning} |" for path, kind, default, meaning in rows_of(Settings, "")
    )
    return HEAD + "\n".join(rows) + "\n"


def rows_of(kind: type[Struct], prefix: str) -> Iterator[tuple[str, str, str, str]]:
    """Path, type, default and meaning of each key, with the keys below it."""
    hints = get_type_hints(kind, include_extras=True)
    for field in structs.fields(kind):
        hint = hints[field.name]
        inner, path = plain_type(hint), prefix + field.name
        yield path, type_name(inner), _default(field), _meaning(hint)
        if get_origin(inner) is dict:
            inner, path = plain_type(get_args(inner)[1]), f"{path}.NAME"
        if isinstance(inner, type) and issubclass(inner, Struct):
            yield from rows_of(inner, f"{path}.")


def _meaning(hint: Any) -> str:
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((note.description for note in notes if isinstance(note, Meta) and note.description), "")


def _default(field: Any) -> str:
    value = field.default_factory() if field.default_factory is not NODEFAULT else field.default
    if value is NODEFAULT or value is UNSET or value is None or isinstance(value, Struct) or value == {}:
        return ""
    return f"`{value}`" if value != "" else ""


if __name__ == "__main__":
    print(page(), end="")
