"""Emergency responses and their checklists"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import village.storage.tables

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "responses",
        sa.Column("id", village.storage.tables.Id, nullable=False),
        sa.Column("unit_id", village.storage.tables.Id, nullable=False),
        sa.Column("hazard", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("villages", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("set_by", village.storage.tables.Id, nullable=False),
        sa.Column("set_at", village.storage.tables.Moment(), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("lifted_by", village.storage.tables.Id, nullable=True),
        sa.Column("lifted_at", village.storage.tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["lifted_by"], ["people.id"], name=op.f("fk_responses_lifted_by_people")),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_responses_set_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_responses_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
    )
    op.create_index("ix_responses_lifted_at", "responses", ["lifted_at"])
    op.create_table(
        "response_tasks",
        sa.Column("id", village.storage.tables.Id, nullable=False),
        sa.Column("response_id", village.storage.tables.Id, nullable=False),
        sa.Column("person_id", village.storage.tables.Id, nullable=False),
        sa.Column("received_at", village.storage.tables.Moment(), nullable=True),
        sa.Column("done_at", village.storage.tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_response_tasks_person_id_people")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_response_tasks_response_id_responses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_tasks")),
        sa.UniqueConstraint("response_id", "person_id", name=op.f("uq_response_tasks_response_id_person_id")),
    )


def downgrade() -> None:
    op.drop_table("response_tasks")
    op.drop_index("ix_responses_lifted_at", "responses")
    op.drop_table("responses")
