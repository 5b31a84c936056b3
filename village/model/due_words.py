"""By when something has to be done, as a clerk says it: 3天, 两周内, 5月30日, 月底."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from knowledge.text.numerals import to_int
from village.clock import at, local
from village.errors import Invalid
from village.forms import moments

DUE_TIME = time(18, 0)
SPAN = re.compile(r"(\d{1,3}|[一二三四五六七八九十两半]{1,3})\s*个?\s*(天|日内|周|星期|礼拜|月)(?:之?内|以内|后)?")
DAYS = {"天": 1, "日内": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}


def due_from(words: str, now: datetime) -> datetime:
    """The moment meant: six in the evening of that day.

    Raises:
        Invalid: it is no day (``not_a_day``), or one that is over (``day_past``).
    """
    today = local(now).date()
    plain = unicodedata.normalize("NFKC", words).strip().removesuffix("前").removesuffix("之")
    day = _after(plain, today) or moments.day(plain, today)
    if day is None:
        raise Invalid("due", "not_a_day")
    due = at(day, DUE_TIME)
    if due <= now:
        raise Invalid("due", "day_past")
    return due


def _after(words: str, today: date) -> date | None:
    span = SPAN.fullmatch(words)
    if span is None:
        return None
    if span[1] == "半":
        return today + timedelta(days=DAYS[span[2]] // 2) if span[2] == "月" else None
    count = int(span[1]) if span[1].isdecimal() else to_int(span[1])
    return today + timedelta(days=count * DAYS[span[2]]) if count else None
