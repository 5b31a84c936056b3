"""The office's own answers: looked through, put right, taken out and put back."""

from __future__ import annotations

from handlers import dialogue, keyboards
from handlers.answer_parts import faq_text
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.pleas import FORM
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from village.model.questions import Faq
from village.services import faqs, office_answers


def show(turn: Turn) -> None:
    """“办公室答复” or /answers: one at a time, newest first."""
    if turn.person is None:
        return stranger(turn)
    turn.say(*_page(turn, 0))


def page(turn: Turn) -> None:
    """The next or the one before."""
    turn.show(*_page(turn, turn.tap.number(0)))


def _page(turn: Turn, number: int) -> tuple[Html, Markup | None]:
    found = faqs.faqs_of(turn.uow, turn.somebody)
    if not found:
        return say("faq.none"), None
    number = min(number, len(found) - 1)
    head = say("faq.page", number=number + 1, total=len(found), question=found[number].question)
    text = Html(f"{head}\n\n{faq_text(turn.uow, found[number])}")
    return text, keyboards.inline(
        _mending(found[number]), keyboards.pager(number, len(found), lambda n: pack("fqp", n))
    )


def _mending(faq: Faq) -> list[dict[str, str]]:
    mend = button(word("button.mend_faq"), pack("fqm", faq.id))
    return [mend, button(word("button.remove_faq"), pack("fqr", faq.id))]


def begin_mending(turn: Turn) -> None:
    """“改答复”."""
    form = turn.desk.forms[FORM]
    saved = office_answers.begin_mending(turn.uow, turn.somebody, turn.tap.number(0), form, turn.now)
    turn.say(*dialogue.view(turn, saved))


def finish_mending(turn: Turn, subject: str) -> None:
    """The new words are in force at once."""
    text = office_answers.written(turn.uow, turn.somebody, subject)
    faq = faqs.mend(turn.uow, turn.somebody, int(subject.partition(":")[2]), text, turn.now)
    turn.show(Html(f"{say('faq.mended')}\n\n{faq_text(turn.uow, faq)}"), keyboards.inline(_mending(faq)))


def remove(turn: Turn) -> None:
    """“撤下”: nobody gets it any more; one tap puts it back."""
    faq = faqs.remove(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    back = button(word("button.restore_faq"), pack("fqb", faq.id))
    turn.show(say("faq.removed", question=faq.question), keyboards.inline([back]))


def restore(turn: Turn) -> None:
    """“放回去”."""
    faq = faqs.restore(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    turn.show(Html(f"{say('faq.restored')}\n\n{faq_text(turn.uow, faq)}"), keyboards.inline(_mending(faq)))
