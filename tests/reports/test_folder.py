"""The folder of reports: whole files, safe names, and nothing of an earlier run that is no longer true."""

import os
import sys

import msgspec
import pytest

from checker.errors import StaffError
from checker.figure import Lines
from checker.reports.csv import columns_of
from checker.reports.folder import PageNames, prepare
from checker.reports.folder import write as write_folder
from checker.verdict import Outcome
from tests.reports.trees import CLASS, HOSTILE, item, result, run_of


def write(run, folder, faults, *, draws=True):
    write_folder(run, run.submissions, columns_of(run.submissions), folder, faults, draws=draws)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_leaves_results_scores_and_a_page_for_each_student(tmp_path):
    write(CLASS, tmp_path / "reports", [])

    assert sorted(contents(tmp_path / "reports")) == [
        "results.json",
        "scores.csv",
        "students/anna-lab1.md",
        "students/ben_okafor-lab1.md",
        "students/carl-lab1.md",
        "students/dora-.md",
        "students/red_eve_red_-lab1.md",
    ]


def test_the_same_run_leaves_the_same_bytes(tmp_path):
    write(CLASS, tmp_path / "one", ["a fault"])
    write(CLASS, tmp_path / "two", ["a fault"])
    write(CLASS, tmp_path / "two", ["a fault"])

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_pages_and_faults_of_an_earlier_run_go(tmp_path):
    write(CLASS, tmp_path, ["a fault"])
    assert (tmp_path / "faults.txt").read_text() == "a fault"

    write(run_of(result("anna", [item()])), tmp_path, [])

    assert sorted(contents(tmp_path)) == ["results.json", "scores.csv", "students/anna-lab1.md"]


def test_what_a_killed_run_left_half_written_goes(tmp_path):
    prepare(tmp_path)
    write(CLASS, tmp_path, [])
    before = contents(tmp_path)
    for folder in tmp_path, tmp_path / "students":
        (folder / ".writing-abc").write_text("half a pa")

    prepare(tmp_path)

    assert contents(tmp_path) == before


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_everybody_may_read_the_reports(tmp_path):
    write(CLASS, tmp_path, [])

    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()} == {0o644}


def test_reports_that_cannot_be_written_are_told(tmp_path):
    (tmp_path / "reports").write_text("")

    with pytest.raises(StaffError) as caught:
        write(CLASS, tmp_path / "reports", [])

    assert str(caught.value) == (
        f"the reports cannot be written to {tmp_path / 'reports'}: Not a directory; "
        "name another folder with --out"
    )


# ---- pictures --------------------------------------------------------------------------------------------------

CURVE = Lines(title="Loss", x_label="step", y_label="loss", x=[0.0, 1.0], lines={"yours": [1.0, None]})
DRAWN = run_of(
    result("anna", [item("curve", "lab1.1a", figure=CURVE), item()]),
    result("ben okafor", [item("curve", "lab1.1a", figure=CURVE, outcome=Outcome.WRONG)]),
    result("carl", [item("curve", "lab1.1a")]),
)
PICTURES = ["students/anna-lab1-curve.png", "students/ben_okafor-lab1-curve.png"]


