"""Groups: bound by a clerk, quiet otherwise; questions answered as replies, reports led into private, one card."""

from __future__ import annotations

import pytest

from tests.acceptance.town import Said, Town, texts

WANG = "王秀兰"
ZHOU = "周敏"
STRAW = "秸秆利用率"


async def new_group(town: Town, *names: str, title: str = "闲聊群") -> int:
    members = [town.id(name) for name in names]
    made = await town.post("/room/chats", {"type": "group", "title": title, "members": members})
    await town.idle()
    return int(made["id"])


async def by_bot(town: Town, chat: int) -> Said:
    return [m for m in await town.messages(chat) if m["from"] and m["from"]["bot"]]


async def hear_everything(town: Town) -> None:
    await town.post("/room/settings", {"privacy": False})


async def report(town: Town, name: str) -> None:
    await town.say(name, "月报")
    for answer in ("改厕 3 户", "无", "无", "无"):
        await town.say(name, answer)
    await town.tap(name, "提交")


# -- binding ---------------------------------------------------------------------------------------------------------


async def test_a_clerk_binds_a_group_with_one_word(town: Town) -> None:
    group = await new_group(town, ZHOU, WANG)
    assert texts(await by_bot(town, group)).startswith("大家好，我是村镇工作助手。")
    assert texts(await town.say(ZHOU, "/bind", group)).startswith("好了，这个群绑定到 清河镇。")
    assert "85%以上" in texts(await town.say(WANG, f"/q {STRAW}", group))


@pytest.mark.parametrize("name", [WANG, "李建国", "路人甲"])
async def test_bind_by_anybody_else_is_ignored(town: Town, name: str) -> None:
    group = await new_group(town, ZHOU, name)
    assert await town.say(name, "/bind", group) == []
    assert await town.say(name, f"/q {STRAW}", group) == []


async def test_a_forged_bind_button_binds_nothing(town: Town) -> None:
    group = await new_group(town, WANG, ZHOU)
    hello = (await by_bot(town, group))[-1]["id"]
    toast, said = await town.tap_data(WANG, group, hello, "bind:2", forged=True)
    assert "不能操作" in toast["toast"]
    assert said == []
    [private] = await town.say(ZHOU, "/bind")
    toast, said = await town.tap_data(ZHOU, town.id(ZHOU), private["id"], "bind:2", forged=True)
    assert "过时" in toast["toast"]
    with town.office.storage.read() as uow:
        assert uow.groups.get(town.id(ZHOU)) is None


async def test_bind_in_private_says_where_to_send_it(town: Town) -> None:
    assert texts(await town.say(ZHOU, "/bind")) == "请在要绑定的群里发 /bind。"


async def test_an_unbound_group_hears_one_sentence_and_then_nothing(town: Town) -> None:
    group = await new_group(town, "路人甲", WANG)
    assert len(await by_bot(town, group)) == 1
    await hear_everything(town)
    for name in ("路人甲", WANG):
        for text in (
            f"/q {STRAW}",
            "/help",
            "/start",
            "/status",
            "/report",
            "月报",
            f"@village_desk_bot {STRAW}",
            "hi",
        ):
            assert await town.say(name, text, group) == []


async def test_an_html_title_does_no_harm(town: Town) -> None:
    group = await new_group(town, ZHOU, WANG, title="<b>工作群</b> & <i>")
    assert "清河镇" in texts(await town.say(ZHOU, "/bind", group))
    with town.office.storage.read() as uow:
        bound = uow.groups.get(group)
    assert bound is not None
    assert bound.title == "<b>工作群</b> & <i>"


async def test_after_the_bot_was_put_out_nothing_is_sent_there(town: Town) -> None:
    await town.post(f"/room/chats/{town.group}/members", {"bot": False, "as": town.id(ZHOU)})
    await town.idle()
    await town.at("2026-05-20T09:00")
    await town.later(seconds=4)
    assert await by_bot(town, town.group) == []


# -- talk ------------------------------------------------------------------------------------------------------------


async def test_a_question_is_answered_as_a_reply(town: Town) -> None:
    mine = await town.post("/room/messages", {"as": town.id(WANG), "chat": town.group, "text": f"/q {STRAW}"})
    await town.idle()
    [answer] = await by_bot(town, town.group)
    assert answer["reply_to"] == mine["id"]
    assert "<b>85%以上</b>" in answer["html"]


async def test_a_reply_to_the_bot_is_a_question(town: Town) -> None:
    [answer] = await town.say(WANG, f"/q {STRAW}", town.group)
    [next_answer] = await town.say("张勇", "厕所今年改多少户", town.group, reply_to=answer["id"])
    assert "156户" in next_answer["text"]


async def test_a_mention_is_a_question_where_it_arrives(town: Town) -> None:
    await town.post("/room/settings", {"mentions": True})
    [answer] = await town.say(WANG, f"@Village_Desk_Bot {STRAW}", town.group)
    assert "85%以上" in answer["text"]


async def test_the_command_alone_says_how_to_use_it(town: Town) -> None:
    for text in ("/q", "/q@village_desk_bot"):
        assert texts(await town.say(WANG, text, town.group)) == "请在 /q 后面写上问题，例：/q 秸秆利用率"
    assert await town.say(WANG, "/q@other_bot 秸秆", town.group) == []


