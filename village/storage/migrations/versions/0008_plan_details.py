"""Pasted plans, what was noted of a sent file, and two duties of one clause due on one day"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD_KEY = ["plan_id", "clause", "rule", "unit_id"]
NEW_KEY = [*OLD_KEY, "what"]


def upgrade() -> None:
    with op.batch_alter_table("plan_files") as files:
        files.add_column(sa.Column("text", sa.Text(), nullable=True))
        files.add_column(sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("plan_files") as files:
        files.alter_column("details", server_default=None)
    with _occurrences_set_aside(), op.batch_alter_table("duties") as duties:
        duties.add_column(sa.Column("what", sa.String(length=80), nullable=False, server_default=""))
        duties.drop_constraint(_name(OLD_KEY), type_="unique")
        duties.create_unique_constraint(_name(NEW_KEY), NEW_KEY)
    with _occurrences_set_aside(), op.batch_alter_table("duties") as duties:
        duties.alter_column("what", server_default=None)


def downgrade() -> None:
    with _occurrences_set_aside(), op.batch_alter_table("duties") as duties:
        duties.drop_constraint(_name(NEW_KEY), type_="unique")
        duties.create_unique_constraint(_name(OLD_KEY), OLD_KEY)
        duties.drop_column("what")
    with op.batch_alter_table("plan_files") as files:
        files.drop_column("details")
        files.drop_column("text")


def _name(columns: list[str]) -> str:
    return str(op.f("uq_duties_" + "_".join(columns)))


@contextmanager
def _occurrences_set_aside() -> Iterator[None]:
    """SQLite changes a constraint by making the table anew, and will not drop one that rows still point to."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    for statement in (
        "PRAGMA defer_foreign_keys=ON",
        "CREATE TEMPORARY TABLE set_aside AS SELECT * FROM occurrences",
        "DELETE FROM occurrences",
    ):
        connection.exec_driver_sql(statement)
    yield
    for statement in ("INSERT INTO occurrences SELECT * FROM set_aside", "DROP TABLE set_aside"):
        connection.exec_driver_sql(statement)
