"""grading.yaml, as typed settings.

Every key is declared here once, with its type, its default and the sentence that the documentation shows. A
key that is unknown, of a wrong type or out of range is refused in one line that ends with its path.
"""

import hashlib
import os
import re
import reprlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from checker.cases import TAGS
from checker.errors import SettingsError, StaffError, suggestion
from checker.maths.describe import one_line
from checker.maths.tolerance import Tolerance
from checker.sandbox.wire import Limits

FILE = "grading.yaml"
POWER_OF_TEN = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$")
"""numbers such as 1e-6, which YAML 1.1 reads as text"""
DEEPEST = 50
LARGEST = 2**53
"""the largest number that means anything in a setting"""
SHORT = reprlib.Repr()
SHORT.maxstring = SHORT.maxother = SHORT.maxlong = 200
Feedback = Literal["outcome", "hints", "expected"]


class ToleranceOverride(Struct, frozen=True, kw_only=True):
    """Bounds that replace those of the problem module."""

    rtol: Annotated[float | UnsetType, Meta(ge=0, description="error allowed, relative to the right value")] = (
        UNSET
    )
    atol: Annotated[
        float | UnsetType, Meta(ge=0, description="error allowed beside it, for values near zero")
    ] = UNSET
    norm: Annotated[
        bool | UnsetType, Meta(description="measure every entry's error against the largest entry")
    ] = UNSET

    def over(self, tolerance: Tolerance) -> Tolerance:
        """The given bounds with these in their place."""
        given = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not UNSET}
        return msgspec.structs.replace(tolerance, **given)


class Seeds(Struct, frozen=True, kw_only=True):
    """What the random inputs are drawn from."""

    public: Annotated[str, Meta(description="seed of the self-check, known to students")] = "public"
    secret: Annotated[
        str,
        Meta(
            description="seed of grading; better kept out of the file, in the environment variable CHECKER_SECRET"
        ),
    ] = ""


class AssignmentSettings(Struct, frozen=True, kw_only=True):
    """What holds for one assignment; its key is the name of the folder of its problems."""

    title: Annotated[str, Meta(description="how reports call the assignment")] = ""
    due: Annotated[
        datetime | None, Meta(description="when it is due; a time without a zone is UTC; later files are late")
    ] = None
    points: Annotated[
        dict[str, float], Meta(description="points by part (`lab3.2a`) or item (`lab3.2a.function`)")
    ] = {}
    tolerance: Annotated[dict[str, ToleranceOverride], Meta(description="bounds by part or item")] = {}
    case_weights: Annotated[
        dict[str, float] | UnsetType, Meta(description="as for the course, for this assignment")
    ] = UNSET
    feedback: Annotated[Feedback | UnsetType, Meta(description="as for the course, for this assignment")] = UNSET
    team: Annotated[
        int,
        Meta(
            ge=1, le=20, description="how many may hand in together; a file names them in its header, `members:`"
        ),
    ] = 1


