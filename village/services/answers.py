"""Questions to the plan library, answered from an index that is never older than the last change."""

from __future__ import annotations

import threading

from knowledge.facts import Clause
from knowledge.search import Library, Reply
from village.errors import NotFound
from village.model.people import Person, UnitKind
from village.model.plans import Plan
from village.ports import UnitOfWork

LEVELS_OF_KIND = {
    UnitKind.COUNTY: ("county", "district", "city"),
    UnitKind.TOWN: ("town", "township"),
    UnitKind.DEPARTMENT: ("county", "district", "city"),
    UnitKind.VILLAGE: ("town", "township"),
}


class Answers:
    """Holds the search index in memory and rebuilds it when the library's change counter has moved.

    Safe to use from several threads; one index is shared and replaced as a whole.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sequence = -1
        self._library = Library([])

    def ask(self, uow: UnitOfWork, question: str, person: Person | None = None) -> Reply:
        """The best answers to a question, the asker's own level first where several fit."""
        return self._fresh(uow).ask(question, prefer=levels_of(person))

    def _fresh(self, uow: UnitOfWork) -> Library:
        sequence = uow.plans.sequence()
        with self._lock:
            if sequence != self._sequence:
                self._library = Library([(str(plan.id), plan.draft) for plan in uow.plans.all()])
                self._sequence = sequence
            return self._library


def levels_of(person: Person | None) -> tuple[str, ...]:
    """Plan levels nearest to a person's own unit."""
    if person is None or person.home is None:
        return ()
    return LEVELS_OF_KIND[person.home.kind]


def source(uow: UnitOfWork, plan_id: int, clause_id: str) -> tuple[Plan, Clause]:
    """A clause as it stands in its plan 原文.

    Raises:
        NotFound: the plan is gone or retired, or has no such clause.
    """
    plan = uow.plans.get(plan_id)
    if not plan.live:
        raise NotFound("plan", plan_id)
    for clause in plan.draft.clauses:
        if clause.id == clause_id:
            return plan, clause
    raise NotFound("clause", clause_id)
