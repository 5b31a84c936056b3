"""Every update in the inbox is handled, in order within its chat, over restarts, floods and faulty handlers."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot import turns as turns_module
from bot.turns import DeadTurnsError, Turns, TurnSettings
from village.clock import ShiftedClock
from village.errors import StorageError
from village.model.messages import StoredUpdate
from village.storage.unit_of_work import Storage

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_module, "PAUSES", (0.01,))


def update(number: int, chat: int = 1) -> StoredUpdate:
    return StoredUpdate(number, chat, {"update_id": number}, NOW)


class Desk:
    """A handler that marks what it handles, with the faults it is told to have."""

    def __init__(self, storage: Storage, pool: ThreadPoolExecutor) -> None:
        self.storage = storage
        self.pool = pool
        self.handled: list[int] = []
        self.begun: list[int] = []
        self.delay: Callable[[], float] = lambda: 0.0
        self.fails: dict[int, list[BaseException]] = defaultdict(list)
        self.marks = True
        self.busy: set[int] = set()
        self.most_busy = 0
        self.overlapped = False

    def keep(self, *updates: StoredUpdate) -> list[StoredUpdate]:
        with self.storage.begin() as uow:
            uow.inbox.add(updates)
            uow.commit()
        return list(updates)

    def still_open(self) -> list[int]:
        with self.storage.read() as uow:
            return [item.update_id for item in uow.inbox.open(10_000)]

    def finish(self, update: StoredUpdate) -> None:
        with self.storage.begin() as uow:
            if uow.inbox.done(update.update_id, NOW):
                self.handled.append(update.update_id)
            uow.commit()

    async def handle(self, update: StoredUpdate) -> None:
        self.begun.append(update.update_id)
        self.overlapped |= update.chat_key in self.busy
        self.busy.add(update.chat_key)
        self.most_busy = max(self.most_busy, len(self.busy))
        try:
            await asyncio.sleep(self.delay())
            if self.fails[update.update_id]:
                raise self.fails[update.update_id].pop(0)
            if self.marks:
                await asyncio.get_running_loop().run_in_executor(self.pool, self.finish, update)
        finally:
            self.busy.discard(update.chat_key)

    def turns(self, **settings: float) -> Turns:
        return Turns(self.storage.begin, self.handle, self.pool, ShiftedClock(), TurnSettings(**settings))

    @asynccontextmanager
    async def running(self, **settings: float) -> AsyncIterator[Turns]:
        turns = self.turns(**settings)
        task = asyncio.create_task(turns.run())
        try:
            yield turns
        finally:
            turns.stop()
            await task


@pytest.fixture
def desk(sqlite_storage: Storage, pool: ThreadPoolExecutor) -> Desk:
    return Desk(sqlite_storage, pool)


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.005)


async def test_what_an_earlier_run_left_open_comes_first(desk: Desk) -> None:
    desk.keep(update(1), update(2))
    turns = desk.turns()
    task = asyncio.create_task(turns.run())
    turns.offer(desk.keep(update(3)))
    await until(lambda: len(desk.handled) == 3)
    turns.stop()
    await task
    assert desk.handled == [1, 2, 3]


async def test_order_is_kept_within_a_chat_with_24_side_by_side(desk: Desk) -> None:
    desk.delay = lambda: random.random() / 200
    async with desk.running() as turns:
        await asyncio.sleep(0.05)
        for number in range(300):
            turns.offer(desk.keep(update(number, chat=number % 30)))
            if number % 20 == 0:
                await asyncio.sleep(0.001)
        await until(lambda: len(desk.handled) == 300)
    assert not desk.overlapped
    assert desk.most_busy > 12
    for chat in range(30):
        mine = [number for number in desk.handled if number % 30 == chat]
        assert mine == sorted(mine)


async def test_a_flood_larger_than_memory_is_read_from_the_inbox_in_order(desk: Desk) -> None:
    desk.delay = lambda: 0.001
    async with desk.running(in_memory=20) as turns:
        await asyncio.sleep(0.05)
        for start in range(0, 400, 40):
            turns.offer(desk.keep(*[update(number, chat=number % 7) for number in range(start, start + 40)]))
            assert len(turns._known) <= 20
            await asyncio.sleep(random.random() / 50)
        await until(lambda: len(desk.handled) == 400)
        turns.offer(desk.keep(update(1000)))
        await until(lambda: desk.handled[-1] == 1000)
    assert sorted(desk.begun) == [*range(400), 1000]
    for chat in range(7):
        mine = [number for number in desk.handled if number < 400 and number % 7 == chat]
        assert mine == sorted(mine)


async def test_three_hundred_waiting_survive_being_cut_off_again_and_again(desk: Desk) -> None:
    desk.keep(*[update(number, chat=number % 40) for number in range(300)])
    desk.delay = lambda: 0.03
    for _ in range(4):
        task = asyncio.create_task(desk.turns().run())
        await asyncio.sleep(random.uniform(0.02, 0.06))
        task.cancel()  # no gentle stop: whatever was under way is cut off where it stands
        await asyncio.gather(task, return_exceptions=True)
    assert 0 < len(desk.handled) < 300
    async with desk.running():
        await until(lambda: len(desk.handled) == 300)
    assert sorted(desk.handled) == list(range(300))
    assert desk.still_open() == []


async def test_a_handler_that_fails_once_is_tried_again_before_the_next_of_its_chat(desk: Desk) -> None:
    desk.fails[1] = [ValueError("once")]
    desk.keep(update(1), update(2))
    async with desk.running():
        await until(lambda: len(desk.handled) == 2)
    assert desk.handled == [1, 2]


async def test_a_poisoned_update_is_put_aside_after_three_tries(desk: Desk) -> None:
    desk.fails[1] = [ValueError("always")] * 10
    desk.keep(update(1), update(2), update(3, chat=9))
    async with desk.running():
        await until(lambda: len(desk.handled) == 2)
    assert desk.begun.count(1) == 3
    assert desk.still_open() == []


async def test_tries_are_counted_over_restarts(desk: Desk) -> None:
    desk.keep(update(1))
    with desk.storage.begin() as uow:
        uow.inbox.tried(1)
        uow.inbox.tried(1)
        uow.commit()
    desk.fails[1] = [ValueError("always")] * 10
    async with desk.running():
        await until(lambda: desk.still_open() == [])
    assert desk.begun == [1]


async def test_storage_being_away_is_not_the_updates_fault(desk: Desk) -> None:
    desk.fails[1] = [StorageError("locked")] * 6
    desk.keep(update(1))
    async with desk.running():
        await until(lambda: desk.handled == [1])
    assert desk.begun == [1] * 7


async def test_a_handler_that_hangs_gives_its_chat_back(desk: Desk) -> None:
    desk.delay = lambda: 60 if desk.begun[-1] == 1 else 0
    desk.keep(update(1), update(2))
    async with desk.running(longest=0.05):
        await until(lambda: desk.handled == [2])


async def test_an_update_nobody_marked_is_put_aside_and_not_handled_for_ever(desk: Desk) -> None:
    desk.marks = False
    desk.keep(*[update(number, chat=number) for number in range(30)])
    async with desk.running(in_memory=10):
        await until(lambda: len(desk.begun) == 30)
    assert sorted(desk.begun) == list(range(30))


async def test_an_update_offered_twice_is_handled_once(desk: Desk) -> None:
    async with desk.running() as turns:
        await asyncio.sleep(0.05)
        rows = desk.keep(update(1))
        turns.offer(rows)
        turns.offer(rows)
        await until(lambda: desk.handled == [1])
        turns.offer(rows)
        await asyncio.sleep(0.05)
    assert desk.begun == [1]


async def test_a_stop_lets_handlers_finish_and_leaves_the_rest_open(desk: Desk) -> None:
    desk.delay = lambda: 0.2
    desk.keep(*[update(number, chat=number) for number in range(60)])
    async with desk.running():
        await until(lambda: len(desk.busy) == 24)
    assert len(desk.handled) == 24
    assert len(desk.still_open()) == 36


async def test_a_stop_does_not_wait_for_a_handler_that_hangs(desk: Desk) -> None:
    desk.delay = lambda: 60
    desk.keep(update(1))
    began = time.monotonic()
    async with desk.running(grace=0.1):
        await until(lambda: desk.busy == {1})
    assert time.monotonic() - began < 3
    assert desk.still_open() == [1]


async def test_a_loop_that_dies_is_loud(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = desk.turns()
    monkeypatch.setattr(turns, "_open", lambda limit: 1 / 0)
    with pytest.raises(DeadTurnsError) as caught:
        await asyncio.wait_for(turns.run(), 5)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


async def test_an_inbox_that_cannot_be_read_at_first_is_read_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.keep(update(1))
    turns = desk.turns()
    really, failures = turns._open, [StorageError("locked")] * 3

    def read(limit: int) -> list[StoredUpdate]:
        if failures:
            raise failures.pop()
        return really(limit)

    monkeypatch.setattr(turns, "_open", read)
    task = asyncio.create_task(turns.run())
    await until(lambda: desk.handled == [1])
    turns.stop()
    await task


async def test_what_another_process_left_open_is_taken_up_when_told_to_look_again(desk: Desk) -> None:
    async with desk.running() as turns:
        await until(lambda: not turns._behind.is_set())  # the reading every run begins with
        desk.keep(update(1), update(3))  # never offered here
        turns.offer(desk.keep(update(2)))
        await until(lambda: desk.handled == [2])
        await asyncio.sleep(0.1)
        assert desk.handled == [2]
        turns.look_again()
        await until(lambda: set(desk.handled) == {1, 2, 3})
        for _ in range(3):
            turns.look_again()
        await asyncio.sleep(0.1)
    assert len(desk.handled) == 3
