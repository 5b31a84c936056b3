"""What a person types → the answer that is kept, for each kind of field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from knowledge.text.numerals import to_int
from village.errors import Invalid
from village.forms import moments
from village.forms.schema import Field, FieldKind

WORDS = re.compile(r"[^\W_]")
NOTHING = frozenset({"无", "没有", "暂无", "没", "没得", "零", "/"})
YES = frozenset({"是", "好", "好的", "对", "知道了", "确认", "收到", "同意"})
SEPARATOR = "、"  # between the choices of a select_multiple
SPLIT = re.compile(r"[、,，;；\s]+|和")

ABOUT = r"(?:大约|大概|大致|差不多|左右|一共|总共|合计|共计|累计|新增|约|共|近|有|才|就)?"
ARABIC = r"(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)"
CHINESE = r"([零一二三四五六七八九十百千万两]+)"
UNIT = r"[^\d\s,.。，、~\-—至到半几]{0,8}"
ONE_NUMBER = re.compile(rf"{ABOUT}\s*(?:{ARABIC}\s*(万|千|百)?|{CHINESE})\s*{UNIT}")
TWO_NUMBERS = re.compile(rf"{ABOUT}\s*{ARABIC}\s*{UNIT}\s*(?:-|–|—|~|至|到)\s*{ARABIC}\s*{UNIT}")
TIMES = {"万": 10000, "千": 1000, "百": 100}
ABOUT_TWO = re.compile(r"[一二三四五六七八九]{2,}")  # 三五户 is no one number
POINT = re.compile(r"(-?\d{1,3}\.\d+)[,\s]+(-?\d{1,3}\.\d+)")


def read(field: Field, text: str, today: date) -> str:
    """The answer as it will be kept: numbers as digits, days as 2026-07-08, times as 16:30, choices by name.

    Raises:
        Invalid: with the ``rule`` that was broken (``empty``, ``required``, ``no_words``, ``too_long``,
            ``not_a_choice``, ``not_a_number``, ``not_whole``, ``not_a_day``, ``not_a_time``, ``send_photo`` …) and
            the facts for a sentence.
    """
    answer = text.strip()
    if not answer:
        raise Invalid(field.name, "empty")
    return READERS.get(field.kind, _words)(field, answer, today)


def _words(field: Field, answer: str, today: date) -> str:
    if answer in NOTHING:
        if field.required:
            raise Invalid(field.name, "required")
        return ""
    if not WORDS.search(answer):
        raise Invalid(field.name, "no_words")
    if len(answer) > field.max_length:
        raise Invalid(field.name, "too_long", most=field.max_length, length=len(answer))
    return answer


def _number(field: Field, answer: str, today: date) -> str:
    if answer in NOTHING:
        return "0"
    words = unicodedata.normalize("NFKC", answer)
    if field.range and (two := TWO_NUMBERS.fullmatch(words)):
        return "-".join(_plain(Decimal(part.replace(",", ""))) for part in two.groups())
    value = number(words)
    if value is None:
        raise Invalid(field.name, "not_a_number")
    if field.kind is FieldKind.INTEGER and value != value.to_integral_value():
        raise Invalid(field.name, "not_whole", number=answer)
    return _plain(value)


def number(words: str) -> Decimal | None:
    """The one number in a short text (三户, 约3.5吨, 1.2万元, 十来个), or None when there is none, or more than one."""
    found = ONE_NUMBER.fullmatch(words.strip())
    if found is None:
        return None
    if found[1]:
        return Decimal(found[1].replace(",", "")) * TIMES.get(found[2] or "", 1)
    whole = None if ABOUT_TWO.fullmatch(found[3]) else to_int(found[3])
    return None if whole is None else Decimal(whole)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def _day(field: Field, answer: str, today: date) -> str:
    found = moments.day(answer, today)
    if found is None:
        raise Invalid(field.name, "not_a_day")
    return found.isoformat()


def _time(field: Field, answer: str, today: date) -> str:
    found = moments.clock(answer)
    if found is None:
        raise Invalid(field.name, "not_a_time")
    return f"{found:%H:%M}"


def _choice(field: Field, answer: str, today: date) -> str:
    try:
        return _chosen(field, answer)
    except Invalid:
        if field.or_other and not answer.isdecimal():
            return _words(field, answer, today)
        raise


def _choices(field: Field, answer: str, today: date) -> str:
    if answer in NOTHING and not field.required and answer not in field.choices:
        return ""
    if answer in field.choices:
        return answer
    named = {_chosen(field, part) for part in SPLIT.split(answer) if part}
    return SEPARATOR.join(choice for choice in field.choices if choice in named)


def _chosen(field: Field, answer: str) -> str:
    """A choice by its name or its number."""
    if answer in field.choices:
        return answer
    digits = unicodedata.normalize("NFKC", answer)
    place = int(digits) if digits.isdecimal() and len(digits) <= 3 else 0
    if 1 <= place <= len(field.choices):
        return field.choices[place - 1]
    raise Invalid(field.name, "not_a_choice", choices=list(field.choices))


def _acknowledged(field: Field, answer: str, today: date) -> str:
    if answer not in YES:
        raise Invalid(field.name, "acknowledge")
    return "是"


def _place(field: Field, answer: str, today: date) -> str:
    """Two coordinates from a position, or the place in words: who stands there knows it by name."""
    point = POINT.fullmatch(unicodedata.normalize("NFKC", answer))
    return f"{point[1]},{point[2]}" if point else _words(field, answer, today)


def _sent(field: Field, answer: str, today: date) -> str:
    if answer in NOTHING and not field.required:
        return ""
    raise Invalid(field.name, f"send_{field.kind}")


READERS: dict[FieldKind, Callable[[Field, str, date], str]] = {
    FieldKind.INTEGER: _number,
    FieldKind.DECIMAL: _number,
    FieldKind.DATE: _day,
    FieldKind.TIME: _time,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.ACKNOWLEDGE: _acknowledged,
    FieldKind.PLACE: _place,
    FieldKind.IMAGE: _sent,
    FieldKind.AUDIO: _sent,
    FieldKind.FILE: _sent,
}
