"""Recurring deadlines of the plans, to be made reminders with one tap."""

from __future__ import annotations

from itertools import islice

from handlers import keyboards
from handlers.callback_data import pack
from handlers.keyboards import button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import clause_label, moment
from village.errors import NotAllowed
from village.model.people import Unit
from village.services import duties
from village.services.access import STAFF
from village.services.duties import Candidate

SHOWN = 10
NEXT = 3
LONGEST = 100  # characters, so that ten lines fit into one message


def show(turn: Turn) -> None:
    """“方案时限” or /deadlines."""
    if turn.person is None:
        return stranger(turn)
    town = _town(turn)
    found = duties.candidates(turn.uow, turn.person, town.id)[:SHOWN]
    if not found:
        return turn.say(say("deadlines.none"))
    lines = [say("deadlines.head"), *(_line(n, c) for n, c in enumerate(found, 1))]
    rows = [
        [button(f"{word('button.make_duty')} {n}", pack("mkd", c.plan.id, c.number))]
        for n, c in enumerate(found, 1)
        if c.duty is None
    ]
    turn.say(Html("\n".join(lines)), keyboards.inline(*rows) if rows else None)


def _town(turn: Turn) -> Unit:
    posts = turn.somebody.units(*STAFF)
    if not posts:
        raise NotAllowed("make_duty")
    return turn.uow.units.tree().town_of(posts[0].id)


def _line(number: int, candidate: Candidate) -> Html:
    plan, deadline = candidate.plan.draft, candidate.deadline
    line = say(
        "deadlines.line",
        number=number,
        what=keyboards.shorten(deadline.what, LONGEST),
        plan=keyboards.shorten(plan.title, LONGEST),
        clause=clause_label(deadline.clause),
        day=_day(str(deadline.when)),
    )
    return Html(line + word("deadlines.made")) if candidate.duty else line


def _day(rule: str) -> str:
    return rule.partition(":")[2]


def make(turn: Turn) -> None:
    """“设提醒”: every village owes it from now on; the next three due times are said."""
    town = _town(turn)
    duty = duties.from_deadline(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), town.id, turn.now)
    following = "、".join(moment(duty.due(p)) for p in islice(duty.upcoming(turn.now), NEXT))
    text = say("deadlines.done", day=_day(duty.rule), time=duty.due_time, name=duty.name, next=following)
    turn.say(text)
