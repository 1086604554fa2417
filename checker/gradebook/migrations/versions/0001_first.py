"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("started", sa.String(40), nullable=False),
        sa.Column("finished", sa.String(40), comment="empty for a run that was interrupted"),
        sa.Column("settings_hash", sa.String(64), nullable=False),
        sa.Column("versions", sa.Text, nullable=False),
        sa.Column("isolation", sa.Text, nullable=False),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), nullable=False, comment="in which it was graded"),
        sa.Column("assignment", sa.Text, nullable=False),
        sa.Column(
            "key",
            sa.String(64),
            nullable=False,
            comment="hash of what was graded, or of why it could not be read",
        ),
        sa.Column("basis", sa.String(64), nullable=False, comment="hash of what the judgement rests on"),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("waits", sa.Boolean, nullable=False, comment="whether points wait for a person"),
        sa.Column(
            "settled",
            sa.Boolean,
            nullable=False,
            comment="false where the checker failed: graded again next time",
        ),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("graded", sa.String(40), nullable=False),
        sa.Column("document", sa.Text, nullable=False, comment="the judgement as JSON"),
    )
    op.create_index("result_key", "result", ["key", "basis"])
    op.create_table(
        "submission",
        sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, comment="place in the class"),
        sa.Column("student", sa.Text, nullable=False, comment="name of the folder or file"),
        sa.Column("assignment", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, comment="of what was graded"),
        sa.Column("members", sa.Text, nullable=False, comment="who gets the mark, as JSON"),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("remark", sa.Text, nullable=False, comment="what staff should know of the members"),
        sa.Column("result", sa.String(32), sa.ForeignKey("result.id"), nullable=False),
    )
    op.create_index("submission_student", "submission", ["student", "assignment"])
    for table, what in ("override", _points), ("comment", _words):
        op.create_table(
            table,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("student", sa.Text, nullable=False),
            sa.Column("assignment", sa.Text, nullable=False),
            *what(),
            sa.Column("who", sa.Text, nullable=False),
            sa.Column("moment", sa.String(40), nullable=False),
        )
        op.create_index(f"{table}_student", table, ["student", "assignment"])


def _points() -> list[sa.Column[object]]:
    return [
        sa.Column("item", sa.Text, nullable=False),
        _looked_at(),
        sa.Column("points", sa.Float, comment="empty where an earlier override is taken back"),
    ]


def _words() -> list[sa.Column[object]]:
    return [
        sa.Column("item", sa.Text, nullable=False, comment="empty for the whole submission"),
        _looked_at(),
        sa.Column("text", sa.Text, nullable=False),
    ]


def _looked_at() -> sa.Column[object]:
    return sa.Column("hash", sa.String(64), nullable=False, comment="of the submission that was looked at")
