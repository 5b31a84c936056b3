"""Dates, periods and clause numbers in the words a person says."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

from handlers.texts import say, word
from village.clock import local
from village.model.duties import Duty, Occurrence

CHINESE_NUMERAL = re.compile(r"[一二三四五六七八九十百]+")


def moment(when: datetime) -> str:
    """``5月25日(周日)18:00``."""
    wall = local(when)
    return f"{wall.month}月{wall.day}日({weekday(when)}){wall:%H:%M}"


def short_moment(when: datetime) -> str:
    """``5月22日 09:14``."""
    wall = local(when)
    return f"{wall.month}月{wall.day}日 {wall:%H:%M}"


def day_name(day: date) -> str:
    """``7月8日(周三)``."""
    return f"{day.month}月{day.day}日({word('weekdays').split()[day.weekday()]})"


def short_date(when: datetime) -> str:
    """``2026年5月22日``: the office's answers are kept for years."""
    wall = local(when)
    return f"{wall.year}年{wall.month}月{wall.day}日"


def weekday(when: datetime) -> str:
    """``周日``."""
    return word("weekdays").split()[local(when).weekday()]


def ago(then: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    seconds = max(0, int((now - then).total_seconds()))
    for name, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= size:
            return say(f"ago.{name}", count=seconds // size)
    return word("ago.now")


def left(due: datetime, now: datetime) -> str:
    """How long is left, counted in calendar days as people do."""
    if now > due:
        return word("left.over")
    days = (local(due).date() - local(now).date()).days
    if days > 0:
        return say("left.days", count=days)
    hours = (due - now) // timedelta(hours=1)
    return say("left.hours", count=hours) if hours else word("left.minutes")


def period(key: str, now: datetime) -> str:
    """``2026-05`` as ``5月``, with the year when it is not this one; other kinds of period as a date or week."""
    if match := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", key):
        year, month, day = match.groups()
        text = f"{int(month)}月" + (f"{int(day)}日" if day else "")
        return text if int(year) == local(now).year else f"{year}年{text}"
    if match := re.fullmatch(r"(\d{4})-W(\d{2})(?:/(\d))?", key):
        return f"第{int(match[2])}周" + (word("period.nth", number=match[3]) if match[3] else "")
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})/(\d)", key):
        return period(match[1], now) + word("period.nth", number=match[2])
    if match := re.fullmatch(r"(\d{4}-\d{2})/(\d)", key):
        return period(match[1], now) + word(f"period.tenday_{match[2]}")
    if match := re.fullmatch(r"(\d{4})-([QH]\d)", key):
        year = "" if int(match[1]) == local(now).year else f"{match[1]}年"
        return year + word(f"period.part_{match[2].lower()}")
    return key


def report_name(duty: Duty, occurrence: Occurrence, now: datetime) -> str:
    """``甘溪沟村 5月月报``."""
    return f"{occurrence.unit.name} {period_name(duty, occurrence.period, now)}"


def period_name(duty: Duty, key: str, now: datetime) -> str:
    """``5月月报``; what comes once needs no period to be told by."""
    if duty.comes_once:
        return duty.name
    return f"{period(key, now)}{duty.name}" if duty.form is not None else f"{duty.name}（{period(key, now)}）"


def clause_label(clause: str) -> str:
    """``三.一.2.1`` as people write it: 三、(一) 2 (1)."""
    parts = clause.split(".")
    if len(parts) == 1:
        return f"第{clause}项" if clause.isdigit() else clause
    shown = [f"{parts[0]}、" if CHINESE_NUMERAL.fullmatch(parts[0]) else parts[0]]
    for above, part in pairwise(parts):
        shown.append(f"({part})" if CHINESE_NUMERAL.fullmatch(part) or above.isdigit() else part)
    return shown[0] + " ".join(shown[1:])


def plan_details(level: str | None, year: int | None, clause: str) -> str:
    """`` · 镇级 · 2026年 · 三、1``, the second half of a source line."""
    parts = [word(f"level.{level}")] if level else []
    parts.append(f"{year}年" if year else word("year_unknown"))
    if clause:
        parts.append(clause_label(clause))
    return "".join(f" · {part}" for part in parts)
