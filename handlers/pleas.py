"""A question handed to the office: the asker's button, the clerk's message, and the answer that goes back."""

from __future__ import annotations

from handlers import dialogue, keyboards
from handlers.answer_card import NEAR
from handlers.answer_parts import faq_text
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.sentences import explain
from handlers.start import office_name
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import clause_label, short_date
from village.errors import Invalid
from village.model.people import Person
from village.model.questions import Question, QuestionState
from village.ports import UnitOfWork
from village.services import answers, office_answers, pleas
from village.services.office_answers import Settled
from village.services.pleas import waiting_on

FORM = "office_answer"
LONGEST_CLAUSE = 700
CLAUSE_SHOWN = 160


# -- the asker -----------------------------------------------------------------------------------------------------


def send(turn: Turn) -> None:
    """“请办公室回答”: pressed twice it is sent once."""
    number = turn.tap.number(0)
    clerks = pleas.send(turn.uow, turn.somebody, number, turn.now)
    question = turn.uow.questions.get(number)
    if question.state is QuestionState.ANSWERED:
        turn.toast = word("plea.answered_already")
        return
    asked = say("plea.asked", question=question.text)
    told = say("plea.sent" if clerks else "plea.nobody", office=office_name(turn))
    buttons = [button(word("button.withdraw"), pack("ofx", number))]
    if not clerks and office_answers.is_mine(turn.uow, turn.somebody, question):
        told, buttons = say("plea.only_you"), [button(word("button.answer"), pack("ha", number)), *buttons]
    turn.show(Html(f"{asked}\n\n{told}"), keyboards.inline(buttons))


def withdraw(turn: Turn) -> None:
    """“不用了”."""
    if pleas.withdraw(turn.uow, turn.somebody, turn.tap.number(0), turn.now):
        return turn.show(say("plea.withdrawn"))
    turn.toast = word("plea.answered_already")


def told(uow: UnitOfWork, question_id: int) -> tuple[Html, Markup | None] | None:
    """What the asker is told when the office is done; None when the answer was taken back before it went out."""
    question = uow.questions.get(question_id)
    if question.state is QuestionState.DECLINED:
        return say("plea.declined", question=question.text), None
    if question.faq_id is None or question.state is not QuestionState.ANSWERED:
        return None
    faq = uow.faqs.get(question.faq_id)
    if not faq.live:
        return None
    votes = [
        button(word("button.good"), pack("vy", question.id, f"f{faq.id}")),
        button(word("button.bad"), pack("vn", question.id, f"f{faq.id}")),
    ]
    asked = say("plea.you_asked", question=question.text)
    return Html(f"{asked}\n\n{faq_text(uow, faq)}"), keyboards.inline(votes)


# -- the clerk's message -------------------------------------------------------------------------------------------


def message(uow: UnitOfWork, question_id: int) -> tuple[Html, Markup | None]:
    """What a clerk sees of a question: with buttons while somebody waits, else what became of it."""
    head = uow.questions.get(question_id)
    waiting = waiting_on(uow, head)
    asked = say("plea.head", who=_askers(uow, waiting or [head]), question=head.text)
    if waiting:
        return Html(f"{asked}\n\n{say('plea.please')}"), _to_do(waiting[0])
    return Html(f"{asked}\n\n{_outcome(uow, head)}"), None


def is_settled(uow: UnitOfWork, question_id: int) -> bool:
    """Whether nobody waits any more, so that a message not yet sent need not be."""
    return not waiting_on(uow, uow.questions.get(question_id))


def _to_do(question: Question) -> Markup:
    return keyboards.inline(
        [
            button(word("button.answer"), pack("ha", question.id)),
            button(word("button.clause"), pack("hc", question.id)),
        ],
        [button(word("button.decline"), pack("hd", question.id))],
    )


def _askers(uow: UnitOfWork, questions: list[Question]) -> str:
    people = {q.person_id: uow.people.get(q.person_id) for q in questions}
    return "、".join(named(person) for person in people.values())


def named(person: Person) -> str:
    """``王秀兰（甘溪沟村）``."""
    return f"{person.name}（{person.home.name}）" if person.home else person.name


