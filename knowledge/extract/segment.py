"""A cleaned document → the plans in it, and what is no part of any.

Lines are sorted into furniture (download bars, disclaimers, related links), titles and text. A plan begins at a title
that text follows and goes on to the next. A headline that only repeats the title below it, the site's own preface
between the two, and titles without a text are left out, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from knowledge.extract.lines import COLLECTED, Line, bare_title, read_lines
from knowledge.extract.patterns import (
    ABOUT,
    ADDRESSED,
    ANNEX,
    COLLECTION,
    ENCLOSED_TITLE,
    FURNITURE,
    HEADLINE,
    MARKER,
    SENDS,
    SENT_TITLE,
    TITLE,
    YEAR_IN_TITLE,
)

_LEAST_BODY = 40
_LONGEST_LETTER = 8
_LEAST_PREFACE = 12
_TOP = 4
_LONGEST_QUOTING = 300
_LONGEST_FIRST_LINE = 40
_SHORT_TITLE = 8
_NEAR = 8
_SPACED_TITLE = re.compile("[\u4e00-\u9fff》] +[\u4e00-\u9fff《]")
_LONGEST_FRONT = 1200
_NO_FIRST_HALF = ("号", "日", "期", "文件", ")")
_LONGEST_NOTICE = 1500
_STRONG_FURNITURE = frozenset(("download bar", "disclaimer", "front matter", "page data"))


@dataclass(slots=True)
class Segment:
    """One plan of the document: its title line, if any, and the lines of its body.

    ``part`` says that it is one text of a collection, so that it stands for itself whatever it looks like.
    """

    title: str
    lines: list[Line]
    headline: str | None = None
    cover: str | None = None
    part: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch that was left out, and why."""

    start: int
    end: int
    why: str


@dataclass(slots=True)
class Segments:
    """What a document holds; ``collection`` is what the headline of a page with several texts calls each of them."""

    plans: list[Segment] = field(default_factory=list)
    collection: str = ""
    cuts: list[Cut] = field(default_factory=list)


def segment(folded: str) -> Segments:
    """Divide a document; every line ends up in a plan or among the cuts."""
    lines = read_lines(folded)
    result = Segments(cuts=[Cut(a.start, a.end, a.furniture) for a in lines if a.furniture])
    blocks = [*_blocks([line for line in lines if not line.furniture])]
    merged = _merged(_without_front(blocks, lines, result), result)
    for block in merged:
        _name_by_notice(block, merged)
        block.title = block.title or (_collection_title(lines) if block.part else _first_line(block))
        _place(block, result)
    result.collection = _collection_title(lines)
    return result


def _name_by_notice(block: Segment, blocks: list[Segment]) -> None:
    """Call a plan that stands right in the notice sending it by its own name, unless it stands alone elsewhere."""
    sent = SENT_TITLE.search(block.title)
    words = "".join(line.words for line in block.lines[:_LONGEST_LETTER])
    if sent and SENDS.search(words) and _has_items(block):
        name = sent.group("words")
        if not any(_same_title(name, other.title) for other in blocks if other is not block):
            block.title, block.cover = name, block.title


def _first_line(block: Segment) -> str:
    """What a text without a title calls itself in its first line: the paper it prints, or words like a headline."""
    if len(block.lines) < 2:
        return ""
    for line in block.lines[:_TOP]:
        named = ENCLOSED_TITLE.search(line.words) if "印发" in line.words and "。" not in line.words else None
        if named:
            line.title = True
            return named.group(1)
    first, second = block.lines[:2]
    headline = HEADLINE.match(first.words)
    if headline is None or first.numbered or len(second.words) <= len(first.words):
        return ""
    first.title = True
    return headline.group("words")


def _collection_title(lines: list[Line]) -> str:
    """What the headline of a collection calls each of its texts."""
    headline = next((line for line in lines if line.furniture == COLLECTED), None)
    return "" if headline is None else bare_title(COLLECTION.sub("", headline.words))


def _blocks(lines: list[Line]) -> Iterator[Segment]:
    """Each title with the lines up to the next title; the first block may have no title."""
    current = Segment("", [])
    for line in lines:
        if line.title:
            title = _over_two_lines(current, line)
            yield current
            current = Segment(title, [line], part=line.part)
        else:
            current.lines.append(line)
    yield current


def _over_two_lines(before: Segment, line: Line) -> str:
    """The title, with the line above it when only the end of a title stands here (…绿化 / 实施方案)."""
    title = _closed_up(bare_title(line.words))
    above = before.lines[-1] if before.lines else None
    if line.part or above is None or not _begins_title(above, line):
        return title
    if not (len(title) <= _SHORT_TITLE or title.startswith("关于") or _names_whose(above.words, title)):
        return title
    before.lines.pop()
    line.start, line.words = above.start, f"{_closed_up(above.words)}{title}"
    return _over_two_lines(before, line) if len(line.words) <= _SHORT_TITLE + 2 else line.words


def _names_whose(above: str, title: str) -> bool:
    """Whether the line above says whose work or of which year it is, and the end of the title does not."""
    if above.startswith("关于"):
        return True
    if above.endswith(_NO_FIRST_HALF) or TITLE.match(above):
        return False
    return YEAR_IN_TITLE.search(above) is not None and YEAR_IN_TITLE.search(title) is None


def _closed_up(title: str) -> str:
    """A title without the blanks a page left inside it."""
    return "".join(title.split(" ")) if _SPACED_TITLE.search(title) else title


