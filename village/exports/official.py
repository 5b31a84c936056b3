"""The page of an official paper 公文 after GB/T 9704-2012, as docx.

A4 with 37 mm above and 28 mm on the binding side leaves 156 × 225 mm for 22 lines of 28 characters: body 仿宋 三号 on
lines of 28 points, first line indented by two characters; page numbers “— 1 —” on the outer side.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from village.exports import words
from village.exports.numbering import Numbering
from village.exports.official_parts import draft_header, font_table, page_footers

SIZE = 16.0  # 三号, in points
TITLE_SIZE = 22.0  # 二号
TABLE_SIZES = ((7, "Table", 12.0, 20.0, 2200), (99, "Narrow", 9.0, 16.0, 1500))  # columns, style, size, line, names
LINE = 28.0
TITLE_LINE = 36.0
INDENT = 2  # characters
WIDTH = 8845  # of the text, in twentieths of a point: 156 mm
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}  # mm
CLOSER = "-5"  # twentieths of a point: 28 characters of 16 points need a little more than 156 mm
LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of title, body, first and second heading; a name in ``fallbacks`` is used where a face is absent."""

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    first: str = "黑体"
    second: str = "楷体_GB2312"
    title_bold: bool = False


STANDARD = Faces()
COMMON = Faces("宋体", "仿宋", "黑体", "楷体", title_bold=True)  # what every office computer has


@dataclass(frozen=True, slots=True)
class Run:
    """Words within a paragraph, in the body's face or, where ``second`` is set, that of a second heading."""

    text: str
    second: bool = False


