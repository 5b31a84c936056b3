"""What the office decided about reports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import village.storage.tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", village.storage.tables.Id, nullable=False),
        sa.Column("occurrence_id", village.storage.tables.Id, nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", village.storage.tables.Id, nullable=False),
        sa.Column("at", village.storage.tables.Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_decisions_made_by_people")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_decisions_occurrence_id_occurrences")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_occurrence_id", "decisions", ["occurrence_id"])


def downgrade() -> None:
    op.drop_index("ix_decisions_occurrence_id", "decisions")
    op.drop_table("decisions")
