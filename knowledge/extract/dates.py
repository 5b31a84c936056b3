"""Times in a sentence: days, ends of months and years, windows, cadences, each as the contract writes it.

A date without a known year is `MM-DD`. Ends of periods mean their last day; 上旬 and 中旬 end on the 10th and 20th.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.extract.claims import Claims
from knowledge.extract.outline import Outline
from knowledge.extract.patterns import (
    AND_MORE,
    BARE_DAY,
    BARE_MONTH_END,
    BEFORE_YEAR,
    BEGINS_TASK,
    BY_YEAR,
    CADENCE,
    CLOCKS,
    DAY,
    DAY_MORE,
    EACH_TIME_OF_DAY,
    FROM_NOW,
    LISTED_MONTHS,
    MONTH,
    MONTH_NAMED,
    MONTHLY_DAY,
    MONTHS,
    NUMERIC_DAY,
    NUMERIC_WINDOW,
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
_FIRST_DAY = {"上旬": 1, "上中旬": 1, "中旬": 11, "中下旬": 11, "下旬": 21, "初": 1, "底": 1, "末": 1}
_LAST_DAY = {"上旬": 10, "上中旬": 20, "中旬": 20, "初": 10}
_PERIODS = {
    "日": "daily", "天": "daily", "周": "weekly", "星期": "weekly", "月": "monthly", "季": "quarterly",
    "季度": "quarterly", "年": "yearly", "年度": "yearly", "半年": "yearly:2",
}  # fmt: skip
_NEXT_YEAR = ("次年", "翌年", "来年", "明年", "下年")
_REPUBLIC = 1911
_QUARTERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_FIRST_PART = re.compile(r"[,。;]")
_MONTH_AFTER = ("次月", "下月", "当月")
_LONGEST_LEAD = 16
_LONGEST_HEADING = 40
_NEAR = 160
_LISTED_MONTH = re.compile(r"(?<!\d)(?P<m>\d{1,2})(?!\d)(?!年)月?(?:份|底|末)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as printed at ``start:end``; ``due`` is what an indicator inherits from it, if anything.

    ``list_end`` is the end of the list a time stands in (6月20日、12月10日前): the words behind it hold for each.
    """

    start: int
    end: int
    kind: MomentKind
    when: When
    due: str | None = None
    list_end: int = 0

    @property
    def reach(self) -> int:
        """Where the words that a time governs begin."""
        return max(self.end, self.list_end)


def moments(folded: str, start: int, end: int, year: int | None, *, whole: bool = False) -> list[Moment]:
    """The times of ``folded[start:end]`` in order; of two that overlap the earlier finder wins.

    ``whole`` says that the piece is a time and nothing else, as in a column 完成时限: then a bare month or year is one.
    """
    claims = Claims()
    finders = [finder for name, finder in FINDERS.items() if any(s in folded[start:end] for s in _SIGNS[name])]
    found = [moment for finder in finders for moment in claims.take(finder(folded, start, end, year))]
    if whole:
        found += claims.take(_bare(folded, start, end, year))
    found = _with_bare_days(folded, start, end, sorted(found, key=lambda moment: moment.start))
    found = _of_each_year(folded, found)
    found = _joined(folded, _without_days_of_quarters(folded, found))
    return [_from_now(folded, start, moment) for moment in found]


def year_at(folded: str, tree: Outline, position: int, year: int | None) -> int | None:
    """The year of dates that name none: that of the item's heading (检查验收阶段(2024年3月)), else the plan's."""
    item = tree.at(position)
    if item is None or position <= item.start:
        return year
    heading = re.split(r"[。\n]", folded[item.body : item.body + _LONGEST_HEADING])[0]
    named = set(re.findall(r"(?<!\d)20\d\d(?=年\s?\d{1,2}\s?月)", heading))
    return int(named.pop()) if len(named) == 1 and len(heading) < _LONGEST_HEADING else year


