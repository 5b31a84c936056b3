"""Groups: added, bound to a unit by a clerk, moved, left."""

from __future__ import annotations

from telegram import ChatMember

from handlers import board, keyboards
from handlers.callback_data import pack
from handlers.keyboards import button
from handlers.texts import say
from handlers.turn import Handle, Turn
from village.model.duties import Duty
from village.services import cards, duties, people
from village.services.access import STAFF

IN = {ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER}


def membership(turn: Turn) -> None:
    """The bot was added, removed, blocked or unblocked."""
    change = turn.update.my_chat_member
    if change is None:
        return
    present = change.new_chat_member.status in IN
    if change.chat.type == "private":
        return turn.uow.people.set_reachable(change.chat.id, reachable=present, trouble="blocked")
    was_present = change.old_chat_member.status in IN
    title, trouble = change.chat.title or "", None if present else "kicked"
    turn.uow.groups.seen(change.chat.id, title, active=present, trouble=trouble)
    group = turn.uow.groups.get(change.chat.id)
    if present and not was_present and group is not None and group.unit_id is None:
        turn.say(say("group.added"))


def migrated(turn: Turn) -> None:
    """A group became a supergroup; either of the two service messages is enough."""
    message = turn.update.effective_message
    if message is None:
        return
    if message.migrate_to_chat_id:
        people.rename_chat(turn.uow, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        people.rename_chat(turn.uow, message.migrate_from_chat_id, message.chat.id)


def bind(turn: Turn) -> None:
    """/bind in a group: which unit does it belong to? Only a clerk is answered."""
    if turn.is_private:
        return turn.say(say("group.bind_private"))
    if turn.person is None or not turn.person.has(*STAFF):
        return
    units = turn.person.units(*STAFF)
    if len(units) == 1:
        return _bind(turn, units[0].id)
    rows = keyboards.columns([button(u.name, pack("bind", u.id)) for u in units], 2)
    turn.say(say("group.bind_which"), keyboards.inline(*rows))


def bind_tapped(turn: Turn) -> None:
    """A tap on one of the units."""
    _bind(turn, turn.tap.number(0))


def _bind(turn: Turn, unit_id: int) -> None:
    chat = turn.update.effective_chat
    title = (chat.title if chat else None) or ""
    people.bind_group(turn.uow, turn.somebody, turn.chat_id, title, unit_id, turn.now)
    unit = turn.uow.units.get(unit_id)
    turn.show(say("group.bound", unit=unit.name))
    for duty in _duties_of(turn, unit_id):
        period = duty.current(turn.now)
        if duty.opens(period) <= turn.now <= duty.due(period):
            cards.refresh(turn.uow, duty, period.key, turn.now)


def _duties_of(turn: Turn, unit_id: int) -> list[Duty]:
    return [duty for duty in turn.uow.duties.active() if duty.unit.id == unit_id]


def is_bound(turn: Turn) -> bool:
    """Whether this group belongs to a unit: elsewhere the assistant keeps quiet."""
    group = turn.uow.groups.get(turn.chat_id)
    return group is not None and group.unit_id is not None and group.active


def where_bound(handle: Handle) -> Handle:
    """The same handler, quiet in groups that belong to no unit."""

    def quiet_elsewhere(turn: Turn) -> None:
        if is_bound(turn):
            handle(turn)

    return quiet_elsewhere


def status(turn: Turn) -> None:
    """/status in a group: the present counts, without names."""
    group = turn.uow.groups.get(turn.chat_id)
    if turn.is_private:
        return board.show(turn)
    if group is None or group.unit_id is None:
        return
    mine = _duties_of(turn, group.unit_id)
    if not mine:
        return turn.say(say("group.status_none"))
    for duty in mine:
        turn.say(board.card_text(_present(turn, duty), turn.now), silent=True)


def _present(turn: Turn, duty: Duty) -> duties.Board:
    period = duty.current(turn.now)
    duties.open_period(turn.uow, duty, period, turn.now)
    return duties.board(turn.uow, duty, period.key)
