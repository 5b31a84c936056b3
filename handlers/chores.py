"""Tasks without a report: “已办” is one tap, and can be taken back."""

from __future__ import annotations

from datetime import datetime

from handlers import keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import left, moment, report_name, short_moment
from village.clock import local
from village.model.duties import Duty, Occurrence
from village.services import duties


def view(duty: Duty, occurrence: Occurrence, now: datetime) -> tuple[Html, Markup]:
    """What is to be done until when, for a reminder and after “点错了”."""
    name, due = report_name(duty, occurrence, now), moment(occurrence.due)
    if occurrence.is_closed(now):
        text = say("chore.over", heading=name, due=due)
    elif local(occurrence.due).date() == local(now).date():
        text = say("chore.today", heading=name, time=f"{local(occurrence.due):%H:%M}")
    else:
        text = say("chore.ahead", heading=name, due=due, left=left(occurrence.due, now))
    return text, keyboards.inline([button(word("button.done"), pack("done", occurrence.id))])


def mark_done(turn: Turn) -> None:
    """“已办”."""
    duties.mark_done(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    duty, occurrence = duties.find_owed(turn.uow, turn.somebody, turn.tap.number(0))
    text = say("chore.done", heading=report_name(duty, occurrence, turn.now), when=short_moment(turn.now))
    turn.show(text, keyboards.inline([button(word("button.not_done"), pack("undo", occurrence.id))]))


def not_done(turn: Turn) -> None:
    """“点错了，还没办”."""
    duties.mark_done(turn.uow, turn.somebody, turn.tap.number(0), turn.now, done=False)
    duty, occurrence = duties.find_owed(turn.uow, turn.somebody, turn.tap.number(0))
    turn.show(*view(duty, occurrence, turn.now))
