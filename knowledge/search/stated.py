"""The facts behind a found sentence: the indicator, the deadline, the units; and whether two plans say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from knowledge.facts import Deadline, Indicator, PlanDraft
from knowledge.search.index import pairs
from knowledge.search.normalise import encode
from knowledge.search.replies import Answer
from knowledge.text.numerals import CHINESE, to_int

Fact = TypeVar("Fact", Indicator, Deadline)
_ALIKE = 0.5
_NUMERAL = re.compile(f"[{CHINESE}]+")


def indicator_in(plan: PlanDraft, clause: str, text: str, told: Callable[[str], float]) -> Indicator | None:
    """The target a shown text states, the one that answers best where it states several."""
    return _best(plan.indicators, clause, text, lambda fact: told(fact.name + fact.quote))


def deadline_in(plan: PlanDraft, clause: str, text: str, told: Callable[[str], float]) -> Deadline | None:
    """What a shown text says is owed by when, the one that answers best where there are several."""
    return _best(plan.deadlines, clause, text, lambda fact: told(fact.what + fact.quote))


def _best(facts: Sequence[Fact], clause: str, text: str, worth: Callable[[Fact], float]) -> Fact | None:
    told = "".join(text.split())
    stated = [fact for fact in facts if fact.clause in (clause, "前言", "") and _holds(told, fact.quote)]
    return max(stated, key=worth, default=None)


def _holds(told: str, quote: str) -> bool:
    """Does a text without blanks hold a quote? Cells of a row may have their heads between them."""
    cells = ["".join(cell.split()) for cell in quote.split("\t")]
    return bool(cells[0]) and all(cell in told for cell in cells)


def same_matter(one: Answer, other: Answer) -> bool:
    """Do two answers speak of one thing? Indicators by their names; anything else was asked for in the same words."""
    if one.indicator is None or other.indicator is None:
        return one.kind == other.kind
    return _likeness(one.indicator.name, other.indicator.name) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    """Shared pairs of characters, as a part of the shorter name."""
    left, right = pairs(encode(one)), pairs(encode(other))
    return len(left & right) / (min(len(left), len(right)) or 1)


def differs(one: Answer, other: Answer) -> bool:
    """Do two answers on one matter want different things? 85% and “85%以上” do not."""
    if one.indicator and other.indicator:
        return (one.indicator.value, one.indicator.unit) != (other.indicator.value, other.indicator.unit)
    if one.deadline and other.deadline:
        return one.deadline.when != other.deadline.when
    if one.kind == "party":
        return False
    return bool(one.fact and other.fact) and encode(_in_digits(one.fact)) != encode(_in_digits(other.fact))


def _in_digits(fact: str) -> str:
    """Chinese numerals as digits: 六个 and 6个 are the same."""
    return _NUMERAL.sub(lambda run: str(to_int(run[0]) or run[0]), fact)
