"""``GET /room/events``: everything that happens, as server-sent events."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.chatroom.events import Event
from bot.chatroom.page_views import event_page
from bot.chatroom.room import ChatRoom
from bot.chatroom.room_api.exchange import Route, viewer_of

_KEEP_ALIVE_SECONDS = 15.0


class Stream:
    """The live stream, for one person (``?as``) or for everybody; resumes after ``Last-Event-ID``."""

    def __init__(self, room: ChatRoom) -> None:
        self._room = room

    def routes(self) -> list[Route]:
        """What is served here."""
        return [("GET", "/events", self.events)]

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Write events until the reader goes away or the room closes."""
        viewer = viewer_of(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        with self._room.events.stream() as queue:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            try:
                for event in self._missed(request):
                    await self._write(response, event, viewer)
                await self._follow(response, queue, viewer)
            except ConnectionError:
                pass  # the page was closed
        return response

    def _missed(self, request: web.Request) -> list[Event]:
        last = request.headers.get("Last-Event-ID", "")
        return self._room.events.since(int(last)) if last.isdecimal() else []

    async def _follow(
        self, response: web.StreamResponse, queue: asyncio.Queue[Event | None], viewer: int | None
    ) -> None:
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), _KEEP_ALIVE_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return
            await self._write(response, event, viewer)

    async def _write(self, response: web.StreamResponse, event: Event, viewer: int | None) -> None:
        if not event.seen_by(viewer):
            return
        data = json.dumps(event_page(self._room, event, viewer), ensure_ascii=False)
        await response.write(f"id: {event.number}\nevent: {event.kind}\ndata: {data}\n\n".encode("utf-8", "replace"))
