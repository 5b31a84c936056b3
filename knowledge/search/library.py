"""The library of plans that answers questions.

``ask`` goes in four steps: take the question apart, find clauses, score their sentences, show the best as cards.
Everything lives in memory and nothing is written; a plan added or removed is in or out of the next answer.
One thread may change the library while others ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from knowledge.facts import PlanDraft
from knowledge.search.answering import Cards, answers, groups
from knowledge.search.asking import Asked, understand
from knowledge.search.explaining import explained
from knowledge.search.finding import Hit, at_path, find
from knowledge.search.grammar import Grammar, grammar
from knowledge.search.normalise import plain
from knowledge.search.paths import asked_path
from knowledge.search.replies import Answer, Filters, Reply
from knowledge.search.scoring import Question
from knowledge.search.stock import Stock

__all__ = ["FOUND_FROM", "Answer", "Library", "Reply"]

FOUND_FROM = 0.48


class Library:
    """Plans that can be asked; each stands under the caller's key.

    ``words`` are the office's own names of things (typed → as plans write it), on top of the shipped ones.
    """

    def __init__(
        self, plans: Iterable[tuple[str, PlanDraft]] = (), *, words: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._stock = Stock(plans)
        self._rules = Grammar(words) if words else grammar()

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

    def learn(self, words: Mapping[str, Sequence[str]]) -> None:
        """Take these names in place of the office's earlier ones, from the next question on; the index stays."""
        self._rules = Grammar(words) if words else grammar()

    def _renew(self) -> None:
        if self._stock.index.worn:
            self._stock = Stock(self._stock.plans())

    def ask(self, question: str, *, prefer: tuple[str, ...] = (), limit: int = 5, year: int | None = None) -> Reply:
        """Answer a question.

        ``prefer`` names levels or plan keys that win when answers are equal; ``year`` is the present one (“去年的”).
        """
        stock = self._stock
        asked = self._understood(question, stock, year)
        filters = Filters(tuple(sorted(asked.levels)), tuple(sorted(asked.years)), asked.places)
        held, hits = self._found(question, asked, stock, prefer)
        if not hits:
            return Reply(question, False, wants=asked.wants, filters=filters)
        found = bool(hits) and hits[0].scored.trust >= FOUND_FROM
        cards = Cards(held)
        shown = tuple(answers(cards, _once(hits), limit))
        side_by_side = groups(cards, hits, shown, prefer) if found else ()
        return Reply(question, found, shown, side_by_side, asked.wants, filters)

    def _found(self, question: str, asked: Asked, stock: Stock, prefer: tuple[str, ...]) -> tuple[Question, list[Hit]]:
        """What the question leads to: the clause it names by its number, else the sentences that fit its words."""
        path, rest = asked_path(plain(question))
        if path:
            named = Question(self._understood(rest, stock, None), stock.index)
            if hits := at_path(stock, path, named, prefer):
                return named, hits
        held = Question(asked, stock.index)
        return held, [] if asked.empty else find(stock, held, prefer)

    def _understood(self, question: str, stock: Stock, year: int | None) -> Asked:
        return understand(question, stock.knows, rules=self._rules, places=stock.places_in, year=year)

    def explain(self, question: str) -> str:
        """Why each candidate scored as it did, for a developer."""
        stock = self._stock
        asked = self._understood(question, stock, None)
        held, hits = self._found(question, asked, stock, ())
        return explained(asked, held, _once(hits)[:8], FOUND_FROM)


def _once(hits: list[Hit]) -> list[Hit]:
    """Each sentence once, where it ranks best: copies of a plan say nothing new."""
    return list({hit.sentence.code: hit for hit in reversed(hits)}.values())[::-1]
