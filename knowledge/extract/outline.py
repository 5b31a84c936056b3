"""第X章, 一、（一） 1. （1） ① → a tree of numbered items.

Markers at the start of a line always count. Markers inside a line (web copies lose their line breaks) count only when
their numbers make a sequence, so that a lone （一） in a sentence stays what it is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.extract.patterns import (
    BRACKET_HEADING,
    DECIMAL_HEAD,
    INNER_HEADING,
    LABEL_LINE,
    MARKER,
    PLAIN_HEADING,
    RUN_ON_MARKER,
    SPACED_HEADING,
)
from knowledge.text.numerals import to_int

PREFACE = "前言"
WHOLE = "全文"

RANKS = {
    "part": 0,
    "legal": 0,
    "roman": 0,
    "segment": 1,
    "chapter": 2,
    "article": 3,
    "stage": 4,
    "section": 5,
    "item": 6,
    "decimal": 7,
    "point": 8,
    "letter": 9,
    "circle": 10,
    "row": 11,
}
"""How deep a style stands: 章 > 节 > 一、 > 条 > 第一阶段 > （一） > 1. > 1.1 > （1） > A. > ①; rows of tables last."""

CHAPTER_RANK = RANKS["chapter"]
_CAN_RUN_ON = (RANKS["article"], RANKS["section"], RANKS["item"])
_SECTION_SIGNS = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_SAID_AS_PRINTED = frozenset(
    ("letter", "part", "legal", "roman", "segment", "article", "chapter", "section", "decimal")
)
_LEGAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾", "一二三三四五六七八九十")
_ROMAN = {"I": 1, "V": 5, "X": 10}
_LOOK_AHEAD = 400
_LONG_LINE = 100
_FEWEST_BRACKETED = 2
_FEWEST_BETWEEN = 2
_FINISHED = ("。", ";", ")", "]", "!", "?")
_LONGEST_SPACED = 40
_SHORTEST_HEADING = 3


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed number: where it stands, its style's rank, its value and how it is said in an id."""

    start: int
    end: int
    rank: int
    number: int
    printed: str
    opens_line: bool


