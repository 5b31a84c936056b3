"""Updates per second at 50 ms round trip, 24 side by side: a bare echo bot and our road, one after the other.

Our road is the one every update takes: stored, confirmed, handled in a transaction that writes the answer, claimed,
sent, recorded. The handler only echoes, so that the figure is the road's. Aim: 0.7 of bare.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application, MessageHandler, filters

from bench.stub_api import stats, stub_api
from bot.intake import Intake, Poller
from bot.request import AiohttpRequest
from bot.sender import BotSender
from bot.turns import Turns
from scheduler.delivery import Delivery
from scheduler.pacing import Limits, Pacing
from scheduler.worker import Worker
from village.clock import ShiftedClock
from village.model.messages import NewMessage, Rank, StoredUpdate
from village.storage import tables
from village.storage.engine import open_engine
from village.storage.unit_of_work import Storage

SIDE_BY_SIDE = 24


def run_bare(root: str) -> None:
    """A bare python-telegram-bot echo bot."""

    async def echo(update: Update, _: Any) -> None:
        if update.message:
            await update.message.reply_text(update.message.text or "")

    builder = Application.builder().token("1:a").base_url(f"{root}/bot").concurrent_updates(SIDE_BY_SIDE)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(stop_signals=None, poll_interval=0)


def run_road(root: str) -> None:
    """Inbox, turns, outbox and delivery with an echoing handler; the database stands in the working folder."""
    asyncio.run(_road(root, Path("village.db")))


async def _road(root: str, file: Path) -> None:
    storage, clock, pool = Storage(open_engine(f"sqlite:///{file}")), ShiftedClock(), ThreadPoolExecutor(4)
    tables.metadata.create_all(storage.engine)

    def answer(update: StoredUpdate) -> None:
        with storage.begin() as uow:
            if uow.inbox.done(update.update_id, clock.now()):
                params = {"text": update.body["message"]["text"]}
                body = {"method": "sendMessage", "params": params}
                message = NewMessage(f"upd:{update.update_id}/0", "reply", body, Rank.REPLY, update.chat_key)
                uow.outbox.add(message, clock.now())
                uow.commit()

    async def handle(update: StoredUpdate) -> None:
        await asyncio.get_running_loop().run_in_executor(pool, answer, update)
        worker.wake()

    async with Bot("1:a", base_url=f"{root}/bot", request=AiohttpRequest()) as bot, AiohttpRequest() as polling:
        sender = BotSender(bot, lambda _: None, pool, clock)
        pacing = Pacing(Limits.lifted())
        worker = Worker(Delivery(storage.begin, sender, clock, pool, pacing=pacing), clock)
        turns = Turns(storage.begin, handle, pool, clock)
        poller = Poller(polling, bot.base_url, Intake(storage.begin, pool, clock, turns.offer))
        await asyncio.gather(worker.run(), turns.run(), poller.run())


def _child(run: Callable[[str], None], root: str, folder: str, out: Any) -> None:
    os.chdir(folder)
    logging.disable(logging.CRITICAL)

    def report() -> None:
        while True:
            usage = resource.getrusage(resource.RUSAGE_SELF)
            out.put((usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
            time.sleep(0.25)

    threading.Thread(target=report, daemon=True).start()
    run(root)


def measure(run: Callable[[str], None], updates: int = 2000) -> dict[str, Any]:
    """Let a bot answer ``updates`` waiting messages; updates a second, processor time and memory."""
    context = multiprocessing.get_context("spawn")
    out = context.Queue()
    with stub_api(round_trip=0.05, waiting=updates) as root, tempfile.TemporaryDirectory() as folder:
        process = context.Process(target=_child, args=(run, root, folder, out), daemon=True)
        process.start()
        figures, last, end = stats(root), (0.0, 0.0), time.monotonic() + 120
        while figures["arrived"] < updates and time.monotonic() < end and process.is_alive():
            time.sleep(0.25)
            figures = stats(root)
            while not out.empty():
                last = out.get()
        process.terminate()
        process.join()
    cpu, memory = last
    rate = (figures["arrived"] - 1) / figures["seconds"] if figures["seconds"] else 0.0
    return {
        "answered": figures["arrived"],
        "per_second": round(rate),
        "cpu_ms_each": round(1000 * cpu / updates, 2),
        "mb": round(memory),
    }


if __name__ == "__main__":
    bare, road = measure(run_bare), measure(run_road)
    print("bare", bare)
    print("road", road, "ratio", round(road["per_second"] / bare["per_second"], 2))
