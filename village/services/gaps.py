"""What was asked and not answered well: the list the clerks work through."""

from __future__ import annotations

from datetime import datetime
from functools import cache, partial

from village.model.messages import NewMessage, Rank
from village.model.people import Person, UnitTree
from village.model.questions import Gap, GapLine, Question, QuestionState
from village.ports import UnitOfWork
from village.services.access import STAFF, may, require_any
from village.services.office_answers import LOOKED_BACK
from village.services.pleas import plain


def gaps(uow: UnitOfWork, clerk: Person, now: datetime) -> list[Gap]:
    """What was asked in the last half year and not answered well: sent ones first, then by how many asked.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(clerk, "see_gaps", *STAFF)
    mine = cache(partial(_is_of, uow, uow.units.tree(), clerk))
    alike: dict[str, list[tuple[Question, int]]] = {}
    for question, disliked in uow.questions.unanswered(now - LOOKED_BACK):
        if mine(question.person_id):
            alike.setdefault(plain(question.text), []).append((question, disliked))
    return sorted((_gap(each) for each in alike.values()), key=_urgency)


def _is_of(uow: UnitOfWork, tree: UnitTree, clerk: Person, asker: int) -> bool:
    """Whether this asker's questions are for the clerk's office; who has no post is anybody's."""
    home = uow.people.get(asker).home
    return home is None or may(tree, clerk, home.id, *STAFF)


def _gap(alike: list[tuple[Question, int]]) -> Gap:
    first = min((q for q, _ in alike), key=lambda q: (q.state is not QuestionState.SENT, q.joined_id or 0, q.id))
    askers = tuple(dict.fromkeys(q.person_id for q, _ in alike))
    return Gap(first, askers, sum(number for _, number in alike))


def _urgency(gap: Gap) -> tuple[bool, int, int]:
    return gap.question.state is not QuestionState.SENT, -len(gap.askers), gap.question.id


def export(uow: UnitOfWork, clerk: Person, chat_id: int, occasion: int, now: datetime) -> None:
    """Send the list as a workbook; it is made when it is sent.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(clerk, "see_gaps", *STAFF)
    key = f"gaps:{clerk.id}/{occasion}"
    uow.outbox.add(NewMessage(key, "gaps", {"clerk": clerk.id}, Rank.REPLY, chat_id), now)


def table(uow: UnitOfWork, clerk: Person, now: datetime) -> list[GapLine]:
    """The list as a table.

    Raises:
        NotAllowed: the person is no clerk.
    """
    return [_row(uow, gap) for gap in gaps(uow, clerk, now)]


def _row(uow: UnitOfWork, gap: Gap) -> GapLine:
    people = [uow.people.get(person) for person in gap.askers]
    units = dict.fromkeys(person.home.name for person in people if person.home)
    waiting = gap.question.state is QuestionState.SENT
    names = tuple(person.name for person in people)
    return GapLine(gap.question.text, names, tuple(units), gap.question.asked_at, gap.disliked, waiting)
