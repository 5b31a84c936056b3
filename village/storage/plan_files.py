"""Rows ↔ files people sent."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from knowledge.facts import PlanDraft
from village.errors import NotFound
from village.model.drafts import Details, FileState, PlanFile
from village.storage.database import Database
from village.storage.tables import plan_files


def _file(row: Row[Any]) -> PlanFile:
    return PlanFile(
        id=row.id,
        person_id=row.person_id,
        chat_id=row.chat_id,
        token=row.token,
        name=row.name,
        state=FileState(row.state),
        drafts=msgspec.convert(row.drafts, tuple[PlanDraft | None, ...]),
        reason=row.reason,
        received_at=row.received_at,
        text=row.text,
        details=msgspec.convert(row.details, Details),
    )


class PlanFileRows:
    """Files with what was read of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, file: PlanFile) -> PlanFile:
        """Keep a file that is to be read; returns it with its id."""
        fixed = {name: getattr(file, name) for name in ("person_id", "chat_id", "token", "name", "received_at")}
        return self.get(self._database.insert(plan_files, {**fixed, **_state(file)}))

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

    def newest_of(self, person_id: int, state: FileState) -> PlanFile | None:
        """The last file of a person in this state."""
        mine = (plan_files.c.person_id == person_id) & (plan_files.c.state == state)
        row = self._database.run(select(plan_files).where(mine).order_by(plan_files.c.id.desc()).limit(1)).one_or_none()
        return _file(row) if row else None

    def save(self, file: PlanFile) -> None:
        """Keep a file's new state and drafts."""
        self._database.run(update(plan_files).where(plan_files.c.id == file.id).values(_state(file)))


def _state(file: PlanFile) -> dict[str, Any]:
    """The columns that change while a file is read and checked."""
    return {
        "state": file.state,
        "drafts": msgspec.to_builtins(file.drafts),
        "reason": file.reason,
        "text": file.text,
        "details": msgspec.to_builtins(file.details),
    }
