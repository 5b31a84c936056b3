"""Whether two questions ask the same thing: for answers given once by hand, which belong to no plan.

Both are taken apart like any question; what is left is compared by pairs of characters, in writing and in sound, each
question also with its everyday words put to their other names. Questions that want different kinds of answer (谁 and
多少) are never the same, and small talk is the same only word for word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from knowledge.search.asking import TYPED, Asked, understand

ALIKE_FROM = 0.72
_HEARD_ONLY = 0.95
_ONE_ASKS_MORE = 0.7
_VARIANTS = 8
_NO_WORD = frozenset({TYPED, "\ufffd"})
_IS_HOW = frozenset({"whether", "how", "list"})

Pairs = frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """A question made ready for comparing: pairs of its characters and of their sounds, and what it wants.

    ``variants`` are the pairs with one everyday word put to another of its names; ``plain`` is the text without marks.
    """

    plain: str
    written: Pairs
    heard: Pairs
    variants: tuple[Pairs, ...]
    wants: frozenset[str]


def wording(question: str) -> Wording:
    """Make a question ready; costs about as much as taking it apart."""
    asked = understand(question, lambda _: False)
    plain = "".join(c for c in question.lower() if c.isalnum())
    variants = tuple(_pairs(code) for code in _renamed(asked))
    return Wording(plain, _pairs(asked.code), _pairs(asked.sound), variants, asked.wants - _IS_HOW)


def likeness(one: Wording, other: Wording) -> float:
    """How much two questions have in common, from 0 to 1; ``ALIKE_FROM`` and above means the same question."""
    if one.plain == other.plain:
        return 1.0
    if one.wants and other.wants and not one.wants & other.wants:
        return 0.0
    alike = max(
        _shared(one.written, other.written),
        _HEARD_ONLY * _shared(one.heard, other.heard),
        max((_shared(variant, other.written) for variant in one.variants), default=0.0),
        max((_shared(one.written, variant) for variant in other.variants), default=0.0),
    )
    return alike if bool(one.wants) == bool(other.wants) else alike * _ONE_ASKS_MORE


def _renamed(asked: Asked) -> Iterator[str]:
    """The code with one everyday word put to another of its names, a few of them."""
    made = 0
    for stretch in asked.alternatives:
        for name in stretch.names:
            if made == _VARIANTS:
                return
            made += 1
            yield asked.code[: stretch.start] + name + asked.code[stretch.end :]


def _pairs(code: str) -> Pairs:
    """Neighbouring tokens; a token that stands alone counts by itself, what stands for no word not at all."""
    pieces = "".join(" " if token in _NO_WORD else token for token in code).split()
    single = (piece for piece in pieces if len(piece) == 1)
    return frozenset([*("".join(pair) for piece in pieces for pair in pairwise(piece)), *single])


def _shared(one: Pairs, other: Pairs) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
