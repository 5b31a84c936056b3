"""The library of plans that answers questions.

``ask`` goes in four steps: take the question apart, find clauses, score their sentences, show the best as cards.
Everything lives in memory and nothing is written; a plan added or removed is in or out of the next answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
_CANDIDATES = 30
_OWN, _LEVEL, _YEAR, _NEWEST, _LOOSE_TEXT = 0.02, 0.04, 0.04, 0.005, 0.02


@dataclass(frozen=True, slots=True)
class Answer:
    """One cited answer; ``text`` is what the person sees, ``asked`` the stretches of it to print bold."""

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
    book: Book
    numbers: list[int] = field(default_factory=list)


class Library:
    """Plans that can be asked."""

    def __init__(self, plans: Iterable[tuple[str, PlanDraft]] = ()) -> None:
        self._index = Index()
        self._shelves: list[_Shelf | None] = []
        self._keys: dict[str, int] = {}
        for key, plan in plans:
            self.add(key, plan)

    def add(self, key: str, plan: PlanDraft) -> None:
        """Put a plan in, in place of the one that had this key."""
        self.remove(key)
        shelf = _Shelf(book(key, plan))
        number = len(self._shelves)
        self._shelves.append(shelf)
        self._keys[key] = number
        shelf.numbers = [self._index.add(entry) for entry in entries(number, plan)]

    def remove(self, key: str) -> None:
        """Take a plan out; a key that is not there is no error."""
        number = self._keys.pop(key, None)
        shelf = self._shelves[number] if number is not None else None
        if number is None or shelf is None:
            return
        self._index.remove(shelf.numbers)
        self._shelves[number] = None
        if self._index.worn:
            self._rebuild()

    def _rebuild(self) -> None:
        kept = [s for s in self._shelves if s]
        self.__init__((s.book.key, s.book.plan) for s in kept)  # type: ignore[misc]

    def ask(self, question: str, *, prefer: tuple[str, ...] = (), limit: int = 5) -> Reply:
        """Answer a question; ``prefer`` names levels or plan keys that win when answers are equal."""
        asked = understand(question, lambda token: self._index.frequency(token) > 0)
        if asked.empty:
            return Reply(question, False)
        probe = Question(asked, self._index)
        hits = self._hits(probe, prefer)
        found = bool(hits) and hits[0].scored.trust >= FOUND_FROM
        return Reply(question, found, tuple(_answers(probe, hits, limit)))

    def _hits(self, question: Question, prefer: tuple[str, ...]) -> list[_Hit]:
        asked = question.asked
        titles: dict[int, list[float]] = {}
        hits: list[_Hit] = []
        best = 0.0
        for number in self._index.candidates(question.features, _CANDIDATES):
            entry = self._index.entries[number]
            shelf = self._shelves[entry.plan] if entry else None
            if entry is None or shelf is None:
                continue
            if entry.plan not in titles:
                titles[entry.plan] = question.cover(question.hits(shelf.book.code, shelf.book.sound))
            bonus = _bonus(asked, shelf.book, prefer) - (0.0 if entry.clause else _LOOSE_TEXT)
            marked = score(question, entry, titles[entry.plan], 0.6 * best)
            best = max([best, *(scored.trust for scored in marked)])
            ranks = {scored.place: scored.rank for scored in marked}
            hits += [_Hit(shelf.book, entry, scored, scored.rank + bonus, ranks) for scored in marked]
        hits.sort(key=lambda hit: -hit.rank)
        return _distinct(hits)

    def explain(self, question: str) -> str:
        """Why each candidate scored as it did, for a developer."""
        asked = understand(question, lambda token: self._index.frequency(token) > 0)
        lines = [f"{asked.code!r} wants {sorted(asked.wants)} measures {asked.measures} levels {sorted(asked.levels)}"]
        for hit in self._hits(Question(asked, self._index), ())[:8]:
            held = "".join(str(min(9, int(h * 10))) for h in hit.scored.covered)
            lines.append(
                f"{hit.rank:.3f} trust {hit.scored.trust:.3f} {hit.scored.notes} [{held}] "
                f"{hit.book.plan.title} {hit.entry.clause.id if hit.entry.clause else '-'} {hit.sentence.text[:60]}"
            )
        return "\n".join(lines)


def _bonus(asked: Asked, shelf: Book, prefer: Sequence[str]) -> float:
    plan = shelf.plan
    bonus = _NEWEST * ((plan.year or 2000) - 2000) / 30
    if plan.level in asked.levels:
        bonus += _LEVEL
    if plan.year in asked.years:
        bonus += _YEAR
    if shelf.key in prefer or (plan.level or "") in prefer:
        bonus += _OWN
    return bonus


def _distinct(hits: list[_Hit]) -> list[_Hit]:
    """One answer for each sentence said, however many copies of it there are; at most two of one clause."""
    seen: set[str] = set()
    kept: list[_Hit] = []
    for hit in hits:
        if hit.sentence.code not in seen:
            seen.add(hit.sentence.code)
            kept.append(hit)
    return kept


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
    asked = question.asked
    text = card(asked, hit.entry, hit.scored.place, hit.ranks, question.told)
    plan = hit.book.plan
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
