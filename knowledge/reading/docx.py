"""Word files (.docx): paragraphs as lines, tables as one line a row with cells parted by tabs."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import UnreadableDocument

if TYPE_CHECKING:
    from docx.table import Table

MAX_UNPACKED = 200 * 1024 * 1024
"""Bytes a Word file may unfold to; what is packed tighter than this is no document an office wrote."""


def read_docx(path: Path) -> str:
    """The text of a Word file in reading order.

    Raises:
        UnreadableDocument: ``damaged`` when it cannot be opened, ``too_large`` when it unfolds to more than 200 MB.
    """
    try:
        if _unpacked(path) <= MAX_UNPACKED:
            return "\n".join(_lines(path))
    except Exception as error:  # python-docx lets KeyError, ValueError and lxml errors through for broken files
        raise UnreadableDocument(path, "damaged") from error
    raise UnreadableDocument(path, "too_large")


def _unpacked(path: Path) -> int:
    with zipfile.ZipFile(path) as packed:
        return sum(part.file_size for part in packed.infolist())


def _lines(path: Path) -> Iterator[str]:
    from docx import Document  # heavy: only when a Word file comes
    from docx.table import Table

    for block in Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield block.text


def _rows(table: Table) -> Iterator[str]:
    """Each row as one line; a cell that spans several columns is said once."""
    for row in table.rows:
        cells = [" ".join(cell.text.split()) for cell in row.cells]
        yield "\t".join(cell for at, cell in enumerate(cells) if at == 0 or cell != cells[at - 1])
