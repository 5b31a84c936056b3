"""What people send: words of the menu, answers to an open question, questions, and things the bot cannot read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from telegram import Message

from handlers import (
    addressed,
    agenda,
    board,
    deadlines,
    dialogue,
    documents,
    faqs,
    finishing,
    gaps,
    groups,
    incidents,
    invite,
    library,
    missed,
    notices,
    office_words,
    plan_files,
    plan_fixes,
    problems,
    publicity,
    reports,
    responses,
    roster,
    search,
    start,
    status,
)
from handlers.commands import form_meant, word_meant
from handlers.texts import say
from handlers.turn import Turn
from village.forms.schema import Form
from village.model.reports import SavedSession
from village.services import dialogues
from village.services.draft_facts import is_typing

LARGEST_FILE = 20 * 1024 * 1024
ONE_MESSAGE = 4000  # characters; apps cut a longer text into several messages of at most 4,096
SAME_TEXT = timedelta(seconds=3)

ACTIONS: dict[str, Callable[[Turn], None]] = {
    "report": reports.choose_report,
    "tasks": reports.tasks,
    "ask": search.how,
    "help": start.help_,
    "board": board.show,
    "invite": invite.begin,
    "deadlines": deadlines.show,
    "library": library.show,
    "incidents": incidents.show_open,
    "mine": agenda.show,
    "gaps": gaps.show,
    "faqs": faqs.show,
    "words": office_words.show,
    "notices": notices.recent,
    "responses": responses.show,
    "roster": roster.show,
    "publicity": publicity.show,
    "missed": missed.show,
    "status": status.show,
    "problems": problems.mine,
    "ledger": problems.ledger,
    "indicators": documents.order_indicators,
    "register": problems.register,
}


BEGUN_AT_ANY_TIME: dict[str, Callable[[Turn], None]] = {
    "notice": notices.begin,
    "response": responses.begin,
    "roster": roster.begin,
    "handover": roster.begin_handover,
}


def private_text(turn: Turn) -> None:
    """Plain text in private: a menu word, else the answer to the open question, else a question to the library."""
    if turn.person is None:
        return start.stranger(turn)
    if addressed.sent_through_us(turn):
        return None
    action = word_meant(turn.text)
    if action in ACTIONS:
        return ACTIONS[action](turn)
    if action == "cancel":
        return dialogue.leave(turn)
    form = form_meant(turn.desk.forms, turn.text)
    if form is not None:
        return by_word(turn, form)
    saved = dialogues.current(turn.uow, turn.person)
    if saved is not None and is_typing(saved.subject):
        return plan_fixes.typed(turn, saved)
    if saved is None and plan_files.pasted(turn):
        return None
    if _is_rest_of_cut_text(turn, saved):
        return None
    if saved is not None and action == "back":
        return dialogue.step_back(turn, saved)
    if saved is not None and action == "submit" and saved.session.question is None:
        return finishing.finish(turn, saved.subject)
    if (saved is None or saved.occurrence_id is not None) and reports.pasted(turn):
        return None
    if saved is None or saved.session.question is None:
        return _asked(turn)
    if action == "skip":
        return finishing.handed_in(turn, dialogue.step_over(turn, saved))
    finishing.handed_in(turn, dialogue.answer(turn, saved, turn.text))


def _asked(turn: Turn) -> None:
    """Plain text outside any form: a word for the search, something that has happened, else a question."""
    if office_words.is_meant(turn):
        return office_words.add(turn)
    if incidents.happened(turn.text):
        return incidents.ask_whether(turn)
    search.ask(turn, turn.text)


def by_word(turn: Turn, form: Form) -> None:
    """The typed word of a form: an incident and a notice can be begun at any time, a report where it is owed."""
    if form.name in incidents.KINDS:
        return incidents.begin_form(turn, form.name)
    if form.name in BEGUN_AT_ANY_TIME:
        return BEGUN_AT_ANY_TIME[form.name](turn)
    reports.choose_form(turn, form)


def _is_rest_of_cut_text(turn: Turn, saved: SavedSession | None) -> bool:
    """Whether the beginning of this text was refused as too long a moment ago; alone it would pass for an answer."""
    message, begun = turn.update.effective_message, turn.desk.cut_texts.pop(turn.chat_id, None)
    if not isinstance(message, Message):
        return False
    rest = begun is not None and message.date - begun <= SAME_TEXT
    field = saved.session.question if saved else None
    refused = field is None or len(turn.text) > field.max_length
    if len(turn.text) > ONE_MESSAGE and (rest or refused):
        turn.desk.cut_texts[turn.chat_id] = message.date
    return rest


def unreadable(turn: Turn) -> None:
    """What is neither text nor anything to keep: say kindly what to do instead; a dialogue stays where it is."""
    if turn.person is None:
        return start.stranger(turn)
    message = turn.update.effective_message
    if not isinstance(message, Message):
        return
    if is_too_large(message):
        return turn.say(say("said.too_large", size=round(_size(message) / 1024 / 1024)))
    turn.say(say("said.sticker" if message.sticker or message.animation else "said.other"))


def is_too_large(message: Message) -> bool:
    """Whether the chat network does not give it out to us."""
    return _size(message) > LARGEST_FILE


def _size(message: Message) -> int:
    parts = (message.document, message.video, message.audio, message.voice, message.animation)
    return max((part.file_size or 0 for part in parts if part), default=0)


def group_question(turn: Turn) -> None:
    """In a bound group: /q, a reply to the bot or a mention is a question; the word 月报 alone leads into private."""
    if not groups.is_bound(turn) or addressed.sent_through_us(turn):
        return
    text = addressed.question(turn)
    if word_meant(text) == "report":
        return reports.choose_report(turn)
    if addressed.is_meant(turn):
        search.ask(turn, text)


def private_command(turn: Turn) -> None:
    """A command nobody knows: the same words as for help."""
    start.help_(turn)
