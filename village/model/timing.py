"""From a plan's deadline to the rule of a duty, or the reason why nobody can be reminded of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from knowledge.facts import Deadline, When
from village.clock import local
from village.model.people import UnitKind
from village.model.rules import SLOTS, WEEK_DAYS, Once, Window, parse_rule
from village.model.seasons import Seasons, dates_of

Why = Literal["", "past", "no_day", "no_season", "no_year"]
LENGTH_OF_DATE = len("2026-06-30")
MEANS_VILLAGES = ("村", "社区", "屯")
MEANS_US = (*MEANS_VILLAGES, "镇", "乡", "街道")
OWN_LEVELS = ("town", "township", None)
TEN_DAYS = "旬"  # 每旬 is written monthly:3 in the facts, which is also 每月3日


@dataclass(frozen=True, slots=True)
class Timing:
    """The rule a deadline leads to; ``why`` says what is missing where it is None."""

    rule: str | None
    why: Why = ""


def timing_of(deadline: Deadline, year: int | None, seasons: Seasons) -> Timing:
    """The rule of a deadline; ``year`` is the plan's, for days without one."""
    if isinstance(deadline.when, dict):
        return _window(deadline.when, year)
    name, _, count = deadline.when.partition(":")
    if name[:1].isdigit():
        return _day(deadline.when, year)
    rule = _repeating(name, count, deadline.quote)
    if rule is None:
        return Timing(None, "no_day")
    if not deadline.season:
        return Timing(rule)
    season = dates_of(deadline.season, seasons)
    return Timing(f"{rule}@{season}") if season else Timing(None, "no_season")


def _window(when: dict[str, str | None], year: int | None) -> Timing:
    first, last = (_dated(when.get(end), year) for end in ("from", "to"))
    if not when.get("from") or not when.get("to"):
        return Timing(None, "no_day")
    if first is None or last is None:
        return Timing(None, "no_year")
    if last < first:  # 11月1日至次年4月30日, without the words for next year
        last = f"{int(last[:4]) + 1}{last[4:]}"
    return Timing(f"{first}/{last}")


def _day(when: str, year: int | None) -> Timing:
    day = _dated(when, year)
    return Timing(day) if day else Timing(None, "no_year")


def _dated(day: str | None, year: int | None) -> str | None:
    if day is None or len(day) == LENGTH_OF_DATE:
        return day
    if year is None:
        return None
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return f"{year}-{day}" if day != "02-29" or leap else f"{year}-02-28"


def _repeating(name: str, count: str, quote: str) -> str | None:
    number = int(count) if count.isdigit() else 0
    if name == "monthly":
        return "tenday" if count == "3" and TEN_DAYS in quote else f"monthly:{count}" if count else "monthly"
    if name == "weekly":
        return f"weekly:{min(number, max(WEEK_DAYS))}" if number > 1 else "weekly"
    if name == "daily":
        return f"daily:{number}" if number in SLOTS else "daily" if number < 2 else f"daily:{max(SLOTS)}"
    if name == "yearly" and number == 2:
        return "halfyearly"
    return "quarterly" if name == "quarterly" else None


def misses_year(when: When) -> bool:
    """Whether a time has days without a year."""
    ends = [end for end in when.values() if end] if isinstance(when, dict) else [when]
    return any(end[:1].isdigit() and len(end) < LENGTH_OF_DATE for end in ends)


def audience_of(deadline: Deadline) -> UnitKind:
    """Who is reminded: the villages where they are named, or where nobody is and a report is owed; else the office."""
    if any(word in name for name in deadline.who for word in MEANS_VILLAGES):
        return UnitKind.VILLAGE
    return UnitKind.VILLAGE if deadline.reports and not deadline.who else UnitKind.TOWN


def is_ours(deadline: Deadline, level: str | None) -> bool:
    """Whether a town or its villages have to do it: all of a town's own plan, of a higher one what names them."""
    if level in OWN_LEVELS:
        return True
    return any(word in name for name in deadline.who for word in MEANS_US)


def is_ahead(rule: str, now: datetime) -> bool:
    """Whether anything is still owed by a rule; a day or window that is over owes nothing."""
    parsed = parse_rule(rule)
    today = local(now).date()
    if isinstance(parsed, Once):
        return parsed.day >= today
    return parsed.last >= today if isinstance(parsed, Window) else True
