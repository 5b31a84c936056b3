"""How well a sentence answers a question: how much of it is covered, in what way, and with the right kind of fact.

A question is a list of probes: the pair of characters as typed, another name for a stretch, the same sound, a pair one
character apart or turned round, the single character. Every token gets the best probe that hits; in the sentence
itself, in the heading, in the plan's title, or elsewhere in the clause, each worth a little less. Rare tokens weigh
more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from knowledge.search.asking import TYPED, Asked
from knowledge.search.entries import Entry, Sentence
from knowledge.search.figures import Kind, counted, wanted
from knowledge.search.index import Index
from knowledge.search.normalise import encode, is_run
from knowledge.search.sounds import sounds

SAME, NAMED, NAMED_WIDER, TYPED_SOUND, LONG_SOUND, SHORT_SOUND, NEAR, LONE = 1.0, 0.92, 0.85, 0.87, 0.93, 0.7, 0.8, 0.3
IN_HEADING, IN_TITLE, IN_CLAUSE = 0.93, 0.9, 0.55
_HARD = int(Kind.MONEY | Kind.PHONE | Kind.PROCEDURE | Kind.STANDARD)
_EXACTLY = int(Kind.MONEY | Kind.PHONE)
_MISSING, _MISSING_HARD, _MISSING_UNIT, _MISSING_LOOSE = 0.74, 0.4, 0.73, 0.93
_SOFT = int(Kind.LIST | Kind.BAN)
_MISSING_SOFT = 0.9
_FIGURE = int(Kind.FIGURE)
_LOOSE = {"个", "年", "月", "日", "次"}
_HOPELESS = 0.15
_R_SHARE, _R_PHRASES, _R_MINE, _R_BRIEF, _T_SHARE = 0.85, 0.2, 0.15, 0.08, 0.95
_COMMON, _UNSEEN = 0.32, 0.93
_HEARSAY = 0.8
_EXACT = 0.06
_MISSED, _FORGIVEN = 1.45, 0.7


@dataclass(frozen=True, slots=True)
class Probe:
    """A piece to look for, the tokens of the question it stands for, and what finding it is worth."""

    piece: str
    by_sound: bool
    at: range
    worth: float


class Scored(NamedTuple):
    """A sentence with its marks; ``rank`` orders the answers, ``trust`` decides whether there is one.

    ``share`` is the part of the question covered, ``mine`` by the sentence itself, ``phrases`` the part of its pairs
    found as they are, ``fit`` 1 where the sentence holds the kind of fact asked for.
    """

    place: int
    rank: float
    trust: float
    share: float
    fit: float
    mine: float = 0.0
    phrases: float = 0.0
    note: str = ""

    @property
    def notes(self) -> str:
        """The marks in words."""
        return self.note or f"share {self.share:.2f} own {self.mine:.2f} phrases {self.phrases:.2f} fit {self.fit:.2f}"


class Question:
    """A question made ready to be held against many sentences."""

    def __init__(self, asked: Asked, index: Index) -> None:
        self.asked = asked
        self.term = asked.term
        self.standard = _standard(asked)
        self.wanted = int(wanted(asked.wants))
        self.weights = [
            w * _rarity(token, index) if w else 0.0 for token, w in zip(asked.code, asked.weights, strict=True)
        ]
        self.total = sum(self.weights) or 1.0
        self.exact = bool(asked.measures) or bool(self.wanted & _EXACTLY)
        self.features: dict[str, float] = {}
        self.pairs: dict[int, float] = {}
        self.probes = sorted(self._probes(index), key=lambda p: -p.worth)
        self.known = sum(self.pairs.values()) or 1.0

    def _probes(self, index: Index) -> list[Probe]:
        found: list[Probe] = []
        for start, end in _pieces(self.asked.weights):
            found += self._pairs(start, end, index)
            found += self._singles(start, end, index)
        for other in self.asked.alternatives:
            at = range(other.start, other.end)
            for name in other.names:
                found.append(Probe(name, False, at, NAMED if len(name) >= len(at) else NAMED_WIDER))
                for pair in _neighbours(name):
                    self._feature(pair, 0.8 / (len(name) - 1))
        return found

    def _pairs(self, start: int, end: int, index: Index) -> list[Probe]:
        code, sound, weights = self.asked.code, self.asked.sound, self.asked.weights
        found: list[Probe] = []
        for i in range(start, end - 1):
            pair, heard, at, light = code[i : i + 2], sound[i : i + 2], range(i, i + 2), min(weights[i : i + 2])
            typed = TYPED in pair
            rarity = (
                light * index.rarity(heard if typed or not index.frequency(pair) else pair)
                if index.frequency(heard)
                else 0.0
            )
            self.pairs[i] = rarity
            found.append(Probe(pair, False, at, SAME))
            found.append(Probe(heard, True, at, TYPED_SOUND if typed else SHORT_SOUND))
            found.append(Probe(pair[::-1], False, at, NEAR))
            for feature, worth in ((heard, 1.0), (pair[::-1], 0.2)):
                self._feature(feature, worth * light)
        for i in range(start, end - 2):
            found.append(Probe(sound[i : i + 3], True, range(i, i + 3), LONG_SOUND))
            found.append(Probe(code[i] + code[i + 2], False, range(i, i + 3, 2), NEAR))
            self._feature(code[i] + code[i + 2], 0.25 * weights[i])
        return found

    def _singles(self, start: int, end: int, index: Index) -> list[Probe]:
        alone = end - start == 1
        found: list[Probe] = []
        for i in range(start, end):
            token = self.asked.code[i]
            worth = SAME if is_run(token) else NEAR if alone else LONE
            self._feature(token, (0.15 if worth == LONE else 0.5) * self.asked.weights[i])
            if index.frequency(token):
                found.append(Probe(token, False, range(i, i + 1), worth))
        return found

    def _feature(self, piece: str, worth: float) -> None:
        """A piece to find clauses by: a pair goes by its sound, so that one list serves both ways of being right."""
        feature = piece if len(piece) == 1 else sounds().of(piece)
        self.features[feature] = max(self.features.get(feature, 0.0), worth)

    def hits(self, code: str, sound: str, probes: Sequence[Probe] | None = None) -> list[Probe]:
        """The probes that find something in a text, best first."""
        return [p for p in (self.probes if probes is None else probes) if p.piece in (sound if p.by_sound else code)]

    def cover(self, hits: Sequence[Probe]) -> list[float]:
        """For each token of the question, how well it was found (0 to 1)."""
        held = [0.0] * len(self.weights)
        for probe in hits:
            for i in probe.at:
                if held[i] < probe.worth:
                    held[i] = probe.worth
        return held

    def share(self, held: Sequence[float]) -> float:
        """The part of the question that is covered, rare tokens first."""
        return sum([w * h for w, h in zip(self.weights, held, strict=True)]) / self.total

    def evidence(self, share: float) -> float:
        """How much a covered share speaks for an answer: in a long question more words may be missing."""
        found = share * self.total
        missing = max(0.0, self.total - found)
        return found / (found + _MISSED * missing**_FORGIVEN) if found else 0.0

    def told(self, text: str) -> float:
        """How much of the question a piece of raw text covers."""
        code = encode(text, printed=True)
        return self.share(self.cover(self.hits(code, sounds().of(code))))

    def phrases(self, hits: Sequence[Probe]) -> float:
        """The part of the question's pairs that stand in the text as they are, or sound alike."""
        best: dict[int, float] = {}
        for probe in hits:
            for i in probe.at[:-1]:
                if i in self.pairs:
                    best[i] = max(best.get(i, 0.0), probe.worth)
        return sum(self.pairs[i] * worth for i, worth in best.items() if worth > NEAR) / self.known


