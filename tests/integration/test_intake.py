"""No update is confirmed before it is on disk, and a poller that cannot work says so."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot import intake as intake_module
from bot.intake import Intake, Poller, SecondPollerError, TokenRefusedError, chat_key
from bot.request import AiohttpRequest
from tests.fakes.api_server import ApiServer, api_server, refusal
from village.clock import ShiftedClock
from village.errors import StorageError
from village.model.messages import StoredUpdate
from village.storage.unit_of_work import Storage


def raw(update_id: int, chat: int = 7) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"message_id": 1, "chat": {"id": chat}, "text": f"第{update_id}条"}}


class Telegram:
    """getUpdates as Telegram does it: an offset confirms what is below it, the rest comes again."""

    def __init__(self, server: ApiServer) -> None:
        self.waiting: list[dict[str, Any]] = []
        self.confirmed: list[int] = []
        server.answers["getUpdates"] = self.updates

    def updates(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(fields.get("offset", 0))
        self.confirmed += [item["update_id"] for item in self.waiting if item["update_id"] < offset]
        self.waiting = [item for item in self.waiting if item["update_id"] >= offset]
        return self.waiting[: int(fields["limit"])]


class Place:
    """A real inbox, a loopback Telegram, and a poller between them."""

    def __init__(self, server: ApiServer, storage: Storage, pool: ThreadPoolExecutor) -> None:
        self.server = server
        self.storage = storage
        self.pool = pool
        self.telegram = Telegram(server)
        self.told: list[int] = []
        self.begin: Callable[[], Any] = storage.begin

    def intake(self) -> Intake:
        def tell(updates: list[StoredUpdate]) -> None:
            self.told += [item.update_id for item in updates]

        return Intake(lambda: self.begin(), self.pool, ShiftedClock(), tell)

    def stored(self) -> list[int]:
        with self.storage.read() as uow:
            return [item.update_id for item in uow.inbox.open(10_000)]

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[tuple[Poller, asyncio.Task[None]]]:
        self.server.delay = 0.01
        async with AiohttpRequest() as request:
            poller = Poller(request, f"{self.server.base_url}1:a", self.intake(), hold=0)
            task = asyncio.create_task(poller.run())
            try:
                yield poller, task
            finally:
                poller.stop()
                await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def place(sqlite_storage: Storage) -> AsyncIterator[Place]:
    with ThreadPoolExecutor(2) as pool:
        async with api_server() as server:
            yield Place(server, sqlite_storage, pool)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(intake_module, "BACK_OFF", (0.01,))
    monkeypatch.setattr(intake_module, "CONFLICT_PAUSE", 0.02)
    monkeypatch.setattr(intake_module, "CONFLICT_GRACE", 0.2)
    return


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.005)


async def test_everything_waiting_is_stored_then_confirmed_then_handed_over(place: Place) -> None:
    place.telegram.waiting = [raw(number) for number in range(1, 251)]
    async with place.polling():
        await until(lambda: len(place.telegram.confirmed) == 250)
    assert place.stored() == list(range(1, 251))
    assert place.told == list(range(1, 251))
    asked = [fields for method, fields in place.server.calls if method == "getUpdates"]
    assert json.loads(asked[0]["allowed_updates"]) == list(intake_module.ALLOWED_UPDATES)
    assert "offset" not in asked[0]


async def test_nothing_is_confirmed_while_it_cannot_be_stored(place: Place) -> None:
    place.telegram.waiting = [raw(1), raw(2)]

    def locked() -> Any:
        raise StorageError("locked")

    place.begin = locked
    async with place.polling() as (poller, _):
        began = poller.last_ok
        await until(lambda: place.server.counted()["getUpdates"] >= 3)
        assert place.telegram.confirmed == []
        assert poller.last_ok == began
        place.begin = place.storage.begin
        await until(lambda: place.telegram.confirmed == [1, 2])
    assert place.told == [1, 2]


async def test_what_was_stored_but_not_confirmed_is_not_handed_over_twice(place: Place) -> None:
    place.telegram.waiting = [raw(1), raw(2)]
    await place.intake().keep([raw(1)])
    async with place.polling():
        await until(lambda: place.telegram.confirmed == [1, 2])
    assert place.told == [1, 2]
    assert place.stored() == [1, 2]


async def test_bad_days_are_waited_out(place: Place) -> None:
    place.telegram.waiting = [raw(1)]
    place.server.faults["getUpdates"] = ["html", "drop", "server error", "not json", refusal(429, "x", retry_after=1)]
    async with place.polling():
        await until(lambda: place.telegram.confirmed == [1])
    assert place.stored() == [1]


async def test_a_second_poller_is_fatal_after_a_grace_and_says_why(place: Place) -> None:
    place.server.faults["getUpdates"] = ["conflict"] * 1000
    async with place.polling() as (_, task):
        with pytest.raises(SecondPollerError, match="terminated by other"):
            await asyncio.wait_for(task, 5)
    assert place.server.counted()["getUpdates"] >= 4


async def test_a_conflict_while_the_old_process_ends_is_survived(place: Place) -> None:
    place.telegram.waiting = [raw(1)]
    place.server.faults["getUpdates"] = ["conflict"] * 3
    async with place.polling():
        await until(lambda: place.telegram.confirmed == [1])


async def test_a_webhook_left_over_is_taken_away(place: Place) -> None:
    message = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
    place.server.faults["getUpdates"] = [refusal(409, message)]
    place.telegram.waiting = [raw(1)]
    async with place.polling():
        await until(lambda: place.telegram.confirmed == [1])
    assert place.server.counted()["deleteWebhook"] == 1


@pytest.mark.parametrize("fault", ["unauthorized", "not found"])
async def test_a_token_the_server_does_not_know_is_fatal(place: Place, fault: str) -> None:
    place.server.faults["getUpdates"] = [fault]
    async with place.polling() as (_, task):
        with pytest.raises(TokenRefusedError):
            await asyncio.wait_for(task, 5)


async def test_a_stop_does_not_wait_for_the_long_poll(place: Place) -> None:
    place.server.faults["getUpdates"] = ["hang"]
    async with place.polling() as (poller, task):
        await until(lambda: place.server.counted()["getUpdates"] == 1)
        poller.stop()
        await asyncio.wait_for(task, 1)


async def test_a_webhook_call_is_on_disk_when_it_returns(place: Place) -> None:
    intake = place.intake()
    await intake.accept_webhook(json.dumps(raw(5)).encode())
    await intake.accept_webhook(json.dumps(raw(5)).encode())
    assert place.stored() == [5]
    assert place.told == [5]


@pytest.mark.parametrize("body", [b"", b"[1]", b"{}", b'{"update_id": "5"}', b"\xff\xfe", b"null"])
async def test_a_webhook_call_that_is_no_update_is_refused(place: Place, body: bytes) -> None:
    with pytest.raises(ValueError, match=r"no update_id|not a JSON object"):
        await place.intake().accept_webhook(body)
    assert place.stored() == []


@pytest.mark.parametrize(
    ("update", "key"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 3}}}, -5),
        ({"update_id": 1, "edited_message": {"chat": {"id": 8}}}, 8),
        ({"update_id": 1, "callback_query": {"from": {"id": 3}, "message": {"chat": {"id": -5}}}}, -5),
        ({"update_id": 1, "callback_query": {"from": {"id": 3}, "inline_message_id": "x"}}, 3),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -9}, "from": {"id": 3}}}, -9),
        ({"update_id": 1, "inline_query": {"from": {"id": 3}}}, 3),
        ({"update_id": 1, "poll_answer": {"user": {"id": 4}}}, 4),
        ({"update_id": 1, "poll": {"id": "77"}}, 0),
    ],
)
def test_order_is_kept_by_chat_or_by_person(update: dict[str, Any], key: int) -> None:
    assert chat_key(update) == key
