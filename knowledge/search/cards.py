"""A found sentence as the text a person reads on a phone, with the asked words marked.

The card holds the heading of the clause, then the sentence; a short one takes along the sentence after it, a short
clause is shown whole, a long sentence is cut down to the part around what was asked. "Who" adds the units named for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from knowledge.facts import Span
from knowledge.search.asking import Asked
from knowledge.search.entries import Entry, Sentence
from knowledge.search.figures import PATTERNS, Kind, count_pattern, wanted
from knowledge.search.lines import GAP
from knowledge.search.words import load

LONGEST = 700
_SHORT, _ENOUGH, _CLAUSE = 40, 200, 150
_LONG, _CUT = 260, "……"
_AS_GOOD, _AS_GOOD_ROW = 0.92, 0.97
_ENDS = tuple("。；;！!？?：:，,、…")
_HEADING_END = re.compile(r"[。.:：]?\s*$")
_COMMA = re.compile(r"(?<=[，,、])(?!\d)")
_COMMA_MARK = re.compile("[，,。；;、：]")
_PATTERNS = [(int(kind), pattern) for kind, pattern in PATTERNS.items()]
_UNMARKED = Kind.BAN | Kind.LIST | Kind.PROCEDURE | Kind.STANDARD


def card(
    asked: Asked,
    entry: Entry,
    place: int,
    ranks: Mapping[int, float],
    told: Callable[[str], float],
    *,
    whole: bool = False,
) -> str:
    """The text to show for the sentence at ``place``; ``told`` says how much of the question a piece covers.

    ``whole``: the clause itself was asked for, so all of it is shown.
    """
    if GAP in entry.text(place):
        named = parties(entry, entry.sentence(place)) if "who" in asked.wants else ""
        return _rows(entry, place, ranks, LONGEST - len(named)) + named
    together = range(len(entry)) if whole else _together(asked, entry, place, ranks)
    body = "".join(_ended(entry, i, told) for i in together)
    heading = entry.heading or entry.section
    if heading and heading not in body:
        body = _HEADING_END.sub("：", heading) + body
    if "who" in asked.wants:
        body += parties(entry, entry.sentence(place))
    return body if len(body) <= LONGEST else body[: LONGEST - len(_CUT)] + _CUT


def _rows(entry: Entry, place: int, ranks: Mapping[int, float], longest: int) -> str:
    """A row of a table, and the rows beside it that answer as well: all points of a township."""
    least = _AS_GOOD_ROW * ranks[place]
    alike = [i for i in sorted(ranks) if ranks[i] >= least and GAP in entry.text(i)]
    shown = entry.text(place)
    for other in (i for i in alike if i != place):
        if len(shown) + len(entry.text(other)) + 1 > longest:
            break
        shown += "\n" + entry.text(other)
    return shown[:longest]


def _ended(entry: Entry, place: int, told: Callable[[str], float]) -> str:
    """A sentence that the next one can follow: a line without a full stop gets a mark of its own."""
    sentence = entry.sentence(place)
    text = _trimmed(sentence.text, told)
    if place + 1 == len(entry) or text.endswith(_ENDS):
        return text
    return text + ("：" if sentence.code in entry.context else "；")


def _together(asked: Asked, entry: Entry, place: int, ranks: Mapping[int, float]) -> range:
    """The sentences to show: the whole of a short clause, else the best one and what belongs to it."""
    lengths = [len(entry.text(i)) for i in range(len(entry))]
    if sum(lengths) <= _CLAUSE:
        return range(len(lengths))
    first, last = place, place
    need = wanted(asked.wants)
    for at in (place + 1, place - 1):
        if not 0 <= at < len(lengths) or sum(lengths[first : last + 1]) + lengths[at] > _ENOUGH:
            continue
        follows = at > place and lengths[place] < _SHORT
        better = ranks.get(at, 0.0) >= _AS_GOOD * ranks[place]
        holds = bool(need & entry.sentence(at).kinds and not need & entry.sentence(place).kinds)
        if follows or better or holds:
            first, last = min(first, at), max(last, at)
    return range(first, last + 1)


def _trimmed(text: str, told: Callable[[str], float]) -> str:
    """A long sentence without the parts far from what was asked."""
    if len(text) <= _LONG:
        return text
    parts = _COMMA.split(text)
    best = max(range(len(parts)), key=lambda i: told("".join(parts[max(0, i - 1) : i + 2])))
    first, last = best, best
    while sum(map(len, parts[first : last + 1])) < _ENOUGH:
        first, last = max(0, first - 1), min(len(parts) - 1, last + 1)
    return ("" if first == 0 else _CUT) + "".join(parts[first : last + 1]) + ("" if last == len(parts) - 1 else _CUT)


def parties(entry: Entry, sentence: Sentence) -> str:
    """The units named for a sentence: as the document says it, or from the clause, where the office put it right."""
    clause = entry.clause
    if sentence.tag and not (clause and clause.corrected):
        return sentence.tag
    if clause is None or not (clause.lead or clause.support):
        return ""
    labels = load("search_labels").mapping("party")
    named = (("lead", clause.lead), ("support", clause.support))
    return labels["open"] + labels["between"].join(labels[k] + "、".join(v) for k, v in named if v) + labels["close"]


def marks(asked: Asked, entry: Entry, text: str, told: Callable[[str], float]) -> tuple[Span, ...]:
    """Where the asked fact stands in the text: units by name, figures and dates in the part that answers best."""
    if "who" in asked.wants and (units := _units(entry, text)):
        return units
    found = [Span(*m.span()) for m in _facts(asked, text)]
    if len(found) < 2:
        return tuple(found)
    parts = {_part(text, span) for span in found}
    best = max(sorted(parts), key=lambda part: told(text[part[0] : part[1]]))
    kept = [span for span in found if best[0] <= span.start < best[1]]
    return _apart(sorted(kept, key=lambda s: (s.start, -s.end)))


def _units(entry: Entry, text: str) -> tuple[Span, ...]:
    """The leading units named in the text, or the supporting ones when no lead is."""
    for names in (entry.clause.lead, entry.clause.support) if entry.clause else ():
        spans = [Span(m.start(), m.end()) for name in names if name for m in re.finditer(re.escape(name), text)]
        if spans:
            return _apart(sorted(spans, key=lambda s: (s.start, -s.end)))
    return ()


def _facts(asked: Asked, text: str) -> list[re.Match[str]]:
    """Matches of the kind asked for: of the unit asked in, else a share or a sum, else any of the kinds."""
    need = wanted(asked.wants) or Kind.FIGURE
    if need == Kind.FIGURE:
        need |= Kind.PERCENT | Kind.MONEY
    for measure in asked.measures if Kind.WHEN not in need else ():
        if hits := list(count_pattern(measure).finditer(text)):
            return hits
    for narrow in (Kind.MONEY, Kind.PERCENT):
        if narrow & wanted(asked.wants) and (hits := list(PATTERNS[narrow].finditer(text))):
            return hits
    marked = int(need & ~_UNMARKED)
    return [match for kind, pattern in _PATTERNS if kind & marked for match in pattern.finditer(text)]


def _part(text: str, span: Span) -> tuple[int, int]:
    """The stretch between commas around a span."""
    start = max((m.end() for m in _COMMA_MARK.finditer(text, 0, span.start)), default=0)
    end = _COMMA_MARK.search(text, span.end)
    return start, end.start() if end else len(text)


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """Spans without those that begin inside another one."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)
