"""Rows of a table with column heads: 牵头单位, 责任单位, 配合单位 as columns, not as words in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extract.parties import Tag, roles_of, split_names

_ROW = re.compile(r"^[^\n]*\t[^\n]*$", re.MULTILINE)
_FEWEST_COLUMNS = 3


def table_tags(folded: str, start: int, end: int) -> Iterator[Tag]:
    """One tag a row, from the columns whose head names a role; a row with another number of cells ends the table."""
    heads: list[str] = []
    for hit in _ROW.finditer(folded, start, end):
        cells = [cell.strip() for cell in hit.group().split("\t")]
        if any(roles_of([(cell, ["各村"])]) for cell in cells) and len(cells) >= _FEWEST_COLUMNS:
            heads = cells
        elif len(cells) == len(heads):
            yield from _row_tag(hit.start(), hit.end(), heads, cells)


def _row_tag(start: int, end: int, heads: list[str], cells: list[str]) -> Iterator[Tag]:
    named = [(head, split_names(cell)) for head, cell in zip(heads, cells, strict=True)]
    found = roles_of(named)
    if found:
        yield Tag(start, end, *found)
