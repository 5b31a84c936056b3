"""What is owed: duties 任务, the periods they fall into, and one occurrence 一期 per unit and period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from village.clock import at, local
from village.model.people import Role, Unit, UnitKind
from village.model.rules import SLOTS, Once, Period, Window, parse_rule

OPENING = time(8, 0)
GRACE = timedelta(seconds=1)  # what comes in at the due moment itself is still in time


class State(StrEnum):
    """Where an occurrence stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    LATE = "late"
    EXEMPT = "exempt"
    MISSED = "missed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the reminder ladder 催办梯次: so many days before the due day, at that wall time."""

    days_before: int
    at: str = "09:00"

    @property
    def key(self) -> str:
        """``t-5``, as it stands in a message's unique key."""
        return f"t-{self.days_before}"

    def moment(self, due: datetime) -> datetime:
        """When this rung is reached."""
        return at(local(due).date() - timedelta(days=self.days_before), time.fromisoformat(self.at))


LADDER = (Step(5), Step(2), Step(0))
LADDERS = {"daily": (Step(0, "16:00"),), "weekly": (Step(1), Step(0)), "tenday": (Step(2), Step(0))}
HOUR_BEFORE = timedelta(hours=1)


def ladder_of(rule: str) -> tuple[Step, ...]:
    """The reminders a rule deserves: fewer the oftener it comes; for a window one more on its first morning."""
    words, _, _ = rule.partition("@")
    name, _, count = words.partition(":")
    if name == "daily" and count not in {"", "1"}:
        ends = (at(date(2000, 1, 1), time.fromisoformat(end)) for end in SLOTS[int(count)])
        return tuple(Step(0, f"{end - HOUR_BEFORE:%H:%M}") for end in ends)
    if isinstance(whole := parse_rule(rule), Window):
        first = (whole.last - whole.first).days
        return (*((Step(first),) if first > LADDER[0].days_before else ()), *LADDER)
    return LADDERS.get(name, LADDER)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something units owe by a rule 任务.

    ``unit`` is where it is owed (a town); ``audience`` the kind of units below it that owe it: villages, or the town's
    own office. ``form`` is the report that is owed, None where something is to be done. ``what`` is the task as the
    plan says it. ``since`` keeps periods that ended before the duty was made from being asked for.
    """

    id: int
    name: str
    rule: str
    due_time: str
    form: str | None
    unit: Unit
    audience: UnitKind
    ladder: tuple[Step, ...]
    since: datetime
    plan_id: int | None = None
    clause: str | None = None
    quote: str | None = None
    active: bool = True
    what: str = ""

    @property
    def owing_roles(self) -> tuple[Role, ...]:
        """Who of an owing unit is reminded: the officials of a village; in the office itself its clerks too."""
        return (Role.OFFICIAL,) if self.audience is UnitKind.VILLAGE else (Role.OFFICIAL, Role.CLERK, Role.ADMIN)

    @property
    def comes_once(self) -> bool:
        """Whether it is owed once and then never again."""
        return isinstance(parse_rule(self.rule), Once | Window)

    def due(self, period: Period) -> datetime:
        """The moment the period is due."""
        return at(period.due_day, time.fromisoformat(period.due_time or self.due_time))

    def ladder_in(self, period: Period) -> tuple[Step, ...]:
        """The rungs of one period: where a day has several, those that lie in it; none from long before the duty."""
        due = self.due(period)
        if period.opens is None or period.due_time is None:
            usual = LADDER[0].days_before
            return tuple(s for s in self.ladder if s.days_before <= usual or s.moment(due) >= self.since)
        return tuple(s for s in self.ladder if period.opens <= s.moment(due) <= due)

    def opens(self, period: Period) -> datetime:
        """When the period can be reported and its first reminder may go."""
        if period.opens is not None:
            return period.opens
        days = max((step.days_before for step in self.ladder), default=0)
        return at(period.due_day - timedelta(days=days), OPENING)

    def current(self, now: datetime) -> Period:
        """The period the office means by “this one” (本期) at ``now``.

        That is the calendar's, and the one after it as soon as the first is over and the next has opened (每月3日前 is
        asked for at the end of the month before), or if the first was over before the duty was made.
        """
        rule = parse_rule(self.rule)
        period = rule.period_of(local(now).date())
        while self.due(period) < now and (following := rule.after(period)) is not None:
            if self.opens(following) > now and self.due(period) >= self.since:
                break
            period = following
        return period

    def last_over(self, now: datetime) -> Period | None:
        """The newest period that was due since the duty was made and is over."""
        rule = parse_rule(self.rule)
        period: Period | None = rule.period_of(local(now).date())
        while period is not None and self.due(period) > now:
            period = rule.before(period)
        return period if period is not None and self.due(period) > self.since else None

    def upcoming(self, now: datetime) -> Iterator[Period]:
        """Periods not due yet, soonest first; endless for rules that repeat."""
        rule = parse_rule(self.rule)
        period: Period | None = rule.period_of(local(now).date())
        while period is not None:
            if self.due(period) > now:
                yield period
            period = rule.after(period)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One duty × one unit × one period 一期, with the ladder frozen when it opened."""

    id: int
    duty_id: int
    unit: Unit
    period: str
    opens: datetime
    due: datetime
    state: State = State.OPEN
    ladder: tuple[Step, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether nothing has come in yet, or what came in was sent back."""
        return self.state in {State.OPEN, State.MISSED, State.RETURNED}

    def is_closed(self, now: datetime) -> bool:
        """Whether it can no longer be changed without being called late."""
        return now > self.due

    def with_state(self, state: State) -> Occurrence:
        """The same occurrence in another state."""
        return replace(self, state=state)


def due_step(occurrence: Occurrence, now: datetime) -> Step | None:
    """The newest rung reached, if the occurrence still misses its report and is not over.

    Only the newest counts: after a long sleep nobody is sent three reminders at once.
    """
    if not occurrence.is_missing or now > occurrence.due:
        return None
    reached = [s for s in occurrence.ladder if s.moment(occurrence.due) <= now]
    return min(reached, key=lambda s: s.days_before, default=None)


def next_step_after(occurrence: Occurrence, now: datetime) -> datetime | None:
    """When the planner must look at the occurrence again: the next rung, then just after the due moment, then never."""
    moments = [s.moment(occurrence.due) for s in occurrence.ladder]
    moments = [m for m in moments if m <= occurrence.due] + [occurrence.due + GRACE]
    return min((m for m in moments if m > now), default=None)


def ends_at(occurrence: Occurrence, step: Step) -> datetime:
    """When a rung's message has become stale: at the next rung, and at the latest when the report is due."""
    later = [s.moment(occurrence.due) for s in occurrence.ladder if s.days_before < step.days_before]
    return min([*later, occurrence.due])
