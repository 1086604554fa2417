"""The problem modules of a course: found, imported, validated and put in order."""

import hashlib
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from checker.config import AssignmentSettings, Settings, find_course, read_settings
from checker.errors import AuthorError, CheckerError, SettingsError, StaffError, UnknownName, suggestion
from checker.exercise import Exercise, Item


class Assignment(Struct, frozen=True, eq=False, dict=True):
    """One document: its exercises in order."""

    name: str
    title: str
    exercises: tuple[Exercise, ...]
    settings: AssignmentSettings

    @cached_property
    def items(self) -> dict[str, Item]:
        """All items by their id, in order."""
        return {item.id: item for exercise in self.exercises for item in exercise.items}

    @cached_property
    def points(self) -> dict[str, float]:
        """Points of each item: those of its module, unless the settings say otherwise.

        Points set for a part are shared out in the proportion of its module.
        """
        points = {id: item.points for id, item in self.items.items()}
        for name, given in self.settings.points.items():
            items = self.matching(name, setting="points")
            whole = sum(item.points for item in items)
            points |= {item.id: given * item.points / whole for item in items}
        return points

    def only(self, ids: Iterable[str]) -> "Assignment":
        """The same assignment with those items alone."""
        chosen = set(ids)
        part = Assignment(self.name, self.title, self.exercises, self.settings)
        part.__dict__["items"] = {id: item for id, item in self.items.items() if id in chosen}
        part.__dict__["points"] = {id: points for id, points in self.points.items() if id in chosen}
        return part

    def matching(self, name: str, *, setting: str = "") -> list[Item]:
        """Items of that name: an item's id, its function, a part or an exercise.

        Raises:
          UnknownName: nothing has the name; SettingsError where it came from a setting.
        """
        found = [
            item
            for item in self.items.values()
            if name in (self.name, item.id, item.part, item.exercise.id, item.function)
            or f"{self.name}.{name}" in (item.part, item.exercise.id)
        ]
        if found:
            return found
        known = list(dict.fromkeys(known for item in self.items.values() for known in (item.part, item.id)))
        if setting:
            path = f"assignments.{self.name}.{setting}.{name}"
            raise SettingsError(
                f"grading.yaml: there is no part `{name}`{suggestion(name, known)} - at `{path}`", path=path
            )
        full = name if name.startswith(f"{self.name}.") else f"{self.name}.{name}"
        raise UnknownName("part", full, known)


