"""Plans of one document that say nearly the same: both are kept, the later one names the earlier."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from knowledge.facts import PlanDraft

_CUT = re.compile(r"[。；;\n]+")
_SHORTEST = 8
_SHARED = 0.5


def printed_twice(one: PlanDraft, other: PlanDraft) -> bool:
    """Whether two plans say the same clause by clause; only behind the last may a page have left something."""
    if len(one.clauses) != len(other.clauses) or not one.clauses:
        return False
    *pairs, (last, twin) = (
        ("".join(a.text.split()), "".join(b.text.split())) for a, b in zip(one.clauses, other.clauses, strict=True)
    )
    return (last.startswith(twin) or twin.startswith(last)) and all(a == b for a, b in pairs)


def sentences_of(text: str) -> set[str]:
    """The sentences of a text that are long enough to tell it from others, without their blanks."""
    return {words for words in _CUT.split("".join(text.split(" "))) if len(words) >= _SHORTEST}


def shared(one: str, other: str) -> float:
    """The share of the sentences of the shorter text that stand in the longer one too, from 0 to 1."""
    mine, yours = sentences_of(one), sentences_of(other)
    fewer = min(len(mine), len(yours))
    return len(mine & yours) / fewer if fewer else 0.0


def linked(plans: Iterable[PlanDraft]) -> Iterator[PlanDraft]:
    """The plans, each that shares half its sentences with an earlier one linked to the nearest such."""
    said: dict[str, list[int]] = {}
    earlier: list[tuple[PlanDraft, int]] = []
    for number, plan in enumerate(plans):
        sentences = sentences_of(plan.text)
        common = Counter(other for words in sentences for other in said.get(words, ()))
        nearest, count = max(common.items(), key=lambda pair: pair[1], default=(0, 0))
        if count and count >= _SHARED * min(len(sentences), earlier[nearest][1]):
            plan = replace(plan, like=earlier[nearest][0].title)
        for words in sentences:
            said.setdefault(words, [])
            if len(said[words]) < 5:  # a sentence every plan has says little, and must not cost much
                said[words].append(number)
        earlier.append((plan, len(sentences)))
        yield plan
