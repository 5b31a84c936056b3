"""Notices: made and previewed by the clerk, answered with one tap, counted in place, corrected, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers import dialogue, keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import moment, short_moment
from village.clock import local
from village.errors import NotFound
from village.model.messages import OutboxMessage
from village.model.notices import Answer, Count, Notice, Receipt, count
from village.model.people import Person
from village.ports import UnitOfWork
from village.services import notices

FORM = "notice"
NAMES_SHOWN = 40
CALLED_SHOWN = 30  # people a button each, to be ticked as called
TITLE = 18


def begin(turn: Turn) -> None:
    """“发通知”."""
    if turn.person is None:
        return stranger(turn)
    saved = notices.begin(turn.uow, turn.person, turn.desk.forms[FORM], turn.now)
    turn.say(*dialogue.view(turn, saved))


def finish(turn: Turn) -> None:
    """“发出”."""
    notice = notices.finish(turn.uow, turn.somebody, turn.now)
    key = "notice.sent" if notice.send_at <= turn.now else "notice.will_be_sent"
    values = {} if key == "notice.sent" else {"moment": moment(notice.send_at)}
    turn.show(say(key, **values))
    card = f"notice:{notice.id}/clerk"
    turn.say_as_card(*clerk_card(turn.uow, notice.id, turn.now), card=card)


def clerk_card(uow: UnitOfWork, notice_id: int, now: datetime) -> tuple[Html, Markup]:
    """How a notice stands, for the clerk who sent it."""
    notice, counted = uow.notices.get(notice_id), _count(uow, notice_id)
    lines = [say("notice.card", title=shorten(notice.text), when=short_moment(notice.send_at))]
    if notice.is_recalled:
        return Html("\n".join([*lines, say("notice.recalled_note")])), keyboards.inline()
    correct = button(word("button.correct"), pack("nc", notice.id))
    rows = [[correct, button(word("button.recall"), pack("nx", notice.id))]]
    if notice.wants_receipt:
        lines += _count_lines(counted)
        if counted.waiting:
            again = button(word("button.remind_waiting", count=len(counted.waiting)), pack("na", notice.id))
            rows.insert(0, [again, button(word("button.called"), pack("nl", notice.id))])
    return Html("\n".join(lines)), keyboards.inline(*rows)


def _count(uow: UnitOfWork, notice_id: int) -> Count:
    return count(uow.notices.receipts(notice_id))


def _count_lines(counted: Count) -> list[Html]:
    lines = [say("notice.count", answered=len(counted.answered), total=counted.total)]
    declined = [r for r in counted.answered if r.answer is Answer.DECLINED]
    if declined:
        lines.append(say("notice.declined", names=_names(declined)))
    if counted.waiting:
        lines.append(say("notice.waiting", count=len(counted.waiting), names=_names(counted.waiting)))
    return lines


def _names(receipts: Sequence[Receipt]) -> str:
    shown = "、".join(called(receipt.person) for receipt in receipts[:NAMES_SHOWN])
    return shown + ("……" if len(receipts) > NAMES_SHOWN else "")


def called(person: Person) -> str:
    """``黑水村 张勇``."""
    return f"{person.home.name} {person.name}" if person.home else person.name


def shorten(text: str) -> str:
    """The beginning of a notice, to know it by."""
    return keyboards.shorten(" ".join(text.split()), TITLE)


def text_of(uow: UnitOfWork, notice: Notice) -> Html:
    """A notice as people read it."""
    if notice.is_recalled:
        return say("notice.recalled", when=short_moment(notice.made_at))
    lines = [say("notice.text", text=notice.text), _signature(uow, notice)]
    return Html("\n".join(lines))


def _signature(uow: UnitOfWork, notice: Notice) -> Html:
    day = local(notice.send_at)
    values = {"office": f"{notice.unit.name}办公室", "day": f"{day.month}月{day.day}日"}
    line = say("notice.signature", **values)
    if notice.version > 1:
        line = Html(f"{line}　{say('notice.corrected')}")
    if notice.wants_receipt and notice.due is not None:
        return Html(f"{line}\n{say('notice.until', due=moment(notice.due))}")
    return line


def answer_row(notice: Notice) -> Markup:
    """收到, 我转告了, 去不了."""
    offered = (Answer.RECEIVED, Answer.RELAYED, Answer.DECLINED)
    return keyboards.inline([button(word(f"button.{said}"), pack("nr", notice.id, said)) for said in offered])


def private(uow: UnitOfWork, message: OutboxMessage) -> tuple[Html, Markup | None] | None:
    """A notice in a private chat, with what the person has said to it."""
    notice = uow.notices.get(message.body["notice"])
    card = uow.cards.get(message.body["card"])
    is_sent = card is not None and card.message_id is not None
    if notice.is_recalled and not is_sent:
        return None
    mine = next((r for r in uow.notices.receipts(notice.id) if r.person.account == message.chat_id), None)
    return _for_one(uow, notice, mine)


def _for_one(uow: UnitOfWork, notice: Notice, mine: Receipt | None) -> tuple[Html, Markup | None]:
    text = text_of(uow, notice)
    if notice.is_recalled or not notice.wants_receipt:
        return text, None
    if mine is None or mine.answer is None or mine.at is None:
        return text, answer_row(notice)
    line = say("notice.answered", answer=word(f"receipt.{mine.answer}"), when=short_moment(mine.at))
    change = keyboards.inline([button(word("button.change_answer"), pack("nb", notice.id))])
    return Html(f"{text}\n{line}"), change


def group(uow: UnitOfWork, message: OutboxMessage) -> tuple[Html, Markup | None] | None:
    """A notice in a group, with the count under it."""
    notice = uow.notices.get(message.body["notice"])
    if notice.is_recalled and not message.body.get("edit"):
        return None
    text = text_of(uow, notice)
    if notice.is_recalled or not notice.wants_receipt:
        return text, None
    counted = _count(uow, notice.id)
    line = say("notice.group_count", answered=len(counted.answered), total=counted.total)
    return Html(f"{text}\n{line}"), answer_row(notice)


def again(uow: UnitOfWork, message: OutboxMessage) -> tuple[Html, Markup] | None:
    """The reminder of a notice not answered; nothing once it is."""
    notice = uow.notices.get(message.body["notice"])
    mine = next((r for r in uow.notices.receipts(notice.id) if r.person.account == message.chat_id), None)
    if notice.is_recalled or mine is None or mine.answer is not None:
        return None
    return Html(f"{say('notice.again')}\n{text_of(uow, notice)}"), answer_row(notice)


def reply(turn: Turn) -> None:
    """“收到”, “我转告了”, “去不了”; in a group only the count changes."""
    said = turn.tap.text(1)
    if said not in set(Answer) or said == Answer.PHONED:
        raise ValueError(said)
    notice, mine = notices.answer(turn.uow, turn.somebody, turn.tap.number(0), Answer(said), turn.now)
    turn.toast = say("notice.thanks", answer=word(f"receipt.{said}"))
    if turn.is_private:
        turn.show(*_for_one(turn.uow, notice, mine))


def change_answer(turn: Turn) -> None:
    """“改回复”: the three buttons come back."""
    notice = turn.uow.notices.get(turn.tap.number(0))
    if all(r.person.id != turn.somebody.id for r in turn.uow.notices.receipts(notice.id)):
        raise NotFound("receipt", notice.id)
    turn.show(text_of(turn.uow, notice), None if notice.is_recalled else answer_row(notice))


def remind(turn: Turn) -> None:
    """“只提醒这几人”."""
    written = notices.remind(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    turn.toast = say("notice.reminded", count=written) if written else say("notice.reminded_already")


def list_waiting(turn: Turn) -> None:
    """“电话已确认”: whom did you call?"""
    notice, counted = notices.find(turn.uow, turn.somebody, turn.tap.number(0))
    _show_waiting(turn, notice, counted)


def tick_called(turn: Turn) -> None:
    """One of them was called."""
    notice, counted = notices.phoned(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), turn.now)
    _show_waiting(turn, notice, counted)


def _show_waiting(turn: Turn, notice: Notice, counted: Count) -> None:
    people = [receipt.person for receipt in counted.waiting[:CALLED_SHOWN]]
    rows = [[button(f"✓ {called(person)}", pack("np", notice.id, person.id))] for person in people]
    back = button(word("button.back_to_count"), pack("nv", notice.id))
    turn.show(say("notice.whom_called" if people else "notice.all_answered"), keyboards.inline(*rows, [back]))


def show(turn: Turn) -> None:
    """Back to the clerk's card."""
    notice, _ = notices.find(turn.uow, turn.somebody, turn.tap.number(0))
    turn.show(*clerk_card(turn.uow, notice.id, turn.now))


