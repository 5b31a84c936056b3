"""Present values of indicators, as reports give them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import village.storage.tables

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

Id = village.storage.tables.Id


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("occurrence_id", Id, nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("indicator", sa.String(length=200), nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("made_at", village.storage.tables.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_figures_occurrence_id_occurrences")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_figures_unit_id_units")),
        sa.PrimaryKeyConstraint("occurrence_id", "field", name=op.f("pk_figures")),
    )
    op.create_index("ix_figures_indicator", "figures", ["indicator", "unit_id"])


def downgrade() -> None:
    op.drop_index("ix_figures_indicator", "figures")
    op.drop_table("figures")
