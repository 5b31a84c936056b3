"""Publicity days: the week's notice with a text to read out, and the list of those coming."""

from __future__ import annotations

from datetime import date

from handlers.start import stranger
from handlers.texts import Html, say
from handlers.turn import Turn
from handlers.wording import day_name
from village.clock import local
from village.errors import NotFound
from village.model.messages import OutboxMessage
from village.model.publicity import calendar, coming

LISTED = 4


def show(turn: Turn) -> None:
    """“宣传节点”: the next ones, the nearest with its text."""
    if turn.person is None:
        return stranger(turn)
    days = coming(calendar(), local(turn.now).date(), LISTED)
    (first, nearest), others = days[0], days[1:]
    lines = [_entry(first, nearest.name, nearest.text), Html("")]
    lines += [say("publicity.line", day=day_name(day), name=entry.name) for day, entry in others]
    turn.say(Html("\n".join(lines)))


def _entry(day: date, name: str, text: str) -> Html:
    return say("publicity.entry", day=day_name(day), name=name, text=text)


def notice(message: OutboxMessage) -> Html:
    """What the clerk reads a week before."""
    entry = next((day for day in calendar() if day.key == message.body["key"]), None)
    if entry is None:
        raise NotFound("publicity", message.body["key"])
    return _entry(date.fromisoformat(message.body["day"]), entry.name, entry.text)