def ask_recall(turn: Turn) -> None:
    """“撤回”: sure?"""
    notice, _ = notices.find(turn.uow, turn.somebody, turn.tap.number(0))
    yes = button(word("button.recall_yes"), pack("ny", notice.id))
    no = button(word("button.back_to_count"), pack("nv", notice.id))
    turn.show(say("notice.ask_recall", title=shorten(notice.text)), keyboards.inline([yes, no]))


def recall(turn: Turn) -> None:
    """“撤回”, sure."""
    notice = notices.recall(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    turn.show(*clerk_card(turn.uow, notice.id, turn.now))


def begin_correction(turn: Turn) -> None:
    """“更正”: the new wording is typed next."""
    form = turn.desk.forms["correction"]
    saved = notices.begin_correction(turn.uow, turn.somebody, turn.tap.number(0), form, turn.now)
    turn.say(*dialogue.view(turn, saved))


def finish_correction(turn: Turn, subject: str) -> None:
    """The new wording stands in every chat."""
    notice = notices.finish_correction(turn.uow, turn.somebody, subject, turn.now)
    turn.show(say("notice.corrected_done", title=shorten(notice.text)))


def recent(turn: Turn) -> None:
    """The office's newest notices, each with its count."""
    if turn.person is None:
        return stranger(turn)
    made = notices.recent(turn.uow, turn.person)
    new = [button(word("button.new_notice"), pack("nn"))]
    rows = [[button(f"{short_moment(n.send_at)} {shorten(n.text)}", pack("nv", n.id))] for n in made]
    turn.say(say("notice.recent" if made else "notice.none"), keyboards.inline(new, *rows))
