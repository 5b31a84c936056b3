"""Counters that tell every process when something it keeps in memory has changed."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from village.storage.database import Database
from village.storage.tables import changes

LARGEST_STEP = 2**31


class Changes:
    """A number by topic that grows with every change.

    It grows by a random step: the number of a change that was rolled back is not met again with another content, so
    whoever cached what it saw inside that transaction finds out.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def sequence(self, topic: str) -> int:
        """The present number, 0 before the first change."""
        row = self._database.run(select(changes.c.sequence).where(changes.c.topic == topic)).one_or_none()
        return row.sequence if row else 0

    def of(self, prefix: str) -> dict[str, int]:
        """The numbers of all topics that begin with ``prefix``, by the rest of their name."""
        rows = self._database.run(select(changes).where(changes.c.topic.startswith(prefix, autoescape=True)))
        return {row.topic.removeprefix(prefix): row.sequence for row in rows}

    def touch(self, topic: str) -> None:
        """Something under this topic has changed."""
        step = 1 + secrets.randbelow(LARGEST_STEP)
        self._database.upsert(changes, {"topic": topic}, {"sequence": step}, {"sequence": changes.c.sequence + step})
