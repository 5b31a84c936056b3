"""What stands in the chats: the newest messages of each in memory, the older ones in the room's file, if it has one."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chatroom.records import Message
from bot.chatroom.store import Store

KEPT = 1_000  # messages of a chat in memory
KIND = "message"


def _key(chat: int, number: int) -> str:
    """Sorts as the numbers do."""
    return f"{chat}/{number:012d}"


class History:
    """All messages by chat; ``history[chat]`` are the newest, by id, oldest first.

    Without a file the older ones are forgotten.
    """

    def __init__(self, store: Store, chats: Iterable[int]) -> None:
        self._store = store
        self._newest: dict[int, dict[int, Message]] = {}
        self._older: set[int] = set()  # chats that have more than stands in memory
        for chat in chats:
            self.open(chat)

    def __getitem__(self, chat: int) -> dict[int, Message]:
        return self._newest[chat]

    def __contains__(self, chat: int) -> bool:
        return chat in self._newest

    def open(self, chat: int) -> None:
        """Make room for a chat, with what the file has of it."""
        if chat in self._newest:
            return
        found = self._store.newest(KIND, f"{chat}/", KEPT + 1)
        if len(found) > KEPT:
            self._older.add(chat)
        messages = [Message(**body) for body in found[:KEPT]]
        self._newest[chat] = {message.id: message for message in reversed(messages)}

    def get(self, chat: int, number: int) -> Message | None:
        """A message that stands, or None."""
        message = self._newest.get(chat, {}).get(number)
        if message is not None or chat not in self._older:
            return message
        body = self._store.get(KIND, _key(chat, number))
        return Message(**body) if isinstance(body, dict) else body

    def keep(self, message: Message) -> None:
        """Write a message down, new or changed; one that was found in the file stays there."""
        newest = self._newest[message.chat]
        if message.id in newest or not newest or message.id > next(reversed(newest)):
            newest[message.id] = message
        self._store.put(KIND, _key(message.chat, message.id), message)
        if len(newest) > KEPT:
            del newest[next(iter(newest))]
            self._older.add(message.chat)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self._newest[message.chat].pop(message.id, None)
        self._store.drop(KIND, _key(message.chat, message.id))

    def page(self, chat: int, after: int | None, limit: int) -> list[Message]:
        """At most ``limit`` messages after one, oldest first; without ``after`` the newest."""
        newest = self._newest[chat]
        oldest = next(iter(newest), 0)
        if after is None and (limit <= len(newest) or not self._on_disk(chat)):
            return list(newest.values())[-limit:]
        if after is not None and (after >= oldest or not self._on_disk(chat)):
            return [message for message in newest.values() if message.id > after][:limit]
        if after is None:
            return [Message(**body) for body in reversed(self._store.newest(KIND, f"{chat}/", limit))]
        return [Message(**body) for body in self._store.after(KIND, f"{chat}/", _key(chat, after), limit)]

    def _on_disk(self, chat: int) -> bool:
        return chat in self._older and self._store.path is not None
