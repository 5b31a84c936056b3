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
from knowledge.search.figures import PATTERNS, Kind, wanted
from knowledge.search.words import load

LONGEST = 700
_SHORT, _ENOUGH, _CLAUSE = 40, 200, 150
_LONG, _CUT = 260, "……"
_AS_GOOD = 0.85
_HEADING_END = re.compile(r"[。.:：]?\s*$")
_COMMA = re.compile(r"(?<=[，,、])(?!\d)")


def card(asked: Asked, entry: Entry, place: int, ranks: Mapping[int, float], told: Callable[[str], float]) -> str:
    """The text to show for the sentence at ``place``; ``told`` says how much of the question a piece covers."""
    body = "".join(_trimmed(entry.sentences[i].text, told) for i in _together(asked, entry, place, ranks))
    heading = entry.heading or entry.section
    if heading and heading not in body:
        body = _HEADING_END.sub("：", heading) + body
    if "who" in asked.wants:
        body += parties(entry, entry.sentences[place])
    return body if len(body) <= LONGEST else body[: LONGEST - len(_CUT)] + _CUT


def _together(asked: Asked, entry: Entry, place: int, ranks: Mapping[int, float]) -> range:
    """The sentences to show: the whole of a short clause, else the best one and what belongs to it."""
    lengths = [len(s.text) for s in entry.sentences]
    if sum(lengths) <= _CLAUSE:
        return range(len(lengths))
    first, last = place, place
    need = wanted(asked.wants)
    for at in (place + 1, place - 1):
        if not 0 <= at < len(lengths) or sum(lengths[first : last + 1]) + lengths[at] > _ENOUGH:
            continue
        follows = at > place and lengths[place] < _SHORT
        better = ranks.get(at, 0.0) >= _AS_GOOD * ranks[place]
        holds = bool(need & entry.sentences[at].kinds and not need & entry.sentences[place].kinds)
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
    """The units named for a sentence: as the document says it, else from the clause."""
    if sentence.tag:
        return sentence.tag
    clause = entry.clause
    if clause is None or not (clause.lead or clause.support):
        return ""
    labels = load("search_labels").mapping("party")
    named = (("lead", clause.lead), ("support", clause.support))
    return labels["open"] + labels["between"].join(labels[k] + "、".join(v) for k, v in named if v) + labels["close"]


def marks(asked: Asked, text: str) -> tuple[Span, ...]:
    """Where the asked facts stand in the text: figures of the kind asked for, units, dates.

    A question about an amount marks percentages and money before bare figures.
    """
    need = wanted(asked.wants)
    if need & Kind.FIGURE and (narrow := (Kind.PERCENT | Kind.MONEY) & need):
        need = narrow if any(PATTERNS[k].search(text) for k in narrow) else need
    spans = [Span(*m.span()) for kind, pattern in PATTERNS.items() if kind & need for m in pattern.finditer(text)]
    return _apart(sorted(spans, key=lambda s: (s.start, -s.end)))


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """Spans without those that begin inside another one."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)
