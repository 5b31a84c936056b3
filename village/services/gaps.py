"""What was asked and not answered well: the list the clerks work through."""

from __future__ import annotations

from datetime import datetime

from village.model.people import Person
from village.model.questions import Gap, Question, QuestionState
from village.ports import UnitOfWork
from village.services.access import STAFF, require_any
from village.services.office_answers import LOOKED_BACK, is_mine
from village.services.pleas import plain


def gaps(uow: UnitOfWork, clerk: Person, now: datetime) -> list[Gap]:
    """What was asked in the last half year and not answered well: sent ones first, then by how many asked.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(clerk, "see_gaps", *STAFF)
    alike: dict[str, list[tuple[Question, int]]] = {}
    for question, disliked in uow.questions.unanswered(now - LOOKED_BACK):
        if is_mine(uow, clerk, question):
            alike.setdefault(plain(question.text), []).append((question, disliked))
    return sorted((_gap(each) for each in alike.values()), key=_urgency)


def _gap(alike: list[tuple[Question, int]]) -> Gap:
    first = min((q for q, _ in alike), key=lambda q: (q.state is not QuestionState.SENT, q.joined_id or 0, q.id))
    askers = tuple(dict.fromkeys(q.person_id for q, _ in alike))
    return Gap(first, askers, sum(number for _, number in alike))


def _urgency(gap: Gap) -> tuple[bool, int, int]:
    return gap.question.state is not QuestionState.SENT, -len(gap.askers), gap.question.id
