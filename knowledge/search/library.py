"""The library of plans that answers questions.

``ask`` goes in four steps: take the question apart, find clauses, score their sentences, show the best as cards.
Everything lives in memory and nothing is written; a plan added or removed is in or out of the next answer.
One thread may change the library while others ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.facts import PlanDraft
from knowledge.search.answering import answers, groups
from knowledge.search.asking import understand
from knowledge.search.finding import Hit, find
from knowledge.search.replies import Answer, Filters, Reply
from knowledge.search.scoring import Question
from knowledge.search.stock import Stock

__all__ = ["FOUND_FROM", "Answer", "Library", "Reply"]

FOUND_FROM = 0.6


class Library:
    """Plans that can be asked; each stands under the caller's key."""

    def __init__(self, plans: Iterable[tuple[str, PlanDraft]] = ()) -> None:
        self._stock = Stock(plans)

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
            self._stock = Stock(self._stock.plans())

    def ask(self, question: str, *, prefer: tuple[str, ...] = (), limit: int = 5) -> Reply:
        """Answer a question; ``prefer`` names levels or plan keys that win when answers are equal."""
        stock = self._stock
        asked = understand(question, stock.knows)
        filters = Filters(tuple(sorted(asked.levels)), tuple(sorted(asked.years)))
        if asked.empty:
            return Reply(question, False, wants=asked.wants, filters=filters)
        held = Question(asked, stock.index)
        hits = find(stock, held, prefer)
        found = bool(hits) and hits[0].scored.trust >= FOUND_FROM
        shown = tuple(answers(held, _once(hits), limit))
        side_by_side = groups(held, hits, shown, prefer) if found else ()
        return Reply(question, found, shown, side_by_side, asked.wants, filters)

    def explain(self, question: str) -> str:
        """Why each candidate scored as it did, for a developer."""
        stock = self._stock
        asked = understand(question, stock.knows)
        lines = [f"{asked.code!r} wants {sorted(asked.wants)} measures {asked.measures} levels {sorted(asked.levels)}"]
        for hit in _once(find(stock, Question(asked, stock.index), ()))[:8]:
            held = "".join(str(min(9, int(h * 10))) for h in hit.scored.covered)
            place = f"{hit.book.plan.title} {hit.entry.clause.id if hit.entry.clause else '-'}"
            marks_of = f"rank {hit.rank:.3f} trust {hit.scored.trust:.3f} {hit.scored.notes} [{held}]"
            lines.append(f"{marks_of} {place} {hit.sentence.text[:60]}")
        return "\n".join(lines)


def _once(hits: list[Hit]) -> list[Hit]:
    """Each sentence once, where it ranks best: copies of a plan say nothing new."""
    return list({hit.sentence.code: hit for hit in reversed(hits)}.values())[::-1]