class Settings(Struct, frozen=True, kw_only=True):
    """What holds for a course."""

    course: Annotated[str, Meta(description="name of the course, in every report")] = "Course"
    problems: Annotated[
        str, Meta(description="folder of the problem modules, one folder in it for each assignment")
    ] = "problems"
    feedback: Annotated[
        Feedback,
        Meta(
            description="what students are told: `outcome` (points alone), `hints` (what was wrong, and why, "
            "perhaps), `expected` (the right values too)"
        ),
    ] = "hints"
    case_weights: Annotated[
        dict[str, float],
        Meta(
            description="share of an item's points that cases of a tag (`edge`, `stability`, `efficiency`) "
            "carry; all the rest is for the other cases, without which nothing is earned"
        ),
    ] = msgspec.field(default_factory=lambda: {"stability": 0.2, "efficiency": 0.5})
    tolerance: Annotated[
        ToleranceOverride, Meta(description="bounds for all items whose module gives none of its own")
    ] = ToleranceOverride()
    equal_by_evidence: Annotated[
        Literal["accept", "review"],
        Meta(
            description="formulas that agree at many points, but were not proved equal: `accept` "
            "gives the points, and reports say so; `review` leaves them to a person"
        ),
    ] = "accept"
    seeds: Annotated[Seeds, Meta(description="what the random inputs are drawn from")] = Seeds()
    limits: Annotated[Limits, Meta(description="what one submission may use")] = Limits()
    gradebook: Annotated[
        str,
        Meta(
            description="where results are kept: the path of an SQLite file from the course's folder, or a URL "
            "such as `postgresql://staff@db.example.org/grades`; the environment variable CHECKER_GRADEBOOK "
            "comes first"
        ),
    ] = "gradebook.db"
    assignments: Annotated[
        dict[str, AssignmentSettings], Meta(description="settings of single assignments, by name")
    ] = {}

    def of(self, assignment: str) -> AssignmentSettings:
        """Settings of one assignment."""
        return self.assignments.get(assignment, AssignmentSettings())

    def feedback_of(self, assignment: str) -> Feedback:
        """What students of that assignment are told."""
        given = self.of(assignment).feedback
        return self.feedback if given is UNSET else given

    def case_weights_of(self, assignment: str) -> dict[str, float]:
        """Shares of the case tags in that assignment."""
        given = self.of(assignment).case_weights
        return self.case_weights if given is UNSET else given

    @property
    def grading_seed(self) -> str:
        """The secret seed, else the public one: a course without a secret is a course that practises."""
        return os.environ.get("CHECKER_SECRET") or self.seeds.secret or self.seeds.public

    def gradebook_at(self, course: Path, given: str | None) -> tuple[str, Path]:
        """The address of the gradebook, and the folder that a path is seen from.

        That is the working directory for what was given in the command or the environment, else the course's.
        """
        said = given or os.environ.get("CHECKER_GRADEBOOK")
        return (said, Path.cwd()) if said else (self.gradebook, course)

    @property
    def hash(self) -> str:
        """SHA-256 of the settings in force; of the secret it holds no more than that."""
        return hashlib.sha256(msgspec.json.encode([self, self.grading_seed], order="sorted")).hexdigest()


def find_course(given: str | None = None) -> Path:
    """The folder that holds grading.yaml: the given one, `CHECKER_COURSE`, else from here upwards.

    Raises:
      StaffError: there is none.
    """
    given = given or os.environ.get("CHECKER_COURSE")
    if given:
        if (Path(given) / FILE).is_file():
            return Path(given)
        raise StaffError(f"there is no {FILE} in `{given}`; name the folder that holds the course")
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise StaffError(
        f"no {FILE} here or in any folder above; go to the course's folder, or name it with --course or in "
        "the environment variable CHECKER_COURSE"
    )


