"""grading.yaml: what it may hold, and the one line that refuses anything else."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.catalogue import Course
from checker.config import AssignmentSettings, Settings, ToleranceOverride, find_course, read_settings, when
from checker.errors import SettingsError, StaffError
from checker.maths.tolerance import Tolerance
from checker.sandbox.wire import Limits


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    monkeypatch.delenv("CHECKER_SECRET", raising=False)
    monkeypatch.delenv("CHECKER_COURSE", raising=False)


@pytest.fixture
def read(tmp_path):
    """Read a text as grading.yaml."""

    def settings_of(text):
        (tmp_path / "grading.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
        return read_settings(tmp_path)

    return settings_of


def lab3(text):
    """Settings of an assignment, indented under its name."""
    return "assignments:\n  lab3:\n    " + text.replace("\n", "\n    ")


# ---- what is accepted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "# nothing yet\n", "{}", "---\n", "assignments:\n"],
    ids=["empty", "comment", "braces", "dashes", "a key with nothing behind it"],
)
def test_file_without_settings_means_the_defaults(read, text):
    assert read(text) == Settings()


def test_byte_order_mark_of_an_editor_is_no_mistake(read):
    assert read(b"\xef\xbb\xbfcourse: Analysis").course == "Analysis"


def test_every_setting_is_read(read):
    settings = read(
        "course: Analysis\nproblems: exercises\nfeedback: expected\ncase_weights: {edge: 0.1}\n"
        "tolerance: {rtol: 0.001, atol: 0, norm: true}\nseeds: {public: p, secret: s}\n"
        "limits: {call_seconds: 1, load_seconds: 2, submission_seconds: 3, memory_mib: 64}\n"
        + lab3(
            "title: Lab 3\ndue: 2026-12-01T23:59:00+01:00\npoints: {2a: 5}\ntolerance: {2a: {rtol: 0.1}}\n"
            "case_weights: {stability: 0.5}\nfeedback: outcome"
        )
    )

    assert (settings.course, settings.problems, settings.feedback) == ("Analysis", "exercises", "expected")
    assert settings.tolerance.over(Tolerance()) == Tolerance(rtol=0.001, atol=0.0, norm=True)
    assert settings.limits.memory_mib == 64
    assert settings.of("lab3").points == {"2a": 5.0}
    assert settings.of("lab3").tolerance["2a"].over(Tolerance()) == Tolerance(rtol=0.1)
    assert settings.of("lab3").due.astimezone(UTC) == datetime(2026, 12, 1, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize("number", ["1e-6", "1E-6", "0.000001", "1.e-06", "+1.0e-6"])
def test_small_bounds_may_be_written_with_a_power_of_ten(read, number):
    assert read(f"tolerance: {{rtol: {number}}}").tolerance.rtol == 1e-6


def test_assignment_without_settings_has_those_of_the_course():
    settings = Settings()

    assert settings.feedback_of("lab3") == "hints"
    assert settings.case_weights_of("lab3") == {"stability": 0.2, "efficiency": 0.5}


def test_setting_of_one_assignment_holds_for_it_alone(read):
    settings = read(lab3("feedback: expected\ncase_weights: {}"))

    assert (settings.feedback_of("lab3"), settings.feedback_of("lab4")) == ("expected", "hints")
    assert settings.case_weights_of("lab3") == {}
    assert settings.case_weights_of("lab4") == {"stability": 0.2, "efficiency": 0.5}


@pytest.mark.parametrize("team", [1, 2, 20])
def test_a_team_is_allowed_by_its_assignment(read, team):
    settings = read(lab3(f"team: {team}"))

    assert (settings.of("lab3").team, settings.of("lab4").team) == (team, 1)


def test_due_date_may_be_left_empty(read):
    assert read(lab3("due:")).of("lab3").due is None


def test_time_without_a_zone_is_utc(read):
    due = read(lab3("due: 2026-12-01T10:00:00")).of("lab3").due

    assert when(due) == datetime(2026, 12, 1, 10, tzinfo=UTC)


# ---- what is refused ----------------------------------------------------------------------------------------


DATE = "expected a date and time such as 2026-12-01T23:59:00+01:00"
ALL_KEYS = (
    "`course`, `problems`, `feedback`, `case_weights`, `tolerance`, `equal_by_evidence`, `seeds`, `limits`, "
    "`gradebook`, `assignments`"
)

KEYS = {
    "unknown key": ("feedbak: hints", "feedbak", "unknown key `feedbak`; did you mean `feedback`?"),
    "unknown key like no other": ("zzz: 1", "zzz", f"unknown key `zzz`; there is {ALL_KEYS}"),
    "unknown key of the seeds": (
        "seeds: {secert: x}",
        "seeds.secert",
        "unknown key `secert`; did you mean `secret`?",
    ),
    "unknown limit": (
        "limits: {call_second: 1}",
        "limits.call_second",
        "unknown key `call_second`; did you mean `call_seconds`?",
    ),
    "unknown bound": ("tolerance: {rtoll: 1}", "tolerance.rtoll", "unknown key `rtoll`; did you mean `rtol`?"),
    "unknown key of an assignment": (
        lab3("point: {}"),
        "assignments.lab3.point",
        "unknown key `point`; did you mean `points`?",
    ),
    "unknown bound of a part": (
        lab3("tolerance: {2a: {norms: 1}}"),
        "assignments.lab3.tolerance.2a.norms",
        "unknown key `norms`; did you mean `norm`?",
    ),
    "number for a text": ("course: 5", "course", "expected text, got 5"),
    "truth value for a text": ("course: yes", "course", "expected text, got True"),
    "text for a number": ("limits: {call_seconds: fast}", "limits.call_seconds", "expected a number, got 'fast'"),
    "truth value for a number": (
        "limits: {call_seconds: true}",
        "limits.call_seconds",
        "expected a number, got True",
    ),
    "truth value for points": (
        lab3("points: {2a: yes}"),
        "assignments.lab3.points.2a",
        "expected a number, got True",
    ),
    "text for points": (lab3("points: {2a: six}"), "assignments.lab3.points.2a", "expected a number, got 'six'"),
    "list for a number": ("tolerance: {rtol: [1]}", "tolerance.rtol", "expected a number, got [1]"),
    "number for a truth value": ("tolerance: {norm: 1}", "tolerance.norm", "expected true or false, got 1"),
    "fraction for a whole number": (
        "limits: {memory_mib: 64.5}",
        "limits.memory_mib",
        "expected a whole number, got 64.5",
    ),
    "text for keys": ("limits: strict", "limits", "expected keys with values, got 'strict'"),
    "list for the file": ("- 1", "", "expected keys with values, got [1]"),
    "another feedback": (
        "feedback: loud",
        "feedback",
        "expected one of `outcome`, `hints`, `expected`, got 'loud'",
    ),
    "another feedback of an assignment": (
        lab3("feedback: 5"),
        "assignments.lab3.feedback",
        "expected one of `outcome`, `hints`, `expected`, got 5",
    ),
    "negative limit": ("limits: {call_seconds: -2}", "limits.call_seconds", "expected a number > 0, got -2"),
    "limit of 0": ("limits: {load_seconds: 0}", "limits.load_seconds", "expected a number > 0, got 0"),
    "too little memory": ("limits: {memory_mib: 3}", "limits.memory_mib", "expected a whole number >= 64, got 3"),
    "endless time": ("limits: {call_seconds: .inf}", "limits.call_seconds", "expected a number, got inf"),
    "negative bound": ("tolerance: {rtol: -1}", "tolerance.rtol", "expected a number >= 0, got -1"),
    "nan as bound": ("tolerance: {atol: .nan}", "tolerance.atol", "expected a number, got nan"),
    "negative points": (
        lab3("points: {2a: -1}"),
        "assignments.lab3.points.2a",
        "points must be a number from 0 on, got -1.0",
    ),
    "too many points": (
        lab3("points: {2a: 1e9}"),
        "assignments.lab3.points.2a",
        "points must be a number from 0 on, got 1000000000.0",
    ),
    "team of nobody": (
        lab3("team: 0"),
        "assignments.lab3.team",
        "expected a whole number >= 1, got 0",
    ),
    "team of a class": (lab3("team: 21"), "assignments.lab3.team", "expected a whole number <= 20, got 21"),
    "half a team": (lab3("team: 1.5"), "assignments.lab3.team", "expected a whole number, got 1.5"),
    "team in words": (lab3("team: two"), "assignments.lab3.team", "expected a whole number, got 'two'"),
    "truth value for a team": (lab3("team: yes"), "assignments.lab3.team", "expected a whole number, got True"),
    "team of names": (
        lab3("team: [anna, ben]"),
        "assignments.lab3.team",
        "expected a whole number, got ['anna', 'ben']",
    ),
    "team of the course": ("team: 2", "team", f"unknown key `team`; there is {ALL_KEYS}"),
    "13th month": (lab3("due: 2026-13-45"), "assignments.lab3.due", f"{DATE}, got '2026-13-45'"),
    "date without a time": (lab3("due: 2026-12-01"), "assignments.lab3.due", f"{DATE}, got 2026-12-01"),
    "date in words": (lab3("due: tomorrow"), "assignments.lab3.due", f"{DATE}, got 'tomorrow'"),
    "unknown tag": (
        "case_weights: {stabilty: 0.2}",
        "case_weights.stabilty",
        "no case tag `stabilty` with a share of its own; did you mean `stability`?",
    ),
    "share of the basic cases": (
        "case_weights: {basic: 0.2}",
        "case_weights.basic",
        "no case tag `basic` with a share of its own; there is `edge`, `stability`, `efficiency`",
    ),
    "negative share": ("case_weights: {edge: -1}", "case_weights.edge", "a share must be from 0 to 1, got -1.0"),
    "shares of 1": (
        "case_weights: {edge: 0.6, stability: 0.4}",
        "case_weights",
        "the shares leave nothing for the basic cases; let their sum be below 1",
    ),
    "share of an assignment": (
        lab3("case_weights: {edge: 2}"),
        "assignments.lab3.case_weights.edge",
        "a share must be from 0 to 1, got 2.0",
    ),
}


@pytest.mark.parametrize(("text", "path", "message"), KEYS.values(), ids=KEYS)
def test_key_is_refused_in_one_line_with_its_path(read, text, path, message):
    with pytest.raises(SettingsError) as refusal:
        read(text)

    assert str(refusal.value) == f"grading.yaml: {message} - at `{path or 'the top'}`"
    assert refusal.value.path == path


FILES = {
    "key given twice": (
        "course: a\ncourse: b",
        ", line 2, column 1 is not YAML: the key `course` is given twice",
    ),
    "inner key given twice": (
        "seeds:\n  public: a\n  public: b",
        ", line 3, column 3 is not YAML: the key `public` is given twice",
    ),
    "open bracket": ("course: [", " is not YAML: did not find expected node content"),
    "two documents": ("a: 1\n---\nb: 1", ", line 2, column 1 is not YAML: but found another document"),
    "list as key": ("? [a, b]\n: 1", ", line 1, column 3 is not YAML: found unhashable key"),
    "control character": ('course: "a\0b"', " is not YAML: "),
    "object of a program": (
        "course: !!python/object:os.system x",
        ", line 1, column 9 is not YAML: could not determine a constructor",
    ),
    "Latin-1": (b"# ok\ncourse: Alg\xe8bre", ", line 2 is not UTF-8; save the file in that encoding"),
    "number that is none": ("course: 0x_", " holds a value that cannot be read: "),
}


@pytest.mark.parametrize(("text", "message"), FILES.values(), ids=FILES)
def test_file_is_refused_in_one_line_with_its_place(read, tmp_path, text, message):
    with pytest.raises(SettingsError) as refusal:
        read(text)

    assert str(refusal.value).startswith(str(tmp_path / "grading.yaml"))
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read: No such file or directory"):
        read_settings(tmp_path)


# ---- names that the course does not have ---------------------------------------------------------------------


MODULE = '''
from checker import Exercise
exercise = Exercise("lab3.2", title="A title", source="A source, question 2", points={"a": 2, "b": 4})

@exercise.value("a", points=2)
def first():
    """The first one."""
    return 1

@exercise.value("b", points=1)
def second():
    """The second one."""
    return 1

@exercise.value("b", points=3)
def third():
    """The third one."""
    return 1
'''


@pytest.fixture
def course(tmp_path):
    """A course with lab3 and those settings."""
    (tmp_path / "problems" / "lab3").mkdir(parents=True)
    (tmp_path / "problems" / "lab3" / "two.py").write_text(MODULE)

    def with_settings(text):
        (tmp_path / "grading.yaml").write_text(text)
        return Course(tmp_path, read_settings(tmp_path))

    return with_settings


def test_points_of_a_part_are_shared_out_in_proportion(course):
    points = course(lab3("points: {2b: 8, lab3.2a.first: 0}")).assignment("lab3").points

    assert points == {"lab3.2a.first": 0, "lab3.2b.second": 2, "lab3.2b.third": 6}


NAMES = {
    "points": (
        lab3("points: {lab3.2z: 1}"),
        "points.lab3.2z",
        "there is no part `lab3.2z`; did you mean `lab3.2",
    ),
    "short points": (lab3("points: {9: 1}"), "points.9", "there is no part `9`; there is `lab3.2a`, "),
}


@pytest.mark.parametrize(("text", "path", "message"), NAMES.values(), ids=NAMES)
def test_setting_for_an_unknown_part_is_refused(course, text, path, message):
    with pytest.raises(SettingsError) as refusal:
        _ = course(text).assignment("lab3").points

    assert message in str(refusal.value)
    assert str(refusal.value).endswith(f" - at `assignments.lab3.{path}`")


def test_tolerance_for_an_unknown_part_is_refused(course):
    from checker.engine.plan import make_plan

    found = course(lab3("tolerance: {2c: {rtol: 1}}"))

    with pytest.raises(SettingsError, match=r"no part `2c`.* - at `assignments\.lab3\.tolerance\.2c`"):
        make_plan(found.assignment("lab3"), found.settings, "seed")


def test_settings_for_an_unknown_assignment_are_refused(course):
    with pytest.raises(SettingsError) as refusal:
        _ = course("assignments: {lab4: {title: x}}").names

    assert str(refusal.value) == (
        "grading.yaml: there is no assignment `lab4` in problems/; did you mean `lab3`? - at `assignments.lab4`"
    )


def test_folder_of_problems_must_be_there(course):
    with pytest.raises(
        SettingsError, match=r"exercises cannot be read \(No such file or directory\) - at `problems`"
    ):
        _ = course("problems: exercises").names


# ---- the secret, the hash, the folder --------------------------------------------------------------------------


def test_secret_is_that_of_the_environment_then_of_the_file_then_public(read, monkeypatch):
    assert read("").grading_seed == "public"
    assert read("seeds: {public: p}").grading_seed == "p"
    settings = read("seeds: {public: p, secret: s}")
    assert settings.grading_seed == "s"

    monkeypatch.setenv("CHECKER_SECRET", "e")

    assert settings.grading_seed == "e"


CHANGES = [
    "course: Other", "problems: other", "feedback: outcome", "case_weights: {}", "tolerance: {rtol: 0.1}",
    "seeds: {public: other}", "seeds: {secret: other}", "limits: {call_seconds: 3}", lab3("title: Other"),
    lab3("points: {2a: 1}"), lab3("due: 2026-12-01T10:00:00"), lab3("tolerance: {2a: {norm: true}}"),
    lab3("case_weights: {}"), lab3("feedback: hints"),
]  # fmt: skip


def test_hash_changes_with_each_setting(read, monkeypatch):
    hashes = [read(text).hash for text in ("", *CHANGES)]
    monkeypatch.setenv("CHECKER_SECRET", "hush")

    hashes.append(read("").hash)

    assert len(set(hashes)) == len(CHANGES) + 2
    assert read("").hash == hashes[-1]


def test_hash_does_not_reveal_the_secret(read):
    settings = read("seeds: {secret: beef}")

    assert len(settings.hash) == 64
    assert "beef" not in settings.hash


def test_hash_of_a_course_changes_with_its_problems(course, tmp_path):
    before = course("").hash(["lab3"])
    (tmp_path / "problems" / "lab3" / "two.py").write_text(MODULE + "# mended\n")

    assert course("").hash(["lab3"]) != before


def test_course_is_found_from_here_upwards(tmp_path, monkeypatch):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "grading.yaml").touch()
    monkeypatch.chdir(inner)

    assert find_course() == tmp_path


def test_nearest_course_is_the_one(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    for folder in (tmp_path, tmp_path / "a"):
        (folder / "grading.yaml").touch()
    monkeypatch.chdir(tmp_path / "a")

    assert find_course() == tmp_path / "a"


def test_environment_names_the_course_and_the_option_comes_first(tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "grading.yaml").touch()
    monkeypatch.setenv("CHECKER_COURSE", str(tmp_path / "one"))

    assert find_course() == tmp_path / "one"
    assert find_course(str(tmp_path / "two")) == tmp_path / "two"


def test_folder_without_a_course_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if any((folder / "grading.yaml").exists() for folder in Path.cwd().parents):
        pytest.skip("the temporary folder lies in a course")

    with pytest.raises(
        StaffError, match=r"^no grading\.yaml here or in any folder above; go to the course's folder"
    ):
        find_course()
    with pytest.raises(StaffError, match=r"^there is no grading\.yaml in `nowhere`; name the folder that holds"):
        find_course("nowhere")


# ---- whatever stands in it -----------------------------------------------------------------------------------

QUICK = settings(max_examples=100, deadline=None)
ANY_KEY = st.one_of(
    st.sampled_from([*Settings.__struct_fields__, *AssignmentSettings.__struct_fields__]),
    st.sampled_from([*Limits.__struct_fields__, *ToleranceOverride.__struct_fields__, "secret", "edge", "lab3"]),
    st.text(max_size=5),
    st.integers(),
    st.none(),
    st.booleans(),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 1e308, 0.1])
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=5)
    | st.text(max_size=9)
    | st.sampled_from(["hints", "accept", "lab3", "2a", "stability", "norm", "\ud800", "\x1b[31m", "a" * 9000]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(ANY_KEY, inside, max_size=3),
    max_leaves=8,
)
SECTIONS = st.fixed_dictionaries(
    {},
    optional={name: st.dictionaries(ANY_KEY, VALUES, max_size=3) | VALUES for name in Settings.__struct_fields__},
)
SCRAPS = st.lists(
    st.sampled_from(
        """course limits points lab3 :_ | > - _ ' " { } [ ] &a_ *a << ? ~ # %YAML_9.9 --- ... = @ ` ! !<x> \\ \x85
        \ufeff 1e6 0x_ 2026-13-01 1:60 .nan 0o9 1_0 0b !!python/name:os.system_ !!set_ !!binary_ !!timestamp_
        !!int_ !!float_x !!bool_x !!omap_ !!null_ !!merge_""".split()
    ).map(lambda scrap: scrap.replace("_", " "))
    | st.sampled_from(["\n", "\n  ", "\t", "0x_"]),
    max_size=12,
).map("".join)


def is_accepted_or_refused(folder, data):
    """Reading gives settings that work, or one short line."""
    (folder / "grading.yaml").write_bytes(data)
    words = ""
    try:
        assert read_settings(folder).hash
    except SettingsError as err:
        words = str(err)
    assert len(words) < 1000
    assert not words or words.isprintable()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("course")


NAMES = pairwise("abcdefghijklmnopqrstuvwxyz")
DOUBLED = "".join(f"  - &{name} [*{before}, *{before}, *{before}, *{before}]\n" for before, name in NAMES)
HOSTILE = {
    "aliases of aliases": (f"course:\n  - &a [x]\n{DOUBLED}", "expected text, got [['x'], "),
    "the same behind a key": (f"a:\n  - &a [x]\n{DOUBLED}", "unknown key `a`"),
    "itself": ("points: &a {x: *a}\n", "found unconstructable recursive node"),
    "depth": ("course: " + "[" * 50_000 + "]" * 50_000, "nested too deeply"),
    "a huge number": ("limits: {memory_mib: 0x" + "f" * 9000 + "}", "got a huge number"),
    "a huge decimal": ("limits: {memory_mib: " + "9" * 9000 + "}", "holds a value that cannot be read: Exceeds"),
    "a long text": ("feedback: " + "a" * 100_000, "one of `outcome`, `hints`, `expected`, got 'aaa"),
    "a long key": ("a" * 500 + ": 1", "unknown key `aaa"),
    "a terminal escape": ('"\\e[31m": 1', "unknown key `\\x1b[31m`"),
    "a truth value that is none": ("course: !!bool x", "holds a value that cannot be read: 'x'"),
    "a moment that is none": ("course: !!timestamp x", "holds a value that cannot be read: 'NoneType'"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_made_to_be_endless_is_refused_in_a_short_line(read, text, words):
    with pytest.raises(SettingsError) as refusal:
        read(text)

    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 1000


@pytest.mark.parametrize("key", Settings.__struct_fields__)
def test_a_key_with_nothing_behind_it_is_no_exception(folder, key):
    is_accepted_or_refused(folder, f"{key}:\n".encode())


@QUICK
@given(data=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_random_bytes_are_refused_in_a_line(folder, data):
    is_accepted_or_refused(folder, data)


@QUICK
@given(text=SCRAPS)
def test_scraps_of_yaml_are_accepted_or_refused_in_a_line(folder, text):
    is_accepted_or_refused(folder, text.encode())


@QUICK
@given(content=SECTIONS)
def test_whatever_stands_under_the_keys_is_accepted_or_refused_in_a_line(folder, content):
    is_accepted_or_refused(folder, yaml.dump(content).encode("utf-8", "surrogatepass"))


def test_a_gradebook_is_seen_from_the_course_unless_somebody_names_another(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHECKER_GRADEBOOK", raising=False)
    course = tmp_path / "course"
    settings = Settings(gradebook="kept.db")

    assert settings.gradebook_at(course, None) == ("kept.db", course)
    assert settings.gradebook_at(course, "mine.db") == ("mine.db", tmp_path)
    monkeypatch.setenv("CHECKER_GRADEBOOK", "theirs.db")
    assert settings.gradebook_at(course, None) == ("theirs.db", tmp_path)
    assert settings.gradebook_at(course, "mine.db") == ("mine.db", tmp_path)
