"""The documents' sentences, and days, periods and answers as they are printed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from village.clock import local
from village.forms.schema import Field, FieldKind

FILE = Path(__file__).parent / "words.yaml"
MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
WEEK = re.compile(r"(\d{4})-W(\d{2})")
NO_LETTER = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
ENDS = tuple("。！？；….!?;")
SEPARATOR = "、"


@cache
def _words() -> dict[str, str]:
    flat: dict[str, str] = {}

    def walk(prefix: str, node: Any) -> None:
        for key, value in node.items():
            if isinstance(value, dict):
                walk(f"{prefix}{key}.", value)
            else:
                flat[prefix + key] = str(value)

    walk("", yaml.safe_load(FILE.read_text("utf-8")))
    return flat


def say(key: str, **values: object) -> str:
    """The sentence under ``key`` with its blanks filled in."""
    return _words()[key].format_map(values) if values else _words()[key]


def keys() -> list[str]:
    """All keys there are."""
    return list(_words())


def printable(text: str) -> str:
    """The text without characters no document can hold, its line ends all alike."""
    return NO_LETTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def lines(text: str) -> list[str]:
    """The text's lines without blank ones."""
    return [line.strip() for line in printable(text).split("\n") if line.strip()]


def ended(text: str) -> str:
    """The text with a full stop, unless it ends in one of its own."""
    return text if text.endswith(ENDS) else f"{text.rstrip('，,、：:')}。"


def day(value: date) -> str:
    """``2026年5月25日``."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """``5月25日18:00``."""
    wall = local(value)
    return f"{wall.month}月{wall.day}日{wall:%H:%M}"


def period(key: str, *, year: bool = True) -> str:
    """``2026-05`` as ``2026年5月``, a week as ``2026年第20周``; ``year=False`` leaves the year out."""
    if found := MONTH.fullmatch(key):
        shown = f"{int(found[2])}月" + (f"{int(found[3])}日" if found[3] else "")
    elif found := WEEK.fullmatch(key):
        shown = f"第{int(found[2])}周"
    else:
        return key
    return f"{found[1]}年{shown}" if year else shown


def periods(keys: Sequence[str]) -> str:
    """Several periods as one: ``2026年``, ``2026年1月至3月``; all days of a month as that month."""
    first, last = keys[0], keys[-1]
    if first == last:
        return period(first)
    if [f"{first[:4]}-{month:02}" for month in range(1, 13)] == list(keys):
        return f"{first[:4]}年"
    if MONTH.fullmatch(first) and list(keys) == _days_of(first):
        return period(first[:7])
    return f"{period(first)}至{period(last, year=first[:4] != last[:4])}"


def _days_of(key: str) -> list[str]:
    """All days of the month a day belongs to."""
    year, month = int(key[:4]), int(key[5:7])
    return [f"{key[:7]}-{number:02}" for number in range(1, calendar.monthrange(year, month)[1] + 1)]


def shown(field: Field, value: str) -> str:
    """An answer as people write it: days with 年月日, what was sent as a count, everything else as it is."""
    value = printable(value).strip()
    if not value:
        return ""
    if field.kind is FieldKind.DATE:
        return _day(value)
    if field.kind.is_attachment:
        return say(f"files.{field.kind}", count=value)
    return value


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
