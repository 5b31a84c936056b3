"""What a clerk types to put a fact right, read with the finders of the documents: 5月31日, 月底前, 不低于85%."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from knowledge.extract.dates import moments
from knowledge.extract.figures import Value, figures
from knowledge.extract.parties import split_names
from knowledge.extract.patterns import AFTER_FIGURE, BEFORE_FIGURE, CHANGE_EACH
from knowledge.facts import Indicator, Op, When
from knowledge.lexicon import lexicon
from knowledge.text.fold import fold
from knowledge.text.numerals import to_number

_DOTTED = re.compile(
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)[./-])?(?P<m>1[0-2]|0?[1-9])[./-](?P<d>3[01]|[12]\d|0?[1-9])(?![\d.])日?"
)
_DAY_ALONE = re.compile(r"(?<![\d月])(?P<month>本月|这个月|下个?月)?(?P<d>3[01]|[12]\d|0?[1-9])[日号]")
_MONTH_END = re.compile(r"(?<!\d)(?P<month>本月|这个月|下个?月|月)[底末]")
_EVERY_DAY = re.compile(r"每[天日]|天天")
_TIMES_A_DAY = re.compile(r"(?:每|一)[天日](?P<n>[两二三四2-4])次")
_PLAIN = re.compile(
    r"\s*(?P<low>\d{1,12}(?:\.\d{1,6})?)(?:\s*[-~至到]\s*(?P<high>\d{1,12}(?:\.\d{1,6})?))?\s*(?P<unit>[^\d\s]{0,8})\s*"
)
_SOON = {"今天": 0, "明天": 1, "后天": 2}
_ABOVE, _BELOW = frozenset({"高于", "超过", "大于", "多于", ">"}), frozenset({"低于", "少于", "小于", "<"})
_TENTATIVE_YEAR = re.compile(r"(?P<y>(?:19|20)\d\d)(?:年(?:底|末)?(?:之?前)?)?")


def read_when(text: str, year: int | None, today: date) -> When | None:
    """The time somebody typed, None when there is none in it.

    ``year`` is the plan's, for dates without one; ``today`` is what 月底 and 25号 are counted from.
    """
    said = _spelt_out(fold(text).strip(), today)
    if often := _TIMES_A_DAY.search(said):
        return f"daily:{int(to_number(often['n']) or 2)}"
    if _EVERY_DAY.search(said):
        return "daily"
    found = [m for m in moments(said, 0, len(said), year, whole=True) if m.kind != "year"]
    return found[0].when if found and _is_day(found[0].when) else None


def _spelt_out(said: str, today: date) -> str:
    """The short ways to write a day, as documents write it."""
    if said in _SOON:
        day = today + timedelta(days=_SOON[said])
        return f"{day.year}年{day.month}月{day.day}日"
    said = _DOTTED.sub(lambda hit: (f"{hit['y']}年" if hit["y"] else "") + f"{int(hit['m'])}月{int(hit['d'])}日", said)
    if "每" in said:
        return said
    said = _MONTH_END.sub(lambda hit: f"{_month(hit['month'], today)}月底", said)
    return _DAY_ALONE.sub(lambda hit: f"{_month(hit['month'], today)}月{int(hit['d'])}日", said)


def _month(word: str | None, today: date) -> int:
    return today.month % 12 + 1 if word and word.startswith("下") else today.month


def _is_day(when: When) -> bool:
    """Whether every day in it is one of the calendar: no 31st of June."""
    ends = [end for end in when.values() if end] if isinstance(when, dict) else [when]
    for end in ends:
        parts = end.split("-")
        if (
            len(parts) > 1
            and int(parts[-1]) > monthrange(int(parts[0]) if len(parts) == 3 else 2024, int(parts[-2]))[1]
        ):
            return False
    return True


def read_target(text: str, before: Indicator) -> Indicator | None:
    """The indicator with the figure, and the comparator if one was typed; None when there is no figure in it."""
    said = fold(text).strip()
    found = figures(said, 0, len(said))
    if found:
        first = found[0]
        return replace(
            before,
            value=first.value,
            unit=first.unit or before.unit,
            op=_op(said[: first.start], said[first.end :]) or before.op,
        )
    for start in range(len(said)):
        if hit := _PLAIN.fullmatch(said, start):
            return replace(
                before, value=_value(hit), unit=hit["unit"] or before.unit, op=_op(said[:start], "") or before.op
            )
        if said[start].isdigit():
            break
    return None


def _value(hit: re.Match[str]) -> Value:
    low, high = to_number(hit["low"]) or 0, to_number(hit["high"]) if hit["high"] else None
    return low if high is None else (low, high)


def _op(before: str, after: str) -> Op | None:
    """The comparator around a typed figure; None when none was typed."""
    behind = AFTER_FIGURE.match(after)
    if behind:
        return ">=" if behind["least"] else "<=" if behind["most"] else "="
    words = lexicon("indicators")
    if (change := CHANGE_EACH.search(before)) and not BEFORE_FIGURE.search(before):
        return "decrease" if change["verb"] in words["down"] else "increase"
    hit = BEFORE_FIGURE.search(before)
    if hit is None:
        return None
    if hit["least"]:
        return ">" if hit["least"] in _ABOVE else ">="
    if hit["most"]:
        return "<" if hit["most"] in _BELOW else "<="
    return "<=" if hit["cap"] else ">=" if hit["reach"] else "="


def read_due(text: str, year: int | None, today: date) -> str | None:
    """A target's due date: 2026, 2026年底, 6月30日; None when there is none in it."""
    said = fold(text).strip()
    if alone := _TENTATIVE_YEAR.fullmatch(said):
        return alone["y"]
    when = read_when(said, year, today)
    return when if isinstance(when, str) and when[:1].isdigit() else None


def read_units(text: str) -> tuple[str, ...]:
    """Names of units typed in one line: 县住建局、各村."""
    return tuple(name for name in split_names(fold(text).strip(" 。.")) if name)
