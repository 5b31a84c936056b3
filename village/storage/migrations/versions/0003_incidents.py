"""Incidents and the reports of their chains"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import village.storage.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", village.storage.tables.Id, nullable=False),
        sa.Column("unit_id", village.storage.tables.Id, nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("opened_by", village.storage.tables.Id, nullable=False),
        sa.Column("opened_at", village.storage.tables.Moment(), nullable=False),
        sa.Column("ask_at", village.storage.tables.Moment(), nullable=True),
        sa.Column("closed_at", village.storage.tables.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_incidents_opened_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_incidents_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_unit_id", "incidents", ["unit_id"])
    op.create_index("ix_incidents_closed_at_ask_at", "incidents", ["closed_at", "ask_at"])
    op.create_table(
        "incident_entries",
        sa.Column("id", village.storage.tables.Id, nullable=False),
        sa.Column("incident_id", village.storage.tables.Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("made_by", village.storage.tables.Id, nullable=False),
        sa.Column("made_at", village.storage.tables.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_incident_entries_incident_id_incidents")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_incident_entries_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_entries")),
    )
    op.create_index("ix_incident_entries_incident_id", "incident_entries", ["incident_id"])


def downgrade() -> None:
    op.drop_index("ix_incident_entries_incident_id", "incident_entries")
    op.drop_table("incident_entries")
    op.drop_index("ix_incidents_closed_at_ask_at", "incidents")
    op.drop_index("ix_incidents_unit_id", "incidents")
    op.drop_table("incidents")
