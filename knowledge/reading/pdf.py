"""PDF files with text: hard-wrapped lines joined again, page numbers and running heads out, ruled tables as rows.

PDFium gives each sign with its place; what a line, a paragraph and a table is, is worked out here from the places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.errors import UnreadableDocument
from knowledge.reading.pdf_page import Line, page_lines

_FEWEST_SIGNS = 20
_MOST_UNKNOWN = 0.2
_FULL_PAGE = 9
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–―－·•.|/]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})\s*(?:页)?(?:\s*[/,，共of]*\s*\d{1,4}\s*页?)?[\s\-—–―－·•.|]*$"
)
_DIGITS = re.compile(r"\d+")
_OPENS = re.compile(
    r"^\s*(?:第.{1,4}[编章节条]|[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]?\d{1,2}[)）、.．](?!\d)|[①-⑳⑴-⒇]|附件)"
)
_ENDS = "。；;：:！!？?"


def read_pdf(path: Path) -> str:
    """The text of a PDF in reading order.

    Raises:
        UnreadableDocument: ``locked`` under a password, ``scanned`` when its pages are pictures or its signs have no
            meaning, ``damaged`` when it cannot be opened.
    """
    try:
        with pdfium.PdfDocument(path) as document:
            pages = [_page(document, number) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise UnreadableDocument(path, "locked" if locked else "damaged") from error
    text = "\n".join(_joined(_without_edges(pages)))
    if _unreadable(text):
        raise UnreadableDocument(path, "scanned")
    return text


def _page(document: pdfium.PdfDocument, number: int) -> list[Line]:
    page = document[number]
    try:
        return page_lines(page)
    finally:
        page.close()


def _unreadable(text: str) -> bool:
    """Whether hardly a sign is there, or many have no known meaning."""
    signs = [sign for sign in text if not sign.isspace()]
    unknown = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or ord(sign) < 32 for sign in signs)
    return len(signs) < _FEWEST_SIGNS or unknown > len(signs) * _MOST_UNKNOWN


def _without_edges(pages: list[list[Line]]) -> Iterator[Line]:
    """All lines, without page numbers and without what stands at the edge of most pages."""
    often = Counter(_edge_words(line) for page in pages for line in {id(a): a for a in _edges(page)}.values())
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        for line in page:
            repeated = len(pages) > 2 and often[_edge_words(line)] * 2 > len(pages)
            if id(line) not in edges or line.row or not (_PAGE_NUMBER.match(line.text) or repeated):
                yield line


def _edges(page: list[Line]) -> list[Line]:
    """The lines where a page number or a running head may stand: two above and below, on a short page one."""
    lines = 2 if len(page) >= _FULL_PAGE else 1
    return page[:lines] + page[-lines:]


def _edge_words(line: Line) -> str:
    return _DIGITS.sub("#", "".join(line.text.split()))


def _joined(lines: Iterator[Line]) -> Iterator[str]:
    """Paragraphs: a line that reaches the right margin goes on in the next, unless that one begins something."""
    kept = [line for line in lines if line.text.strip()]
    margins = _Margins(kept)
    paragraph = ""
    before: Line | None = None
    for line in kept:
        if before and margins.goes_on(before, line):
            gap = " " if paragraph[-1:].isascii() and paragraph[-1:].isalpha() and line.text[:1].isalpha() else ""
            paragraph += gap + line.text.strip()
        else:
            if before:
                yield paragraph
            paragraph = line.text.strip()
        before = line
    if before:
        yield paragraph


class _Margins:
    """Where lines of running text usually begin and end."""

    def __init__(self, lines: list[Line]) -> None:
        text = [line for line in lines if not line.row]
        lefts = Counter(round(line.left / 3) for line in text)
        self._left = min((place for place, count in lefts.items() if count * 8 >= len(text)), default=0) * 3
        self._rights = sorted(line.right for line in text)
        self._right = self._rights[int(len(self._rights) * 0.9)] if text else 0.0

    def goes_on(self, line: Line, following: Line) -> bool:
        """Whether ``following`` continues the paragraph of ``line``."""
        if line.row or following.row or max(line.size, following.size) > 1.3 * min(line.size, following.size):
            return False
        full = line.right >= self._right - 2.2 * line.size
        indented = following.left > self._left + 1.2 * following.size
        if not full or indented or line.left > self._left + 5 * line.size:
            return False
        return not (line.text.rstrip()[-1:] in _ENDS and _OPENS.match(following.text))