@pytest.fixture
def without_matplotlib(monkeypatch):
    """A machine on which matplotlib cannot be imported."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)


def pictures_in(folder):
    return sorted(name for name in contents(folder) if name.endswith(".png"))


def test_a_picture_lies_beside_the_page_that_shows_it(tmp_path):
    pytest.importorskip("matplotlib")

    write(DRAWN, tmp_path, [])

    pages = contents(tmp_path)
    assert pictures_in(tmp_path) == PICTURES
    assert all(pages[name].startswith(b"\x89PNG\r\n\x1a\n") for name in PICTURES)
    assert b"\n![Loss](anna-lab1-curve.png)\n" in pages["students/anna-lab1.md"]
    assert b"\n![Loss](ben_okafor-lab1-curve.png)\n" in pages["students/ben_okafor-lab1.md"]
    assert b"png" not in pages["students/carl-lab1.md"]


def test_pictures_of_the_same_run_are_the_same_bytes(tmp_path):
    pytest.importorskip("matplotlib")

    for name in ("one", "two", "two"):
        write(DRAWN, tmp_path / name, [])

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_pictures_of_an_earlier_run_go(tmp_path):
    pytest.importorskip("matplotlib")
    write(DRAWN, tmp_path, [])
    (tmp_path / "students" / "notes.txt").write_text("of staff")

    write(run_of(result("anna", [item("curve", "lab1.1a")]), *DRAWN.submissions[1:2]), tmp_path, [])

    assert pictures_in(tmp_path) == PICTURES[1:]
    assert (tmp_path / "students" / "notes.txt").exists()


@pytest.mark.usefixtures("without_matplotlib")
def test_without_matplotlib_the_pages_are_those_of_answers_without_a_picture(tmp_path):
    plain = run_of(
        *(
            msgspec.structs.replace(
                made, items=tuple(msgspec.structs.replace(part, figure=None) for part in made.items)
            )
            for made in DRAWN.submissions
        )
    )

    write(DRAWN, tmp_path / "drawn", [])
    write(plain, tmp_path / "plain", [])

    drawn, without = (contents(tmp_path / name) for name in ("drawn", "plain"))
    assert drawn.pop("results.json") != without.pop("results.json")  # the picture as data is for everybody
    assert drawn == without


def test_pictures_go_where_matplotlib_has_gone(tmp_path, request):
    pytest.importorskip("matplotlib")
    write(DRAWN, tmp_path, [])
    request.getfixturevalue("without_matplotlib")

    write(DRAWN, tmp_path, [])

    assert pictures_in(tmp_path) == []


@pytest.mark.filterwarnings("ignore")
def test_numbers_that_no_picture_can_show_cost_nobody_a_report(tmp_path):
    pytest.importorskip("matplotlib")
    huge = msgspec.structs.replace(CURVE, lines={"yours": [1e308, -1e308]})

    write(run_of(result("eve", [item("curve", "lab1.1a", figure=huge)]), *DRAWN.submissions), tmp_path, [])

    assert {"results.json", "scores.csv", "students/eve-lab1.md", *PICTURES} <= set(contents(tmp_path))


def test_two_students_never_share_a_picture(tmp_path):
    pytest.importorskip("matplotlib")
    names = ("anna", "ANNA", "anna-lab1-curve.png", "a/b", "a?b")

    write(run_of(*(result(name, DRAWN.submissions[0].items) for name in names)), tmp_path, [])

    shown = [
        line
        for path in (tmp_path / "students").glob("*.md")
        for line in path.read_text().splitlines()
        if line.startswith("![Loss](")
    ]
    assert len({line.casefold() for line in shown}) == len(pictures_in(tmp_path)) == len(names)


# ---- names of pages --------------------------------------------------------------------------------------------


def names_of(*ids):
    names = PageNames()
    return [names.next(result(id)) for id in ids]


@pytest.mark.parametrize(
    "id", [*HOSTILE, "../../etc/passwd", "-rf", ".hidden", "a/b\\c", "CON", "nul.", "", "x" * 900]
)
def test_a_page_has_a_name_that_every_system_takes(id):
    (name,) = names_of(id)

    assert name.endswith(".md")
    assert len(name.encode()) <= 200
    assert name[0] not in "-._"
    assert not set(name) & set('/\\:*?"<>|\n\0 ')


def test_long_names_of_other_scripts_fit_in_a_file_name(tmp_path):
    run = run_of(result("李" * 85), result("李" * 84 + "王"))

    write(run, tmp_path, [])

    assert len(list((tmp_path / "students").iterdir())) == 2


@pytest.mark.parametrize(
    "ids",
    [("anna", "anna"), ("anna", "ANNA"), ("a b", "a_b", "a?b"), ("é", "e\u0301"), ("x" * 300, "x" * 301)],
    ids=["same", "case", "signs", "accents", "long"],
)
def test_two_students_never_share_a_page(ids):
    names = names_of(*ids)

    assert len({name.casefold() for name in names}) == len(ids)
    assert names == names_of(*ids)


@pytest.mark.parametrize("make", [lambda n: f"student{n}", lambda n: "anna"], ids=["different", "all the same"])
def test_ten_thousand_pages_have_names_of_their_own(make):
    names = names_of(*map(make, range(10_000)))

    assert len(set(names)) == 10_000
