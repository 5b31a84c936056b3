"""Rows ↔ duties and their occurrences."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from village.errors import NotFound
from village.model.duties import Duty, Occurrence, State, Step, next_step_after
from village.model.people import UnitKind
from village.model.rules import Period
from village.storage.database import Database
from village.storage.people import UNIT_COLUMNS, unit_from
from village.storage.tables import duties, occurrences, units


def _ladder(raw: Any) -> tuple[Step, ...]:
    return msgspec.convert(raw, tuple[Step, ...])


def _duty(row: Row[Any]) -> Duty:
    return Duty(
        id=row.id,
        name=row.name,
        rule=row.rule,
        due_time=row.due_time,
        form=row.form,
        unit=unit_from(row),
        audience=UnitKind(row.audience),
        ladder=_ladder(row.ladder),
        since=row.since,
        plan_id=row.plan_id,
        clause=row.clause,
        quote=row.quote,
        active=row.active,
        what=row.what,
    )


def _occurrence(row: Row[Any]) -> Occurrence:
    return Occurrence(
        id=row.id,
        duty_id=row.duty_id,
        unit=unit_from(row),
        period=row.period,
        opens=row.opens,
        due=row.due,
        state=State(row.state),
        ladder=_ladder(row.ladder),
    )


class DutyRows:
    """What is owed by rule."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._joined = select(duties, *UNIT_COLUMNS).join(units, units.c.id == duties.c.unit_id)

    def add(self, duty: Duty, made_by: int | None) -> Duty:
        """Keep a duty; returns it with its id."""
        values = {
            "name": duty.name,
            "rule": duty.rule,
            "due_time": duty.due_time,
            "form": duty.form,
            "unit_id": duty.unit.id,
            "audience": duty.audience,
            "plan_id": duty.plan_id,
            "clause": duty.clause,
            "quote": duty.quote,
            "what": duty.what,
            "ladder": msgspec.to_builtins(duty.ladder),
            "active": duty.active,
            "since": duty.since,
            "made_by": made_by,
        }
        return self.get(self._database.insert(duties, values))

    def get(self, duty_id: int) -> Duty:
        """The duty with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(self._joined.where(duties.c.id == duty_id)).one_or_none()
        if row is None:
            raise NotFound("duty", duty_id)
        return _duty(row)

    def active(self) -> list[Duty]:
        """All duties in force."""
        rows = self._database.run(self._joined.where(duties.c.active).order_by(duties.c.id))
        return [_duty(row) for row in rows]

    def of_plan(self, plan_id: int) -> list[Duty]:
        """The duties in force that were made from a plan."""
        rows = self._database.run(
            self._joined.where(duties.c.active, duties.c.plan_id == plan_id).order_by(duties.c.id)
        )
        return [_duty(row) for row in rows]

    def from_clause(self, plan_id: int, clause: str, rule: str, unit_id: int, what: str) -> Duty | None:
        """The duty already made from this deadline for this unit, if any."""
        same = (duties.c.plan_id == plan_id) & (duties.c.clause == clause) & (duties.c.rule == rule)
        query = self._joined.where(same, duties.c.unit_id == unit_id, duties.c.what == what)
        row = self._database.run(query).one_or_none()
        return _duty(row) if row else None

    def end(self, duty_id: int) -> None:
        """The duty is not owed any more."""
        self._database.run(update(duties).where(duties.c.id == duty_id).values(active=False))

    def resume(self, duty_id: int, since: datetime) -> None:
        """An ended duty is owed again from ``since`` on."""
        self._database.run(update(duties).where(duties.c.id == duty_id).values(active=True, since=since))


class OccurrenceRows:
    """Occurrences of duties."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._joined = select(occurrences, *UNIT_COLUMNS).join(units, units.c.id == occurrences.c.unit_id)

    def ensure(self, duty: Duty, unit_id: int, period: Period, now: datetime) -> Occurrence:
        """The occurrence of this duty, unit and period; made with the duty's present ladder if it is new."""
        found = self._find(duty.id, unit_id, period.key)
        if found:
            return found
        values = {
            "duty_id": duty.id,
            "unit_id": unit_id,
            "period": period.key,
            "opens": duty.opens(period),
            "due": duty.due(period),
            "state": State.OPEN,
            "ladder": msgspec.to_builtins(duty.ladder_in(period)),
            "next_step": now,
        }
        self._database.run(self._database.insert_new(occurrences).values(values))
        made = self._find(duty.id, unit_id, period.key)
        if made is None:
            raise NotFound("occurrence", (duty.id, period.key, unit_id))
        return made

    def get(self, occurrence_id: int) -> Occurrence:
        """The occurrence with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(self._joined.where(occurrences.c.id == occurrence_id)).one_or_none()
        if row is None:
            raise NotFound("occurrence", occurrence_id)
        return _occurrence(row)

    def of_period(self, duty_id: int, period: str) -> list[Occurrence]:
        """All units' occurrences of one period, in the order of the units."""
        same = (occurrences.c.duty_id == duty_id) & (occurrences.c.period == period)
        query = self._joined.where(same).order_by(occurrences.c.unit_id)
        return [_occurrence(row) for row in self._database.run(query)]

    def of_periods(self, duty_id: int, periods: Collection[str]) -> list[Occurrence]:
        """All units' occurrences of several periods, period by period, in the order of the units."""
        wanted = (occurrences.c.duty_id == duty_id) & occurrences.c.period.in_(sorted(periods))
        query = self._joined.where(wanted).order_by(occurrences.c.due, occurrences.c.unit_id)
        return [_occurrence(row) for row in self._database.run(query)]

    def periods(self, duty_id: int) -> list[str]:
        """Every period of the duty that was ever opened, oldest first."""
        query = select(occurrences.c.period).where(occurrences.c.duty_id == duty_id).distinct()
        return sorted(row.period for row in self._database.run(query))

    def of_unit(self, unit_id: int, duty_id: int) -> list[Occurrence]:
        """A unit's occurrences of one duty, newest first."""
        mine = (occurrences.c.unit_id == unit_id) & (occurrences.c.duty_id == duty_id)
        query = self._joined.where(mine).order_by(occurrences.c.due.desc())
        return [_occurrence(row) for row in self._database.run(query)]

    def waiting(self, now: datetime, limit: int) -> list[Occurrence]:
        """Occurrences the planner has to look at by now, longest waiting first."""
        in_force = self._joined.join(duties, duties.c.id == occurrences.c.duty_id).where(duties.c.active)
        query = in_force.where(occurrences.c.next_step <= now).order_by(occurrences.c.next_step, occurrences.c.id)
        query = query.limit(limit)
        return [_occurrence(row) for row in self._database.run(query)]

    def looked_at(self, occurrence: Occurrence, now: datetime) -> None:
        """Note when the planner has to look again."""
        self._update(occurrence.id, next_step=next_step_after(occurrence, now))

    def set_state(self, occurrence_id: int, state: State) -> None:
        """Move an occurrence to another state; one that is settled is not looked at any more."""
        settled = {} if state in {State.OPEN, State.RETURNED} else {"next_step": None}
        self._update(occurrence_id, state=state, **settled)

    def _update(self, occurrence_id: int, **values: Any) -> None:
        self._database.run(update(occurrences).where(occurrences.c.id == occurrence_id).values(values))

    def _find(self, duty_id: int, unit_id: int, period: str) -> Occurrence | None:
        same = (occurrences.c.duty_id == duty_id) & (occurrences.c.period == period)
        row = self._database.run(self._joined.where(same, occurrences.c.unit_id == unit_id)).one_or_none()
        return _occurrence(row) if row else None
