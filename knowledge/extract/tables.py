"""Tables by the heads of their columns: what a cell says is told by its column, not by words around it.

A row is a line with tabs; a line of short cells of which two are known heads opens a table. Heads stand in
``data/tables.yaml`` (and the labels of parties), a year or a unit beside them is taken along.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.extract.dates import moments
from knowledge.extract.figures import Figure, figures
from knowledge.extract.parties import Tag, roles_of, split_names
from knowledge.extract.patterns import AFTER_FIGURE, BEFORE_FIGURE, GOES_TO, HEAD_YEAR, LASTS, OF_THOSE, STARTED_FROM
from knowledge.lexicon import lexicon

Column = Literal["number", "subject", "target", "unit", "due", "score", "note", "role", "other"]

_HEADS = lexicon("tables")
_VERBS = lexicon("indicators")["verbs"]
_KINDS: tuple[Column, ...] = ("number", "score", "note", "due", "target", "unit", "subject")
_FEWEST_COLUMNS, _FEWEST_KNOWN = 2, 2
_LONGEST_HEAD = 20
_LONGEST_BETWEEN = 40
_LONGEST_SUBJECT = 26
_BRACKET = re.compile(r"\([^()]*\)|\s")
_BARE = re.compile(
    r"^\s*(?P<sign>[≥≤><])?\s*(?P<low>\d{1,9}(?:\.\d{1,4})?)(?:\s*[-~至]\s*(?P<high>\d{1,9}(?:\.\d{1,4})?))?\s*$"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at ``start:end`` of the folded text, without the blanks around its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its cells in the order of the heads; a missing one at the end is empty."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Heads as printed, what each column is, and the rows."""

    heads: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def cells(self, row: Row, kind: Column) -> list[tuple[str, Cell]]:
        """The cells of one kind in a row, each with its head."""
        both = zip(self.heads, self.columns, row.cells, strict=True)
        return [(head, cell) for head, column, cell in both if column == kind and cell.text]


class Tables:
    """The tables of a plan, and which cell a position stands in."""

    def __init__(self, found: list[Table]) -> None:
        self.all = found
        self._rows = [(row.start, table, row) for table in found for row in table.rows]
        self._starts = [start for start, _, _ in self._rows]

    def tasks(self) -> list[tuple[Table, Row]]:
        """The rows that each say one task: what, and how much, by whom or by when."""
        told = {"target", "role", "due", "score"}
        return [
            (table, row)
            for _, table, row in self._rows
            if "subject" in table.columns and told & {*table.columns} and table.cells(row, "subject")
        ]

    def row_at(self, position: int) -> tuple[Table, Row] | None:
        """The row that holds a position."""
        at = bisect_right(self._starts, position) - 1
        if at < 0 or position >= self._rows[at][2].end:
            return None
        return self._rows[at][1:]

    def column_at(self, position: int) -> Column | None:
        """The kind of the column a position stands in; None outside tables."""
        found = self.row_at(position)
        if found is None:
            return None
        table, row = found
        return next((k for k, cell in zip(table.columns, row.cells, strict=True) if position <= cell.end), "other")

    def subject(self, position: int) -> Cell | None:
        """What the row at a position is about: the last named thing left of it, else the first of the row."""
        found = self.row_at(position)
        if found is None:
            return None
        named = [cell for _, cell in found[0].cells(found[1], "subject")]
        left = [cell for cell in named if cell.end <= position]
        return left[-1] if left else named[0] if named else None


def tables(folded: str, start: int, end: int) -> Tables:
    """The tables of ``folded[start:end]``."""
    found: list[Table] = []
    open_table: Table | None = None
    for row in _lines(folded, start, end):
        kinds = _columns(row)
        if kinds:
            open_table = Table(tuple(cell.text for cell in row.cells), kinds, ())
            found.append(open_table)
        elif open_table and 1 < len(row.cells) <= len(open_table.heads):
            blank = Cell(row.end, row.end, "")
            missing = len(open_table.heads) - len(row.cells)
            full = replace(row, cells=row.cells + (blank,) * missing)
            open_table = found[-1] = replace(open_table, rows=(*open_table.rows, full))
        elif len(row.cells) > 1 or row.end - row.start > _LONGEST_BETWEEN:
            open_table = None
    return Tables([table for table in found if table.rows])


def _lines(folded: str, start: int, end: int) -> Iterator[Row]:
    for line in re.finditer(r"[^\n]+", folded[start:end]):
        first = start + line.start()
        cells, place = [], first
        for piece in line.group().split("\t"):
            bare = piece.strip()
            at = place + len(piece) - len(piece.lstrip())
            cells.append(Cell(at, at + len(bare), bare))
            place += len(piece) + 1
        yield Row(first, start + line.end(), tuple(cells))


def _columns(row: Row) -> tuple[Column, ...] | None:
    """The kinds of the columns, when a line is one of heads."""
    if len(row.cells) < _FEWEST_COLUMNS or any(len(cell.text) > _LONGEST_HEAD for cell in row.cells):
        return None
    kinds = [column_kind(cell.text) for cell in row.cells]
    known = sum(kind != "other" for kind in kinds)
    if known < _FEWEST_KNOWN or known * 2 < len(kinds):
        return None
    if "subject" not in kinds and "target" in kinds and kinds.count("target") > 1:
        kinds[kinds.index("target")] = "subject"
    return tuple(kinds)


