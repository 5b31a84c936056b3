"""One page of a PDF: its signs put into lines, and the cells its ruled lines draw into rows of a table."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from knowledge.reading.rows import Cell, table_lines

_SNAP = 3.0
_SHORTEST_RULE = 8.0
_MOST_RULES = 4000
_WIDE_GAP = 0.17
_BLANK = (0x20, 0xA0, 0x3000)
_SPACES = re.compile(" {2,}")
_UNSEEN = (0xAD, 0xFFFE)


@dataclass(frozen=True, slots=True)
class Sign:
    """A character and its box, in points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.bottom + self.top) / 2


@dataclass(slots=True)
class Line:
    """A line of text, or a row of a table with its cells parted by tabs; ``across`` is how wide its page is."""

    text: str
    left: float
    right: float
    top: float
    size: float
    row: bool = False
    across: float = 0.0


@dataclass(slots=True)
class _Table:
    """A ruled grid: the places of its columns and rows, and the rules between them."""

    columns: list[float]
    rows: list[float]
    across: list[tuple[float, float, float]]
    down: list[tuple[float, float, float]]
    signs: list[Sign] = field(default_factory=list)

    def holds(self, sign: Sign) -> bool:
        middle = (sign.left + sign.right) / 2
        return self.columns[0] <= middle <= self.columns[-1] and self.rows[0] <= sign.middle <= self.rows[-1]


def page_lines(page: Any) -> list[Line]:
    """The lines of a page from top to bottom."""
    tables = list(_tables(*_rules(page)))
    loose: list[Sign] = []
    for sign in _signs(page):
        home = next((table for table in tables if table.holds(sign)), None)
        (home.signs if home else loose).append(sign)
    lines = [*_lines(loose)]
    for table in tables:
        lines += _rows(table)
    for line in lines:
        line.across = page.get_width()
    return sorted(lines, key=lambda line: -line.top)


def _signs(page: Any) -> Iterator[Sign]:
    text = page.get_textpage()
    box = raw.FS_RECTF()
    try:
        for place in range(raw.FPDFText_CountChars(text)):
            code = raw.FPDFText_GetUnicode(text, place)
            blank = code in _BLANK
            if (code < 32 or code in _UNSEEN) or (blank and raw.FPDFText_IsGenerated(text, place)):
                continue
            if raw.FPDFText_GetLooseCharBox(text, place, box):
                yield Sign(" " if blank else chr(code), box.left, box.bottom, box.right, box.top)
    finally:
        text.close()


