"""Rows ↔ the duty roster."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, delete, insert, select

from village.model.roster import OnDuty, Shift
from village.storage.database import Database
from village.storage.tables import roster


class RosterRows:
    """Shifts by office and day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, unit_id: int, shift: Shift) -> None:
        """Keep a day's shift in the place of the one that was there."""
        mine = (roster.c.unit_id == unit_id) & (roster.c.day == shift.day.isoformat())
        self._database.run(delete(roster).where(mine))
        values = {"unit_id": unit_id, "day": shift.day.isoformat(), "note": shift.note}
        values["people"] = msgspec.to_builtins(shift.people)
        self._database.run(insert(roster).values(values))

    def get(self, unit_id: int, day: date) -> Shift | None:
        """A day's shift, if one was put in."""
        return next(iter(self.between(unit_id, day, day)), None)

    def between(self, unit_id: int, first: date, last: date) -> list[Shift]:
        """The shifts from one day to another, both included."""
        within = roster.c.day.between(first.isoformat(), last.isoformat())
        query = select(roster).where(roster.c.unit_id == unit_id, within).order_by(roster.c.day)
        return [_shift(row) for row in self._database.run(query)]


def _shift(row: Row[Any]) -> Shift:
    people = msgspec.convert(row.people, list[OnDuty])
    return Shift(date.fromisoformat(row.day), tuple(people), row.note)
