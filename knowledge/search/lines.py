"""The lines of a plan made whole before they are cut into sentences.

Documents come wrapped at a width (a line ends in the middle of a word), with tables flattened into lines of cells, and
with tables kept as rows. Wrapped lines are joined; a short cell is read as the heading of the line under it, a unit
alone on a line as the one responsible for what stands above; a row says its heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.text.numerals import CHINESE

_END = tuple("。；;：:！!？?")
_GOES_ON = tuple("，,、（(")
_CLOSED = tuple("）)】]”》")
_STARTS = re.compile(
    rf"\s*(?:第?[{CHINESE}百]+[章节条款、.，是]|[(（\[【][{CHINESE}\d]+[)）\]】]|\d+[.、．)](?!\d)|[①-⑳]|附件)"
)
_UNIT_ENDS = "局|办|所|站|部|中心|大队|中队|政府|办公室|委员会|委|联|公司|街道|各村|各乡镇"
_UNIT_LINE = re.compile(rf"(?:各|县|市|区|镇|乡|省|街道|村)?[\u4e00-\u9fff、 ]{{1,24}}(?:{_UNIT_ENDS})")
UNIT_LINES = re.compile(
    rf"(?:(?<=\n)|(?<=\ufffe))[ ]*{_UNIT_LINE.pattern}[ ]*(?:\n[ ]*{_UNIT_LINE.pattern}[ ]*)*(?=\n|$)"
)
"""Units alone on their lines, behind what they are responsible for."""
_CELL = re.compile(r"[^\d，,。；;：:、（(\t]{2,12}")
_FEWEST, _SHARE, _NEAR_WIDTH, _NARROWEST = 4, 0.2, 2, 18
_LONGEST_HEAD = 14
HELD = str.maketrans("。；;！？!?", "\ue000\ue001\ue002\ue003\ue004\ue005\ue006")
FREE = str.maketrans("\ue000\ue001\ue002\ue003\ue004\ue005\ue006", "。；;！？!?")
GAP = "\u3000"
"""Stands between the cells of a row."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document's lines are to be read.

    ``width``: characters a line is wrapped at, 0 when it is not; ``units``: units stand on lines of their own;
    ``rows``: what each row of a table is told as.
    """

    width: int
    units: bool
    rows: Mapping[str, str]


def layout(text: str) -> Layout:
    """The layout of a plan."""
    lines = text.splitlines()
    return Layout(
        width=_width(lines),
        units=sum(is_unit(line) for line in lines) >= _FEWEST,
        rows=dict(_told(lines)) if "\t" in text else {},
    )


def _width(lines: Sequence[str]) -> int:
    lengths = sorted(length for line in lines if (length := len(line.strip())) >= _NARROWEST)
    if len(lengths) < _FEWEST:
        return 0
    full = lengths[-1 - len(lengths) // 50]
    near = [length for length in lengths if abs(length - full) <= _NEAR_WIDTH]
    return full if len(near) >= max(_FEWEST, _SHARE * len(lengths)) and full < 120 else 0


def whole(text: str, read: Layout) -> str:
    """The text with wrapped lines joined, cells read as headings, and rows told with their heads."""
    if "\n" not in text and "\t" not in text:
        return text
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(_headed(list(_joined(list(_rows(lines, read)), read.width))))


def _joined(lines: Sequence[str], wrapped_at: int) -> Iterator[str]:
    """Lines that end in the middle of a sentence, each with the one that goes on."""
    held = ""
    for line in lines:
        if held and not _goes_on(held, line, wrapped_at):
            yield held
            held = ""
        held = held.rstrip() + line.strip() if held else line
        if GAP in held:
            yield held
            held = ""
    if held:
        yield held


def _goes_on(line: str, following: str, wrapped_at: int) -> bool:
    """Does a line run on into the next one?"""
    last = line.rstrip()[-1:]
    if last in _END or GAP in following or _STARTS.match(following):
        return False
    if last in _GOES_ON:
        return True
    return bool(wrapped_at) and last not in _CLOSED and len(line.strip()) >= wrapped_at - _NEAR_WIDTH


def _headed(lines: list[str]) -> Iterator[str]:
    """A short line without any mark, followed by a sentence, is said in front of it."""
    heading = ""
    for line in lines:
        bare = line.strip()
        if _CELL.fullmatch(bare) and not is_unit(bare):
            if heading:
                yield heading
            heading = bare
            continue
        if heading and (is_unit(bare) or _STARTS.match(line) or GAP in line):
            yield heading
            heading = ""
        yield f"{heading}：{bare}" if heading else line
        heading = ""
    if heading:
        yield heading


def is_unit(line: str) -> bool:
    """Is a line nothing but the name of a unit, or of several?"""
    return _UNIT_LINE.fullmatch(line.strip()) is not None


def _rows(lines: Sequence[str], read: Layout) -> Iterator[str]:
    """Rows with tabs, each cell behind its head; the line of heads itself says nothing."""
    for line in lines:
        told = read.rows.get(line.strip()) if "\t" in line else line
        if told is None:
            yield GAP.join(cell.strip() for cell in line.split("\t") if cell.strip()).translate(HELD)
        elif told:
            yield told


def _told(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each row of a document's tables with what it is told as; a line of heads is told as nothing."""
    heads: list[str] = []
    above: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 2:
            heads = []
        elif not heads and all(_is_head(cell) for cell in cells):
            heads, above = cells, []
            yield line.strip(), ""
        elif heads and len(cells) <= len(heads):
            cells = above = _filled(cells, above)
            told = (f"{head}：{cell}" for head, cell in zip(heads, cells, strict=False) if cell)
            yield line.strip(), GAP.join(told).translate(HELD)


def _filled(cells: list[str], above: list[str]) -> list[str]:
    """A row whose first cells are empty goes on with those of the row above: they were one cell on paper."""
    filled = list(cells)
    for place in range(min(2, len(above), len(cells))):
        if cells[place]:
            break
        filled[place] = above[place]
    return filled


def _is_head(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST_HEAD and not any(mark in cell for mark in "，。；、")
