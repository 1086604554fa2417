"""Archives: read in memory as a folder is, and refused in a sentence where they are damaged or made to harm."""

import os
import stat
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import StudentError
from checker.submission import archive
from checker.submission.archive import open_archive
from checker.submission.reading import class_entries, entry_id, read_class, read_file
from tests.engine.tiny import write
from tests.submission.notebooks import bomb, notebook, packed, raw_archive

FUNCTIONS = {"lab1": {"square", "log_sum"}, "lab2": {"negative"}}
NAMES = tuple(FUNCTIONS)
SOURCE = "def square(x):\n    return x * x\n"
ITSELF = "hand in the Python file itself"


def read_one(path, **kwargs):
    return read_file(path, NAMES, FUNCTIONS.__getitem__, **kwargs)


def read_all(folder):
    return read_class(folder, NAMES, FUNCTIONS.__getitem__)


@pytest.fixture
def handed_in(tmp_path):
    """What becomes of an archive in a class."""

    def read(data, name="anna_lab1.zip"):
        write(tmp_path / "class" / name, data)
        return read_all(tmp_path / "class")

    return read


# ---- what is read ----------------------------------------------------------------------------------------------


def test_an_archive_is_read_like_a_folder(handed_in):
    files = {
        "hw/": "",
        "hw/src/lab1.py": "import tools\n",
        "hw/src/tools.py": "x = 1\n",
        "hw/lab2.ipynb": notebook("def negative(x): return -x"),
        "hw/data.csv": "1,2",
    }

    one, two = handed_in(packed(files))

    assert (one.id, one.assignment, one.name, one.problem) == ("anna_lab1", "lab1", "lab1.py", "")
    assert (one.source, one.modules) == (b"import tools\n", {"tools": b"x = 1\n"})
    assert (two.id, two.assignment, two.name, two.problem) == ("anna_lab1", "lab2", "lab2.ipynb", "")
    assert b"def negative" in two.source


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_functions_say_which_assignment_it_is(handed_in, method):
    (anna,) = handed_in(packed({"main.py": SOURCE, "tools.py": ""}, method), "anna.zip")

    assert (anna.id, anna.assignment, anna.name, anna.source) == ("anna", "lab1", "main.py", SOURCE.encode())


def test_what_programs_leave_behind_is_skipped(handed_in):
    rubbish = [
        "__MACOSX/._lab1.py",
        ".DS_Store",
        "a/.git/lab1.py",
        "a/.ipynb_checkpoints/lab1.ipynb",
        "._lab1.py",
    ]

    (anna,) = handed_in(packed({"./lab1.py": SOURCE} | dict.fromkeys(rubbish, "boom")))

    assert (anna.problem, anna.source) == ("", SOURCE.encode())


def test_an_archive_in_a_folder_stands_for_the_files(tmp_path):
    write(tmp_path / "anna" / "feedback" / "work.ZIP", packed({"lab1.py": SOURCE}))
    write(tmp_path / "ben" / "lab1.py", SOURCE)
    write(tmp_path / "ben" / "old.zip", "no archive")

    anna, ben = read_all(tmp_path)

    assert (anna.id, anna.assignment, anna.source, anna.problem) == ("anna", "lab1", SOURCE.encode(), "")
    assert (ben.source, ben.problem) == (SOURCE.encode(), "")


def test_a_submission_is_as_late_as_its_archive(tmp_path):
    path = write(tmp_path / "lab1.zip", packed({"lab1.py": SOURCE}))
    os.utime(path, (1e9, 1e9))

    assert read_one(path).modified == 1e9


def test_an_archive_can_be_checked(tmp_path):
    one = write(tmp_path / "anna.zip", packed({"lab1.py": SOURCE}))
    two = write(tmp_path / "ben.zip", packed({"lab1.py": SOURCE, "lab2.py": ""}))
    bad = write(tmp_path / "carl.zip", packed({"lab1.py": b"\xff"}))

    assert (read_one(one).id, read_one(one).source) == ("anna", SOURCE.encode())
    assert read_one(two, given="lab2").name == "lab2.py"
    with pytest.raises(StudentError, match=r"^ben\.zip answers lab1 and lab2; say which with --assignment$"):
        read_one(two)
    with pytest.raises(
        StudentError, match=r"^lab1\.py is not UTF-8 text: byte 0xff in line 1; save it as UTF-8$"
    ):
        read_one(bad)


