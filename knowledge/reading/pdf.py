"""PDF files with text: hard-wrapped lines joined again, page numbers and running heads out, ruled tables as rows.

PDFium gives each sign with its place; what a line, a paragraph and a table is, is worked out here from the places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.errors import UnreadableDocument
from knowledge.reading.pdf_page import Line, page_lines

_FEWEST_SIGNS = 20
_MOST_UNKNOWN = 0.2
_FULL_PAGE = 9
_NEARLY = 20.0
_SLACK, _SLACK_INSIDE = 0.9, 2.2  # a line that ends inside a sentence may end earlier
_SQUARE, _LATIN = 0.75, 0x2000
_UNPARTED = re.compile(r"[“‘（《【(\[]*(?:[\x21-\u024f]+|.)[，。；：、！？）》】”’)\],.;:%]*")
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–―－·•.|/]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})\s*(?:页)?(?:\s*[/,，共of]*\s*\d{1,4}\s*页?)?[\s\-—–―－·•.|]*$"
)
_BROWSER = re.compile(
    r"^\s*(?:\d{1,4}[/-]\d{1,2}[/-]\d{1,4},?\s*(?:[上下]午)?\s?\d{1,2}:\d\d(?::\d\d)?\s?(?:[AP]M)?(?:\s.{0,80})?"
    r"|(?:file|https?)://\S+(?:\s+\d{1,3}/\d{1,3})?|about:blank.{0,12})\s*$"
)
_DIGITS = re.compile(r"\d+")
_OPENS = re.compile(
    r"^\s*(?:第.{1,4}[编章节条]|[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]?\d{1,2}[)）、.．](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}\s?(?=[\u4e00-\u9fff“《])|[①-⑳⑴-⒇]|附件)"
)
_ENDS = "。；;：:！!？?…."
_AFTER_TEXT = _ENDS + "，,、）)》”"
_LONE_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．]\s*$")
_OPEN_BRACKET = re.compile(r"[（(\[【《][^）)\]】》]*$")
_LATIN_SIGN = re.compile(r"[\x21-\u024f]{3}")
_FEWEST_ACROSS = 15
_WIDER, _FAR_FROM_MARGIN = 1.35, 3
_FAR_ENOUGH = 0.85


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
    """All lines, without what stands at the edge of most pages and the page numbers next to it."""
    filled = [[line for line in page if not _BROWSER.match(line.text)] for page in pages if page]
    repeated = _repeated(filled)
    inside = [_trimmed(page, repeated) for page in filled]
    for at in (-1, 0):  # numbers stand below or above on most pages, not here and there
        counted = [_page_number(page[at]) if page else None for page in inside]
        if _counts_on(counted):
            inside = [
                page if number is None else _without(page, at) for page, number in zip(inside, counted, strict=True)
            ]
            break
    for page in inside:
        yield from _trimmed(page, repeated)


def _repeated(pages: list[list[Line]]) -> set[str]:
    """What stands at the edge of most pages; of two pages only what stands at the same height on both."""
    if len(pages) == 2:
        one, other = ({(_edge_words(line), round(line.top)) for line in _edges(page)} for page in pages)
        return {words for words, _ in one & other}
    often = Counter(words for page in pages for words in {_edge_words(line) for line in _edges(page)})
    return {words for words, count in often.items() if len(pages) > 2 and count * 2 > len(pages)}


def _page_number(line: Line) -> int | None:
    """The number of a line that holds only a page number."""
    hit = None if line.row else _PAGE_NUMBER.match(line.text)
    digits = _DIGITS.search(line.text) if hit else None
    return int(digits.group()) if digits else -1 if hit else None


def _counts_on(counted: list[int | None]) -> bool:
    """Whether most pages have a number and the numbers grow with the pages, as those of cells do not."""
    found = [(page, number) for page, number in enumerate(counted) if number is not None]
    if len(found) * 2 <= len(counted):
        return False
    steady = sum(number - page == found[0][1] - found[0][0] or number < 0 for page, number in found)
    return steady * 3 >= len(found) * 2


def _trimmed(page: list[Line], repeated: set[str]) -> list[Line]:
    edges = {id(line) for line in _edges(page) if not line.row and _edge_words(line) in repeated}
    return [line for line in page if id(line) not in edges]


def _without(page: list[Line], at: int) -> list[Line]:
    return page[1:] if at == 0 else page[:-1]


def _edges(page: list[Line]) -> list[Line]:
    """The lines where a page number or a running head may stand: two above and below, on a short page one."""
    lines = 2 if len(page) >= _FULL_PAGE else 1
    return page[:lines] + page[-lines:]


def _edge_words(line: Line) -> str:
    """The words of a line with # for numbers; a bare number is told by its page, so it keeps its place."""
    words = "".join(line.text.split())
    return f"{words} {line.top:.0f}" if words.isdecimal() else _DIGITS.sub("#", words)


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
            paragraph = line.text if line.row else line.text.strip()
        before = line
    if before:
        yield paragraph


