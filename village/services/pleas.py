"""A question handed to the office 请办公室回答: which clerks get it, and the message each of them has."""

from __future__ import annotations

from datetime import datetime

from village.errors import Invalid, NotAllowed
from village.model.messages import NewMessage, OutboxMessage, Rank
from village.model.people import Person
from village.model.questions import Question, QuestionState
from village.model.quiet import outside_quiet_hours
from village.ports import UnitOfWork
from village.services.access import STAFF

MOST_WAITING = 10  # of one person: beyond that the clerks are not asked, they are flooded
MAY_BE_SENT = (QuestionState.ASKED, QuestionState.WITHDRAWN, QuestionState.DECLINED, QuestionState.DROPPED)


def send(uow: UnitOfWork, person: Person, question_id: int, now: datetime) -> list[Person]:
    """Hand a question to the clerks; returns them, nobody when none can be reached. Sent twice it is sent once.

    A question in the same words that already waits is joined: its answer goes to both.

    Raises:
        NotFound: there is no such question.
        NotAllowed: it is somebody else's.
        Invalid: the person has many questions waiting already (``too_many``).
    """
    question = own(uow, person, question_id)
    if question.state is not QuestionState.SENT and _count_waiting(uow, person) >= MOST_WAITING:
        raise Invalid("question", "too_many", most=MOST_WAITING)
    waiting = _in_the_same_words(uow, question)
    if not uow.questions.move(question_id, QuestionState.SENT, only_from=MAY_BE_SENT, by=None, now=now):
        return clerks_for(uow, question)
    if waiting is not None:
        uow.questions.join(question_id, waiting.id)
        return clerks_for(uow, waiting)
    clerks = clerks_for(uow, question)
    for clerk in clerks:
        uow.cards.lost(card_key(question.id, clerk.id))
        _tell_clerk(uow, question, clerk, "sent", outside_quiet_hours(now), now)
    return clerks


def _count_waiting(uow: UnitOfWork, person: Person) -> int:
    return sum(question.person_id == person.id for question in uow.questions.sent())


def own(uow: UnitOfWork, person: Person, question_id: int) -> Question:
    """The question, if the person asked it.

    Raises:
        NotFound: there is no such question.
        NotAllowed: it is somebody else's.
    """
    question = uow.questions.get(question_id)
    if question.person_id != person.id:
        raise NotAllowed("see_question")
    return question


def _in_the_same_words(uow: UnitOfWork, question: Question) -> Question | None:
    """The question in the same words that is with the same office already."""
    mine, said = home_of(uow, question), plain(question.text)
    for other in uow.questions.sent():
        if other.id != question.id and plain(other.text) == said and home_of(uow, other) == mine:
            return head_of(uow, other)
    return None


def head_of(uow: UnitOfWork, question: Question) -> Question:
    """The question whose message the clerks have: this one, or the one it joined."""
    return question if question.joined_id is None else uow.questions.get(question.joined_id)


def plain(text: str) -> str:
    """A question without blanks and marks, to see that two are in the same words."""
    return "".join(c for c in text.lower() if c.isalnum())


def withdraw(uow: UnitOfWork, person: Person, question_id: int, now: datetime) -> bool:
    """The asker does not need the answer any more; False when the office was faster.

    Whoever joined the question goes on waiting.

    Raises:
        NotFound: there is no such question.
        NotAllowed: it is somebody else's.
    """
    question = own(uow, person, question_id)
    sent = (QuestionState.SENT,)
    if not uow.questions.move(question_id, QuestionState.WITHDRAWN, only_from=sent, by=person.id, now=now):
        return False
    head = head_of(uow, question)
    if not waiting_on(uow, head):
        tell_all_clerks(uow, head, "withdrawn", now)
    return True


def waiting_on(uow: UnitOfWork, head: Question) -> list[Question]:
    """Who still waits for the answer: the question itself, as it stands now, and those that joined it."""
    alike = [uow.questions.get(head.id), *uow.questions.joined(head.id)]
    return [q for q in alike if q.state is QuestionState.SENT]


def clerks_for(uow: UnitOfWork, question: Question) -> list[Person]:
    """The clerks of the asker's town who can be written to, else of the unit above; never the asker alone."""
    tree, at = uow.units.tree(), home_of(uow, question)
    while at is not None:
        staff = [p for p in uow.people.in_units([at], *STAFF) if p.account is not None and p.reachable]
        if others := [p for p in staff if p.id != question.person_id]:
            return others
        at = tree[at].parent_id
    return []


def home_of(uow: UnitOfWork, question: Question) -> int | None:
    """The town, or other highest unit, whose office answers this question."""
    home = uow.people.get(question.person_id).home
    return uow.units.tree().town_of(home.id).id if home else None


def _tell_clerk(
    uow: UnitOfWork, question: Question, clerk: Person, occasion: str, ready: datetime, now: datetime
) -> None:
    """The text is made when it is sent: the question with its buttons, or what became of it."""
    card = card_key(question.id, clerk.id)
    body = {"question": question.id, "clerk": clerk.id, "card": card}
    key = f"{card}/{occasion}-{now.timestamp():.0f}"
    uow.outbox.add(NewMessage(key, "plea", body, Rank.REMINDER, clerk.account, ready), now)


def card_key(question_id: int, clerk_id: int) -> str:
    """The name under which a clerk's message about a question is remembered."""
    return f"ask:{question_id}/p{clerk_id}"


def tell_all_clerks(uow: UnitOfWork, head: Question, occasion: str, now: datetime) -> None:
    """Bring the message every clerk has up to date; who has none gets none."""
    for clerk in clerks_for(uow, head):
        if uow.cards.get(card_key(head.id, clerk.id)) is not None:
            _tell_clerk(uow, head, clerk, occasion, now, now)


def shown(uow: UnitOfWork, message: OutboxMessage, message_id: int, now: datetime) -> None:
    """A clerk's message stands in the chat; if the question was settled while it was on its way, it is put right."""
    card, clerk = str(message.body["card"]), uow.people.get(message.body["clerk"])
    before = uow.cards.get(card)
    uow.cards.shown(card, message.chat_id or 0, message_id, now)
    head = uow.questions.get(message.body["question"])
    if (before is None or before.message_id is None) and not waiting_on(uow, head):
        _tell_clerk(uow, head, clerk, "late", now, now)


def lost(uow: UnitOfWork, message: OutboxMessage) -> None:
    """The clerk deleted the message: there is nothing to edit any more."""
    uow.cards.lost(str(message.body["card"]))
