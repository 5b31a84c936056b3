"""A cleaned document → the plans in it, and what is no part of any.

Lines are sorted into furniture (download bars, disclaimers, related links), titles and text. A plan begins at a title
that text follows and goes on to the next. A headline that only repeats the title below it, the site's own preface
between the two, and titles without a text are left out, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from knowledge.extract.patterns import (
    ABOUT,
    ANNEX,
    FURNITURE,
    MARKER,
    TAIL,
    TITLE,
    TITLE_LABEL,
    TITLE_RUN_ON,
)
from knowledge.lexicon import lexicon

_LONGEST_TITLE = 70
_LONGEST_FURNITURE = 400
_LEAST_BODY = 40
_LONG_LINE = 120
_LONGEST_FIRST_LINE = 40
_SHORT_TITLE = 8
_CALLED = re.compile(r"^(?:@\S{1,12}\s+)+(?:[^,。\s]{2,8},)?")
_ALSO_HEADINGS = lexicon("titles")["headings"]
_MOST_PIECES = 16
_FEW_NUMBERS = 2


@dataclass(slots=True)
class Line:
    """A stretch of the document: one line, or the title that a long line begins with."""

    start: int
    end: int
    words: str
    furniture: str | None = None
    title: bool = False

    @property
    def numbered(self) -> bool:
        """Whether the line opens with a number marker."""
        return MARKER.match(self.words) is not None


@dataclass(slots=True)
class Segment:
    """One plan of the document: its title line, if any, and the lines of its body."""

    title: str
    lines: list[Line]
    headline: str | None = None
    cover: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch that was left out, and why."""

    start: int
    end: int
    why: str


@dataclass(slots=True)
class Segments:
    """What a document holds."""

    plans: list[Segment] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)


def segment(folded: str) -> Segments:
    """Divide a document; every line ends up in a plan or among the cuts."""
    lines = _judged(_lines(folded))
    result = Segments(cuts=[Cut(a.start, a.end, a.furniture) for a in lines if a.furniture])
    kept = [line for line in lines if not line.furniture]
    blocks = _merged(_without_front(list(_blocks(kept)), result), result)
    for block in blocks:
        _place(block, result)
    return result


def _lines(folded: str) -> Iterator[Line]:
    start = 0
    for raw in folded.split("\n"):
        yield from _pieces(raw, start)
        start += len(raw) + 1


def _pieces(raw: str, start: int) -> Iterator[Line]:
    """A line as it is, or its opening titles, its text and its furniture at the end apart from each other."""
    blanks = " " if "\t" in raw.strip() else None  # a row of a table may begin with an empty cell
    words = raw.strip(blanks)
    if not words.strip():
        return
    at = start + len(raw) - len(raw.lstrip(blanks))
    trail = _trail(words) if len(words) > _LONG_LINE else 0
    if trail:
        yield Line(at, at + trail, words[:trail].rstrip(), "page data")
        at, words = at + trail, words[trail:]
    while len(words) > _LONG_LINE or "。" in words:
        first, _, rest = words.partition(" ")
        if not rest or not _is_title(first):
            break
        yield Line(at, at + len(first), first)
        at += len(words) - len(rest.lstrip())
        words = rest.lstrip()
    run_on = TITLE_RUN_ON.match(words) if len(words) > _LONG_LINE else None
    if run_on:
        yield Line(at, at + run_on.end(), run_on.group())
        at, words = at + run_on.end(), words[run_on.end() :]
    tail = TAIL.search(words, max(0, len(words) - 2000)) if len(words) > _LONG_LINE else None
    if tail and tail.start():
        yield Line(at, at + tail.start(), words[: tail.start()].rstrip())
        yield Line(at + tail.start(), at + len(words), words[tail.start() :], "disclaimer")
        return
    yield Line(at, at + len(words), words)


def _trail(words: str) -> int:
    """How far the short pieces go (首页 > 方案) that a site prints before the title of a text on one line."""
    place = 0
    for piece in words.split(" ")[:_MOST_PIECES]:
        if _is_title(piece):
            return place
        if len(piece) > _SHORT_TITLE + 2 or any(sign in piece for sign in "。,;"):
            return 0
        place += len(piece) + 1
    return 0


def _judged(lines: Iterable[Line]) -> list[Line]:
    """Mark each line as furniture, title or neither; between numbers a label (时间:…) belongs to the plan."""
    judged = []
    inside = False
    for line in lines:
        line.furniture = line.furniture or _furniture(line, inside)
        line.title = line.furniture is None and _is_title(bare_title(line.words))
        inside = not line.title and (inside or (line.furniture is None and line.numbered))
        judged.append(line)
    return judged


def _furniture(line: Line, inside: bool) -> str | None:
    """Why a line is no part of a plan, None when it may be one."""
    if len(line.words) > _LONGEST_FURNITURE or line.numbered or _is_prose(line.words):
        return None
    hits = (why for why, pattern in FURNITURE.items() if pattern.search(line.words))
    return next((why for why in hits if not (inside and why == "page label")), None) or _word_list(line.words)


def _is_prose(words: str) -> bool:
    """Whether a line is a whole text: several numbers of items in it."""
    return len(words) > _LONG_LINE and len(MARKER.findall(words)) > _FEW_NUMBERS