def test_ids_keep_their_endings_where_two_would_be_the_same(tmp_path):
    names = ["anna.ipynb", "anna.py", "ben.tar.gz", "carl.zip", "carl", "dora.7z"]
    for name in names:
        write(tmp_path / name / "lab1.py" if name == "carl" else tmp_path / name, "")

    ids = [entry_id(entry, tmp_path) for entry in class_entries(tmp_path)]

    assert ids == ["anna.ipynb", "anna.py", "ben", "carl", "carl.zip", "dora"]
    assert ids == [submission.id for submission in read_all(tmp_path)]


# ---- what a folder may hold beside -----------------------------------------------------------------------------


def test_a_notebook_and_a_file_for_one_assignment_are_refused_by_name(tmp_path):
    write(tmp_path / "anna" / "lab1.py", SOURCE)
    write(tmp_path / "anna" / "lab1.ipynb", notebook(SOURCE))
    write(tmp_path / "ben" / "main.py", "x = 1\n")
    write(tmp_path / "ben" / "work.ipynb", notebook("import main\n" + SOURCE))
    write(tmp_path / "ben" / ".ipynb_checkpoints" / "work-checkpoint.ipynb", notebook(SOURCE))

    anna, ben = read_all(tmp_path)

    assert anna.problem == "there are 2 files for lab1: lab1.ipynb, lab1.py; keep one"
    assert (ben.name, ben.assignment, ben.problem) == ("work.ipynb", "lab1", "")
    assert ben.modules == {"main": b"x = 1\n"}


@pytest.mark.parametrize("name", ["lab1.ipynb", "anna/lab1.ipynb", "anna/homework.IPYNB"])
def test_a_notebook_is_read_wherever_a_file_is(tmp_path, name):
    write(tmp_path / name, notebook(SOURCE))

    (anna,) = read_all(tmp_path)

    assert (anna.assignment, anna.problem) == ("lab1", "")
    assert anna.source == read_one(tmp_path / name).source
    assert SOURCE.encode() in anna.source


def test_a_large_notebook_is_told_how_to_become_small(tmp_path):
    path = write(tmp_path / "lab1.ipynb", b" " * (17 << 20))

    with pytest.raises(StudentError) as caught:
        read_one(path)

    words = "lab1.ipynb has 17.0 MiB; at most 16 MiB is read; clear its outputs, and save it again"
    assert str(caught.value) == words


# ---- what is refused -------------------------------------------------------------------------------------------


def locked():
    return raw_archive([("lab1.py", 0)], b"x" * 20, method=0, size=20, flags=1)


def link():
    info = zipfile.ZipInfo("lab1.py")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return packed({info: "/etc/passwd"})


def twice():
    return raw_archive([("lab1.py", 0)] * 2, b"x = 1\n", method=0, size=6)


def elsewhere(name):
    info = zipfile.ZipInfo("x")
    info.filename = name  # the constructor would mend it
    return packed({info: SOURCE})


