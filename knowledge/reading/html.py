"""Web pages: what a reader sees of them, block by block; tables as rows, numbered lists with their numbers.

Scripts, styles, menus, forms and what is hidden stay out. A table that holds tables, or a single column, only lays the
page out: its cells are blocks like any other. The parser is a stream, so nothing is nested too deep for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from knowledge.reading.numbering import FORMATS
from knowledge.reading.plain import decode
from knowledge.reading.rows import Cell, table_lines

_OUT = frozenset((
    "script", "style", "nav", "head", "noscript", "template", "form", "button", "select", "iframe", "svg",
    "object", "aside", "footer"
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre",
    "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"
))  # fmt: skip
_EMPTY = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"
))  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_LOOKS_LIKE = re.compile(rb"<!doctype html|<html|<head[\s>]|<body|<table[\s>]|<div[\s>]|<p[\s>]", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_SPANNED = 60


def looks_like_html(raw: bytes) -> bool:
    """Whether the first bytes are those of a web page, whatever the file is called."""
    return raw[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and _LOOKS_LIKE.search(raw[:4000]) is not None


def read_html(raw: bytes) -> str | None:
    """The text of a page, None when the bytes are no text."""
    source = _declared(raw) or decode(raw)
    if source is None:
        return None
    page = _Page()
    page.feed(source)
    page.close()
    return page.text()


def _declared(raw: bytes) -> str | None:
    """The text by the character set the page itself names, where the bytes agree."""
    hit = _CHARSET.search(raw[:4000])
    if hit is None:
        return None
    name = hit.group(1).decode("ascii").lower()
    try:
        return raw.decode("gb18030" if name.startswith("gb") else name)
    except (LookupError, UnicodeDecodeError):
        return None


@dataclass(slots=True)
class _Table:
    """A table being read: its finished rows, the lines of the open cell, and whether it only lays out."""

    rows: list[list[Cell]] = field(default_factory=list)
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    lines: list[str] = field(default_factory=list)
    frame: bool = False


class _Page(HTMLParser):
    """Collects lines; each open table and list waits on a stack of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._tables: list[_Table] = []
        self._lists: list[tuple[str, int] | None] = []
        self._words: list[str] = []
        self._out: list[str] = []
        self._as_typed = 0

    def text(self) -> str:
        """Everything read so far."""
        self._break()
        while self._tables:
            self._end_table()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._out or tag in _OUT or "hidden" in given or _HIDDEN.search(given.get("style", "")):
            if tag in _BLOCKS:
                self._break()
            if tag not in _EMPTY:
                self._out.append(tag)
            return
        if tag == "br":
            self._words.append("\n")
        if tag in _BLOCKS:
            self._break()
        if tag == "pre":
            self._as_typed += 1
        self._begin(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            if self._tables:
                self._tables[-1].frame = True
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._end_cell()
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables:
            self._end_cell()
            self._tables[-1].cell = []
            self._tables[-1].spans = (_whole(given.get("colspan")), _whole(given.get("rowspan")))
        elif tag == "ol":
            self._lists.append((_LIST_FORMATS.get(given.get("type", ""), "decimal"), _whole(given.get("start")) - 1))
        elif tag == "ul":
            self._lists.append(None)
        elif tag == "li":
            self._number()

    def _number(self) -> None:
        if self._lists and (counted := self._lists[-1]):
            style, number = counted
            self._lists[-1] = (style, number + 1)
            self._words.append(f"{FORMATS[style](number + 1)}. ")

    def handle_endtag(self, tag: str) -> None:
        if self._out:
            if tag in self._out[-50:]:
                while self._out.pop() != tag:
                    pass
            return
        if tag in _BLOCKS:
            self._break()
        if tag == "pre":
            self._as_typed = max(0, self._as_typed - 1)
        if tag == "table" and self._tables:
            self._end_table()
        elif tag in ("td", "th", "tr") and self._tables:
            self._end_cell()
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._out:
            self._words.append(data if self._as_typed else _SPACES.sub(" ", data))

    def _break(self) -> None:
        """End the line that is being written."""
        lines = [line.strip(" \t") for line in "".join(self._words).split("\n")]
        self._words.clear()
        self._lines_here().extend(line for line in lines if line)

    def _lines_here(self) -> list[str]:
        if not self._tables:
            return self._lines
        table = self._tables[-1]
        return table.lines if table.cell is None else table.cell

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if table.cell is None:
            return
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append(Cell(" ".join(" ".join(table.cell).split()), *table.spans))
        table.lines += table.cell
        table.cell = None

    def _end_table(self) -> None:
        self._end_cell()
        table = self._tables.pop()
        side_by_side = sum(len([cell for cell in row if cell.text]) > 1 for row in table.rows)
        lines = table.lines if table.frame or side_by_side == 0 else [*table_lines(table.rows)]
        self._lines_here().extend(lines)


def _whole(printed: str | None) -> int:
    return min(int(printed), _MOST_SPANNED) if printed and printed.isdecimal() and 0 < len(printed) < 7 else 1
