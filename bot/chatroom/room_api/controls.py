"""``/room/faults``, ``/room/settings``, ``/room/clock`` …: what tests and the page switch, and what they ask."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.chatroom import words
from bot.chatroom.errors import RoomError
from bot.chatroom.faults import read_fault
from bot.chatroom.page_views import bot_page
from bot.chatroom.room import ChatRoom
from bot.chatroom.room_api.exchange import Fields, Route, json_answer, query_number, read_fields, saved, viewer_of


class Controls:
    """The switches behind the room: faults, limits, settings, clock, and the log of calls."""

    def __init__(self, room: ChatRoom) -> None:
        self._room = room

    def routes(self) -> list[Route]:
        """What is served here."""
        return [
            ("GET", "/bot", self.bot),
            ("GET", "/calls", self.calls),
            ("GET", "/faults", self.faults),
            ("POST", "/faults", self.add_fault),
            ("DELETE", "/faults", self.no_faults),
            ("POST", "/limits", self.limits),
            ("GET", "/settings", self.settings),
            ("POST", "/settings", self.change),
            ("GET", "/clock", self.clock),
            ("POST", "/clock", self.set_clock),
        ]

    async def bot(self, request: web.Request) -> web.Response:
        """The bot as a person sees it in a chat."""
        chat = self._room.chats.get(query_number(request, "chat") or viewer_of(request) or 0)
        return json_answer(bot_page(self._room, viewer_of(request), chat))

    async def calls(self, request: web.Request) -> web.Response:
        """The bot's calls after number N, oldest first; ``?method`` picks one method."""
        wanted = request.query.get("method", "").lower()
        found = self._room.calls.after(query_number(request, "after") or 0)
        return json_answer([asdict(call) for call in found if wanted in ("", call.method.lower())])

    async def faults(self, request: web.Request) -> web.Response:
        """The faults still waiting."""
        return json_answer(self._room.faults.waiting())

    async def add_fault(self, request: web.Request) -> web.Response:
        """Let the next calls fail: ``{method, times, error_code, parameters, description?, delay?, chat?}``."""
        self._room.faults.add(read_fault((await read_fields(request)).values))
        return json_answer(self._room.faults.waiting())

    async def no_faults(self, request: web.Request) -> web.Response:
        """Nothing fails any more."""
        self._room.faults.clear()
        return json_answer([])

    async def limits(self, request: web.Request) -> web.Response:
        """Switch Telegram's rate limits: ``{strict}``."""
        return await self._changed({"strict_limits": (await read_fields(request)).flag("strict", default=True)})

    async def settings(self, request: web.Request) -> web.Response:
        """The switches."""
        return json_answer(self._room.settings.view())

    async def change(self, request: web.Request) -> web.Response:
        """Change switches."""
        return await self._changed((await read_fields(request)).values)

    async def clock(self, request: web.Request) -> web.Response:
        """The movable clock's time; 404 when the room runs on the wall clock."""
        if self._room.clock is None:
            raise RoomError(404, words.WALL_CLOCK)
        return json_answer({"now": self._room.clock.now().isoformat()})

    async def set_clock(self, request: web.Request) -> web.Response:
        """Move the clock: ``{now: iso}`` or ``{advance: seconds}``."""
        given, clock = await read_fields(request), self._room.clock
        if clock is None:
            raise RoomError(404, words.WALL_CLOCK)
        clock.set(_moment(given, clock.now()))
        self._room.events.publish("clock", {"now": clock.now().isoformat()})
        return json_answer({"now": clock.now().isoformat()})

    async def _changed(self, switches: dict[str, Any]) -> web.Response:
        self._room.settings.change(switches)
        self._room.save_settings()
        return await saved(self._room, self._room.settings.view())


def _moment(given: Fields, now: datetime) -> datetime:
    if given.has("advance"):
        return now + timedelta(seconds=given.decimal("advance"))
    try:
        moment = datetime.fromisoformat(given.text("now"))
    except ValueError:
        raise RoomError(400, words.ISO_TIME) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo or UTC)
