"""The tables of a gradebook. `migrations/` makes them; a test holds both against each other.

A `result` is what was found in some files, whoever handed them in. It is found again by the hash of the files
(`key`) and of all that the judgement rests on (`basis`). A `submission` says who handed in what, and in which run
it was graded. What people decide stands beside it, and no run overwrites it.

Moments are texts in ISO 8601, UTC; documents are JSON.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

HEAD = "0001"
"""the newest revision in `migrations/versions/`"""

metadata = MetaData()

runs = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("course", Text, nullable=False),
    Column("started", String(40), nullable=False),
    Column("finished", String(40), comment="empty for a run that was interrupted"),
    Column("settings_hash", String(64), nullable=False),
    Column("versions", Text, nullable=False),
    Column("isolation", Text, nullable=False),
)

results = Table(
    "result",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("run", ForeignKey("run.id"), nullable=False, comment="in which it was graded"),
    Column("assignment", Text, nullable=False),
    Column("key", String(64), nullable=False, comment="hash of what was graded, or of why it could not be read"),
    Column("basis", String(64), nullable=False, comment="hash of what the judgement rests on"),
    Column("status", String(20), nullable=False),
    Column("waits", Boolean, nullable=False, comment="whether points wait for a person"),
    Column("settled", Boolean, nullable=False, comment="false where the checker failed: graded again next time"),
    Column("seconds", Float, nullable=False),
    Column("graded", String(40), nullable=False),
    Column("document", Text, nullable=False, comment="the judgement as JSON"),
    Index("result_key", "key", "basis"),
)

submissions = Table(
    "submission",
    metadata,
    Column("run", ForeignKey("run.id"), primary_key=True),
    Column("position", Integer, primary_key=True, comment="place in the class"),
    Column("student", Text, nullable=False, comment="name of the folder or file"),
    Column("assignment", Text, nullable=False),
    Column("hash", String(64), nullable=False, comment="of what was graded"),
    Column("members", Text, nullable=False, comment="who gets the mark, as JSON"),
    Column("late", Boolean, nullable=False),
    Column("remark", Text, nullable=False, comment="what staff should know of the members"),
    Column("result", ForeignKey("result.id"), nullable=False),
    Index("submission_student", "student", "assignment"),
)

overrides = Table(
    "override",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("student", Text, nullable=False),
    Column("assignment", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("hash", String(64), nullable=False, comment="of the submission that was looked at"),
    Column("points", Float, comment="empty where an earlier override is taken back"),
    Column("who", Text, nullable=False),
    Column("moment", String(40), nullable=False),
    Index("override_student", "student", "assignment"),
)

comments = Table(
    "comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("student", Text, nullable=False),
    Column("assignment", Text, nullable=False),
    Column("item", Text, nullable=False, comment="empty for the whole submission"),
    Column("hash", String(64), nullable=False, comment="of the submission that was looked at"),
    Column("text", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("moment", String(40), nullable=False),
    Index("comment_student", "student", "assignment"),
)
