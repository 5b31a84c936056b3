"""Why people and groups are out of reach, when people were away, signs of life"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from village.storage.tables import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("trouble", sa.String(length=20), nullable=True))
    op.add_column("people", sa.Column("away_since", Moment(), nullable=True))
    op.add_column("groups", sa.Column("trouble", sa.String(length=20), nullable=True))
    op.create_index("ix_outbox_chat", "outbox", ["chat_id", "sent_at"])
    op.create_table(
        "beats",
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_beats")),
    )


def downgrade() -> None:
    op.drop_table("beats")
    op.drop_index("ix_outbox_chat", "outbox")
    op.drop_column("groups", "trouble")
    op.drop_column("people", "away_since")
    op.drop_column("people", "trouble")
