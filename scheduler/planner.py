"""Decides which reminders and cards are owed now and writes them into the outbox; safe to repeat at any time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import takewhile

from village.clock import at, local
from village.model.duties import Duty, Occurrence, Period, State, Step, due_step
from village.model.messages import NewMessage, Rank
from village.model.people import Person, Role
from village.ports import UnitOfWork
from village.services import cards
from village.services.access import STAFF
from village.services.duties import open_period

log = logging.getLogger(__name__)

BATCH = 500
QUIET_FROM = time(21, 0)
QUIET_UNTIL = time(7, 30)


@dataclass(frozen=True, slots=True)
class Tick:
    """What one look at the clock led to."""

    opened: int
    reminders: int
    missed: int


def outside_quiet_hours(now: datetime) -> datetime:
    """``now``, or the end of the quiet hours it falls into; only an emergency may disturb earlier."""
    wall = local(now)
    if wall.time() >= QUIET_FROM:
        return at(wall.date() + timedelta(days=1), QUIET_UNTIL)
    if wall.time() < QUIET_UNTIL:
        return at(wall.date(), QUIET_UNTIL)
    return now


def plan(uow: UnitOfWork, now: datetime) -> Tick:
    """Open the periods whose time has come and write what is owed for the occurrences that wait.

    Only the newest step of an occurrence is written: after a sleep of days nobody gets three reminders at once.
    """
    opened = sum(_open(uow, duty, period, now) for duty in uow.duties.active() for period in _begun(duty, now))
    reminders = missed = 0
    for occurrence in uow.occurrences.waiting(now, BATCH):
        duty = uow.duties.get(occurrence.duty_id)
        if occurrence.is_missing and occurrence.is_closed(now):
            uow.occurrences.set_state(occurrence.id, State.MISSED)
            cards.refresh(uow, duty, occurrence.period, now)
            missed += 1
        elif step := due_step(occurrence, now):
            reminders += _remind(uow, duty, occurrence, step, now)
            uow.occurrences.looked_at(occurrence, now)
        else:
            uow.occurrences.looked_at(occurrence, now)
    return Tick(opened, reminders, missed)


def _begun(duty: Duty, now: datetime) -> Iterator[Period]:
    return takewhile(lambda period: duty.opens(period) <= now, duty.upcoming(now))


def _open(uow: UnitOfWork, duty: Duty, period: Period, now: datetime) -> int:
    before = {o.id for o in uow.occurrences.of_period(duty.id, period.key)}
    opened = [o for o in open_period(uow, duty, period, now) if o.id not in before]
    if opened:
        cards.refresh(uow, duty, period.key, now)
    return len(opened)


def _remind(uow: UnitOfWork, duty: Duty, occurrence: Occurrence, step: Step, now: datetime) -> int:
    key = f"duty:{duty.id}/{occurrence.period}/village:{occurrence.unit.id}/{step.key}"
    officials = uow.people.in_units([occurrence.unit.id], Role.OFFICIAL)
    body = {"occurrence": occurrence.id, "step": step.key}
    written = sum(_write(uow, f"{key}/p{p.id}", "reminder", body, p, occurrence, now) for p in officials)
    if not officials:
        log.warning("nobody to remind", extra={"action": "remind.nobody", "unit": occurrence.unit.id})
    return written + _tell_clerks(uow, duty, occurrence, step, now)


def _tell_clerks(uow: UnitOfWork, duty: Duty, occurrence: Occurrence, step: Step, now: datetime) -> int:
    key = f"duty:{duty.id}/{occurrence.period}/town:{duty.unit.id}/{step.key}"
    body = {"duty": duty.id, "period": occurrence.period}
    clerks = uow.people.in_units([duty.unit.id], *STAFF)
    return sum(_write(uow, f"{key}/p{p.id}", "board", body, p, occurrence, now) for p in clerks)


def _write(
    uow: UnitOfWork, key: str, kind: str, body: dict[str, object], to: Person, about: Occurrence, now: datetime
) -> int:
    chat = to.account
    message = NewMessage(key, kind, body, Rank.REMINDER, chat, outside_quiet_hours(now), expires=about.due)
    return int(uow.outbox.add(message, now))