def _outcome(uow: UnitOfWork, head: Question) -> Html:
    alike = [head, *uow.questions.joined(head.id)]
    done = next((q for q in alike if q.state is not QuestionState.WITHDRAWN), head)
    by = uow.people.get(done.handled_by).name if done.handled_by else ""
    if done.state is QuestionState.ANSWERED and done.faq_id is not None:
        faq = uow.faqs.get(done.faq_id)
        answer = keyboards.shorten(faq.answer, LONGEST_CLAUSE)
        return say("plea.done", name=by, date=short_date(faq.made_at), answer=answer)
    return say("plea.done_declined", name=by) if done.state in office_answers.REFUSED else say("plea.done_withdrawn")


# -- what the clerk does -------------------------------------------------------------------------------------------


def begin_answer(turn: Turn) -> None:
    """“回答”: one question, what shall be said?"""
    form = turn.desk.forms[FORM]
    turn.say(*dialogue.view(turn, office_answers.begin(turn.uow, turn.somebody, turn.tap.number(0), form, turn.now)))


def finish_answer(turn: Turn, subject: str) -> None:
    """“发出”: to everybody who asked; when another clerk was faster, their answer stands."""
    number = int(subject.partition(":")[2])
    text = office_answers.written(turn.uow, turn.somebody, subject)
    try:
        office_answers.to_answer(turn.uow, turn.somebody, number)
    except Invalid as refusal:
        return turn.show(explain(refusal) or say("invalid.other"))
    show_settled(turn, office_answers.answer(turn.uow, turn.somebody, number, text, turn.now))


def show_settled(turn: Turn, settled: Settled) -> None:
    """Who was told, who could not be, and how to put the answer right."""
    lines = [say("plea.kept")]
    if settled.told:
        lines = [say("plea.told", names="、".join(p.name for p in settled.told))]
    if settled.gone:
        lines.append(say("plea.gone_askers", names="、".join(p.name for p in settled.gone)))
    faq = settled.faq
    if faq is None:
        return turn.show(say("plea.closed"))
    about = say("plea.answer_line", question=settled.question.text, answer=faq.answer)
    buttons = [
        button(word("button.mend_faq"), pack("fqm", faq.id)),
        button(word("button.remove_faq"), pack("fqr", faq.id)),
    ]
    turn.show(Html("\n".join([about, "", *lines])), keyboards.inline(buttons))


def clauses(turn: Turn) -> None:
    """“用方案里的条款”: the nearest ones, each with a button."""
    question = office_answers.to_answer(turn.uow, turn.somebody, turn.tap.number(0))
    reply = turn.desk.answers.ask(turn.uow, question.text, turn.somebody)
    found = [(a, _number(turn.uow, int(a.plan_key), a.clause)) for a in reply.answers]
    usable = [(a, n) for a, n in found if n is not None][:NEAR]
    write = [button(word("button.answer"), pack("ha", question.id))]
    if not usable:
        return turn.say(say("plea.no_clause"), keyboards.inline(write))
    lines = [say("plea.which_clause", question=question.text)]
    for number, (answer, _) in enumerate(usable, 1):
        text = keyboards.shorten(" ".join(answer.text.split()), CLAUSE_SHOWN)
        lines.append(
            say("ask.all_line", number=number, text=text, source=f"{answer.plan} {clause_label(answer.clause)}")
        )
    keys = [
        button(word("button.use_clause") + str(number), pack("hu", question.id, int(answer.plan_key), place))
        for number, (answer, place) in enumerate(usable, 1)
    ]
    turn.say(Html("\n\n".join(lines)), keyboards.inline(keys, write))


def _number(uow: UnitOfWork, plan_id: int, clause: str) -> int | None:
    return answers.clause_number(uow.plans.get(plan_id), clause)


def use_clause(turn: Turn) -> None:
    """“就用第1条”: the clause, with its plan, is the answer."""
    plan, clause = answers.source(turn.uow, turn.tap.number(1), turn.tap.number(2))
    text = keyboards.shorten(clause.text.strip(), LONGEST_CLAUSE)
    text = f"{text}\n（{plan.draft.title} {clause_label(clause.id)}）"
    settled = office_answers.answer(
        turn.uow, turn.somebody, turn.tap.number(0), text, turn.now, plan_id=plan.id, clause=clause.id
    )
    show_settled(turn, settled)


def decline(turn: Turn) -> None:
    """“查不到，不回答”: the askers are told so."""
    office_answers.decline(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    turn.toast = word("plea.closed")
