"""What is owed: duties 任务, the periods they fall into, and one occurrence 一期 per unit and period."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from village.clock import at, local
from village.errors import Invalid
from village.model.people import Unit, UnitKind

OPENING = time(8, 0)
MONTH_DAY = re.compile(r"0?[1-9]|[12][0-9]|3[01]")
GRACE = timedelta(seconds=1)  # what comes in at the due moment itself is still in time


class State(StrEnum):
    """Where an occurrence stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    LATE = "late"
    EXEMPT = "exempt"
    MISSED = "missed"


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


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time a duty is owed for; ``key`` sorts and is unique within a duty."""

    key: str
    due_day: date


class Rule(Protocol):
    """When something is owed, again and again."""

    def period_of(self, day: date) -> Period:
        """The period ``day`` belongs to."""
        ...

    def after(self, period: Period) -> Period | None:
        """The next period, or None when there is none."""
        ...

    def before(self, period: Period) -> Period | None:
        """The period before, or None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Monthly:
    """``monthly:25``: by that day of each month; the month's last day where it is shorter."""

    day: int

    def _in(self, year: int, month: int) -> Period:
        last = calendar.monthrange(year, month)[1]
        return Period(f"{year:04}-{month:02}", date(year, month, min(self.day, last)))

    def period_of(self, day: date) -> Period:
        """The calendar month."""
        return self._in(day.year, day.month)

    def after(self, period: Period) -> Period:
        """The next calendar month."""
        first = period.due_day.replace(day=1) + timedelta(days=32)
        return self._in(first.year, first.month)

    def before(self, period: Period) -> Period:
        """The last calendar month."""
        last = period.due_day.replace(day=1) - timedelta(days=1)
        return self._in(last.year, last.month)


@dataclass(frozen=True, slots=True)
class Daily:
    """``daily``: by the due time of every day."""

    def period_of(self, day: date) -> Period:
        """The day itself."""
        return Period(day.isoformat(), day)

    def after(self, period: Period) -> Period:
        """Tomorrow."""
        return self.period_of(period.due_day + timedelta(days=1))

    def before(self, period: Period) -> Period:
        """Yesterday."""
        return self.period_of(period.due_day - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Weekly:
    """``weekly``: by Friday of each ISO week."""

    def period_of(self, day: date) -> Period:
        """The ISO week."""
        year, week, _ = day.isocalendar()
        return Period(f"{year:04}-W{week:02}", date.fromisocalendar(year, week, 5))

    def after(self, period: Period) -> Period:
        """The week after."""
        return self.period_of(period.due_day + timedelta(days=7))

    def before(self, period: Period) -> Period:
        """The week before."""
        return self.period_of(period.due_day - timedelta(days=7))


@dataclass(frozen=True, slots=True)
class Once:
    """``2026-06-30``: one date, once."""

    day: date

    def period_of(self, day: date) -> Period:
        """Always the one period."""
        return Period(self.day.isoformat(), self.day)

    def after(self, period: Period) -> None:
        """There is no other."""

    def before(self, period: Period) -> None:
        """There is no other."""


def parse_rule(text: str) -> Rule:
    """A rule from the words of design.md (``monthly:25``, ``daily``, ``weekly:1``, ``2026-06-30``).

    Raises:
        Invalid: the words are none of these.
    """
    word, _, rest = text.partition(":")
    if word == "monthly" and MONTH_DAY.fullmatch(rest):
        return Monthly(int(rest))
    if word == "daily" and rest in {"", "1"}:
        return Daily()
    if word == "weekly" and rest in {"", "1"}:
        return Weekly()
    try:
        return Once(date.fromisoformat(text))
    except ValueError:
        raise Invalid("rule", "unknown", text=text) from None


@dataclass(frozen=True, slots=True)
class Duty:
    """Something units owe by a rule 任务.

    ``unit`` is where it is owed (a town); ``audience`` the kind of units below it that owe it. ``since`` keeps
    periods that ended before the duty was made from being asked for.
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

    def due(self, period: Period) -> datetime:
        """The moment the period is due."""
        return at(period.due_day, time.fromisoformat(self.due_time))

    def opens(self, period: Period) -> datetime:
        """When the period can be reported and its first reminder may go."""
        days = max((step.days_before for step in self.ladder), default=0)
        return at(period.due_day - timedelta(days=days), OPENING)

    def current(self, now: datetime) -> Period:
        """The period the office means by “this one” (本期) at ``now``.

        That is the calendar's, and the one after it as soon as the first is over and the next has opened (每月3日前 is
        asked for at the end of the month before), or if the first was over before the duty was made.
        """
        rule = parse_rule(self.rule)
        period = rule.period_of(local(now).date())
        following = rule.after(period)
        if following is None or self.due(period) >= now:
            return period
        return following if self.opens(following) <= now or self.due(period) < self.since else period

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
        """Whether nothing has come in yet."""
        return self.state in {State.OPEN, State.MISSED}

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
