"""A cleaned document → its lines, each known as furniture, as a title, or as text.

A line that a site ran together (title and text, text and disclaimer, one plan and the next) is divided first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.extract.patterns import (
    ANNEX,
    ANNOUNCED,
    BRACKET_TITLE,
    CALLED,
    COLLECTION,
    CONTENTS_ENTRY,
    DATED_LINK,
    FILE_NAME,
    FURNITURE,
    MARKER,
    PAGE_NUMBER,
    PAGE_PIECES,
    PART_HEAD,
    PART_RUN_ON,
    PART_TAIL,
    TAIL,
    TITLE,
    TITLE_LABEL,
    TITLE_RUN_ON,
)
from knowledge.lexicon import lexicon

COLLECTED = "headline of a collection"
_LONGEST_TITLE = 70
_LONGEST_FURNITURE = 400
_LONG_LINE = 120
_LONGEST_LINK = 45
_SHORT_TITLE = 8
_ALSO_HEADINGS = lexicon("titles")["headings"]
_MOST_PIECES = 16
_ARROWS = frozenset((">", "›", "»", ">>"))
_TOP = 8
_FEW_NUMBERS = 2
_SENTENCE_SIGNS = "。;,"
_CONTENTS = frozenset(("目录", "目 录", "目  录"))
_LONGEST_CONTENTS = 120


@dataclass(slots=True)
class Line:
    """A stretch of the document: one line, or the title that a long line begins with.

    ``part`` says that it opens one text of a collection (…方案 篇2, 第三篇).
    """

    start: int
    end: int
    words: str
    furniture: str | None = None
    title: bool = False
    part: bool = False

    @property
    def numbered(self) -> bool:
        """Whether the line opens with a number marker."""
        return MARKER.match(self.words) is not None


def read_lines(folded: str) -> list[Line]:
    """The lines of a document from top to bottom."""
    whole = [*_whole(folded)]
    announced = frozenset(hit.group("title").strip() for line in whole for hit in ANNOUNCED.finditer(line.words))
    lines = _judged([piece for line in whole for piece in _pieces(line, announced)])
    _mark_contents(lines)
    return lines


def bare_title(words: str) -> str:
    """A title line without what a site puts around it: `精选方案:…`, heading marks, 篇2, square brackets."""
    bare = words.strip("#* \t").strip()
    inside = BRACKET_TITLE.fullmatch(bare)
    bare = inside.group("title") if inside else bare
    annex = ANNEX.match(bare)
    bare = bare[annex.end() :].strip() if annex else bare
    bare = PART_HEAD.sub("", TITLE_LABEL.sub("", CALLED.sub("", bare)))
    shorter = PART_TAIL.sub("", bare)
    return shorter if is_title(shorter) else bare


def is_title(words: str) -> bool:
    """Whether words are a title as offices write them."""
    if not 4 <= len(words) <= _LONGEST_TITLE or "\t" in words or MARKER.match(words) or ANNEX.match(words):
        return False
    if len(words) <= _SHORT_TITLE and words.endswith(_ALSO_HEADINGS):
        return False
    return TITLE.match(words) is not None and words.count("《") == words.count("》") and words.count(",") <= 1


def _whole(folded: str) -> Iterator[Line]:
    """The lines as printed, blanks at both ends left out."""
    start = 0
    for raw in folded.split("\n"):
        blanks = " " if "\t" in raw.strip() else None  # a row of a table may begin with an empty cell
        words = raw.strip(blanks)
        if words.strip():
            at = start + len(raw) - len(raw.lstrip(blanks))
            yield Line(at, at + len(words), words)
        start += len(raw) + 1


def _pieces(line: Line, announced: frozenset[str]) -> Iterator[Line]:
    """A line as it is, or its opening titles, its text and its furniture at the end apart from each other."""
    if trail := _trail(line.words) if len(line.words) > _LONG_LINE else 0:
        first, line = _divided(line, trail)
        first.furniture = "page data"
        yield first
    for part in _parts(line):
        yield from _opened(part, announced)


def _opened(line: Line, announced: frozenset[str]) -> Iterator[Line]:
    """A text that a document site runs on from its page number and its title (1、某方案某业是…), taken apart."""
    number = PAGE_NUMBER.match(line.words) if len(line.words) > _LONGEST_TITLE else None
    if number:
        words = line.words[number.end() :]
        title = max((t for t in announced if words.startswith(t)), key=len, default="")
        if title or TITLE_RUN_ON.match(words):
            first, line = _divided(line, number.end())
            first.furniture = "page data"
            yield first
        if title:
            first, line = _divided(line, len(title))
            yield first
    yield from _titles_and_text(line)


def _parts(line: Line) -> Iterator[Line]:
    """The texts of a collection that a site ran together (…本方案。某方案篇2为做好…), one by one."""
    if len(line.words) > _LONG_LINE:
        for hit in reversed([*PART_RUN_ON.finditer(line.words)]):
            begin = hit.start("title")
            if begin:
                before, after = _divided(line, begin)
                yield from _parts(before)
                line = after
                break
        hit_here = PART_RUN_ON.match(line.words)
        if hit_here and hit_here.start("title") == 0:
            first, line = _divided(line, hit_here.end())
            yield first
    if line.words:
        yield line


def _titles_and_text(line: Line) -> Iterator[Line]:
    bracket = BRACKET_TITLE.match(line.words)
    if bracket and bracket.end() < len(line.words) and is_title(bracket.group("title")):
        first, line = _divided(line, bracket.end())
        yield first
    while len(line.words) > _LONG_LINE or "。" in line.words:
        first_words, _, rest = line.words.partition(" ")
        if not rest or not is_title(first_words):
            break
        first, line = _divided(line, len(first_words))
        yield first
        page = PAGE_PIECES.match(line.words)
        if page and page.end() < len(line.words):
            first, line = _divided(line, page.end())
            first.furniture = "page data"
            yield first
    run_on = TITLE_RUN_ON.match(line.words) if len(line.words) > _LONG_LINE else None
    if run_on:
        first, line = _divided(line, run_on.end())
        yield first
    tail = TAIL.search(line.words, max(0, len(line.words) - 2000)) if len(line.words) > _LONG_LINE else None
    if tail and tail.start():
        line, last = _divided(line, tail.start())
        last.furniture = "disclaimer"
        yield from (line, last)
        return
    yield line


def _divided(line: Line, at: int) -> tuple[Line, Line]:
    """A line cut in two, the blanks between them in neither."""
    before, after = line.words[:at].rstrip(), line.words[at:].lstrip()
    return Line(line.start, line.start + len(before), before), Line(line.end - len(after), line.end, after)


def _trail(words: str) -> int:
    """How far the short pieces go (首页 > 方案) that a site prints before the title of a text on one line."""
    place = 0
    pieces = words.split(" ")[:_MOST_PIECES]
    for at, piece in enumerate(pieces):
        beside = {*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2]}
        if is_title(piece) and not beside & _ARROWS:
            return place
        if len(piece) > _SHORT_TITLE + 2 or any(sign in piece for sign in _SENTENCE_SIGNS):
            return 0
        place += len(piece) + 1
    return 0


def _judged(lines: list[Line]) -> list[Line]:
    """Mark each line as furniture, title or neither; between numbers a label (时间:…) belongs to the plan."""
    inside = begun = linked = False
    headed = _repeated_head(lines)
    for line in lines:
        line.furniture = line.furniture or _furniture(line, inside, begun) or _linked(line, linked)
        line.part = _part(line) or (not begun and line.words == headed)
        line.title = line.furniture is None and (_titled(line) or (line.part and _stands_alone(line, headed)))
        linked = line.furniture == "related links"
        begun = begun or line.title
        inside = not line.title and (inside or (line.furniture is None and line.numbered))
    return lines


def _stands_alone(line: Line, headed: str | None) -> bool:
    """Whether a line opens a text without being a title: `篇2` alone, or a short headline printed twice."""
    return line.words == headed or not bare_title(line.words)


def _repeated_head(lines: list[Line]) -> str | None:
    """A line that stands twice at the top and ends like a title, however short it is."""
    top = [line.words for line in lines[:_TOP]]
    twice = (words for at, words in enumerate(top) if words in top[at + 1 :])
    return next((words for words in twice if len(words) >= 4 and TITLE.match(words)), None)


def _part(line: Line) -> bool:
    """Whether a line opens one text of a collection: `篇2` alone, before a title or behind one."""
    if PART_HEAD.match(line.words):
        return not (bare := bare_title(line.words)) or is_title(bare)
    return PART_TAIL.search(line.words) is not None and not is_title(line.words) and _titled(line)


def _titled(line: Line) -> bool:
    return is_title(bare_title(line.words))


def _furniture(line: Line, inside: bool, begun: bool) -> str | None:
    """Why a line is no part of a plan, None when it may be one; sites number hints only above the first title."""
    if line.numbered and FILE_NAME.match(line.words):
        return "page data"
    if len(line.words) > _LONGEST_FURNITURE or _is_prose(line.words) or (line.numbered and begun):
        return None
    if line.numbered and not line.words[0].isdigit():
        return None
    hits = (why for why, pattern in FURNITURE.items() if pattern.search(line.words))
    found = next((why for why in hits if not (inside and why == "page label")), None)
    found = found or ("page data" if FILE_NAME.match(line.words) else None)
    return _collection(line) or found or (None if line.numbered else _word_list(line.words))


def _collection(line: Line) -> str | None:
    """The headline of a page that has several texts: …方案(精选5篇)."""
    return COLLECTED if len(line.words) <= _LONGEST_TITLE and COLLECTION.search(line.words) else None


def _linked(line: Line, below: bool) -> str | None:
    """Why a short line with a number or a bullet below `相关文章` is no part of a plan."""
    short = len(line.words) <= _LONGEST_LINK and not any(sign in line.words for sign in _SENTENCE_SIGNS)
    return "related links" if below and short and (line.words[0].isdigit() or line.words[0] in "-·•*《>") else None


def _is_prose(words: str) -> bool:
    """Whether a line is a whole text: several numbers of items in it."""
    return len(words) > _LONG_LINE and len(MARKER.findall(words)) > _FEW_NUMBERS


def _word_list(words: str) -> str | None:
    """Key words of a page and rows of links: many short pieces, or several titles, with spaces between."""
    pieces = words.split()
    dated = DATED_LINK.match(words)
    if dated and is_title(dated.group("words").strip()):
        return "related links"
    if "\t" in words or len(words) > _LONG_LINE or len(pieces) < 2 or any(sign in words for sign in _SENTENCE_SIGNS):
        return None
    if len(pieces) >= 5 and max(map(len, pieces)) <= 6:
        return "key words"
    return "related links" if len(pieces) >= 2 and all(is_title(piece) for piece in pieces) else None


def _mark_contents(lines: list[Line]) -> None:
    """A table of contents: from 目录 to where its first entry stands again, or as far as its lines end in numbers."""
    for at, line in enumerate(lines):
        if line.words.strip("[]:# ") in _CONTENTS:
            line.furniture, line.title = "table of contents", False
            for entry in _entries(lines[at + 1 : at + 1 + _LONGEST_CONTENTS]):
                entry.furniture, entry.title = "table of contents", False


def _entries(lines: list[Line]) -> Iterable[Line]:
    first = _entry(lines[0]) if lines else ""
    again = next((at for at, line in enumerate(lines[1:], 1) if _entry(line) == first), 0)
    listed = lines[:again]
    if listed and all(len(line.words) <= _LONGEST_LINK and "。" not in line.words for line in listed):
        return [line for line in listed if not line.title]
    return [line for line in lines if CONTENTS_ENTRY.search(line.words)]


def _entry(line: Line) -> str:
    """An entry without its dots and page number."""
    return CONTENTS_ENTRY.sub("", line.words).replace(" ", "")
