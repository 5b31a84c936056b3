"""The chat room itself: people, chats and what was said, in memory and written through to disk.

The two sides work on it: ``methods`` for the bot, ``people`` modules for everybody else.  Whoever changes something
calls ``await room.store.saved()`` before answering.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from bot.chatroom.calls import CallLog
from bot.chatroom.clock import RoomClock, WallClock
from bot.chatroom.events import Events
from bot.chatroom.faults import Faults
from bot.chatroom.files import Files
from bot.chatroom.history import History
from bot.chatroom.limits import SendLimits
from bot.chatroom.profile import BotProfile
from bot.chatroom.queries import OpenQueries
from bot.chatroom.records import Chat, ChatType, Message, Person
from bot.chatroom.settings import RoomSettings
from bot.chatroom.store import Store
from bot.chatroom.updates import Updates
from bot.chatroom.views import message_view
from bot.chatroom.webhook import WebhookSender

FIRST_PERSON = 7_000_000_001  # beyond 32 bits, as real ids are
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001


class ChatRoom:
    """One bot and everybody who talks with it.

    Args:
        token: the bot's token, ``<id>:<secret>``; calls with another one get 401.
        username: the bot's username without the @.
        database: the file the room lives in; uploads lie in a folder beside it.  None keeps everything in memory.
        clock: gives message dates; when it is given ``/room/clock`` may move it.
        name: the bot's name as people see it, until it sets another.
    """

    def __init__(
        self,
        token: str,
        username: str,
        database: Path | None = None,
        clock: RoomClock | None = None,
        *,
        name: str = "村务助手",
    ) -> None:
        self.token = token
        self.clock = clock
        self._time = clock or WallClock()
        self.store = Store(database)
        self.files = Files(self.store)
        self.updates = Updates(self.store)
        self.profile = BotProfile(self.store, token, username, name)
        self.settings = RoomSettings(**dict(self.store.load("settings")))
        self.limits = SendLimits()
        self.faults = Faults()
        self.events = Events()
        self.calls = CallLog()
        self.inline_results: dict[str, list[dict[str, Any]]] = {}
        self.queries = OpenQueries(lambda: self.settings.callback_seconds)
        self.webhook = WebhookSender(self.store, self.updates, self.settings)
        people = sorted((Person(**body) for _, body in self.store.load("person")), key=lambda person: person.id)
        chats = sorted((Chat(**body) for _, body in self.store.load("chat")), key=lambda chat: -chat.id)
        self.people = {person.id: person for person in people}
        self.chats = {chat.id: chat for chat in chats}
        self.history = History(self.store, self.chats)
        self._last_id: int = dict(self.store.load("counter")).get("message", 0)
        self._reopen_queries()

    def now(self) -> int:
        """The room's present moment as unix time."""
        return int(self.moment().timestamp())

    def moment(self) -> datetime:
        """The room's present moment in UTC."""
        return self._time.now().astimezone(UTC)

    def add_person(self, name: str, *, id: int | None = None, username: str | None = None, note: str = "") -> Person:
        """Add somebody and their private chat with the bot; with an ``id`` that is taken, the person already there."""
        if id in self.people:
            return self.people[id]
        number = id if id is not None else max([FIRST_PERSON - 1, *self.people]) + 1
        person = self.people[number] = Person(number, name, username, note)
        self.store.put("person", number, person)
        self._keep(Chat(number, "private", name, [number]))
        self.store.flush()
        return person

    def add_chat(
        self,
        title: str,
        members: Iterable[int],
        *,
        id: int | None = None,
        type: ChatType = "group",
        bot: bool = True,
    ) -> Chat:
        """Seed a group; with an ``id`` that is taken, the chat already there.  The bot, if inside, is told as usual."""
        from bot.chatroom.membership import create_group  # a circle only here, for the caller's convenience

        if id is not None and id in self.chats:
            return self.chats[id]
        chat = create_group(self, title, list(members), kind=type, bot=bot, chat_id=id)
        self.store.flush()
        return chat

    def new_chat(self, kind: ChatType, title: str, members: list[int], chat_id: int | None = None) -> Chat:
        """Put an empty group into the room; what people and bot hear of it is the caller's business."""
        first = FIRST_SUPERGROUP if kind == "supergroup" else FIRST_GROUP
        alike = [chat.id for chat in self.chats.values() if chat.type == kind]
        number = chat_id if chat_id is not None else min([first + 1, *alike]) - 1
        return self._keep(Chat(number, kind, title, members, creator=members[0] if members else None, bot="never"))

    def chat_changed(self, chat: Chat) -> None:
        """Keep a changed chat and tell the page."""
        self.store.put("chat", chat.id, chat)
        self.events.publish("chat", chat, chat.members)

    def message(self, chat: int, number: int) -> Message | None:
        """A message that stands, or None."""
        return self.history.get(chat, number)

    def post(self, chat: Chat, sender: int | None, content: dict[str, Any], **more: Any) -> Message:
        """Write a message into a chat and show it; the bot's queue is not touched."""
        message = Message(chat.id, self._next_id(chat), sender, self.now(), content, **more)
        self.history.keep(message)
        self.events.publish("message", message, chat.members)
        return message

    def edited(self, message: Message) -> None:
        """Keep a changed message and show it."""
        self.history.keep(message)
        self.events.publish("edit", message, self.chats[message.chat].members)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        self.history.remove(message)
        gone = {"chat": message.chat, "id": message.id}
        self.events.publish("delete", gone, self.chats[message.chat].members)

    def tell_bot(self, message: Message, kind: str = "message") -> None:
        """Queue a message for the bot, whatever privacy mode says."""
        self.updates.add(kind, message_view(self, message), message.chat)

    def save_settings(self) -> None:
        """Keep the switches."""
        for name, value in self.settings.view().items():
            self.store.put("settings", name, value)

    async def start(self) -> None:
        """Begin delivering to the webhook, if one is set."""
        self.webhook.start()

    def release(self) -> None:
        """Let everybody go who waits: the poller, the streams, the people who pressed a button."""
        self.updates.release()
        self.events.close()
        self.queries.release()

    async def close(self) -> None:
        """End the deliveries and close the file."""
        self.release()
        await self.webhook.stop()
        self.store.close()

    def _keep(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.history.open(chat.id)
        self.chat_changed(chat)
        return chat

    def _next_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; private chats and groups share the account's counter."""
        if chat.type == "supergroup":
            chat.last_id += 1
            self.store.put("chat", chat.id, chat)
            return chat.last_id
        self._last_id += 1
        self.store.put("counter", "message", self._last_id)
        return self._last_id

    def _reopen_queries(self) -> None:
        for update in self.updates.waiting():
            if update.kind in {"callback_query", "inline_query"}:
                self.queries.reopen(cast(str, update.payload["id"]))
