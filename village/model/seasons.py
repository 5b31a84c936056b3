"""Seasons 时节: when the flood season and its like begin and end here, as the office's settings say.

Nothing is assumed: each province sets its own dates, so a season that is not in the settings has none. Only public
holidays on a fixed day are known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from knowledge.facts import When
from village.settings import seasons_in

Seasons = Mapping[str, str]
"""Name → first and last day, ``05-01/09-30``."""

NO_SEASONS: Seasons = {}
SAME = {
    "防汛期": "汛期",
    "森林草原防火期": "森林防火期",
    "防火期": "森林防火期",
    "禁烧期": "秸秆禁烧期",
    "禁烧期间": "秸秆禁烧期",
}
HOLIDAYS = {"元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "国庆": (10, 1)}
SHORT = {"汛": "汛期", "入汛": "汛期", "汛期": "汛期"}


def parse_seasons(text: str) -> Seasons:
    """``汛期=05-01/09-30；森林防火期=11-01/04-30`` from the settings, which were checked when they were loaded."""
    return {name: dates for _, name, dates in seasons_in(text)}


def dates_of(name: str, seasons: Seasons) -> str | None:
    """First and last day of a season, None when the office has not said."""
    return seasons.get(name) or seasons.get(SAME.get(name, name))


def season_in(words: str, year: int | None, seasons: Seasons) -> When | None:
    """From when to when the season is that some words name, in a year; None where the office has not said."""
    named = sorted({*seasons, *SAME}, key=len, reverse=True)
    name = next((name for name in named if name in words and f"主{name}" not in words), None)
    dates = dates_of(name, seasons) if name else None
    if dates is None or year is None:
        return None
    first, last = dates.split("/")
    return {"from": f"{year}-{first}", "to": f"{year if first <= last else year + 1}-{last}"}


def day_before(words: str, year: int | None, seasons: Seasons) -> date | None:
    """The last day before the season or holiday that some words put as the time (汛期前, 国庆节前).

    None where the words name neither, or the office has not said when the season is.
    """
    if year is None:
        return None
    for end in re.finditer(r"(?:之前|以前|前)", words):
        first = _first_day(words[: end.start()], seasons)
        if first is not None:
            return date(year, *first) - timedelta(days=1) if first > (1, 1) else date(year, 12, 31)
    return None


def _first_day(before: str, seasons: Seasons) -> tuple[int, int] | None:
    """The first day of what the words end with."""
    bare = re.sub(r"(?:来临|到来|开始)$", "", before)
    names = [*seasons, *SAME, *SHORT]
    name = max((n for n in names if bare.endswith(n)), key=len, default=None)
    if name is not None and not bare.endswith("主" + name):
        dates = dates_of(SHORT.get(name, name), seasons)
        return (int(dates[:2]), int(dates[3:5])) if dates else None
    bare = bare.removesuffix("节")
    return next((day for name, day in HOLIDAYS.items() if bare.endswith(name)), None)
