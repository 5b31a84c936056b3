"""Who hears of a step of a problem, each person once; the words are made when the message is sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from village.model.messages import NewMessage, Rank
from village.model.people import Person, Role, Unit
from village.model.problems import Problem, ProblemState, StepKind
from village.model.quiet import outside_quiet_hours
from village.ports import UnitOfWork
from village.services.access import STAFF

K = StepKind
BATCH = 500


def tell(uow: UnitOfWork, before: Problem, after: Problem, by: Person, now: datetime) -> None:
    """Write a message about the newest step to everybody it concerns but the one who took it."""
    step = len(after.steps) - 1
    for person in _concerned(uow, before, after):
        if person.id != by.id:
            body = {"problem": after.id, "step": step, "person": person.id}
            _write(uow, f"problem:{after.id}/s{step}/p{person.id}", "problem", body, person, Rank.BROADCAST, now)


def _concerned(uow: UnitOfWork, before: Problem, after: Problem) -> list[Person]:
    workers = in_charge(uow, after.responsible) if after.responsible else []
    match after.steps[-1].kind:
        case K.REGISTERED | K.APPLIED:
            return clerks(uow, after.unit)
        case K.ASSIGNED:
            moved = before.state is ProblemState.ASSIGNED and before.responsible
            gave_up = in_charge(uow, moved) if moved else []
            return _once([*workers, *gave_up])
        case K.HELPED:
            return _once(p for unit in after.helpers if unit not in before.helpers for p in in_charge(uow, unit))
        case K.RETURNED:
            return workers
        case K.WAIVED:
            return _finders(uow, after)
        case K.APPROVED:
            helping = [person for unit in after.helpers for person in in_charge(uow, unit)]
            return _once([*workers, *helping, *_finders(uow, after)])
        case _:
            return []


def _finders(uow: UnitOfWork, problem: Problem) -> list[Person]:
    by = problem.registered.by
    return [uow.people.get(by)] if by is not None else []


def _once(people: Iterable[Person]) -> list[Person]:
    return list({person.id: person for person in people}.values())


def in_charge(uow: UnitOfWork, unit: Unit) -> list[Person]:
    """Who puts things right for a unit: its officials; where it has none, whoever works there."""
    return uow.people.in_units([unit.id], Role.OFFICIAL) or uow.people.in_units([unit.id], *Role)


def clerks(uow: UnitOfWork, unit: Unit) -> list[Person]:
    """The office that looks after the problems of a unit."""
    return uow.people.in_units([uow.units.tree().town_of(unit.id).id], *STAFF)


def _write(
    uow: UnitOfWork,
    key: str,
    kind: str,
    body: dict[str, int],
    person: Person,
    rank: Rank,
    now: datetime,
    expires: datetime | None = None,
) -> bool:
    ready = outside_quiet_hours(now)
    return uow.outbox.add(NewMessage(key, kind, body, rank, person.account, ready, expires), now)


def tell_of_report(uow: UnitOfWork, occurrence_id: int, version: int, unit: Unit, by: Person, now: datetime) -> None:
    """One message to the office for all that a report opened or no longer names."""
    for person in clerks(uow, unit):
        if person.id != by.id:
            body = {"occurrence": occurrence_id, "version": version, "person": person.id}
            key = f"problem:report:{occurrence_id}/v{version}/p{person.id}"
            _write(uow, key, "problems_found", body, person, Rank.BROADCAST, now)


def remind(uow: UnitOfWork, now: datetime) -> int:
    """Say once on the morning it is due that a problem has to be put right, and a month later to look back.

    Returns how many messages were written. Safe to repeat.
    """
    written = 0
    for problem in uow.problems.waiting(now, BATCH):
        written += _remind_due(uow, problem, now) if problem.state.is_open else _remind_look_back(uow, problem, now)
        uow.problems.looked_at(problem.id)
    return written


def _remind_due(uow: UnitOfWork, problem: Problem, now: datetime) -> int:
    if problem.responsible is None or problem.due is None or now > problem.due:
        return 0
    written = 0
    for person in in_charge(uow, problem.responsible):
        key = f"problem:{problem.id}/due-{problem.due:%Y%m%d}/p{person.id}"
        body = {"problem": problem.id, "person": person.id}
        written += _write(uow, key, "problem_due", body, person, Rank.REMINDER, now, problem.due)
    return written


def _remind_look_back(uow: UnitOfWork, problem: Problem, now: datetime) -> int:
    written = 0
    for person in clerks(uow, problem.unit):
        key = f"problem:{problem.id}/back-{problem.turns}/p{person.id}"
        body = {"problem": problem.id, "person": person.id}
        written += _write(uow, key, "problem_back", body, person, Rank.REMINDER, now)
    return written
