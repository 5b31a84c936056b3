"""Word files (.docx): paragraphs as lines with the numbers Word prints, tables as rows, footnotes under their line.

The parts are read straight from the package: only the four that hold text are unfolded, tracked deletions, hidden
words, tables of contents and fallback drawings stay out, and what smart tags and content controls wrap comes along.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from knowledge.errors import UnreadableDocument
from knowledge.reading.numbering import Numbering, W, numbering
from knowledge.reading.rows import Cell, table_lines

MAX_UNPACKED = 32 * 1024 * 1024
"""Bytes a part of a Word file may unfold to: ten times the text of the longest plan, with its markup."""

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OUT = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "footnoteRef", "sdtPr")
) | {f"{_MC}Fallback"}
_CONTENTS = re.compile(r"^(?:toc|目录)\s*\d", re.IGNORECASE)
_MAIN = "/officeDocument"


def read_docx(path: Path) -> str:
    """The text of a Word file in reading order.

    Raises:
        UnreadableDocument: ``damaged`` when it cannot be opened, ``locked`` under a password, ``too_large`` when a part
            unfolds too far, ``unknown_kind`` for another kind of package.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            return "\n".join(_Word(packed, path).lines())
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, EOFError, OSError) as error:
        raise UnreadableDocument(path, _reason(error)) from error
    except (NotImplementedError, RuntimeError) as error:  # zipfile says so of a packing or a password it does not know
        raise UnreadableDocument(path, "locked" if "password" in str(error) else "damaged") from error


def _reason(error: Exception) -> str:
    """A tree too deep or too large for the parser is no damage; out of memory it says only `unknown error`."""
    full = isinstance(error, etree.XMLSyntaxError) and ("xcessive" in str(error) or "unknown error" in str(error))
    return "too_large" if full else "damaged"


class _Word:
    """The parts of a package that hold text, and the numbers counted so far."""

    def __init__(self, packed: zipfile.ZipFile, path: Path) -> None:
        self._packed, self._path = packed, path
        main = self._main_part()
        folder = main.rpartition("/")[0]
        self._folder = f"{folder}/" if folder else ""
        self._body = self._part(main).find(f"{W}body")
        self._numbers: Numbering = numbering(self._optional("numbering.xml"))
        self._styles = {each.get(f"{W}styleId", ""): each for each in self._all("styles.xml", "style")}
        self._notes = {
            each.get(f"{W}id", ""): " ".join(filter(None, (_words(p).strip() for p in each.iter(f"{W}p"))))
            for name in ("footnote", "endnote")
            for each in self._all(f"{name}s.xml", name)
        }

    def lines(self) -> Iterator[str]:
        """The document, line by line."""
        if self._body is None:
            raise KeyError("body")
        yield from self._blocks(self._body)

    def _blocks(self, parent: Any) -> Iterator[str]:
        for block in _inner(parent):
            if block.tag == f"{W}p":
                yield from self._paragraph(block)
            elif block.tag == f"{W}tbl":
                yield from self._table(block)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        style = self._style(paragraph)
        if style is not None and _CONTENTS.match(_val(style, "name")):
            return
        words = _words(paragraph)
        number = self._number(paragraph, style) if words.strip() else ""
        yield number + (words.lstrip() if number else words)
        for mark in paragraph.iter(f"{W}footnoteReference", f"{W}endnoteReference"):
            if note := self._notes.get(mark.get(f"{W}id", "")):
                yield f"注：{note}"

    def _number(self, paragraph: Any, style: Any) -> str:
        """The automatic number: the paragraph's own list, else the one of its style or of what that is based on."""
        depth: str = ""
        for holder in (paragraph, *self._bases(style)):
            given = holder.find(f"{W}pPr/{W}numPr")
            if given is not None:
                depth = depth or _val(given, "ilvl")
                if list_id := _val(given, "numId"):
                    return self._numbers.next(list_id, int(depth) if depth.isdecimal() else 0)
        return ""

    def _style(self, paragraph: Any) -> Any:
        properties = paragraph.find(f"{W}pPr")
        return None if properties is None else self._styles.get(_val(properties, "pStyle"))

    def _bases(self, style: Any) -> Iterator[Any]:
        for _ in range(10):
            if style is None:
                return
            yield style
            style = self._styles.get(_val(style, "basedOn"))

    def _table(self, table: Any) -> Iterator[str]:
        rows = [[*_cells(row)] for row in _inner(table) if row.tag == f"{W}tr"]
        if sum(len(row) for row in rows) == 1:  # a frame around the text, no table
            yield from self._blocks(rows[0][0][0])
            return
        yield from table_lines([[*self._spanned(rows, at)] for at in range(len(rows))])

    def _spanned(self, rows: list[list[tuple[Any, int, int, str]]], at: int) -> Iterator[Cell]:
        """The cells a row begins; how far down each reaches is said by the rows below."""
        for cell, column, columns, merge in rows[at]:
            if merge == "continue":
                continue
            depth = 1
            while merge and at + depth < len(rows) and _goes_on(rows[at + depth], column):
                depth += 1
            yield Cell(" ".join(" ".join(self._blocks(cell)).split()), columns, depth)

    def _main_part(self) -> str:
        """The part the package names as its document."""
        for each in self._part("_rels/.rels"):
            if each.get("Type", "").endswith(_MAIN):
                target = each.get("Target", "").lstrip("/")
                if "word" in target or "document" in target:
                    return str(target)
        raise UnreadableDocument(self._path, "unknown_kind")

    def _all(self, part: str, name: str) -> Iterator[Any]:
        root = self._optional(part)
        return iter(()) if root is None else root.iterfind(f"{W}{name}")

    def _optional(self, name: str) -> Any:
        return self._part(self._folder + name) if self._folder + name in self._packed.namelist() else None

    def _part(self, name: str) -> Any:
        """One part as a tree, without entities of its own and never deeper than the parser's own limit."""
        if self._packed.getinfo(name).file_size > MAX_UNPACKED:
            raise UnreadableDocument(self._path, "too_large")
        raw = self._packed.read(name)
        if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw[:2000]:
            raise UnreadableDocument(self._path, "damaged")
        return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _inner(parent: Any) -> Iterator[Any]:
    """The blocks, rows or cells of an element, also those that a control, a tag or a revision wraps."""
    for child in parent:
        if child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"):
            yield from _inner(child)
        elif child.tag not in _OUT:
            yield child


