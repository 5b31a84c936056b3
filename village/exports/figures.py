"""Numbers out of reports: tables with their totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from village.exports.answers import Heard, Section
from village.exports.words import say

TABLE_COLUMNS = 12  # periods that fit beside the names on a page
COLUMNS = 6  # headings that do
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A head and rows, the last of them the totals."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def total(values: Iterable[str]) -> str:
    """The sum; of ranges (1-2) the range of the sum; what is no number does not count."""
    low = high = Decimal(0)
    for value in values:
        first, _, last = value.partition("-") if not value.startswith("-") else (value, "", "")
        try:
            low, high = low + Decimal(first), high + Decimal(last or first)
        except InvalidOperation:
            continue
    return _plain(low) if low == high else f"{_plain(low)}-{_plain(high)}"


def sums(section: Section) -> list[tuple[str, str]]:
    """Each heading of a section with its total."""
    return [(same[0].heading, total(_values(same))) for same in by_heading(section)]


def by_heading(section: Section) -> list[list[Heard]]:
    """What was heard, heading by heading."""
    found: dict[int, list[Heard]] = {}
    for heard in section.heard:
        found.setdefault(heard.place, []).append(heard)
    return list(found.values())


def one_period_tables(section: Section, named: Callable[[Heard], str]) -> list[FigureTable]:
    """A row a report, a column a heading, ``COLUMNS`` of them side by side."""
    headings = by_heading(section)
    return [_side_by_side(headings[at : at + COLUMNS], named) for at in range(0, len(headings), COLUMNS)]


def _side_by_side(headings: Sequence[list[Heard]], named: Callable[[Heard], str]) -> FigureTable:
    columns = [{h.entry.occurrence.id: h for h in same} for same in headings]
    rows = []
    for key in dict.fromkeys(key for column in columns for key in column):
        name = next(named(column[key]) for column in columns if key in column)
        rows.append((name, *(_value(column.get(key)) for column in columns)))
    last = (say("totals"), *(total(_values(column.values())) for column in columns))
    return FigureTable((say("unit"), *(same[0].heading for same in headings)), (*rows, last))


def periods_table(heard: Sequence[Heard], periods: Sequence[str], dated: Callable[[str], str]) -> FigureTable:
    """One heading over several periods: a row a village, a column a period, totals both ways."""
    units = {h.entry.unit.id: h.entry.unit for h in heard}
    cells = {(h.entry.unit.id, h.entry.period): h for h in heard}
    rows = []
    for key in sorted(units):
        values = [cells.get((key, period)) for period in periods]
        rows.append((units[key].name, *(_value(h) for h in values), total(_values(filter(None, values)))))
    of_periods = [total(_values(h for h in heard if h.entry.period == period)) for period in periods]
    last = (say("totals"), *of_periods, total(_values(heard)))
    head = (say("unit"), *(dated(period) for period in periods), say("totals"))
    return FigureTable(head, (*rows, last))


def _values(heard: Iterable[Heard]) -> list[str]:
    return [h.lines[0] for h in heard if h.lines]


def _value(heard: Heard | None) -> str:
    return heard.lines[0] if heard and heard.lines else NOTHING


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"
