"""Updates pushed: the secret header, retries, order within a chat, side by side across chats, answers with a method."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.acceptance.chatroom.conftest import Desk, eventually, running

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Receiver:
    """A bot's own web server: keeps what it took, refuses while told to."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.tries: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.refuse = 0
        self.busy = self.most_busy = 0
        self.seconds = 0.0
        self.answer: dict[str, Any] = {}

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.tries.append(update)
        self.secrets.add(request.headers.get(SECRET))
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        await asyncio.sleep(self.seconds)
        self.busy -= 1
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=503)
        self.taken.append(update)
        return web.json_response(self.answer)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.taken]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    server = TestServer(app)
    await server.start_server()
    receiver.url = str(server.make_url("/hook"))
    yield receiver
    await server.close()


async def hooked(desk: Desk, receiver: Receiver, **more: Any) -> None:
    await desk.post("/room/settings", {"webhook_retry_seconds": 0.02})
    assert await desk.ok("setWebhook", url=receiver.url, **more) is True


async def test_updates_arrive_with_the_secret_and_are_confirmed_by_2xx(desk: Desk, receiver: Receiver) -> None:
    person = await desk.person()
    await desk.say(person, "先到的")
    await hooked(desk, receiver, secret_token="s-1_A")
    await desk.say(person, "后到的")
    await eventually(lambda: len(receiver.taken) == 2)
    assert receiver.texts == ["先到的", "后到的"]
    assert receiver.secrets == {"s-1_A"}
    await eventually(lambda: len(desk.room.updates) == 0)
    info = await desk.ok("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (receiver.url, 0, 40)


async def test_a_refused_update_is_tried_again_before_the_chats_next_one(desk: Desk, receiver: Receiver) -> None:
    person = await desk.person()
    await hooked(desk, receiver)
    receiver.refuse = 3
    await desk.say(person, "一")
    await desk.say(person, "二")
    await eventually(lambda: len(receiver.taken) == 2)
    assert receiver.texts == ["一", "二"]
    assert len(receiver.tries) == 5
    info = await desk.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_one_chats_trouble_does_not_hold_up_the_others(desk: Desk, receiver: Receiver) -> None:
    ming, lan = await desk.person("明"), await desk.person("兰")
    await hooked(desk, receiver)
    await desk.post("/room/settings", {"webhook_retry_seconds": 30})
    receiver.refuse = 1
    await desk.say(ming, "卡住")
    await eventually(lambda: receiver.tries)
    await desk.say(lan, "不等它")
    await eventually(lambda: receiver.taken)
    assert receiver.texts == ["不等它"]
    assert [update.payload["text"] for update in desk.room.updates.waiting()] == ["卡住"]


@pytest.mark.parametrize("most", [1, 3])
async def test_no_more_than_max_connections_at_once(desk: Desk, receiver: Receiver, most: int) -> None:
    people = [await desk.person(str(n)) for n in range(6)]
    receiver.seconds = 0.03
    await hooked(desk, receiver, max_connections=most)
    await asyncio.gather(*(desk.say(person, "好") for person in people))
    await eventually(lambda: len(receiver.taken) == 6)
    assert receiver.most_busy == most


async def test_an_answer_may_carry_a_method_call(desk: Desk, receiver: Receiver) -> None:
    person = await desk.person()
    receiver.answer = {"method": "sendMessage", "chat_id": person, "text": "从回应里说"}
    await hooked(desk, receiver)
    await desk.say(person, "在吗")
    await eventually(lambda: receiver.taken)
    await eventually(lambda: desk.room.calls.after(0)[-1].ok)
    assert (await desk.messages(person))[-1]["text"] == "从回应里说"


async def test_polling_and_a_webhook_exclude_each_other(desk: Desk, receiver: Receiver) -> None:
    poll = asyncio.create_task(desk.refused("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    await hooked(desk, receiver)
    assert await poll == "409 Conflict: terminated by setWebhook request"
    refusal = "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"
    assert (await desk.refused("getUpdates")).startswith(refusal)
    await desk.ok("deleteWebhook")
    assert await desk.ok("getUpdates") == []


async def test_pending_updates_are_dropped_when_asked(desk: Desk, receiver: Receiver) -> None:
    person = await desk.person()
    await desk.say(person, "旧")
    await hooked(desk, receiver, drop_pending_updates=True)
    await desk.say(person, "新")
    await eventually(lambda: receiver.taken)
    assert receiver.texts == ["新"]


async def test_a_receiver_that_is_away_gets_everything_when_it_is_back(desk: Desk, receiver: Receiver) -> None:
    person = await desk.person()
    await desk.post("/room/settings", {"webhook_retry_seconds": 0.02})
    await desk.ok("setWebhook", url="http://127.0.0.1:9/hook")
    await desk.say(person, "等着")
    await eventually(lambda: desk.room.webhook.hook.last_error)
    assert (await desk.ok("getWebhookInfo"))["pending_update_count"] == 1
    await desk.ok("setWebhook", url=receiver.url)
    await eventually(lambda: receiver.taken)
    assert receiver.texts == ["等着"]


async def test_a_webhook_goes_on_after_a_restart(tmp_path: Any, receiver: Receiver) -> None:
    async with running(tmp_path / "room.db") as desk:
        person = await desk.person()
        await desk.post("/room/settings", {"webhook_retry_seconds": 30})
        receiver.refuse = 1
        await desk.ok("setWebhook", url=receiver.url, secret_token="s")
        await desk.say(person, "重启前")
        await eventually(lambda: receiver.tries)
    async with running(tmp_path / "room.db"):
        await eventually(lambda: receiver.taken)
    assert (receiver.texts, receiver.secrets) == (["重启前"], {"s"})


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "http://example.org/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org:8000/x"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://example.org:x/"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://127.0.0.1:1/", "secret_token": "空 格"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1:1/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_telegram_refuses_is_refused_here(desk: Desk, params: dict[str, Any], refusal: str) -> None:
    assert await desk.refused("setWebhook", **params) == f"400 Bad Request: {refusal}"
    assert (await desk.ok("getWebhookInfo"))["url"] == ""
