"""Status cards: one message a chat that is edited in place instead of a stream of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A card in a chat; ``message_id`` None until it was sent for the first time."""

    key: str
    chat_id: int
    message_id: int | None
    edited_at: datetime | None
