"""When something is owed: rules, and the periods they cut time into.

A rule is written ``monthly:25``, ``monthly``, ``tenday``, ``quarterly``, ``halfyearly``, ``weekly:2``, ``daily``,
``daily:2``, ``2026-06-30`` or ``2026-02-01/2026-06-30``; behind it may stand the season it holds in:
``daily@05-01/09-30``. Keys of periods sort as time does.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol

from village.clock import at
from village.errors import Invalid

MONTH_DAY = re.compile(r"0?[1-9]|[12][0-9]|3[01]")
SEASON = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
WEEK_DAYS = {1: (5,), 2: (2, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5), 6: (1, 2, 3, 4, 5, 6)}
"""The days, Monday being 1, by which so many things a week are due."""
SLOTS = {2: ("10:00", "17:00"), 3: ("09:00", "13:00", "18:00"), 4: ("08:30", "12:00", "15:00", "18:00")}
"""The times by which so many things a day are due."""
TENDAYS = (10, 20, 31)
HALVES = (6, 12)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time a duty is owed for; ``key`` sorts and is unique within a duty.

    ``due_time`` is a wall time of its own, where a day has several periods; ``opens`` is when it begins, where the
    rule says so.
    """

    key: str
    due_day: date
    due_time: str | None = None
    opens: datetime | None = None


class Rule(Protocol):
    """When something is owed, again and again."""

    def period_of(self, day: date) -> Period:
        """The period ``day`` belongs to; the first of them where a day has several."""
        ...

    def after(self, period: Period) -> Period | None:
        """The next period, or None when there is none."""
        ...

    def before(self, period: Period) -> Period | None:
        """The period before, or None when there is none."""
        ...


def _last_day(year: int, month: int, day: int = 31) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Monthly:
    """``monthly:25``: by that day of each month; the month's last day where it is shorter, and for ``monthly``."""

    day: int = 31

    def _in(self, year: int, month: int) -> Period:
        return Period(f"{year:04}-{month:02}", _last_day(year, month, self.day))

    def period_of(self, day: date) -> Period:
        """The calendar month."""
        return self._in(day.year, day.month)

    def after(self, period: Period) -> Period:
        """The next calendar month."""
        first = period.due_day.replace(day=1) + timedelta(days=32)
        return self._in(first.year, first.month)

    def before(self, period: Period) -> Period:
        """The last calendar month."""
        last = period.due_day.replace(day=1) - ONE_DAY
        return self._in(last.year, last.month)


@dataclass(frozen=True, slots=True)
class Parts:
    """Equal parts of a year, each due on its last day: quarters and halves.

    ``ends`` are the months they end with; ``letter`` names them in keys (``2026-Q2``).
    """

    ends: tuple[int, ...]
    letter: str

    def period_of(self, day: date) -> Period:
        """The part the day falls into."""
        number = next(n for n, month in enumerate(self.ends, 1) if day.month <= month)
        return Period(f"{day.year:04}-{self.letter}{number}", _last_day(day.year, self.ends[number - 1]))

    def after(self, period: Period) -> Period:
        """The next part."""
        return self.period_of(period.due_day + ONE_DAY)

    def before(self, period: Period) -> Period:
        """The part before."""
        months = 12 // len(self.ends)
        first = period.due_day.replace(day=1)
        for _ in range(months - 1):
            first = (first - ONE_DAY).replace(day=1)
        return self.period_of(first - ONE_DAY)


