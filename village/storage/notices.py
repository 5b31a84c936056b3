"""Rows ↔ notices and the receipts of the people they are for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from village.errors import NotFound
from village.model.notices import Answer, Notice, Receipt
from village.model.people import Unit
from village.storage.database import Database
from village.storage.people import PeopleRows, UnitRows
from village.storage.tables import notice_receipts, notices


def _values(notice: Notice) -> dict[str, Any]:
    values = {name: value for name, value in asdict(notice).items() if name not in {"id", "unit"}}
    return values | {"unit_id": notice.unit.id}


def _notice(row: Row[Any], unit: Unit) -> Notice:
    values = {name: value for name, value in row._mapping.items() if name != "unit_id"}
    return Notice(unit=unit, **values)


class NoticeRows:
    """Notices and their receipts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, notice: Notice) -> Notice:
        """Keep a new notice and return it with its id."""
        return replace(notice, id=self._database.insert(notices, _values(notice)))

    def get(self, notice_id: int) -> Notice:
        """The notice with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(notices).where(notices.c.id == notice_id)).one_or_none()
        if row is None:
            raise NotFound("notice", notice_id)
        return _notice(row, UnitRows(self._database).get(row.unit_id))

    def save(self, notice: Notice) -> None:
        """Keep another wording, or that it was taken back."""
        self._database.run(update(notices).where(notices.c.id == notice.id).values(_values(notice)))

    def of_unit(self, unit_id: int, limit: int) -> list[Notice]:
        """An office's notices, newest first."""
        unit = UnitRows(self._database).get(unit_id)
        query = select(notices).where(notices.c.unit_id == unit_id).order_by(notices.c.id.desc()).limit(limit)
        return [_notice(row, unit) for row in self._database.run(query)]

    def address(self, notice_id: int, person_ids: Iterable[int]) -> None:
        """Note who it is for; named twice is once."""
        rows = [{"notice_id": notice_id, "person_id": person} for person in dict.fromkeys(person_ids)]
        if rows:
            self._database.run(self._database.insert_new(notice_receipts).values(rows))

    def receipts(self, notice_id: int) -> list[Receipt]:
        """Everybody it is for, with what they said, in the order they were named."""
        query = select(notice_receipts).where(notice_receipts.c.notice_id == notice_id).order_by(notice_receipts.c.id)
        rows = self._database.run(query).all()
        people = PeopleRows(self._database).many([row.person_id for row in rows])
        return [Receipt(people[r.person_id], Answer(r.answer) if r.answer else None, r.at) for r in rows]

    def answered(self, notice_id: int, person_id: int, answer: Answer, by: int, now: datetime) -> None:
        """Keep what a person said, or what the clerk ticked for that person."""
        mine = (notice_receipts.c.notice_id == notice_id) & (notice_receipts.c.person_id == person_id)
        self._database.run(update(notice_receipts).where(mine).values(answer=answer, at=now, made_by=by))
