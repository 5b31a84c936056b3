"""The room keeps to the published Bot API: methods, parameters, types, in what it takes and in what it gives."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.chatroom.methods import METHODS
from tests.acceptance.chatroom.conftest import TOKEN, USERNAME, Desk, png
from tests.acceptance.chatroom.published import PAGE, Published

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PAGE.exists(), reason="../shared/telegram-bot-api.json is not beside the project"),
]
LEGACY = {
    "reply_to_message_id", "disable_web_page_preview", "allow_sending_without_reply", "correct_option_id",
    "sticker_format", "exclude_limited",
}  # fmt: skip
KEYS = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}, {"text": "看", "url": "https://example.org/a"}]]}

BUTTON = {"text": "打开", "start_parameter": "y"}


@pytest.fixture(scope="module")
def published() -> Published:
    return Published()


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_every_accepted_parameter_is_published_and_every_required_one_accepted(
    method: Any, published: Published
) -> None:
    assert method.name in published.methods
    assert method.known <= published.parameters(method.name) - LEGACY
    assert published.required(method.name) <= method.known


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
async def test_a_call_without_its_required_parameters_is_refused_not_broken(
    method: Any, published: Published, desk: Desk
) -> None:
    status, body = await desk.bot(method.name)
    if published.required(method.name) - {"url"}:  # an empty webhook address is a published way to remove it
        assert status == body["error_code"] == 400, body
    else:
        assert status < 500


def _calls(person: int, group: int, told: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """One call or more of every method, together giving every parameter it accepts."""
    common = {"chat_id": person, "disable_notification": True, "protect_content": True}
    reply = {"reply_parameters": {"message_id": told["first"], "allow_sending_without_reply": True}}
    words = {"caption": "<b>图</b>", "parse_mode": "HTML"}
    marked = {"caption": "图", "caption_entities": [{"type": "bold", "offset": 0, "length": 1}]}
    topic = {"chat_id": told["forum"], "message_thread_id": 7}
    scope = {"scope": {"type": "chat_member", "chat_id": group, "user_id": person}, "language_code": "zh"}
    article = {"type": "article", "id": "1", "title": "厕所", "input_message_content": {"message_text": "改 20 户"}}
    return [
        ("getMe", {}), ("logOut", {}), ("close", {}), ("getWebhookInfo", {}),
        ("getUpdates", {"offset": 0, "limit": 5, "timeout": 0, "allowed_updates": ["message"]}),
        ("setWebhook", {"url": "http://127.0.0.1:9/x", "ip_address": "127.0.0.1", "max_connections": 3,
                        "allowed_updates": [], "drop_pending_updates": True, "secret_token": "s_1"}),
        ("getWebhookInfo", {}), ("deleteWebhook", {"drop_pending_updates": False}),
        ("sendMessage", common | reply | {"text": "<i>好</i>", "parse_mode": "HTML", "reply_markup": KEYS,
                                          "link_preview_options": {"is_disabled": True}}),
        ("sendMessage", topic | {"text": "好", "entities": [{"type": "bold", "offset": 0, "length": 1}]}),
        ("sendLocation", common | reply | {"latitude": 30.5, "longitude": 104, "horizontal_accuracy": 3.5,
                                           "reply_markup": {"keyboard": [[{"text": "月报"}]]}}),
        ("sendLocation", topic | {"latitude": 1, "longitude": 2}),
        ("sendChatAction", topic | {"action": "typing"}),
        ("sendPhoto", common | reply | words | {"photo": told["photo"], "reply_markup": KEYS}),
        ("sendPhoto", topic | marked | {"photo": told["photo"]}),
        ("sendDocument", common | reply | words | {"document": told["document"], "reply_markup": KEYS,
                                                   "disable_content_type_detection": True}),
        ("sendDocument", topic | marked | {"document": told["document"]}),
        ("sendVoice", common | reply | words | {"voice": told["voice"], "duration": 3, "reply_markup": KEYS}),
        ("sendVoice", topic | marked | {"voice": told["voice"]}),
        ("sendMediaGroup", common | reply | {"media": [
            {"type": "photo", "media": told["photo"]} | words, {"type": "photo", "media": told["photo"]}]}),
        ("sendMediaGroup", topic | {"media": [{"type": "document", "media": told["document"]}] * 2}),
        ("forwardMessage", common | {"from_chat_id": person, "message_id": told["first"]}),
        ("forwardMessage", topic | {"from_chat_id": person, "message_id": told["first"]}),
        ("copyMessage", common | reply | words | {"from_chat_id": person, "message_id": told["pictured"],
                                                  "reply_markup": KEYS}),
        ("copyMessage", topic | marked | {"from_chat_id": person, "message_id": told["pictured"]}),
        ("editMessageText", {"chat_id": person, "message_id": told["own"], "text": "<b>改</b>", "parse_mode": "HTML",
                             "reply_markup": KEYS, "link_preview_options": {"prefer_small_media": True}}),
        ("editMessageText", {"chat_id": person, "message_id": told["own"], "text": "改",
                             "entities": [{"type": "bold", "offset": 0, "length": 1}]}),
        ("editMessageReplyMarkup", {"chat_id": person, "message_id": told["own"], "reply_markup": KEYS}),
        ("editMessageCaption", {"chat_id": person, "message_id": told["pictured"], "reply_markup": KEYS} | words),
        ("editMessageCaption", {"chat_id": person, "message_id": told["pictured"]} | marked),
        ("answerCallbackQuery", {"callback_query_id": told["tap"], "text": "好", "show_alert": False,
                                 "url": f"https://t.me/{USERNAME}?start=x", "cache_time": 0}),
        ("answerInlineQuery", {"inline_query_id": told["inline"], "results": [article], "cache_time": 1,
                               "is_personal": True, "next_offset": "", "button": BUTTON}),
        ("getFile", {"file_id": told["document"]}),
        ("getChat", {"chat_id": person}), ("getChat", {"chat_id": group}),
        ("getChatMember", {"chat_id": group, "user_id": person}),
        ("getChatMember", {"chat_id": group, "user_id": desk_bot()}),
        ("getChatAdministrators", {"chat_id": group}), ("getChatMemberCount", {"chat_id": group}),
        ("pinChatMessage", {"chat_id": person, "message_id": told["own"], "disable_notification": True}),
        ("unpinChatMessage", {"chat_id": person, "message_id": told["own"]}),
        ("setChatMenuButton", {"chat_id": person, "menu_button": {"type": "web_app", "text": "开",
                                                                  "web_app": {"url": "https://example.org"}}}),
        ("getChatMenuButton", {"chat_id": person}), ("getChatMenuButton", {}),
        ("setMyCommands", {"commands": [{"command": "start", "description": "开始"}]} | scope),
        ("getMyCommands", scope), ("deleteMyCommands", scope),
        ("setMyName", {"name": "助手", "language_code": "zh"}), ("getMyName", {"language_code": "zh"}),
        ("setMyDescription", {"description": "办事", "language_code": ""}),
        ("getMyDescription", {"language_code": "zh"}),
        ("setMyShortDescription", {"short_description": "办事", "language_code": ""}),
        ("getMyShortDescription", {"language_code": ""}),
        ("getUserProfilePhotos", {"user_id": person, "offset": 0, "limit": 1}),
        ("deleteMessage", {"chat_id": person, "message_id": told["first"]}),
        ("deleteMessages", {"chat_id": person, "message_ids": [told["own"], 999]}),
        ("leaveChat", {"chat_id": group}),
    ]  # fmt: skip


def desk_bot() -> int:
    return int(TOKEN.split(":")[0])


async def _told(desk: Desk, person: int) -> dict[str, Any]:
    """Things the calls refer to: files, messages, an open tap and an open inline question."""
    files = {}
    for kind, data, name in (("photo", png(), "a.png"), ("document", b"%PDF", "a.pdf"), ("voice", b"OggS", "a.oga")):
        form = aiohttp.FormData({"as": str(person), "caption": "看"})
        form.add_field(kind, data, filename=name)
        async with desk.http.post(f"{desk.url}/room/messages", data=form) as response:
            files[kind] = (await response.json())[kind]["file_id"]
    first = (await desk.say(person, "你好 https://example.org"))["id"]
    own = (await desk.ok("sendMessage", chat_id=person, text="好"))["message_id"]
    pictured = (await desk.ok("sendPhoto", chat_id=person, photo=files["photo"], caption="一"))["message_id"]
    forum = {"type": "supergroup", "title": "议事", "members": [person], "forum": True}
    open_tap, _ = desk.room.queries.ask()
    open_inline, _ = desk.room.queries.ask()
    return files | {
        "first": first, "own": own, "pictured": pictured, "tap": open_tap, "inline": open_inline,
        "forum": (await desk.post("/room/chats", forum))["id"],
    }  # fmt: skip


async def test_every_parameter_works_with_its_published_type_and_every_result_is_of_its_type(
    desk: Desk, published: Published
) -> None:
    person = await desk.person()
    group = await desk.group(person)
    told = await _told(desk, person)
    given: dict[str, set[str]] = {}
    for name, params in _calls(person, group, told):
        for key, value in params.items():
            assert not published.faults(value, published.parameter_type(name, key), f"{name}.{key}")
        result = await desk.ok(name, **params)
        assert not published.faults(result, published.methods[name]["returns"], name)
        given.setdefault(name, set()).update(params)
    known = {method.name: set(method.known) - {"inline_message_id"} for method in METHODS.values()}
    assert given == known
    assert all(call.unknown == [] for call in desk.room.calls.after(0))


async def test_every_update_is_of_the_published_type(desk: Desk, published: Published) -> None:
    kinds = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "inline_query",
             "chosen_inline_result"]  # fmt: skip
    await desk.ok("getUpdates", allowed_updates=kinds)
    ming, lan = [(await desk.post("/room/people", {"name": name, "username": f"user_{name}"}))["id"] for name in "明兰"]
    told = await _told(desk, ming)
    said = await desk.say(ming, "/start@x 看 https://example.org #厕所 a@b.cn")
    await desk.say(ming, "回", reply_to=told["own"])
    await desk.post("/room/edits", {"as": ming, "message": said["id"], "text": "改"})
    for body in ({"sticker": "👍"}, {"contact": "13800000000"}, {"latitude": 1.5, "longitude": 2}):
        await desk.post("/room/messages", {"as": ming} | body)
    desk.room.settings.callback_seconds = 60
    await _tap_and_ask(desk, ming, told["own"])
    group = (await desk.post("/room/chats", {"type": "group", "title": "群", "members": [ming]}))["id"]
    for change in ({"admin": True}, {"add": [lan]}, {"remove": [lan]}, {"bot": False}, {"bot": True}):
        await desk.post(f"/room/chats/{group}/members", {"as": ming} | change)
    await desk.post(f"/room/chats/{group}/migrate", {})
    for blocked in (True, False):
        await desk.post(f"/room/chats/{ming}/block", {"blocked": blocked})
    updates = await desk.updates()
    assert {key for update in updates for key in update if key != "update_id"} == set(kinds)
    for update in updates:
        assert not published.faults(update, "Update", "update")


async def _tap_and_ask(desk: Desk, person: int, own: int) -> None:
    """A tap and an inline question, both answered, and a result chosen."""
    await desk.ok("editMessageReplyMarkup", chat_id=person, message_id=own, reply_markup=KEYS)
    tap = asyncio.create_task(desk.post("/room/taps", {"as": person, "message": own, "data": "ok"}))
    ask = asyncio.create_task(desk.post("/room/inline", {"as": person, "query": "厕所"}))
    await desk.ok("answerCallbackQuery", callback_query_id=(await desk.waiting("callback_query"))["id"])
    article = {"type": "article", "id": "1", "title": "厕所", "input_message_content": {"message_text": "改 20 户"}}
    await desk.ok("answerInlineQuery", inline_query_id=(await desk.waiting("inline_query"))["id"], results=[article])
    await tap
    query_id = (await ask)["query_id"]
    await desk.post("/room/inline/choose", {"as": person, "query_id": query_id, "result_id": "1"})


@pytest.mark.parametrize(
    ("value", "declared"),
    [
        ({"message_id": "1"}, "MessageId"),
        ({}, "MessageId"),
        ({"message_id": 1, "surprise": 1}, "MessageId"),
        ([{"id": 1}], "list[User]"),
        (True, "int"),
        ("left", "Literal[<ChatMemberStatus.OWNER: 'creator'>]"),
    ],
)
def test_what_is_not_of_a_published_type_is_seen(value: Any, declared: str, published: Published) -> None:
    assert published.faults(value, declared, "it")
