"""What the clerks do about a question: answer it once for everybody, or say that there is no answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from village.errors import Invalid, NotAllowed
from village.forms.schema import Form
from village.forms.session import Session
from village.model.messages import NewMessage, Rank
from village.model.people import Person
from village.model.questions import Faq, Question, QuestionState
from village.model.quiet import outside_quiet_hours
from village.model.reports import SavedSession
from village.ports import UnitOfWork
from village.services import dialogues
from village.services.access import STAFF, may, require_any
from village.services.faqs import faq_of
from village.services.pleas import head_of, home_of, plain, tell_all_clerks, waiting_on

LOOKED_BACK = timedelta(days=180)
OPEN = (QuestionState.ASKED, QuestionState.SENT)
SUBJECT = "answer"
MENDING = "mend"
REFUSED = frozenset({QuestionState.DECLINED, QuestionState.DROPPED})


@dataclass(frozen=True, slots=True)
class Settled:
    """A question the office is done with: who was told, and who asked but cannot be told."""

    question: Question
    faq: Faq | None
    told: tuple[Person, ...] = ()
    gone: tuple[Person, ...] = ()


def to_answer(uow: UnitOfWork, clerk: Person, question_id: int) -> Question:
    """A question the clerk may settle, and that nobody has settled yet.

    Raises:
        NotFound: there is no such question.
        NotAllowed: the asker is of another office.
        Invalid: it is ``settled`` (with who did it and how) or ``withdrawn``.
    """
    question = uow.questions.get(question_id)
    _require_clerk(uow, clerk, question)
    waiting = waiting_on(uow, head_of(uow, question))
    if question.state in OPEN or waiting:
        return question if question.state in OPEN else waiting[0]
    if question.state is QuestionState.WITHDRAWN:
        raise Invalid("question", "withdrawn")
    raise Invalid("question", "settled", name=uow.people.get(question.handled_by).name if question.handled_by else "")


def _require_clerk(uow: UnitOfWork, clerk: Person, question: Question) -> None:
    home = uow.people.get(question.person_id).home
    if home is None:
        require_any(clerk, "answer_question", *STAFF)
    elif not may(uow.units.tree(), clerk, home.id, *STAFF):
        raise NotAllowed("answer_question", home.name)


def answer(
    uow: UnitOfWork,
    clerk: Person,
    question_id: int,
    text: str,
    now: datetime,
    *,
    plan_id: int | None = None,
    clause: str | None = None,
) -> Settled:
    """Answer a question once: the askers are told, and whoever asks the same again gets this answer.

    Raises:
        NotFound: there is no such question.
        NotAllowed: the asker is of another office.
        Invalid: somebody was faster (``settled``), or nobody waits for it any more (``withdrawn``).
    """
    question = to_answer(uow, clerk, question_id)
    unit = home_of(uow, question) or clerk.units(*STAFF)[0].id
    faq = uow.faqs.add(Faq(0, unit, question.text, text, clerk.id, now, plan_id, clause))
    return _settle(uow, clerk, question, faq, QuestionState.ANSWERED, now)


def answer_with(uow: UnitOfWork, clerk: Person, question_id: int, faq_id: int, now: datetime) -> Settled:
    """An answer the office gave before fits this question too 归到已有答复.

    Raises:
        NotFound: there is no such question, or the answer was removed.
        NotAllowed: one of the two belongs to another office.
        Invalid: as for ``answer``.
    """
    question, faq = to_answer(uow, clerk, question_id), faq_of(uow, clerk, faq_id)
    same = Faq(0, faq.unit_id, question.text, faq.answer, faq.author_id, faq.made_at, faq.plan_id, faq.clause)
    return _settle(uow, clerk, question, uow.faqs.add(same), QuestionState.ANSWERED, now)


def decline(uow: UnitOfWork, clerk: Person, question_id: int, now: datetime) -> Settled:
    """There is no rule the office could cite; the askers are told so.

    Raises:
        NotFound, NotAllowed, Invalid: as for ``answer``.
    """
    question = to_answer(uow, clerk, question_id)
    return _settle(uow, clerk, question, None, QuestionState.DECLINED, now)


def drop(uow: UnitOfWork, clerk: Person, question_id: int, now: datetime) -> Settled:
    """Nothing to answer here (不用答): it leaves the list; who waits for an answer is told that there is none.

    Raises:
        NotFound, NotAllowed, Invalid: as for ``answer``.
    """
    question = to_answer(uow, clerk, question_id)
    state = QuestionState.DECLINED if question.state is QuestionState.SENT else QuestionState.DROPPED
    return _settle(uow, clerk, question, None, state, now)


def _settle(
    uow: UnitOfWork, clerk: Person, question: Question, faq: Faq | None, state: QuestionState, now: datetime
) -> Settled:
    """Move the question and all in the same words, tell who waits, and bring the clerks' messages up to date."""
    told: list[Person] = []
    gone: list[Person] = []
    alike = _all_alike(uow, clerk, question)
    for each in alike:
        moved = uow.questions.move(each.id, state, only_from=OPEN, by=clerk.id, now=now)
        if not moved and each.id == question.id:
            raise Invalid("question", "settled", name="")
        if faq is not None:
            uow.questions.answered_by(each.id, faq.id)
        asker = uow.people.get(each.person_id)
        waits = each.state is QuestionState.SENT or faq is not None
        if moved and waits and asker.id != clerk.id and asker not in (*told, *gone):
            (told if _tell_asker(uow, each, asker, now) else gone).append(asker)
    for head in {head.id: head for head in (head_of(uow, each) for each in alike)}.values():
        tell_all_clerks(uow, head, state, now)
    uow.log.add(now, clerk.id, f"question_{state}", f"question:{question.id}")
    return Settled(question, faq, tuple(told), tuple(gone))


