"""The whole office beside a bare echo bot, each as its own process against the same stub: what an update costs.

Cold start (process begun → first getUpdates), updates a second at 50 ms round trip with 24 side by side, latency at
20 a second, resident memory. The office answers 帮助 to people it knows: a person looked up, a transaction, an answer
through the outbox. Its pacing is lifted, because Telegram's 30 a second would be the only thing measured.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

ROUND_TRIP = 0.05
SATURATION = 2000
CHATS = 200
RATE = 20.0
ARRIVALS = 600
BARE = "bare python-telegram-bot"
OFFICE = "village desk"


@dataclass
class Feed:
    """A Bot API server that hands out updates and notes when the answer to each chat came."""

    round_trip: float = 0.0
    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    came: dict[int, float] = field(default_factory=dict)
    answered: dict[int, list[float]] = field(default_factory=dict)
    first_poll: float = 0.0
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    number: int = 0

    def give(self, chat: int) -> None:
        """A person in this chat says 帮助 now."""
        self.number += 1
        who = {"id": chat, "type": "private", "first_name": "x"}
        sender = {"id": chat, "is_bot": False, "first_name": "x"}
        message = {"message_id": self.number, "date": 1, "chat": who, "from": sender, "text": "帮助"}
        self.waiting.append({"update_id": self.number, "message": message})
        self.came[chat] = time.monotonic()
        self.polled.set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call of the bot's."""
        method = request.path.rsplit("/", 1)[-1]
        form = await request.post()
        if method == "getUpdates":
            return web.json_response({"ok": True, "result": await self._updates(form)})
        if method == "sendMessage":
            chat = int(str(form["chat_id"]))
            self.answered.setdefault(chat, []).append(time.monotonic())
            await asyncio.sleep(self.round_trip)
            where = {"id": chat, "type": "private", "first_name": "x"}
            result = {"message_id": chat, "date": 1, "chat": where, "text": str(form.get("text", ""))}
            return web.json_response({"ok": True, "result": result})
        me = {"id": 1, "is_bot": True, "first_name": "desk", "username": "desk_bot"}
        return web.json_response({"ok": True, "result": me if method == "getMe" else True})

    async def _updates(self, form: Any) -> list[dict[str, Any]]:
        self.first_poll = self.first_poll or time.monotonic()
        offset = int(str(form.get("offset") or 0))
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        if not self.waiting:
            self.polled.clear()
            try:
                await asyncio.wait_for(self.polled.wait(), float(str(form.get("timeout") or 0)))
            except TimeoutError:
                return []
        return [self.waiting[n] for n in range(min(100, len(self.waiting)))]


def people(folder: Path, count: int) -> None:
    """An office that knows ``count`` village officials."""
    from village.bootstrap import open_storage
    from village.model.people import Role, UnitKind
    from village.settings import Settings

    storage = open_storage(Settings(data_dir=str(folder)))
    with storage.begin() as uow:
        town = uow.units.add("清河镇", UnitKind.TOWN, None)
        village = uow.units.add("甘溪沟村", UnitKind.VILLAGE, town.id)
        for account in range(1, count + 1):
            person = uow.people.add(f"干部{account}", account)
            uow.people.add_post(person.id, village.id, Role.OFFICIAL, "书记")
        uow.commit()
    storage.close()


