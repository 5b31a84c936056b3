"""Whom a notice would reach: said in its preview, before anything goes out."""

from __future__ import annotations

from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import moment
from village.model.people import Person
from village.model.quiet import outside_quiet_hours
from village.services import notices

NAMES_SHOWN = 40


def lines(turn: Turn, answers: dict[str, str]) -> list[Html]:
    """How many people and groups, who has to be called and why, and whether it waits for the morning."""
    reached = notices.reach(turn.uow, turn.somebody, answers)
    key = "notice.reach" if reached.groups else "notice.reach_people"
    counts = {"people": len(reached.people)} | ({"groups": reached.groups} if reached.groups else {})
    said = [Html(""), say(key, **counts)]
    if reached.unreachable:
        said.append(say("notice.unreachable", names=_with_reasons(reached.unreachable)))
    if answers["when"] == notices.NOW and outside_quiet_hours(turn.now) > turn.now:
        said.append(say("notice.quiet", moment=moment(outside_quiet_hours(turn.now))))
    return said


def _with_reasons(people: tuple[Person, ...]) -> str:
    shown = [f"{p.name}（{word('notice.not_joined' if p.account is None else 'notice.stopped')}）" for p in people]
    return "、".join(shown[:NAMES_SHOWN])