def _begins_title(above: Line, line: Line) -> bool:
    """Whether a line may be the first half of the title right below it."""
    near = line.start - above.end <= _NEAR and len(above.words) <= _LONGEST_FIRST_LINE
    return near and not (above.title or above.numbered) and not any(sign in above.words for sign in ",。;:!?\t")


def _without_front(blocks: list[Segment], lines: list[Line], result: Segments) -> list[Segment]:
    """The blocks without what a site says before the first title, even where it numbers its hints."""
    first = blocks[0]
    if len(blocks) == 1 or not first.lines:
        return blocks
    named = any(pattern.search(line.words) for line in first.lines for pattern in FURNITURE.values())
    below = blocks[1].lines[0].start
    among = any(line.furniture in _STRONG_FURNITURE for line in lines if line.start < below)
    if not named and not (among and not _in_chapters(first) and _weight(first) <= _LONGEST_FRONT):
        return blocks
    _cut(result, first.lines, "front matter")
    return blocks[1:]


def _in_chapters(block: Segment) -> bool:
    """Whether a text has chapters 一、 or sections （一）, as no hint of a site has."""
    hits = [MARKER.match(line.words) for line in block.lines]
    return any(hit and (hit.group("chapter") or hit.group("section")) for hit in hits)


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
        if before:
            _hand_over(before, block)
        if before and block.part and not block.title and not _body(before):
            block.title = before.title
        if before and _is_annex_line(block):
            before.lines += block.lines
        elif before and _covers(before, block):
            block.cover = before.title
            block.lines = [*before.lines, *block.lines]
            kept[-1] = block
        elif before and (_is_headline(before, block) or _quotes(before, block)):
            _cut(result, before.lines, "headline and preface of the web page")
            block.headline = before.title or None
            block.part = block.part or before.part
            kept[-1] = block
        elif before and _has_items(before) and _goes_along(block):
            before.lines += block.lines
        else:
            kept.append(block)
    return kept


def _goes_along(block: Segment) -> bool:
    """Whether a title with a few words is an annex or a part of the plan before it, not a paper of its own."""
    alone = block.part or ABOUT.search(block.title) is not None or _opens(block)
    return _weight(block) >= _LEAST_BODY and not alone


def _hand_over(before: Segment, block: Segment) -> None:
    """Give a plan the letter that sends it, when it stands without a title at the end of the text before."""
    if not block.title or not _has_items(before):
        return
    tail = before.lines[-_LONGEST_LETTER:]
    first = next((at for at, line in enumerate(tail) if ADDRESSED.match(line.words)), None)
    letter = tail[first:] if first is not None else []
    words = "".join(line.words for line in letter)
    if letter and len(letter) < len(before.lines) and SENDS.search(words) and block.title.split("(")[0] in words:
        block.lines = [*letter, *block.lines]
        before.lines = before.lines[: -len(letter)]


def _is_headline(before: Segment, block: Segment) -> bool:
    """Whether a title only announces the text below: the same words, or nothing between the two."""
    if not before.title or not block.title or _has_items(before) or block.part:
        return False
    return _same_title(before.title, block.title) or (_weight(before) < _LEAST_PREFACE and before.cover is None)


def _quotes(before: Segment, block: Segment) -> bool:
    """Whether a few words without a title only say that a paper follows: 某市印发《某方案》,全文如下."""
    words = "".join(line.words for line in before.lines)
    short = not before.title and len(words) <= _LONGEST_QUOTING and not _has_items(before)
    return bool(short and block.title) and (block.title.split("(")[0] in words or "全文如下" in words)


def _is_annex_line(block: Segment) -> bool:
    """Whether a title only names an annex that is not there: 附件:某镇任务分解表, then the signature."""
    return ANNEX.match(block.lines[0].words) is not None and _weight(block) < _LEAST_BODY if block.lines else False


def _covers(notice: Segment, plan: Segment) -> bool:
    """Whether a short notice, with or without a title, only sends the plan that follows."""
    if not plan.title or not notice.lines or _has_items(_without_annexes(notice)) or _weight(notice) > _LONGEST_NOTICE:
        return False
    words = notice.title + "".join(line.words for line in notice.lines)
    names = plan.title.split("(")[0] in words or (notice.title and fuzz.partial_ratio(plan.title, notice.title) >= 80)
    sends = ABOUT.search(notice.title) or notice.title.endswith("通知") or (not notice.title and SENDS.search(words))
    return bool(names and sends)


def _without_annexes(notice: Segment) -> Segment:
    """A notice up to where it lists its annexes."""
    listed = next((at for at, line in enumerate(notice.lines) if ANNEX.match(line.words)), len(notice.lines))
    return Segment(notice.title, notice.lines[:listed])


def _opens(block: Segment) -> bool:
    """Whether a block reads like a plan of its own: its numbers begin again, or it opens with a reason."""
    body = _body(block)
    first = next((MARKER.match(line.words) for line in body if line.numbered), None)
    begins_again = bool(first and (first.group("chapter") == "一" or first.group("section") == "一"))
    return begins_again or _has_items(block) or not body or body[0].words.startswith(("为", "根据", "按照", "依据"))


def _place(block: Segment, result: Segments) -> None:
    if not block.lines:
        return
    if _weight(block) >= _LEAST_BODY or ((block.part or _has_items(block)) and _weight(block) >= _LEAST_BODY // 2):
        result.plans.append(block)
    else:
        _cut(result, block.lines, "title without a text" if block.title else "no part of a plan")
        if block.title and result.plans and not result.plans[-1].title:
            result.plans[-1].title = block.title


def _cut(result: Segments, lines: list[Line], why: str) -> None:
    result.cuts += [Cut(line.start, line.end, why) for line in lines]
