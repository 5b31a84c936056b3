"""Word's automatic numbers: 一、 (一) 1. ① as Word would print them before each paragraph.

They stand in no paragraph: ``numbering.xml`` holds a format for each level of a list, and Word counts. Here the same is
counted, level by level, so that the text has the numbers a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_TIGHT = "、)）】〕:："
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def chinese(number: int) -> str:
    """12 → 十二, 105 → 一百零五; beyond 9999 in digits."""
    if not 0 < number < 10_000:
        return str(number)
    digits, units, said = "零一二三四五六七八九", ("", "十", "百", "千"), ""
    printed = str(number)
    for place, digit in enumerate(printed):
        unit = units[len(printed) - 1 - place]
        said += digits[int(digit)] + unit if digit != "0" else "零"
    said = re.sub("零+", "零", said).rstrip("零")
    return said[1:] if said.startswith("一十") else said


def _roman(number: int) -> str:
    said = ""
    for value, sign in _ROMAN:
        while number >= value and len(said) < 40:
            said, number = said + sign, number - value
    return said


def _enclosed(first: str, last: int) -> Callable[[int], str]:
    """Signs that stand in a row of their own, such as ① to ⑳; plain digits beyond."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * min(9, (number - 1) // 26 + 1) if number > 0 else str(number)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": str,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": chinese,
    "koreanCounting": chinese,
    "chineseLegalSimplified": lambda number: chinese(number).translate(_LEGAL),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "decimalEnclosedCircle": _enclosed("①", 20),
    "decimalEnclosedCircleChinese": _enclosed("①", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
}  # fmt: skip
"""How a level's number is printed; bullets and unknown formats print nothing."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its first number, its format, and the text with %1 … %9 in it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restarts: bool = True


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def next(self, list_id: str, depth: int) -> str:
        """What Word prints before the next paragraph of a list, with what parts it from the words."""
        if list_id not in self.lists or not 0 <= depth < _LEVELS:
            return ""
        shared, levels = self.lists[list_id]
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(shared, [0] * _LEVELS)
        if list_id in self.fresh:  # a list with a first number of its own begins again
            self.fresh.discard(list_id)
            counts[:] = [0] * _LEVELS
        counts[depth] = counts[depth] + 1 if counts[depth] else levels[depth].start
        for deeper in range(depth + 1, _LEVELS):
            counts[deeper] = 0 if levels.get(deeper, Level()).restarts else counts[deeper]
        return _printed(levels, counts, depth)


def _printed(levels: dict[int, Level], counts: list[int], depth: int) -> str:
    level = levels[depth]
    if level.format not in FORMATS:
        return ""

    def number(hit: re.Match[str]) -> str:
        at = int(hit.group(1)) - 1
        own = levels.get(at, Level())
        written = "decimal" if level.legal or own.format not in FORMATS else own.format
        return FORMATS[written](counts[at] or own.start)

    said = _PLACE.sub(number, level.text)
    if not said or level.suffix == "nothing" or said[-1] in _TIGHT:
        return said
    return f"{said}\t" if said.isdecimal() else f"{said} "


def numbering(root: Any) -> Numbering:
    """Read ``numbering.xml``; None or a broken part means a document without lists."""
    if root is None:
        return Numbering()
    shared = {each.get(f"{W}abstractNumId", ""): _levels(each) for each in root.iterfind(f"{W}abstractNum")}
    lists: dict[str, tuple[str, dict[int, Level]]] = {}
    fresh: set[str] = set()
    for each in root.iterfind(f"{W}num"):
        list_id, of = each.get(f"{W}numId", ""), _value(each, "abstractNumId")
        levels = dict(shared.get(of, {}))
        for override in each.iterfind(f"{W}lvlOverride"):
            depth = _whole(override.get(f"{W}ilvl"), 0)
            levels |= _levels(override)
            first = _value(override, "startOverride")
            if first:
                own = levels.get(depth, Level())
                levels[depth] = replace(own, start=_whole(first, 1))
                fresh.add(list_id)
        lists[list_id] = (of, levels)
    return Numbering(lists, fresh)


def _levels(parent: Any) -> dict[int, Level]:
    return {
        _whole(level.get(f"{W}ilvl"), 0): Level(
            start=_whole(_value(level, "start"), 1),
            format=_value(level, "numFmt") or "decimal",
            text=_value(level, "lvlText"),
            suffix=_value(level, "suff") or "tab",
            legal=level.find(f"{W}isLgl") is not None,
            restarts=_value(level, "lvlRestart") != "0",
        )
        for level in parent.iterfind(f"{W}lvl")
    }


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def _whole(printed: str | None, otherwise: int) -> int:
    return int(printed) if printed and printed.isdecimal() and len(printed) < 7 else otherwise
