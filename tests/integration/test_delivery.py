"""Delivery over a real database: what is owed arrives, once as a rule, twice at worst, never not at all."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.delivery import Delivery, DeliverySettings, Hooks
from scheduler.pacing import Limits, Pacing
from scheduler.ports import Broken, Delivered, Moved, NothingToSay, Outcome, RetryLater, Unreachable
from scheduler.repeats import MOST_A_DAY, Repeats, digest
from scheduler.retry import RetryPolicy
from scheduler.worker import DeadLoopError, Worker
from tests.fakes.sender import FakeSender
from village.clock import ShiftedClock
from village.model.messages import MessageState, NewMessage, OutboxMessage, Rank
from village.ports import UnitOfWork
from village.storage import engine as engine_module
from village.storage import tables
from village.storage.engine import open_engine
from village.storage.unit_of_work import Storage

PATIENCE = 10.0
QUICK = RetryPolicy(first=timedelta(milliseconds=20), doubts=(timedelta(milliseconds=20),) * 4)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


class Office:
    """One dispatcher over one database, with everything that can be told to go wrong."""

    def __init__(self, storage: Storage, pool: ThreadPoolExecutor, sender: FakeSender | None = None) -> None:
        self.storage = storage
        self.pool = pool
        self.clock = ShiftedClock()
        self.sender = sender or FakeSender()
        self.limits = Limits.lifted()
        self.retry = QUICK
        self.hooks = Hooks()
        self.settings = DeliverySettings()

    def put(self, key: str, chat: int | None = 1, rank: Rank = Rank.REPLY, **more: object) -> None:
        self.put_all([NewMessage(key, "reply", {"method": "sendMessage"}, rank, chat, **more)])

    def put_all(self, messages: list[NewMessage]) -> None:
        with self.storage.begin() as uow:
            for message in messages:
                uow.outbox.add(message, self.clock.now())
            uow.commit()

    def find(self, key: str) -> OutboxMessage:
        with self.storage.read() as uow:
            message = uow.outbox.find(key)
        assert message is not None
        return message

    def counts(self) -> dict[MessageState, int]:
        with self.storage.read() as uow:
            return uow.outbox.counts()

    def delivery(self) -> Delivery:
        return Delivery(
            self.storage.begin,
            self.sender,
            self.clock,
            self.pool,
            pacing=Pacing(self.limits),
            retry=self.retry,
            hooks=self.hooks,
            settings=self.settings,
        )

    @asynccontextmanager
    async def running(self):
        worker = Worker(self.delivery(), self.clock, grace=1.0)
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            worker.stop()
            await task


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.005)


@pytest.fixture
def office(sqlite_storage: Storage, pool: ThreadPoolExecutor) -> Office:
    return Office(sqlite_storage, pool)


def ended(office: Office, key: str, state: MessageState) -> Callable[[], bool]:
    return lambda: office.find(key).state is state


async def test_what_is_put_in_arrives_and_is_recorded(storage: Storage, pool: ThreadPoolExecutor) -> None:
    office = Office(storage, pool)
    office.put_all([NewMessage(f"m{n}", "reply", {}, Rank.REPLY, n) for n in range(100)])
    async with office.running():
        await until(lambda: office.counts()[MessageState.SENT] == 100)
    assert sorted(office.sender.said()) == sorted(f"m{n}" for n in range(100))
    assert office.find("m5").message_id is not None


async def test_a_wake_sends_at_once(office: Office) -> None:
    async with office.running() as worker:
        await asyncio.sleep(0.05)
        office.put("a")
        began = time.monotonic()
        worker.wake()
        await until(lambda: bool(office.sender.delivered))
    assert office.sender.times[0] - began < 0.2


async def test_without_a_wake_the_next_poll_finds_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.worker.POLL", 0.1)
    async with office.running():
        await asyncio.sleep(0.05)
        office.put("a")
        await until(lambda: bool(office.sender.delivered))


async def test_order_is_kept_within_a_chat_with_24_side_by_side(office: Office) -> None:
    office.sender.delay = 0.002
    office.put_all([NewMessage(f"{n:03}", "reply", {}, Rank.REPLY, n % 30) for n in range(300)])
    async with office.running():
        await until(lambda: office.counts()[MessageState.SENT] == 300)
    assert not office.sender.overlapped
    assert office.sender.most_flying == 24
    for chat in range(30):
        keys = [message.key for message in office.sender.calls if message.chat_id == chat]
        assert keys == sorted(keys)


async def test_a_message_that_must_wait_keeps_its_place_before_later_ones(office: Office) -> None:
    office.sender.script("a", RetryLater("502"), RetryLater("429", after=timedelta(milliseconds=50)))
    for key in ("a", "b", "c"):
        office.put(key)
    async with office.running():
        await until(ended(office, "c", MessageState.SENT))
    assert office.sender.said() == ["a", "a", "a", "b", "c"]


async def test_a_reply_goes_before_a_thousand_queued_broadcasts(office: Office) -> None:
    office.limits = Limits()
    office.put_all([NewMessage(f"b{n}", "reply", {}, Rank.BROADCAST, n) for n in range(1000)])
    async with office.running() as worker:
        await until(lambda: len(office.sender.calls) >= 10)
        office.put("reply", chat=5000)
        worker.wake()
        began = time.monotonic()
        await until(lambda: "reply" in office.sender.said())
        assert time.monotonic() - began < 0.2
    assert len(office.sender.calls) < 40
    assert office.counts()[MessageState.SENDING] == 0


async def test_a_slow_group_does_not_stand_in_the_way_of_others(office: Office) -> None:
    office.limits = Limits()
    office.put_all([NewMessage(f"g{n}", "reply", {}, Rank.REMINDER, -1 - n % 5) for n in range(500)])
    office.put_all([NewMessage(f"p{n}", "reply", {}, Rank.BROADCAST, 100 + n) for n in range(10)])
    async with office.running():
        await until(lambda: sum(key.startswith("p") for key in office.sender.said()) == 10, 5.0)


async def test_five_seconds_of_429_are_waited_out(office: Office) -> None:
    office.sender.script("a", RetryLater("429", after=timedelta(seconds=5)))
    office.put("a", chat=1)
    async with office.running() as worker:
        await until(lambda: office.find("a").reason == "429")
        office.put("b", chat=1)
        office.put("c", chat=2)
        worker.wake()
        await until(ended(office, "c", MessageState.SENT))
        assert office.find("a").not_before - office.clock.now() > timedelta(seconds=4)
        await until(ended(office, "b", MessageState.SENT))
    first, other, again, after = office.sender.calls
    assert [first.key, other.key, again.key, after.key] == ["a", "c", "a", "b"]
    assert office.sender.times[2] - office.sender.times[0] >= 5.0


async def test_ten_thousand_seconds_of_429_hold_one_chat_and_survive_a_restart(office: Office) -> None:
    office.sender.script("a", RetryLater("429", after=timedelta(seconds=10_000)))
    for key in ("a", "b"):
        office.put(key, chat=1)
    async with office.running() as worker:
        await until(lambda: office.find("b").not_before > office.clock.now() + timedelta(seconds=9_000))
        office.put("c", chat=2)
        worker.wake()
        await until(ended(office, "c", MessageState.SENT))
    async with office.running():
        await asyncio.sleep(0.3)
        assert office.sender.said() == ["a", "c"]
    office.clock.set(office.clock.now() + timedelta(seconds=10_005))
    async with office.running():
        await until(ended(office, "b", MessageState.SENT))
    assert office.sender.said() == ["a", "c", "a", "b"]


async def test_when_the_whole_bot_is_refused_everybody_waits(office: Office) -> None:
    office.settings = DeliverySettings(in_flight=1)
    office.sender.script("a", RetryLater("no route", whole_bot=True))
    office.put("a", chat=1)
    office.put("b", chat=2)
    async with office.running():
        await until(lambda: office.counts()[MessageState.SENT] == 2)
    assert sorted(office.sender.said()) == ["a", "a", "b"]
    assert office.sender.times[1] - office.sender.times[0] >= 0.9


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Unreachable("blocked"), MessageState.UNREACHABLE),
        (NothingToSay("reported already"), MessageState.SKIPPED),
        (Broken("can't parse entities"), MessageState.FAILED),
    ],
)
async def test_an_outcome_that_is_final_ends_the_message(office: Office, outcome: Outcome, state: MessageState) -> None:
    office.sender.script("a", outcome)
    office.put("a")
    office.put("b")
    async with office.running():
        await until(ended(office, "b", MessageState.SENT))
    assert (office.find("a").state, office.find("a").reason) == (state, outcome.reason)
    assert office.sender.said() == ["a", "b"]


async def test_the_office_hears_of_unreachable_people_and_a_faulty_hook_stops_nothing(office: Office) -> None:
    heard: list[tuple[str, str]] = []

    def hear(message: OutboxMessage, reason: str) -> None:
        heard.append((message.key, reason))
        raise ValueError("a mistake in the hook")

    office.hooks = Hooks(unreachable=hear)
    office.sender.script("a", Unreachable("blocked"))
    office.sender.script("b", Unreachable("never started"))
    office.put("a", chat=1)
    office.put("b", chat=2)
    async with office.running():
        await until(lambda: len(heard) == 2)
    assert sorted(heard) == [("a", "blocked"), ("b", "never started")]


async def test_a_group_that_became_a_supergroup_is_followed(office: Office) -> None:
    moves: list[tuple[int, int]] = []
    office.hooks = Hooks(moved=lambda old, new: moves.append((old, new)))
    office.sender.script("a", Moved(-1005))
    for key in ("a", "b"):
        office.put(key, chat=-5)
    async with office.running():
        await until(ended(office, "b", MessageState.SENT))
    assert [(message.key, message.chat_id) for message in office.sender.calls] == [
        ("a", -5),
        ("a", -1005),
        ("b", -1005),
    ]
    assert moves == [(-5, -1005)]


async def test_what_has_expired_is_skipped_without_a_send(office: Office) -> None:
    office.put("a", expires=office.clock.now() - timedelta(seconds=1))
    async with office.running():
        await until(ended(office, "a", MessageState.SKIPPED))
    assert office.find("a").reason == "expired"
    assert office.sender.calls == []


async def test_a_message_that_may_have_arrived_is_sent_five_times_at_most(office: Office) -> None:
    office.sender.script("a", *[RetryLater("timed out", unsure=True)] * 9)
    office.put("a")
    async with office.running():
        await until(ended(office, "a", MessageState.FAILED), 20)
    assert office.sender.said() == ["a"] * 5


async def test_a_sender_that_raises_loses_nothing(office: Office) -> None:
    def fail(message: OutboxMessage) -> None:
        office.sender.on_call = None
        raise ValueError("a mistake in a template")

    office.sender.on_call = fail
    office.put("a")
    async with office.running():
        await until(ended(office, "a", MessageState.SENT))
    assert office.find("a").tries == 2


async def test_a_kill_between_send_and_record_repeats_at_most_that_message(office: Office) -> None:
    office.sender.delay = 0.01
    office.put_all([NewMessage(f"m{n}", "reply", {}, Rank.REPLY, n) for n in range(60)])
    delivery = office.delivery()
    await delivery.start()
    await delivery.exchange()
    delivery.send_due()
    await until(lambda: len(office.sender.delivered) == 24)  # arrived, nothing recorded: the process ends here
    assert office.counts()[MessageState.SENT] == 0
    async with office.running():
        await until(lambda: office.counts()[MessageState.SENT] == 60)
    sent = office.sender.said()
    assert set(sent) == {f"m{n}" for n in range(60)}
    assert max(sent.count(key) for key in set(sent)) == 2
    assert len(sent) == 84


async def test_the_lease_of_what_waits_in_memory_is_renewed(office: Office) -> None:
    office.settings = DeliverySettings(lease=timedelta(milliseconds=300), in_flight=1)
    office.sender.delay = 0.9
    office.put("a", chat=1)
    office.put("b", chat=2)
    async with office.running():
        await until(ended(office, "b", MessageState.SENT))
    assert office.sender.said() == ["a", "b"]


async def test_a_stop_finishes_what_is_under_way_and_gives_the_rest_back(office: Office) -> None:
    office.sender.delay = 0.3
    office.put_all([NewMessage(f"m{n}", "reply", {}, Rank.REPLY, n) for n in range(100)])
    async with office.running():
        await until(lambda: office.sender.flying == 24)
    counts = office.counts()
    assert (counts[MessageState.SENT], counts[MessageState.WAITING], counts[MessageState.SENDING]) == (24, 76, 0)
    assert office.find("m99").tries == 0


async def test_a_stop_does_not_wait_for_a_send_that_hangs(office: Office) -> None:
    office.sender.delay = 60
    office.put("a")
    async with office.running():
        await until(lambda: office.sender.flying == 1)
        began = time.monotonic()
    assert time.monotonic() - began < 3
    assert office.find("a").state is MessageState.WAITING


async def test_a_stop_asked_for_before_the_start_is_not_lost(office: Office) -> None:
    worker = Worker(office.delivery(), office.clock)
    worker.stop()
    await asyncio.wait_for(worker.run(), 2)


async def test_a_loop_that_dies_is_loud(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = office.delivery()
    monkeypatch.setattr(delivery, "send_due", lambda: 1 / 0)
    with pytest.raises(DeadLoopError) as caught:
        await asyncio.wait_for(Worker(delivery, office.clock).run(), 5)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


async def test_a_locked_database_delays_the_record_and_loses_no_outcome(
    tmp_path: Path, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine_module, "LOCK_WAIT_MS", 50)
    file = tmp_path / "office.db"
    storage = Storage(open_engine(f"sqlite:///{file}"))
    tables.metadata.create_all(storage.engine)
    office = Office(storage, pool)
    office.sender.delay = 0.1
    office.put("a")
    other = sqlite3.connect(file, isolation_level=None)
    async with office.running():
        await until(lambda: office.sender.flying == 1)
        other.execute("BEGIN IMMEDIATE")
        await until(lambda: "storage is away" in caplog.text)
        other.execute("ROLLBACK")
        await until(ended(office, "a", MessageState.SENT))
    other.close()
    storage.close()
    assert office.sender.said() == ["a"]


async def test_a_clock_moved_ahead_brings_what_is_due_then(office: Office) -> None:
    office.put("later", not_before=datetime.now(UTC) + timedelta(days=3))
    async with office.running() as worker:
        await asyncio.sleep(0.1)
        assert office.sender.calls == []
        office.clock.set(office.clock.now() + timedelta(days=3, seconds=1))
        worker.wake()
        await until(lambda: office.sender.said() == ["later"])


async def test_what_the_office_notes_about_a_sent_message_is_committed_with_it(office: Office) -> None:
    def note(uow: UnitOfWork, message: OutboxMessage, message_id: int | None, now: datetime) -> None:
        follow_up = NewMessage(f"{message.key}/{message_id}", "reply", {}, Rank.CARD, 1, now + timedelta(days=1))
        uow.outbox.add(follow_up, now)
        raise ValueError("a mistake in the hook")

    office.hooks = Hooks(sent=note)
    office.put("a")
    async with office.running():
        await until(ended(office, "a", MessageState.SENT))
        assert office.find("a/1").state is MessageState.WAITING


async def test_texts_of_the_last_day_are_remembered_over_a_restart(office: Office) -> None:
    text = digest("本期月报还差三个村")
    for number in range(MOST_A_DAY):
        office.sender.script(str(number), Delivered(number, text))
        office.put(str(number), rank=Rank.REMINDER)
    async with office.running():
        await until(lambda: office.counts()[MessageState.SENT] == MOST_A_DAY)
    repeats = Repeats()
    again = Delivery(office.storage.begin, office.sender, office.clock, office.pool, repeats=repeats)
    await again.start()
    assert not repeats.allows(1, text, Rank.REMINDER, office.clock.now())


@pytest.mark.postgres
async def test_a_table_locked_on_postgres_delays_the_record_and_loses_no_outcome(
    pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    url = os.environ.get("TEST_POSTGRES_URL", "")
    if not url:
        pytest.skip("TEST_POSTGRES_URL is not set: nothing was checked on PostgreSQL")
    monkeypatch.setattr(engine_module, "LOCK_WAIT_MS", 100)
    storage = Storage(open_engine(url))
    tables.metadata.drop_all(storage.engine)
    tables.metadata.create_all(storage.engine)
    office = Office(storage, pool)
    office.sender.delay = 0.1
    office.put("a")
    with storage.engine.connect() as other:
        async with office.running():
            await until(lambda: office.sender.flying == 1)
            other.execute(text("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"))
            await until(lambda: "storage is away" in caplog.text)
            other.rollback()
            await until(ended(office, "a", MessageState.SENT))
    storage.close()
    assert office.sender.said() == ["a"]
