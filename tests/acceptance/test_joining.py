"""Coming in: a clerk's invitation, the link, and everybody who has none."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.acceptance.town import Town, texts
from village.model.people import Role

ZHOU = "周敏"
HE = "何文斌"
STRANGER_SENTENCE = "这里是清河镇办公室的工作助手。请向清河镇办公室要一个加入链接。"


async def invite(
    town: Town, *, unit: str = "大坪村", role: str = "村镇干部", name: str = HE, title: str = "村党支部书记"
) -> str:
    """The four questions by the menu; returns the link."""
    await town.say(ZHOU, "邀请人员")
    await town.tap(ZHOU, unit)
    await town.tap(ZHOU, role)
    await town.say(ZHOU, name)
    await town.say(ZHOU, title)
    _, said = await town.tap(ZHOU, "生成链接")
    found = re.search(r"https://t\.me/\S+", texts(said))
    assert found, said
    return found[0]


def code_of(link: str) -> str:
    return link.partition("start=")[2]


async def follow(town: Town, name: str, link: str) -> str:
    """Open the link as a tap on it does; returns what the bot said to it."""
    before = await town.messages(town.id(name))
    await town.post("/room/links", {"as": town.id(name), "url": link})
    await town.idle()
    return texts(await town.said_to(name, before[-1]["id"] if before else 0))


async def test_a_clerk_makes_an_invitation_with_four_questions(town: Town) -> None:
    [unit] = await town.say(ZHOU, "邀请人员")
    assert unit["text"].startswith("1/4")
    assert {"大坪村", "清河镇"} <= {b["text"] for row in unit["inline_keyboard"] for b in row}
    _, said = await town.tap(ZHOU, "大坪村")
    assert texts(said).startswith("2/4")
    _, said = await town.tap(ZHOU, "村镇干部")
    assert texts(said).startswith("3/4")
    assert texts(await town.say(ZHOU, HE)).startswith("4/4")
    summary = texts(await town.say(ZHOU, "村党支部书记"))
    for told in ("大坪村", "村镇干部", HE, "村党支部书记"):
        assert told in summary
    _, said = await town.tap(ZHOU, "生成链接")
    assert f"发给 {HE} 本人（大坪村 村党支部书记）" in texts(said)
    assert "5月25日(周一)10:00前有效" in texts(said)


async def test_the_newcomer_is_asked_says_yes_and_can_work(town: Town) -> None:
    asked = await follow(town, HE, await invite(town))
    assert asked == "何文斌，您好。您是 大坪村 的 村党支部书记，对吗？"
    _, [welcome] = await town.tap(HE, "对，是我")
    assert "以后在这里可以" in welcome["text"]
    keys = [key["text"] for row in welcome["reply_keyboard"]["keyboard"] for key in row]
    assert keys == ["报送", "我的任务", "我的问题", "我错过了什么", "查政策", "帮助"]
    assert "大坪村 5月月报" in texts(await town.say(HE, "我的任务"))
    assert texts(await town.said_to(ZHOU)).endswith("何文斌（大坪村 村党支部书记）已经加入。")


async def test_the_newcomer_sees_the_commands_of_the_post(town: Town) -> None:
    await follow(town, HE, await invite(town))
    await town.tap(HE, "对，是我")
    async with town.http.get("/room/bot", params={"as": town.id(HE)}) as response:
        shown = [c["command"] for c in (await response.json())["commands"]]
    assert shown == ["report", "tasks", "problems", "mine", "missed", "q", "help", "cancel"]


async def test_yes_pressed_twice_says_that_all_is_well(town: Town) -> None:
    link = await invite(town)
    await follow(town, HE, link)
    place, message = town.id(HE), (await town.said_to(HE))[-1]["id"]
    await town.tap(HE, "对，是我")
    toast, said = await town.tap_data(HE, place, message, f"join:{code_of(link)}")
    assert toast["toast"] == "何文斌，您好。您已经加入了，直接用就行。"
    assert said == []
    assert "您已经加入了" in await follow(town, HE, link)


async def test_a_link_works_once(town: Town) -> None:
    link = await invite(town)
    await follow(town, HE, link)
    await town.tap(HE, "对，是我")
    assert "已经用过了" in await follow(town, "马小英", link)
    assert texts(await town.say("马小英", "我的任务")) == STRANGER_SENTENCE


async def test_of_two_who_press_yes_at_once_one_gets_in(town: Town) -> None:
    link = await invite(town)
    rivals = (HE, "马小英")
    shown = {}
    for name in rivals:
        await follow(town, name, link)
        shown[name] = (await town.said_to(name))[-1]["id"]
    toasts = await asyncio.gather(*(town.tap_data(n, town.id(n), shown[n], f"join:{code_of(link)}") for n in rivals))
    refused = [toast["toast"] for toast, _ in toasts if toast["toast"]]
    assert len(refused) == 1
    assert "已经用过了" in refused[0]
    with town.office.storage.read() as uow:
        assert sum(uow.people.by_account(town.id(name)) is not None for name in rivals) == 1


async def test_a_link_ends_after_seven_days(town: Town) -> None:
    link = await invite(town)
    await town.later(days=7, seconds=-60)
    assert "对吗" in await follow(town, HE, link)
    await town.later(seconds=61)
    assert "过期了（7 天有效）" in await follow(town, HE, link)
    toast, _ = await town.tap(HE, "对，是我")
    assert "过期" in toast["toast"]


@pytest.mark.parametrize("code", ["nonsense", "_-_", "A" * 64])
async def test_an_unknown_code_is_refused_kindly(town: Town, code: str) -> None:
    said = texts(await town.say(HE, f"/start {code}"))
    assert said == "这个加入链接不对，可能没有复制完整。请向镇办公室再要一个。"


async def test_no_makes_the_link_worthless_and_the_clerk_hears_of_it(town: Town) -> None:
    link = await invite(town)
    await follow(town, "马小英", link)
    _, [changed] = await town.tap("马小英", "不是，请办公室改")
    assert "这个链接已经作废" in changed["text"]
    assert not changed["inline_keyboard"]
    notice = (await town.said_to(ZHOU))[-1]["text"]
    assert "何文斌（大坪村 村党支部书记）" in notice
    assert "不是本人" in notice
    assert "链接不对" in await follow(town, HE, link)


async def test_a_stranger_gets_one_sentence_and_no_data(town: Town) -> None:
    for text in (
        "/start",
        "你好",
        "月报",
        "秸秆利用率",
        "/report",
        "/tasks",
        "/board",
        "/q 秸秆",
        "/unknown",
        "/cancel",
    ):
        [said] = await town.say("路人甲", text)
        assert said["text"] == STRANGER_SENTENCE
        assert not said["inline_keyboard"]
        assert not said["reply_keyboard"]


@pytest.mark.parametrize("data", ["rep:1", "cand:1:0", "src:1:0", "fok:1", "brd:1:2026-05", "bind:1", "fx:1"])
async def test_a_strangers_tap_does_nothing(town: Town, data: str) -> None:
    [shown] = await town.say("路人甲", "/start")
    toast, said = await town.tap_data("路人甲", town.id("路人甲"), shown["id"], data, forged=True)
    assert toast["toast"] == "这个按钮已经过时了，请用最新的一条。"
    assert said == []


async def test_only_a_clerk_may_invite(town: Town) -> None:
    for name in ("王秀兰", "李建国"):
        assert "您这里不能操作" in texts(await town.say(name, "邀请人员"))


async def test_a_second_tap_on_make_link_says_that_it_is_done(town: Town) -> None:
    await invite(town)
    message = (await town.said_to(ZHOU))[-1]["id"]
    toast, said = await town.tap_data(ZHOU, town.id(ZHOU), message, "fok:i", forged=True)
    assert toast["toast"] == "这个邀请已经办完了。还要请别人，请再点“邀请人员”。"
    assert said == []


async def test_a_name_too_long_is_asked_again(town: Town) -> None:
    await town.say(ZHOU, "邀请人员")
    await town.tap(ZHOU, "大坪村")
    await town.tap(ZHOU, "村镇干部")
    assert "最多 20 字，您发了 200 字" in texts(await town.say(ZHOU, "长" * 200))
    assert "4/4" in texts(await town.say(ZHOU, HE))


async def test_html_in_a_name_is_shown_as_typed(town: Town) -> None:
    name = "<b>何</b>&lt;文"
    asked = await follow(town, HE, await invite(town, name=name))
    assert asked.startswith(f"{name}，您好。")
    await town.tap(HE, "对，是我")
    assert (await town.said_to(ZHOU))[-1]["text"].startswith(f"{name}（大坪村")
    link = await invite(town, name=HE)
    await follow(town, HE, link)
    toast, _ = await town.tap(HE, "对，是我")
    assert toast["toast"] is None
    message = (await town.said_to(HE))[-2]["id"]
    toast, _ = await town.tap_data(HE, town.id(HE), message, f"join:{code_of(link)}", forged=True)
    assert toast["toast"].startswith(f"{name}，您好。")


async def test_a_new_phone_takes_over_and_the_old_one_is_out(town: Town) -> None:
    phone = await town.post("/room/people", {"name": "王秀兰的新手机"})
    link = await invite(town, unit="甘溪沟村", name="王秀兰")
    await follow(town, phone["name"], link)
    await town.tap(phone["name"], "对，是我")
    assert "甘溪沟村 5月月报" in texts(await town.say(phone["name"], "我的任务"))
    assert texts(await town.say("王秀兰", "我的任务")) == STRANGER_SENTENCE
    with town.office.storage.read() as uow:
        village = uow.units.tree().called("甘溪沟村")
        assert village is not None
        assert len(uow.people.in_units([village.id], Role.OFFICIAL)) == 1


async def test_a_draft_begun_on_the_old_phone_goes_on_on_the_new_one(town: Town) -> None:
    await town.say("王秀兰", "月报")
    await town.say("王秀兰", "改厕 12 户")
    phone = await town.post("/room/people", {"name": "王秀兰的新手机"})
    await follow(town, phone["name"], await invite(town, unit="甘溪沟村", name="王秀兰"))
    await town.tap(phone["name"], "对，是我")
    assert "3/4" in texts(await town.say(phone["name"], "村口干净了"))


async def test_somebody_with_two_posts_has_the_menu_of_both(town: Town) -> None:
    link = await invite(town, unit="清河镇", role="领导", name="王秀兰", title="挂职副镇长")
    await follow(town, "王秀兰", link)
    _, [welcome] = await town.tap("王秀兰", "对，是我")
    keys = [key["text"] for row in welcome["reply_keyboard"]["keyboard"] for key in row]
    assert "报送" in keys
    assert "谁还没报" in keys
