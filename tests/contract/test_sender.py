"""The fake sender behaves like the real one wherever delivery can see it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot

from bot.request import AiohttpRequest
from bot.sender import BotSender
from scheduler.ports import Delivered, Moved, Outcome, RetryLater, Sender, Unreachable
from tests.fakes.api_server import api_server
from tests.fakes.sender import FakeSender
from village.clock import ShiftedClock
from village.model.messages import OutboxMessage, Rank

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
FAULTS: dict[str, Outcome] = {
    "forbidden": Unreachable("blocked"),
    "too many": RetryLater("too many requests", after=timedelta(seconds=7)),
    "moved": Moved(-1005),
}

Made = tuple[Sender, Callable[[str], None]]


def message(key: str) -> OutboxMessage:
    body = {"method": "sendMessage", "params": {"text": "收到"}}
    return OutboxMessage(1, key, "reply", body, Rank.REPLY, 7, 1, NOW, NOW)


@pytest.fixture(params=["fake", "real"])
async def made(request: pytest.FixtureRequest) -> AsyncIterator[Made]:
    """A sender, and a way to have the next call for ``a`` end in a fault."""
    if request.param == "fake":
        fake = FakeSender()
        yield fake, lambda fault: fake.script("a", FAULTS[fault])
        return
    async with api_server() as server, Bot("1:a", base_url=server.base_url, request=AiohttpRequest()) as bot:
        with ThreadPoolExecutor(1) as pool:
            sender = BotSender(bot, lambda _: None, pool, ShiftedClock())
            yield sender, lambda fault: server.faults.setdefault("sendMessage", []).append(fault)


async def test_each_message_that_arrives_has_its_own_number(made: Made) -> None:
    sender, _ = made
    first, second = await sender.send(message("a")), await sender.send(message("b"))
    assert isinstance(first, Delivered)
    assert isinstance(second, Delivered)
    assert isinstance(first.message_id, int)
    assert first.message_id != second.message_id


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_an_outcome_and_the_next_call_arrives(made: Made, fault: str) -> None:
    sender, script = made
    script(fault)
    assert await sender.send(message("a")) == FAULTS[fault]
    assert isinstance(await sender.send(message("a")), Delivered)