class Course:
    """A folder with grading.yaml and problems."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self._loaded: dict[str, Assignment] = {}

    @classmethod
    def find(cls, given: str | None = None) -> "Course":
        """The course of that folder, of the environment, or of the folders from here upwards."""
        folder = find_course(given)
        return cls(folder, read_settings(folder))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the assignments: the folders of the problem folder, in natural order."""
        root = self.folder / self.settings.problems
        try:
            folders = [f.name for f in root.iterdir() if f.is_dir() and self._modules(f.name)]
        except OSError as err:
            raise SettingsError(
                f"grading.yaml: the folder {root} cannot be read ({err.strerror}) - at `problems`",
                path="problems",
            ) from err
        names = tuple(sorted((n for n in folders if n[0] not in "_."), key=natural))
        for name in self.settings.assignments:
            if name not in names:
                raise SettingsError(
                    f"grading.yaml: there is no assignment `{name}` in {self.settings.problems}/"
                    f"{suggestion(name, names)} - at `assignments.{name}`",
                    path=f"assignments.{name}",
                )
        return names

    def assignment(self, name: str) -> Assignment:
        """An assignment, its modules imported and validated.

        Raises:
          UnknownName: the course has none of that name.
          AuthorError: a module of it breaks the contract.
        """
        if name not in self.names:
            raise UnknownName("assignment", name, self.names, where=f"the course in {self.folder}")
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def resolve(self, name: str) -> Assignment:
        """The assignment, question, part or function of that name, as an assignment with those items alone.

        Raises:
          UnknownName: the course has nothing of that name.
          StaffError: several assignments have something of that name.
        """
        if name in self.names:
            return self.assignment(name)
        document = name.partition(".")[0]
        known: list[str] = []
        found: list[Assignment] = []
        for assignment in map(self.assignment, [document] if document in self.names else self.names):
            try:
                found.append(assignment.only(item.id for item in assignment.matching(name)))
            except UnknownName as err:
                known += [*err.known, *(item.function for item in assignment.items.values())]
        if len(found) > 1:
            full = ", ".join(f"{assignment.name}.{name}" for assignment in found)
            raise StaffError(f"`{name}` stands in several assignments; say which: {full}")
        if found:
            return found[0]
        raise UnknownName("assignment, part or function", name, [*self.names, *known])

    def hash(self, names: Iterable[str]) -> str:
        """SHA-256 of the settings in force and of the problem modules of those assignments."""
        digest = hashlib.sha256(self.settings.hash.encode())
        for name in sorted(names):
            for path in self._modules(name):
                digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
        return digest.hexdigest()

    def _load(self, name: str) -> Assignment:
        modules = {path: import_exercise(path) for path in self._modules(name)}
        for path, exercise in modules.items():
            with _placed_at(path):
                exercise.validate()
                if exercise.assignment != name:
                    raise AuthorError(
                        f"the exercise `{exercise.id}` stands in the folder `{name}`; its id should begin with "
                        f"`{name}.`"
                    )
        _refuse_twins(modules)
        exercises = sorted(modules.values(), key=lambda exercise: natural(exercise.id + min(exercise.points)))
        settings = self.settings.of(name)
        source = exercises[0].source.rpartition(",")[0] or exercises[0].source
        return Assignment(name, settings.title or source, tuple(exercises), settings)

    def _modules(self, name: str) -> list[Path]:
        folder = self.folder / self.settings.problems / name
        return sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))


def import_exercise(path: Path) -> Exercise:
    """The exercise of a problem module, imported by its path.

    Raises:
      AuthorError: the module cannot be imported, or holds no exercise.
    """
    unique = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
    name = f"checker_problems_{unique}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with _placed_at(path):
            spec.loader.exec_module(module)
    except CheckerError:
        raise
    except Exception as err:
        line = _line_in(err, path)
        place = f"{path}, line {line}," if line else path
        raise AuthorError(f"{place} cannot be imported: {type(err).__name__}: {err}") from err
    exercise = getattr(module, "exercise", None)
    if not isinstance(exercise, Exercise):
        raise AuthorError(f"{path} holds no exercise; write `exercise = Exercise(...)` at its top")
    return exercise


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sorting key in which `lab3.10` comes after `lab3.9b`."""
    return tuple((int(n), "") if n else (-1, text) for n, text in re.findall(r"(\d+)|(\D+)", name))


@contextmanager
def _placed_at(path: Path) -> Iterator[None]:
    """Say of a broken contract where it is, where its sentence does not yet."""
    try:
        yield
    except AuthorError as err:
        if " - at " in str(err):
            raise
        line = _line_in(err, path)
        raise AuthorError(f"{err} - at {path}{f':{line}' if line else ''}") from err


def _refuse_twins(modules: Mapping[Path, Exercise]) -> None:
    """Refuse two parts or two functions of one name; a long exercise may have several modules."""
    ids: dict[str, str] = {}
    for path, exercise in modules.items():
        for name, what in [
            *((exercise.id + letter, "are parts") for letter in exercise.points),
            *((i.function, "are functions") for i in exercise.items),
        ]:
            if name in ids:
                raise AuthorError(
                    f"`{name}` of {ids[name]} and of {exercise.title!r} {what} of one name; rename one, for "
                    f"they stand in one file - at {path}"
                )
            ids[name] = repr(exercise.title)


def _line_in(err: BaseException, path: Path) -> int:
    """Line of the module where it went wrong, 0 where that is not known."""
    if isinstance(err, SyntaxError) and err.filename == str(path):
        return err.lineno or 0
    trace, line = err.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
