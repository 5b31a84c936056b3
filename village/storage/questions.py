"""What was asked: kept so that “the next candidate” can be shown and gaps in the library become visible."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from village.errors import NotFound
from village.model.questions import Question
from village.storage.database import Database
from village.storage.tables import questions


class QuestionRows:
    """Questions people asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person_id: int, chat_id: int, text: str, now: datetime, *, found: bool) -> Question:
        """Keep a question."""
        values = {"person_id": person_id, "chat_id": chat_id, "text": text, "found": found, "asked_at": now}
        return Question(self._database.insert(questions, values), person_id, chat_id, text, found)

    def counts(self) -> tuple[int, int]:
        """How many were ever asked, and for how many the library had an answer."""
        found = func.count().filter(questions.c.found)
        row = self._database.run(select(func.count().label("asked"), found.label("found")).select_from(questions)).one()
        return row.asked, row.found

    def get(self, question_id: int) -> Question:
        """The question with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(questions).where(questions.c.id == question_id)).one_or_none()
        if row is None:
            raise NotFound("question", question_id)
        return Question(row.id, row.person_id, row.chat_id, row.text, row.found)
