"""The duty roster"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import village.storage.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster",
        sa.Column("unit_id", village.storage.tables.Id, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_roster_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "day", name=op.f("pk_roster")),
    )


def downgrade() -> None:
    op.drop_table("roster")