@contextmanager
def bot(name: str, url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The bot as a process of its own."""
    command = ["-m", "bench.bare", url] if name == BARE else ["-m", "bot", "run"]
    environment = {
        **os.environ,
        "TELEGRAM_TOKEN": "1:a",
        "BOT_API_BASE_URL": url,
        "DATA_DIR": str(folder),
        "SEND_PER_SECOND": "1000",
        "SIDE_BY_SIDE": "24",
        "LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen([sys.executable, *command], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def resident(process: subprocess.Popen[bytes]) -> float:
    """Resident memory in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


async def _listen(feed: Feed) -> tuple[web.AppRunner, str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", feed.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner, f"http://127.0.0.1:{port}"


async def _until(feed: Feed, answers: int, patience: float) -> None:
    end = time.monotonic() + patience
    while sum(map(len, feed.answered.values())) < answers and time.monotonic() < end:  # noqa: ASYNC110  # looks on
        await asyncio.sleep(0.02)


async def saturation(name: str, folder: Path) -> dict[str, float]:
    """Updates a second when 2,000 wait; memory afterwards; cold start."""
    feed = Feed(round_trip=ROUND_TRIP)
    for number in range(SATURATION):
        feed.give(number % CHATS + 1)
    runner, url = await _listen(feed)
    begun = time.monotonic()
    with bot(name, url, folder) as process:
        await _until(feed, SATURATION, 120)
        memory = resident(process)
    await runner.cleanup()
    times = sorted(t for answers in feed.answered.values() for t in answers)
    rate = (len(times) - 1) / (times[-1] - times[0])
    return {"cold_start": feed.first_poll - begun, "per_second": rate, "memory_after": memory}


async def latency(name: str, folder: Path) -> dict[str, float]:
    """Milliseconds from arrival to answer at 20 a second, arrivals as in life (Poisson); memory when idle."""
    feed = Feed()
    runner, url = await _listen(feed)
    with bot(name, url, folder) as process:
        while not feed.first_poll:  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.02)
        await asyncio.sleep(1.5)
        idle = resident(process)
        dice = random.Random(7)
        for chat in range(1, ARRIVALS + 1):
            feed.give(chat)
            await asyncio.sleep(dice.expovariate(RATE))
        await _until(feed, ARRIVALS, 10)
    await runner.cleanup()
    taken = sorted((feed.answered[chat][0] - came) * 1000 for chat, came in feed.came.items() if chat in feed.answered)
    return {
        "p50": statistics.median(taken),
        "p95": taken[int(len(taken) * 0.95) - 1],
        "p99": taken[int(len(taken) * 0.99) - 1],
        "unanswered": float(ARRIVALS - len(taken)),
        "memory_idle": idle,
    }


def _measured(name: str, out: Any) -> None:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        for folder in (first, second):
            people(Path(folder), max(CHATS, ARRIVALS))
        out.put({**asyncio.run(saturation(name, Path(first))), **asyncio.run(latency(name, Path(second)))})


def measure(name: str) -> dict[str, float]:
    """All figures of one bot, the stub in a process apart from this one."""
    context = multiprocessing.get_context("spawn")
    out = context.Queue()
    process = context.Process(target=_measured, args=(name, out))
    process.start()
    figures: dict[str, float] = out.get(timeout=300)
    process.join()
    return figures


def report() -> None:
    """Print both side by side, with the aims."""
    bare, ours = measure(BARE), measure(OFFICE)

    def _share(key: str) -> str:
        return f"{ours[key] / bare[key]:.2f}"

    rows = [
        ("updates/s at 50 ms, 24 side by side", "per_second", f"{_share('per_second')} of bare, aim 0.7"),
        ("latency at 20/s, p50 ms", "p50", ""),
        ("latency at 20/s, p95 ms", "p95", f"bare + {ours['p95'] - bare['p95']:.1f} ms, aim +20"),
        ("latency at 20/s, p99 ms", "p99", ""),
        ("unanswered of 600", "unanswered", ""),
        ("cold start s", "cold_start", "aim 1.5"),
        ("memory idle MB", "memory_idle", f"{_share('memory_idle')} of bare, aim 2"),
        ("memory after 2,000 MB", "memory_after", f"{_share('memory_after')} of bare, aim 2"),
    ]
    print(f"{'':38s}{'bare PTB':>10s}{'office':>10s}")
    for words, key, note in rows:
        print(f"{words:38s}{bare[key]:10.2f}{ours[key]:10.2f}   {note}")


if __name__ == "__main__":
    report()
