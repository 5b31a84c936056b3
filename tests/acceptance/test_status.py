"""Seen to work: /status for the clerk in plain words, and “我错过了什么” for anybody."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from handlers.status import view
from tests.acceptance.town import Town, texts
from village.model.messages import MessageState, NewMessage, Rank
from village.model.people import Role
from village.services.standing import standing

CLERK = "周敏"
WANG = "王秀兰"


async def status(town: Town) -> str:
    return texts(await town.say(CLERK, "状态"))


def give_up(town: Town, key: str, chat: int, reason: str, body: dict[str, object] | None = None) -> None:
    """A message that was tried and given up, as delivery leaves it behind."""
    with town.office.storage.begin() as uow:
        now = town.clock.now()
        params = body or {"method": "sendMessage", "params": {"text": "明天开会"}}
        uow.outbox.add(NewMessage(key, "told", params, Rank.REPLY, chat, not_before=now - timedelta(minutes=1)), now)
        [message] = [m for m in uow.outbox.claim("dispatcher", now, now, 10) if m.key == key]
        uow.outbox.end(message, MessageState.FAILED, now, reason)
        uow.commit()


async def test_a_quiet_office_says_that_all_is_well(town: Town) -> None:
    [said] = await town.say(CLERK, "/status")
    assert "该提醒的：刚才看过一遍" in said["text"]
    assert "等着发：没有" in said["text"]
    assert "卡住的：没有" in said["text"]
    assert said["inline_keyboard"] is None


async def test_only_the_office_sees_it_and_leaders_get_their_boards(town: Town) -> None:
    assert "镇办公室来办" in texts(await town.say(WANG, "状态"))
    assert "还没报" in texts(await town.say("李建国", "状态"))


async def test_in_groups_it_stays_the_progress_card(town: Town) -> None:
    said = texts(await town.say(CLERK, "/status", town.group))
    assert "已报" in said
    assert "等着发" not in said


async def test_what_waits_is_told_by_rank_with_the_oldest(town: Town) -> None:
    fault = {"method": "sendMessage", "times": 1, "error_code": 429, "parameters": {"retry_after": 3600}}
    await town.post("/room/faults", {**fault, "chat": town.id(WANG)})
    for text in ("帮助", "我的任务"):
        await town.post("/room/messages", {"as": town.id(WANG), "text": text})
    async with asyncio.timeout(8):
        while "回答 2 条（最早 5月18日" not in await in_two_hours(town):  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.05)
    assert "卡住的：有一条回答" in await in_two_hours(town)


async def in_two_hours(town: Town) -> str:
    """What the clerk would see then, while the office is not idle."""
    with town.office.storage.read() as uow:
        clerk = uow.people.by_account(town.id(CLERK))
        assert clerk is not None
        later = town.clock.now() + timedelta(hours=2)
        return str(view(standing(uow, clerk, later), later)[0])


async def test_everybody_out_of_reach_is_named_with_the_reason(town: Town) -> None:
    await town.post("/room/faults", {"method": "sendMessage", "times": 1, "error_code": 403, "chat": town.id(WANG)})
    await town.say(WANG, "帮助")
    with town.office.storage.begin() as uow:
        town_unit = uow.units.tree().called("清河镇")
        assert town_unit is not None
        newcomer = uow.people.add("赵新", None)
        uow.people.add_post(newcomer.id, town_unit.id, Role.OFFICIAL, "干事")
        uow.commit()
    said = await status(town)
    assert "联系不上 " in said
    assert f"· {WANG}（" in said
    assert "停用了助手" in said
    assert "· 赵新（清河镇）还没加入" in said


async def test_a_person_who_comes_back_is_not_named_any_more(town: Town) -> None:
    for blocked in (True, False):
        await town.post(f"/room/chats/{town.id(WANG)}/block", {"blocked": blocked})
        await town.idle()
        assert (f"· {WANG}（" in await status(town)) == blocked


async def test_a_group_that_put_the_assistant_out_is_named(town: Town) -> None:
    fault = {"method": "sendMessage", "times": 1, "error_code": 403, "chat": town.group,
             "description": "Forbidden: bot was kicked from the group chat"}  # fmt: skip
    await town.post("/room/faults", fault)
    await town.say(CLERK, "/help", town.group)
    assert "把助手移出了群" in await status(town)


async def test_a_silenced_group_is_named_until_something_arrives(town: Town) -> None:
    fault = {"method": "sendMessage", "times": 1, "error_code": 400, "chat": town.group,
             "description": "Bad Request: not enough rights to send text messages to the chat"}  # fmt: skip
    await town.post("/room/faults", fault)
    await town.say(CLERK, "/help", town.group)
    assert "不让助手发言" in await status(town)
    await town.say(CLERK, "/help", town.group)
    assert "不让助手发言" not in await status(town)


async def test_what_was_given_up_is_sent_once_more_with_one_tap(town: Town) -> None:
    give_up(town, "a", town.id(WANG), "timed out")
    give_up(town, "b", town.id("张勇"), "can't parse entities")
    [said] = await town.say(CLERK, "状态")
    assert "没发成 2 条" in said["text"]
    assert f"给 {WANG} 的通知，网络一直不通" in said["text"]
    assert "Telegram 没有收" in said["text"]
    number = next(line[0] for line in said["text"].splitlines() if f"给 {WANG} 的" in line)
    toast, changed = await town.tap(CLERK, f"再发一次 {number}")
    assert toast["toast"] == "好的，再发一次。"
    assert "没发成 1 条" in texts(changed)
    assert (await town.said_to(WANG))[-1]["text"] == "明天开会"


async def test_a_second_tap_sends_nothing_twice(town: Town) -> None:
    give_up(town, "a", town.id(WANG), "timed out")
    [said] = await town.say(CLERK, "状态")
    data = said["inline_keyboard"][0][0]["data"]
    for expected in ("好的，再发一次。", "这一条已经再发了。"):
        toast, _ = await town.tap_data(CLERK, town.id(CLERK), said["id"], data, forged=True)
        assert toast["toast"] == expected
    assert [m["text"] for m in await town.said_to(WANG)].count("明天开会") == 1


async def test_nobody_sends_again_what_was_for_another_office(town: Town) -> None:
    give_up(town, "a", 4711, "timed out")
    [said] = await town.say(CLERK, "状态")
    assert "没发成" not in said["text"]
    with town.office.storage.read() as uow:
        message = uow.outbox.find("a")
    assert message is not None
    toast, _ = await town.tap_data(CLERK, town.id(CLERK), said["id"], f"again:{message.id}", forged=True)
    assert "不能操作" in toast["toast"]
    toast, _ = await town.tap_data(WANG, town.id(WANG), (await town.say(WANG, "帮助"))[0]["id"], "again:1", forged=True)
    assert "镇办公室" in toast["toast"]


# -- 我错过了什么 ------------------------------------------------------------------------------------------------------


async def test_after_days_away_one_message_says_what_came_and_what_is_owed(town: Town) -> None:
    await town.say(WANG, "帮助")
    await town.at("2026-05-20T09:10")
    await town.at("2026-05-23T09:10")
    [said] = await town.say(WANG, "我错过了什么")
    assert said["text"].startswith("5月18日 10:00到现在：")
    assert "还要办的 1 件" in said["text"]
    assert said["text"].count("月报") == 1, "two reminders of the same report are one thing to do"
    _, opened = await town.tap(WANG, "现在报")
    assert "1/" in texts(opened)


async def test_what_was_done_meanwhile_is_not_brought_up(town: Town) -> None:
    await town.at("2026-05-20T09:10")
    for text in ("月报", "改厕 12 户", "无", "无", "无", "提交"):
        await town.say(WANG, text)
    await town.later(days=1)
    assert "没有要您办的" in texts(await town.say(WANG, "/missed"))


async def test_what_people_were_told_unasked_is_listed_and_their_own_answers_are_not(town: Town) -> None:
    await town.say(CLERK, "帮助")
    await town.later(hours=2)
    with town.office.storage.begin() as uow:
        body = {"method": "sendMessage", "params": {"text": "<b>赵新</b> &lt;文书&gt; 已经加入。\n第二行"}}
        uow.outbox.add(NewMessage("x", "told", body, Rank.REPLY, town.id(CLERK)), town.clock.now())
        uow.commit()
    await town.idle()
    said = texts(await town.say(CLERK, "有什么新消息"))
    assert "· 赵新 <文书> 已经加入。" in said
    assert "第二行" not in said
    assert "可以这样用" not in said


async def test_the_second_question_after_coming_back_says_the_same(town: Town) -> None:
    await town.say(WANG, "帮助")
    await town.at("2026-05-20T09:10")
    first = texts(await town.say(WANG, "/missed"))
    await town.later(minutes=5)
    assert texts(await town.say(WANG, "/missed")) == first


async def test_what_could_not_be_delivered_meanwhile_is_caught_up_with(town: Town) -> None:
    await town.say("张勇", "帮助")
    await town.later(hours=3)
    fault = {"method": "sendMessage", "times": 1, "error_code": 403, "chat": town.id("张勇")}
    await town.post("/room/faults", fault)
    with town.office.storage.begin() as uow:
        body = {"method": "sendMessage", "params": {"text": "会议改到下午"}}
        uow.outbox.add(NewMessage("x", "told", body, Rank.REPLY, town.id("张勇")), town.clock.now())
        uow.commit()
    await town.idle()
    await town.say("张勇", "/start")
    assert "会议改到下午" in texts(await town.say("张勇", "我错过了什么"))


async def test_a_stranger_asks_in_vain(town: Town) -> None:
    for text in ("/missed", "/status", "状态", "我错过了什么"):
        assert "加入链接" in texts(await town.say("路人甲", text))
