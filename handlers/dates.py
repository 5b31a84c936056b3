"""Deadlines of plans in the words a person says: the day, how long is left, for whom."""

from __future__ import annotations

from datetime import date, datetime

from handlers.texts import Html, say, word
from handlers.wording import day_name
from knowledge.facts import Deadline, When
from village.clock import local
from village.model.occasions import next_due

COUNTED = {"weekly": "when.weekly", "daily": "when.daily", "yearly": "when.yearly"}
CADENCE = {
    "monthly": "when.every_month",
    "weekly": "when.every_week",
    "daily": "when.every_day",
    "quarterly": "when.every_quarter",
    "yearly": "when.every_year",
}
AHEAD = 366  # days; what lies further away is not counted


def day(when: date, now: datetime) -> str:
    """``6月30日(周二)``, with the year when it is not this one."""
    text = day_name(when)
    return text if when.year == local(now).year else f"{when.year}年{text}"


def days_left(when: date, now: datetime) -> Html | str:
    """``还剩 7 天``, ``就是今天``, ``已过``; nothing for what is far away."""
    days = (when - local(now).date()).days
    if days < 0:
        return word("left.past")
    if days == 0:
        return word("left.today")
    return say("left.days", count=days) if days <= AHEAD else ""


def due_words(when: When, year: int | None, now: datetime) -> str:
    """``每月25日前，下一次 5月25日(周一)，还剩 7 天``."""
    due = next_due(when, year, local(now).date())
    cadence = _cadence(when)
    if due is None:
        return cadence or str(when)
    if not cadence:
        return by_day(due, now)
    return "，".join(part for part in (cadence, say("when.next", day=day(due, now)), days_left(due, now)) if part)


def by_day(due: date, now: datetime) -> str:
    """``6月30日(周二)前，还剩 7 天``."""
    return "，".join(part for part in (say("when.before", day=day(due, now)), days_left(due, now)) if part)


def day_and_left(when: When, year: int | None, now: datetime) -> str:
    """``5月25日(周一)，还剩 7 天``, of what comes every month the next time; nothing where there is no day."""
    due = next_due(when, year, local(now).date())
    if due is None:
        return ""
    said = say("when.next", day=day(due, now)) if _cadence(when) else day(due, now)
    return "，".join(part for part in (said, days_left(due, now)) if part)


def _cadence(when: When) -> str:
    """``每月25日前``, ``每周 1 次``; nothing for a single day."""
    if isinstance(when, dict):
        return ""
    name, _, rest = when.partition(":")
    if name == "monthly" and rest:
        return say("when.monthly", day=rest)
    if name in COUNTED and rest:
        return say(COUNTED[name], count=rest)
    return word(CADENCE[name]) if name in CADENCE else ""


def deadline_line(deadline: Deadline, year: int | None, now: datetime) -> Html:
    """When, what, for whom, in one line."""
    who = say("card_when.who", who="、".join(deadline.who)) if deadline.who else ""
    return Html(
        say("card_when.line", when=due_words(deadline.when, year, now), what=deadline.what.strip("，。；, ")) + who
    )
