"""What the office answers by hand, votes on answers, words of the office"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import village.storage.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Id = village.storage.tables.Id
Moment = village.storage.tables.Moment


def upgrade() -> None:
    op.create_table(
        "faqs",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("plan_id", Id, nullable=True),
        sa.Column("clause", sa.String(length=60), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_faqs_unit_id_units")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_faqs_author_id_people")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_faqs_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faqs")),
    )
    with op.batch_alter_table("questions") as batch:
        batch.add_column(sa.Column("message_id", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("update_id", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("state", sa.String(length=12), nullable=False, server_default="asked"))
        batch.add_column(sa.Column("joined_id", Id, nullable=True))
        batch.add_column(sa.Column("faq_id", Id, nullable=True))
        batch.add_column(sa.Column("handled_by", Id, nullable=True))
        batch.add_column(sa.Column("handled_at", Moment(), nullable=True))
        batch.create_foreign_key(op.f("fk_questions_joined_id_questions"), "questions", ["joined_id"], ["id"])
        batch.create_foreign_key(op.f("fk_questions_faq_id_faqs"), "faqs", ["faq_id"], ["id"])
        batch.create_foreign_key(op.f("fk_questions_handled_by_people"), "people", ["handled_by"], ["id"])
    with op.batch_alter_table("questions") as batch:
        batch.alter_column("state", server_default=None)
    op.create_index("ix_questions_joined_id", "questions", ["joined_id"])
    op.create_index("ix_questions_state", "questions", ["state"])
    op.create_index("ix_questions_message", "questions", ["chat_id", "message_id"])
    op.create_table(
        "votes",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("answer", sa.String(length=80), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("voted_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_votes_question_id_questions")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_votes_person_id_people")),
        sa.PrimaryKeyConstraint("question_id", "person_id", "answer", name=op.f("pk_votes")),
    )
    op.create_table(
        "office_words",
        sa.Column("id", Id, nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("meaning", sa.String(length=40), nullable=False),
        sa.Column("made_by", Id, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_office_words_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_words")),
        sa.UniqueConstraint("word", "meaning", name=op.f("uq_office_words_word_meaning")),
    )


def downgrade() -> None:
    op.drop_table("office_words")
    op.drop_table("votes")
    for name in ("ix_questions_message", "ix_questions_state", "ix_questions_joined_id"):
        op.drop_index(name, "questions")
    with op.batch_alter_table("questions") as batch:
        for key in ("joined_id_questions", "faq_id_faqs", "handled_by_people"):
            batch.drop_constraint(op.f(f"fk_questions_{key}"), type_="foreignkey")
        for column in ("handled_at", "handled_by", "faq_id", "joined_id", "state", "update_id", "message_id"):
            batch.drop_column(column)
    op.drop_table("faqs")
