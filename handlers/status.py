"""“状态”: does it all work? For the clerk in private, in plain words; in groups /status is the progress card."""

from __future__ import annotations

from datetime import datetime

from handlers import board, keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, has, say, word
from handlers.turn import Turn
from handlers.wording import ago, short_moment
from village.model.messages import OutboxMessage
from village.model.people import Group, Person
from village.services.access import STAFF
from village.services.standing import STUCK_AFTER, Failed, Standing, send_again, standing

PEOPLE_SHOWN = 30
GROUPS_SHOWN = 15
FAILED_SHOWN = 6
NAME_LENGTH = 20
PLANNED_LATELY = 180  # seconds; the planner looks at the clock every twenty
OF_THE_NETWORK = ("timed out", "broke off", "no connection", "server error", "storage is away", "too many requests")


def show(turn: Turn) -> None:
    """“状态” or /status in private; leaders see the boards, which is what they ask about."""
    if turn.person is None:
        return stranger(turn)
    if not turn.person.has(*STAFF):
        return board.show(turn)
    turn.say(*view(standing(turn.uow, turn.person, turn.now), turn.now))


def again(turn: Turn) -> None:
    """“再发一次” under a message that was given up; the list is brought up to date."""
    done = send_again(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    turn.toast = say("status.again" if done else "status.again_already")
    turn.show(*view(standing(turn.uow, turn.somebody, turn.now), turn.now))


def view(seen: Standing, now: datetime) -> tuple[Html, Markup | None]:
    """How things stand, one line a question, and what can be done about it."""
    lines = [say("status.head", now=short_moment(now)), _planned(seen, now), _waiting(seen), _stuck(seen, now)]
    lines += _lost(seen.lost) + [_group(group) for group in seen.groups[:GROUPS_SHOWN]] + _failed(seen.failed)
    shown = seen.failed[:FAILED_SHOWN]
    buttons = [button(word("button.send_again", number=n), pack("again", f.message.id)) for n, f in enumerate(shown, 1)]
    return Html("\n".join(lines)), keyboards.inline(*keyboards.columns(buttons, 2)) if buttons else None


def _planned(seen: Standing, now: datetime) -> Html:
    if seen.planned_at is None:
        return say("status.never_planned")
    late = (now - seen.planned_at).total_seconds() > PLANNED_LATELY
    return say("status.planned_late" if late else "status.planned", ago=ago(seen.planned_at, now))


def _waiting(seen: Standing) -> Html:
    if not seen.queues:
        return say("status.nothing_waits")
    queues = [
        say("status.queue", rank=word(f"rank.{q.rank.name.lower()}"), count=q.count, oldest=short_moment(q.oldest))
        for q in seen.queues
    ]
    return say("status.waiting", queues=Html("，".join(queues)))


def _stuck(seen: Standing, now: datetime) -> Html:
    if seen.stuck is None:
        return say("status.nothing_stuck")
    minutes = STUCK_AFTER.total_seconds() // 60
    what, since = _kind(seen.stuck), ago(seen.stuck.not_before, now)
    return say("status.stuck", what=what, since=since, minutes=round(minutes))


def _kind(message: OutboxMessage) -> str:
    return word(f"kind.{message.kind}") if has(f"kind.{message.kind}") else word("kind.other")


def _lost(people: tuple[Person, ...]) -> list[Html]:
    if not people:
        return [say("status.all_reached")]
    lines = [say("status.lost", count=len(people)), *(_person(person) for person in people[:PEOPLE_SHOWN])]
    more = len(people) - PEOPLE_SHOWN
    return [*lines, say("status.and_more", count=more)] if more > 0 else lines


def _person(person: Person) -> Html:
    unit = person.home.name if person.home else ""
    why = "not_joined" if person.account is None else person.trouble
    name, place = keyboards.shorten(person.name, NAME_LENGTH), keyboards.shorten(unit, NAME_LENGTH)
    return say("status.lost_line", name=name, unit=place, why=trouble(why))


def _group(group: Group) -> Html:
    return say("status.group_line", title=keyboards.shorten(group.title, NAME_LENGTH), why=trouble(group.trouble))


def trouble(why: str | None) -> str:
    """Why somebody cannot be reached, as people say it."""
    reason = (why or "").replace(" ", "_")
    return word(f"reach.{reason}") if has(f"reach.{reason}") else word("reach.forbidden")


def _failed(failed: tuple[Failed, ...]) -> list[Html]:
    if not failed:
        return []
    lines = [say("status.failed", count=len(failed))]
    for number, each in enumerate(failed[:FAILED_SHOWN], 1):
        network = (each.message.reason or "").startswith(OF_THE_NETWORK)
        when = short_moment(each.message.created_at)
        why = word("status.why_network" if network else "status.why_content")
        to = keyboards.shorten(each.to, NAME_LENGTH)
        lines.append(say("status.failed_line", number=number, when=when, to=to, what=_kind(each.message), why=why))
    more = len(failed) - FAILED_SHOWN
    return [*lines, say("status.and_more", count=more)] if more > 0 else lines
