"""Status cards: which message in which chat is edited in place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from village.model.cards import Card
from village.storage.database import Database
from village.storage.tables import cards


class CardRows:
    """Cards by their key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> Card | None:
        """The card, if it was ever sent or is about to be."""
        row = self._database.run(select(cards).where(cards.c.key == key)).one_or_none()
        return Card(row.key, row.chat_id, row.message_id, row.edited_at) if row else None

    def shown(self, key: str, chat_id: int, message_id: int, now: datetime) -> None:
        """The card now stands in the chat as this message."""
        values = {"chat_id": chat_id, "message_id": message_id, "edited_at": now}
        self._database.upsert(cards, {"key": key}, values)

    def lost(self, key: str) -> None:
        """The message is gone from the chat; the card's next text is sent anew."""
        self._database.run(update(cards).where(cards.c.key == key).values(message_id=None))

    def move_chat(self, old: int, new: int) -> None:
        """The chat has a new id; old messages cannot be edited there, so the cards are sent anew."""
        self._database.run(update(cards).where(cards.c.chat_id == old).values(chat_id=new, message_id=None))
