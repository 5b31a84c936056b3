"""Markdown: its signs of emphasis, links and table rules out; headings stay lines, tables become rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.reading.rows import Cell, table_lines

_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^()\n]{0,500}\)")
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\([^()\n]{0,500}\)")
_EMPHASIS = re.compile(r"(\*\*|__|~~|`)(?=\S)([^\n*_~`]{1,300}?)(?<=\S)\1")
_SLANTED = re.compile(r"(?<![A-Za-z\d*])\*(?=\S)([^*\n]{1,200}?)(?<=\S)\*(?![A-Za-z\d*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$|^\s*(?:[-*_=]\s*){3,}$|^\s*(?:```|~~~)")
_QUOTED = re.compile(r"^\s*(?:>\s?)+")
_BULLET = re.compile(r"^(\s*)[-*+]\s+(?=\S)")
_ROW = re.compile(r"^\s*\|.*\|\s*$")


def read_markdown(text: str) -> str:
    """The text without its markup."""
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    rows: list[list[Cell]] = []
    for line in [*lines, ""]:
        if _ROW.match(line):
            if not _RULE.match(line):
                rows.append([Cell(_plain(cell.strip())) for cell in line.strip().strip("|").split("|")])
            continue
        yield from table_lines(rows)
        rows = []
        if not _RULE.match(line):
            yield _plain(_BULLET.sub(r"\1", _QUOTED.sub("", line)))


def _plain(line: str) -> str:
    line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    return _ESCAPED.sub(r"\1", _SLANTED.sub(r"\1", _EMPHASIS.sub(r"\2", line)))
