"""The list of what was asked and not answered, as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from village.clock import local
from village.model.questions import GapLine

HEADINGS = ("问题", "问的人", "单位", "人数", "最早提问", "说没答对", "等办公室答复")
WIDTHS = (48, 24, 24, 6, 18, 10, 14)
FORMULA = ("=", "+", "-", "@")


def workbook(lines: Sequence[GapLine]) -> bytes:
    """An .xlsx file with a heading and one line a question."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "没答上的问题"
    sheet.append(HEADINGS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in lines:
        sheet.append(_cells(line))
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _cells(line: GapLine) -> list[str | int]:
    return [
        _plain(line.question),
        _plain("、".join(line.people)),
        _plain("、".join(line.units)),
        len(line.people),
        f"{local(line.asked_at):%Y-%m-%d %H:%M}",
        line.disliked,
        "是" if line.waiting else "",
    ]


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula, without signs a workbook cannot hold."""
    shown = "".join(c for c in text if c in "\n\t" or ord(c) >= 32)
    return f"'{shown}" if shown.startswith(FORMULA) else shown
