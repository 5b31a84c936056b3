"""“我错过了什么”: what came while a person was away, in one message, without what was done meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from handlers import keyboards, render
from handlers.callback_data import pack
from handlers.keyboards import button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import left, moment, report_name, short_moment
from village.model.duties import Duty, Occurrence
from village.model.messages import OutboxMessage
from village.ports import UnitOfWork
from village.services import duties

NEVER_AWAY = timedelta(days=1)  # how far back to look for somebody who was never away
LONGEST = timedelta(days=30)
LOOKED_AT = 200
LINES = 12
LINE = 80  # characters
BUTTONS = 6
TAG = re.compile(r"<[^<>]+>")
COVERED = frozenset({"reminder"})  # what they remind of stands under “还要办的”


@dataclass(frozen=True, slots=True)
class News:
    """One thing that came: its first line, and the button under it, if it asks for something."""

    text: str
    button: dict[str, str] | None


def show(turn: Turn) -> None:
    """“我错过了什么” or /missed."""
    if turn.person is None:
        return stranger(turn)
    since = turn.person.away_since or turn.now - NEVER_AWAY
    since = max(since, turn.now - LONGEST)
    owed = [(d, o) for d, o in duties.owed_by(turn.uow, turn.person, turn.now) if o.is_missing]
    news = list(came(turn.uow, turn.chat_id, since, turn.now))
    if not owed and not news:
        return turn.say(say("missed.nothing", since=short_moment(since)))
    lines = [say("missed.head", since=short_moment(since)), *_owed_lines(owed, turn.now), *_news_lines(news)]
    rows = [[button(_label(d, o, turn.now), pack("rep", o.id))] for d, o in owed if d.form]
    rows += [[each.button] for each in news if each.button]
    turn.say(Html("\n".join(lines)), keyboards.inline(*rows[:BUTTONS]) if rows else None)


def _label(duty: Duty, occurrence: Occurrence, now: datetime) -> str:
    key = "button.report_late" if occurrence.is_closed(now) else "button.report_now"
    return f"{word(key)}：{report_name(duty, occurrence, now)}"


def _owed_lines(owed: list[tuple[Duty, Occurrence]], now: datetime) -> Iterator[Html]:
    if owed:
        yield say("missed.owed", count=len(owed))
    for duty, occurrence in owed[:LINES]:
        name, due = report_name(duty, occurrence, now), moment(occurrence.due)
        yield say("missed.owed_line", heading=name, due=due, left=left(occurrence.due, now))


def _news_lines(news: list[News]) -> Iterator[Html]:
    if news:
        yield say("missed.came", count=len(news))
    for each in news[:LINES]:
        yield say("missed.came_line", text=each.text)
    if len(news) > LINES:
        yield say("missed.more", count=len(news) - LINES)


def came(uow: UnitOfWork, chat_id: int, since: datetime, now: datetime) -> Iterator[News]:
    """What came to the chat since then and still says something, newest first, each thing once.

    The text is what it would be if it were sent now: what has been acted on has nothing to say any more.
    """
    told: set[str] = set()
    for message in uow.outbox.came(chat_id, since, LOOKED_AT):
        params = _present(uow, message, now)
        text = _first_line(params.get("text") or "")
        if text and text not in told and message.kind not in COVERED:
            told.add(text)
            yield News(text, _first_button(params))


def _present(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> dict[str, Any]:
    rendered = render.as_it_is(uow, message, now)
    return rendered.params if rendered else {}


def _first_line(html: str) -> str:
    plain = unescape(TAG.sub("", html)).strip()
    return keyboards.shorten(plain.partition("\n")[0], LINE)


def _first_button(params: dict[str, Any]) -> dict[str, str] | None:
    rows = (params.get("reply_markup") or {}).get("inline_keyboard") or []
    return rows[0][0] if rows and "callback_data" in rows[0][0] else None
