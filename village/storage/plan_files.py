"""Rows ↔ files people sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from knowledge.facts import PlanDraft
from village.errors import NotFound
from village.model.drafts import FileState, PlanFile
from village.storage.database import Database
from village.storage.tables import plan_files


def _file(row: Row[Any]) -> PlanFile:
    drafts = msgspec.convert(row.drafts, tuple[PlanDraft | None, ...])
    return PlanFile(
        row.id,
        row.person_id,
        row.chat_id,
        row.token,
        row.name,
        FileState(row.state),
        drafts,
        row.reason,
        row.received_at,
    )


class PlanFileRows:
    """Files with what was read of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person_id: int, chat_id: int, token: str, name: str, now: datetime) -> PlanFile:
        """Keep a file that is to be read."""
        values = {
            "person_id": person_id,
            "chat_id": chat_id,
            "token": token,
            "name": name,
            "state": FileState.WAITING,
            "drafts": [],
            "received_at": now,
        }
        return self.get(self._database.insert(plan_files, values))

    def get(self, file_id: int) -> PlanFile:
        """The file with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(plan_files).where(plan_files.c.id == file_id)).one_or_none()
        if row is None:
            raise NotFound("plan_file", file_id)
        return _file(row)

    def waiting(self) -> list[PlanFile]:
        """Files to be read, oldest first."""
        query = select(plan_files).where(plan_files.c.state == FileState.WAITING).order_by(plan_files.c.id)
        return [_file(row) for row in self._database.run(query)]

    def save(self, file: PlanFile) -> None:
        """Keep a file's new state and drafts."""
        values = {"state": file.state, "drafts": msgspec.to_builtins(file.drafts), "reason": file.reason}
        self._database.run(update(plan_files).where(plan_files.c.id == file.id).values(values))
