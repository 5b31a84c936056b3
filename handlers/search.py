"""Questions: plain text in, one short card with its source out; and the buttons under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from handlers import addressed, agenda, answer_card
from handlers.answer_card import SAY_WHEN, SAY_WHO, answer_key, choice, faq_key
from handlers.callback_data import Tap
from handlers.keyboards import Markup
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import plan_details
from village.errors import NotFound
from village.model.questions import Faq, Question, QuestionState
from village.services.answers import Found, concerns, source

LONGEST_QUESTION = 200
LONGEST_SOURCE = 3500
MINE = "mine"
Card = tuple[Html, Markup]


def ask(turn: Turn, text: str) -> None:
    """Answer a question in this chat."""
    if turn.person is None:
        return stranger(turn)
    if not text:
        return turn.say(say("ask.how" if turn.is_private else "ask.q_usage"))
    if refused := _cannot_be_asked(text):
        return turn.say(refused)
    if agenda.is_meant(text):
        return agenda.show(turn)
    asked = Question(0, turn.person.id, turn.chat_id, text, found=False, asked_at=turn.now)
    asked = replace(asked, message_id=_message_id(turn), update_id=turn.update.update_id)
    found = turn.desk.answers.ask_for(turn.uow, turn.person, asked)
    if MINE in found.reply.wants and found.faq is None:
        turn.uow.questions.reword(found.question.id, text, found=True)  # duties answer it: no gap of the plans
        return agenda.show(turn)
    _answer(turn, found)


def _cannot_be_asked(text: str) -> Html | None:
    if len(text) > LONGEST_QUESTION:
        return say("ask.too_long", length=len(text))
    return None if any(c.isalnum() for c in text) else say("ask.unclear")


def _message_id(turn: Turn) -> int | None:
    """Kept with the question, so that its answer can be changed when the question is."""
    message = turn.update.effective_message
    return message.message_id if message is not None else None


def _answer(turn: Turn, found: Found) -> None:
    turn.say(*(answer_card.first_card(turn, found) if found.answered else answer_card.not_found(turn, found)))


def ask_command(turn: Turn) -> None:
    """/q, in private or in a group."""
    ask(turn, turn.text)


def how(turn: Turn) -> None:
    """The menu's “查政策”: say how, there is nothing to open."""
    turn.say(say("ask.how"))


def continue_in_private(turn: Turn, question_id: int) -> None:
    """From “没有查到” in a group: the asker's own question once more, with the way to the office."""
    question = turn.uow.questions.get(question_id)
    if turn.person is None or question.person_id != turn.person.id:
        return how(turn)
    _answer(turn, turn.desk.answers.again(turn.uow, turn.person, turn.chat_id, question_id))


def edited(turn: Turn) -> None:
    """The asker changed the words of a question: the answer that stands is changed too.

    Other messages that are changed were answers to forms or talk, where what was sent counts. A question the office
    has is left as it is: the clerks may be reading it.
    """
    message = turn.update.edited_message
    question = turn.uow.questions.asked_with(turn.chat_id, message.message_id) if message is not None else None
    if question is None or turn.person is None or question.person_id != turn.person.id:
        return
    text = addressed.question(turn)
    if text == question.text or _cannot_be_asked(text):
        return
    if question.state is not QuestionState.ASKED:
        return turn.say(say("ask.edited_late"))
    found = turn.desk.answers.ask_anew(turn.uow, turn.person, question, text)
    card = answer_card.first_card(turn, found) if found.answered else answer_card.not_found(turn, found)
    _replace(turn, question, *card)


def _replace(turn: Turn, question: Question, text: Html, markup: Markup | None) -> None:
    """Edit the answer where it has arrived, else say it anew."""
    reply = turn.uow.outbox.find(f"upd:{question.update_id}/0")
    if reply is None or reply.message_id is None:
        return turn.say(text, markup)
    turn.change(reply.message_id, text, markup)


# -- buttons under a card ------------------------------------------------------------------------------------------


def _again(turn: Turn) -> Found:
    return turn.desk.answers.again(turn.uow, turn.somebody, turn.chat_id, turn.tap.number(0))


def candidate(turn: Turn) -> None:
    """A tap on another candidate of an earlier question."""
    _show_clause(turn, "")


def responsible(turn: Turn) -> None:
    """“谁负责”."""
    _show_clause(turn, SAY_WHO)


def due(turn: Turn) -> None:
    """“什么时候要”."""
    _show_clause(turn, SAY_WHEN)


def _show_clause(turn: Turn, part: str) -> None:
    try:
        turn.show(*answer_card.clause_card(turn, _again(turn), turn.tap.number(1), part))
    except NotFound as error:
        if error.what != "answer":
            raise
        turn.say(say("ask.gone"))


def show_all(turn: Turn) -> None:
    """“看全部”: everything found, to choose from."""
    turn.show(*answer_card.all_found(turn, _again(turn)))


def show_faq(turn: Turn) -> None:
    """An answer of the office to a question not quite the same."""
    found, faq = _again(turn), _faq(turn, turn.tap.number(1))
    turn.show(*answer_card.faq_card(turn, found, faq))


def _faq(turn: Turn, number: int) -> Faq:
    faq = turn.uow.faqs.get(number)
    if not faq.live or not concerns(turn.uow.units.tree(), faq, turn.somebody):
        raise NotFound("faq", number)
    return faq


def show_source(turn: Turn) -> None:
    """A tap on “看原文”: the clause as it stands in the plan."""
    plan, clause = source(turn.uow, turn.tap.number(0), turn.tap.number(1))
    text = clause.text if len(clause.text) <= LONGEST_SOURCE else clause.text[:LONGEST_SOURCE] + word("ask.source_more")
    details = plan_details(plan.draft.level, plan.draft.year, clause.id)
    turn.say(say("ask.source", plan=plan.draft.title, clause=details, text=text))


def good(turn: Turn) -> None:
    """👍."""
    _vote(turn, good=True)


def bad(turn: Turn) -> None:
    """👎: in private the office can be asked instead."""
    _vote(turn, good=False)


def _vote(turn: Turn, *, good: bool) -> None:
    """One vote a person and answer; pressed again it is the same vote, the other button changes it."""
    found, token = _again(turn), turn.tap.text(1)
    key, card = _voted_on(turn, found, token)
    turn.uow.questions.vote(found.question.id, turn.somebody.id, key, turn.now, good=good)
    turn.toast = word("vote.good" if good else "vote.bad" if turn.is_private else "vote.bad_group")
    if turn.is_private:
        turn.show(*card())


def _voted_on(turn: Turn, found: Found, token: str) -> tuple[str, Callable[[], Card]]:
    """What the button stands for: an answer of the office (``f3``) or the n-th of the plans; and its card."""
    if token.startswith("f"):
        faq = _faq(turn, Tap("", (token[1:],)).number(0))
        return faq_key(faq), lambda: answer_card.faq_card(turn, found, faq)
    number, answers = turn.tap.number(1), choice(found).all
    if number >= len(answers):
        raise NotFound("answer", number)
    if number == 0 and answer_card.stands_side_by_side(found):
        return answer_key(answers[0]), lambda: answer_card.side_by_side(turn, found)
    return answer_key(answers[number]), lambda: answer_card.clause_card(turn, found, number)