def column_kind(head: str) -> Column:
    """What a column with this head says."""
    bare = HEAD_YEAR.sub("", _BRACKET.sub("", head)).strip("、/:")
    if roles_of([(bare, ["各村"])]) or bare in _HEADS["other_role"]:
        return "role"
    kind = next((kind for kind in _KINDS if bare in _HEADS[kind]), None)
    if kind is None and HEAD_YEAR.search(head):
        kind = "target"
    if kind is None and len(bare) > 2:
        kind = next((kind for kind in _KINDS if kind != "number" and bare.endswith(_HEADS[kind])), None)
    return kind or "other"


def table_tags(found: Tables) -> Iterator[Tag]:
    """One tag a row, from the columns whose head names a role."""
    for table in found.all:
        for row in table.rows:
            named = [(_BRACKET.sub("", head), split_names(cell.text)) for head, cell in table.cells(row, "role")]
            roles = roles_of(named)
            if roles:
                yield Tag(row.start, row.end, *roles)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure in a target column: what it is about, where the statement begins and ends, and by when."""

    name: str
    figure: Figure
    before: str
    after: str
    start: int
    end: int
    due: str | None


def table_targets(folded: str, found: Tables, year: int | None) -> Iterator[Target]:
    """The figures of the target columns, each with the subject of its row."""
    for table in found.all:
        for row in table.rows:
            subjects = table.cells(row, "subject")
            for head, cell in table.cells(row, "target"):
                subject = next((c for _, c in reversed(subjects) if c.end <= cell.start), None)
                subject = subject or (subjects[0][1] if subjects else None)
                for figure in _cell_figures(folded, cell, head, table, row):
                    yield _target(folded, table, row, head, cell, subject, figure, year)


def _target(
    folded: str, table: Table, row: Row, head: str, cell: Cell, subject: Cell | None, figure: Figure, year: int | None
) -> Target:
    words = _subject_words(table.cells(row, "subject"))
    before, after = folded[cell.start : figure.start], folded[figure.end : cell.end]
    start = min(cell.start, subject.start) if subject else cell.start
    end = max(cell.end, subject.end) if subject else cell.end
    return Target(_name(before, after, words), figure, before, after, start, end, _due(folded, table, row, head, year))


def _name(before: str, after: str, subject: str) -> str:
    """What is measured: words of the cell itself where it has some, else the subject of the row."""
    hit = BEFORE_FIGURE.search(before)
    own = re.split(r"[,;。]", (before[: hit.start()] if hit else before).strip(" :,、"))[-1]
    own = own.split("、")[-1] if re.search(r"\d", own) else own
    hit = AFTER_FIGURE.match(after)
    behind = (after[hit.end() :] if hit else after).strip(" ,。;、")
    return own if len(own) > 2 or (len(own) == 2 and own not in _VERBS) else subject or own + behind


def _subject_words(subjects: list[tuple[str, Cell]]) -> str:
    """The name of what a row is about: its short subjects together, without the class it belongs to."""
    texts = [cell.text for head, cell in subjects if _BRACKET.sub("", head) not in _HEADS["class"]]
    short = "：".join(texts)
    return (
        short if len(short) <= _LONGEST_SUBJECT else texts[0] if texts else "".join(cell.text for _, cell in subjects)
    )


def _unit_of(head: str) -> str:
    """The unit a head names in brackets: 目标值(%), 任务数(单位:户)."""
    hit = re.search(r"\((?:单位:)?([^()]{1,6})\)", head)
    return hit.group(1) if hit else ""


def _cell_figures(folded: str, cell: Cell, head: str, table: Table, row: Row) -> list[Figure]:
    """The figures of a cell; a bare number takes its unit from the unit column or from the bracket of its head."""
    found = figures(folded, cell.start, cell.end)
    times = moments(folded, cell.start, cell.end, None)
    found = [f for f in found if not any(t.start < f.end and f.start < t.end for t in times)]
    found = [f for f in found if not _started_from(folded, cell, f)]
    found = [f for f in found if f.percent or not OF_THOSE.match(folded[f.end : cell.end])]
    found = [f for f in found if not LASTS.match(folded, f.end, cell.end)]
    bare = _BARE.match(cell.text)
    if found or not bare:
        return found
    unit = next((unit.text for _, unit in table.cells(row, "unit")), "") or _unit_of(head)
    low = float(bare.group("low"))
    number = int(low) if low.is_integer() else low
    at = cell.start + bare.start("low")
    return [Figure(at, cell.end, number, unit)]


def _started_from(folded: str, cell: Cell, figure: Figure) -> bool:
    """Whether a figure is that from which another is reached: 由75%提高到85%."""
    begins = STARTED_FROM.search(folded[cell.start : figure.start])
    return begins is not None and GOES_TO.match(folded[figure.end : cell.end]) is not None


def _due(folded: str, table: Table, row: Row, head: str, year: int | None) -> str | None:
    """By when: the row's own time column, else the year beside the head."""
    for _, cell in table.cells(row, "due"):
        times = [time for time in moments(folded, cell.start, cell.end, year, whole=True) if time.due]
        if times:
            return times[-1].due
    printed = HEAD_YEAR.search(head)
    return printed.group("y") if printed else None