def _word_list(words: str) -> str | None:
    """Key words of a page and rows of links: many short pieces, or several titles, with spaces between."""
    pieces = words.split()
    if "\t" in words or len(words) > _LONG_LINE or len(pieces) < 2 or any(sign in words for sign in "。;,"):
        return None
    if len(pieces) >= 5 and max(map(len, pieces)) <= 6:
        return "key words"
    return "related links" if len(pieces) >= 2 and all(_is_title(piece) for piece in pieces) else None


def bare_title(words: str) -> str:
    """A title line without the label a site puts before it (`精选方案:…`), heading marks and stars."""
    return TITLE_LABEL.sub("", _CALLED.sub("", words.strip("#* \t").strip()))


def _is_title(words: str) -> bool:
    if not 4 <= len(words) <= _LONGEST_TITLE or MARKER.match(words) or ANNEX.match(words):
        return False
    if len(words) <= _SHORT_TITLE and words.endswith(_ALSO_HEADINGS):
        return False
    return TITLE.match(words) is not None and words.count("《") == words.count("》") and words.count(",") <= 1


def _blocks(lines: list[Line]) -> Iterator[Segment]:
    """Each title with the lines up to the next title; the first block may have no title."""
    current = Segment("", [])
    for line in lines:
        if line.title:
            title = _over_two_lines(current, line)
            yield current
            current = Segment(title, [line])
        else:
            current.lines.append(line)
    yield current


def _over_two_lines(before: Segment, line: Line) -> str:
    """The title, with the line above it when only the end of a title stands here (…绿化 / 实施方案)."""
    title = bare_title(line.words)
    above = before.lines[-1] if before.lines else None
    if (
        not above
        or above.title
        or above.numbered
        or len(above.words) > _LONGEST_FIRST_LINE
        or line.start - above.end > 3
    ):
        return title
    if any(sign in above.words for sign in ",。;:!?") or not (len(title) <= _SHORT_TITLE or title.startswith("关于")):
        return title
    before.lines.pop()
    line.start, line.words = above.start, f"{above.words}{title}"
    return line.words


def _without_front(blocks: list[Segment], result: Segments) -> list[Segment]:
    """The blocks without what a site says before the first title, even where it numbers its hints."""
    first = blocks[0]
    if len(blocks) > 1 and any(pattern.search(line.words) for line in first.lines for pattern in FURNITURE.values()):
        _cut(result, first.lines, "front matter")
        return blocks[1:]
    return blocks


def _body(block: Segment) -> list[Line]:
    return [line for line in block.lines if not line.title]


def _weight(block: Segment) -> int:
    return sum(len(line.words) for line in _body(block))


def _has_items(block: Segment) -> bool:
    return any(line.numbered or len(MARKER.findall(line.words[:3000])) > 1 for line in _body(block))


def _same_title(one: str, other: str) -> bool:
    """Whether two title lines name the same plan; a year may be masked in one of them."""
    return bool(one and other) and fuzz.ratio(one.lower(), other.lower()) >= 85


def _merged(blocks: list[Segment], result: Segments) -> list[Segment]:
    """Fold headlines, covering notices and titles inside a plan into the block they belong to."""
    kept: list[Segment] = []
    for block in blocks:
        before = kept[-1] if kept else None
        if before and _covers(before, block):
            block.cover = before.title
            block.lines = [*before.lines, *block.lines]
            kept[-1] = block
        elif before and before.title and not _has_items(before) and _same_title(before.title, block.title):
            _cut(result, before.lines, "headline and preface of the web page")
            block.headline = before.title
            kept[-1] = block
        elif before and block.title and _has_items(before) and _weight(block) >= _LEAST_BODY and not _opens(block):
            before.lines += block.lines
        else:
            kept.append(block)
    return kept


def _covers(notice: Segment, plan: Segment) -> bool:
    """Whether a short notice only sends the plan that follows."""
    if not (notice.title and plan.title) or _has_items(notice) or _weight(notice) > 1500:
        return False
    return bool(ABOUT.search(notice.title) or notice.title.endswith("通知")) and (
        plan.title.split("(")[0] in notice.title + "".join(line.words for line in notice.lines)
        or fuzz.partial_ratio(plan.title, notice.title) >= 80
    )


def _opens(block: Segment) -> bool:
    """Whether a block reads like a plan of its own: its numbers begin again, or it opens with a reason."""
    body = _body(block)
    first = next((MARKER.match(line.words) for line in body if line.numbered), None)
    begins_again = bool(first and (first.group("chapter") == "一" or first.group("section") == "一"))
    return begins_again or _has_items(block) or body[0].words.startswith(("为", "根据", "按照", "依据"))


def _place(block: Segment, result: Segments) -> None:
    if not block.lines:
        return
    if _weight(block) >= _LEAST_BODY or (_has_items(block) and _weight(block) >= _LEAST_BODY // 2):
        result.plans.append(block)
    else:
        _cut(result, block.lines, "title without a text" if block.title else "no part of a plan")
        if block.title and result.plans and not result.plans[-1].title:
            result.plans[-1].title = block.title


def _cut(result: Segments, lines: list[Line], why: str) -> None:
    result.cuts += [Cut(line.start, line.end, why) for line in lines]
