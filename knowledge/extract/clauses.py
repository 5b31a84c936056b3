"""Items of the outline → clauses with heading and text.

A chapter that is only the roof over its items is no clause; nor is a heading without words of its own. Where a chapter
has no numbered items but says 一是…二是…, these are its clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extract.outline import CHAPTER_RANK, Item, Marker, Outline, opening
from knowledge.extract.patterns import CELL, LABEL_LINE, ORDINAL
from knowledge.facts import Clause, Span

_LONGEST_HEADING = 45
_OWN_WORDS = 15
_ENDS = "。;!?"
_FIGURE = re.compile(r"\d")


def with_ordinals(folded: str, tree: Outline) -> Outline:
    """The outline with 一是…二是… as items wherever they are all the order a chapter has."""
    items: list[Item] = []
    moved: dict[int, int] = {}
    for at, item in enumerate(tree.items):
        moved[at] = len(items)
        marks = _ordinals(folded, item) if item.rank <= CHAPTER_RANK and not item.children else []
        parent = None if item.parent is None else moved[item.parent]
        items.append(Item(item.marker, marks[0].start if marks else item.end, parent, item.id))
        ends = [mark.start for mark in marks[1:]] + [item.end]
        for mark, end in zip(marks, ends, strict=False):
            items.append(Item(mark, end, moved[at], f"{item.id}.{mark.printed}"))
    for at, item in enumerate(items):
        if item.parent is not None:
            items[item.parent].children.append(at)
    return Outline(tuple(items), tree.start, tree.end)


def _ordinals(folded: str, item: Item) -> list[Marker]:
    """一是, 二是 … of an item as markers; a number printed twice is counted on instead."""
    hits = list(ORDINAL.finditer(folded, item.body, item.end))
    if any(
        folded[item.body : hit.start()].rstrip()[-1:] not in ("。", "!", "?", "")
        and not _opens_line(folded, hit.start())
        for hit in hits[1:]
    ):
        return []
    if len(hits) < 2 or (hits[0].group("number") or hits[0].group("nth")) != "一":
        return []
    numbers = "一二三四五六七八九十"
    return [
        Marker(hit.start(), hit.end(), CHAPTER_RANK + 1, place + 1, numbers[place], False)
        for place, hit in enumerate(hits[:10])
    ]


def _opens_line(folded: str, position: int) -> bool:
    return not folded[folded.rfind("\n", 0, position) + 1 : position].strip()


def clauses(text: str, folded: str, tree: Outline) -> Iterator[Clause]:
    """The clauses of an outline, parties not yet known."""
    for item in tree.items:
        if not _is_clause(folded, item):
            continue
        end = item.start + len(text[item.start : item.end].rstrip(" \t\n　#*"))
        yield Clause(item.id, heading(text, folded, item), text[item.start : end], Span(item.start, end))


def _is_clause(folded: str, item: Item) -> bool:
    """A leaf, or an item below the chapters that says something before its own items begin."""
    if not item.children:
        return bool(folded[item.body : item.end].strip())
    own = folded[item.body : item.end].strip()
    title = heading(folded, folded, item) or ""
    if item.rank <= CHAPTER_RANK and not _FIGURE.search(own, len(title)):
        return False
    return len(own) - len(title) >= _OWN_WORDS


def heading(text: str, folded: str, item: Item) -> str | None:
    """The title an item gives itself: a first line or a first short sentence with more behind it."""
    cell = CELL.match(folded, item.body, item.end)
    if cell:
        return text[item.body : cell.end("words")].strip() or None
    stop = min(item.end, item.body + _LONGEST_HEADING + 40)
    if (begun := opening(folded, item)) > item.body:
        return text[item.body : begun].strip()
    line_end = folded.find("\n", item.body, stop)
    line_end = line_end if line_end >= 0 else stop
    cut = next((at for at in range(item.body, line_end) if folded[at] in _ENDS), line_end)
    words = text[item.body : cut].strip()
    if not words or len(words) > _LONGEST_HEADING or folded[item.body : cut].count(",") > 2:
        return None
    tag = LABEL_LINE.search(folded, cut, item.end)
    rest = folded[cut : tag.start() if tag else item.end].strip(" \n。;")
    return words if rest or item.children or cut == line_end < item.end else None
