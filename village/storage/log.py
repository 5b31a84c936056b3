"""Who did what to what: ids and stable words only, never what people wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from village.storage.database import Database
from village.storage.tables import log


class LogRows:
    """The office's record of actions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, at: datetime, person_id: int | None, action: str, subject: str) -> None:
        """Record an action."""
        self._database.run(insert(log).values(at=at, person_id=person_id, action=action, subject=subject))
