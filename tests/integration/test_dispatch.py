"""Of several processes over one database one dispatches; another takes over at once when it ends, however it ends."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from scheduler.delivery import Delivery, DeliverySettings
from scheduler.pacing import Limits, Pacing
from scheduler.ports import Gate
from scheduler.worker import Worker
from tests.fakes.sender import FakeSender
from village.clock import ShiftedClock
from village.errors import StorageError
from village.model.messages import MessageState, NewMessage, Rank
from village.storage.dispatch import FileGate, lock_number
from village.storage.unit_of_work import Storage

BOT = "100001"


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


@pytest.fixture
def gates(storage: Storage) -> Iterator[Callable[[], Any]]:
    made: list[Any] = []

    def make() -> Any:
        made.append(storage.gate(BOT))
        return made[-1]

    yield make
    for gate in made:
        gate.leave()


def test_one_is_in_and_the_next_gets_in_when_it_leaves(gates: Callable[[], Any]) -> None:
    first, second = gates(), gates()
    assert [first.take(), second.take(), first.take()] == [True, False, True]
    assert [first.held(), second.held()] == [True, False]
    first.leave()
    assert [first.held(), second.take(), second.held()] == [False, True, True]


def test_leaving_twice_or_without_being_in_is_nobodys_trouble(gates: Callable[[], Any]) -> None:
    gate = gates()
    gate.leave()
    assert gate.take()
    gate.leave()
    gate.leave()
    assert not gate.held()


def test_two_bots_have_two_locks() -> None:
    assert lock_number("1") == lock_number("1") != lock_number("2")


def test_a_database_in_memory_is_shared_with_nobody() -> None:
    gates = [FileGate(":memory:"), FileGate(None)]
    assert [gate.take() and gate.held() for gate in gates] == [True, True]


def test_a_killed_process_lets_the_next_one_in(tmp_path: Path) -> None:
    file = str(tmp_path / "village.sqlite")
    code = (
        "import sys, time; from village.storage.dispatch import FileGate; g = FileGate(sys.argv[1]);"
        "print(g.take(), flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, file], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "True\n"
    gate = FileGate(file)
    assert not gate.take()
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert gate.take()
    gate.leave()


@pytest.mark.postgres
@pytest.mark.parametrize("storage", ["postgres"], indirect=True)
def test_a_session_cut_off_on_postgres_is_noticed_and_lets_the_next_one_in(
    storage: Storage, gates: Callable[[], Any]
) -> None:
    first, second = gates(), gates()
    assert first.take()
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    with storage.engine.connect() as connection:
        connection.execute(cut)
    assert not first.held()
    assert second.take()
    assert not first.take()


# The workers


class Shifty:
    """A gate that is opened and shut by the test."""

    def __init__(self) -> None:
        self.open = True
        self.away = False
        self.left = 0

    def take(self) -> bool:
        if self.away:
            raise StorageError("away")
        return self.open

    def held(self) -> bool:
        return self.open

    def leave(self) -> None:
        self.left += 1


def worker(storage: Storage, pool: ThreadPoolExecutor, sender: FakeSender, gate: Gate, name: str = "w") -> Worker:
    clock = ShiftedClock()
    pacing, settings = Pacing(Limits.lifted()), DeliverySettings(name)
    delivery = Delivery(storage.begin, sender, clock, pool, pacing=pacing, settings=settings)
    return Worker(delivery, clock, gate=gate, grace=0.5)


def put(storage: Storage, *keys: str) -> None:
    with storage.begin() as uow:
        for number, key in enumerate(keys):
            uow.outbox.add(NewMessage(key, "reply", {}, Rank.REPLY, number), ShiftedClock().now())
        uow.commit()


def count(storage: Storage, state: MessageState) -> int:
    with storage.read() as uow:
        return uow.outbox.counts()[state]


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.worker.POLL", 0.05)
    monkeypatch.setattr("scheduler.worker.HELD_EVERY", 0.05)


async def test_of_two_one_sends_and_the_other_takes_over_what_is_left(
    storage: Storage, pool: ThreadPoolExecutor, gates: Callable[[], Any]
) -> None:
    first_sender, second_sender = FakeSender(), FakeSender()
    first, second = worker(storage, pool, first_sender, gates()), worker(storage, pool, second_sender, gates(), "v")
    running = asyncio.create_task(first.run())
    await until(lambda: first.leads)
    waiting = asyncio.create_task(second.run())
    put(storage, *(f"a{n}" for n in range(50)))
    await until(lambda: count(storage, MessageState.SENT) == 50)
    assert (len(first_sender.calls), len(second_sender.calls), second.leads) == (50, 0, False)
    first.stop()
    await running
    put(storage, *(f"b{n}" for n in range(50)))
    await until(lambda: count(storage, MessageState.SENT) == 100)
    second.stop()
    await waiting
    assert max(Counter(first_sender.said() + second_sender.said()).values()) == 1


async def test_who_takes_over_also_sends_what_the_dead_one_had_claimed(
    sqlite_storage: Storage, pool: ThreadPoolExecutor
) -> None:
    put(sqlite_storage, "a")
    now = ShiftedClock().now()
    with sqlite_storage.begin() as uow:
        assert uow.outbox.claim("the dead one", now, now + timedelta(hours=1), 10)
        uow.commit()
    sender = FakeSender()
    heir = worker(sqlite_storage, pool, sender, Shifty())
    running = asyncio.create_task(heir.run())
    await until(lambda: sender.said() == ["a"])
    heir.stop()
    await running


async def test_whoever_loses_the_gate_sends_nothing_until_let_in_again(
    sqlite_storage: Storage, pool: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    gate, sender = Shifty(), FakeSender()
    one = worker(sqlite_storage, pool, sender, gate)
    running = asyncio.create_task(one.run())
    await until(lambda: one.leads)
    gate.open = False
    await until(lambda: not one.leads)
    assert "no longer the dispatcher" in caplog.text
    put(sqlite_storage, "a")
    await asyncio.sleep(0.3)
    assert sender.calls == []
    gate.open = True
    await until(lambda: sender.said() == ["a"])
    one.stop()
    await running
    assert gate.left == 1


async def test_a_database_that_is_away_is_waited_for_at_the_gate(
    sqlite_storage: Storage, pool: ThreadPoolExecutor
) -> None:
    gate, sender = Shifty(), FakeSender()
    gate.away = True
    one = worker(sqlite_storage, pool, sender, gate)
    before = one.last_ok
    put(sqlite_storage, "a")
    running = asyncio.create_task(one.run())
    await asyncio.sleep(0.2)
    assert (one.leads, one.last_ok) == (False, before)
    gate.away = False
    await until(lambda: sender.said() == ["a"])
    one.stop()
    await running


async def test_a_database_that_goes_away_between_gate_and_start_is_waited_for(
    sqlite_storage: Storage, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = FakeSender()
    one = worker(sqlite_storage, pool, sender, Shifty())
    failures = iter([StorageError("away")])

    def begin() -> Any:
        for failure in failures:
            raise failure
        return sqlite_storage.begin()

    monkeypatch.setattr(one._delivery, "_begin", begin)
    put(sqlite_storage, "a")
    running = asyncio.create_task(one.run())
    await until(lambda: sender.said() == ["a"])
    one.stop()
    await running


async def test_waiting_at_the_gate_is_life_enough_and_ends_with_a_stop(
    sqlite_storage: Storage, pool: ThreadPoolExecutor
) -> None:
    gate = Shifty()
    gate.open = False
    one = worker(sqlite_storage, pool, FakeSender(), gate)
    before = one.last_ok
    running = asyncio.create_task(one.run())
    await until(lambda: one.last_ok > before)
    one.stop()
    await asyncio.wait_for(running, 2)
