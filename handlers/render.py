"""Outbox messages → what is really sent, made at the last moment so that nobody finished is chased."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import InputFile

from handlers import (
    attachments,
    board,
    chores,
    decisions,
    documents,
    incidents,
    keyboards,
    notices,
    plan_files,
    pleas,
    problem_cards,
    publicity,
    responses,
    roster,
)
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.wording import left, moment, period_name, short_moment
from knowledge import as_yaml
from village.clock import local
from village.errors import NotFound
from village.exports import gaps as gap_table
from village.forms.schema import Form
from village.model.cards import Card
from village.model.messages import AS_IT_STANDS, OutboxMessage
from village.ports import UnitOfWork
from village.services import drafts, duties, gaps
from village.services.decisions import WISH
from village.services.standing import troubles

UNSAFE = re.compile(r"[^\w()（）-]+")
FILE_NAME = 60


@dataclass(frozen=True, slots=True)
class Rendered:
    """A call and its parameters, without the chat."""

    method: str
    params: dict[str, Any]


def render(
    uow: UnitOfWork, message: OutboxMessage, now: datetime, forms: Mapping[str, Form] | None = None
) -> Rendered | None:
    """The text or file as it is true now, or None when there is nothing to say any more.

    ``forms`` are the office's; documents put answers under their headings.
    """
    try:
        if message.kind == "document":
            return Rendered(*documents.upload(uow, message, forms or {}, now))
        return KINDS[message.kind](uow, message, now)
    except NotFound:
        return None


def as_it_is(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    """What the message says, or would say if it were sent now, whatever its kind."""
    if message.kind in AS_IT_STANDS:
        return Rendered(message.body["method"], message.body["params"])
    return render(uow, message, now) if message.kind in KINDS else None


def _text(text: Html, markup: Markup | None, *, silent: bool = False) -> Rendered:
    params: dict[str, Any] = {"text": str(text), "parse_mode": "HTML"}
    if markup:
        params["reply_markup"] = markup
    if silent:
        params["disable_notification"] = True
    return Rendered("sendMessage", params)


def _reminder(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    occurrence = uow.occurrences.get(message.body["occurrence"])
    if not occurrence.is_missing or occurrence.is_closed(now):
        return None
    duty = uow.duties.get(occurrence.duty_id)
    if not duty.active:
        return None
    if duty.form is None:
        return _text(*chores.view(duty, occurrence, now))
    values = {"unit": occurrence.unit.name, "heading": period_name(duty, occurrence.period, now)}
    if local(occurrence.due).date() == local(now).date():
        text = say("reminder.today", **values, time=f"{local(occurrence.due):%H:%M}")
    else:
        text = say("reminder.ahead", **values, due=moment(occurrence.due), left=left(occurrence.due, now))
    report = button(word("button.report_now"), pack("rep", occurrence.id))
    let_off = button(word("button.wish"), pack("jr", occurrence.id, WISH))
    return _text(text, keyboards.inline([report, let_off]))


def _board(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    duty = uow.duties.get(message.body["duty"])
    made = duties.board(uow, duty, message.body["period"])
    if not made.missing or not duty.active:
        return None
    return _text(*board.view(uow, made, now), silent=True)


def _card(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    duty = uow.duties.get(message.body["duty"])
    if not duty.active:
        return None
    rendered = _text(board.card_text(duties.board(uow, duty, message.body["period"]), now), None, silent=True)
    shown = uow.cards.get(message.body["card"])
    if shown is None or shown.message_id is None:
        return rendered
    params = {"message_id": shown.message_id, "text": rendered.params["text"], "parse_mode": "HTML"}
    return Rendered("editMessageText", params)


def _draft(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    """The card of what was found, in the place of the progress that was shown for the file."""
    file = uow.files.get(message.body["file"])
    card = plan_files.card(uow, file, message.body["draft"])
    if card is None:
        return None
    shown = uow.cards.get(drafts.progress_key(file.id)) if message.body["draft"] == 0 else None
    rendered = _text(*card)
    return _edited(rendered, shown) if shown is not None and shown.message_id is not None else rendered


def _edited(rendered: Rendered, shown: Card) -> Rendered:
    return Rendered("editMessageText", {**rendered.params, "message_id": shown.message_id})


def _reading(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    """How far a file has been read: sent once, then edited."""
    file, step = uow.files.get(message.body["file"]), message.body["step"]
    text = plan_files.progress(file, step)
    if text is None:
        return None
    shown = uow.cards.get(drafts.progress_key(file.id))
    if shown is None or shown.message_id is None:
        return _text(text, None) if step == 0 else None
    return _edited(_text(text, None), shown)


def _plan_export(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered:
    """A plan as a YAML file."""
    draft = uow.plans.get(message.body["plan"]).draft
    name = keyboards.shorten(UNSAFE.sub("_", draft.title), FILE_NAME) + ".yaml"
    return Rendered(
        "sendDocument",
        {
            "document": InputFile(as_yaml(draft).encode(), filename=name),
            "caption": str(say("library.export")),
            "parse_mode": "HTML",
        },
    )


def _incident(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _text(*incidents.card(uow, message))


def _incident_ask(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    wanted = incidents.news_wanted(uow, message)
    return None if wanted is None else _text(*wanted)


def _plea(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    """New, or put in the place of what the clerk has; nothing where it was settled before it went out."""
    card = uow.cards.get(message.body["card"])
    stands = card.message_id if card is not None else None
    if stands is None:
        if pleas.is_settled(uow, message.body["question"]):
            return None
        return _text(*pleas.message(uow, message.body["question"]))
    rendered = _text(*pleas.message(uow, message.body["question"]))
    return Rendered("editMessageText", {"message_id": stands, **rendered.params})


def _answered(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    said = pleas.told(uow, message.body["question"])
    return None if said is None else _text(*said)


def _gaps(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    clerk = uow.people.get(message.body["clerk"])
    content = gap_table.workbook(gaps.table(uow, clerk, now))
    name = say("gap.file", date=f"{local(now):%Y%m%d}")
    return Rendered("sendDocument", {"document": InputFile(content, filename=f"{name}.xlsx")})


def _notice(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _in_place(uow, message, notices.private(uow, message))


def _notice_group(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _in_place(uow, message, notices.group(uow, message))


def _notice_card(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _in_place(uow, message, notices.clerk_card(uow, message.body["notice"], now))


def _notice_again(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    wanted = notices.again(uow, message)
    return None if wanted is None else _text(*wanted)


def _handover(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _text(roster.handover_text(message), None)


def _publicity(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _text(publicity.notice(message), None)


def _decision(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _text(*decisions.message(uow, message))


def _response(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    made = responses.message(uow, message, now)
    return None if made is None else _text(*made)


def _in_place(uow: UnitOfWork, message: OutboxMessage, made: tuple[Html, Markup | None] | None) -> Rendered | None:
    """Sent once, then edited; an edit of what was never sent says nothing."""
    shown = uow.cards.get(message.body["card"])
    is_edit = bool(message.body.get("edit"))
    if made is None or (is_edit and (shown is None or shown.message_id is None)):
        return None
    rendered = _text(*made)
    if not is_edit or shown is None:
        return rendered
    return Rendered("editMessageText", {**rendered.params, "message_id": shown.message_id})


def _trouble(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    """What does not move, unless it has moved meanwhile."""
    found = next((t for t in troubles(uow, now) if t.kind == message.body["kind"]), None)
    return None if found is None else _text(say(f"trouble.{found.kind}", since=short_moment(found.since)), None)


def _album(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _said(attachments.album(uow, message))


def _voices(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _said(decisions.voices(uow, message, now))


def _problem(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _said(problem_cards.news(uow, message, now))


def _problem_due(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _said(problem_cards.due(uow, message, now))


def _problem_back(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _said(problem_cards.look_back(uow, message, now))


def _problems_found(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Rendered | None:
    return _said(problem_cards.found(uow, message, now))


def _said(said: tuple[Html, Markup] | None) -> Rendered | None:
    return None if said is None else _text(*said)


KINDS: dict[str, Callable[[UnitOfWork, OutboxMessage, datetime], Rendered | None]] = {
    "reminder": _reminder,
    "trouble": _trouble,
    "board": _board,
    "card": _card,
    "draft": _draft,
    "album": _album,
    "voices": _voices,
    "problem": _problem,
    "problem_due": _problem_due,
    "problem_back": _problem_back,
    "problems_found": _problems_found,
    "incident": _incident,
    "incident_ask": _incident_ask,
    "plea": _plea,
    "answered": _answered,
    "gaps": _gaps,
    "notice": _notice,
    "notice_group": _notice_group,
    "notice_card": _notice_card,
    "notice_again": _notice_again,
    "handover": _handover,
    "response": _response,
    "response_lifted": _response,
    "response_deputy": _response,
    "response_call": _response,
    "exempt_asked": _decision,
    "exempt_settled": _decision,
    "returned": _decision,
    "publicity": _publicity,
    "reading": _reading,
    "plan_export": _plan_export,
}
