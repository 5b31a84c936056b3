"""What the bot may send and edit, and what Telegram refuses, word by word."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.chatroom.conftest import Desk, HandClock

BUTTON = {"text": "好", "callback_data": "ok"}
NO_BUTTON = "can't parse inline keyboard button"


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "字" * 20_000}, "text is too long"),
        ({"text": "<b>开", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "*x*", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 9}]}, "entity beginning at UTF-16"),
        ({"text": "x", "entities": [{"type": "loud", "offset": 0, "length": 1}]}, "can't parse entities"),
        ({"text": "x", "entities": "["}, "can't parse message entities JSON object"),
        ({"text": "x", "reply_parameters": {"message_id": 99999}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "link_preview_options": {"is_disabled": "maybe"}}, "can't parse link preview options"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": [1]}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": keys([{"text": "好"}])}, f"{NO_BUTTON}: Text buttons are unallowed"),
        ({"text": "x", "reply_markup": keys([{"callback_data": "a"}])}, f"{NO_BUTTON}: Can't find field \"text\""),
        ({"text": "x", "reply_markup": keys([BUTTON | {"callback_data": "字" * 22}])}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keys(*[[BUTTON] * 8] * 13)}, "reply markup is too long"),
        ({"text": "x", "reply_markup": keys([{"text": "看", "url": "ftp://a.cn"}])}, "inline keyboard button URL 'ftp://a.cn'"),
        ({"text": "x", "reply_markup": keys([BUTTON | {"text": " "}])}, "inline keyboard button text must"),
        ({"text": "x", "reply_markup": keys([BUTTON | {"text": 5}])}, f'{NO_BUTTON}: Field "text" must be of type'),
        ({"text": "x", "reply_markup": keys([{"text": "a", "web_app": {"url": "http://a.cn"}}])}, "BUTTON_URL_INVALID"),
        ({"text": "x", "reply_markup": keys([{"text": "a", "copy_text": {}}])}, f'{NO_BUTTON}: Field "copy_text"'),
        ({"text": "x", "reply_markup": keys([{"text": "a", "url": "不是网址"}])}, "inline keyboard button URL"),
        ({"text": "x", "reply_markup": keys(*[[BUTTON | {"text": "长" * 60}]] * 60)}, "reply markup is too"),
        ({"text": "x", "reply_markup": {"keyboard": [["好"], "不"]}}, 'field "keyboard" must be an Array of Arrays'),
    ],
)  # fmt: skip
async def test_a_message_telegram_refuses_is_refused_here(desk: Desk, params: dict[str, Any], refusal: str) -> None:
    person = await desk.person()
    before = await desk.messages(person)
    assert (await desk.refused("sendMessage", chat_id=person, **params)).startswith(f"400 Bad Request: {refusal}")
    assert await desk.messages(person) == before


@pytest.mark.parametrize("length", [1, 4096])
async def test_a_text_of_allowed_length_arrives_whole(desk: Desk, length: int) -> None:
    person = await desk.person()
    await desk.ok("sendMessage", chat_id=person, text="字" * length)
    assert (await desk.messages(person))[-1]["text"] == "字" * length


async def test_data_of_64_bytes_and_a_hundred_buttons_are_accepted(desk: Desk) -> None:
    person = await desk.person()
    rows = [[BUTTON | {"callback_data": "a" * 64}] * 8] * 12 + [[BUTTON] * 4]
    await desk.ok("sendMessage", chat_id=person, text="x", reply_markup=keys(*rows))
    shown = (await desk.messages(person))[-1]["inline_keyboard"]
    assert sum(map(len, shown)) == 100
    assert shown[0][0] == {"text": "好", "data": "a" * 64}


async def test_telegram_counts_length_after_parsing(desk: Desk) -> None:
    person = await desk.person()
    await desk.ok("sendMessage", chat_id=person, text="<b>" + "字" * 4096 + "</b>", parse_mode="HTML")


@pytest.mark.parametrize(
    ("chat_id", "refusal"),
    [
        (None, "400 Bad Request: chat_id is empty"),
        (123, "400 Bad Request: chat not found"),
        ("@nobody", "400 Bad Request: chat not found"),
        (-4_999, "400 Bad Request: chat not found"),
        ("²", "400 Bad Request: chat not found"),
    ],
)
async def test_an_unknown_chat_is_not_found(desk: Desk, chat_id: object, refusal: str) -> None:
    assert await desk.refused("sendMessage", chat_id=chat_id, text="x") == refusal


async def test_a_person_who_never_wrote_cannot_be_written_to(desk: Desk) -> None:
    stranger = (await desk.post("/room/people", {"name": "生人"}))["id"]
    refusal = "403 Forbidden: bot can't initiate conversation with a user"
    assert await desk.refused("sendMessage", chat_id=stranger, text="x") == refusal
    await desk.say(stranger, "/start")
    await desk.ok("sendMessage", chat_id=stranger, text="x")


async def test_a_blocked_bot_is_told_so_and_may_write_after_unblocking(desk: Desk) -> None:
    person = await desk.person()
    await desk.post(f"/room/chats/{person}/block", {"blocked": True})
    for call in ({"text": "x"}, {"action": "typing"}):
        method = "sendMessage" if "text" in call else "sendChatAction"
        assert await desk.refused(method, chat_id=person, **call) == "403 Forbidden: bot was blocked by the user"
    await desk.post(f"/room/chats/{person}/block", {"blocked": False})
    await desk.ok("sendMessage", chat_id=person, text="x")
    statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in await desk.updates()]
    assert statuses == ["kicked", "member"]


async def test_an_edit_replaces_text_and_keyboard(desk: Desk) -> None:
    person = await desk.person()
    sent = await desk.ok("sendMessage", chat_id=person, text="一", reply_markup=keys([BUTTON]))
    where = {"chat_id": person, "message_id": sent["message_id"]}
    edited = await desk.ok("editMessageText", **where, text="二")
    assert (edited["text"], "reply_markup" in edited, edited["edit_date"] >= edited["date"]) == ("二", False, True)
    await desk.ok("editMessageReplyMarkup", **where, reply_markup=keys([BUTTON]))
    shown = (await desk.messages(person))[-1]
    assert (shown["text"], shown["inline_keyboard"]) == ("二", [[{"text": "好", "data": "ok"}]])
    assert shown["edited"] is not None


async def test_edits_telegram_refuses_are_refused_here(desk: Desk) -> None:
    person = await desk.person()
    theirs = await desk.say(person, "我的")
    own = await desk.ok("sendMessage", chat_id=person, text="一")
    keyed = await desk.ok("sendMessage", chat_id=person, text="二", reply_markup={"keyboard": [["月报"]]})
    place = await desk.ok("sendLocation", chat_id=person, latitude=1, longitude=2)

    async def edit(number: int | None, text: str = "一") -> str:
        return await desk.refused("editMessageText", chat_id=person, message_id=number, text=text)

    assert (await edit(own["message_id"])).startswith("400 Bad Request: message is not modified: specified new message")
    assert await edit(None) == "400 Bad Request: message identifier is not specified"
    assert await edit(9999) == "400 Bad Request: message to edit not found"
    assert await edit(theirs["id"]) == "400 Bad Request: message can't be edited"
    assert await edit(keyed["message_id"]) == "400 Bad Request: message can't be edited"
    assert await edit(place["message_id"]) == "400 Bad Request: there is no text in the message to edit"
    where = {"chat_id": person, "message_id": own["message_id"]}
    assert (
        await desk.refused("editMessageCaption", **where)
        == "400 Bad Request: there is no caption in the message to edit"
    )
    assert await desk.refused("editMessageReplyMarkup", **where, reply_markup={"keyboard": [["x"]]}) == (
        "400 Bad Request: inline keyboard expected"
    )


async def test_a_deleted_message_is_gone_for_people_and_for_edits(desk: Desk) -> None:
    person = await desk.person()
    sent = await desk.ok("sendMessage", chat_id=person, text="一")
    where = {"chat_id": person, "message_id": sent["message_id"]}
    assert await desk.ok("deleteMessage", **where) is True
    assert sent["message_id"] not in [message["id"] for message in await desk.messages(person)]
    assert await desk.refused("editMessageText", **where, text="二") == "400 Bad Request: message to edit not found"
    assert await desk.refused("deleteMessage", **where) == "400 Bad Request: message to delete not found"


async def test_a_message_older_than_two_days_cannot_be_deleted(timed: Desk, clock: HandClock) -> None:
    person = await timed.person()
    sent = await timed.ok("sendMessage", chat_id=person, text="一")
    await timed.post("/room/clock", {"advance": 48 * 3600 + 1})
    refusal = "400 Bad Request: message can't be deleted for everyone"
    assert await timed.refused("deleteMessage", chat_id=person, message_id=sent["message_id"]) == refusal


async def test_in_a_group_only_an_administrator_deletes_what_others_said(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person)
    said = await desk.say(person, "闲话", group)
    where = {"chat_id": group, "message_id": said["id"]}
    assert await desk.refused("deleteMessage", **where) == "400 Bad Request: message can't be deleted"
    await desk.post(f"/room/chats/{group}/members", {"admin": True})
    assert await desk.ok("deleteMessage", **where) is True


async def test_a_reply_keyboard_shows_until_the_next_one(desk: Desk) -> None:
    person = await desk.person()
    markup = {"keyboard": [[{"text": "月报"}, "待办"]], "resize_keyboard": True, "input_field_placeholder": "说点什么"}
    await desk.ok("sendMessage", chat_id=person, text="x", reply_markup=markup)
    await desk.ok("sendMessage", chat_id=person, text="x", reply_markup={"remove_keyboard": True})
    first, second = [message["reply_keyboard"] for message in (await desk.messages(person))[-2:]]
    assert first == markup | {"keyboard": [[{"text": "月报"}, {"text": "待办"}]]}
    assert second == {"remove_keyboard": True}


async def test_a_reply_points_at_its_message_and_may_do_without(desk: Desk) -> None:
    person = await desk.person()
    said = await desk.say(person, "问")
    sent = await desk.ok("sendMessage", chat_id=person, text="答", reply_parameters={"message_id": said["id"]})
    assert sent["reply_to_message"]["text"] == "问"
    assert (await desk.messages(person))[-1]["reply_to"] == said["id"]
    lone = {"message_id": 9999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await desk.ok("sendMessage", chat_id=person, text="答", reply_parameters=lone)


@pytest.mark.parametrize(
    ("commands", "refusal"),
    [
        ([{"command": "月报", "description": "报"}], "BOT_COMMAND_INVALID"),
        ([{"command": "Report", "description": "报"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "报"}], "command length must not exceed 32"),
        ([{"command": "a", "description": ""}], "command description must be non-empty"),
        ([{"command": "a", "description": "报" * 257}], "command description length must not exceed 256"),
        ([{"command": "a", "description": "报"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ("x", "can't parse commands JSON object"),
    ],
)
async def test_commands_telegram_refuses_are_refused_here(desk: Desk, commands: object, refusal: str) -> None:
    assert await desk.refused("setMyCommands", commands=commands) == f"400 Bad Request: {refusal}"


async def test_a_person_sees_the_narrowest_command_list(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person)

    async def offer(name: str, **scope: Any) -> None:
        await desk.ok("setMyCommands", commands=[{"command": name, "description": "x"}], **scope)

    async def seen(chat: int) -> list[str]:
        bot = await desk.get("/room/bot", **{"as": person, "chat": chat})
        return [command["command"] for command in bot["commands"]]

    await offer("all")
    assert await seen(person) == await seen(group) == ["all"]
    await offer("groups", scope={"type": "all_group_chats"})
    await offer("privately", scope={"type": "all_private_chats"})
    await offer("chinese", scope={"type": "all_private_chats"}, language_code="zh")
    await offer("here", scope={"type": "chat", "chat_id": group})
    assert (await seen(person), await seen(group)) == (["chinese"], ["here"])
    await desk.ok("deleteMyCommands", scope={"type": "chat", "chat_id": group})
    assert await seen(group) == ["groups"]


async def test_typing_shows_on_the_live_stream_only(desk: Desk) -> None:
    person = await desk.person()
    assert await desk.refused("sendChatAction", chat_id=person, action="dance") == (
        "400 Bad Request: wrong parameter action in request"
    )
    before = len(await desk.messages(person))
    await desk.ok("sendChatAction", chat_id=person, action="typing")
    assert desk.room.events.since(0)[-1].kind == "typing"
    assert len(await desk.messages(person)) == before


@pytest.mark.parametrize(
    ("entity", "refusal"),
    [
        ({"type": 5}, 'field "type" must be of type String'),
        ({"type": "bold", "offset": "0", "length": 1}, 'field "offset" must be of type Number'),
        ({"type": "text_link", "offset": 0, "length": 1, "url": "x"}, "entity URL 'x' is invalid: Wrong HTTP URL"),
        (7, 'field "type" must be of type String'),
    ],
)
async def test_an_entity_that_is_none_is_refused(desk: Desk, entity: object, refusal: str) -> None:
    person = await desk.person()
    assert refusal in await desk.refused("sendMessage", chat_id=person, text="xyz", entities=[entity])


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ({"force_reply": True, "selective": True}, {"force_reply": True, "selective": True}),
        ({"keyboard": [], "resize_keyboard": True}, None),
        ({"keyboard": [[{"text": "报位置", "request_location": True}]]},
         {"keyboard": [[{"text": "报位置", "request_location": True}]]}),
    ],
)  # fmt: skip
async def test_what_a_reply_keyboard_asks_for_reaches_the_page(desk: Desk, markup: Any, shown: Any) -> None:
    person = await desk.person()
    await desk.ok("sendMessage", chat_id=person, text="x", reply_markup=markup)
    assert (await desk.messages(person))[-1]["reply_keyboard"] == shown


async def test_a_copied_message_has_no_origin_and_a_forwarded_one_has(desk: Desk) -> None:
    ming, lan = await desk.person("明"), await desk.person("兰")
    said = await desk.say(ming, "水位 3.2 米")
    source = {"chat_id": lan, "from_chat_id": ming, "message_id": said["id"]}
    forwarded = await desk.ok("forwardMessage", **source)
    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "明"
    await desk.ok("copyMessage", **source)
    first, second = (await desk.messages(lan))[-2:]
    assert (first["text"], first["forwarded_from"]) == ("水位 3.2 米", "明")
    assert (second["text"], second["forwarded_from"]) == ("水位 3.2 米", None)
    secret = await desk.ok("sendMessage", chat_id=ming, text="内部", protect_content=True)
    held = source | {"message_id": secret["message_id"]}
    assert await desk.refused("forwardMessage", **held) == "400 Bad Request: message can't be forwarded"
    assert (
        await desk.refused("copyMessage", **source | {"message_id": 999})
        == "400 Bad Request: message to copy not found"
    )
