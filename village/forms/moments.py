"""Days and times as people type them (昨天, 25号, 上周五, 下午4点半) → dates and wall times."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, time, timedelta

from knowledge.text.numerals import to_int

NUMBER = r"(\d{1,2}|[一二三四五六七八九十廿]{1,3})"
DAYS_FROM_TODAY = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "昨夜": -1,
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "今晚": 0,
    "当天": 0,
    "刚才": 0,
    "刚刚": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
}
WEEKS = {"上上": -14, "上": -7, "": 0, "本": 0, "这": 0, "下": 7}

FULL_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
MONTH_DAY = re.compile(rf"{NUMBER}\s*月\s*{NUMBER}\s*[日号]?|(\d{{1,2}})\s*[-./]\s*(\d{{1,2}})")
DAY = re.compile(rf"(?:(上个?月|本月|这个月|下个?月)的?)?{NUMBER}\s*[日号]")
WEEKDAY = re.compile(r"(上上|上|本|这|下)?个?(?:周|星期|礼拜)([一二三四五六日天])")
MONTH_END = re.compile(r"(上个?月|本月|这个月|下个?月)?月?底")
CLOCK = re.compile(r"(\d{1,2})\s*[::点时]\s*(?:(\d{1,2})\s*分?|(半)|(一刻)|整)?")
PART_OF_DAY = re.compile(r"凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|早|晚")
AFTERNOON = frozenset({"下午", "傍晚", "晚上", "夜里", "晚"})


def day(text: str, today: date) -> date | None:
    """The day meant, seen from ``today``; a day without a year or month is the nearest one. None when it is no day."""
    words = unicodedata.normalize("NFKC", text).strip().removesuffix("左右")
    for read in (_named, _full, _month_day, _of_month, _of_week):
        found = read(words, today)
        if found is not None:
            return found
    return None


def _named(words: str, today: date) -> date | None:
    for name, distance in DAYS_FROM_TODAY.items():
        rest = words.removeprefix(name)
        if rest != words and (not rest or PART_OF_DAY.match(rest) or CLOCK.match(rest)):
            return today + timedelta(days=distance)
    if end := MONTH_END.fullmatch(words):
        return _in_month(today, end[1], 31)
    return None


def _full(words: str, today: date) -> date | None:
    found = FULL_DATE.fullmatch(words)
    return _date(*(int(part) for part in found.groups())) if found else None


def _month_day(words: str, today: date) -> date | None:
    found = MONTH_DAY.fullmatch(words)
    if found is None:
        return None
    month, of_month = (to_int(part) or 0 for part in (found[1] or found[3], found[2] or found[4]))
    return _nearest(today, [_date(today.year + shift, month, of_month) for shift in (-1, 0, 1)])


def _of_month(words: str, today: date) -> date | None:
    found = DAY.fullmatch(words)
    if found is None:
        return None
    number = to_int(found[2]) or 0
    if found[1]:
        return _in_month(today, found[1], number) if 1 <= number <= 31 else None
    months = [_month(today, shift) for shift in (-1, 0, 1)]
    return _nearest(today, [_date(month.year, month.month, number) for month in months])


def _of_week(words: str, today: date) -> date | None:
    found = WEEKDAY.fullmatch(words)
    if found is None:
        return None
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=WEEKS[found[1] or ""] + min("一二三四五六日天".index(found[2]), 6))


def _in_month(today: date, which: str | None, number: int) -> date:
    month = _month(today, {"上": -1, "下": 1}.get((which or "本")[0], 0))
    return month.replace(day=min(number, calendar.monthrange(month.year, month.month)[1]))


def _month(today: date, shift: int) -> date:
    months = today.year * 12 + today.month - 1 + shift
    return date(months // 12, months % 12 + 1, 1)


def _nearest(today: date, days: list[date | None]) -> date | None:
    return min((d for d in days if d is not None), key=lambda d: abs(d - today), default=None)


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def clock(text: str) -> time | None:
    """The wall time meant (16:30, 下午4点半, 十六点); None when it is none."""
    words = unicodedata.normalize("NFKC", text).strip().removesuffix("左右").strip()
    words = re.sub("^[大今昨前明后][天日前]*", "", words)
    part = PART_OF_DAY.match(words)
    rest = words[part.end() :].strip() if part else words
    found = CLOCK.fullmatch(_digits(rest))
    if found is None:
        return None
    hour, minute = int(found[1]), 30 if found[3] else 15 if found[4] else int(found[2] or 0)
    if part and part[0] in AFTERNOON and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _digits(text: str) -> str:
    """Chinese numerals as digits: 四点二十分 → 4点20分."""
    return re.sub("[一二三四五六七八九十两]+(?!刻)", lambda run: str(to_int(run[0]) or 0), text)
