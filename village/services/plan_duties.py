"""Duties out of a plan's deadlines: which can be reminded of, making those chosen, following a plan that changes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from knowledge.facts import Deadline
from village.errors import Invalid, NotFound
from village.model.duties import Duty, ladder_of
from village.model.people import Person, Unit, UnitKind
from village.model.plans import Plan
from village.model.rules import parse_rule
from village.model.seasons import NO_SEASONS, Seasons
from village.model.timing import Why, audience_of, is_ahead, is_ours, timing_of
from village.ports import UnitOfWork
from village.services.access import STAFF, require

DUE_TIME = "18:00"
FORMS = (
    ("零报告", "", "zero_report"),
    ("登记表", "monthly", "register_change"),
    ("", "monthly", "monthly_report"),
    ("巡查", "weekly", "weekly_patrol"),
    ("巡查", "daily", "daily_patrol"),
    ("", "", "progress_report"),
)
"""A word of what is owed, the rhythm, and the form that goes with them; the first that fits."""
REPORT_NAMES = {
    "monthly": "月报", "weekly": "周报", "daily": "日报", "tenday": "旬报", "quarterly": "季报", "halfyearly": "半年报",
}  # fmt: skip
LONGEST_TITLE = 20
LONGEST_NAME = 40
LONGEST_WHAT = 80
ALIKE = 0.6
EVERY_VILLAGE = re.compile(r"^各(?:行政|自然)?村(?:居|组|社区)?(?:都|要|应当?|须|必须)*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A deadline of a plan that could become a duty, and the duty if it already has.

    ``number`` counts the plan's deadlines from 0. ``why`` says what keeps it from becoming one: over (``past``), no
    certain day (``no_day``), a season the office has not set (``no_season``), no year (``no_year``).
    """

    plan: Plan
    deadline: Deadline
    number: int
    rule: str | None
    why: Why
    duty: Duty | None

    @property
    def audience(self) -> UnitKind:
        """Whom it is for."""
        return audience_of(self.deadline)

    @property
    def is_ours(self) -> bool:
        """Whether the town or its villages have to do it, and not somebody else."""
        return is_ours(self.deadline, self.plan.draft.level)


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of a choice: duties made or owed again, and those ended."""

    made: tuple[Duty, ...] = ()
    ended: tuple[Duty, ...] = ()


NO_CHOICE = Choice()


def candidates(
    uow: UnitOfWork, by: Person, plan_id: int, unit_id: int, now: datetime, seasons: Seasons = NO_SEASONS
) -> list[Candidate]:
    """All deadlines of a plan in force with what can be made of them.

    Raises:
        NotFound: the plan is gone or retired.
        NotAllowed: the person is no clerk of the unit.
    """
    require(uow.units.tree(), by, "make_duty", unit_id, *STAFF)
    return _all_of(uow, _live(uow, plan_id), unit_id, now, seasons)


def _live(uow: UnitOfWork, plan_id: int) -> Plan:
    plan = uow.plans.get(plan_id)
    if not plan.live:
        raise NotFound("plan", plan_id)
    return plan


def _all_of(uow: UnitOfWork, plan: Plan, unit_id: int, now: datetime, seasons: Seasons) -> list[Candidate]:
    return [_candidate(uow, plan, number, unit_id, now, seasons) for number in range(len(plan.draft.deadlines))]


def _candidate(uow: UnitOfWork, plan: Plan, number: int, unit_id: int, now: datetime, seasons: Seasons) -> Candidate:
    deadline = plan.draft.deadlines[number]
    timing = timing_of(deadline, plan.draft.year, seasons)
    if timing.rule is None or not _can_be_kept(timing.rule):
        return Candidate(plan, deadline, number, None, timing.why or "no_day", None)
    known = _existing(uow, plan, deadline, timing.rule, unit_id)
    duty = known if known is not None and known.active else None
    if not is_ahead(timing.rule, now):
        return Candidate(plan, deadline, number, None, "past", duty)
    return Candidate(plan, deadline, number, timing.rule, "", duty)


def _can_be_kept(rule: str) -> bool:
    try:
        parse_rule(rule)
    except Invalid:
        return False
    return True


def _existing(uow: UnitOfWork, plan: Plan, deadline: Deadline, rule: str, unit_id: int) -> Duty | None:
    return uow.duties.from_clause(plan.id, deadline.clause, rule, unit_id, deadline.what[:LONGEST_WHAT])


def from_deadline(
    uow: UnitOfWork,
    by: Person | None,
    plan_id: int,
    number: int,
    unit_id: int,
    now: datetime,
    seasons: Seasons = NO_SEASONS,
) -> Duty:
    """Make a plan's deadline a duty of a town; made twice it stays one. One that was ended is owed again from now on.

    Raises:
        NotFound: the plan is retired or has no such deadline.
        NotAllowed: ``by`` is no clerk of the town.
        Invalid: nobody can be reminded of it; the rule broken is ``deadline_`` and a word of ``Why``.
    """
    if by is not None:
        require(uow.units.tree(), by, "make_duty", unit_id, *STAFF)
    plan = _live(uow, plan_id)
    if not 0 <= number < len(plan.draft.deadlines):
        raise NotFound("deadline", number)
    found = _candidate(uow, plan, number, unit_id, now, seasons)
    if found.rule is None:
        raise Invalid("deadline", f"deadline_{found.why}")
    return found.duty or _make(uow, by, found, found.rule, uow.units.get(unit_id), now)


def _make(uow: UnitOfWork, by: Person | None, found: Candidate, rule: str, unit: Unit, now: datetime) -> Duty:
    who = by.id if by else None
    ended = _existing(uow, found.plan, found.deadline, rule, unit.id)
    if ended is not None:
        uow.duties.resume(ended.id, now)
        uow.log.add(now, who, "resume_duty", f"duty:{ended.id}")
        return uow.duties.get(ended.id)
    uow.log.add(now, who, "make_duty", f"plan:{found.plan.id}")
    return uow.duties.add(_duty(uow, found, rule, unit, now), who)


def _duty(uow: UnitOfWork, found: Candidate, rule: str, unit: Unit, now: datetime) -> Duty:
    deadline, plan = found.deadline, found.plan
    form = _form(deadline, rule) if deadline.reports else None
    return Duty(
        id=0,
        name=_name(uow, found, rule, unit.id),
        rule=rule,
        due_time=DUE_TIME,
        form=form,
        unit=unit,
        audience=found.audience,
        ladder=ladder_of(rule),
        since=now,
        plan_id=plan.id,
        clause=deadline.clause,
        quote=deadline.corrected or deadline.quote,
        what=deadline.what[:LONGEST_WHAT],
    )


def _form(deadline: Deadline, rule: str) -> str:
    said = deadline.owes + deadline.what
    return next(form for word, rhythm, form in FORMS if word in said and rule.startswith(rhythm))


def _name(uow: UnitOfWork, found: Candidate, rule: str, unit_id: int) -> str:
    """月报, and from the second one on with the plan it is for, so that two can be told apart; else the task itself."""
    kind = REPORT_NAMES.get(rule.partition("@")[0].partition(":")[0])
    if not found.deadline.reports or kind is None:
        return _task_name(found.deadline.what)
    if found.deadline.owes.endswith("零报告"):
        kind = "零报告"
    taken = {d.name for d in uow.duties.active() if d.unit.id == unit_id}
    return f"{kind}（{found.plan.draft.title[:LONGEST_TITLE]}）" if kind in taken else kind


def _task_name(what: str) -> str:
    """The task without 各村要 before it: the village's own name will stand there."""
    return (EVERY_VILLAGE.sub("", what) or what)[:LONGEST_NAME]