async def test_ordinary_talk_is_ignored_even_where_everything_is_heard(town: Town) -> None:
    await hear_everything(town)
    other = await town.say(WANG, "张书记，明天开会吗", town.group)
    assert other == []
    [mine] = [m for m in await town.messages(town.group) if m["text"] == "张书记，明天开会吗"]
    for text in ("开的", "秸秆利用率是多少", "厕所今年改多少户", "谁还没报", "帮助", "取消", "😀"):
        assert await town.say("张勇", text, town.group, reply_to=mine["id"]) == []


async def test_stickers_photos_and_positions_in_a_group_are_ignored(town: Town) -> None:
    await hear_everything(town)
    for thing in ({"sticker": "😀"}, {"latitude": 30.5, "longitude": 110.1}):
        await town.post("/room/messages", {"as": town.id(WANG), "chat": town.group, **thing})
    await town.idle()
    assert await by_bot(town, town.group) == []


@pytest.mark.parametrize("text", ["月报", "报送", "/report"])
async def test_the_word_for_reporting_leads_into_private(town: Town, text: str) -> None:
    await hear_everything(town)
    [said] = await town.say(WANG, text, town.group)
    assert said["text"] == "报材料在私聊里报，群里不用发。"
    [[button]] = said["inline_keyboard"]
    before = (await town.messages(town.id(WANG)))[-1]["id"]
    await town.post("/room/links", {"as": town.id(WANG), "url": button["url"]})
    await town.idle()
    assert "1/4 本月做了什么？" in texts(await town.said_to(WANG, before))


async def test_the_reporting_link_shows_a_stranger_nothing(town: Town) -> None:
    assert "请向清河镇办公室要一个加入链接" in texts(await town.say("路人甲", "/start report"))


async def test_a_next_candidate_may_be_looked_at_by_anybody_in_the_group(town: Town) -> None:
    await town.say(WANG, f"/q {STRAW}", town.group)
    _, changed = await town.tap("张勇", "看全部", town.group)
    assert "农业废弃物" in texts(changed)


@pytest.mark.parametrize("data", ["rep:1", "go:1", "brd:1:2026-05", "fok:1", "fx:1", "mkd:2:0"])
async def test_what_belongs_in_private_does_not_happen_in_a_group(town: Town, data: str) -> None:
    await town.say(WANG, "月报")
    [answer] = await town.say(WANG, f"/q {STRAW}", town.group)
    for name in (WANG, ZHOU):
        toast, said = await town.tap_data(name, town.group, answer["id"], data, forged=True)
        assert "过时" in toast["toast"]
        assert said == []


# -- the status card -------------------------------------------------------------------------------------------------


async def cards(town: Town, chat: int) -> list[str]:
    return [m["text"] for m in await by_bot(town, chat) if "月报" in (m["text"] or "")]


async def test_the_card_appears_once_and_is_edited_as_reports_come_in(town: Town) -> None:
    await town.at("2026-05-20T08:00")
    await town.later(seconds=4)
    assert [c.splitlines()[0] for c in await cards(town, town.group)] == ["5月月报　已报 0/8"]
    for number, name in enumerate((WANG, "张勇"), 1):
        await report(town, name)
        await town.later(seconds=4)
        assert [c.splitlines()[0] for c in await cards(town, town.group)] == [f"5月月报　已报 {number}/8"]
    [card] = await by_bot(town, town.group)
    assert card["silent"]
    assert "王秀兰" not in card["text"]
    assert "黑水" not in card["text"]


async def test_the_card_says_when_all_is_over(town: Town) -> None:
    await town.at("2026-05-20T08:00")
    await report(town, WANG)
    await town.at("2026-05-25T18:01")
    await town.later(seconds=4)
    assert await cards(town, town.group) == ["5月月报　已报 1/8，已截止"]


async def test_looking_before_the_period_opened_does_not_keep_the_card_away(town: Town) -> None:
    await town.say(ZHOU, "谁还没报")
    await town.say(WANG, "/status", town.group)
    before = len(await cards(town, town.group))
    await town.at("2026-05-20T08:00")
    await town.later(seconds=4)
    assert len(await cards(town, town.group)) == before + 1


async def test_a_group_bound_in_the_middle_of_a_period_gets_the_card_at_once(town: Town) -> None:
    await town.at("2026-05-21T10:00")
    await report(town, WANG)
    group = await new_group(town, ZHOU, WANG)
    await town.say(ZHOU, "/bind", group)
    await town.later(seconds=4)
    assert [c.splitlines()[0] for c in await cards(town, group)] == ["5月月报　已报 1/8"]


async def test_a_migration_keeps_binding_and_card(town: Town) -> None:
    await town.at("2026-05-20T08:00")
    await town.later(seconds=4)
    await town.post(f"/room/chats/{town.group}/migrate", {})
    await town.idle()
    [chat] = [c for c in await rooms(town) if c["title"] == "清河镇工作群"]
    new = chat["id"]
    assert new != town.group
    assert "85%以上" in texts(await town.say(WANG, f"/q {STRAW}", new))
    for number, name in enumerate((WANG, "张勇"), 1):
        await report(town, name)
        await town.later(seconds=4)
        found = await cards(town, new)
        assert [c.splitlines()[0] for c in found] == [f"5月月报　已报 {number}/8"]


async def rooms(town: Town) -> Said:
    async with town.http.get("/room/chats") as response:
        return list(await response.json())


async def test_the_status_command_shows_counts_and_no_names(town: Town) -> None:
    await report(town, WANG)
    [said] = await town.say("张勇", "/status", town.group)
    assert said["text"].startswith("5月月报　已报 1/8")
    assert "村" not in said["text"]
