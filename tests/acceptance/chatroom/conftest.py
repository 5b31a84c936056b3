"""A running chat room and the two hands that drive it over real HTTP: the bot's and the people's."""

from __future__ import annotations

import asyncio
import struct
import time
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest

from bot.chatroom import ChatRoom, Server, serve

TOKEN = "5400002:room-tests"
USERNAME = "desk_test_bot"
T = TypeVar("T")


@dataclass
class Desk:
    """One room, one bot, any number of people."""

    room: ChatRoom
    server: Server
    http: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.server.url

    async def bot(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        """A Bot API call with a JSON body; its HTTP status and answer."""
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            return response.status, await response.json()

    async def ok(self, method: str, **params: Any) -> Any:
        """The result of a call that must go well."""
        status, body = await self.bot(method, **params)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """``400 Bad Request: …`` of a call that must be refused, with status and body saying the same."""
        status, body = await self.bot(method, **params)
        assert body["ok"] is False
        assert status == body["error_code"]
        return f"{status} {body['description']}"

    async def get(self, path: str, **query: Any) -> Any:
        async with self.http.get(self.url + path, params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, body: dict[str, Any], status: int = 200) -> Any:
        async with self.http.post(self.url + path, json=body) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def say(self, person: int, text: str, chat: int | None = None, **more: Any) -> Any:
        return await self.post("/room/messages", {"as": person, "chat": chat, "text": text, **more})

    async def updates(self) -> list[dict[str, Any]]:
        """Everything waiting, confirmed."""
        found = await self.ok("getUpdates")
        if found:
            await self.ok("getUpdates", offset=found[-1]["update_id"] + 1)
        return found

    async def waiting(self, kind: str) -> dict[str, Any]:
        """The first unconfirmed update of a kind, as soon as it is there; it stays unconfirmed."""
        found = await eventually(lambda: [update for update in self.room.updates.waiting() if update.kind == kind])
        return found[0].payload

    async def person(self, name: str = "王秀兰") -> int:
        """Somebody who has written to the bot."""
        person = (await self.post("/room/people", {"name": name}))["id"]
        await self.say(person, "/start")
        await self.updates()
        return person

    async def group(self, *members: int, kind: str = "group", bot: bool = True) -> int:
        body = {"type": kind, "title": "清河镇工作群", "members": list(members), "bot": bot}
        chat = (await self.post("/room/chats", body))["id"]
        await self.updates()
        return chat

    async def messages(self, chat: int) -> list[dict[str, Any]]:
        return await self.get(f"/room/chats/{chat}/messages")


class HandClock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now


@asynccontextmanager
async def running(database: Path | None = None, clock: HandClock | None = None) -> AsyncIterator[Desk]:
    room = ChatRoom(TOKEN, USERNAME, database, clock)
    server = await serve(room)
    try:
        async with aiohttp.ClientSession() as http:
            yield Desk(room, server, http)
    finally:
        await server.stop()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with running() as desk:
        yield desk


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 5, 20, 1, tzinfo=UTC))


@pytest.fixture
async def timed(clock: HandClock) -> AsyncIterator[Desk]:
    """A desk whose clock the test moves."""
    async with running(clock=clock) as desk:
        yield desk


def png(width: int = 3, height: int = 2) -> bytes:
    """A real little picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80\xa0\xc0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


async def eventually(look: Callable[[], T], seconds: float = 5) -> T:
    """What ``look`` gives once it is something; fails when it stays nothing."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.01)
    return found
