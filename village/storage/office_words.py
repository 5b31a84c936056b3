"""Rows ↔ words the office added to what the search understands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from village.model.questions import OfficeWord
from village.storage.changes import Changes
from village.storage.database import Database
from village.storage.tables import office_words

TOPIC = "words"


class OfficeWordRows:
    """Words people here say, and what the plans call them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changes = Changes(database)

    def add(self, word: str, meaning: str, made_by: int, now: datetime) -> bool:
        """Keep a word; False when it is there already with this meaning."""
        values = {"word": word, "meaning": meaning, "made_by": made_by, "made_at": now}
        statement = self._database.insert_new(office_words).returning(office_words.c.id)
        if self._database.run(statement, values).first() is None:
            return False
        self._changes.touch(TOPIC)
        return True

    def all(self) -> list[OfficeWord]:
        """All words, oldest first."""
        rows = self._database.run(select(office_words).order_by(office_words.c.id))
        return [OfficeWord(row.id, row.word, row.meaning, row.made_by, row.made_at) for row in rows]

    def remove(self, word_id: int) -> OfficeWord | None:
        """Forget a word; None when it is gone already."""
        gone = next((word for word in self.all() if word.id == word_id), None)
        if gone is not None:
            self._database.run(delete(office_words).where(office_words.c.id == word_id))
            self._changes.touch(TOPIC)
        return gone

    def sequence(self) -> int:
        """A number that grows with every change; cheap to ask."""
        return self._changes.sequence(TOPIC)
