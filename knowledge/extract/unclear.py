"""What looks as if it said something and gave no fact: listed, so that a person can look, never dropped in silence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from knowledge.extract.claims import Claims
from knowledge.extract.deadlines import NOTHING_TO_DO, JudgedTime
from knowledge.extract.judging import NOTHING_ASKED, Judged
from knowledge.extract.outline import Outline
from knowledge.extract.patterns import (
    DAMAGED,
    DUTY_VERB,
    ODD_CADENCE,
    RELATIVE_TIME,
    SEASON_NAME,
    VAGUE_TIME,
)
from knowledge.facts import Deadline, Indicator, Span, Unclear

_CUTS = ",;。:!?\n\t"
_FAR = 60
_NO_DATES = {"vague_time": VAGUE_TIME, "relative_time": RELATIVE_TIME, "odd_cadence": ODD_CADENCE}


def unclear(
    text: str,
    folded: str,
    tree: Outline,
    numbers: Iterable[Judged],
    times: Iterable[JudgedTime],
    facts: Iterable[Indicator | Deadline],
) -> list[Unclear]:
    """The unclear pieces of a plan, in order, each part of a sentence once and none that a fact quotes."""
    facts = [*facts]
    starts = sorted(fact.span.start for fact in facts)
    idle = [each for each in times if each.why == NOTHING_TO_DO and not _governs_a_fact(each, starts)]
    pieces = [
        *_damaged(folded, tree),
        *((each.time.start, each.time.end, "date_without_duty") for each in idle),
        *(
            (each.run[0].start, each.run[-1].end, "figure_without_target")
            for each in numbers
            if each.why == NOTHING_ASKED
        ),
        *_times(folded, tree),
        *_seasons(folded, tree, facts),
    ]
    claims = Claims()
    _ = [*claims.take(fact.span for fact in facts)]
    found = [
        Unclear(text[span.start : span.end], why, tree.id_at(start), span)
        for start, end, why in pieces
        for span in claims.take([_part(folded, start, end, tree)])
    ]
    return sorted(found, key=lambda piece: piece.span.start)


def _governs_a_fact(each: JudgedTime, starts: list[int]) -> bool:
    """Whether a fact begins between a time and the end of the words it governs: its due date, no more."""
    at = bisect_left(starts, each.time.start)
    return at < len(starts) and starts[at] < each.close


def _damaged(folded: str, tree: Outline) -> Iterator[tuple[int, int, str]]:
    for hit in DAMAGED.finditer(folded, tree.start, tree.end):
        yield hit.start(), hit.end(), "damaged_text"


def _times(folded: str, tree: Outline) -> Iterator[tuple[int, int, str]]:
    """Times that are no dates, beside a verb of duty."""
    for why, pattern in _NO_DATES.items():
        for hit in pattern.finditer(folded, tree.start, tree.end):
            part = _part(folded, hit.start(), hit.end(), tree)
            if DUTY_VERB.search(folded, part.start, part.end):
                yield hit.start(), hit.end(), why


def _seasons(folded: str, tree: Outline, facts: Iterable[Indicator | Deadline]) -> Iterator[tuple[int, int, str]]:
    """The first duty of each season that the plan nowhere gives the dates of."""
    known = {fact.season for fact in facts if isinstance(fact, Deadline) and isinstance(fact.when, dict)}
    for hit in SEASON_NAME.finditer(folded, tree.start, tree.end):
        part = _part(folded, hit.start(), hit.end(), tree)
        if hit.group() not in known and DUTY_VERB.search(folded, hit.end(), part.end):
            known.add(hit.group())
            yield hit.start(), hit.end(), "season_without_dates"


def _part(folded: str, start: int, end: int, tree: Outline) -> Span:
    """The part of the sentence around a place, as far as a reader needs it."""
    low, high = max(tree.start, start - _FAR), min(tree.end, end + _FAR)
    item = tree.at(start)
    if item and item.body <= start:
        low = max(low, item.body)
    first = max([low, *(folded.rfind(cut, low, start) + 1 for cut in _CUTS)])
    ends = (folded.find(cut, end, high) for cut in _CUTS)
    return Span(first, min([high, *(place for place in ends if place >= 0)]))
