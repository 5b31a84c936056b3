"""``/room/messages``, ``/room/taps`` and their kin: what people do in a chat."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.chatroom import saying, tapping, words
from bot.chatroom.errors import RoomError
from bot.chatroom.page_views import message_page
from bot.chatroom.records import Message
from bot.chatroom.room import ChatRoom
from bot.chatroom.room_api.exchange import Fields, Route, json_answer, query_number, read_fields, saved
from bot.chatroom.serving import file_answer

_SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/")
_PAGE = 200


class Talk:
    """What people say, press and look at."""

    def __init__(self, room: ChatRoom) -> None:
        self._room = room

    def routes(self) -> list[Route]:
        """What is served here."""
        return [
            ("GET", "/chats/{id}/messages", self.messages),
            ("POST", "/messages", self.say),
            ("POST", "/edits", self.edit),
            ("POST", "/links", self.open_link),
            ("POST", "/taps", self.tap),
            ("POST", "/inline", self.inline),
            ("POST", "/inline/choose", self.choose),
            ("GET", "/files/{id}", self.file),
        ]

    async def messages(self, request: web.Request) -> web.Response:
        """What stands in a chat after message N, at most ``limit``; without ``after`` the newest."""
        number = request.match_info["id"]
        chat = int(number) if number.removeprefix("-").isdecimal() else 0
        if chat not in self._room.history:
            raise RoomError(404, words.NO_CHAT)
        after, limit = query_number(request, "after"), query_number(request, "limit") or _PAGE
        found = self._room.history.page(chat, after, limit)
        return json_answer([message_page(self._room, message) for message in found])

    async def say(self, request: web.Request) -> web.Response:
        """A person says something; see ``saying`` for the kinds."""
        given = await read_fields(request)
        speaker = given.number("as")
        chat = saying.place(self._room, speaker, given.maybe_number("chat"))
        contents = await self._contents(given, speaker)
        said: list[Message] = []
        for content in contents:
            reply = given.maybe_number("reply_to") if not said else None
            said.append(
                saying.say(self._room, speaker, chat, content, reply_to=reply, thread=given.maybe_number("thread"))
            )
        page = message_page(self._room, said[0])
        return await saved(self._room, page | {"parts": [message.id for message in said]} if len(said) > 1 else page)

    async def edit(self, request: web.Request) -> web.Response:
        """A person changes an own text: ``{as, chat, message, text}``."""
        given = await read_fields(request)
        chat = saying.place(self._room, given.number("as"), given.maybe_number("chat"))
        message = saying.change_text(self._room, given.number("as"), chat, given.number("message"), given.text("text"))
        return await saved(self._room, message_page(self._room, message))

    async def open_link(self, request: web.Request) -> web.Response:
        """A person opens a deep link: ``{as, url, chat?}``."""
        given = await read_fields(request)
        message = saying.open_link(self._room, given.number("as"), given.text("url"), given.maybe_number("chat"))
        return await saved(self._room, message_page(self._room, message))

    async def tap(self, request: web.Request) -> web.Response:
        """A person presses a button: ``{as, chat, message, data, forged?}``; answers with the toast."""
        given = await read_fields(request)
        person = given.number("as")
        chat = saying.place(self._room, person, given.maybe_number("chat"))
        number, data = given.number("message"), given.text("data")
        return json_answer(await tapping.tap(self._room, person, chat, number, data, forged=given.flag("forged")))

    async def inline(self, request: web.Request) -> web.Response:
        """A person asks inline: ``{as, chat, query}``."""
        given = await read_fields(request)
        chat = saying.place(self._room, given.number("as"), given.maybe_number("chat"))
        return json_answer(await tapping.ask_inline(self._room, given.number("as"), chat, given.text("query")))

    async def choose(self, request: web.Request) -> web.Response:
        """A person picks an inline result: ``{as, chat, query_id, result_id}``."""
        given = await read_fields(request)
        person = given.number("as")
        chat = saying.place(self._room, person, given.maybe_number("chat"))
        message = tapping.choose_inline(self._room, person, chat, given.text("query_id"), given.text("result_id"))
        return await saved(self._room, message_page(self._room, message))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """An uploaded file; only pictures and sound open in place, anything else is saved."""
        file = self._room.files.get(request.match_info["id"])
        if file is None:
            raise RoomError(404, words.NO_FILE)
        place = "inline" if file.mime.startswith(_SHOWN_IN_PLACE) else "attachment"
        headers = {
            "Content-Type": file.mime,
            "Content-Disposition": f"{place}; filename*=UTF-8''{quote(file.name)}",
            "X-Content-Type-Options": "nosniff",
        }
        return file_answer(self._room.files, file, headers)

    async def _contents(self, given: Fields, speaker: int) -> list[dict[str, Any]]:
        if given.files:
            kind, upload = next(iter(given.files.items()))
            caption = given.text("caption") or given.text("text")
            part = saying.file_part(self._room, kind, upload, caption, given.maybe_number("duration") or 0)
            return [part | {"media_group_id": given.text("album")} if given.text("album") else part]
        if given.has("latitude"):
            return [{"location": {"latitude": given.decimal("latitude"), "longitude": given.decimal("longitude")}}]
        if given.text("sticker"):
            return [saying.sticker_part(self._room, given.text("sticker"))]
        if given.text("contact"):
            return [saying.contact_part(self._room, speaker, given.text("contact"))]
        return saying.text_parts(given.text("text"))
