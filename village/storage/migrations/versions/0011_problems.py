"""Problems with their history, what people send, and what was sent with a report"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from village.storage.tables import Id, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    op.add_column("reports", sa.Column("files", sa.JSON(), nullable=True))
    op.create_table(
        "attachments",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("token", sa.String(length=255), nullable=False),
        sa.Column("unique_token", sa.String(length=120), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        _foreign("attachments", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_album", "attachments", ["person_id", "album"])
    op.create_table(
        "problems",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("place", sa.String(length=255), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("responsible_id", Id, nullable=True),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("look_back", Moment(), nullable=True),
        sa.Column("next_look", Moment(), nullable=True),
        sa.Column("occurrence_id", Id, nullable=True),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _foreign("problems", "unit_id", "units"),
        _foreign("problems", "responsible_id", "units"),
        _foreign("problems", "occurrence_id", "occurrences"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index(op.f("ix_problems_responsible_id"), "problems", ["responsible_id"])
    op.create_index(op.f("ix_problems_occurrence_id"), "problems", ["occurrence_id"])
    op.create_index("ix_problems_unit_state", "problems", ["unit_id", "state"])
    op.create_index("ix_problems_next_look", "problems", ["next_look"])
    op.create_table(
        "problem_helpers",
        sa.Column("problem_id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        _foreign("problem_helpers", "problem_id", "problems"),
        _foreign("problem_helpers", "unit_id", "units"),
        sa.PrimaryKeyConstraint("problem_id", "unit_id", name=op.f("pk_problem_helpers")),
    )
    op.create_index("ix_problem_helpers_unit_id", "problem_helpers", ["unit_id"])
    op.create_table(
        "problem_steps",
        sa.Column("id", Id, nullable=False),
        sa.Column("problem_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by", Id, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("unit_id", Id, nullable=True),
        sa.Column("due", Moment(), nullable=True),
        _foreign("problem_steps", "problem_id", "problems"),
        _foreign("problem_steps", "by", "people"),
        _foreign("problem_steps", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_steps")),
        sa.UniqueConstraint("problem_id", "number", name=op.f("uq_problem_steps_problem_id_number")),
    )


def downgrade() -> None:
    for table in ("problem_steps", "problem_helpers", "problems", "attachments"):
        op.drop_table(table)
    op.drop_column("reports", "files")
