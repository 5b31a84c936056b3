"""What is owed, and who still owes what; duties are made of deadlines in ``plan_duties``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from village.clock import local
from village.errors import Invalid, NotFound
from village.model.duties import Duty, Occurrence, State
from village.model.people import Person, Unit
from village.model.rules import Period
from village.ports import UnitOfWork
from village.services.access import OVERSEERS, STAFF, may, require, require_any


@dataclass(frozen=True, slots=True)
class Board:
    """One period of a duty as the clerk sees it: who reported, who is missing."""

    duty: Duty
    period: str
    due: datetime
    reported: tuple[Occurrence, ...]
    missing: tuple[Occurrence, ...]
    exempt: tuple[Occurrence, ...] = ()

    @property
    def total(self) -> int:
        """How many units owe it; who was let off does not count."""
        return len(self.reported) + len(self.missing)


def open_period(uow: UnitOfWork, duty: Duty, period: Period, now: datetime) -> list[Occurrence]:
    """The period's occurrences for every unit that owes the duty, made where they are missing."""
    there = uow.occurrences.of_period(duty.id, period.key)
    owing = uow.units.tree().under(duty.unit.id, duty.audience)
    if {o.unit.id for o in there} >= {u.id for u in owing}:
        return there
    return [uow.occurrences.ensure(duty, unit.id, period, now) for unit in owing]


def board(uow: UnitOfWork, duty: Duty, period: str) -> Board:
    """One period of a duty, without asking who looks: for cards and reminders the system itself writes.

    Raises:
        NotFound: nothing of that period was ever opened.
    """
    all_of_it = uow.occurrences.of_period(duty.id, period)
    if not all_of_it:
        raise NotFound("period", period)
    return Board(
        duty,
        period,
        all_of_it[0].due,
        tuple(o for o in all_of_it if not o.is_missing and o.state is not State.EXEMPT),
        tuple(o for o in all_of_it if o.is_missing),
        tuple(o for o in all_of_it if o.state is State.EXEMPT),
    )


def boards_for(uow: UnitOfWork, by: Person, now: datetime) -> list[Board]:
    """The present period of every duty the person oversees.

    Raises:
        NotAllowed: the person oversees nothing.
    """
    tree = uow.units.tree()
    require_any(by, "see_board", *OVERSEERS)
    seen = [d for d in uow.duties.active() if _has_begun(d, now) and may(tree, by, d.unit.id, *OVERSEERS)]
    boards = []
    for duty in seen:
        period = duty.current(now)
        open_period(uow, duty, period, now)
        boards.append(board(uow, duty, period.key))
    return boards


def owed_by(uow: UnitOfWork, person: Person, now: datetime) -> list[tuple[Duty, Occurrence]]:
    """What the person's own units owe now: each duty's present period, and a missed one before it."""
    tree = uow.units.tree()
    owed = []
    for duty in uow.duties.active():
        if not _has_begun(duty, now):
            continue
        units = person.units(*duty.owing_roles)
        for unit in (u for u in units if u.kind is duty.audience and tree.covers(duty.unit.id, u.id)):
            owed += [(duty, o) for o in _of_unit(uow, duty, unit, now)]
    return sorted(owed, key=lambda pair: pair[1].due)


def _has_begun(duty: Duty, now: datetime) -> bool:
    """Whether a duty is worth showing: what comes once stays out of sight until its month, or its first reminder."""
    period = duty.current(now)
    today = local(now).date()
    this_month = (period.due_day.year, period.due_day.month) == (today.year, today.month)
    return not duty.comes_once or this_month or duty.opens(period) <= now


def _of_unit(uow: UnitOfWork, duty: Duty, unit: Unit, now: datetime) -> list[Occurrence]:
    current = uow.occurrences.ensure(duty, unit.id, duty.current(now), now)
    earlier = [o for o in uow.occurrences.of_unit(unit.id, duty.id) if o.due < current.due and o.is_missing]
    return [*earlier[:1], current]


def find_owed(uow: UnitOfWork, person: Person, occurrence_id: int) -> tuple[Duty, Occurrence]:
    """The occurrence, if one of the person's own units owes it.

    Raises:
        NotFound: there is none.
        NotAllowed: it is another unit's.
    """
    occurrence = uow.occurrences.get(occurrence_id)
    duty = uow.duties.get(occurrence.duty_id)
    require(uow.units.tree(), person, "report", occurrence.unit.id, *duty.owing_roles)
    return duty, occurrence


def mark_done(uow: UnitOfWork, person: Person, occurrence_id: int, now: datetime, *, done: bool = True) -> Occurrence:
    """“已办”: a task without a report is done; ``done=False`` takes it back.

    Raises:
        NotFound: there is none.
        NotAllowed: it is another unit's.
        Invalid: a report is owed, one tap is not enough.
    """
    duty, occurrence = find_owed(uow, person, occurrence_id)
    if duty.form is not None:
        raise Invalid("occurrence", "report_owed")
    if occurrence.is_missing is not done:
        return occurrence
    late = occurrence.is_closed(now)
    changed = (State.LATE if late else State.SUBMITTED) if done else (State.MISSED if late else State.OPEN)
    uow.occurrences.set_state(occurrence_id, changed)
    if not done and not late:
        uow.occurrences.looked_at(occurrence, now)
    uow.log.add(now, person.id, "done" if done else "undone", f"occurrence:{occurrence_id}")
    return occurrence.with_state(changed)


def end(uow: UnitOfWork, by: Person, duty_id: int, now: datetime) -> Duty:
    """The duty is not owed any more; what was reported stays.

    Raises:
        NotFound: there is none.
        NotAllowed: the person is no clerk of its unit.
        Invalid: it has ended already.
    """
    duty = uow.duties.get(duty_id)
    require(uow.units.tree(), by, "end_duty", duty.unit.id, *STAFF)
    if not duty.active:
        raise Invalid("duty", "ended")
    uow.duties.end(duty_id)
    uow.log.add(now, by.id, "end_duty", f"duty:{duty_id}")
    return duty
