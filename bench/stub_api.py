"""A Bot API server for measuring: answers after a round trip, keeps Telegram's limits strictly, counts arrivals.

Runs in a process of its own, so that what it costs is not charged to the bot that is measured.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
import time
import urllib.request
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

ME = {"id": 1, "is_bot": True, "first_name": "desk", "username": "desk_bot"}


@dataclass
class Strict:
    """Telegram's published limits as the strictest reading of them: 30 in any second, 1/s a chat, 20/min a group."""

    recent: deque[float] = field(default_factory=deque)
    buckets: dict[int, tuple[float, float]] = field(default_factory=dict)
    groups: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def refuses(self, chat: int, now: float) -> bool:
        """Whether this call is one too many; counts it if not."""
        while self.recent and self.recent[0] <= now - 1:
            self.recent.popleft()
        if len(self.recent) >= 30 or (self._group(chat, now) if chat < 0 else self._private(chat, now)):
            return True
        self.recent.append(now)
        return False

    def _private(self, chat: int, now: float) -> bool:
        tokens, at = self.buckets.get(chat, (3.0, now))
        tokens = min(3.0, tokens + now - at)
        self.buckets[chat] = (max(0.0, tokens - 1), now) if tokens >= 1 else (tokens, now)
        return tokens < 1

    def _group(self, chat: int, now: float) -> bool:
        log = self.groups[chat]
        while log and log[0] <= now - 60:
            log.popleft()
        if len(log) >= 20:
            return True
        log.append(now)
        return False


class Stub:
    """Answers every method well enough for an echo bot."""

    def __init__(self, round_trip: float, waiting: int, chats: int, *, strict: bool) -> None:
        self.round_trip = round_trip
        self.strict = Strict() if strict else None
        self.waiting = deque(update(number, number % chats + 1) for number in range(1, waiting + 1))
        self.arrivals: list[float] = []
        self.refused = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call; ``/stats`` gives what arrived so far."""
        method = request.path.rsplit("/", 1)[-1]
        if method == "stats":
            return web.json_response(self.stats())
        form = await request.post()
        arrived = time.monotonic()
        if method == "getUpdates":
            return await self._updates(form)
        if method.startswith(("send", "edit")):
            self.arrivals.append(arrived)
            if self.strict and self.strict.refuses(int(str(form["chat_id"])), arrived):
                self.refused += 1
                body = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
                return web.json_response({**body, "parameters": {"retry_after": 1}}, status=429)
        await asyncio.sleep(self.round_trip)
        return web.json_response({"ok": True, "result": self._result(method, form)})

    async def _updates(self, form: Any) -> web.Response:
        offset = int(form.get("offset", 0))
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.waiting:
            await asyncio.sleep(min(1.0, float(form.get("timeout", 0))))
        return web.json_response({"ok": True, "result": [self.waiting[n] for n in range(min(100, len(self.waiting)))]})

    def _result(self, method: str, form: Any) -> Any:
        if method == "getMe":
            return ME
        if not method.startswith("send"):
            return True
        chat = {"id": int(form["chat_id"]), "type": "private", "first_name": "x"}
        return {"message_id": len(self.arrivals), "date": 1, "chat": chat, "text": form.get("text", "")}

    def stats(self) -> dict[str, Any]:
        """Calls that send or edit: how many, how many refused, the most in any second, first to last in seconds."""
        times = sorted(self.arrivals)
        most = max((bisect_left(times, at + 1) - index for index, at in enumerate(times)), default=0)
        span = times[-1] - times[0] if len(times) > 1 else 0.0
        return {"arrived": len(times), "refused": self.refused, "most_in_a_second": most, "seconds": span}


def update(number: int, chat: int) -> dict[str, Any]:
    who = {"id": chat, "type": "private", "first_name": "x"}
    sender = {"id": chat, "is_bot": False, "first_name": "x"}
    message = {"message_id": number, "date": 1, "chat": who, "from": sender, "text": "厕所今年改多少户"}
    return {"update_id": number, "message": message}


def serve(port: int, round_trip: float, waiting: int, chats: int, strict: bool) -> None:
    app = web.Application()
    stub = Stub(round_trip, waiting, chats, strict=strict)
    app.router.add_route("*", "/{path:.*}", stub.handle)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None, handle_signals=False)


def stats(root: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{root}/stats") as answer:
        return dict(json.load(answer))


@contextmanager
def stub_api(*, round_trip: float = 0.05, waiting: int = 0, chats: int = 200, strict: bool = False) -> Iterator[str]:
    """A stub in its own process; gives its root address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(port, round_trip, waiting, chats, strict), daemon=True
    )
    process.start()
    root = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                stats(root)
                break
            except OSError:
                time.sleep(0.05)
        yield root
    finally:
        process.terminate()
        process.join()