class OfficialPaper:
    """A paper being written from top to bottom; ``save`` gives the file."""

    def __init__(self, title: str, *, author: str, now: datetime, draft: str = "", faces: Faces = STANDARD) -> None:
        self.numbers = Numbering()
        self._faces = faces
        self._document = Document()
        self._styles()
        self._page(draft)
        core = self._document.core_properties
        core.title, core.author, core.created, core.comments = title, author, now.replace(tzinfo=None), ""
        self._body: Any = self._document.element.body
        self._end = self._body.sectPr
        self._body.remove(self._end)
        self._paragraph("Title", [Run(title)])

    # -- what stands in it -------------------------------------------------------------------------------------------

    def heading(self, level: int, text: str) -> None:
        """A heading of level 1 or 2 on a line of its own, with its number."""
        self._paragraph(f"Heading {level}", [Run(self.numbers.next(level) + text)])

    def paragraph(self, *runs: Run | str) -> None:
        """A paragraph of the body."""
        self._paragraph(None, [Run(run) if isinstance(run, str) else run for run in runs])

    def item(self, text: str) -> None:
        """A numbered item, 1. 2. and so on; a figure right behind the number stands off a little."""
        number = self.numbers.next(3)
        self.paragraph(number + (" " if text[:1].isdigit() else "") + text)

    def centred(self, text: str) -> None:
        """A line under the title, in brackets as a rule."""
        self._paragraph("Subtitle", [Run(text)])

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A ruled table: names on the left, the rest even; its head comes again on every page."""
        style, first = next((style, names) for most, style, _, _, names in TABLE_SIZES if len(head) <= most)
        rest = (WIDTH - first) // max(1, len(head) - 1)
        widths = [first, *[rest] * (len(head) - 1)]
        table = etree.SubElement(self._body, qn("w:tbl"))
        _properties(table, sum(widths))
        grid = etree.SubElement(table, qn("w:tblGrid"))
        for width in widths:
            etree.SubElement(grid, qn("w:gridCol")).set(qn("w:w"), str(width))
        for number, row in enumerate([head, *rows]):
            self._row(table, row, widths, f"{style}{'Text' if number else 'Head'}")

    def space(self) -> None:
        """An empty line."""
        self._paragraph(None, [])

    def signature(self, office: str, date: str) -> None:
        """Office and date at the end on the right, the date beginning two characters after the office."""
        long, short = len(office), _width(date)
        after_date = max(2.0, long - 2 - short + 2)
        self.space()
        self._paragraph("Signature", [Run(office)], right=after_date + short + 2 - long)
        self._paragraph("Signature", [Run(date)], right=after_date)

    def save(self) -> bytes:
        """The whole file."""
        self._body.append(self._end)
        out = io.BytesIO()
        self._document.save(out)
        return out.getvalue()

    # -- how it is written -------------------------------------------------------------------------------------------

    def _paragraph(self, style: str | None, runs: Sequence[Run], right: float = 0) -> None:
        paragraph = etree.SubElement(self._body, qn("w:p"))
        if style or right:
            properties = etree.SubElement(paragraph, qn("w:pPr"))
            if style:
                etree.SubElement(properties, qn("w:pStyle")).set(qn("w:val"), style.replace(" ", ""))
            if right:
                indent = etree.SubElement(properties, qn("w:ind"))
                indent.set(qn("w:rightChars"), str(round(right * 100)))
                indent.set(qn("w:right"), str(round(right * SIZE * 20)))
        for run in runs:
            _run(paragraph, run.text, self._faces.second if run.second else None)

    def _row(self, table: Any, cells: Sequence[str], widths: Sequence[int], look: str) -> None:
        row = etree.SubElement(table, qn("w:tr"))
        properties = etree.SubElement(row, qn("w:trPr"))
        etree.SubElement(properties, qn("w:cantSplit"))
        if look.endswith("Head"):
            etree.SubElement(properties, qn("w:tblHeader"))
        for text, width in zip(cells, widths, strict=True):
            cell = etree.SubElement(row, qn("w:tc"))
            inside = etree.SubElement(cell, qn("w:tcPr"))
            size = etree.SubElement(inside, qn("w:tcW"))
            size.set(qn("w:w"), str(width))
            size.set(qn("w:type"), "dxa")
            etree.SubElement(inside, qn("w:vAlign")).set(qn("w:val"), "center")
            paragraph = etree.SubElement(cell, qn("w:p"))
            style = etree.SubElement(etree.SubElement(paragraph, qn("w:pPr")), qn("w:pStyle"))
            style.set(qn("w:val"), look)
            _run(paragraph, text, None)

    def _styles(self) -> None:
        faces, styles = self._faces, self._document.styles
        _style(styles["Normal"], faces.body, SIZE, LINE, indent=True, align="both")
        title, bold = styles["Title"], faces.title_bold
        _style(title, faces.title, TITLE_SIZE, TITLE_LINE, align="center", after=LINE, bold=bold)
        _style(styles["Subtitle"], faces.second, SIZE, LINE, align="center", after=LINE)
        _style(styles["Heading 1"], faces.first, SIZE, LINE, indent=True, outline=0)
        _style(styles["Heading 2"], faces.second, SIZE, LINE, indent=True, outline=1)
        for _, name, size, line, _ in TABLE_SIZES:
            for part, face in (("Text", faces.body), ("Head", faces.first)):
                made = styles.add_style(f"{name} {part}", WD_STYLE_TYPE.PARAGRAPH)
                _style(made, face, size, line, align="center")
        _style(styles.add_style("Signature", WD_STYLE_TYPE.PARAGRAPH), faces.body, SIZE, LINE, align="right")

    def _page(self, draft: str) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for name, width in MARGINS.items():
            setattr(section, name, Mm(width))
        section.header_distance, section.footer_distance = Mm(15), Mm(23)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = etree.SubElement(section._sectPr, qn("w:docGrid"))
        for name, value in (("type", "lines"), ("linePitch", "560")):
            grid.set(qn(f"w:{name}"), value)
        self._document.settings.odd_and_even_pages_header_footer = True
        page_footers(section)
        if draft:
            draft_header(section, draft, self._faces.first)
        font_table(self._document)


def _width(text: str) -> float:
    """How many characters wide: what is not Chinese takes half of one."""
    return sum(1.0 if ord(letter) > 0x2E80 else 0.5 for letter in text)


def _run(paragraph: Any, text: str, face: str | None) -> None:
    if not text:
        return
    run = etree.SubElement(paragraph, qn("w:r"))
    if face:
        etree.SubElement(etree.SubElement(run, qn("w:rPr")), qn("w:rFonts")).set(qn("w:eastAsia"), face)
    said = etree.SubElement(run, qn("w:t"))
    said.text = words.printable(text)
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _style(
    style: Any,
    face: str,
    size: float,
    line: float,
    *,
    indent: bool = False,
    align: str = "left",
    after: float = 0,
    bold: bool = False,
    outline: int | None = None,
) -> None:
    """Make a style say everything itself: nothing of the template's own looks is left."""
    element = style.element
    for name in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(name)):
            element.remove(old)
    format_, font = style.paragraph_format, style.font
    format_.line_spacing, format_.space_before, format_.space_after = Pt(line), Pt(0), Pt(after)
    format_.widow_control = False
    if outline is not None:
        format_.keep_with_next = True
    font.name, font.size, font.bold = LATIN, Pt(size), bold
    look = font._element.rPr
    look.rFonts.set(qn("w:eastAsia"), face)
    closer = etree.Element(qn("w:spacing"))
    closer.set(qn("w:val"), CLOSER if size == SIZE else "0")
    look.find(qn("w:sz")).addprevious(closer)
    properties = element.get_or_add_pPr()
    marks = etree.SubElement(properties, qn("w:ind"))
    marks.set(qn("w:firstLineChars"), str(INDENT * 100 if indent else 0))
    marks.set(qn("w:firstLine"), str(round(INDENT * size * 20) if indent else 0))
    etree.SubElement(properties, qn("w:jc")).set(qn("w:val"), align)
    if outline is not None:
        etree.SubElement(properties, qn("w:outlineLvl")).set(qn("w:val"), str(outline))


def _properties(table: Any, width: int) -> None:
    properties = etree.SubElement(table, qn("w:tblPr"))
    etree.SubElement(properties, qn("w:tblStyle")).set(qn("w:val"), "TableGrid")
    size = etree.SubElement(properties, qn("w:tblW"))
    size.set(qn("w:w"), str(width))
    size.set(qn("w:type"), "dxa")
    etree.SubElement(properties, qn("w:jc")).set(qn("w:val"), "center")
    etree.SubElement(properties, qn("w:tblLayout")).set(qn("w:type"), "fixed")
    margins = etree.SubElement(properties, qn("w:tblCellMar"))
    for side in ("left", "right"):
        margin = etree.SubElement(margins, qn(f"w:{side}"))
        margin.set(qn("w:w"), "28")
        margin.set(qn("w:type"), "dxa")
