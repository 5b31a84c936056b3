"""Times in a sentence: days, ends of months and years, windows, cadences, each as the contract writes it.

A date without a known year is `MM-DD`. Ends of periods mean their last day; 上旬 and 中旬 end on the 10th and 20th.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.extract.claims import Claims
from knowledge.extract.patterns import (
    BY_YEAR,
    CADENCE,
    DAY,
    MONTH,
    MONTHLY_DAY,
    MONTHS,
    NUMERIC_DAY,
    PERIOD,
    QUARTER,
    SINCE_YEAR,
    TIME_LABEL,
    TIMES,
    WINDOW,
    YEAR_END,
    YEAR_TASK,
)
from knowledge.facts import When
from knowledge.text.numerals import to_int

MomentKind = Literal["by", "on", "window", "since", "period", "cadence", "year"]

_BARE_YEAR = re.compile(r"(?<![较比\d从自据-])(?P<y>20\d\d)年(?!\d|度计划|以来|已)")
_FIRST_DAY = {"上旬": 1, "中旬": 11, "下旬": 21, "初": 1, "底": 1, "末": 1}
_LAST_DAY = {"上旬": 10, "中旬": 20, "初": 10}
_PERIODS = {
    "日": "daily", "天": "daily", "周": "weekly", "星期": "weekly", "月": "monthly", "季": "quarterly",
    "季度": "quarterly", "年": "yearly", "年度": "yearly", "半年": "yearly:2", "旬": "monthly:3",
}  # fmt: skip
_NEXT_YEAR = ("次年", "翌年", "来年", "明年", "下年")
_REPUBLIC = 1911
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as printed at ``start:end``; ``due`` is what an indicator inherits from it, if anything."""

    start: int
    end: int
    kind: MomentKind
    when: When
    due: str | None = None


def moments(folded: str, start: int, end: int, year: int | None, *, whole: bool = False) -> list[Moment]:
    """The times of ``folded[start:end]`` in order; of two that overlap the earlier finder wins.

    ``whole`` says that the piece is a time and nothing else, as in a column 完成时限: then a bare month or year is one.
    """
    claims = Claims()
    found = [moment for finder in FINDERS.values() for moment in claims.take(finder(folded, start, end, year))]
    if whole:
        found += claims.take(_bare(folded, start, end, year))
    return _without_days_of_years(sorted(found, key=lambda moment: moment.start))


def _without_days_of_years(found: list[Moment]) -> list[Moment]:
    """每年6月底前 is one time and yearly: the day that follows a year's cadence at once goes with it."""
    return [
        moment
        for at, moment in enumerate(found)
        if not (
            at and found[at - 1].when == "yearly" and found[at - 1].end == moment.start and moment.kind in ("by", "on")
        )
    ]


def _iso(year: int | None, month: int, day: int) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}" if year else f"{month:02d}-{day:02d}"


def _last(year: int | None, month: int) -> int:
    """The last day of a month; February has 28 days when the year is not known."""
    return monthrange(year or 2023, month)[1]


def _year(hit: re.Match[str], group: str, year: int | None) -> int | None:
    printed = hit.group(group)
    if printed in _NEXT_YEAR:
        return year + 1 if year else None
    if printed:
        return whole_year(printed)
    return None if re.search(r"20[xX*×]{2}年", hit.group()) else year


def whole_year(printed: str) -> int:
    """2025, 二零二五, and 113 of the Republic, as a year."""
    bare = printed.removeprefix("民国")
    number = to_int(bare) or 0
    return number + _REPUBLIC if number < _REPUBLIC else number


def _int(printed: str | None) -> int:
    """A month or day in digits or words, 0 for none."""
    return (to_int(printed) or 0) if printed else 0


