"""The library of plans that answers questions.

``ask`` goes in four steps: take the question apart, find clauses, score their sentences, show the best as cards.
Everything lives in memory and nothing is written; a plan added or removed is in or out of the next answer.
One thread may change the library while others ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from knowledge.facts import PlanDraft, Span
from knowledge.search.asking import Asked, understand
from knowledge.search.cards import card, marks
from knowledge.search.entries import Book, Entry, Sentence, book, entries
from knowledge.search.index import Index
from knowledge.search.scoring import Question, Scored, score

AnswerKind = Literal["indicator", "clause", "deadline", "party", "row"]
FOUND_FROM = 0.6
_CANDIDATES = 20
_WORTH_SCORING = 0.6
_OWN, _LEVEL, _YEAR, _NEWEST, _LOOSE_TEXT = 0.02, 0.04, 0.04, 0.005, 0.02


@dataclass(frozen=True, slots=True)
class Answer:
    """One cited answer; ``text`` is what the person sees, ``asked`` the stretches of it to print bold.

    ``score`` says how far to trust it, from 0 to 1; the order of answers also weighs level, year and wording.
    """

    kind: AnswerKind
    text: str
    asked: tuple[Span, ...]
    plan_key: str
    plan: str
    level: str | None
    year: int | None
    file: str
    clause: str
    score: float


@dataclass(frozen=True, slots=True)
class Reply:
    """The answers to a question, best first; when ``found`` is false they are only near."""

    question: str
    found: bool
    answers: tuple[Answer, ...] = ()


@dataclass(slots=True)
class _Hit:
    book: Book
    entry: Entry
    scored: Scored
    rank: float
    ranks: dict[int, float]

    @property
    def sentence(self) -> Sentence:
        return self.entry.sentence(self.scored.place)


@dataclass(slots=True)
class _Shelf:
    """A plan and the numbers of its entries in the index."""

    book: Book
    numbers: list[int] = field(default_factory=list)


class _Stock:
    """Index and plans that belong together; a worn stock is replaced whole, so readers see one or the other."""

    def __init__(self, plans: Iterable[tuple[str, PlanDraft]]) -> None:
        self.index = Index()
        self.shelves: list[_Shelf | None] = []
        self.keys: dict[str, int] = {}
        for key, plan in plans:
            self.add(key, plan)

    def add(self, key: str, plan: PlanDraft) -> None:
        self.remove(key)
        shelf = _Shelf(book(key, plan))
        number = len(self.shelves)
        self.shelves.append(shelf)
        self.keys[key] = number
        shelf.numbers = [self.index.add(entry) for entry in entries(number, plan)]

    def remove(self, key: str) -> None:
        number = self.keys.pop(key, None)
        if number is not None and (shelf := self.shelves[number]):
            self.index.remove(shelf.numbers)
            self.shelves[number] = None

    def plans(self) -> Iterator[tuple[str, PlanDraft]]:
        return ((shelf.book.key, shelf.book.plan) for shelf in self.shelves if shelf)

    def knows(self, token: str) -> bool:
        """Does a token stand in any plan?"""
        return self.index.frequency(token) > 0


class Library:
    """Plans that can be asked; each stands under the caller's key."""

    def __init__(self, plans: Iterable[tuple[str, PlanDraft]] = ()) -> None:
        self._stock = _Stock(plans)

    def __len__(self) -> int:
        return len(self._stock.keys)

    def add(self, key: str, plan: PlanDraft) -> None:
        """Put a plan in, in place of the one that had this key."""
        self._stock.add(key, plan)
        self._renew()

    def remove(self, key: str) -> None:
        """Take a plan out; a key that is not there is no error."""
        self._stock.remove(key)
        self._renew()

    def _renew(self) -> None:
        if self._stock.index.worn:
            self._stock = _Stock(self._stock.plans())

    def ask(self, question: str, *, prefer: tuple[str, ...] = (), limit: int = 5) -> Reply:
        """Answer a question; ``prefer`` names levels or plan keys that win when answers are equal."""
        stock = self._stock
        asked = understand(question, stock.knows)
        if asked.empty:
            return Reply(question, False)
        held = Question(asked, stock.index)
        hits = _hits(stock, held, prefer)
        found = bool(hits) and hits[0].scored.trust >= FOUND_FROM
        return Reply(question, found, tuple(_answers(held, hits, limit)))

    def explain(self, question: str) -> str:
        """Why each candidate scored as it did, for a developer."""
        stock = self._stock
        asked = understand(question, stock.knows)
        lines = [f"{asked.code!r} wants {sorted(asked.wants)} measures {asked.measures} levels {sorted(asked.levels)}"]
        for hit in _hits(stock, Question(asked, stock.index), ())[:8]:
            held = "".join(str(min(9, int(h * 10))) for h in hit.scored.covered)
            place = f"{hit.book.plan.title} {hit.entry.clause.id if hit.entry.clause else '-'}"
            marks_of = f"rank {hit.rank:.3f} trust {hit.scored.trust:.3f} {hit.scored.notes} [{held}]"
            lines.append(f"{marks_of} {place} {hit.sentence.text[:60]}")
        return "\n".join(lines)


def _hits(stock: _Stock, question: Question, prefer: tuple[str, ...]) -> list[_Hit]:
    """Scored sentences of the candidate clauses, best first, each sentence said once."""
    titles: dict[int, list[float]] = {}
    hits: list[_Hit] = []
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
        hits += [_Hit(shelf.book, entry, one, one.rank + bonus, ranks) for one in scored]
    hits.sort(key=lambda hit: -hit.rank)
    return list({hit.sentence.code: hit for hit in reversed(hits)}.values())[::-1]


def _bonus(asked: Asked, shelf: Book, prefer: tuple[str, ...]) -> float:
    """What speaks for a plan beside its words: the level or year named, the asker's own, the newer one."""
    plan = shelf.plan
    bonus = _NEWEST * ((plan.year or 2000) - 2000) / 30
    if plan.level in asked.levels:
        bonus += _LEVEL
    if plan.year in asked.years:
        bonus += _YEAR
    if shelf.key in prefer or (plan.level or "") in prefer:
        bonus += _OWN
    return bonus


def _answers(question: Question, hits: list[_Hit], limit: int) -> Iterator[Answer]:
    """Cards of the best hits; a sentence already shown on an earlier card gets none of its own."""
    shown: list[str] = []
    for hit in hits:
        if len(shown) == limit:
            return
        if any(hit.sentence.text in text for text in shown):
            continue
        answer = _answer(question, hit)
        shown.append(answer.text)
        yield answer


def _answer(question: Question, hit: _Hit) -> Answer:
    asked, plan = question.asked, hit.book.plan
    text = card(asked, hit.entry, hit.scored.place, hit.ranks, question.told)
    return Answer(
        kind=_kind(asked, hit),
        text=text,
        asked=marks(asked, hit.entry, text, question.told),
        plan_key=hit.book.key,
        plan=plan.title,
        level=plan.level,
        year=plan.year,
        file=plan.file,
        clause=hit.entry.clause.id if hit.entry.clause else "",
        score=round(min(1.0, max(0.0, hit.scored.trust)), 3),
    )


def _kind(asked: Asked, hit: _Hit) -> AnswerKind:
    """What the card is, so that a shell can choose its sign and buttons."""
    if "who" in asked.wants:
        return "party"
    if asked.wants & {"when", "often"}:
        return "deadline"
    quotes = (indicator.quote for indicator in hit.book.plan.indicators)
    if asked.wants & {"percent", "money", "count", "figure"} or any(q in hit.sentence.text for q in quotes):
        return "indicator"
    return "clause"
