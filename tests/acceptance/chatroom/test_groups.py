"""Groups: privacy mode, people and the bot coming and going, the step to a supergroup, deep links."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.chatroom.conftest import USERNAME, Desk


def said(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"].get("text", "") for update in updates if "message" in update]


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("大家好", False),
        ("/status", True),
        (f"/status@{USERNAME}", True),
        (f"/status@{USERNAME.upper()}", True),
        ("/status@other_bot", False),
        ("看看 /status", False),
        (f"@{USERNAME} 厕所改多少户", False),
    ],
)
async def test_in_privacy_mode_only_what_is_meant_for_the_bot_arrives(desk: Desk, text: str, arrives: bool) -> None:
    person = await desk.person()
    group = await desk.group(person)
    await desk.say(person, text, group)
    assert said(await desk.updates()) == ([text] if arrives else [])


async def test_a_reply_to_the_bot_arrives_and_one_to_a_person_does_not(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person)
    asked = await desk.ok("sendMessage", chat_id=group, text="几户")
    theirs = await desk.say(person, "闲聊", group)
    await desk.say(person, "不是给你的", group, reply_to=theirs["id"])
    await desk.say(person, "20 户", group, reply_to=asked["message_id"])
    assert said(await desk.updates()) == ["20 户"]


@pytest.mark.parametrize("switch", [{"mentions": True}, {"privacy": False}])
async def test_a_mention_arrives_when_the_room_is_told_so(desk: Desk, switch: dict[str, bool]) -> None:
    person = await desk.person()
    group = await desk.group(person)
    await desk.post("/room/settings", switch)
    await desk.say(person, f"😀 @{USERNAME} 在吗", group)
    await desk.say(person, "@somebody 在吗", group)
    expected = [f"😀 @{USERNAME} 在吗"] + (["@somebody 在吗"] if "privacy" in switch else [])
    assert said(await desk.updates()) == expected


async def test_an_administrator_bot_reads_everything(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person)
    await desk.post(f"/room/chats/{group}/members", {"admin": True})
    await desk.say(person, "闲聊", group)
    updates = await desk.updates()
    assert said(updates) == ["闲聊"]
    assert updates[0]["my_chat_member"]["new_chat_member"]["status"] == "administrator"


async def test_the_bot_is_told_when_it_comes_and_goes_and_may_not_write_after(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person, bot=False)
    assert await desk.refused("sendMessage", chat_id=group, text="x") == "400 Bad Request: chat not found"
    await desk.say(person, "/status", group)
    assert await desk.updates() == []
    shown = await desk.post(f"/room/chats/{group}/members", {"bot": True, "as": person})
    assert shown["bot"] is True
    joined, welcome = await desk.updates()
    change = joined["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")
    assert change["from"]["id"] == person
    assert welcome["message"]["new_chat_members"][0]["username"] == USERNAME
    await desk.ok("sendMessage", chat_id=group, text="大家好")
    await desk.post(f"/room/chats/{group}/members", {"bot": False, "as": person})
    assert [list(update)[1] for update in await desk.updates()] == ["message", "my_chat_member"]
    refusal = "403 Forbidden: bot was kicked from the group chat"
    assert await desk.refused("sendMessage", chat_id=group, text="x") == refusal


async def test_a_bot_that_left_is_no_member(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person, kind="supergroup")
    assert await desk.ok("leaveChat", chat_id=group) is True
    refusal = "403 Forbidden: bot is not a member of the supergroup chat"
    assert await desk.refused("sendMessage", chat_id=group, text="x") == refusal
    assert (await desk.messages(group))[-1]["service"] == "村务助手退出了群"


async def test_people_coming_and_going_are_service_messages_even_in_privacy_mode(desk: Desk) -> None:
    ming, lan = await desk.person("明"), await desk.person("兰")
    group = await desk.group(ming)
    await desk.post(f"/room/chats/{group}/members", {"add": [lan], "as": ming})
    await desk.post(f"/room/chats/{group}/members", {"remove": [lan], "as": lan})
    came, went = [update["message"] for update in await desk.updates()]
    assert came["new_chat_members"][0]["id"] == went["left_chat_member"]["id"] == lan
    services = [message["service"] for message in await desk.messages(group)]
    assert services == ["明创建了群“清河镇工作群”", "明邀请兰加入了群", "兰退出了群"]
    assert (await desk.post("/room/messages", {"as": lan, "chat": group, "text": "x"}, status=403))["error"]


async def test_member_changes_arrive_only_when_asked_for_and_as_administrator(desk: Desk) -> None:
    ming, lan = await desk.person("明"), await desk.person("兰")
    group = await desk.group(ming)
    await desk.ok("getUpdates", allowed_updates=["chat_member"])
    await desk.post(f"/room/chats/{group}/members", {"add": [lan], "as": ming})
    assert await desk.updates() == []
    await desk.post(f"/room/chats/{group}/members", {"admin": True, "remove": [lan], "as": ming})
    await desk.post(f"/room/chats/{group}/members", {"add": [lan], "as": ming})
    change = (await desk.updates())[0]["chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")


async def test_a_group_becomes_a_supergroup_with_both_service_messages(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person)
    card = await desk.ok("sendMessage", chat_id=group, text="已报 3/8")
    new = (await desk.post(f"/room/chats/{group}/migrate", {}))["id"]
    assert str(new).startswith("-100")
    old_word, new_word = [update["message"] for update in await desk.updates()]
    assert (old_word["chat"]["id"], old_word["migrate_to_chat_id"]) == (group, new)
    assert (new_word["chat"]["id"], new_word["migrate_from_chat_id"]) == (new, group)
    for method, params in (
        ("sendMessage", {"text": "x"}),
        ("editMessageText", {"text": "x", "message_id": card["message_id"]}),
    ):
        status, body = await desk.bot(method, chat_id=group, **params)
        assert (status, body["description"]) == (400, "Bad Request: group chat was upgraded to a supergroup chat")
        assert body["parameters"] == {"migrate_to_chat_id": new}
    assert (await desk.ok("sendMessage", chat_id=new, text="接着说"))["message_id"] == 2
    chats = {chat["id"]: chat for chat in await desk.get("/room/chats", **{"as": person})}
    assert new in chats
    assert group not in chats
    assert (await desk.say(person, "旧窗口里说的", group))["chat"] == new
    await desk.post(f"/room/chats/{new}/migrate", {}, status=400)


@pytest.mark.parametrize(
    "address", ["https://t.me/{}?start=inv-7", "t.me/{}?start=inv-7", "https://telegram.me/{}?start=inv-7"]
)
async def test_a_deep_link_says_start_in_the_private_chat(desk: Desk, address: str) -> None:
    person = (await desk.post("/room/people", {"name": "新来的"}))["id"]
    await desk.post("/room/links", {"as": person, "url": address.format(USERNAME)})
    message = (await desk.updates())[0]["message"]
    assert (message["text"], message["chat"]["id"]) == ("/start inv-7", person)


async def test_a_group_link_brings_the_bot_in_and_says_start_there(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person, bot=False)
    url = f"https://t.me/{USERNAME}?startgroup=unit3"
    await desk.post("/room/links", {"as": person, "url": url, "chat": group})
    assert said(await desk.updates())[-1] == f"/start@{USERNAME} unit3"
    await desk.post("/room/links", {"as": person, "url": url}, status=400)
    await desk.post("/room/links", {"as": person, "url": "https://t.me/other_bot?start=x"}, status=400)


async def test_only_an_administrator_pins_in_a_group(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person)
    card = await desk.ok("sendMessage", chat_id=group, text="已报 3/8")
    where = {"chat_id": group, "message_id": card["message_id"]}
    refusal = "400 Bad Request: not enough rights to manage pinned messages in the chat"
    assert await desk.refused("pinChatMessage", **where) == refusal
    await desk.post(f"/room/chats/{group}/members", {"admin": True})
    await desk.ok("pinChatMessage", **where)
    assert (await desk.ok("getChat", chat_id=group))["pinned_message"]["text"] == "已报 3/8"
    assert (await desk.messages(group))[-1]["service"] == "村务助手置顶了一条消息"
    await desk.ok("unpinChatMessage", chat_id=group)
    assert "pinned_message" not in await desk.ok("getChat", chat_id=group)


async def test_chat_questions_are_answered_and_wrong_ones_refused(desk: Desk) -> None:
    ming, lan = await desk.person("明"), await desk.person("兰")
    group = await desk.group(ming)
    assert (await desk.ok("getChatMember", chat_id=group, user_id=ming))["status"] == "creator"
    assert (await desk.ok("getChatMember", chat_id=group, user_id=lan))["status"] == "left"
    assert await desk.ok("getChatMemberCount", chat_id=group) == 2
    assert [admin["user"]["id"] for admin in await desk.ok("getChatAdministrators", chat_id=group)] == [ming]
    assert await desk.refused("getChatMember", chat_id=group, user_id=1) == "400 Bad Request: user not found"
    refusal = "400 Bad Request: there are no administrators in the private chat"
    assert await desk.refused("getChatAdministrators", chat_id=ming) == refusal
