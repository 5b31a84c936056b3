"""Updates that came in: a row before Telegram hears that it arrived, done together with its effects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, select, update

from village.model.messages import StoredUpdate
from village.storage.database import Database
from village.storage.tables import inbox

OPEN = "open"
DONE = "done"

# Built once: making a statement costs more than running it, and these run for every update.
_SELECT_OPEN = (
    select(inbox.c.update_id, inbox.c.chat_key, inbox.c.body, inbox.c.received_at, inbox.c.tries)
    .where(inbox.c.state == OPEN)
    .order_by(inbox.c.update_id)
    .limit(bindparam("most"))
)
_IS_OPEN = select(inbox.c.update_id).where(inbox.c.update_id == bindparam("the_id"), inbox.c.state == OPEN)
_DONE = (
    update(inbox)
    .where(inbox.c.update_id == bindparam("the_id"), inbox.c.state == OPEN)
    .values(state=DONE, done_at=bindparam("now"), reference=bindparam("ref"))
)
_TRIED = (
    update(inbox)
    .where(inbox.c.update_id == bindparam("the_id"))
    .values(tries=inbox.c.tries + 1)
    .returning(inbox.c.tries)
)


class InboxRows:
    """The inbox as rows; see ``village.ports.Inbox``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, updates: Iterable[StoredUpdate]) -> set[int]:
        """Keep updates in one statement; returns the ids that were not there before."""
        rows = [_values(item) for item in updates]
        if not rows:
            return set()
        statement = self._database.insert_new(inbox).returning(inbox.c.update_id)
        return set(self._database.run(statement, rows).scalars())

    def open(self, limit: int = 1000) -> list[StoredUpdate]:
        """Updates not handled yet, oldest first."""
        return [_stored(row) for row in self._database.run(_SELECT_OPEN, {"most": limit})]

    def is_open(self, update_id: int) -> bool:
        """Whether the update still waits to be handled."""
        return self._database.run(_IS_OPEN, {"the_id": update_id}).first() is not None

    def done(self, update_id: int, now: datetime, reference: str | None = None) -> bool:
        """Mark the update handled; False when it is not open (any more), so its effects must not be committed."""
        result = self._database.run(_DONE, {"the_id": update_id, "now": now, "ref": reference})
        return result.rowcount == 1

    def tried(self, update_id: int) -> int:
        """Count one more attempt at handling and return how many there were (0 for an unknown update)."""
        return self._database.run(_TRIED, {"the_id": update_id}).scalar() or 0

    def forget(self, before: datetime) -> int:
        """Delete handled updates older than ``before``; Telegram keeps its own for a day, so keep more than that."""
        statement = delete(inbox).where(inbox.c.state == DONE, inbox.c.done_at < before)
        return self._database.run(statement).rowcount


def _values(item: StoredUpdate) -> dict[str, Any]:
    return {
        "update_id": item.update_id,
        "chat_key": item.chat_key,
        "body": msgspec.json.encode(item.body).decode(),
        "received_at": item.received_at,
        "state": OPEN,
        "tries": item.tries,
    }


def _stored(row: Row[Any]) -> StoredUpdate:
    return StoredUpdate(
        update_id=row.update_id,
        chat_key=row.chat_key,
        body=msgspec.json.decode(row.body),
        received_at=row.received_at,
        tries=row.tries,
    )