def _neighbours(code: str) -> list[str]:
    return [a + b for a, b in pairwise(code)]


def _pieces(weights: Sequence[float]) -> list[tuple[int, int]]:
    """Stretches of the question between blanks."""
    found: list[tuple[int, int]] = []
    start = None
    for i, weight in enumerate([*weights, 0.0]):
        if weight and start is None:
            start = i
        elif not weight and start is not None:
            found.append((start, i))
            start = None
    return found


def _rarity(token: str, index: Index) -> float:
    """Weight of a single token, from 0.3 for one that is everywhere to 1 for one never seen."""
    if token == TYPED:
        return 0.7
    weight = _COMMON + (1 - _COMMON) * index.rarity(token) / index.rarity("")
    return weight if index.frequency(token) else weight * _UNSEEN


def _standard(asked: Asked) -> re.Pattern[str] | None:
    """Where a standard is asked for (低保标准), the sentence has to set one for that thing, not for another."""
    before = next((piece.partition("标准")[0] for piece in asked.code.split() if piece.find("标准") > 1), "")
    topic = "|".join(map(re.escape, _neighbours(before)))
    return re.compile(f"(?:{topic}).{{0,10}}标准") if topic and "standard" in asked.wants else None


def fits(question: Question, sentence: Sentence) -> float:
    """Factor for the kind of fact: 1 when the sentence holds what is asked for."""
    need = question.wanted
    factor = 1.0
    if need and not need & sentence.kinds:
        factor = _MISSING_SOFT if not need & ~_SOFT else _MISSING
    if need & _HARD & ~sentence.kinds or (question.standard and not question.standard.search(sentence.code)):
        factor = _MISSING_HARD
    measures = question.asked.measures
    if not measures or need & _HARD:
        return factor
    if any(counted(sentence.text, measure) for measure in measures):
        return 1.0
    return min(factor, _MISSING_LOOSE if set(measures) <= _LOOSE else _MISSING_UNIT)


