"""The tables, private to storage: rules live in ``village.model``, so that the schema can change without touching them.

Moments are stored in UTC; JSON columns hold only what msgspec can read back into a model class.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime kept as naive UTC, the one form SQLite and PostgreSQL compare alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; a naive value is a programming mistake and stays loud."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database, aware again."""
        return None if value is None else value.replace(tzinfo=UTC)


Id = BigInteger().with_variant(Integer, "sqlite")

units = Table(
    "units",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("parent_id", ForeignKey("units.id")),
    Column("aliases", JSON, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("account", BigInteger, unique=True),
    Column("reachable", Boolean, nullable=False),
    Column("trouble", String(20)),
    Column("last_seen", Moment),
    Column("away_since", Moment),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("title", String(60), nullable=False),
    UniqueConstraint("person_id", "unit_id", "role"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("title", String(60), nullable=False),
    Column("made_by", ForeignKey("people.id")),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_by", ForeignKey("people.id")),
    Column("used_at", Moment),
)

groups = Table(
    "groups",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", String(255), nullable=False),
    Column("unit_id", ForeignKey("units.id"), index=True),
    Column("bound_by", ForeignKey("people.id")),
    Column("active", Boolean, nullable=False),
    Column("trouble", String(20)),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("title", String(255), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("level", String(20)),
    Column("year", Integer),
    Column("file", String(255), nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    Column("live", Boolean, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("draft", JSON, nullable=False),
)

plan_files = Table(
    "plan_files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("token", String(255), nullable=False),
    Column("name", String(255), nullable=False),
    Column("state", String(10), nullable=False),
    Column("drafts", JSON, nullable=False),
    Column("reason", String(40)),
    Column("text", Text),
    Column("details", JSON, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index("ix_plan_files_state", "state"),
)

changes = Table(
    "changes",
    metadata,
    Column("topic", String(40), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)

duties = Table(
    "duties",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("rule", String(60), nullable=False),
    Column("due_time", String(5), nullable=False),
    Column("form", String(60)),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("plan_id", ForeignKey("plans.id")),
    Column("clause", String(60)),
    Column("quote", Text),
    Column("what", String(80), nullable=False),
    Column("ladder", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
    Column("made_by", ForeignKey("people.id")),
    UniqueConstraint("plan_id", "clause", "rule", "unit_id", "what"),
)

occurrences = Table(
    "occurrences",
    metadata,
    Column("id", Id, primary_key=True),
    Column("duty_id", ForeignKey("duties.id"), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("period", String(20), nullable=False),
    Column("opens", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("ladder", JSON, nullable=False),
    Column("next_step", Moment),
    UniqueConstraint("duty_id", "period", "unit_id"),
    Index("ix_occurrences_next_step", "next_step"),
    Index("ix_occurrences_unit_state", "unit_id", "state"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("occurrence_id", ForeignKey("occurrences.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("form", String(60), nullable=False),
    Column("answers", JSON, nullable=False),
    Column("files", JSON),
    Column("made_by", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("late", Boolean, nullable=False),
    UniqueConstraint("occurrence_id", "version"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("token", String(255), nullable=False),
    Column("unique_token", String(120), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("caption", Text, nullable=False),
    Column("mime", String(120), nullable=False),
    Column("name", String(255), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("album", String(60), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("field", String(120), nullable=False),
    Column("flagged", Boolean, nullable=False),
    Index("ix_attachments_album", "person_id", "album"),
)

problems = Table(
    "problems",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("place", String(255), nullable=False),
    Column("what", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("responsible_id", ForeignKey("units.id"), index=True),
    Column("due", Moment),
    Column("look_back", Moment),
    Column("next_look", Moment),
    Column("occurrence_id", ForeignKey("occurrences.id"), index=True),
    Column("item", Integer),
    Column("version", Integer, nullable=False),
    Index("ix_problems_unit_state", "unit_id", "state"),
    Index("ix_problems_next_look", "next_look"),
)

problem_helpers = Table(
    "problem_helpers",
    metadata,
    Column("problem_id", ForeignKey("problems.id"), primary_key=True),
    Column("unit_id", ForeignKey("units.id"), primary_key=True),
    Index("ix_problem_helpers_unit_id", "unit_id"),
)

problem_steps = Table(
    "problem_steps",
    metadata,
    Column("id", Id, primary_key=True),
    Column("problem_id", ForeignKey("problems.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("by", ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
    Column("remark", Text, nullable=False),
    Column("files", JSON, nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    Column("due", Moment),
    UniqueConstraint("problem_id", "number"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("subject", String(60), nullable=False),
    Column("form", JSON, nullable=False),
    Column("state", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("person_id", "subject"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("place", String(200), nullable=False),
    Column("what", String(200), nullable=False),
    Column("opened_by", ForeignKey("people.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("ask_at", Moment),
    Column("closed_at", Moment),
    Index("ix_incidents_closed_at_ask_at", "closed_at", "ask_at"),
)

incident_entries = Table(
    "incident_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("answers", JSON, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("made_by", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("made_by", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("send_at", Moment, nullable=False),
    Column("wants_receipt", Boolean, nullable=False),
    Column("due", Moment),
    Column("to_groups", Boolean, nullable=False),
    Column("to_people", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("recalled_at", Moment),
)

notice_receipts = Table(
    "notice_receipts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("notice_id", ForeignKey("notices.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("answer", String(12)),
    Column("at", Moment),
    Column("made_by", ForeignKey("people.id")),
    UniqueConstraint("notice_id", "person_id"),
)

roster = Table(
    "roster",
    metadata,
    Column("unit_id", ForeignKey("units.id"), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("people", JSON, nullable=False),
    Column("note", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("occurrence_id", ForeignKey("occurrences.id"), nullable=False, index=True),
    Column("verdict", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
)

responses = Table(
    "responses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("hazard", String(40), nullable=False),
    Column("level", Integer, nullable=False),
    Column("villages", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("set_by", ForeignKey("people.id"), nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("duties", JSON, nullable=False),
    Column("lifted_by", ForeignKey("people.id")),
    Column("lifted_at", Moment, index=True),
)

response_tasks = Table(
    "response_tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("response_id", ForeignKey("responses.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("received_at", Moment),
    Column("done_at", Moment),
    UniqueConstraint("response_id", "person_id"),
)

cards = Table(
    "cards",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("edited_at", Moment),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_key", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("done_at", Moment),
    Column("reference", String(16)),
    Index("ix_inbox_state", "state", "update_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("chat_id", BigInteger),
    Column("state", String(12), nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("expires", Moment),
    Column("lease_until", Moment),
    Column("claimed_by", String(60)),
    Column("tries", Integer, nullable=False),
    Column("message_id", BigInteger),
    Column("reason", String(255)),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Index("ix_outbox_claim", "state", "not_before"),
    Index("ix_outbox_chat", "chat_id", "sent_at"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("found", Boolean, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("message_id", BigInteger),
    Column("update_id", BigInteger),
    Column("state", String(12), nullable=False),
    Column("joined_id", ForeignKey("questions.id"), index=True),
    Column("faq_id", ForeignKey("faqs.id")),
    Column("handled_by", ForeignKey("people.id")),
    Column("handled_at", Moment),
    Index("ix_questions_found", "found", "asked_at"),
    Index("ix_questions_state", "state"),
    Index("ix_questions_message", "chat_id", "message_id"),
)

votes = Table(
    "votes",
    metadata,
    Column("question_id", ForeignKey("questions.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("answer", String(80), primary_key=True),
    Column("good", Boolean, nullable=False),
    Column("voted_at", Moment, nullable=False),
)

faqs = Table(
    "faqs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("plan_id", ForeignKey("plans.id")),
    Column("clause", String(60)),
    Column("live", Boolean, nullable=False),
)

figures = Table(
    "figures",
    metadata,
    Column("occurrence_id", ForeignKey("occurrences.id"), primary_key=True),
    Column("field", String(60), primary_key=True),
    Column("indicator", String(200), nullable=False),
    Column("unit_id", ForeignKey("units.id"), nullable=False),
    Column("period", String(20), nullable=False),
    Column("value", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
    Index("ix_figures_indicator", "indicator", "unit_id"),
)

office_words = Table(
    "office_words",
    metadata,
    Column("id", Id, primary_key=True),
    Column("word", String(40), nullable=False),
    Column("meaning", String(40), nullable=False),
    Column("made_by", ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("word", "meaning"),
)

log = Table(
    "log",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("action", String(60), nullable=False),
    Column("subject", String(120), nullable=False),
)

beats = Table(
    "beats",
    metadata,
    Column("part", String(20), primary_key=True),
    Column("at", Moment, nullable=False),
)
