"""Notices and receipts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import village.storage.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", village.storage.tables.Id, nullable=False),
        sa.Column("unit_id", village.storage.tables.Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", village.storage.tables.Id, nullable=False),
        sa.Column("made_at", village.storage.tables.Moment(), nullable=False),
        sa.Column("send_at", village.storage.tables.Moment(), nullable=False),
        sa.Column("wants_receipt", sa.Boolean(), nullable=False),
        sa.Column("due", village.storage.tables.Moment(), nullable=True),
        sa.Column("to_groups", sa.Boolean(), nullable=False),
        sa.Column("to_people", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recalled_at", village.storage.tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_notices_made_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notices_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_unit_id", "notices", ["unit_id"])
    op.create_table(
        "notice_receipts",
        sa.Column("id", village.storage.tables.Id, nullable=False),
        sa.Column("notice_id", village.storage.tables.Id, nullable=False),
        sa.Column("person_id", village.storage.tables.Id, nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("at", village.storage.tables.Moment(), nullable=True),
        sa.Column("made_by", village.storage.tables.Id, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_notice_receipts_made_by_people")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_receipts_notice_id_notices")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notice_receipts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_receipts")),
        sa.UniqueConstraint("notice_id", "person_id", name=op.f("uq_notice_receipts_notice_id_person_id")),
    )


def downgrade() -> None:
    op.drop_table("notice_receipts")
    op.drop_index("ix_notices_unit_id", "notices")
    op.drop_table("notices")
