"""Tables of any file kind as lines: one line a row, cells parted by tabs, every column in its place.

A cell over several rows is said in each of them, so that a row can be understood alone; a cell over several columns is
said in the first of them. Heads over two lines become one line of heads. A row of a single cell is a plain line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


_MOST_COLUMNS = 60
_MOST_HEAD_ROWS = 3
_LONGEST_HEAD = 16


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a table."""
    grid = _grid(rows)
    heads = _head_rows(rows) if _columns(grid) > 1 else 0
    if heads > 1:
        yield "\t".join(_heads(grid[:heads]))
        grid = grid[heads:]
    for row in grid:
        line = _line(row)
        if line.strip():
            yield line


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell | None]]:
    """Every row with a cell or None in each column; a cell over several rows stands in each."""
    grid: list[list[Cell | None]] = []
    open_cells: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        line: list[Cell | None] = []
        for cell in row:
            _reach_down(line, open_cells)
            if len(line) >= _MOST_COLUMNS:
                break
            if cell.rows > 1:
                open_cells[len(line)] = (cell, cell.rows - 1)
            line += [cell, *[None] * (min(cell.columns, _MOST_COLUMNS) - 1)]
        _reach_down(line, open_cells)
        _reach_down(line, open_cells)
        grid.append(line)
    return grid


def _reach_down(line: list[Cell | None], open_cells: dict[int, tuple[Cell, int]]) -> None:
    """Put the cells of earlier rows that reach into this one where the row has got to."""
    while len(line) in open_cells:
        cell, left = open_cells.pop(len(line))
        if left > 1:
            open_cells[len(line)] = (cell, left - 1)
        line += [cell, *[None] * (min(cell.columns, _MOST_COLUMNS) - 1)]


def _columns(grid: list[list[Cell | None]]) -> int:
    return max((len(row) for row in grid), default=0)


def _head_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows the heads take: as many as the tallest cell of the first row, when another stands over several."""
    first = rows[0] if rows else ()
    tallest = max((cell.rows for cell in first), default=1)
    wide = any(cell.columns > 1 for cell in first)
    short = all(len(cell.text) <= _LONGEST_HEAD for cell in first)
    return tallest if wide and short and len(first) > 1 and tallest <= _MOST_HEAD_ROWS else 1


def _heads(grid: list[list[Cell | None]]) -> Iterator[str]:
    """One head a column: what stands above it, from the top down, each thing once."""
    filled = [_filled(row) for row in grid]
    for column in range(_columns(grid)):
        parts = [row[column] for row in filled if column < len(row)]
        yield "".join(dict.fromkeys(part for part in parts if part))


def _filled(row: list[Cell | None]) -> list[str]:
    texts: list[str] = []
    for cell in row:
        texts.append(cell.text if cell else texts[-1] if texts else "")
    return texts


def _line(row: list[Cell | None]) -> str:
    texts = [cell.text if cell else "" for cell in row]
    return texts[0] if len([cell for cell in row if cell]) == 1 else "\t".join(texts).rstrip("\t")