def score(question: Question, entry: Entry, title: Sequence[float], least: float) -> list[Scored]:
    """The sentences of a clause held against the question; none when the whole clause covers less than ``least``."""
    hits = question.hits(entry.code, entry.sound)
    whole = [max(h * IN_CLAUSE, t * IN_TITLE) for h, t in zip(question.cover(hits), title, strict=True)]
    if question.share(whole) < max(_HOPELESS, least * IN_CLAUSE):
        return []
    near = question.cover(question.hits(entry.context, entry.context_sound, hits))
    around = [max(w, n * IN_HEADING) for w, n in zip(whole, near, strict=True)]
    return [_scored(question, entry, place, hits, around) for place in range(len(entry))]


def _scored(question: Question, entry: Entry, place: int, hits: Sequence[Probe], around: Sequence[float]) -> Scored:
    sentence = entry.sentence(place)
    own_hits = question.hits(sentence.code, sentence.sound, hits)
    own = question.cover(own_hits)
    if not sentence.kinds & _FIGURE and sentence.code in entry.context:
        own = [min(h, IN_HEADING) for h in own]
    held = [max(a, b) for a, b in zip(own, around, strict=True)]
    share, mine, fit = question.share(held), question.share(own), fits(question, sentence)
    phrases = question.phrases(own_hits)
    brief = 1.0 / (1.0 + len(sentence.code) / 120)
    rank = fit * (_R_SHARE * share + _R_PHRASES * phrases + _R_MINE * mine) + _R_BRIEF * brief
    trust = fit * (_T_SHARE * question.evidence(share) + (1 - _T_SHARE) * question.evidence(mine))
    if not any(p.worth >= TYPED_SOUND for p in own_hits):
        trust *= _HEARSAY
    trust += _EXACT if fit == 1.0 and question.exact else 0.0
    return Scored(place, rank, trust, share, fit, mine, phrases)