WHOLE = packed({"lab1.py": SOURCE})
DAMAGED = f"anna_lab1.zip is damaged or cut off; pack it again, or {ITSELF}"
REFUSED = {
    "nothing": (b"", f"anna_lab1.zip is empty; pack it again, or {ITSELF}"),
    "no archive": (b"Rar!\x1a\x07\x01\x00", f"anna_lab1.zip is no zip archive, whatever its name; {ITSELF}"),
    "a download that was cut off": (WHOLE[:-30], DAMAGED),
    "nothing inside": (packed({}), "anna_lab1.zip holds no Python file; it is empty"),
    "no Python": (
        packed({"work/lab1.c": "", "notes.txt": "", "work/x.h": ""}),
        "anna_lab1.zip holds no Python file; it holds notes.txt, work/",
    ),
    "an archive in it": (
        packed({"inner.zip": WHOLE}),
        "anna_lab1.zip holds an archive and no Python file; pack the files themselves",
    ),
    "an absolute name": (
        elsewhere("/lab1.py"),
        f"anna_lab1.zip holds the name `/lab1.py`, which leads elsewhere; {ITSELF}",
    ),
    "a name above": (
        elsewhere("a/../../lab1.py"),
        f"anna_lab1.zip holds the name `a/../../lab1.py`, which leads elsewhere; {ITSELF}",
    ),
    "a name that ends above": (
        elsewhere("a/.."),
        f"anna_lab1.zip holds the name `a/..`, which leads elsewhere; {ITSELF}",
    ),
    "backslashes": (
        elsewhere("work\\lab1.py"),
        f"anna_lab1.zip holds the name `work\\lab1.py`, which not all machines read alike; {ITSELF}",
    ),
    "a null byte": (
        raw_archive([("lab1.py\0.txt", 0)], b""),
        f"anna_lab1.zip holds the name `lab1.py\\x00.txt`, which not all machines read alike; {ITSELF}",
    ),
    "a drive": (
        elsewhere("C:lab1.py"),
        f"anna_lab1.zip holds the name `C:lab1.py`, which leads elsewhere; {ITSELF}",
    ),
    "a link": (link(), "lab1.py in anna_lab1.zip is a link, or no plain file; pack the file itself"),
    "a device": (
        raw_archive([("lab1.py", stat.S_IFCHR)], b"\3\0"),
        "lab1.py in anna_lab1.zip is a link, or no plain file; pack the file itself",
    ),
    "a password": (locked(), "lab1.py in anna_lab1.zip is locked with a password; pack it without one"),
    "a name twice": (twice(), "anna_lab1.zip holds lab1.py twice; pack it again with one of them"),
    "another packing": (
        packed({"lab1.py": SOURCE}, zipfile.ZIP_LZMA),
        "lab1.py in anna_lab1.zip is packed in an unusual way; pack it as an ordinary zip archive",
    ),
    "a wrong checksum": (
        raw_archive([("lab1.py", 0)], b"x = 1\n", method=0, size=6),
        f"lab1.py in anna_lab1.zip is damaged; pack it again, or {ITSELF}",
    ),
    "bytes that do not unpack": (
        raw_archive([("lab1.py", 0)], b"\xff" * 20),
        f"lab1.py in anna_lab1.zip is damaged; pack it again, or {ITSELF}",
    ),
    "an unreadable file": (packed({"lab1.py": b"\0"}), "lab1.py is not a Python text: it contains null bytes"),
    "an unknown assignment": (
        packed({"work.py": "x = 1"}),
        "work.py answers no assignment of this course: neither its name nor its functions say which; "
        "there is `lab1`, `lab2`",
    ),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_an_archive_that_cannot_be_used_is_refused_in_a_sentence(handed_in, data, words):
    (anna,) = handed_in(data)

    assert (anna.id, anna.assignment, anna.problem, anna.source) == ("anna_lab1", "lab1", words, b"")


@pytest.mark.parametrize(
    ("name", "what"),
    [("anna.rar", "a RAR archive"), ("anna.7z", "a 7-Zip archive"), ("anna.TAR.gz", "a tar archive")],
)
def test_other_archives_are_named(tmp_path, name, what):
    write(tmp_path / name, "")
    write(tmp_path / "ben" / name, "")

    anna, ben = read_all(tmp_path)

    words = f"{name} is {what}; hand in a zip archive, or the Python file itself"
    assert (anna.id, anna.problem) == ("anna", words)
    assert (ben.id, ben.problem) == ("ben", words)


def test_of_several_archives_one_is_to_be_kept(tmp_path):
    for name in "old.zip", "new.zip":
        write(tmp_path / "anna" / name, WHOLE)

    (anna,) = read_all(tmp_path)

    assert anna.problem == "the folder holds 2 archives and no Python file: new.zip, old.zip; keep one"


def test_an_archive_behind_a_link_out_of_the_folder_is_refused(tmp_path):
    write(tmp_path / "lab1.zip", WHOLE)
    (tmp_path / "class" / "anna").mkdir(parents=True)
    for link in "anna/lab1.zip", "ben.zip":
        (tmp_path / "class" / link).symlink_to(tmp_path / "lab1.zip")

    problems = [submission.problem for submission in read_all(tmp_path / "class")]

    words = "is a symbolic link out of the folder; hand in the file itself"
    assert problems == [f"lab1.zip {words}", f"ben.zip {words}"]


# ---- what is made to harm --------------------------------------------------------------------------------------


def memory_of(read):
    tracemalloc.start()
    try:
        result = read()
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


ONE_GIB = bomb(1)
BOMBS = {
    "an honest gibibyte": (
        raw_archive([("lab1.py", 0)], ONE_GIB, size=1 << 30),
        "lab1.py in anna_lab1.zip has more than 1 MiB, which is all that is read of such a file",
    ),
    "ten of them": (
        raw_archive([("lab1.ipynb", 0)], ONE_GIB * 10, size=(10 << 30) & 0xFFFFFFFF),
        "lab1.ipynb in anna_lab1.zip has more than 16 MiB, which is all that is read of such a file",
    ),
    "a gibibyte that claims to be small": (
        raw_archive([("lab1.py", 0)], ONE_GIB, size=1000),
        f"lab1.py in anna_lab1.zip is damaged; pack it again, or {ITSELF}",
    ),
    "names without end": (
        raw_archive([("x" * 300 + str(i), 0) for i in range(10_001)], b""),
        f"anna_lab1.zip holds more than 10000 files; {ITSELF}",
    ),
}


@pytest.mark.parametrize(("data", "words"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_costs_little_memory(handed_in, data, words):
    (anna,), peak = memory_of(lambda: handed_in(data))

    assert anna.problem == words
    assert peak < len(data) * 3 + (64 << 20)


def test_two_thousand_members_that_share_their_bytes_cost_little_memory(handed_in):
    members = [("lab1.py", 0), *((f"x{number}.py", 0) for number in range(2000))]

    (anna,), peak = memory_of(lambda: handed_in(raw_archive(members, ONE_GIB[:1000], size=1 << 20)))

    assert anna.problem == f"lab1.py in anna_lab1.zip is damaged; pack it again, or {ITSELF}"
    assert peak < 32 << 20


def test_all_members_together_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL", 250)
    found = open_archive(write(tmp_path / "a.zip", packed({f"{n}.py": b"#" * 100 for n in range(4)})))

    assert [len(found.read(f"{n}.py")) for n in range(2)] == [100, 100]
    for name in "2.py", "3.py":
        with pytest.raises(StudentError, match=rf"^a\.zip unpacks to more than 0 MiB; {ITSELF}$"):
            found.read(name)


# ---- whatever it is --------------------------------------------------------------------------------------------

SOME = packed({"lab1.py": SOURCE, "a/lab2.ipynb": notebook("x = 1"), "b/": "", "c.txt": "words"})
TEXT = st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace").decode())
QUICK = settings(max_examples=80, deadline=None)


def is_read_or_refused(folder, data):
    path = write(folder / "class" / "anna.zip", data)
    for submission in read_all(path.parent):
        assert submission.id == "anna"
        assert len(submission.problem) < 400
        assert not submission.problem or submission.problem.isprintable()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzzed")


@QUICK
@given(data=st.binary(max_size=200) | st.binary(max_size=100).map(lambda data: b"PK\3\4" + data + SOME[-22:]))
def test_random_bytes_are_read_or_refused(folder, data):
    is_read_or_refused(folder, data)


@QUICK
@given(damages=st.lists(st.tuples(st.integers(0, len(SOME) - 1), st.integers(0, 255)), min_size=1, max_size=5))
def test_a_damaged_archive_is_read_or_refused(folder, damages):
    data = bytearray(SOME)
    for at, byte in damages:
        data[at] = byte
    is_read_or_refused(folder, bytes(data))


@QUICK
@given(
    members=st.lists(
        st.tuples(
            st.text(max_size=8).map(lambda s: s.encode("utf-8", "replace").decode()), st.integers(0, 65535)
        ),
        min_size=1,
        max_size=4,
    ),
    body=st.binary(max_size=30),
    method=st.sampled_from([0, 8, 9, 12, 14, 99]),
    size=st.integers(0, 2**32 - 1),
    flags=st.sampled_from([0, 0x800, 8, 1, 0x20, 0x40, 0x2000]),
)
def test_whatever_its_headers_claim_it_is_read_or_refused(folder, members, body, method, size, flags):
    named = [(name + ".py", attributes) for name, attributes in members]
    is_read_or_refused(folder, raw_archive(named, body, method=method, size=size, flags=flags))
