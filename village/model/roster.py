"""The duty roster 值班表: who leads and who is on duty, day by day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from village.clock import local
from village.errors import Invalid
from village.forms.moments import day as day_meant

CHANGE = time(8, 0)  # a night on duty ends in the morning
SEPARATORS = re.compile(r"[\s,，、;；：:|]+")
LEADER = re.compile(r"带班(?:领导|人员)?")
ON_DUTY = re.compile(r"值班(?:人员|员)?")
PHONE = re.compile(r"\d[\d-]{6,14}")
NAME = re.compile(r"[\u4e00-\u9fff·]{2,6}")
WEEKDAY = re.compile(r"[（(]?(?:周|星期)[一二三四五六日天][）)]?")


@dataclass(frozen=True, slots=True)
class OnDuty:
    """One person of a shift; ``person_id`` where the name is somebody's of the office."""

    name: str
    phone: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """One day's duty of an office: the first named leads 带班, the others are on duty 值班."""

    day: date
    people: tuple[OnDuty, ...]
    note: str = ""

    @property
    def leader(self) -> OnDuty:
        """Who leads."""
        return self.people[0]


def duty_day(now: datetime) -> date:
    """The day whose shift is on now: until the change in the morning it is yesterday's."""
    wall = local(now)
    return wall.date() - timedelta(days=wall.time() < CHANGE)


def read_shifts(text: str, today: date) -> list[Shift]:
    """Shifts from pasted lines: ``7月8日 李建国 周敏 13800000000``, a line a day, the leader first.

    Raises:
        Invalid: a line cannot be read (``roster_line``, with the line) or there is none (``roster_empty``).
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    shifts = {shift.day: shift for shift in (_shift(line, today) for line in lines)}
    if not shifts:
        raise Invalid("roster", "roster_empty")
    return sorted(shifts.values(), key=lambda shift: shift.day)


def _shift(line: str, today: date) -> Shift:
    words = [word for word in SEPARATORS.split(WEEKDAY.sub(" ", line)) if word]
    day = day_meant(words[0], today) if words else None
    people = _people(LEADER.sub("", ON_DUTY.sub("", word)) for word in words[1:])
    if day is None or not people:
        raise Invalid("roster", "roster_line", line=line[:40])
    return Shift(day, people)


def _people(words: Iterable[str]) -> tuple[OnDuty, ...]:
    """Names in their order; a telephone number belongs to the name before it."""
    found: list[OnDuty] = []
    for word in words:
        if PHONE.fullmatch(word) and found:
            found[-1] = OnDuty(found[-1].name, word)
        elif NAME.fullmatch(word):
            found.append(OnDuty(word))
        elif word:
            return ()
    return tuple(found)
