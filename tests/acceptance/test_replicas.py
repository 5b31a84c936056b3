"""Two processes behind one webhook over one PostgreSQL: any takes any update, one sends, and either may die."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Office
from bot.chatroom.app import serve
from bot.chatroom.room import ChatRoom
from bot.sample import fill_office, fill_room
from village.bootstrap import open_storage
from village.clock import ZONE, ShiftedClock
from village.settings import Settings
from village.storage import tables
from village.storage.engine import open_engine

TOKEN = "100001:replicas"
WANG, ZHANG = "王秀兰", "张勇"

pytestmark = pytest.mark.postgres


class Pair:
    """Two offices, and the room people speak in; updates go to them in turn, as from a load balancer."""

    def __init__(self, room: ChatRoom, offices: list[Office]) -> None:
        self.room = room
        self.offices = offices
        self.running = [asyncio.create_task(office.run()) for office in offices]
        self._number = 10_000

    def account(self, name: str) -> int:
        return next(p.id for p in self.room.people.values() if p.name == name)

    def update(self, name: str, text: str) -> bytes:
        self._number += 1
        who = {"id": self.account(name), "is_bot": False, "first_name": name}
        chat = {"id": who["id"], "type": "private", "first_name": name}
        message = {"message_id": self._number, "date": 1, "chat": chat, "from": who, "text": text}
        return json.dumps({"update_id": self._number, "message": message}).encode()

    async def say(self, name: str, text: str, to: int) -> None:
        await self.offices[to].intake.accept_webhook(self.update(name, text))

    def heard(self, name: str) -> Counter[str]:
        bot = self.room.profile.id
        said = (m.text for m in self.room.history[self.account(name)].values() if m.sender == bot)
        return Counter(text for text in said if "月报请在" not in text)

    async def stop(self, number: int) -> None:
        self.offices[number].stop()
        await self.running[number]
        await self.offices[number].close()

    def leaders(self) -> list[bool]:
        return [office.worker.leads for office in self.offices]


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.02)


def empty(url: str) -> None:
    """Nothing left in the database, as before the first start."""
    engine = open_engine(url)
    with engine.begin() as connection:
        tables.metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    engine.dispose()


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    url = os.environ.get("TEST_POSTGRES_URL", "")
    if not url:
        pytest.skip("TEST_POSTGRES_URL is not set: nothing was checked on PostgreSQL")
    empty(url)
    room, clock = ChatRoom(TOKEN, "village_desk_bot", None), ShiftedClock(datetime(2026, 5, 18, 10, 0, tzinfo=ZONE))
    server = await serve(room)
    settings = Settings(
        telegram_token=TOKEN, bot_api_base_url=server.url, database_url=url, data_dir=str(tmp_path),
        webhook_url="https://example.org/hook", webhook_secret="s", send_per_second=1000,
    )  # fmt: skip
    storage = open_storage(settings)
    with ThreadPoolExecutor(1) as pool:
        town = await asyncio.get_running_loop().run_in_executor(pool, fill_office, storage, clock)
    storage.close()
    assert town is not None
    fill_room(room, town)
    offices = [Office(dataclasses.replace(settings), clock) for _ in range(2)]
    for office in offices:
        await office.start()
    made = Pair(room, offices)
    await until(lambda: any(made.leaders()))
    yield made
    for number, task in enumerate(made.running):
        if not task.done():
            await made.stop(number)
    await server.stop()
    empty(url)


async def test_updates_to_either_are_answered_once_by_the_one_that_sends(pair: Pair) -> None:
    before = pair.heard(WANG)
    assert sorted(pair.leaders()) == [False, True]
    for number in range(20):
        await pair.say(WANG, f"/q 秸秆利用率 {number}", number % 2)
    await until(lambda: (pair.heard(WANG) - before).total() == 20)
    await asyncio.sleep(0.3)
    assert (pair.heard(WANG) - before).total() == 20


async def test_when_the_one_that_sends_stops_the_other_goes_on(pair: Pair) -> None:
    leader = pair.leaders().index(True)
    before = pair.heard(ZHANG)
    await pair.stop(leader)
    await pair.say(ZHANG, "帮助", 1 - leader)
    await until(lambda: (pair.heard(ZHANG) - before).total() == 1)
    assert pair.offices[1 - leader].worker.leads


async def test_an_update_whose_process_died_is_handled_by_the_other(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair.offices
    before = pair.heard(ZHANG)
    with monkeypatch.context() as patched:
        patched.setattr(one.turns, "offer", lambda _: None)  # taken in, and then nothing more
        await pair.say(ZHANG, "帮助", 0)
    await other.audit()
    await asyncio.sleep(0.3)
    assert pair.heard(ZHANG) == before, "it may still be under way"
    other.clock.set(other.clock.now() + timedelta(minutes=2))
    await other.audit()
    await until(lambda: (pair.heard(ZHANG) - before).total() == 1)
