"""Ledgers 台账 as xlsx: one row an item, numbers and days as such, made to be filtered and to be printed.

The head is the first row, so that programs can read the sheet; its title stands in the printed page's header.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from village.clock import local
from village.exports.words import printable, say

NARROWEST, WRAPPED, WIDEST = 6, 22, 42  # a column's width, in half-width letters; wrapped ones give way to 22
PAGE = 140  # letters side by side on a page that are still easy to read
LINE = 14.5  # points
HEAD_FACE, FACE = "黑体", "宋体"
SIZE = 10.5
RULE = Side(style="thin", color="999999")
GRID = Border(left=RULE, right=RULE, top=RULE, bottom=RULE)
HEAD_FILL = PatternFill("solid", start_color="E7EDF4")
A4 = 9
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31


class CellKind(StrEnum):
    """What a column holds; the number format follows from it."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    MOMENT = "moment"
    TIME = "time"


FORMATS = {
    CellKind.TEXT: "@",
    CellKind.NUMBER: "General",
    CellKind.DAY: "yyyy-mm-dd",
    CellKind.MONTH: 'yyyy"年"m"月"',
    CellKind.MOMENT: "yyyy-mm-dd hh:mm",
    CellKind.TIME: "hh:mm",
}
WIDTHS = {CellKind.DAY: 12, CellKind.MONTH: 12, CellKind.MOMENT: 18, CellKind.TIME: 8}


@dataclass(frozen=True, slots=True)
class Link:
    """Words that open an address, for a photo or a file."""

    text: str
    address: str


Cell = str | int | float | Decimal | date | datetime | time | Link | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its cells are found in a row, its head, what it holds."""

    key: str
    heading: str
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class Ledger:
    """A sheet: ``name`` on its tab, ``title`` on paper. Rows may hold more than the columns show (``hidden``)."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    hidden: tuple[Column, ...] = ()


def ledger_xlsx(ledgers: Sequence[Ledger], *, author: str, now: datetime) -> bytes:
    """The ledgers as one xlsx file, a sheet each."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.created = author, local(now).replace(tzinfo=None)
    taken: set[str] = set()
    for ledger in ledgers:
        _sheet(book, ledger, _tab(ledger.name, taken), now)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _tab(name: str, taken: set[str]) -> str:
    """A name a tab may have, no two alike."""
    plain = NOT_IN_NAMES.sub("", name)[: LONGEST_NAME - 3].strip() or "台账"
    number = next(n for n in range(1, 1000) if (plain if n == 1 else f"{plain}{n}") not in taken)
    made = plain if number == 1 else f"{plain}{number}"
    taken.add(made)
    return made


def _sheet(book: Any, ledger: Ledger, name: str, now: datetime) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    last = get_column_letter(len(ledger.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(ledger.rows) + 1}"
    widths = _widths(ledger)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _printing(sheet, ledger.title, now)
    sheet.row_dimensions[1].height = 2 * LINE
    sheet.append([_head(sheet, column.heading) for column in ledger.columns])
    _write_rows(sheet, ledger, widths)


def _printing(sheet: Any, title: str, now: datetime) -> None:
    """A4 on its side, as wide as the page, the head on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.9, 0.7, 0.4, 0.35
    sheet.oddHeader.center.text = f'&"{HEAD_FACE},Regular"&16{title.replace("&", "&&")}'
    sheet.oddFooter.center.text = say("ledger.page")
    sheet.oddFooter.right.text = say("ledger.made", made=f"{local(now):%Y-%m-%d %H:%M}")


def _head(sheet: Any, heading: str) -> Any:
    cell = WriteOnlyCell(sheet, printable(heading))
    cell.data_type = "s"
    cell.font, cell.fill, cell.border = Font(name=HEAD_FACE, size=SIZE), HEAD_FILL, GRID
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _write_rows(sheet: Any, ledger: Ledger, widths: Sequence[float]) -> None:
    """Rows are written as they come; one cell a column is filled again and again, so styles are made once."""
    cells = [_styled(sheet, column) for column in ledger.columns]
    linked = _styled(sheet, Column("", ""))
    linked.font = Font(name=FACE, size=SIZE, color="0563C1", underline="single")
    wrapped = [(c.key, width) for c, width in zip(ledger.columns, widths, strict=True) if width >= WRAPPED]
    for number, row in enumerate(ledger.rows, 2):
        tall = max((_lines(row.get(key), width) for key, width in wrapped), default=1)
        if tall > 1:
            sheet.row_dimensions[number].height = LINE * tall + 4
        filled = []
        for column, cell in zip(ledger.columns, cells, strict=True):
            value = row.get(column.key)
            if isinstance(value, Link):
                filled.append(_link(sheet, linked, value))
                continue
            _fill(cell, value)
            filled.append(cell)
        sheet.append(filled)


def _styled(sheet: Any, column: Column) -> Any:
    cell = WriteOnlyCell(sheet, "")
    cell.font, cell.border, cell.number_format = Font(name=FACE, size=SIZE), GRID, FORMATS[column.kind]
    side = "left" if column.kind is CellKind.TEXT else "center"
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
    return cell


def _fill(cell: Any, value: Cell) -> None:
    if isinstance(value, str):
        cell.value = printable(value)
        cell.data_type = "s"  # whatever it begins with, a text is no formula
        return
    style = cell._style
    cell.value = local(value).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
    cell._style = style  # a day given as value would change the number format


def _link(sheet: Any, like: Any, link: Link) -> Any:
    """A cell of its own, because the sheet keeps it until the end."""
    cell = WriteOnlyCell(sheet)
    cell.hyperlink = link.address
    _fill(cell, link.text)
    cell._style = like._style
    return cell


def _widths(ledger: Ledger) -> list[float]:
    """As wide as what stands in each column; where that is more than a page, the widest ones wrap earlier."""
    widths = [_width(column, ledger.rows) for column in ledger.columns]
    wide = [width for width in widths if width > WRAPPED]
    if sum(widths) <= PAGE or not wide:
        return widths
    share = max(WRAPPED, (PAGE - sum(widths) + sum(wide)) / len(wide))
    return [min(width, share) for width in widths]


def _lines(value: Cell, width: float) -> int:
    """How many lines a text takes in a column."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, math.ceil(_letters(line) / (width - 1))) for line in value.split("\n"))


def _width(column: Column, rows: Sequence[Row]) -> float:
    """As wide as the longest line in it, within limits; Chinese letters count twice."""
    widest = _letters(column.heading) + 3  # room for the filter's arrow
    if column.kind in WIDTHS:
        return max(widest, WIDTHS[column.kind])
    for row in rows:
        value = row.get(column.key)
        if value is not None and (wide := _letters(value.text if isinstance(value, Link) else str(value))) > widest:
            if wide >= WIDEST:
                return WIDEST
            widest = wide
    return max(NARROWEST, min(widest + 1.5, WIDEST))


def _letters(text: str) -> int:
    longest = max(text.split("\n"), key=len) if "\n" in text else text
    return (len(longest) + len(longest.encode("utf-8", "replace"))) // 2
