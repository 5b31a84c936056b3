"""What is owed: making duties from a plan's deadlines, and who still owes what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.facts import Deadline
from village.errors import Invalid, NotFound
from village.model.duties import LADDER, Duty, Occurrence, Period, parse_rule
from village.model.people import Person, Role, Unit, UnitKind
from village.model.plans import Plan, recurring
from village.ports import UnitOfWork
from village.services.access import OVERSEERS, STAFF, may, require, require_any

DUE_TIME = "18:00"
REPORT_FORM = "monthly_report"
REPORT_NAME = "月报"
LONGEST_TITLE = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A deadline of a plan that could become a duty, and the duty if it already has."""

    plan: Plan
    deadline: Deadline
    number: int
    duty: Duty | None


@dataclass(frozen=True, slots=True)
class Board:
    """One period of a duty as the clerk sees it: who reported, who is missing."""

    duty: Duty
    period: str
    due: datetime
    reported: tuple[Occurrence, ...]
    missing: tuple[Occurrence, ...]

    @property
    def total(self) -> int:
        """How many units owe it."""
        return len(self.reported) + len(self.missing)


def candidates(uow: UnitOfWork, by: Person, unit_id: int) -> list[Candidate]:
    """Recurring deadlines of all plans in force, for the clerk to choose from.

    Raises:
        NotAllowed: the person is no clerk of the unit.
    """
    require(uow.units.tree(), by, "make_duty", unit_id, *STAFF)
    return [
        Candidate(plan, deadline, number, _in_force(_existing(uow, plan, deadline, unit_id)))
        for plan in uow.plans.all()
        for number, deadline in enumerate(recurring(plan))
    ]


def _existing(uow: UnitOfWork, plan: Plan, deadline: Deadline, unit_id: int) -> Duty | None:
    return uow.duties.from_clause(plan.id, deadline.clause, str(deadline.when), unit_id)


def _in_force(duty: Duty | None) -> Duty | None:
    return duty if duty is not None and duty.active else None


def from_deadline(uow: UnitOfWork, by: Person | None, plan_id: int, number: int, unit_id: int, now: datetime) -> Duty:
    """Make a plan's recurring deadline a duty of every village of a town; made twice it stays one.

    One that was ended is owed again from now on.

    Raises:
        NotFound: the plan is retired or has no such deadline.
        NotAllowed: ``by`` is no clerk of the town.
        Invalid: it is no rule that can be kept (the 40th of a month).
    """
    if by is not None:
        require(uow.units.tree(), by, "make_duty", unit_id, *STAFF)
    plan = uow.plans.get(plan_id)
    found = recurring(plan) if plan.live else []
    if not 0 <= number < len(found):
        raise NotFound("deadline", number)
    deadline = found[number]
    known = _existing(uow, plan, deadline, unit_id)
    if known is not None:
        return known if known.active else _resume(uow, known, by, now)
    duty = _of(plan, deadline, uow.units.get(unit_id), _name(uow, plan, unit_id), now)
    uow.log.add(now, by.id if by else None, "make_duty", f"plan:{plan_id}")
    return uow.duties.add(duty, by.id if by else None)


def _resume(uow: UnitOfWork, duty: Duty, by: Person | None, now: datetime) -> Duty:
    uow.duties.resume(duty.id, now)
    uow.log.add(now, by.id if by else None, "resume_duty", f"duty:{duty.id}")
    return uow.duties.get(duty.id)


def _of(plan: Plan, deadline: Deadline, unit: Unit, name: str, now: datetime) -> Duty:
    parse_rule(str(deadline.when))
    return Duty(
        id=0,
        name=name,
        rule=str(deadline.when),
        due_time=DUE_TIME,
        form=REPORT_FORM,
        unit=unit,
        audience=UnitKind.VILLAGE,
        ladder=LADDER,
        since=now,
        plan_id=plan.id,
        clause=deadline.clause,
        quote=deadline.quote,
    )


def _name(uow: UnitOfWork, plan: Plan, unit_id: int) -> str:
    """月报, and from the second one on with the plan it is for, so that two can be told apart."""
    taken = {d.name for d in uow.duties.active() if d.unit.id == unit_id}
    return f"{REPORT_NAME}（{plan.draft.title[:LONGEST_TITLE]}）" if REPORT_NAME in taken else REPORT_NAME


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
        tuple(o for o in all_of_it if not o.is_missing),
        tuple(o for o in all_of_it if o.is_missing),
    )


def boards_for(uow: UnitOfWork, by: Person, now: datetime) -> list[Board]:
    """The present period of every duty the person oversees.

    Raises:
        NotAllowed: the person oversees nothing.
    """
    tree = uow.units.tree()
    require_any(by, "see_board", *OVERSEERS)
    seen = [d for d in uow.duties.active() if may(tree, by, d.unit.id, *OVERSEERS)]
    boards = []
    for duty in seen:
        period = duty.current(now)
        open_period(uow, duty, period, now)
        boards.append(board(uow, duty, period.key))
    return boards


def owed_by(uow: UnitOfWork, person: Person, now: datetime) -> list[tuple[Duty, Occurrence]]:
    """What the person's own units owe now: each duty's present period, and a missed one before it."""
    units = person.units(Role.OFFICIAL)
    tree = uow.units.tree()
    owed = []
    for duty in uow.duties.active():
        for unit in (u for u in units if u.kind is duty.audience and tree.covers(duty.unit.id, u.id)):
            owed += [(duty, o) for o in _of_unit(uow, duty, unit, now)]
    return sorted(owed, key=lambda pair: pair[1].due)


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
    require(uow.units.tree(), person, "report", occurrence.unit.id, Role.OFFICIAL)
    return uow.duties.get(occurrence.duty_id), occurrence


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
