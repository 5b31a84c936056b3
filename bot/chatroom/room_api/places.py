"""``/room/people`` and ``/room/chats``: who may speak, and where."""

from __future__ import annotations

from typing import cast

from aiohttp import web

from bot.chatroom import membership, saying, words
from bot.chatroom.errors import RoomError
from bot.chatroom.page_views import chat_page, person_page
from bot.chatroom.records import ChatType
from bot.chatroom.room import ChatRoom
from bot.chatroom.room_api.exchange import Route, chat_of, json_answer, read_fields, saved, viewer_of


class Places:
    """People and chats, and who is in them."""

    def __init__(self, room: ChatRoom) -> None:
        self._room = room

    def routes(self) -> list[Route]:
        """What is served here."""
        return [
            ("GET", "/people", self.people),
            ("POST", "/people", self.add_person),
            ("GET", "/chats", self.chats),
            ("POST", "/chats", self.add_chat),
            ("POST", "/chats/{id}/members", self.members),
            ("POST", "/chats/{id}/block", self.block),
            ("POST", "/chats/{id}/migrate", self.migrate),
            ("POST", "/chats/{id}/read", self.read),
        ]

    async def people(self, request: web.Request) -> web.Response:
        """Who may speak."""
        return json_answer([person_page(person) for person in self._room.people.values()])

    async def add_person(self, request: web.Request) -> web.Response:
        """Add somebody: ``{name, note?, username?}``."""
        given = await read_fields(request)
        if not given.text("name"):
            raise RoomError(400, words.NEEDS_NAME)
        person = self._room.add_person(
            given.text("name"), username=given.text("username") or None, note=given.text("note")
        )
        return json_answer(person_page(person))

    async def chats(self, request: web.Request) -> web.Response:
        """Where people may speak; ``?as`` limits it to one person's chats."""
        viewer = viewer_of(request)
        seen = [chat for chat in self._room.chats.values() if chat.migrated_to is None]
        if viewer is not None:
            seen = [chat for chat in seen if viewer in chat.members]
        return json_answer([chat_page(self._room, chat, viewer) for chat in seen])

    async def add_chat(self, request: web.Request) -> web.Response:
        """Make a chat: ``{type, title, members, bot?}``; the bot is in it unless ``bot`` is false."""
        given = await read_fields(request)
        kind, members = given.text("type") or "group", given.numbers("members")
        if kind == "private":
            chat = saying.place(self._room, next((m for m in members if m != self._room.profile.id), 0), None)
        elif kind in ("group", "supergroup"):
            chat = membership.create_group(
                self._room, given.text("title"), members, kind=cast(ChatType, kind), bot=given.flag("bot", default=True)
            )
            chat.forum = kind == "supergroup" and given.flag("forum")
        else:
            raise RoomError(400, words.CHAT_TYPES)
        return await saved(self._room, chat_page(self._room, chat, given.maybe_number("as")))

    async def members(self, request: web.Request) -> web.Response:
        """Let people or the bot in or out: ``{add, remove, bot, admin, as}``."""
        given, chat = await read_fields(request), chat_of(self._room, request)
        if chat.private:
            raise RoomError(400, words.NO_OTHERS)
        actor = given.maybe_number("as")
        by = actor if actor is not None else chat.creator or chat.members[0]
        if by not in self._room.people:
            raise RoomError(404, words.NOBODY)
        membership.add_people(self._room, chat, given.numbers("add"), by)
        membership.remove_people(self._room, chat, given.numbers("remove"), by)
        if given.has("bot"):
            change = membership.let_bot_in if given.flag("bot") else membership.put_bot_out
            change(self._room, chat, by)
        if given.has("admin"):
            membership.promote_bot(self._room, chat, by, admin=given.flag("admin"))
        return await saved(self._room, chat_page(self._room, chat, actor))

    async def block(self, request: web.Request) -> web.Response:
        """Block or unblock the bot: ``{blocked}``."""
        given, chat = await read_fields(request), chat_of(self._room, request)
        membership.block(self._room, chat, blocked=given.flag("blocked", default=True))
        return await saved(self._room, chat_page(self._room, chat, chat.id))

    async def migrate(self, request: web.Request) -> web.Response:
        """Turn a group into a supergroup; answers with the new chat."""
        new = membership.migrate(self._room, chat_of(self._room, request))
        return await saved(self._room, chat_page(self._room, new, viewer_of(request)))

    async def read(self, request: web.Request) -> web.Response:
        """A person has seen everything here: ``{as}``."""
        given, chat = await read_fields(request), chat_of(self._room, request)
        saying.mark_read(self._room, saying.place(self._room, given.number("as"), chat.id), given.number("as"))
        return await saved(self._room, chat_page(self._room, chat, given.number("as")))
