"""What the office has put right, said instead of the document's words, with those named behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.facts import Clause, Deadline, Indicator, PlanDraft, Span
from knowledge.search.words import load

_NOTED = 120


@dataclass(frozen=True, slots=True)
class _Change:
    """A stretch of the plan's text and what is said instead of it."""

    span: Span
    instead: str


def amended(text: str, plan: PlanDraft, clause: Clause | None, *, party: str = "") -> tuple[str, str]:
    """The text of an answer as the office has corrected it, and a line that says what the document has.

    ``party`` is the document's own naming of units, where the answer names others. The line is empty where nothing
    was put right.
    """
    said = [party] if party and clause and clause.corrected else []
    for change in _changes(plan):
        quote = plan.text[change.span.start : change.span.end]
        found = _loosely(quote).search(text)
        if found:
            text = text[: found.start()] + change.instead + text[found.end() :]
            said.append(" ".join(quote.split()))
    words = load("correction_labels").mapping("note")
    shown = words["between"].join(s if len(s) <= _NOTED else s[:_NOTED] + "……" for s in dict.fromkeys(said))
    return text, words["open"] + shown + words["close"] if said else ""


def _loosely(quote: str) -> re.Pattern[str]:
    """The quote, whatever blanks and line ends stand in it."""
    return re.compile(r"\s*".join(re.escape(sign) for sign in quote if not sign.isspace()))


def _changes(plan: PlanDraft) -> Iterator[_Change]:
    """Corrections in the order of the plan; those whose quotes overlap are made one: the first would hide the rest."""
    every: list[Indicator | Deadline] = [*plan.indicators, *plan.deadlines]
    facts = [fact for fact in every if fact.corrected]
    made = sorted((_smallest(f.quote, f.corrected or "", f.span) for f in facts), key=lambda c: c.span.start)
    whole = sorted({fact.span for fact in facts}, key=lambda span: (span.start, span.end))
    while whole:
        first = whole.pop(0)
        start, end = first.start, first.end
        while whole and whole[0].start < end:
            end = max(end, whole.pop(0).end)
        inside = [change for change in made if start <= change.span.start and change.span.end <= end]
        yield _Change(Span(start, end), _applied(plan.text, start, end, inside))


def _smallest(quote: str, instead: str, span: Span) -> _Change:
    """A correction without the beginning and the end that stay as they are."""
    low = 0
    while low < min(len(quote), len(instead)) and quote[low] == instead[low]:
        low += 1
    high = 0
    while high < min(len(quote), len(instead)) - low and quote[-1 - high] == instead[-1 - high]:
        high += 1
    return _Change(Span(span.start + low, span.end - high), instead[low : len(instead) - high])


def _applied(text: str, start: int, end: int, changes: list[_Change]) -> str:
    """The stretch with every change made that does not run into the one before."""
    parts, at = [], start
    for change in changes:
        if change.span.start >= at:
            parts += [text[at : change.span.start], change.instead]
            at = change.span.end
    return "".join([*parts, text[at:end]])
