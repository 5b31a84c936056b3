"""From a question to scored sentences: clauses out of the index, each held against the question."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.search.asking import Asked
from knowledge.search.entries import Book, Entry, Sentence
from knowledge.search.paths import Path, path_of
from knowledge.search.scoring import Question, Scored, score
from knowledge.search.stock import Stock
from knowledge.search.terms import defines

_DEFINED = 0.05
_OTHER_PLACE = 0.4
_NAMES, _SURE, _WHOLE_PATH = 0.3, 0.95, 0.1
_CANDIDATES = 20
_WORTH_SCORING = 0.8
_OWN, _LEVEL, _YEAR, _PLACE, _NEWEST, _LOOSE_TEXT = 0.02, 0.06, 0.06, 0.11, 0.005, 0.02
_LEVELS = {
    level: frozenset(alike)
    for alike in (("town", "township"), ("city", "municipal"), ("county",), ("district",), ("province",))
    for level in alike
}


@dataclass(slots=True)
class Hit:
    """A sentence found: where it stands, its marks, and the marks of its neighbours in the clause.

    ``exact`` says that the question named the clause by its number: it is shown whole.
    """

    book: Book
    entry: Entry
    scored: Scored
    rank: float
    ranks: dict[int, float]
    exact: bool = False

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.entry.sentence(self.scored.place)


def find(stock: Stock, question: Question, prefer: tuple[str, ...]) -> list[Hit]:
    """Scored sentences of the candidate clauses, best first, each sentence said once."""
    titles: dict[int, list[float]] = {}
    hits: list[Hit] = []
    best = 0.0
    for number in stock.index.candidates(question.features, _CANDIDATES, stock.title_sound):
        entry = stock.index.entries[number]
        shelf = stock.shelves[entry.plan] if entry else None
        if entry is None or shelf is None:
            continue
        if entry.plan not in titles:
            titles[entry.plan] = question.cover(question.hits(shelf.book.code, shelf.book.sound))
        scored = score(question, entry, titles[entry.plan], _WORTH_SCORING * best)
        if _elsewhere(question.asked, shelf.book, entry):
            scored = [one._replace(trust=one.trust * _OTHER_PLACE) for one in scored]
        best = max([best, *(one.trust for one in scored)])
        bonus = _bonus(question.asked, shelf.book, prefer) - (0.0 if entry.clause else _LOOSE_TEXT)
        if question.term:
            bonus += _DEFINED * max((defines(question.term, entry.text(one.place)) for one in scored), default=0.0)
        ranks = {one.place: one.rank for one in scored}
        hits += [Hit(shelf.book, entry, one, one.rank + bonus, ranks) for one in scored]
    hits.sort(key=lambda hit: -hit.rank)
    return hits


def _elsewhere(asked: Asked, shelf: Book, entry: Entry) -> bool:
    """Is a clause of another place than the one named? Then it is near at best."""
    return bool(asked.places) and not shelf.places.intersection(asked.places) and asked.places[0] not in entry.code


def at_path(stock: Stock, path: Path, question: Question, prefer: tuple[str, ...]) -> list[Hit]:
    """The clauses whose number a question names: of the plan it names, else the asker's own and the newest.

    None when the rest of the question fits no such clause and no title: then its numbers meant something else.
    """
    hits: list[Hit] = []
    for entry in stock.at_path(path):
        shelf = stock.shelves[entry.plan]
        if shelf is None or entry.clause is None:
            continue
        title = question.share(question.cover(question.hits(shelf.book.code, shelf.book.sound)))
        own = question.share(question.cover(question.hits(entry.code, entry.sound)))
        if not question.asked.empty and max(title, own) < _NAMES:
            continue
        whole = len(path_of(entry.clause.id)) == len(path)
        rank = 1 + title + own + _bonus(question.asked, shelf.book, prefer) + _WHOLE_PATH * whole
        if "figure" in question.asked.wants:
            rank += _WHOLE_PATH * any(target.clause == entry.clause.id for target in shelf.book.plan.indicators)
        scored = Scored(0, rank, _SURE, 1.0, 1.0, note=f"path {'.'.join(map(str, path))} title {title:.2f}")
        hits.append(Hit(shelf.book, entry, scored, rank, {0: rank}, exact=True))
    return sorted(hits, key=lambda hit: -hit.rank)


def _bonus(asked: Asked, shelf: Book, prefer: tuple[str, ...]) -> float:
    """What speaks for a plan beside its words: place, level or year named, the asker's own, the newer one."""
    plan = shelf.plan
    bonus = _NEWEST * ((plan.year or 2000) - 2000) / 30
    if asked.places:
        bonus += _PLACE if shelf.places.intersection(asked.places) else -_PLACE
    if asked.levels & _LEVELS.get(plan.level or "", frozenset()):
        bonus += _LEVEL
    if plan.year in asked.years:
        bonus += _YEAR
    if preferred(shelf, prefer):
        bonus += _OWN
    return bonus


def preferred(shelf: Book, prefer: tuple[str, ...]) -> bool:
    """Is a plan the asker's own, by its key or its level?"""
    return shelf.key in prefer or (shelf.plan.level or "") in prefer
