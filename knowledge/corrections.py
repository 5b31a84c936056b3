"""What the office has put right, in the document's own words with only the wrong piece changed.

A corrected fact keeps its quote, so that everybody can see what the document says; ``corrected`` holds what is said
instead of it. Answers show the one and name the other.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TypeVar

from knowledge.extract.dates import moments
from knowledge.extract.figures import figures
from knowledge.extract.patterns import VAGUE_TIME
from knowledge.facts import Clause, Deadline, Indicator, PlanDraft, When
from knowledge.search.words import load
from knowledge.text.fold import fold

Piece = tuple[int, int]


def corrected_indicator(before: Indicator, after: Indicator) -> Indicator:
    """``after`` with the words that hold instead of its quote; unchanged facts stay as they are."""
    if replace(after, corrected=before.corrected, conflict=before.conflict) == before:
        return before
    return replace(after, conflict=False, corrected=_restated_indicator(before, after))


def _restated_indicator(before: Indicator, after: Indicator) -> str:
    same = (before.name, before.op, before.unit, before.due) == (after.name, after.op, after.unit, after.due)
    place = _figure(before) if same else None
    value = number_words(after)
    if place is None:
        due = f"（{after.due}）" if after.due else ""
        return f"{after.name}{load('correction_labels').mapping('op').get(after.op, '')}{value}{after.unit}{due}"
    return after.quote[: place[0]] + value + after.unit + after.quote[place[1] :]


def number_words(indicator: Indicator) -> str:
    """``85`` or ``8-10``."""
    ends = indicator.value if isinstance(indicator.value, tuple) else (indicator.value,)
    return "-".join(f"{end:.12g}" for end in ends)


def _figure(indicator: Indicator) -> Piece | None:
    """Where the figure that was read wrong stands in the quote, if only one can be meant."""
    found = figures(fold(indicator.quote), 0, len(indicator.quote))
    if len(found) > 1 and indicator.corrected is None:
        found = [figure for figure in found if figure.value == indicator.value]
    one = found[0] if len(found) == 1 and found[0].unit == indicator.unit else None
    return (one.start, one.end) if one else None


def corrected_deadline(before: Deadline, after: Deadline, year: int | None) -> Deadline:
    """The same for a deadline; ``year`` is the plan's."""
    if replace(after, corrected=before.corrected) == before:
        return before
    if before.when == after.when:
        return after  # the answer goes on saying what the document says
    return replace(after, corrected=restated_time(after.quote, before.when, after.when, after.what, year))


def restated_time(quote: str, before: When | None, after: When, what: str, year: int | None) -> str:
    """A quote with another time in it; what is to be done behind the time, where the old time cannot be found."""
    place = _time(quote, before, year)
    if place is None:
        return when_words(after, year) + what
    start, end = place
    words = when_words(after, None if "年" in quote[start:end] else year)
    tail = quote[end:]
    if words.endswith("前"):
        tail = tail.removeprefix("之前").removeprefix("以前").removeprefix("前")
    return quote[:start] + words + tail


def _time(quote: str, when: When | None, year: int | None) -> Piece | None:
    """Where a time stands in a quote; None asks for a time that is no date (尽快)."""
    folded = fold(quote)
    found = [(m.start, m.end, m.when) for m in moments(folded, 0, len(folded), year) if m.kind != "year"]
    same = [(start, end) for start, end, said in found if said == when]
    if not same and not found:
        same = [hit.span() for hit in VAGUE_TIME.finditer(folded)]
    if not same and len(found) == 1:
        same = [found[0][:2]]
    return same[0] if len(same) == 1 else None


def when_words(when: When, year: int | None = None) -> str:
    """A time as people write it; the year is left out where it is ``year``."""
    words = load("correction_labels").mapping("when")
    if isinstance(when, dict):
        say = partial(_day_words, year=year, words=words)
        first, last = (say(end).removesuffix("前") if end else "" for end in (when.get("from"), when.get("to")))
        return (words["window"] if last else words["since"]).format(first=first, last=last)
    name, _, count = when.partition(":")
    if name == "monthly" and count:
        return words["monthly_on"].format(count=count)
    if name in words:
        return words["times"].format(period=words[name], count=count) if count else words[name]
    return _day_words(when, year, words)


def _day_words(day: str, year: int | None, words: dict[str, str]) -> str:
    parts = [int(part) for part in day.split("-")]
    if len(parts) == 3 and parts[0] != year:
        return words["dated"].format(year=parts[0], month=parts[1], day=parts[2])
    return words["day"].format(month=parts[-2], day=parts[-1])


def against(fresh: PlanDraft, edited: PlanDraft) -> PlanDraft:
    """An edited plan with its corrections marked, by what the same document says when it is read anew.

    Facts belong together that quote the same words of a clause; one with no counterpart was added by hand.
    """
    targets = {key: fact for fact in reversed(fresh.indicators) for key in _keys(fact, fact.name)}
    times = {key: fact for fact in reversed(fresh.deadlines) for key in _keys(fact, fact.what)}
    clauses = {clause.id: clause for clause in fresh.clauses}
    return replace(
        edited,
        indicators=tuple(_indicator(i, _first(targets, _keys(i, i.name))) for i in edited.indicators),
        deadlines=tuple(_deadline(d, _first(times, _keys(d, d.what)), edited.year) for d in edited.deadlines),
        clauses=tuple(_clause(c, clauses.get(c.id)) for c in edited.clauses),
    )


_Key = tuple[str, str, str]
_Fact = TypeVar("_Fact", Indicator, Deadline)


def _keys(fact: Indicator | Deadline, name: str) -> list[_Key]:
    """What a fact is known by, its name or without it, since that may be what was put right."""
    return [(fact.clause, fact.quote, name), (fact.clause, fact.quote, "")]


def _first(known: dict[_Key, _Fact], keys: list[_Key]) -> _Fact | None:
    return next((known[key] for key in keys if key in known), None)


def _indicator(edited: Indicator, read: Indicator | None) -> Indicator:
    return edited if read is None else corrected_indicator(read, replace(edited, corrected=None))


def _deadline(edited: Deadline, read: Deadline | None, year: int | None) -> Deadline:
    if read is not None:
        return corrected_deadline(read, replace(edited, corrected=None), year)
    if edited.corrected is None:
        return edited
    return replace(edited, corrected=restated_time(edited.quote, None, edited.when, edited.what, year))


def _clause(edited: Clause, read: Clause | None) -> Clause:
    changed = read is not None and (read.lead, read.support) != (edited.lead, edited.support)
    return replace(edited, corrected=changed) if read is not None else edited