@dataclass(frozen=True, slots=True)
class TenDays:
    """``tenday``: by the end of each 旬, the 10th, the 20th and the month's last day."""

    def period_of(self, day: date) -> Period:
        """The 旬 the day falls into."""
        number = next(n for n, last in enumerate(TENDAYS, 1) if day.day <= last)
        return Period(f"{day:%Y-%m}/{number}", _last_day(day.year, day.month, TENDAYS[number - 1]))

    def after(self, period: Period) -> Period:
        """The next 旬."""
        return self.period_of(period.due_day + ONE_DAY)

    def before(self, period: Period) -> Period:
        """The 旬 before."""
        first = {"1": 1, "2": 11, "3": 21}[period.key[-1]]
        return self.period_of(period.due_day.replace(day=first) - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Weekly:
    """``weekly``: by Friday of each ISO week; ``weekly:2`` by Tuesday and Friday."""

    days: tuple[int, ...] = WEEK_DAYS[1]

    def _in(self, year: int, week: int, number: int) -> Period:
        key = f"{year:04}-W{week:02}" + (f"/{number + 1}" if len(self.days) > 1 else "")
        opens = self.days[number - 1] + 1 if number else 1
        start = None if len(self.days) == 1 else at(date.fromisocalendar(year, week, opens), time(8))
        return Period(key, date.fromisocalendar(year, week, self.days[number]), opens=start)

    def period_of(self, day: date) -> Period:
        """The ISO week, or the part of it the day falls into; past the last, the last."""
        year, week, weekday = day.isocalendar()
        number = next((n for n, due in enumerate(self.days) if weekday <= due), len(self.days) - 1)
        return self._in(year, week, number)

    def after(self, period: Period) -> Period:
        """The next one."""
        number = self.days.index(period.due_day.isoweekday())
        year, week, _ = period.due_day.isocalendar()
        if number + 1 < len(self.days):
            return self._in(year, week, number + 1)
        year, week, _ = (period.due_day + timedelta(days=7)).isocalendar()
        return self._in(year, week, 0)

    def before(self, period: Period) -> Period:
        """The one before."""
        number = self.days.index(period.due_day.isoweekday())
        year, week, _ = period.due_day.isocalendar()
        if number:
            return self._in(year, week, number - 1)
        year, week, _ = (period.due_day - timedelta(days=7)).isocalendar()
        return self._in(year, week, len(self.days) - 1)


@dataclass(frozen=True, slots=True)
class Daily:
    """``daily``: by the due time of every day."""

    def period_of(self, day: date) -> Period:
        """The day itself."""
        return Period(day.isoformat(), day)

    def after(self, period: Period) -> Period:
        """Tomorrow."""
        return self.period_of(period.due_day + ONE_DAY)

    def before(self, period: Period) -> Period:
        """Yesterday."""
        return self.period_of(period.due_day - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Slots:
    """``daily:2``: by several times of every day; a slot opens when the one before it is due."""

    times: tuple[str, ...]

    def _in(self, day: date, number: int) -> Period:
        opens = time.fromisoformat(self.times[number - 1]) if number else time(7, 30)
        return Period(f"{day.isoformat()}/{number + 1}", day, self.times[number], at(day, opens))

    def period_of(self, day: date) -> Period:
        """The first slot of the day."""
        return self._in(day, 0)

    def after(self, period: Period) -> Period:
        """The next slot, of this day or of tomorrow."""
        number = self.times.index(period.due_time or "") + 1
        return self._in(period.due_day, number) if number < len(self.times) else self._in(period.due_day + ONE_DAY, 0)

    def before(self, period: Period) -> Period:
        """The slot before, of this day or of yesterday."""
        number = self.times.index(period.due_time or "")
        return (
            self._in(period.due_day, number - 1) if number else self._in(period.due_day - ONE_DAY, len(self.times) - 1)
        )


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


@dataclass(frozen=True, slots=True)
class Window:
    """``2026-02-01/2026-06-30``: open from one day, due on another, once."""

    first: date
    last: date

    def period_of(self, day: date) -> Period:
        """Always the one period."""
        return Period(self.last.isoformat(), self.last, opens=at(self.first, time(8)))

    def after(self, period: Period) -> None:
        """There is no other."""

    def before(self, period: Period) -> None:
        """There is no other."""


@dataclass(frozen=True, slots=True)
class InSeason:
    """A rule that holds only in a season of the year; the season may reach over New Year."""

    rule: Rule
    first: tuple[int, int]
    last: tuple[int, int]

    def _holds(self, day: date) -> bool:
        at_day = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at_day <= self.last
        return at_day >= self.first or at_day <= self.last

    def period_of(self, day: date) -> Period:
        """The rule's own, or out of the season the first of the next one."""
        period = self.rule.period_of(day)
        return period if self._holds(period.due_day) else self._next(period)

    def after(self, period: Period) -> Period | None:
        """The next one, next year's first where the season is over."""
        following = self.rule.after(period)
        if following is None or self._holds(following.due_day):
            return following
        return self._next(following)

    def _next(self, period: Period) -> Period:
        year = period.due_day.year + (0 if (period.due_day.month, period.due_day.day) < self.first else 1)
        found = self.rule.period_of(_last_day(year, *self.first))
        while not self._holds(found.due_day):
            found = self.rule.after(found) or found
        return found

    def before(self, period: Period) -> Period | None:
        """The one before, the last of the season before where this one had just begun."""
        earlier = self.rule.before(period)
        if earlier is None or self._holds(earlier.due_day):
            return earlier
        year = earlier.due_day.year - (0 if (earlier.due_day.month, earlier.due_day.day) > self.last else 1)
        found = self.rule.period_of(_last_day(year, *self.last) + ONE_DAY)
        while not self._holds(found.due_day):
            found = self.rule.before(found) or found
        return found


@lru_cache(maxsize=512)
def parse_rule(text: str) -> Rule:
    """A rule from its words.

    Raises:
        Invalid: the words are none of those this module names.
    """
    words, marked, season = text.partition("@")
    rule = _plain(words)
    if rule is None or (marked and (hit := SEASON.fullmatch(season)) is None):
        raise Invalid("rule", "unknown", text=text)
    if not marked:
        return rule
    if hit is None or isinstance(rule, Once | Window):
        raise Invalid("rule", "unknown", text=text)
    return InSeason(rule, (int(hit[1]), int(hit[2])), (int(hit[3]), int(hit[4])))


def _plain(words: str) -> Rule | None:
    name, counted, count = words.partition(":")
    if counted:
        return _counted(name, count)
    fixed: dict[str, Rule] = {
        "monthly": Monthly(),
        "tenday": TenDays(),
        "quarterly": Parts((3, 6, 9, 12), "Q"),
        "halfyearly": Parts(HALVES, "H"),
        "weekly": Weekly(),
        "daily": Daily(),
    }
    return fixed.get(name) or _dated(words)


def _counted(name: str, count: str) -> Rule | None:
    if name == "monthly" and MONTH_DAY.fullmatch(count):
        return Monthly(int(count))
    number = int(count) if count.isascii() and count.isdigit() and len(count) == 1 else 0
    if name == "weekly" and number in WEEK_DAYS:
        return Weekly(WEEK_DAYS[number])
    if name == "daily" and number == 1:
        return Daily()
    return Slots(SLOTS[number]) if name == "daily" and number in SLOTS else None


def _dated(words: str) -> Rule | None:
    first, ranged, last = words.partition("/")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last if ranged else first)
    except ValueError:
        return None
    if not ranged:
        return Once(days[0])
    return Window(*days) if days[0] <= days[1] else None
