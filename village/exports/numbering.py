"""The numbers of an official paper: 一、 （一） 1. （1）, each level beginning anew under the one above."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
LEVELS = 4


class Numbering:
    """Counts headings and items by level."""

    def __init__(self) -> None:
        self._counts = [0] * LEVELS

    def next(self, level: int) -> str:
        """The next number of a level, 1 to 4, as printed."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (LEVELS - level)
        return FORMATS[level](self._counts[level - 1])


def chinese(number: int) -> str:
    """A whole number from 1 to 9,999 in Chinese numerals: 二百零三; 10 to 19 without 一 in front."""
    words, gap = "", False
    for unit, place in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + place
        gap = False
    return words[1:] if words.startswith("一十") else words


FORMATS = {
    1: lambda n: f"{chinese(n)}、",
    2: lambda n: f"（{chinese(n)}）",
    3: lambda n: f"{n}.",
    4: lambda n: f"（{n}）",
}