def _all_alike(uow: UnitOfWork, clerk: Person, question: Question) -> list[Question]:
    """The question and all unsettled ones in the same words from people of the same office."""
    found = {question.id: question}
    for gap, _ in uow.questions.unanswered(question.asked_at - LOOKED_BACK):
        if plain(gap.text) == plain(question.text) and is_mine(uow, clerk, gap):
            found.setdefault(gap.id, gap)
    return list(found.values())


def is_mine(uow: UnitOfWork, clerk: Person, question: Question) -> bool:
    """Whether the question is one for this clerk's office."""
    try:
        _require_clerk(uow, clerk, question)
    except NotAllowed:
        return False
    return True


def _tell_asker(uow: UnitOfWork, question: Question, asker: Person, now: datetime) -> bool:
    """Write the outcome into the asker's private chat; False when nobody is there any more."""
    if asker.account is None or not asker.reachable:
        return False
    key = f"answered:{question.id}/{now.timestamp():.0f}"
    message = NewMessage(
        key, "answered", {"question": question.id}, Rank.REMINDER, asker.account, outside_quiet_hours(now)
    )
    uow.outbox.add(message, now)
    return True


# -- the dialogue the clerk writes in --------------------------------------------------------------------------------


def begin(uow: UnitOfWork, clerk: Person, question_id: int, form: Form, now: datetime) -> SavedSession:
    """Start writing an answer.

    Raises:
        NotFound, NotAllowed, Invalid: as for ``answer``.
    """
    question = to_answer(uow, clerk, question_id)
    return _start(uow, clerk, f"{SUBJECT}:{question.id}", form, question.text, now)


def begin_mending(uow: UnitOfWork, clerk: Person, faq_id: int, form: Form, now: datetime) -> SavedSession:
    """Start writing an answer anew.

    Raises:
        NotFound, NotAllowed: as for ``faq_of``.
    """
    faq = faq_of(uow, clerk, faq_id)
    return _start(uow, clerk, f"{MENDING}:{faq.id}", form, faq.question, now)


def _start(uow: UnitOfWork, clerk: Person, subject: str, form: Form, about: str, now: datetime) -> SavedSession:
    """The question stands above the form's own words, so that nobody answers the wrong one."""
    fields = tuple(replace(f, label=f"“{about}”\n{f.label}") for f in form.fields)
    session = Session(replace(form, fields=fields))
    return dialogues.begin(uow, clerk, subject, session, now)


def written(uow: UnitOfWork, clerk: Person, subject: str) -> str:
    """The text of the finished dialogue, which is forgotten with that.

    Raises:
        NotFound: it was sent off or thrown away before.
        Invalid: nothing is written yet (``incomplete``).
    """
    saved = dialogues.complete(uow, clerk, subject)
    uow.sessions.drop(clerk.id, subject)
    return saved.session.answers["answer"]
