"""Signs of life of the office's parts, on disk so that any process can see them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from village.storage.database import Database
from village.storage.tables import beats


class BeatRows:
    """When each part last did its work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, part: str, now: datetime) -> None:
        """The part has just done its work."""
        self._database.upsert(beats, {"part": part}, {"at": now})

    def last(self, part: str) -> datetime | None:
        """When it last did."""
        row = self._database.run(select(beats.c.at).where(beats.c.part == part)).one_or_none()
        return row.at if row else None