def _cells(row: Any) -> Iterator[tuple[Any, int, int, str]]:
    """Each cell with its first column, how many it covers, and whether it begins or goes on with a cell over rows."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    column = _small(before.get(f"{W}val")) if before is not None else 0
    for cell in _inner(row):
        if cell.tag != f"{W}tc":
            continue
        properties = cell.find(f"{W}tcPr")
        columns = _small(_val(properties, "gridSpan")) or 1 if properties is not None else 1
        merged = properties.find(f"{W}vMerge") if properties is not None else None
        yield cell, column, columns, "" if merged is None else merged.get(f"{W}val", "continue")
        column += columns


def _goes_on(row: list[tuple[Any, int, int, str]], column: int) -> bool:
    """Whether a row continues a cell from above in a column."""
    return any(place == column and merge == "continue" for _, place, _, merge in row)


def _words(paragraph: Any) -> str:
    """The words of a paragraph, a forced line break as one; a tab is a space, for tabs part the cells of a table."""
    pieces: list[str] = []
    hidden = f"{W}rPr/{W}vanish"
    stack = [*reversed(paragraph)]
    while stack:
        piece = stack.pop()
        if piece.tag in _OUT or (piece.tag == f"{W}r" and piece.find(hidden) is not None):
            continue
        if piece.tag == f"{W}t" or str(piece.tag).endswith("}t"):
            pieces.append(piece.text or "")
        elif piece.tag in (f"{W}tab", f"{W}ptab"):
            pieces.append(" ")
        elif piece.tag in (f"{W}br", f"{W}cr"):
            pieces.append("\n" if piece.get(f"{W}type") in (None, "textWrapping") else "")
        elif piece.tag == f"{W}noBreakHyphen":
            pieces.append("-")
        else:
            stack += reversed(piece)
    return "".join(pieces)


def _val(parent: Any, name: str) -> str:
    child = parent.find(f"{W}{name}")
    return "" if child is None else str(child.get(f"{W}val", ""))


def _small(printed: str | None) -> int:
    return min(int(printed), 60) if printed and printed.isdecimal() and len(printed) < 7 else 0
