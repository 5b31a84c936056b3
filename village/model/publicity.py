"""The publicity calendar 宣传节点: days of the year with a text ready to be read out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import yaml

from village.clock import at, local

FILE = Path(__file__).parent.parent / "data" / "publicity.yaml"
NOTICE = timedelta(days=7)
AT = time(9, 0)


@dataclass(frozen=True, slots=True)
class PublicityDay:
    """A day with its name, and a text for the loudspeaker."""

    month: int
    day: int
    name: str
    text: str

    @property
    def key(self) -> str:
        """``06-05``."""
        return f"{self.month:02}-{self.day:02}"

    def next(self, today: date) -> date:
        """The next time it comes round, today included."""
        this_year = date(today.year, self.month, self.day)
        return this_year if this_year >= today else date(today.year + 1, self.month, self.day)


@cache
def calendar() -> tuple[PublicityDay, ...]:
    """The days that come with the project, in the order of the year."""
    entries = yaml.safe_load(FILE.read_text("utf-8"))
    days = []
    for entry in entries:
        month, day = (int(part) for part in str(entry["day"]).split("-"))
        days.append(PublicityDay(month, day, entry["name"], entry["text"].strip()))
    return tuple(days)


def coming(days: Iterable[PublicityDay], today: date, count: int) -> list[tuple[date, PublicityDay]]:
    """The next ones with their dates, soonest first."""
    return sorted(((day.next(today), day) for day in days), key=lambda pair: pair[0])[:count]


def announced(days: Iterable[PublicityDay], now: datetime) -> list[tuple[date, PublicityDay]]:
    """Those whose week of notice has begun and which are not over."""
    today = local(now).date()
    return [(day, entry) for day, entry in coming(days, today, 99) if at(day - NOTICE, AT) <= now]
