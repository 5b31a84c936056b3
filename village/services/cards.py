"""Status cards: one message a group and period, edited in place as reports come in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from village.model.duties import Duty
from village.model.messages import NewMessage, Rank
from village.ports import UnitOfWork

PACE = timedelta(seconds=3)


def card_key(duty_id: int, period: str, chat_id: int) -> str:
    """The name a card is remembered by."""
    return f"card:duty:{duty_id}/{period}/chat:{chat_id}"


def refresh(uow: UnitOfWork, duty: Duty, period: str, now: datetime) -> None:
    """Have the card of every group of the duty's unit brought up to date, at most once in three seconds each.

    Time is cut into slots of three seconds and a slot's edit goes out when the slot ends: however many reports come in
    meanwhile, the unique key leaves one edit, and its text is made when it is sent.
    """
    slot = int(now.timestamp() // PACE.total_seconds())
    ends = datetime.fromtimestamp((slot + 1) * PACE.total_seconds(), UTC)
    for group in uow.groups.of_unit(duty.unit.id):
        key = card_key(duty.id, period, group.chat_id)
        body = {"duty": duty.id, "period": period, "card": key}
        message = NewMessage(f"{key}/{slot}", "card", body, Rank.CARD, group.chat_id, not_before=ends)
        uow.outbox.add(message, now)
