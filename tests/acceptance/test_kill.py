"""Nothing is lost, nothing is done twice: the office is killed again and again with 300 updates waiting."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chatroom.app import serve
from bot.chatroom.room import ChatRoom
from bot.chatroom.saying import say, text_parts
from village.bootstrap import open_storage
from village.clock import ZONE
from village.model.duties import LADDER, Duty
from village.model.messages import MessageState
from village.model.people import Role, UnitKind
from village.settings import Settings
from village.storage.unit_of_work import Storage

TOKEN = "100001:kill-room"
PEOPLE = 50
SAID = ("月报", "改厕 {n} 户", "无", "无", "无", "提交")
KILLS = 20
FIRST = 8_000_000_001


def fill(storage: Storage) -> None:
    """Fifty villages with one official each, who owe a report due in a week."""
    with storage.begin() as uow:
        town = uow.units.add("清河镇", UnitKind.TOWN, None)
        for number in range(PEOPLE):
            village = uow.units.add(f"第{number}村", UnitKind.VILLAGE, town.id)
            person = uow.people.add(f"书记{number}", FIRST + number)
            uow.people.add_post(person.id, village.id, Role.OFFICIAL, "书记")
        due = datetime.now(ZONE) + timedelta(days=1)
        rule = due.date().isoformat()
        since = datetime.now(ZONE)
        duty = Duty(0, "月报", rule, "18:00", "monthly_report", town, UnitKind.VILLAGE, LADDER, since)
        uow.duties.add(duty, None)
        uow.commit()


async def start(data: Path, url: str) -> asyncio.subprocess.Process:
    environment = {**os.environ, "TELEGRAM_TOKEN": TOKEN, "BOT_API_BASE_URL": url, "DATA_DIR": str(data)}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.DEVNULL
    )


def replies(room: ChatRoom, person: int) -> list[str]:
    return [m.text for m in room.history[person].values() if m.sender is None or m.sender == room.profile.id]


def is_busy(storage: Storage) -> bool:
    with storage.read() as uow:
        due = uow.outbox.next_due()
        is_due = due is not None and due <= datetime.now(ZONE)
        return is_due or bool(uow.inbox.open(1)) or uow.outbox.counts().get(MessageState.SENDING, 0) > 0


@pytest.mark.slow
async def test_twenty_kills_lose_nothing_and_double_no_report(tmp_path: Path) -> None:
    room = ChatRoom(TOKEN, "village_desk_bot", None)
    server = await serve(room)
    storage = open_storage(Settings(data_dir=str(tmp_path)))
    fill(storage)
    accounts = [FIRST + number for number in range(PEOPLE)]
    for number, account in enumerate(accounts):
        room.add_person(f"书记{number}", id=account)
    for text in SAID:
        for number, account in enumerate(accounts):
            say(room, account, room.chats[account], text_parts(text.format(n=number))[0])
    assert len(room.updates) == PEOPLE * len(SAID) == 300

    cut_short = 0
    for _ in range(KILLS):
        office = await start(tmp_path, server.url)
        await asyncio.sleep(random.uniform(0.6, 1.8))
        office.send_signal(signal.SIGKILL)
        await office.wait()
        cut_short += bool(len(room.updates)) or is_busy(storage)
    assert cut_short >= 3, "the kills must hit an office at work"
    office = await start(tmp_path, server.url)
    try:
        async with asyncio.timeout(120):
            while len(room.updates) or is_busy(storage):  # noqa: ASYNC110  # looks on from outside
                await asyncio.sleep(0.2)
    finally:
        office.send_signal(signal.SIGTERM)
        await asyncio.wait_for(office.wait(), 8)
        await server.stop()

    with storage.read() as uow:
        for number, account in enumerate(accounts):
            person = uow.people.by_account(account)
            assert person is not None
            [occurrence] = uow.occurrences.of_unit(person.posts[0].unit.id, 1)
            assert uow.reports.count(occurrence.id) == 1
            report = uow.reports.latest(occurrence.id)
            assert report is not None
            assert report.answers["progress"] == f"改厕 {number} 户"
            said = Counter(replies(room, account))
            assert any("第1版" in text for text in said), "everybody has the receipt"
            assert any("2/4" in text for text in said), "everybody was asked the second question"
            assert max(said.values()) <= 1 + KILLS
    doubled = sum(count - 1 for a in accounts for count in Counter(replies(room, a)).values())
    assert doubled <= 24 * KILLS, "a kill repeats at most what was under way"
    storage.close()
