"""python-telegram-bot against the room: the library's own Bot over the same wire as in production."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, LinkPreviewOptions, Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, CommandHandler, ContextTypes

from tests.acceptance.chatroom.conftest import TOKEN, Desk, eventually, png

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("已收到", callback_data="ack")]])


@pytest.fixture
async def bot(desk: Desk) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{desk.url}/bot", base_file_url=f"{desk.url}/file/bot") as bot:
        yield bot


async def test_send_edit_tap_and_answer(desk: Desk, bot: Bot) -> None:
    person = await desk.person()
    quiet = LinkPreviewOptions(is_disabled=True)
    sent = await bot.send_message(person, "<b>通知</b>", "HTML", reply_markup=KEYS, link_preview_options=quiet)
    assert sent.text_html == "<b>通知</b>"
    tap = asyncio.create_task(desk.post("/room/taps", {"as": person, "message": sent.message_id, "data": "ack"}))
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query
    assert await update.callback_query.answer("记下了")
    assert (await tap)["toast"] == "记下了"
    edited = await update.callback_query.edit_message_text("已收 1/8")
    assert (edited.text, edited.reply_markup) == ("已收 1/8", None)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await edited.edit_text("已收 1/8")
    assert await edited.delete()


async def test_files_both_ways(desk: Desk, bot: Bot) -> None:
    person = await desk.person()
    sent = await bot.send_document(person, b"\0abc", filename="汇总.xlsx", caption="汇总", reply_markup=KEYS)
    assert sent.document
    assert sent.document.file_name == "汇总.xlsx"
    file = await sent.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"\0abc"
    photo = await bot.send_photo(person, png(4, 3))
    assert (photo.photo[-1].width, photo.photo[-1].height) == (4, 3)
    album = await bot.send_media_group(person, [InputMediaDocument(b"1", filename="1.txt"), InputMediaDocument(b"2")])
    assert len(album) == 2


async def test_telegrams_errors_become_the_librarys(desk: Desk, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    person = await desk.person()
    group = await desk.group(person)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "x")
    await desk.post("/room/faults", {"method": "sendMessage", "error_code": 429, "parameters": {"retry_after": 5}})
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(person, "x")
    assert flood.value.retry_after == timedelta(seconds=5)
    await desk.post("/room/faults", {"method": "sendMessage", "error_code": "drop"})
    with pytest.raises(NetworkError):
        await bot.send_message(person, "x")
    await desk.post("/room/faults", {"method": "sendMessage", "error_code": 502})
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(person, "x")
    new = (await desk.post(f"/room/chats/{group}/migrate", {}))["id"]
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group, "x")
    assert moved.value.new_chat_id == new
    await desk.post(f"/room/chats/{person}/block", {"blocked": True})
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(person, "x")


async def test_a_second_poller_meets_conflict(desk: Desk, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    other = Bot(TOKEN, base_url=f"{desk.url}/bot")
    second = asyncio.create_task(other.get_updates(timeout=10))
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    await other.shutdown()


async def test_a_wrong_token_is_an_invalid_token(desk: Desk) -> None:
    stranger = Bot("1:wrong", base_url=f"{desk.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_an_application_polls_answers_and_stops(desk: Desk) -> None:
    person = await desk.person()

    async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message
        await update.effective_message.reply_text("您好")

    app: Application = (
        ApplicationBuilder().token(TOKEN).base_url(f"{desk.url}/bot").base_file_url(f"{desk.url}/file/bot").build()
    )
    app.add_handler(CommandHandler("start", start))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(timeout=5)
        await desk.say(person, "/start")
        await eventually(lambda: list(desk.room.history[person].values())[-1].text == "您好")
        await app.updater.stop()
        await app.stop()
    assert len(desk.room.updates) == 0