def _lines(signs: list[Sign]) -> Iterator[Line]:
    """Signs whose middles are at one height make a line, from left to right; a wide gap is a space."""
    lines: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda sign: -sign.middle):
        height = max(sign.top - sign.bottom, 1.0)
        if lines and abs(lines[-1][0].middle - sign.middle) < 0.4 * height:
            lines[-1].append(sign)
        else:
            lines.append([sign])
    for line in lines:
        line.sort(key=lambda sign: sign.left)
        shown = [sign for sign in line if sign.text != " "]
        if shown:
            size = sorted(sign.top - sign.bottom for sign in shown)[len(shown) * 9 // 10]
            yield Line(_words(line), shown[0].left, shown[-1].right, shown[0].top, size)


def _words(line: list[Sign]) -> str:
    """The signs of a line, with a space where one stands or the gap is wider than between the others."""
    width = sorted(sign.right - sign.left for sign in line)[len(line) * 9 // 10]
    gaps = [_begin(sign, width) - _end(before, width) for before, sign in pairwise(line)]
    usual = max(0.0, sorted(gaps)[len(gaps) // 2]) if gaps else 0.0
    pieces = [line[0].text]
    for gap, sign in zip(gaps, line[1:], strict=True):
        pieces += (" ", sign.text) if gap - usual > width * _WIDE_GAP else (sign.text,)
    return _SPACES.sub(" ", "".join(pieces)).strip()


def _begin(sign: Sign, width: float) -> float:
    """Where a sign begins: a character fills a square, even where only its ink is known."""
    middle = (sign.left + sign.right) / 2
    return min(sign.left, middle - width / 2) if "\u3400" <= sign.text <= "\u9fff" else sign.left


def _end(sign: Sign, width: float) -> float:
    middle = (sign.left + sign.right) / 2
    return max(sign.right, middle + width / 2) if "\u3400" <= sign.text <= "\u9fff" else sign.right


def _rules(page: Any) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]:
    """The level and the upright rules: (height, from, to) and (place, from, to)."""
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        for (x1, y1), (x2, y2) in _segments(path):
            if abs(y1 - y2) < 1 and abs(x1 - x2) >= _SHORTEST_RULE:
                across.append(((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
            elif abs(x1 - x2) < 1 and abs(y1 - y2) >= _SHORTEST_RULE:
                down.append(((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
        if len(across) + len(down) > _MOST_RULES:  # a drawing, no table
            return [], []
    return across, down


def _segments(path: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight pieces of a path, in places of the page."""
    count = raw.FPDFPath_CountSegments(path)
    if not 0 < count <= _MOST_RULES:
        return
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    begin = last = (0.0, 0.0)
    for place in range(count):
        piece = raw.FPDFPath_GetPathSegment(path, place)
        kind = raw.FPDFPathSegment_GetType(piece)
        raw.FPDFPathSegment_GetPoint(piece, x, y)
        here = matrix.on_point(x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, here
        if raw.FPDFPathSegment_GetClose(piece):
            yield here, begin
        last = here


def _tables(across: list[tuple[float, float, float]], down: list[tuple[float, float, float]]) -> Iterator[_Table]:
    """Grids: upright rules whose heights touch, with the level rules that cross them."""
    for low, high in _bands(down):
        upright = [rule for rule in down if low - _SNAP <= rule[1] and rule[2] <= high + _SNAP]
        level = [rule for rule in across if low - _SNAP <= rule[0] <= high + _SNAP]
        columns, rows = _places([rule[0] for rule in upright]), _places([rule[0] for rule in level])
        if len(columns) > 2 and len(rows) > 1:
            yield _Table(columns, rows, level, upright)


def _bands(down: list[tuple[float, float, float]]) -> list[tuple[float, float]]:
    bands: list[tuple[float, float]] = []
    for _, low, high in sorted(down, key=lambda rule: rule[1]):
        if bands and low <= bands[-1][1] + _SNAP:
            bands[-1] = (bands[-1][0], max(bands[-1][1], high))
        else:
            bands.append((low, high))
    return bands


def _places(values: list[float]) -> list[float]:
    """Places that differ, those nearer than ``_SNAP`` to the one before taken as the same."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _SNAP:
            places.append(value)
    return places


def _rows(table: _Table) -> Iterator[Line]:
    """The rows of a grid from the top; cells grow over the rules that are not drawn."""
    right, below = _open(table)
    words = _cell_words(table, right, below)
    rows = [[*_row(r, right, below, words)] for r in reversed(range(len(right)))]
    for at, line in enumerate(table_lines(rows)):
        yield Line(line, table.columns[0], table.columns[-1], table.rows[-1] - at * 0.01, 0.0, row="\t" in line)


def _open(table: _Table) -> tuple[list[list[bool]], list[list[bool]]]:
    """For each field of the grid: whether it is open to the right, and whether it is open downwards."""
    columns, rows = table.columns, table.rows
    middles = [(left + right) / 2 for left, right in pairwise(columns)]
    right = [[not _drawn(table.down, place, (low + high) / 2) for place in columns[1:]] for low, high in pairwise(rows)]
    below = [[not _drawn(table.across, place, middle) for middle in middles] for place in rows[:-1]]
    return right, below


def _row(r: int, right: list[list[bool]], below: list[list[bool]], words: dict[tuple[int, int], str]) -> Iterator[Cell]:
    """The cells that begin in a row; one that is open upwards goes on from the row above."""
    c, wide, high = 0, len(right[r]), len(right)
    while c < wide:
        columns = 1
        while c + columns < wide and right[r][c + columns - 1]:
            columns += 1
        depth = 1
        while depth <= r and below[r - depth + 1][c]:
            depth += 1
        if not (r + 1 < high and below[r + 1][c]):
            yield Cell(words.get((r, c), ""), columns, depth)
        c += columns


def _drawn(rules: list[tuple[float, float, float]], place: float, at: float) -> bool:
    return any(abs(rule[0] - place) <= _SNAP and rule[1] - _SNAP <= at <= rule[2] + _SNAP for rule in rules)


def _cell_words(table: _Table, right: list[list[bool]], below: list[list[bool]]) -> dict[tuple[int, int], str]:
    """The words of each cell, found by its upper left field."""
    signs: dict[tuple[int, int], list[Sign]] = {}
    for sign in table.signs:
        c = min(max(bisect_right(table.columns, (sign.left + sign.right) / 2) - 1, 0), len(table.columns) - 2)
        r = min(max(bisect_right(table.rows, sign.middle) - 1, 0), len(table.rows) - 2)
        while c > 0 and right[r][c - 1]:
            c -= 1
        while r + 1 < len(table.rows) - 1 and below[r + 1][c]:
            r += 1
        signs.setdefault((r, c), []).append(sign)
    return {home: "".join(line.text for line in _lines(held)) for home, held in signs.items()}
