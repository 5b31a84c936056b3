"""Rows ↔ what the office answered by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from village.errors import NotFound
from village.model.questions import Faq
from village.storage.changes import Changes
from village.storage.database import Database
from village.storage.tables import faqs

TOPIC = "faqs"


class FaqRows:
    """Answers a clerk gave once, for everybody who asks the same again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changes = Changes(database)

    def add(self, faq: Faq) -> Faq:
        """Keep an answer; returns it with its id."""
        values = {
            "unit_id": faq.unit_id,
            "question": faq.question,
            "answer": faq.answer,
            "author_id": faq.author_id,
            "made_at": faq.made_at,
            "plan_id": faq.plan_id,
            "clause": faq.clause,
            "live": faq.live,
        }
        key = self._database.insert(faqs, values)
        self._changes.touch(TOPIC)
        return self.get(key)

    def get(self, faq_id: int) -> Faq:
        """The answer with this id, removed or not.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(faqs).where(faqs.c.id == faq_id)).one_or_none()
        if row is None:
            raise NotFound("faq", faq_id)
        return _faq(row)

    def all(self) -> list[Faq]:
        """Answers in force, newest first."""
        query = select(faqs).where(faqs.c.live).order_by(faqs.c.made_at.desc(), faqs.c.id.desc())
        return [_faq(row) for row in self._database.run(query)]

    def mend(self, faq_id: int, answer: str, author_id: int, now: datetime) -> None:
        """Give it another text; it is that clerk's from now on, of that day."""
        values = {"answer": answer, "author_id": author_id, "made_at": now, "plan_id": None, "clause": None}
        self._set(faq_id, values)

    def set_live(self, faq_id: int, *, live: bool) -> None:
        """Take it out of the answers, where it stays on record, or bring it back."""
        self._set(faq_id, {"live": live})

    def sequence(self) -> int:
        """A number that grows with every change; cheap to ask."""
        return self._changes.sequence(TOPIC)

    def _set(self, faq_id: int, values: dict[str, Any]) -> None:
        self._database.run(update(faqs).where(faqs.c.id == faq_id).values(values))
        self._changes.touch(TOPIC)


def _faq(row: Row[Any]) -> Faq:
    return Faq(
        id=row.id,
        unit_id=row.unit_id,
        question=row.question,
        answer=row.answer,
        author_id=row.author_id,
        made_at=row.made_at,
        plan_id=row.plan_id,
        clause=row.clause,
        live=row.live,
    )