def read_settings(folder: Path) -> Settings:
    """The settings in a course's folder.

    Raises:
      SettingsError: the file cannot be read, or a key in it cannot be used.
    """
    import yaml

    path = folder / FILE
    try:
        text, loader = path.read_text(encoding="utf-8"), _loader(yaml)
        _check_depth(yaml.parse(text, loader), path)
        data = yaml.load(text, loader)
    except OSError as err:
        raise SettingsError(f"{path} cannot be read: {err.strerror}") from err
    except yaml.YAMLError as err:
        mark = getattr(err, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = " ".join(str(getattr(err, "problem", None) or err).split())
        raise SettingsError(f"{path}{place} is not YAML: {problem}") from err
    except UnicodeDecodeError as err:
        line = err.object[: err.start].count(b"\n") + 1
        raise SettingsError(f"{path}, line {line} is not UTF-8; save the file in that encoding") from err
    except (ValueError, LookupError, AttributeError, TypeError) as err:  # a number that is none, such as 0x_
        problem = one_line(str(err), 200)
        raise SettingsError(f"{path} holds a value that cannot be read: {problem}") from err
    settings: Settings = _read({} if data is None else data, Settings, "")
    _check_weights(settings.case_weights, "case_weights")
    for name, assignment in settings.assignments.items():
        if assignment.case_weights is not UNSET:
            _check_weights(assignment.case_weights, f"assignments.{name}.case_weights")
        for part, points in assignment.points.items():
            if not 0 <= points < 1e6:
                _refuse(f"points must be a number from 0 on, got {points!r}", f"assignments.{name}.points.{part}")
    return settings


def when(moment: datetime) -> datetime:
    """A moment with its zone: UTC where none is said."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check_depth(events: Iterable[Any], path: Path) -> None:
    """Refuse what is nested without end: it would end the process in the middle of reading."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if depth > DEEPEST:
            raise SettingsError(f"{path} is nested too deeply; settings are no deeper than four keys")


def _loader(yaml: Any) -> Any:
    """A safe YAML loader that refuses a key given twice, where YAML would silently keep the last."""

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        pass

    def timestamp(loader: Any, node: Any) -> Any:
        try:
            return loader.construct_yaml_timestamp(node)
        except ValueError:
            return node.value  # the 13th month: refused with its key later on

    def mapping(loader: Any, node: Any) -> Any:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key `{key.value}` is given twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return loader.construct_mapping(node, deep=True)

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    Loader.add_constructor("tag:yaml.org,2002:timestamp", timestamp)
    Loader.add_implicit_resolver("tag:yaml.org,2002:float", POWER_OF_TEN, list("+-0123456789"))
    return Loader


def _read(data: Any, kind: Any, path: str) -> Any:
    """Data as a type, with the path of the key in every complaint."""
    plain = plain_type(kind)
    if isinstance(plain, type) and issubclass(plain, Struct):
        return _read_struct(data, plain, path)
    if get_origin(plain) is dict:
        values = get_args(plain)[1]
        entries = _mapping(data, path).items()
        return {str(key): _read(value, values, _join(path, str(key))) for key, value in entries}
    is_endless = isinstance(data, int | float) and not abs(data) <= LARGEST
    if is_endless or (isinstance(data, bool) and plain is not bool):
        _refuse(f"expected {type_name(plain)}, got {_shown(data)}", path)
    try:
        return msgspec.convert(data, _convertible(kind))
    except msgspec.ValidationError as err:
        bound = re.search(r"(>=?|<=?) ([\d.]+)", str(err))
        limit = f" {bound[1]} {float(bound[2]):g}" if bound else ""
        _refuse(f"expected {type_name(plain)}{limit}, got {_shown(data)}", path)


def _read_struct(data: Any, kind: type[Struct], path: str) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    entries = _mapping(data, path)
    for key in entries:
        if key not in hints:
            _refuse(f"unknown key `{key}`{suggestion(str(key), hints)}", _join(path, str(key)))
    return kind(**{key: _read(value, hints[key], _join(path, key)) for key, value in entries.items()})


def _mapping(data: Any, path: str) -> Mapping[Any, Any]:
    if data is None:
        return {}  # a key with nothing behind it
    if not isinstance(data, dict):
        _refuse(f"expected keys with values, got {_shown(data)}", path)
    return data  # type: ignore[no-any-return]


def _convertible(kind: Any) -> Any:
    """The type without UNSET, beside which msgspec knows no bounds."""
    inside, *metas = get_args(kind) if get_origin(kind) is Annotated else (kind,)
    return Annotated[plain_type(inside), *metas] if metas and UnsetType in get_args(inside) else kind


def plain_type(kind: Any) -> Any:
    """The type inside Annotated, and beside None and UNSET."""
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, UnionType):
        rest = [arg for arg in get_args(kind) if arg not in (UnsetType, type(None))]
        kind = rest[0] if len(rest) == 1 else kind
    return kind


def type_name(kind: Any) -> str:
    """The type of a key, in words."""
    if get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, Struct)):
        return "keys with values"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f"`{choice}`" for choice in get_args(kind))
    return {
        float: "a number",
        int: "a whole number",
        str: "text",
        bool: "true or false",
        datetime: "a date and time such as 2026-12-01T23:59:00+01:00",
    }.get(kind, str(kind))


def _check_weights(weights: dict[str, float], path: str) -> None:
    for tag, weight in weights.items():
        if tag not in TAGS or tag == "basic":
            _refuse(f"no case tag `{tag}` with a share of its own{suggestion(tag, TAGS[1:])}", f"{path}.{tag}")
        if not 0 <= weight <= 1:
            _refuse(f"a share must be from 0 to 1, got {weight!r}", f"{path}.{tag}")
    if sum(weights.values()) >= 1:
        _refuse("the shares leave nothing for the basic cases; let their sum be below 1", path)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _shown(data: Any) -> str:
    """A value as it stands in a sentence: short, though an alias may make a little text a huge value."""
    if isinstance(data, date):
        return str(data)
    try:
        return SHORT.repr(data)
    except ValueError:  # Python writes no number of more than 4300 digits
        return "a huge number"


def _refuse(message: str, path: str) -> Any:
    where = one_line(path, 200) or "the top"
    raise SettingsError(f"{FILE}: {one_line(message, 600)} - at `{where}`", path=path)
