"""The inverted index: which clauses hold a pair of tokens, in writing or in sound.

Postings are compact arrays. A question walks them from the rarest pair to the commonest and stops at a budget; what
the commoner pairs say is then looked up in the best candidates only. So the time stays bounded on a hundred thousand
clauses.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from operator import add

from knowledge.search.entries import Entry
from knowledge.search.normalise import is_run
from knowledge.search.sounds import sounds

_BUDGET = 15_000
_LOOKED_AT = 60
_LONG = 1500


def pairs(code: str) -> set[str]:
    """Neighbouring tokens of a code."""
    found: set[str] = set()
    for piece in code.split():
        found.update(map(add, piece, piece[1:]))
    return found


class _Postings(dict[str, "array[int]"]):
    """Lists of clause numbers; one that is missing begins empty when something is put in."""

    def __missing__(self, feature: str) -> array[int]:
        self[feature] = posting = array("I")
        return posting


class Index:
    """Clauses by the pairs in them, and by single words of letters or figures; single characters are only counted."""

    def __init__(self) -> None:
        self.entries: list[Entry | None] = []
        self.live = 0
        self._lists = _Postings()
        self._singles: Counter[str] = Counter()

    def add(self, entry: Entry) -> int:
        """Put a clause in; returns its number."""
        number = len(self.entries)
        self.entries.append(entry)
        self.live += 1
        lists, tokens = self._lists, set(entry.code)
        self._singles.update(tokens)
        for feature in pairs(entry.sound):
            lists[feature].append(number)
        for token in tokens:
            if is_run(token):
                lists[token].append(number)
        return number

    def remove(self, numbers: Iterable[int]) -> None:
        """Take clauses out; their postings go when the index is next rebuilt."""
        for number in numbers:
            self.entries[number] = None
            self.live -= 1

    @property
    def worn(self) -> bool:
        """More is gone than is left: worth rebuilding."""
        return len(self.entries) > 2 * self.live + 100

    def frequency(self, feature: str) -> int:
        """In how many clauses a token stands, or a pair as it sounds."""
        if len(feature) == 1:
            return self._singles[feature]
        posting = self._lists.get(sounds().of(feature))
        return len(posting) if posting is not None else 0

    def rarity(self, feature: str) -> float:
        """Inverse document frequency of BM25, never below zero."""
        return math.log(1 + (self.live + 0.5) / (self.frequency(feature) + 0.5))

    def candidates(self, features: dict[str, float], most: int, title: Callable[[int], str]) -> list[int]:
        """The clauses that hold most of the features, best first; each feature counts weight × rarity.

        ``title`` gives the sound of a plan's title: what stands there is said of every clause below it.
        """
        lists = sorted((len(self._lists[f]), f) for f in features if f in self._lists)
        total: dict[int, float] = {}
        walked, common = 0, []
        for length, feature in lists:
            gain = features[feature] * self.rarity(feature)
            if walked and walked + length > _BUDGET:
                common.append((feature, gain))
                continue
            walked += length
            for number in self._lists[feature]:
                total[number] = total.get(number, 0.0) + gain
        best = heapq.nlargest(_LOOKED_AT, total, key=total.__getitem__)
        gains = {feature: features[feature] * self.rarity(feature) for _, feature in lists}
        named: dict[int, dict[str, float]] = {}
        marked = []
        for number in best:
            entry = self.entries[number]
            if entry is None:
                continue
            if entry.plan not in named:
                sound = title(entry.plan)
                named[entry.plan] = {feature: gain for feature, gain in gains.items() if feature in sound}
            score = total[number] + sum(g for f, g in named[entry.plan].items() if f not in entry.sound)
            marked.append((self._mark(entry, score, common), number))
        return [number for _, number in heapq.nlargest(most, marked)]

    def _mark(self, entry: Entry, score: float, common: list[tuple[str, float]]) -> float:
        """The full sum of a candidate, a little less for long clauses: they hold a bit of everything."""
        score += sum([gain for feature, gain in common if feature in entry.code or feature in entry.sound])
        return score / (0.8 + len(entry.code) / _LONG)