class _Margins:
    """Where lines of running text usually begin and end, by place and by number of signs."""

    def __init__(self, lines: list[Line]) -> None:
        text = [line for line in lines if not line.row]
        lefts = Counter(round(line.left / 3) for line in text)
        self._left = min((place for place, count in lefts.items() if count * 8 >= len(text)), default=0) * 3
        self._right = max(_usual_most([line.right for line in text], _NEARLY), self._mirrored(text))
        pitches = sorted(_pitch(*pair) for pair in pairwise(text) if 0 < _pitch(*pair) < 4 * pair[0].size)
        self._pitch = pitches[len(pitches) // 10] if pitches else 0.0
        self._signs = _usual_most([float(len(line.text)) for line in text if not _LATIN_SIGN.search(line.text)], 1.0)

    def _mirrored(self, lines: list[Line]) -> float:
        """Where lines end if the right margin is as wide as the left one; 0 for a narrower one.

        Where no line reaches the margin, no line was cut by the page, and it is the margin itself that counts.
        """
        longest = max(lines, key=lambda line: line.right, default=None)
        if longest is None or not longest.across:
            return 0.0
        margin = longest.across - self._left
        if longest.right > margin + longest.size:
            return 0.0
        return longest.right if longest.right >= margin - _FAR_FROM_MARGIN * longest.size else margin

    def goes_on(self, line: Line, following: Line) -> bool:
        """Whether ``following`` continues the paragraph of ``line``."""
        if line.row or following.row or max(line.size, following.size) > 1.3 * min(line.size, following.size):
            return False
        if _LONE_NUMBER.match(line.text):
            return True
        if following.text.strip().isdecimal() or _pitch(line, following) > _WIDER * self._pitch:
            return False
        indented = following.left > self._left + 1.2 * following.size
        if not self._is_full(line, following) or indented or line.left > self._left + 5 * line.size:
            return False
        return not (line.text.rstrip()[-1:] in _ENDS and self._opens(following))

    def _is_full(self, line: Line, following: Line) -> bool:
        """Whether nothing more fitted in a line: it reaches the margin, or counts as many signs as the longest.

        Some programs measure a half-width comma as a full square, so that their lines end early but count the same.
        """
        slack = _SLACK if line.text.rstrip()[-1:] in _AFTER_TEXT else _SLACK_INSIDE
        reaches = line.right + _first_piece(following) >= self._right - slack * line.size
        if _OPEN_BRACKET.search(line.text) and line.right * 2 > self._right:
            return True
        counts = self._signs >= _FEWEST_ACROSS and len(line.text) >= self._signs - 1
        return reaches or (counts and line.right >= _FAR_ENOUGH * self._right)

    def _opens(self, line: Line) -> bool:
        """Whether a line behind a full stop begins something: a number, or a short line without an end, a heading."""
        heading = line.text.rstrip()[-1:] not in _AFTER_TEXT and not self._is_full(line, line)
        return heading or _OPENS.match(line.text) is not None


def _pitch(line: Line, following: Line) -> float:
    """How far below a line the next one stands; negative over the end of a page."""
    return line.top - following.top


def _first_piece(line: Line) -> float:
    """How wide what a printer would not part at the start of a line is: a number, a word, a sign with its comma."""
    piece = _UNPARTED.match(line.text)
    square = line.size * _SQUARE
    return sum(square if ord(sign) > _LATIN else square * 0.55 for sign in piece.group()) if piece else square


def _usual_most(values: list[float], nearly: float) -> float:
    """The largest value that more than one in fifty reaches, or nearly; 0 for none."""
    largest = sorted(values, reverse=True)
    enough = len(largest) // 50
    for at, value in enumerate(largest):
        if at + enough < len(largest) and value - largest[at + enough] <= nearly:
            return value
    return largest[0] if largest else 0.0
