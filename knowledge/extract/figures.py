"""Numbers with units in a sentence, before anyone asks whether they are targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.extract.claims import Claims
from knowledge.extract.patterns import (
    AT_LEAST_SO_FEW,
    BARE_FIGURE,
    CHINESE_FIGURE,
    DOUBLED,
    FIGURE,
    FRACTION,
    HALF,
    HUNDREDTHS,
    RANK,
    SHARED_UNIT,
    SHORTENED,
    TENTHS,
    THOUSANDTHS,
    WORDED_FIGURE,
)
from knowledge.lexicon import lexicon
from knowledge.text.numerals import to_int, to_number

Value = float | int | tuple[float | int, float | int]

_LEAST_WORDED = 10

PERCENT = frozenset(lexicon("indicators")["percent"])


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and its unit at ``start:end`` of the folded text; ``more`` tells 余 and 多 (500余份).

    ``ranked`` is a place in a ranking, ``doubled`` growth by its own size (翻一番).
    """

    start: int
    end: int
    value: Value
    unit: str
    more: bool = False
    ranked: bool = False
    doubled: bool = False

    @property
    def percent(self) -> bool:
        """Whether it is a share."""
        return self.unit in PERCENT


def figures(folded: str, start: int, end: int) -> list[Figure]:
    """The figures of ``folded[start:end]`` in order; of two that overlap the more special one stays."""
    claims = Claims()
    found = [figure for finder in FINDERS.values() for figure in claims.take(finder(folded, start, end))]
    return sorted(found, key=lambda figure: figure.start)


def _plain(folded: str, start: int, end: int) -> Iterator[Figure]:
    for hit in FIGURE.finditer(folded, start, end):
        unit = hit.group("unit") + (hit.group("per") or "")
        yield Figure(hit.start(), hit.end(), _value(hit), unit, bool(hit.group("more")))


def _value(hit: re.Match[str]) -> Value:
    low = to_number(hit.group("low")) or 0
    high = to_number(hit.group("high")) if hit.group("high") else None
    return low if high is None else (low, high)


def _ranks(folded: str, start: int, end: int) -> Iterator[Figure]:
    for hit in RANK.finditer(folded, start, end):
        number = to_int(hit.group("low"))
        if number:
            yield Figure(hit.start("low"), hit.end(), number, "位", ranked=True)


def _hundredths(folded: str, start: int, end: int) -> Iterator[Figure]:
    for hit in HUNDREDTHS.finditer(folded, start, end):
        number = to_int(hit.group("number"))
        if number is not None:
            yield Figure(hit.start(), hit.end(), number, "%")


def _tenths(folded: str, start: int, end: int) -> Iterator[Figure]:
    """六成 and 六成半 as shares."""
    for hit in TENTHS.finditer(folded, start, end):
        yield Figure(
            hit.start(), hit.end(), (to_int(hit.group("number")) or 0) * 10 + _part_of_tenth(hit.group("half")), "%"
        )


def _part_of_tenth(printed: str | None) -> int:
    """九成半 and 九成五 alike."""
    return 5 if printed == "半" else (to_int(printed) or 0) if printed else 0


def _thousandths(folded: str, start: int, end: int) -> Iterator[Figure]:
    for hit in THOUSANDTHS.finditer(folded, start, end):
        number = to_int(hit.group("number"))
        if number is not None:
            yield Figure(hit.start(), hit.end(), number, "‰")


def _shared_units(folded: str, start: int, end: int) -> Iterator[Figure]:
    """Numbers of a list of which the last alone has a unit: 53和32微克/立方米."""
    for hit in SHARED_UNIT.finditer(folded, start, end):
        if "分别" in folded[max(start, hit.start() - 16) : hit.start()]:
            yield Figure(hit.start("low"), hit.end("low"), to_number(hit.group("low")) or 0, hit.group("unit"))


def _fractions(folded: str, start: int, end: int) -> Iterator[Figure]:
    """三分之二 as a share, to two places."""
    for hit in FRACTION.finditer(folded, start, end):
        share = round(100 * (to_int(hit.group("over")) or 0) / (to_int(hit.group("under")) or 1), 2)
        yield Figure(hit.start(), hit.end(), int(share) if share.is_integer() else share, "%")


def _shortened(folded: str, start: int, end: int) -> Iterator[Figure]:
    """A time by which another is shortened; a time alone only says how long something lasts."""
    for hit in SHORTENED.finditer(folded, start, end):
        yield Figure(hit.start("low"), hit.end(), int(hit.group("low")), hit.group("unit"))


def _halves(folded: str, start: int, end: int) -> Iterator[Figure]:
    for hit in HALF.finditer(folded, start, end):
        yield Figure(hit.start(), hit.end(), 50, "%")


def _doubled(folded: str, start: int, end: int) -> Iterator[Figure]:
    """翻一番 as growth by its own size."""
    for hit in DOUBLED.finditer(folded, start, end):
        yield Figure(hit.start(), hit.end(), 100 if hit.group("times") == "一" else 300, "%", doubled=True)


def _worded(folded: str, start: int, end: int) -> Iterator[Figure]:
    """四十五万亩 and 十至十五家; below ten such words are rather an article (一个) than a figure."""
    for hit in WORDED_FIGURE.finditer(folded, start, end):
        low, high = to_int(hit.group("low")), to_int(hit.group("high") or "")
        large = any(sign in hit.group("unit") for sign in "万亿")
        few = low is not None and low < _LEAST_WORDED and high is None and not large
        if low is None or (few and not AT_LEAST_SO_FEW.search(folded, max(start, hit.start() - 10), hit.start())):
            continue
        value: Value = low if high is None else (low, high)
        yield Figure(hit.start(), hit.end(), value, hit.group("unit"), bool(hit.group("more")))


def _bare(folded: str, start: int, end: int) -> Iterator[Figure]:
    for hit in BARE_FIGURE.finditer(folded, start, end):
        yield Figure(hit.start("low"), hit.end(), to_number(hit.group("low")) or 0, "")


def _chinese(folded: str, start: int, end: int) -> Iterator[Figure]:
    for hit in CHINESE_FIGURE.finditer(folded, start, end):
        number = to_int(hit.group("number"))
        if number:
            yield Figure(hit.start(), hit.end(), number, hit.group("unit"))


FINDERS = {
    "rank": _ranks,
    "thousandths": _thousandths,
    "hundredths": _hundredths,
    "tenths": _tenths,
    "fraction": _fractions,
    "half": _halves,
    "doubled": _doubled,
    "shortened": _shortened,
    "shared unit": _shared_units,
    "figure": _plain,
    "worded figure": _worded,
    "bare figure": _bare,
    "chinese figure": _chinese,
}
"""What finds figures, by name; the first to come wins where two overlap."""
