"""Whether two questions ask the same thing: for answers given once by hand, which belong to no plan.

Both are taken apart like any question, everyday words are put to the name that comes first among their synonyms, and
what is left is compared by pairs of characters, in writing and in sound. Questions that want different kinds of answer
(谁 and 多少) are never the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from knowledge.search.asking import Asked, understand
from knowledge.search.sounds import sounds

ALIKE_FROM = 0.72
_HEARD_ONLY = 0.95
_IS_WHETHER = frozenset({"whether", "how"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A question made ready for comparing: pairs of its characters and of their sounds, and what it wants."""

    written: frozenset[str]
    heard: frozenset[str]
    wants: frozenset[str]


def wording(question: str) -> Wording:
    """Make a question ready; costs about as much as taking it apart."""
    asked = understand(question, lambda _: False)
    code, sound = _canonical(asked)
    return Wording(_pairs(code), _pairs(sound), asked.wants - _IS_WHETHER)


def likeness(one: Wording, other: Wording) -> float:
    """How much two questions have in common, from 0 to 1; ``ALIKE_FROM`` and above means the same question."""
    if one.wants and other.wants and not one.wants & other.wants:
        return 0.0
    return max(_shared(one.written, other.written), _HEARD_ONLY * _shared(one.heard, other.heard))


def _canonical(asked: Asked) -> tuple[str, str]:
    """Code and sound with every everyday word replaced by the first of its names, whichever of them was said."""
    code, sound = asked.code, asked.sound
    for stretch in reversed(asked.alternatives):
        own = code[stretch.start : stretch.end]
        first = min((own, *stretch.names))
        if " " not in own and first != own:
            code = code[: stretch.start] + first + code[stretch.end :]
            sound = sound[: stretch.start] + sounds().of(first) + sound[stretch.end :]
    return code, sound


def _pairs(code: str) -> frozenset[str]:
    """Neighbouring tokens; a token that stands alone counts by itself."""
    pieces = code.split()
    single = (piece for piece in pieces if len(piece) == 1)
    return frozenset([*("".join(pair) for piece in pieces for pair in pairwise(piece)), *single])


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