def _with_bare_days(folded: str, start: int, end: int, found: list[Moment]) -> list[Moment]:
    """A day without a month (…,25日前报送) is one of each month, or of the month named before it."""
    taken = Claims()
    _ = [*taken.take(found)]
    for hit in BARE_DAY.finditer(folded, start, end):
        before = next((m for m in reversed(found) if m.start < hit.start()), None)
        day = int(hit.group("d"))
        if before is None or taken.overlaps(Moment(hit.start(), hit.end(), "on", "")) or not _valid(1, day):
            continue
        if str(before.when).startswith("monthly"):
            found.append(Moment(hit.start(), hit.end(), "period", f"monthly:{day}"))
        elif before.kind in ("by", "on") and "月" in folded[before.start : before.end]:
            when = f"{str(before.when)[:-2]}{day:02d}"
            found.append(Moment(hit.start(), hit.end(), "by", when, when))
    found += _month_ends(folded, start, end, found)
    return sorted(found, key=lambda moment: moment.start)


def _month_ends(folded: str, start: int, end: int, found: list[Moment]) -> Iterator[Moment]:
    """月底前 is the end of the month that was named last in the line (4月:宣传;月底前完成鉴定)."""
    taken = Claims()
    _ = [*taken.take(found)]
    for hit in BARE_MONTH_END.finditer(folded, start, end):
        line = max(folded.rfind("\n", 0, hit.start()) + 1, hit.start() - _NEAR)
        named = [*MONTH_NAMED.finditer(folded, line, hit.start())]
        if named and _valid(month := int(named[-1].group("m"))) and not taken.overlaps(Moment(*hit.span(), "on", "")):
            years = {str(m.when)[:4] for m in found if isinstance(m.when, str) and len(m.when) == 10}
            own = int(years.pop()) if len(years) == 1 else None
            when = _iso(own, month, _last(own, month))
            yield Moment(hit.start(), hit.end(), "by", when, when)


def _of_each_year(folded: str, found: list[Moment]) -> list[Moment]:
    """每年6月底前 and 每年6月1日至9月30日 are times of no year."""
    kept: list[Moment] = []
    reach = -1
    for moment in found:
        each = reach >= 0 and _follows(folded, reach, moment.start)
        reach = moment.end if each or moment.when == "yearly" else -1
        if each and moment.kind == "window" and isinstance(moment.when, dict):
            ends = {name: end and end[-5:] for name, end in moment.when.items()}
            start = kept.pop().start if kept[-1].when == "yearly" else moment.start
            kept.append(replace(moment, start=start, when=ends, due=None))
        elif each and moment.kind in ("by", "on") and isinstance(moment.when, str):
            start = kept.pop().start if kept[-1].when == "yearly" else moment.start
            kept.append(replace(moment, start=start, kind="by", when=moment.when[-5:], due=None))
        else:
            kept.append(moment)
    return kept


def _without_days_of_quarters(folded: str, found: list[Moment]) -> list[Moment]:
    """每季度考核,次月15日前通报: the day comes after a quarter, not each month."""
    longer = next((moment.start for moment in found if moment.when in ("quarterly", "yearly", "yearly:2")), None)
    return [m for m in found if longer is None or m.start < longer or folded[m.start : m.start + 2] not in _MONTH_AFTER]


def _follows(folded: str, end: int, start: int) -> bool:
    """Whether nothing but an “and” stands between two times."""
    between = AND_MORE.match(folded, end, start)
    return end == start or (between is not None and between.end() == start)


def _joined(folded: str, found: list[Moment]) -> list[Moment]:
    """Times of one list (6月20日、12月10日前) end together, for the words behind the last hold for each."""
    for at in range(len(found) - 2, -1, -1):
        moment, following = found[at], found[at + 1]
        dated = moment.kind in ("by", "on", "window") and following.kind in ("by", "on", "window")
        monthly = str(moment.when).startswith("monthly:") and str(following.when).startswith("monthly:")
        if (dated or monthly) and _follows(folded, moment.end, following.start):
            kind = following.kind if moment.kind == "on" else moment.kind
            found[at] = replace(moment, list_end=following.reach, kind=kind)
    return found