def choose(
    uow: UnitOfWork,
    by: Person,
    plan_id: int,
    numbers: Collection[int],
    unit_id: int,
    now: datetime,
    seasons: Seasons = NO_SEASONS,
) -> Choice:
    """Have exactly these deadlines of a plan reminded of: the chosen ones made duties, the others ended.

    Raises:
        NotFound: the plan is gone or retired.
        NotAllowed: the person is no clerk of the unit.
    """
    made, ended = [], []
    for found in candidates(uow, by, plan_id, unit_id, now, seasons):
        wanted = found.number in numbers and found.rule is not None
        if wanted and found.duty is None and found.rule is not None:
            made.append(_make(uow, by, found, found.rule, uow.units.get(unit_id), now))
        elif found.duty is not None and not wanted:
            uow.duties.end(found.duty.id)
            uow.log.add(now, by.id, "end_duty", f"duty:{found.duty.id}")
            ended.append(found.duty)
    return Choice(tuple(made), tuple(ended))


def follow(
    uow: UnitOfWork, by: Person | None, old: Plan, new: Plan, now: datetime, seasons: Seasons = NO_SEASONS
) -> Choice:
    """Take the duties of a plan over to the one that replaces it, or to what it says after a correction.

    A duty goes on where the new plan has a deadline like its own; one that has none ends.
    """
    made, ended = [], []
    for duty in uow.duties.of_plan(old.id):
        found = _counterpart(duty, _all_of(uow, new, duty.unit.id, now, seasons))
        if found is not None and found.duty is not None and found.duty.id == duty.id:
            continue
        uow.duties.end(duty.id)
        uow.log.add(now, by.id if by else None, "end_duty", f"duty:{duty.id}")
        if found is None or found.rule is None:
            ended.append(duty)
        elif found.duty is None:
            made.append(_make(uow, by, found, found.rule, duty.unit, now))
    return Choice(tuple(made), tuple(ended))


def _counterpart(duty: Duty, offered: list[Candidate]) -> Candidate | None:
    """The deadline most like the one a duty was made of."""

    def likeness(found: Candidate) -> float:
        same = found.deadline.clause == duty.clause
        return difflib.SequenceMatcher(None, duty.what, found.deadline.what).ratio() + (0.1 if same else 0.0)

    able = [c for c in offered if c.rule is not None and c.deadline.reports is (duty.form is not None)]
    own = [c for c in able if c.duty is not None and c.duty.id == duty.id]
    best = max(own or able, key=likeness, default=None)
    return best if best is not None and (own or likeness(best) >= ALIKE) else None
