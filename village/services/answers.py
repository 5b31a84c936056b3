"""Questions to the plan library, answered from an index that is never older than the last change."""

from __future__ import annotations

import threading
from datetime import datetime

from knowledge.facts import Clause
from knowledge.search import Library, Reply
from village.errors import NotAllowed, NotFound
from village.model.people import Person, UnitKind
from village.model.plans import Plan
from village.model.questions import Question
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

    def ask_for(
        self, uow: UnitOfWork, person: Person, chat_id: int, text: str, now: datetime
    ) -> tuple[Question, Reply]:
        """The same for a person in a chat, with the question kept for the buttons and for the list of gaps."""
        reply = self.ask(uow, text, person)
        return uow.questions.add(person.id, chat_id, text, now, found=reply.found), reply

    def again(self, uow: UnitOfWork, person: Person, chat_id: int, question_id: int) -> tuple[Question, Reply]:
        """A kept question asked once more, by whoever may see it: its asker, or anybody in the same group.

        Raises:
            NotFound: there is no such question.
            NotAllowed: it is somebody else's, asked in private or in another group.
        """
        question = uow.questions.get(question_id)
        same_group = chat_id < 0 and question.chat_id == chat_id
        if question.person_id != person.id and not same_group:
            raise NotAllowed("see_question")
        return question, self.ask(uow, question.text, person)

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


def clause_number(plan: Plan, clause_id: str) -> int | None:
    """Where a clause stands in its plan, counted from 0: short enough for a button."""
    ids = [clause.id for clause in plan.draft.clauses]
    return ids.index(clause_id) if clause_id in ids else None


def source(uow: UnitOfWork, plan_id: int, number: int) -> tuple[Plan, Clause]:
    """A clause as it stands in its plan 原文.

    Raises:
        NotFound: the plan is gone or retired, or has no such clause.
    """
    plan = uow.plans.get(plan_id)
    if not plan.live:
        raise NotFound("plan", plan_id)
    if not 0 <= number < len(plan.draft.clauses):
        raise NotFound("clause", number)
    return plan, plan.draft.clauses[number]
