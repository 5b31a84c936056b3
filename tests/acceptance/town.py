"""A whole office with its chat room, over real HTTP, for the acceptance tests.

People speak through ``/room`` as they do on the page; the bot answers through its own wire. Only the clock is ours.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import Office
from bot.chatroom.app import Server, serve
from bot.chatroom.room import ChatRoom
from bot.sample import GROUP_ID, fill_office, fill_room
from village.clock import ZONE, ShiftedClock
from village.settings import Settings

TOKEN = "100001:test-room"
PATIENCE = 8.0

Said = list[dict[str, Any]]


class Town:
    """The sample town at work; people are called by name."""

    def __init__(self, room: ChatRoom, server: Server, clock: ShiftedClock, data: Path) -> None:
        self.room = room
        self.server = server
        self.clock = clock
        self.settings = Settings(
            telegram_token=TOKEN, bot_api_base_url=server.url, data_dir=str(data), send_per_second=1000
        )
        self.http = aiohttp.ClientSession(server.url)
        self.group = GROUP_ID
        self._office: Office | None = None
        self._running: asyncio.Task[None] | None = None

    # -- the office --------------------------------------------------------------------------------------------------

    @property
    def office(self) -> Office:
        """The office while it is open."""
        assert self._office is not None
        return self._office

    async def open(self, **changes: Any) -> None:
        """Start the office as ``run`` does; the first time with the sample town in it."""
        office = self._office = Office(dataclasses.replace(self.settings, **changes), self.clock)
        town = await office.desk.off_loop(fill_office, office.storage, self.clock)
        if town is not None:
            fill_room(self.room, town)
        await office.start()
        self._running = asyncio.create_task(office.run())
        await self.idle()

    async def shut(self) -> None:
        """Stop the office gently."""
        if self._office and self._running:
            self._office.stop()
            await self._running
            await self._office.close()
        self._office = self._running = None

    async def idle(self) -> None:
        """Wait until every update is handled and everything due has gone out."""
        async with asyncio.timeout(PATIENCE * 2):
            while len(self.room.updates) or await self.office.desk.off_loop(self._busy):  # noqa: ASYNC110  # looks on
                await asyncio.sleep(0.02)

    def _busy(self) -> bool:
        now = self.clock.now()
        with self.office.storage.read() as uow:
            due = uow.outbox.next_due()
            counts = uow.outbox.counts()
            return bool(uow.inbox.open(1)) or counts.get("sending", 0) > 0 or (due is not None and due <= now)

    async def reading_done(self) -> None:
        """Wait until every file sent was read and its card stands."""
        async with asyncio.timeout(20):
            while await self.office.desk.off_loop(self._reads):  # noqa: ASYNC110  # looks on from outside
                await asyncio.sleep(0.1)
        await self.idle()

    def _reads(self) -> bool:
        with self.office.storage.read() as uow:
            return bool(uow.files.waiting())

    async def at(self, moment: str) -> None:
        """It is now this wall time in the office, and whatever is owed by then has happened."""
        self.clock.set(datetime.fromisoformat(moment).replace(tzinfo=ZONE))
        await self.office.plan()
        await self.idle()

    async def later(self, **delta: float) -> None:
        """Let time pass."""
        self.clock.set(self.clock.now() + timedelta(**delta))
        await self.office.plan()
        await self.idle()

    # -- people ------------------------------------------------------------------------------------------------------

    def id(self, name: str) -> int:
        """The account of a person."""
        return next(p.id for p in self.room.people.values() if p.name == name)

    async def post(self, path: str, body: dict[str, Any], expect: int | None = 200) -> Any:
        """A call of the people's side."""
        async with self.http.post(path, json=body) as response:
            answer = await response.json()
            assert expect is None or response.status == expect, answer
            return answer

    async def messages(self, chat: int, after: int = 0) -> Said:
        """What stands in a chat."""
        async with self.http.get(f"/room/chats/{chat}/messages", params={"after": after, "limit": 200}) as response:
            return list(await response.json())

    async def said_to(self, name: str, after: int = 0) -> Said:
        """What the bot has said to a person in private."""
        return [m for m in await self.messages(self.id(name), after) if m["from"] and m["from"]["bot"]]

    async def say(self, name: str, text: str, chat: int | None = None, **more: Any) -> Said:
        """A person says something; returns what the bot said to it."""
        place = self.id(name) if chat is None else chat
        mine = await self.post("/room/messages", {"as": self.id(name), "chat": place, "text": text, **more})
        await self.idle()
        return [m for m in await self.messages(place, mine["id"]) if m["from"] and m["from"]["bot"]]

    async def tap(self, name: str, label: str, chat: int | None = None) -> tuple[dict[str, Any], Said]:
        """Press the newest button whose words contain ``label``; returns the toast, and what was said or changed."""
        place = self.id(name) if chat is None else chat
        before = await self.messages(place)
        message, data = find_button(before, label)
        return await self.tap_data(name, place, message, data)

    async def tap_data(
        self, name: str, place: int, message: int, data: str, *, forged: bool = False
    ) -> tuple[dict[str, Any], Said]:
        """Press a button by its payload."""
        before = {m["id"]: m for m in await self.messages(place)}
        body = {"as": self.id(name), "chat": place, "message": message, "data": data, "forged": forged}
        toast = await self.post("/room/taps", body)
        await self.idle()
        after = await self.messages(place)
        return toast, [m for m in after if m != before.get(m["id"])]

    async def send_file(self, name: str, field: str, data: bytes, filename: str, mime: str, **more: str) -> Said:
        """Send a photo, document or voice in private; ``more`` are its caption and the album it belongs to."""
        form = aiohttp.FormData({"as": str(self.id(name)), "chat": str(self.id(name)), **more})
        form.add_field(field, data, filename=filename, content_type=mime)
        async with self.http.post("/room/messages", data=form) as response:
            mine = await response.json()
            assert response.status == 200, mine
        await self.idle()
        return await self.said_to(name, mine["id"])


def find_button(messages: Said, label: str) -> tuple[int, str]:
    """The newest message with such a button, and the button's payload."""
    for message in reversed(messages):
        for row in message["inline_keyboard"] or []:
            for button in row:
                if label in button["text"] and "data" in button:
                    return message["id"], button["data"]
    raise AssertionError(f"no button {label!r}")


def texts(said: Said) -> str:
    """All the texts, for looking into."""
    return "\n".join(m["text"] or "" for m in said)


@asynccontextmanager
async def running_town(data: Path, now: str = "2026-05-18T10:00") -> AsyncIterator[Town]:
    """The sample town with its office open, at a wall time."""
    clock = ShiftedClock(datetime.fromisoformat(now).replace(tzinfo=ZONE))
    room = ChatRoom(TOKEN, "village_desk_bot", data / "room.sqlite")
    server = await serve(room)
    town = Town(room, server, clock, data)
    try:
        await town.open()
        yield town
    finally:
        await town.shut()
        await town.http.close()
        await server.stop()