def _from_now(folded: str, start: int, moment: Moment) -> Moment:
    """即日起至6月30日 is a time by the 30th: its beginning is not known and belongs to it."""
    lead = FROM_NOW.search(folded, max(start, moment.start - _LONGEST_LEAD), moment.start)
    return replace(moment, start=lead.start(), kind="by") if lead and moment.kind in ("by", "on") else moment


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
        ends = _iso(y1, m1, first), _iso(y2, m2, last)
        yield Moment(hit.start(), hit.end(), "window", {"from": ends[0], "to": ends[1]}, ends[1])


def _months_between(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in MONTHS.finditer(folded, start, end):
        own, first, last = _year(hit, "y", year), int(hit.group("m1")), int(hit.group("m2"))
        if _valid(first) and _valid(last) and first < last:
            ends = _iso(own, first, 1), _iso(own, last, _last(own, last))
            yield Moment(hit.start(), hit.end(), "window", {"from": ends[0], "to": ends[1]}, ends[1])


def _monthly_days(folded: str, start: int, end: int, _: int | None) -> Iterator[Moment]:
    for hit in MONTHLY_DAY.finditer(folded, start, end):
        for each in [hit, *_more_days(folded, hit, end)]:
            if _valid(1, day := _int(each.group("d"))):
                yield Moment(each.start(), each.end(), "period", f"monthly:{day}")


def _more_days(folded: str, hit: re.Match[str], end: int) -> Iterator[re.Match[str]]:
    """Days that share the month of the one before: 5月10日、20日前."""
    follows: re.Match[str] | None = hit
    while follows:
        follows = AND_MORE.match(folded, follows.end(), min(end, follows.end() + _LONGEST_LEAD))
        follows = DAY_MORE.match(folded, follows.end(), end) if follows else None
        if follows:
            yield follows


def _listed_months(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    """Months of a list, of which the last says whether it is by their ends: 6月、12月底前."""
    for hit in LISTED_MONTHS.finditer(folded, start, end):
        own, close = _year(hit, "y", year), hit.group("part") or hit.group("before") or hit.group("part2")
        by = bool(close or hit.group("before3"))
        numbers = list(_LISTED_MONTH.finditer(folded, hit.start(), hit.end()))
        for number in numbers:
            if not _valid(month := int(number.group("m"))):
                continue
            last = _iso(own, month, _last(own, month))
            when: When = last if by else {"from": _iso(own, month, 1), "to": last}
            place = hit.start() if number is numbers[0] else number.start()
            stop = hit.end() if number is numbers[-1] else number.end()
            yield Moment(place, stop, "by" if by else "window", when, last if by else None)


def _days(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in DAY.finditer(folded, start, end):
        month, day = _int(hit.group("m")), _int(hit.group("d"))
        if not _valid(month, day):
            continue
        when = _iso(_year(hit, "y", year), month, day)
        if hit.group("since"):
            yield Moment(hit.start(), hit.end(), "since", {"from": when, "to": None})
            continue
        yield Moment(hit.start(), hit.end(), "by" if hit.group("before") else "on", when, when)
        for more in _more_days(folded, hit, end):
            if _valid(month, day := _int(more.group("d"))):
                when = _iso(_year(hit, "y", year), month, day)
                yield Moment(more.start(), more.end(), "by" if more.group("before") else "on", when, when)


def _quarters(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in QUARTER.finditer(folded, start, end):
        own = _year(hit, "y", year)
        first, last = _months_of(hit)
        close = _iso(own, last, _last(own, last))
        if hit.group("end") or hit.group("before"):
            yield Moment(hit.start(), hit.end(), "by", close, close)
        else:
            yield Moment(hit.start(), hit.end(), "window", {"from": _iso(own, first, 1), "to": close}, close)


def _months_of(hit: re.Match[str]) -> tuple[int, int]:
    """First and last month of quarters or of half a year."""
    if hit.group("half"):
        return (1, 6) if hit.group("half") == "上半年" else (7, 12)
    if hit.group("first"):
        return 1, _QUARTERS[hit.group("q1")] * 3
    first, last = hit.group("q"), hit.group("q2") or hit.group("q")
    return _QUARTERS[first] * 3 - 2, max(_QUARTERS[first], _QUARTERS[last]) * 3


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
            yield Moment(hit.start(), hit.end(), "window", {"from": first, "to": last}, last)


def _stands_alone(folded: str, hit: re.Match[str]) -> bool:
    """Whether a month fills a bracket, or opens a piece that says what is done in it (3月:摸底)."""
    before, after = folded[max(0, hit.start() - 1) : hit.start()], folded[hit.end() : hit.end() + 1]
    alone = before + after == "()" or (after == ":" and before in ("", "\n", ";", "。", " "))
    return alone or BEGINS_TASK.match(folded, hit.end()) is not None


def _year_ends(folded: str, start: int, end: int, year: int | None) -> Iterator[Moment]:
    for hit in YEAR_END.finditer(folded, start, end):
        when = _iso(_year(hit, "y", year), 12, 31)
        yield Moment(hit.start(), hit.end(), "by", when, when)


def _years(folded: str, start: int, end: int, _: int | None) -> Iterator[Moment]:
    for hit in SINCE_YEAR.finditer(folded, start, end):
        yield Moment(hit.start(), hit.end(), "since", {"from": f"{hit.group('y')}-01-01", "to": None})
    for hit in BEFORE_YEAR.finditer(folded, start, end):
        when = _iso(whole_year(hit.group("y")) - 1, 12, 31)
        yield Moment(hit.start(), hit.end(), "by", when, when)
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
        if hit.group("next") and not CADENCE.search(folded, max(start, hit.start() - _LONGEST_LEAD), hit.start() + 1):
            continue
        unit = hit.group("unit") or hit.group("done") or hit.group("one") or hit.group("next")
        yield Moment(hit.start("done") if hit.group("done") else hit.start(), hit.end(), "cadence", _PERIODS[unit])


def _times_of_day(folded: str, start: int, end: int, _: int | None) -> Iterator[Moment]:
    """早、晚各一次 is twice a day."""
    for hit in EACH_TIME_OF_DAY.finditer(folded, start, end):
        yield Moment(hit.start(), hit.end(), "period", "daily:3" if hit.group("noon") else "daily:2")


def _with_times(when: str, after: str) -> str:
    """Make weekly weekly:2 where the words behind say how often; only days and weeks are counted in the contract."""
    clocks = CLOCKS.findall(_FIRST_PART.split(after)[0]) if when == "daily" else []
    if len(clocks) > 1:
        return f"daily:{len(clocks)}"
    times = TIMES.match(after)
    number = to_int(times.group("n")) if times else None
    if not number or when not in ("daily", "weekly") or (when == "daily" and number == 1):
        return when
    return f"{when}:{number}"


def _numeric_windows(folded: str, start: int, end: int, _: int | None) -> Iterator[Moment]:
    """2024.3.1-2024.6.30."""
    for hit in NUMERIC_WINDOW.finditer(folded, start, end):
        y1, m1, d1, m2, d2 = (int(hit.group(name) or 0) for name in ("y1", "m1", "d1", "m2", "d2"))
        y2 = int(hit.group("y2") or y1)
        if _valid(m1, d1 or 1) and _valid(m2, d2 or 1):
            ends = _iso(y1, m1, d1 or 1), _iso(y2, m2, d2 or _last(y2, m2))
            yield Moment(hit.start(), hit.end(), "window", {"from": ends[0], "to": ends[1]})


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
    "listed months": _listed_months,
    "day": _days,
    "quarter": _quarters,
    "numeric window": _numeric_windows,
    "numeric day": _numeric_days,
    "year end": _year_ends,
    "month": _months,
    "year": _years,
    "period": _periods,
    "times of day": _times_of_day,
}
"""What finds times, by name; the first to come wins where two overlap."""

_SIGNS = dict.fromkeys(FINDERS, "月") | {
    "quarter": "季半", "numeric window": "0", "numeric day": "0", "year end": "年", "year": "0零",
    "period": "日天周月季年星", "times of day": "晚",
}  # fmt: skip
"""Signs of which one must stand in a sentence for a finder to be asked at all: most sentences hold no time."""
