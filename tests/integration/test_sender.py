"""What Telegram answers becomes an outcome, over real connections, with PTB's request and with ours."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot, InputFile
from telegram.request import HTTPXRequest

from bot.request import AiohttpRequest
from bot.sender import BotSender, Render
from handlers.render import Rendered
from scheduler.ports import Broken, Delivered, Moved, NothingToSay, Outcome, RetryLater, Unreachable
from tests.fakes.api_server import ApiServer, api_server, refusal, success
from village.clock import ShiftedClock
from village.errors import StorageError
from village.model.messages import OutboxMessage, Rank

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
SAY = {"method": "sendMessage", "params": {"text": "收到", "parse_mode": "HTML"}}


def message(body: dict[str, Any] = SAY, kind: str = "reply", chat: int | None = 7, **more: Any) -> OutboxMessage:
    values = {"rank": Rank.REPLY, "tries": 1, "not_before": NOW, "created_at": NOW, **more}
    return OutboxMessage(id=1, key="k", kind=kind, body=body, chat_id=chat, **values)


def nothing(_: OutboxMessage) -> Rendered | None:
    raise AssertionError("a reply is not rendered")


class Post:
    """A sender over one bot, whose rendering can be set."""

    def __init__(self, bot: Bot, pool: ThreadPoolExecutor, server: ApiServer) -> None:
        self.server = server
        self.render: Render = nothing
        self.sender = BotSender(bot, lambda item: self.render(item), pool, ShiftedClock())

    async def send(self, item: OutboxMessage | None = None, *, fault: Any = None) -> Outcome:
        item = item or message()
        if fault:
            self.server.faults[item.body.get("method", "sendMessage")] = [fault]
        return await self.sender.send(item)

    def last(self) -> dict[str, Any]:
        return self.server.calls[-1][1]


@pytest.fixture(params=[HTTPXRequest, AiohttpRequest], ids=["ptb", "ours"])
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    with ThreadPoolExecutor(1) as pool:
        async with api_server() as server:
            made = request.param(read_timeout=0.5)
            async with Bot("1:a", base_url=server.base_url, request=made) as bot:
                yield Post(bot, pool, server)


async def test_a_reply_goes_out_as_it_stands(post: Post) -> None:
    keyboard = {"inline_keyboard": [[{"text": "报送", "callback_data": "rep:1"}]]}
    body = {
        "method": "sendMessage",
        "params": {"text": "一、<b>二</b>", "parse_mode": "HTML", "reply_markup": keyboard},
    }
    outcome = await post.send(message(body))
    assert outcome == Delivered(len(post.server.calls))
    assert json.loads(post.last()["reply_markup"]) == keyboard
    assert (post.last()["chat_id"], post.last()["text"]) == ("7", "一、<b>二</b>")


async def test_a_chat_that_moved_meanwhile_is_where_it_goes(post: Post) -> None:
    body = {"method": "sendMessage", "params": {"chat_id": -5, "text": "a"}}
    await post.send(message(body, chat=-1005))
    assert post.last()["chat_id"] == "-1005"


async def test_a_call_without_a_chat_gets_none(post: Post) -> None:
    body = {"method": "setMyCommands", "params": {"commands": [{"command": "help", "description": "帮助"}]}}
    assert await post.send(message(body)) == Delivered(None)
    assert "chat_id" not in post.last()


async def test_files_go_up(post: Post) -> None:
    post.render = lambda _: Rendered("sendDocument", {"document": InputFile(b"abc", "汇总.docx"), "caption": None})
    assert isinstance(await post.send(message({}, kind="export")), Delivered)
    assert post.last()["document"][::2] == ("汇总.docx", b"abc")
    assert "caption" not in post.last()


REFUSALS = [
    ("forbidden", Unreachable("blocked")),
    (refusal(403, "Forbidden: bot was kicked from the supergroup chat"), Unreachable("kicked")),
    (refusal(403, "Forbidden: user is deactivated"), Unreachable("deactivated")),
    (refusal(403, "Forbidden: bot can't initiate conversation with a user"), Unreachable("never started")),
    (refusal(403, "Forbidden: something new"), Unreachable("forbidden")),
    (refusal(400, "Bad Request: chat not found"), Unreachable("no chat")),
    (refusal(400, "Bad Request: PEER_ID_INVALID"), Unreachable("no chat")),
    (refusal(400, "Bad Request: not enough rights to send text messages to the chat"), Unreachable("muted")),
    (refusal(400, "Bad Request: message is not modified: exactly the same"), NothingToSay("unchanged")),
    ("bad request", None),
    ("moved", Moved(-1005)),
    ("too many", RetryLater("too many requests", after=timedelta(seconds=7))),
    (refusal(429, "Too Many Requests", retry_after=10_072), RetryLater("too many requests", timedelta(seconds=10_072))),
]


@pytest.mark.parametrize(("fault", "expected"), REFUSALS)
async def test_a_refusal_has_its_outcome(post: Post, fault: Any, expected: Outcome | None) -> None:
    outcome = await post.send(fault=fault)
    if expected is None:
        assert isinstance(outcome, Broken)
        assert "can't parse entities" in outcome.reason.lower()
    else:
        assert outcome == expected


@pytest.mark.parametrize("fault", ["html", "server error", refusal(503, "Service Unavailable")])
async def test_a_server_in_trouble_is_asked_again_later(post: Post, fault: Any) -> None:
    outcome = await post.send(fault=fault)
    assert isinstance(outcome, RetryLater)
    assert (outcome.unsure, outcome.whole_bot, outcome.after) == (False, False, None)


async def test_a_refused_token_halts_everything_and_an_unknown_method_only_itself(post: Post) -> None:
    refused, unknown = await post.send(fault="unauthorized"), await post.send(fault="not found")
    assert isinstance(refused, RetryLater)
    assert isinstance(unknown, RetryLater)
    assert (refused.whole_bot, unknown.whole_bot) == (True, False)


@pytest.mark.parametrize("fault", ["drop", "hang", "not json"])
async def test_what_may_have_arrived_is_unsure(post: Post, fault: str) -> None:
    outcome = await post.send(fault=fault)
    assert isinstance(outcome, RetryLater)
    assert outcome.unsure
    assert not outcome.whole_bot


@pytest.mark.parametrize("fault", ["drop", "hang"])
async def test_an_edit_may_be_repeated_without_doubt(post: Post, fault: str) -> None:
    outcome = await post.send(message({"method": "editMessageText", "params": {"message_id": 3}}), fault=fault)
    assert isinstance(outcome, RetryLater)
    assert not outcome.unsure


async def test_nobody_listening_halts_everything_and_nothing_is_in_doubt() -> None:
    with socket.socket() as closed, ThreadPoolExecutor(1) as pool:
        closed.bind(("127.0.0.1", 0))
        async with AiohttpRequest() as request:
            bot = Bot("1:a", base_url=f"http://127.0.0.1:{closed.getsockname()[1]}/bot", request=request)
            outcome = await BotSender(bot, nothing, pool, ShiftedClock()).send(message())
    assert outcome == RetryLater("no connection", whole_bot=True)


async def test_nobody_to_send_to_is_unreachable_unless_rendering_knows(post: Post) -> None:
    assert await post.send(message(chat=None)) == Unreachable("no chat")
    post.render = lambda _: Rendered("sendMessage", {"chat_id": 9, "text": "a"})
    assert isinstance(await post.send(message({}, kind="reminder", chat=None)), Delivered)
    assert post.last()["chat_id"] == "9"


async def test_what_is_pointless_by_now_is_not_sent(post: Post) -> None:
    post.render = lambda _: None
    assert isinstance(await post.send(message({}, kind="reminder")), NothingToSay)
    assert post.server.counted()["sendMessage"] == 0


@pytest.mark.parametrize("error", [StorageError("locked"), KeyError("a mistake in a template")])
async def test_what_cannot_be_rendered_now_is_tried_later(post: Post, error: Exception) -> None:
    def fail(_: OutboxMessage) -> Rendered:
        raise error

    post.render = fail
    assert isinstance(await post.send(message({}, kind="reminder")), RetryLater)


async def test_the_same_text_to_the_same_person_stops_after_five_times_in_a_day(post: Post) -> None:
    post.render = lambda item: Rendered("sendMessage", {"text": item.body["text"]})
    said = message({"text": "月报还没交"}, kind="reminder", rank=Rank.REMINDER)
    outcomes = [await post.send(said, fault="drop" if number == 0 else None) for number in range(6)]
    assert isinstance(outcomes[0], RetryLater)  # it may have arrived, so it counts
    assert [type(outcome) for outcome in outcomes[1:]] == [Delivered] * 4 + [NothingToSay]
    other = message({"text": "另一件事"}, kind="reminder", rank=Rank.REMINDER)
    assert isinstance(await post.send(other), Delivered)
    assert isinstance(await post.send(message(said.body, kind="reminder", chat=8, rank=Rank.REMINDER)), Delivered)


async def test_what_a_person_asks_for_is_answered_every_time(post: Post) -> None:
    assert [type(await post.send()) for _ in range(8)] == [Delivered] * 8


@pytest.mark.parametrize("words", ["message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"])
async def test_where_the_topic_is_gone_it_goes_to_the_group_as_no_reply(post: Post, words: str) -> None:
    params = {"text": "a", "message_thread_id": 5, "reply_parameters": {"message_id": 3}}
    outcome = await post.send(
        message({"method": "sendMessage", "params": params}, chat=-1005), fault=refusal(400, f"Bad Request: {words}")
    )
    assert isinstance(outcome, Delivered)
    assert post.last().keys() == {"text", "chat_id"}


async def test_a_group_without_an_open_topic_is_silent(post: Post) -> None:
    closed = refusal(400, "Bad Request: TOPIC_CLOSED")
    assert await post.send(message(chat=-1005), fault=closed) == Unreachable("muted")


async def test_an_album_is_known_by_its_first_message(post: Post) -> None:
    body = {"method": "sendMediaGroup", "params": {"media": []}}
    assert await post.send(message(body), fault=success([{"message_id": 41}, {"message_id": 42}])) == Delivered(41)
