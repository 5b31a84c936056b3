"""Our request and PTB's own do the same to the same server, over real connections."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot.request import AiohttpRequest, NotSent, NotSentInTime
from tests.fakes.api_server import ApiServer, api_server

KINDS: dict[str, type[BaseRequest]] = {"ptb": HTTPXRequest, "ours": AiohttpRequest}


@pytest.fixture
async def server() -> AsyncIterator[ApiServer]:
    async with api_server() as made:
        yield made


def make_bot(kind: str, server: ApiServer, **limits: Any) -> Bot:
    return Bot("1:a", base_url=server.base_url, request=KINDS[kind](**limits), get_updates_request=KINDS[kind]())


async def outcome(kind: str, server: ApiServer, **limits: Any) -> tuple[type[BaseException] | None, str]:
    """What one sendMessage ends in: the class of the error PTB knows, and its sentence."""
    async with make_bot(kind, server, **limits) as bot:
        try:
            await bot.send_message(5, "收到")
        except TelegramError as error:
            return next(c for c in type(error).__mro__ if c.__module__ == "telegram.error"), str(error)
    return None, ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("", None),
        ("bad request", BadRequest),
        ("forbidden", Forbidden),
        ("unauthorized", InvalidToken),
        ("not found", InvalidToken),
        ("conflict", Conflict),
        ("too many", RetryAfter),
        ("moved", ChatMigrated),
        ("html", NetworkError),
        ("server error", NetworkError),
        ("not json", TelegramError),
        ("drop", NetworkError),
    ],
)
async def test_an_answer_means_the_same_error(
    kind: str, fault: str, expected: type[TelegramError] | None, server: ApiServer
) -> None:
    server.faults["sendMessage"] = [fault]
    assert (await outcome(kind, server))[0] is expected
    assert server.counted()["sendMessage"] == 1


@pytest.mark.parametrize("fault", ["bad request", "forbidden", "too many", "moved", "html", "server error"])
async def test_the_sentence_of_a_refusal_is_the_same(fault: str, server: ApiServer) -> None:
    server.faults["sendMessage"] = [fault, fault]
    assert await outcome("ptb", server) == await outcome("ours", server)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_slow_answer_is_timed_out_and_may_have_been_sent(kind: str, server: ApiServer) -> None:
    server.delay = 5
    error, text = await outcome(kind, server, read_timeout=0.1)
    assert error is TimedOut
    assert "not" not in text


@pytest.mark.parametrize("kind", KINDS)
async def test_a_call_may_allow_itself_more_time(kind: str, server: ApiServer) -> None:
    server.delay = 0.3
    async with make_bot(kind, server) as bot:
        await bot.send_message(5, "收到", read_timeout=2)
        with pytest.raises(TimedOut):
            await bot.send_message(5, "收到", read_timeout=0.1)


@pytest.mark.parametrize("kind", KINDS)
async def test_nobody_listening_is_a_network_error(kind: str, server: ApiServer) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        request = KINDS[kind]()
        async with request:
            with pytest.raises(NetworkError) as caught:
                await request.post(f"http://127.0.0.1:{closed.getsockname()[1]}/bot1:a/sendMessage")
    assert isinstance(caught.value, NotSent) == (kind == "ours")


async def test_a_busy_pool_says_that_nothing_was_sent(server: ApiServer) -> None:
    server.delay = 1
    request = AiohttpRequest(connections=1, pool_timeout=0.05, connect_timeout=0.05)
    async with request:
        first = asyncio.create_task(request.post(f"{server.base_url}1:a/sendMessage"))
        await asyncio.sleep(0.05)
        with pytest.raises(NotSentInTime):
            await request.post(f"{server.base_url}1:a/sendDocument")
        await first
    assert server.counted() == {"sendMessage": 1}


@pytest.mark.parametrize("fault", ["drop", "html"])
async def test_what_may_have_arrived_is_never_called_not_sent(fault: str, server: ApiServer) -> None:
    server.faults["sendMessage"] = [fault]
    async with make_bot("ours", server) as bot:
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(5, "收到")
    assert not isinstance(caught.value, NotSent)


async def test_a_certificate_nobody_vouches_for_is_refused_before_anything_is_sent(server: ApiServer) -> None:
    request = AiohttpRequest()
    async with request:
        with pytest.raises(NotSent):
            await request.post(server.root.replace("http:", "https:") + "/bot1:a/sendMessage")
    assert server.calls == []


async def test_the_same_call_is_the_same_form_on_the_wire(server: ApiServer) -> None:
    for kind in KINDS:
        async with make_bot(kind, server) as bot:
            await bot.send_message(-5, "“本期进展”＋ & = 100%\n😀", parse_mode="HTML", disable_notification=True)
    sent = [fields for method, fields in server.calls if method == "sendMessage"]
    assert sent[0] == sent[1]
    assert sent[0]["text"] == "“本期进展”＋ & = 100%\n😀"


async def test_files_go_up_under_their_chinese_names(server: ApiServer) -> None:
    content = bytes(range(256)) * 400
    for kind in KINDS:
        async with make_bot(kind, server) as bot:
            await bot.send_document(5, InputFile(content, '5月"月报".docx'), caption="汇总表")
    (_, ptb), (_, ours) = [call for call in server.calls if call[0] == "sendDocument"]
    assert ptb == ours
    [file] = [value for value in ours.values() if isinstance(value, tuple)]
    assert file[2] == content
    assert file[0].startswith("5月")


@pytest.mark.parametrize("kind", KINDS)
async def test_files_come_down(kind: str, server: ApiServer) -> None:
    async with KINDS[kind]() as request:
        assert b'"ok":true' in await request.retrieve(f"{server.root}/file/bot1:a/documents/file_1.docx")


@pytest.mark.parametrize("kind", KINDS)
async def test_it_may_be_opened_and_closed_again(kind: str, server: ApiServer) -> None:
    request = KINDS[kind]()
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        await request.post(f"{server.base_url}1:a/getMe")
        await request.shutdown()
        await request.shutdown()
    with pytest.raises((RuntimeError, NetworkError), match="not initialized"):
        await request.post(f"{server.base_url}1:a/getMe")


async def test_a_connection_closed_while_idle_is_replaced(server: ApiServer) -> None:
    async with make_bot("ours", server) as bot:
        server.faults["sendMessage"] = ["drop"]
        with pytest.raises(NetworkError):
            await bot.send_message(5, "a")
        assert (await bot.send_message(5, "b")).text == "b"


def test_it_tells_how_long_it_waits_for_an_answer() -> None:
    assert AiohttpRequest(read_timeout=3).read_timeout == 3
