"""The inverted index: which clauses hold a pair of tokens, in writing or in sound.

Postings are compact arrays. A question walks them from the rarest pair to the commonest and stops at a budget, so the
time stays bounded on a hundred thousand clauses: what common pairs say is looked up later, in the few candidates.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Iterable
from itertools import pairwise

from knowledge.search.entries import Entry

_BUDGET = 60_000


def pairs(code: str) -> set[str]:
    """Neighbouring tokens of a code."""
    return {a + b for a, b in pairwise(code) if a != " " and b != " "}


class Index:
    """Clauses by the pairs and single tokens in them."""

    def __init__(self) -> None:
        self.entries: list[Entry | None] = []
        self.live = 0
        self._lists: dict[str, array[int]] = {}

    def add(self, entry: Entry) -> int:
        """Put a clause in; returns its number."""
        number = len(self.entries)
        self.entries.append(entry)
        self.live += 1
        for feature in pairs(entry.code) | pairs(entry.sound) | set(entry.code):
            posting = self._lists.get(feature)
            if posting is None:
                self._lists[feature] = array("I", (number,))
            else:
                posting.append(number)
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
        """In how many clauses a token or pair stands."""
        posting = self._lists.get(feature)
        return len(posting) if posting is not None else 0

    def rarity(self, feature: str) -> float:
        """Inverse document frequency of BM25, never below zero."""
        held = self.frequency(feature)
        return math.log(1 + (self.live + 0.5) / (held + 0.5))

    def candidates(self, features: dict[str, float], most: int) -> list[int]:
        """The clauses that hold most of the features, best first; each feature counts weight × rarity."""
        lists = sorted((len(self._lists[f]), f) for f in features if f in self._lists)
        total: dict[int, float] = {}
        walked = 0
        for length, feature in lists:
            if walked and walked + length > _BUDGET:
                break
            walked += length
            gain = features[feature] * self.rarity(feature)
            for number in self._lists[feature]:
                total[number] = total.get(number, 0.0) + gain
        best = heapq.nlargest(most, ((self._short(n) * score, n) for n, score in total.items()))
        return [number for _, number in best if self.entries[number] is not None]

    def _short(self, number: int) -> float:
        """A gentle preference for short clauses; long ones hold a bit of everything."""
        entry = self.entries[number]
        return 1.0 / (0.8 + len(entry.code) / 1500) if entry is not None else 0.0