@dataclass(slots=True)
class Item:
    """A node of the outline; ``text[start:end]`` is its own text up to the next marker, children not included."""

    marker: Marker
    end: int
    parent: int | None
    id: str = ""
    children: list[int] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the number begins."""
        return self.marker.start

    @property
    def body(self) -> int:
        """Where the words after the number begin."""
        return self.marker.end

    @property
    def rank(self) -> int:
        """Depth of the style."""
        return self.marker.rank


@dataclass(frozen=True)
class Outline:
    """The items in reading order, and the body they divide."""

    items: tuple[Item, ...]
    start: int
    end: int

    def at(self, position: int) -> Item | None:
        """The deepest item that holds a position; None in the paragraph before the first."""
        place = bisect_right(self._starts, position) - 1
        return self.items[place] if place >= 0 else None

    def id_at(self, position: int) -> str:
        """The id of that item, 前言 for the opening paragraph."""
        item = self.at(position)
        return item.id if item else PREFACE

    @cached_property
    def _starts(self) -> list[int]:
        return [item.start for item in self.items]


def outline(
    folded: str, start: int = 0, end: int | None = None, rows: Sequence[tuple[int, int]] = (), own: int = 0
) -> Outline:
    """Find the numbered items of ``folded[start:end]``.

    ``rows`` of tables are items even without a number; numbers before ``own`` are those of a covering letter.
    """
    end = len(folded) if end is None else end
    own = min(max(start, own), end)
    numbered = _accepted(folded, _outside(_candidates(folded, own, end), rows))
    numbered = _with_rows(numbered, rows)
    between = _between(folded, numbered, rows, end)
    markers = sorted([*_bracketed(folded, own, end), *numbered, *between], key=lambda marker: marker.start)
    markers = markers or _headings(folded, own, end)
    items = _nested(markers, end)
    _name(items)
    return Outline(tuple(items), start, end)


def _outside(candidates: list[Marker], rows: Sequence[tuple[int, int]]) -> list[Marker]:
    """The candidates that do not stand inside a row of a table; one at its start numbers the row."""
    starts = [start for start, _ in rows]
    kept = []
    for marker in candidates:
        at = bisect_right(starts, marker.start) - 1
        if at < 0 or marker.start == rows[at][0] or marker.start >= rows[at][1]:
            kept.append(marker)
    return kept


def _with_rows(numbered: list[Marker], rows: Sequence[tuple[int, int]]) -> list[Marker]:
    """The markers with one for each row that has no number of its own, counted from the item it stands in."""
    markers = list(numbered)
    taken = {marker.start for marker in numbered}
    starts = [marker.start for marker in numbered]
    counts: dict[int, int] = {}
    for start, _ in rows:
        if start in taken:
            continue
        home = bisect_right(starts, start)
        counts[home] = counts.get(home, 0) + 1
        markers.append(Marker(start, start, RANKS["row"], counts[home], str(counts[home]), True))
    return sorted(markers, key=lambda marker: marker.start)


def opening(folded: str, item: Item) -> int:
    """Where the text of an item begins: behind its number, and behind a heading that only a space parts from it."""
    stop = min(item.end, item.body + _LONGEST_SPACED)
    line = folded.find("\n", item.body, stop)
    heading = SPACED_HEADING.match(folded, item.body, line if line >= 0 else stop)
    return heading.end() if heading else item.body


def _bracketed(folded: str, start: int, end: int) -> list[Marker]:
    """Headings in square brackets at the start of a line, where a text has several: 【工作目标】."""
    hits = list(BRACKET_HEADING.finditer(folded, start, end))
    if len(hits) < _FEWEST_BRACKETED:
        return []
    return [
        Marker(hit.start("words") - 1, hit.end(), CHAPTER_RANK, at + 1, hit.group("words"), True)
        for at, hit in enumerate(hits)
    ]


def _headings(folded: str, start: int, end: int) -> list[Marker]:
    """For a text without numbers: its short lines that a longer one follows; failing these, the whole text."""
    hits = [hit for hit in PLAIN_HEADING.finditer(folded, start, end) if _heads(folded, hit, end)]
    marks = [
        Marker(hit.start("words"), hit.start("words"), CHAPTER_RANK, at + 1, hit.group("words").strip(" *"), True)
        for at, hit in enumerate(hits)
    ]
    if marks or "。" not in folded[start:end]:
        return marks
    first = start + len(folded[start:end]) - len(folded[start:end].lstrip())
    return [Marker(first, first, CHAPTER_RANK, 1, WHOLE, True)]


def _between(folded: str, numbered: list[Marker], rows: Sequence[tuple[int, int]], end: int) -> list[Marker]:
    """Headings without a number between numbered items, where a text has several: 护学岗建设, then its paragraph."""
    hits = [
        hit
        for hit in (PLAIN_HEADING.finditer(folded, numbered[0].end, end) if numbered else ())
        if INNER_HEADING.match(hit.group("words"))
        and _heads(folded, hit, end)
        and _behind_a_sentence(folded, hit.start())
    ]
    hits = [hit for hit in hits if not any(start <= hit.start() <= stop for start, stop in rows)]
    if len(hits) < _FEWEST_BETWEEN:
        return []
    return [
        Marker(hit.start("words"), hit.start("words"), RANKS["stage"], at + 1, hit.group("words").strip(" *"), True)
        for at, hit in enumerate(hits)
    ]


def _behind_a_sentence(folded: str, position: int) -> bool:
    """Whether what stands above a line is finished: a sentence, a tag, or a numbered heading."""
    above = folded[max(0, position - _LOOK_AHEAD) : position].rstrip()
    last = above.rsplit("\n", 1)[-1].strip()
    return last.endswith(_FINISHED) or MARKER.match(last) is not None or LABEL_LINE.match(last) is not None


def _heads(folded: str, hit: re.Match[str], end: int) -> bool:
    rest = folded[hit.end() : min(end, hit.end() + 200)].lstrip("\n ")
    following = rest.split("\n")[0]
    return len(following) > len(hit.group("words")) and any(sign in following for sign in "。;,")


def _candidates(folded: str, start: int, end: int) -> list[Marker]:
    """Every number that may be one of an item; in a text that lost its line breaks also those behind a word."""
    found = {hit.start(): _marker(hit, folded) for hit in MARKER.finditer(folded, start, end)}
    longest = max(len(line) for line in folded[start:end].split("\n"))
    if longest > _LONG_LINE and longest * 3 > end - start:
        found = {hit.start(): _marker(hit, folded) for hit in RUN_ON_MARKER.finditer(folded, start, end)} | found
    return [found[at] for at in sorted(found)]


def _marker(hit: re.Match[str], folded: str) -> Marker:
    style, printed = next((name, value) for name, value in hit.groupdict().items() if value is not None)
    style = style.removesuffix("_sign").removesuffix("_spaced")
    style = "point" if style == "half" else style
    line = folded.rfind("\n", max(0, hit.start() - _LOOK_AHEAD), hit.start()) + 1
    opens = not folded[line : hit.start()].strip(" *#>-\t") if line or hit.start() < _LOOK_AHEAD else False
    last = printed.rsplit(".", 1)[-1] if style == "decimal" else printed
    number = ord(last) - ord("A") + 1 if style == "letter" else to_int(last.translate(_LEGAL)) or _roman(last)
    return Marker(hit.start(), hit.end(), RANKS[style], number, _said(printed, style, number), opens)


def _roman(printed: str) -> int:
    """IV and Ⅳ as 4; 0 for what is no Roman number."""
    plain = unicodedata.normalize("NFKC", printed)
    values = [_ROMAN.get(sign, 0) for sign in plain]
    return sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))


def _said(printed: str, style: str, number: int) -> str:
    """A number as an id says it: Chinese numerals and decimal paths as printed, single signs by their value."""
    if printed in _SECTION_SIGNS:
        return "一二三四五六七八九十"[_SECTION_SIGNS.index(printed)]
    if style == "stage":
        return f"第{printed}阶段"
    return printed if style in _SAID_AS_PRINTED else str(number)


def _accepted(folded: str, candidates: list[Marker]) -> list[Marker]:
    """The candidates that are numbers of items."""
    kept: list[Marker] = []
    last: dict[int, int] = {}  # rank → number of the open item
    for at, marker in enumerate(candidates):
        if _counts(marker, last, candidates, at) or _cut_short(folded, marker, kept, candidates[at + 1 :]):
            kept.append(marker)
            last = {rank: number for rank, number in last.items() if rank < marker.rank or rank in _CAN_RUN_ON}
            last[marker.rank] = marker.number
    return kept


def _counts(marker: Marker, last: dict[int, int], candidates: list[Marker], at: int) -> bool:
    if marker.rank == RANKS["decimal"]:
        head = DECIMAL_HEAD.match(marker.printed)
        return marker.opens_line and bool(head) and int(head.group(1)) == last.get(RANKS["item"], int(head.group(1)))  # type: ignore[union-attr]
    if marker.opens_line:
        return True
    if marker.number > 1:
        return last.get(marker.rank) == marker.number - 1
    return marker.number == 1 and _goes_on(marker, candidates, at)


def _cut_short(folded: str, marker: Marker, kept: list[Marker], later: list[Marker]) -> bool:
    """Whether a lone number 1 right behind a short heading begins the items of a text that ends before the second."""
    alone = not any(other.rank <= marker.rank for other in later)
    if marker.number != 1 or not kept or kept[-1].rank >= marker.rank or not alone:
        return False
    heading = folded[kept[-1].end : marker.start]
    return _SHORTEST_HEADING <= len(heading) <= _LONGEST_SPACED and not any(sign in heading for sign in "。;:\n")


def _goes_on(first: Marker, candidates: list[Marker], at: int) -> bool:
    """Whether a number 1 inside a line is followed by a 2 of its style before a shallower item opens."""
    for other in candidates[at + 1 : at + 1 + _LOOK_AHEAD]:
        if other.rank == first.rank:
            return other.number == 2
        if other.rank < first.rank:
            return False
    return False


def _nested(markers: list[Marker], end: int) -> list[Item]:
    """Items with parents: an item belongs to the nearest one before it whose style is shallower."""
    items: list[Item] = []
    open_items: list[int] = []
    for at, marker in enumerate(markers):
        while open_items and items[open_items[-1]].rank >= marker.rank:
            open_items.pop()
        parent = open_items[-1] if open_items else None
        items.append(Item(marker, markers[at + 1].start if at + 1 < len(markers) else end, parent))
        if parent is not None:
            items[parent].children.append(at)
        open_items.append(at)
    return items


def _name(items: list[Item]) -> None:
    """Give every item its id: the path of its numbers, or the number alone where it runs on across sections."""
    alone = {at for rank in _CAN_RUN_ON for at in _running(items, rank)}
    for at, item in enumerate(items):
        own = item.marker.printed
        if item.rank == RANKS["article"] or at in alone or item.parent is None:
            item.id = own
        elif item.rank == RANKS["decimal"]:
            item.id = f"{items[item.parent].id}.{own.split('.', 1)[1]}"
        else:
            item.id = f"{items[item.parent].id}.{own}"


def _running(items: list[Item], rank: int) -> set[int]:
    """The items of a style whose numbers go on from one section to the next."""
    running: set[int] = set()
    chain: list[int] = []
    for at, item in [*((at, item) for at, item in enumerate(items) if item.rank == rank), (-1, None)]:
        if item is not None and chain and item.marker.number == items[chain[-1]].marker.number + 1:
            chain.append(at)
            continue
        if len({items[link].parent for link in chain}) > 1:
            running |= set(chain)
        chain = [at]
    return running
