"""Decides which reminders and cards are owed now and writes them into the outbox; safe to repeat at any time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from village.errors import StorageError, VillageError
from village.model.duties import Duty, Occurrence, State, Step, due_step, ends_at
from village.model.messages import NewMessage, Rank
from village.model.people import Person
from village.model.quiet import outside_quiet_hours
from village.model.rules import Period
from village.ports import UnitOfWork
from village.services import cards, problem_news
from village.services.access import STAFF
from village.services.duties import open_period
from village.services.incidents import ask_for_news
from village.services.responses import escalate

log = logging.getLogger(__name__)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Tick:
    """What one look at the clock led to."""

    opened: int
    reminders: int
    missed: int


def plan(uow: UnitOfWork, now: datetime) -> Tick:
    """Open the periods whose time has come and write what is owed for the occurrences that wait.

    Only the newest step of an occurrence is written: after a sleep of days nobody gets three reminders at once.
    """
    opened = reminders = missed = 0
    urgent = {duty for response in uow.responses.all_on() for duty in response.duties}
    for duty in uow.duties.active():
        with _stopping_nobody(duty.id):
            opened += sum(_open(uow, duty, period, now) for period in _begun(duty, now))
    for occurrence in uow.occurrences.waiting(now, BATCH):
        with _stopping_nobody(occurrence.duty_id):
            if occurrence.state is State.OPEN and occurrence.is_closed(now):
                missed += _miss(uow, occurrence, now)
            else:
                reminders += _look(uow, occurrence, now, urgent=occurrence.duty_id in urgent)
    reminders += ask_for_news(uow, now) + problem_news.remind(uow, now) + escalate(uow, now)
    return Tick(opened, reminders, missed)


@contextmanager
def _stopping_nobody(duty_id: int) -> Iterator[None]:
    """A rule or ladder that cannot be read is logged, and everything else is planned all the same."""
    try:
        yield
    except StorageError:
        raise
    except (VillageError, ValueError):
        log.exception("cannot plan", extra={"action": "plan.broken", "duty": duty_id})


def _miss(uow: UnitOfWork, occurrence: Occurrence, now: datetime) -> int:
    uow.occurrences.set_state(occurrence.id, State.MISSED)
    cards.refresh(uow, uow.duties.get(occurrence.duty_id), occurrence.period, now)
    return 1


def _look(uow: UnitOfWork, occurrence: Occurrence, now: datetime, *, urgent: bool) -> int:
    step = due_step(occurrence, now)
    duty = uow.duties.get(occurrence.duty_id)
    written = _remind(uow, duty, occurrence, step, now, urgent=urgent) if step else 0
    uow.occurrences.looked_at(occurrence, now)
    return written


def _begun(duty: Duty, now: datetime) -> Iterator[Period]:
    """Periods that can be reported now, and the one before them, in case the office slept through it."""
    before = duty.last_over(now)
    if before is not None:
        yield before
    yield from takewhile(lambda period: duty.opens(period) <= now, duty.upcoming(now))


def _open(uow: UnitOfWork, duty: Duty, period: Period, now: datetime) -> int:
    before = {o.id for o in uow.occurrences.of_period(duty.id, period.key)}
    opened = [o for o in open_period(uow, duty, period, now) if o.id not in before]
    if duty.due(period) > now:
        cards.ensure(uow, duty, period.key, now)
    return len(opened)


def _remind(uow: UnitOfWork, duty: Duty, occurrence: Occurrence, step: Step, now: datetime, *, urgent: bool) -> int:
    key = f"duty:{duty.id}/{occurrence.period}/village:{occurrence.unit.id}"
    officials = uow.people.in_units([occurrence.unit.id], *duty.owing_roles)
    messages = [
        NewMessage(
            f"{key}/{step.key}/p{person.id}",
            "reminder",
            {"occurrence": occurrence.id, "step": step.key},
            Rank.EMERGENCY if urgent else Rank.REMINDER,
            person.account,
            not_before=now if urgent else outside_quiet_hours(now),
            expires=ends_at(occurrence, step),
        )
        for person in officials
    ]
    written = sum(uow.outbox.add(message, now) for message in messages)
    if not officials:
        log.info("nobody to remind", extra={"action": "remind.nobody", "unit": occurrence.unit.id})
    if written:
        _log_skipped(uow, duty, occurrence, step, key, officials)
    return written + _tell_clerks(uow, duty, occurrence, step, now)


def _log_skipped(
    uow: UnitOfWork, duty: Duty, occurrence: Occurrence, step: Step, key: str, officials: list[Person]
) -> None:
    """Say which earlier rungs nobody was written to about: the process was not there at the time."""
    earlier = [s for s in occurrence.ladder if s.days_before > step.days_before]
    earlier = [s for s in earlier if s.moment(occurrence.due) >= duty.since]
    skipped = [s.key for s in earlier if not any(uow.outbox.find(f"{key}/{s.key}/p{p.id}") for p in officials)]
    if skipped:
        facts = {"duty": duty.id, "unit": occurrence.unit.id, "steps": " ".join(skipped)}
        log.info("rungs skipped", extra={"action": "remind.skipped", **facts})


def _tell_clerks(uow: UnitOfWork, duty: Duty, occurrence: Occurrence, step: Step, now: datetime) -> int:
    if duty.form is None:  # a task is between the office and each unit: who is behind stands in “谁还没报”
        return 0
    key = f"duty:{duty.id}/{occurrence.period}/town:{duty.unit.id}/{step.key}"
    body = {"duty": duty.id, "period": occurrence.period}
    clerks = uow.people.in_units([duty.unit.id], *STAFF)
    ready, ends = outside_quiet_hours(now), ends_at(occurrence, step)
    messages = [
        NewMessage(f"{key}/p{p.id}", "board", body, Rank.REMINDER, p.account, not_before=ready, expires=ends)
        for p in clerks
    ]
    return sum(uow.outbox.add(message, now) for message in messages)
