"""When a plan's deadline falls due: in which months, and on which day next."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.facts import When

CADENCES = frozenset({"monthly", "quarterly", "weekly", "daily"})
FAR = 400  # days looked ahead for the next time of something that comes every month


@dataclass(frozen=True, slots=True)
class Occasion:
    """A deadline within a month: the day it is due, or None where it goes on all month; ``begins`` opens a window."""

    due: date | None
    begins: date | None = None


def in_month(when: When, year: int | None, month: date) -> Occasion | None:
    """How a deadline concerns the month that holds ``month``, None when not at all.

    ``year`` is the plan's, for dates printed without one; a plan of no known year is taken to be of every year.
    """
    first, last = _ends(month)
    if isinstance(when, dict):
        begins, ends = _day(when.get("from"), year, month), _day(when.get("to"), year, month)
        outside = (begins is not None and begins > last) or (ends is not None and ends < first)
        return None if outside or (begins is None and ends is None) else Occasion(ends, begins)
    name, _, rest = when.partition(":")
    if name == "monthly" and rest.isdecimal():
        return Occasion(month.replace(day=min(int(rest), last.day)))
    if name in CADENCES:
        return Occasion(None)
    due = _day(when, year, month)
    return Occasion(due) if due is not None and first <= due <= last else None


def next_due(when: When, year: int | None, today: date) -> date | None:
    """The day a deadline is due next, or was due when it is over; None where it names no day."""
    if isinstance(when, dict):
        return _day(when.get("to"), year, today)
    name, _, rest = when.partition(":")
    if name == "monthly" and rest.isdecimal():
        due = (in_month(when, year, today + timedelta(days=d)) for d in range(0, FAR, 28))
        return next((each.due for each in due if each and each.due and each.due >= today), None)
    return _day(when, year, today)


def _ends(month: date) -> tuple[date, date]:
    return month.replace(day=1), month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _day(text: str | None, year: int | None, near: date) -> date | None:
    """``2026-06-30``, or ``06-30`` in the plan's year, else in this one; None when it is no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text if len(text) > 5 else f"{year or near.year}-{text}")
    except ValueError:
        return None