def _valid(month: int, day: int = 1) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _windows(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in WINDOW.finditer(folded, start, end):
        m1, m2 = _int(hit.group("m1")), _int(hit.group("m2") or hit.group("m1"))
        d1, d2 = _int(hit.group("d1")), _int(hit.group("d2"))
        if not (_valid(m1, d1 or 1) and _valid(m2, d2 or 1)) or not (hit.group("m2") or hit.group("d2")):
            continue
        y1 = _year(hit, "y1", year)
        y2 = _year(hit, "y2", y1)
        first = d1 or _FIRST_DAY.get(hit.group("p1") or "", 1)
        last = d2 or _LAST_DAY.get(hit.group("p2") or "") or _last(y2, m2)
        yield Moment(hit.start(), hit.end(), "window", {"from": _iso(y1, m1, first), "to": _iso(y2, m2, last)})


def _months_between(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in MONTHS.finditer(folded, start, end):
        own, first, last = _year(hit, "y", year), int(hit.group("m1")), int(hit.group("m2"))
        if _valid(first) and _valid(last) and first < last:
            ends = _iso(own, first, 1), _iso(own, last, _last(own, last))
            yield Moment(hit.start(), hit.end(), "window", {"from": ends[0], "to": ends[1]})


def _monthly_days(folded: str, start: int, end: int, _: int | None) -> Iterator[Moment]:
    for hit in MONTHLY_DAY.finditer(folded, start, end):
        if _valid(1, day := _int(hit.group("d"))):
            yield Moment(hit.start(), hit.end(), "period", f"monthly:{day}")


def _days(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in DAY.finditer(folded, start, end):
        month, day = _int(hit.group("m")), _int(hit.group("d"))
        if not _valid(month, day):
            continue
        when = _iso(_year(hit, "y", year), month, day)
        if hit.group("since"):
            yield Moment(hit.start(), hit.end(), "since", {"from": when, "to": None})
        else:
            yield Moment(hit.start(), hit.end(), "by" if hit.group("before") else "on", when, when)


def _quarters(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in QUARTER.finditer(folded, start, end):
        own = _year(hit, "y", year)
        quarter = _QUARTERS.get(hit.group("q") or "", 0)
        first, last = (
            (quarter * 3 - 2, quarter * 3) if quarter else ((1, 6) if hit.group("half") == "上半年" else (7, 12))
        )
        close = _iso(own, last, _last(own, last))
        if hit.group("end") or hit.group("before"):
            yield Moment(hit.start(), hit.end(), "by", close, close)
        else:
            yield Moment(hit.start(), hit.end(), "window", {"from": _iso(own, first, 1), "to": close})


def _months(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in MONTH.finditer(folded, start, end):
        month, own = _int(hit.group("m")), _year(hit, "y", year)
        if not _valid(month):
            continue
        part, before = hit.group("part"), hit.group("before")
        last = _iso(own, month, _LAST_DAY.get(part or "") or _last(own, month))
        if hit.group("since"):
            yield Moment(hit.start(), hit.end(), "since", {"from": _iso(own, month, 1), "to": None})
        elif before or part in ("底", "末") or TIME_LABEL.search(folded, max(start, hit.start() - 8), hit.start()):
            yield Moment(hit.start(), hit.end(), "by", last, last)
        elif part or hit.group("share") or hit.group("at") or _stands_alone(folded, hit):
            first = _iso(own, month, _FIRST_DAY.get(part or "", 1))
            yield Moment(hit.start(), hit.end(), "window", {"from": first, "to": last})


def _stands_alone(folded: str, hit: re.Match[str]) -> bool:
    """Whether a month fills a bracket, or opens a piece that says what is done in it (3月:摸底)."""
    before, after = folded[max(0, hit.start() - 1) : hit.start()], folded[hit.end() : hit.end() + 1]
    return before + after == "()" or (after == ":" and before in ("", "\n", ";", "。", " "))


def _year_ends(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in YEAR_END.finditer(folded, start, end):
        when = _iso(_year(hit, "y", year), 12, 31)
        yield Moment(hit.start(), hit.end(), "by", when, when)


def _years(folded: str, start: int, end: int, _: int | None) -> Iterator[Moment]:
    for hit in SINCE_YEAR.finditer(folded, start, end):
        yield Moment(hit.start(), hit.end(), "since", {"from": f"{hit.group('y')}-01-01", "to": None})
    for pattern in (BY_YEAR, YEAR_TASK):
        for hit in pattern.finditer(folded, start, end):
            printed = str(whole_year(hit.group("y")))
            yield Moment(hit.start(), hit.end(), "by", f"{printed}-12-31", printed)
    for hit in _BARE_YEAR.finditer(folded, start, end):
        yield Moment(hit.start(), hit.end(), "year", f"{hit.group('y')}-12-31", hit.group("y"))


def _periods(folded: str, start: int, end: int, _: int | None) -> Iterator[Moment]:
    for hit in PERIOD.finditer(folded, start, end):
        when = _PERIODS[hit.group("unit").rstrip("一二三四五六日") or "日"]
        yield Moment(hit.start(), hit.end(), "period", _with_times(when, folded[hit.end() : min(end, hit.end() + 40)]))
    for hit in CADENCE.finditer(folded, start, end):
        yield Moment(hit.start(), hit.end(), "cadence", _PERIODS[hit.group("unit")])


def _with_times(when: str, after: str) -> str:
    """Make weekly weekly:2 where the words behind say how often; only days and weeks are counted in the contract."""
    times = TIMES.match(after)
    number = to_int(times.group("n")) if times else None
    if not number or when not in ("daily", "weekly") or (when == "daily" and number == 1):
        return when
    return f"{when}:{number}"


def _numeric_days(folded: str, start: int, end: int, _: int | None) -> Iterator[Moment]:
    """2024.12.31 and 2024-12, when 前 follows or a label such as 完成时限 stands before."""
    for hit in NUMERIC_DAY.finditer(folded, start, end):
        if hit.group("before") or TIME_LABEL.search(folded, max(start, hit.start() - 8), hit.start()):
            yield from _numeric(hit)


def _numeric(hit: re.Match[str]) -> Iterator[Moment]:
    own, month = int(hit.group("y")), int(hit.group("m"))
    if _valid(month, day := int(hit.group("d") or 1)):
        when = _iso(own, month, day if hit.group("d") else _last(own, month))
        yield Moment(hit.start(), hit.end(), "by", when, when)


def _bare(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    """Times of a cell that holds nothing else: 12月, 2024年, 2024.6."""
    for hit in NUMERIC_DAY.finditer(folded, start, end):
        yield from _numeric(hit)
    for hit in MONTH.finditer(folded, start, end):
        own, month = _year(hit, "y", year), _int(hit.group("m"))
        if _valid(month):
            when = _iso(own, month, _last(own, month))
            yield Moment(hit.start(), hit.end(), "by", when, when)


FINDERS = {
    "window": _windows,
    "months": _months_between,
    "monthly day": _monthly_days,
    "day": _days,
    "quarter": _quarters,
    "numeric day": _numeric_days,
    "year end": _year_ends,
    "month": _months,
    "year": _years,
    "period": _periods,
}
"""What finds times, by name; the first to come wins where two overlap."""
