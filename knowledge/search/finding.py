"""From a question to scored sentences: clauses out of the index, each held against the question."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.search.asking import Asked
from knowledge.search.entries import Book, Entry, Sentence
from knowledge.search.scoring import Question, Scored, score
from knowledge.search.stock import Stock

_CANDIDATES = 20
_WORTH_SCORING = 0.6
_OWN, _LEVEL, _YEAR, _NEWEST, _LOOSE_TEXT = 0.02, 0.04, 0.04, 0.005, 0.02


@dataclass(slots=True)
class Hit:
    """A sentence found: where it stands, its marks, and the marks of its neighbours in the clause."""

    book: Book
    entry: Entry
    scored: Scored
    rank: float
    ranks: dict[int, float]

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.entry.sentence(self.scored.place)


def find(stock: Stock, question: Question, prefer: tuple[str, ...]) -> list[Hit]:
    """Scored sentences of the candidate clauses, best first, each sentence said once."""
    titles: dict[int, list[float]] = {}
    hits: list[Hit] = []
    best = 0.0
    for number in stock.index.candidates(question.features, _CANDIDATES):
        entry = stock.index.entries[number]
        shelf = stock.shelves[entry.plan] if entry else None
        if entry is None or shelf is None:
            continue
        if entry.plan not in titles:
            titles[entry.plan] = question.cover(question.hits(shelf.book.code, shelf.book.sound))
        scored = score(question, entry, titles[entry.plan], _WORTH_SCORING * best)
        best = max([best, *(one.trust for one in scored)])
        bonus = _bonus(question.asked, shelf.book, prefer) - (0.0 if entry.clause else _LOOSE_TEXT)
        ranks = {one.place: one.rank for one in scored}
        hits += [Hit(shelf.book, entry, one, one.rank + bonus, ranks) for one in scored]
    hits.sort(key=lambda hit: -hit.rank)
    return hits


def _bonus(asked: Asked, shelf: Book, prefer: tuple[str, ...]) -> float:
    """What speaks for a plan beside its words: the level or year named, the asker's own, the newer one."""
    plan = shelf.plan
    bonus = _NEWEST * ((plan.year or 2000) - 2000) / 30
    if plan.level in asked.levels:
        bonus += _LEVEL
    if plan.year in asked.years:
        bonus += _YEAR
    if preferred(shelf, prefer):
        bonus += _OWN
    return bonus


def preferred(shelf: Book, prefer: tuple[str, ...]) -> bool:
    """Is a plan the asker's own, by its key or its level?"""
    return shelf.key in prefer or (shelf.plan.level or "") in prefer
