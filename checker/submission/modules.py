"""The modules that a file may import: the Python files beside it.

They are read here and handed over as text: what is hashed is what is run, and the sandbox needs no folder.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from checker.errors import StudentError
from checker.submission.files import Files
from checker.submission.names import last, printable
from checker.submission.text import text_of

MAX_MODULES = 50


def modules_beside(main: str, source: bytes, files: Files) -> tuple[dict[str, bytes], float]:
    """Other modules in the file's folder, and when the newest of all files was changed.

    What nobody imports stays behind.
    """
    modules: dict[str, bytes] = {}
    newest = files.modified(main)
    for name in [name for name in files.names if _is_beside(name, main)][:MAX_MODULES]:
        try:
            modules[last(name).removesuffix(".py")] = text_of(printable(last(name)), files.read(name))
            newest = max(newest, files.modified(name))
        except (StudentError, OSError):
            continue  # whoever imports it is told that there is no such module
    return modules if _imports_any(source, modules) else {}, newest


def _is_beside(name: str, main: str) -> bool:
    path = PurePosixPath(name)
    is_module = path.suffix == ".py" and path.stem.isidentifier()
    return is_module and name != main and path.parent == PurePosixPath(main).parent


def _imports_any(source: bytes, modules: Mapping[str, bytes]) -> bool:
    texts = [source, *modules.values()]
    return any(
        re.search(rb"import[^\n]*\b" + name.encode() + rb"\b|from[ \t]+" + name.encode() + rb"\b", text)
        for name in modules
        for text in texts
    )
