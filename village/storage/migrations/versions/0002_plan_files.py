"""Plan files sent in chat, and what was read of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import village.storage.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_files",
        sa.Column("id", village.storage.tables.Id, nullable=False),
        sa.Column("person_id", village.storage.tables.Id, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("drafts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("received_at", village.storage.tables.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_plan_files_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_files")),
    )
    op.create_index("ix_plan_files_state", "plan_files", ["state"])


def downgrade() -> None:
    op.drop_index("ix_plan_files_state", "plan_files")
    op.drop_table("plan_files")
