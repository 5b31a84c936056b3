"""Known words in a question: the longest at each place, in one pass, however many words there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


class Matcher:
    """Finds listed words in encoded text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def find(self, code: str, firm: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[str, int, int]]:
        """Each word with its start and end, from left to right; no two overlap.

        No word may cut into a ``firm`` stretch: in 改好多户 the question 好多 is firm, so 改好 is no word there.
        """
        at = 0
        while at < len(code):
            word = self._at(code, at, firm)
            if word:
                yield word, at, at + len(word)
            at += len(word) or 1

    def _at(self, code: str, at: int, firm: Sequence[tuple[int, int]]) -> str:
        pieces = (code[at : at + length] for length in self._lengths.get(code[at], ()))
        return next((p for p in pieces if p in self._words and not _cuts(at, at + len(p), firm)), "")


def _cuts(start: int, end: int, firm: Sequence[tuple[int, int]]) -> bool:
    """Does a stretch end or begin in the middle of a firm one without holding it whole?"""
    return any(start < begin < end < stop or begin < start < stop < end for begin, stop in firm)
