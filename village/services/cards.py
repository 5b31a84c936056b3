"""Status cards: one message a group and period, edited in place as reports come in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from village.model.cards import Card
from village.model.duties import Duty
from village.model.messages import NewMessage, Rank
from village.model.people import Group
from village.ports import UnitOfWork

PACE = timedelta(seconds=3)


def card_key(duty_id: int, period: str, chat_id: int) -> str:
    """The name a card is remembered by."""
    return f"card:duty:{duty_id}/{period}/chat:{chat_id}"


def refresh(uow: UnitOfWork, duty: Duty, period: str, now: datetime) -> None:
    """Have the card of every group of the duty's unit brought up to date; safe to repeat.

    A group that has no card yet gets it. A card that stands is edited, at most once in three seconds: time is cut into
    slots and a slot's edit goes out when the slot ends, so however many reports come in meanwhile, the unique key
    leaves one edit, whose text is made when it is sent.
    """
    for group in _groups(uow, duty):
        card = uow.cards.get(card_key(duty.id, period, group.chat_id))
        if card is not None and card.message_id is not None:
            _edit(uow, duty, period, group.chat_id, now)
        else:
            _send(uow, duty, period, group.chat_id, card, now)


def ensure(uow: UnitOfWork, duty: Duty, period: str, now: datetime) -> None:
    """Give the card to groups that do not have it; leave alone what stands."""
    for group in _groups(uow, duty):
        card = uow.cards.get(card_key(duty.id, period, group.chat_id))
        if card is None or card.message_id is None:
            _send(uow, duty, period, group.chat_id, card, now)


def _groups(uow: UnitOfWork, duty: Duty) -> list[Group]:
    """Where a duty has a card: reports only, a group is not told of every small task."""
    return uow.groups.of_unit(duty.unit.id) if duty.form is not None else []


def _edit(uow: UnitOfWork, duty: Duty, period: str, chat_id: int, now: datetime) -> None:
    slot = int(now.timestamp() // PACE.total_seconds())
    ends = datetime.fromtimestamp((slot + 1) * PACE.total_seconds(), UTC)
    _put(uow, duty, period, chat_id, f"{slot}", ends, now)


def _send(uow: UnitOfWork, duty: Duty, period: str, chat_id: int, lost: Card | None, now: datetime) -> None:
    """Once for a card that never was, once more for each time it was lost."""
    occasion = f"again-{lost.edited_at.timestamp():.0f}" if lost is not None and lost.edited_at else "first"
    _put(uow, duty, period, chat_id, occasion, now, now)


def _put(
    uow: UnitOfWork, duty: Duty, period: str, chat_id: int, occasion: str, not_before: datetime, now: datetime
) -> None:
    key = card_key(duty.id, period, chat_id)
    body = {"duty": duty.id, "period": period, "card": key}
    uow.outbox.add(NewMessage(f"{key}/{occasion}", "card", body, Rank.CARD, chat_id, not_before), now)


def shown(uow: UnitOfWork, duty: Duty, period: str, chat_id: int, message_id: int, now: datetime) -> None:
    """The card stands in the chat as this message now.

    The first time it is looked at once more: what came in while it was on its way found no card to edit.
    """
    key = card_key(duty.id, period, chat_id)
    before = uow.cards.get(key)
    uow.cards.shown(key, chat_id, message_id, now)
    if before is None or before.message_id is None:
        _edit(uow, duty, period, chat_id, now)


def lost(uow: UnitOfWork, duty: Duty, period: str, chat_id: int, now: datetime) -> None:
    """Somebody deleted the card: send it anew."""
    uow.cards.lost(card_key(duty.id, period, chat_id))
    refresh(uow, duty, period, now)
