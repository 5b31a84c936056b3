"""A thousand private messages under strict limits; aim: 27 a second, no 429, never over 30 in any second."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from telegram import Bot

from bench.stub_api import stats, stub_api
from bot.request import AiohttpRequest
from bot.sender import BotSender
from scheduler.delivery import Delivery
from scheduler.worker import Worker
from village.clock import ShiftedClock
from village.model.messages import MessageState, NewMessage, Rank
from village.storage import tables
from village.storage.engine import open_engine
from village.storage.unit_of_work import Storage


def measure(messages: int = 1000) -> dict[str, Any]:
    """Deliver ``messages`` broadcasts; the stub's figures with the rate."""
    with stub_api(round_trip=0.03, strict=True) as root, tempfile.TemporaryDirectory() as folder:
        asyncio.run(_deliver(root, Path(folder) / "village.db", messages))
        figures = stats(root)
    return {**figures, "per_second": round((figures["arrived"] - 1) / figures["seconds"], 2)}


async def _deliver(root: str, file: Path, messages: int) -> None:
    storage, clock = Storage(open_engine(f"sqlite:///{file}")), ShiftedClock()
    tables.metadata.create_all(storage.engine)
    with storage.begin() as uow:
        for number in range(messages):
            body = {"method": "sendMessage", "params": {"text": "本期月报请于25日前报送。"}}
            uow.outbox.add(NewMessage(f"b{number}", "reply", body, Rank.BROADCAST, 1000 + number), clock.now())
        uow.commit()
    with ThreadPoolExecutor(2) as pool:
        async with Bot("1:a", base_url=f"{root}/bot", request=AiohttpRequest()) as bot:
            delivery = Delivery(storage.begin, BotSender(bot, lambda _: None, pool, clock), clock, pool)
            worker = Worker(delivery, clock)
            running = asyncio.create_task(worker.run())
            while not running.done() and _sent(storage) < messages:  # noqa: ASYNC110 - looks from outside, as it should
                await asyncio.sleep(0.2)
            worker.stop()
            await running
    storage.close()


def _sent(storage: Storage) -> int:
    with storage.read() as uow:
        return uow.outbox.counts()[MessageState.SENT]


if __name__ == "__main__":
    print(measure())
