"""A question no plan answers: to the clerks, answered once, told to who asked, and kept for whoever asks the same."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

import openpyxl

from tests.acceptance.test_asking import import_files
from tests.acceptance.town import Said, Town, find_button, running_town, texts

WANG, ZHANG, ZHOU, CHEN = "王秀兰", "张勇", "周敏", "陈静"
QUESTION = "宅基地怎么批"
ANSWER = "找村委会领表，镇自然资源所受理"


async def last(town: Town, name: str) -> dict[str, object]:
    return (await town.said_to(name))[-1]


async def ask_office(town: Town, name: str = WANG, question: str = QUESTION) -> Said:
    await town.say(name, question)
    _, said = await town.tap(name, "请办公室回答")
    return said


async def answer(town: Town, clerk: str = ZHOU, text: str = ANSWER) -> Said:
    await town.tap(clerk, "回答")
    await town.say(clerk, text)
    _, said = await town.tap(clerk, "发出")
    return said


def buttons(message: dict[str, object]) -> list[str]:
    return [b["text"] for row in message["inline_keyboard"] or [] for b in row]  # type: ignore[union-attr]


async def test_one_tap_sends_the_question_to_every_clerk_with_who_asked(town: Town) -> None:
    [told] = await ask_office(town)
    assert "已转给清河镇办公室，答复后会发给您。" in told["text"]
    assert buttons(told) == ["不用了"]
    for clerk in (ZHOU, CHEN):
        asked = await last(town, clerk)
        assert asked["text"].startswith(f"王秀兰（甘溪沟村）问：\n{QUESTION}\n")  # type: ignore[union-attr]
        assert buttons(asked) == ["回答", "用方案里的条款", "查不到，不回答"]


async def test_the_clerk_answers_once_and_everybody_hears_what_concerns_them(town: Town) -> None:
    await ask_office(town)
    await town.tap(ZHOU, "回答")
    assert QUESTION in texts(await town.said_to(ZHOU))
    [preview] = await town.say(ZHOU, ANSWER)
    assert QUESTION in preview["text"]
    assert buttons(preview) == ["发出", "改一改", "先不填了"]
    _, said = await town.tap(ZHOU, "发出")
    assert "已发给 王秀兰，并记作办公室答复" in texts(said)
    told = await last(town, WANG)
    assert told["html"] == (f"您问的：{QUESTION}\n\n<b>{ANSWER}</b>\n\n清河镇办公室答复（周敏，2026年5月18日）")
    other = await last(town, CHEN)
    assert f"已由 周敏 答复（2026年5月18日）：\n{ANSWER}" in other["text"]  # type: ignore[operator]
    assert buttons(other) == []


async def test_the_answer_is_given_first_to_whoever_asks_the_same_or_nearly_the_same(town: Town) -> None:
    await ask_office(town)
    await answer(town)
    for text in (QUESTION, "宅基地怎么批？", "请问宅基地咋个批", "zhaijidi zenme pi", "寨基地怎么批"):
        [card] = await town.say(ZHANG, text)
        assert f"<b>{ANSWER}</b>" in card["html"], text
        assert "清河镇办公室答复（周敏，2026年5月18日）" in card["text"]
    assert ANSWER not in texts(await town.say(ZHANG, "厕所今年改多少户"))


async def test_another_office_keeps_its_answers_to_itself(town: Town) -> None:
    await ask_office(town)
    await answer(town)

    def elsewhere() -> None:
        from village.model.people import Role, UnitKind

        with town.office.storage.begin() as uow:
            other = uow.units.add("白沙镇", UnitKind.TOWN, None)
            person = uow.people.by_account(town.id("路人甲")) or uow.people.add("路人甲", town.id("路人甲"))
            uow.people.add_post(person.id, other.id, Role.OFFICIAL, "干部")
            uow.commit()

    await town.office.desk.off_loop(elsewhere)
    assert "没有查到" in texts(await town.say("路人甲", QUESTION))


async def test_the_clerk_may_point_to_a_clause(town: Town) -> None:
    await ask_office(town, question="水利局要做什么")
    _, [near] = await town.tap(ZHOU, "用方案里的条款")
    assert "第11项" in near["text"]
    _, said = await town.tap(ZHOU, "就用1")
    assert "并记作办公室答复" in texts(said)
    assert "饮用水源地" in texts([await last(town, WANG)])
    [card] = await town.say(ZHANG, "水利局要做什么")
    assert buttons(card)[0] == "看原文"


async def test_declining_tells_the_asker_so_and_keeps_no_answer(town: Town) -> None:
    await ask_office(town)
    toast, [asked] = await town.tap(ZHOU, "查不到，不回答")
    assert toast["toast"] == "好的，这条办完了。"
    assert buttons(asked) == []
    assert "没有能引用的规定" in texts([await last(town, WANG)])
    assert "已由 周敏 回复：查不到" in texts([await last(town, CHEN)])
    assert "没有查到" in texts(await town.say(ZHANG, QUESTION))


async def test_two_clerks_at_once_make_one_answer_and_the_slower_hears_who_was_faster(town: Town) -> None:
    await ask_office(town)
    for clerk, text in ((ZHOU, ANSWER), (CHEN, "请打电话到镇里问")):
        await town.tap(clerk, "回答")
        await town.say(clerk, text)
    await town.tap(ZHOU, "发出")
    _, said = await town.tap(CHEN, "发出")
    assert texts(said) == "周敏已经处理过这个问题了，不用再答。"
    assert texts(await town.said_to(WANG)).count("您问的：") == 1
    assert ANSWER in texts(await town.say(WANG, QUESTION))


async def test_answers_sent_in_the_same_moment_are_one_answer(town: Town) -> None:
    await ask_office(town)
    taps = []
    for clerk in (ZHOU, CHEN):
        await town.tap(clerk, "回答")
        await town.say(clerk, f"{clerk}的答复")
        message, data = find_button(await town.messages(town.id(clerk)), "发出")
        taps.append({"as": town.id(clerk), "chat": town.id(clerk), "message": message, "data": data})
    await asyncio.gather(*(town.post("/room/taps", body) for body in taps))
    await town.idle()
    assert texts(await town.said_to(WANG)).count("您问的：") == 1


async def test_pressing_twice_sends_once_and_answers_once(town: Town) -> None:
    await town.say(WANG, QUESTION)
    message, data = find_button(await town.messages(town.id(WANG)), "请办公室回答")
    for _ in range(2):
        await town.tap_data(WANG, town.id(WANG), message, data, forged=True)
    assert texts(await town.said_to(ZHOU)).count(QUESTION) == 1
    await town.tap(ZHOU, "回答")
    await town.say(ZHOU, ANSWER)
    message, data = find_button(await town.messages(town.id(ZHOU)), "发出")
    await town.tap_data(ZHOU, town.id(ZHOU), message, data, forged=True)
    toast, _ = await town.tap_data(ZHOU, town.id(ZHOU), message, data, forged=True)
    assert toast["toast"] == "这条答复已经发出了，不用再点。"
    assert texts(await town.said_to(WANG)).count("您问的：") == 1


async def test_who_asks_the_same_meanwhile_joins_and_both_are_told(town: Town) -> None:
    await ask_office(town)
    [told] = await ask_office(town, ZHANG, "宅基地怎么批？")
    assert "已转给清河镇办公室" in told["text"]
    assert texts(await town.said_to(ZHOU)).count("宅基地") == 1
    said = await answer(town)
    assert "已发给 王秀兰、张勇" in texts(said)
    for name in (WANG, ZHANG):
        assert ANSWER in texts([await last(town, name)])


async def test_a_question_taken_back_is_not_answered_any_more(town: Town) -> None:
    await ask_office(town)
    await town.tap(ZHOU, "回答")
    _, said = await town.tap(WANG, "不用了")
    assert "不转了" in texts(said)
    assert "提问人不问了，不用答。" in texts(await town.said_to(CHEN))
    await town.say(ZHOU, ANSWER)
    _, said = await town.tap(ZHOU, "发出")
    assert texts(said) == "提问人已经不问了，不用答。"
    assert ANSWER not in texts(await town.said_to(WANG))


async def test_taken_back_by_one_it_is_still_answered_for_the_other(town: Town) -> None:
    await ask_office(town)
    await ask_office(town, ZHANG)
    await town.tap(WANG, "不用了")
    assert "提问人不问了" not in texts(await town.said_to(ZHOU))
    said = await answer(town)
    assert "已发给 张勇，" in texts(said)


async def test_an_answer_for_somebody_who_has_left_is_kept_and_the_clerk_hears_it(town: Town) -> None:
    await ask_office(town)

    def leave() -> None:
        with town.office.storage.begin() as uow:
            uow.people.set_reachable(town.id(WANG), reachable=False)
            uow.commit()

    await town.office.desk.off_loop(leave)
    said = await answer(town)
    assert "王秀兰 现在收不到消息，没有发" in texts(said)
    assert ANSWER in texts(await town.say(ZHANG, QUESTION))


async def test_at_night_the_clerks_are_left_alone_until_morning(town: Town) -> None:
    await town.at("2026-05-18T22:30")
    await ask_office(town)
    assert QUESTION not in texts(await town.said_to(ZHOU))
    await town.at("2026-05-19T07:31")
    assert QUESTION in texts(await town.said_to(ZHOU))


async def test_a_question_survives_a_restart_between_asking_writing_and_sending(tmp_path: Path) -> None:
    async with running_town(tmp_path) as town:
        await ask_office(town)
        await town.tap(ZHOU, "回答")
        await town.shut()
        await town.open()
        await town.say(ZHOU, ANSWER)
        await town.shut()
        await town.open()
        _, said = await town.tap(ZHOU, "发出")
        assert "已发给 王秀兰" in texts(said)
        assert ANSWER in texts([await last(town, WANG)])


async def test_a_clerk_puts_an_answer_right_takes_it_out_and_puts_it_back(town: Town) -> None:
    await ask_office(town)
    await answer(town)
    await town.tap(ZHOU, "改答复")
    await town.say(ZHOU, "到便民服务中心领表")
    _, said = await town.tap(ZHOU, "发出")
    assert texts(said).startswith("改好了")
    assert "便民服务中心" in texts(await town.say(ZHANG, QUESTION))
    await town.tap(ZHOU, "撤下")
    assert "没有查到" in texts(await town.say(ZHANG, QUESTION))
    await town.tap(ZHOU, "放回去")
    assert "便民服务中心" in texts(await town.say(ZHANG, QUESTION))
    page = texts(await town.say(ZHOU, "办公室答复"))
    assert page.startswith(f"1/1 {QUESTION}")


async def test_only_clerks_settle_and_mend(town: Town) -> None:
    [told] = await ask_office(town)
    for data in ("ha:1", "hd:1", "hu:1:1:0", "fqm:1", "gd:1:0", "wdx:1"):
        toast, said = await town.tap_data(ZHANG, town.id(ZHANG), told["id"], data, forged=True)
        assert said == []
        assert toast["toast"], data
    for text in ("没答上的", "办公室答复", "本地说法"):
        assert "这件事要镇办公室来办" in texts(await town.say(ZHANG, text))
    assert "加词" not in texts(await town.say(ZHANG, "加词 茅厕=厕所"))


async def test_with_no_clerk_to_be_reached_the_asker_is_told_and_the_question_stays(town: Town) -> None:
    def all_gone() -> None:
        with town.office.storage.begin() as uow:
            for clerk in (ZHOU, CHEN):
                uow.people.set_reachable(town.id(clerk), reachable=False)
            uow.commit()

    await town.office.desk.off_loop(all_gone)
    [told] = await ask_office(town)
    assert "现在没有人能收到消息，急用请打电话问" in told["text"]
    assert QUESTION in texts(await town.say(ZHOU, "没答上的"))


async def test_the_only_clerk_is_offered_to_write_the_answer_herself(town: Town) -> None:
    def leave() -> None:
        with town.office.storage.begin() as uow:
            uow.people.set_reachable(town.id(CHEN), reachable=False)
            uow.commit()

    await town.office.desk.off_loop(leave)
    [told] = await ask_office(town, ZHOU)
    assert "您可以自己写一条答复" in told["text"]
    said = await answer(town)
    assert "已记作办公室答复" in texts(said)
    assert ANSWER in texts(await town.say(WANG, QUESTION))


# -- votes -----------------------------------------------------------------------------------------------------------


def votes(town: Town) -> list[tuple[str, bool]]:
    with town.office.storage.read() as uow:
        return [(answer, good) for (_, answer), good in uow.questions.votes(1).items()]


async def test_a_vote_is_kept_once_and_can_be_changed(town: Town) -> None:
    await town.say(WANG, "厕所今年改多少户")
    for label, good in (("👍", True), ("👍", True), ("👎", False), ("👎", False), ("👍", True)):
        await town.tap(WANG, label)
        assert await town.office.desk.off_loop(votes, town) == [("plan:2/二.1", good)]


async def test_after_a_thumb_down_the_office_can_be_asked(town: Town) -> None:
    await town.say(WANG, "厕所今年改多少户")
    toast, [card] = await town.tap(WANG, "👎")
    assert "请办公室回答" in toast["toast"]
    assert "请办公室回答" in buttons(card)
    _, [told] = await town.tap(WANG, "请办公室回答")
    assert "已转给清河镇办公室" in told["text"]


async def test_in_a_group_a_vote_changes_no_message(town: Town) -> None:
    await town.say(WANG, "/q 厕所今年改多少户", town.group)
    toast, changed = await town.tap(ZHANG, "👎", town.group)
    assert toast["toast"] == "记下了。要办公室回答，请私聊我再问一次。"
    assert changed == []


# -- the list --------------------------------------------------------------------------------------------------------


async def test_the_list_holds_what_was_not_found_and_what_was_not_liked_and_is_worked_off(town: Town) -> None:
    await town.say(WANG, "低保怎么申请")
    await town.say(ZHANG, "低保怎么申请？")
    await town.say(WANG, "水费收多少")
    await town.say(WANG, "厕所今年改多少户")
    await town.tap(WANG, "👎")
    await town.say(WANG, "森林覆盖率")
    await ask_office(town)
    [first] = await town.say(ZHOU, "没答上的")
    assert f"1/4\n王秀兰（甘溪沟村），5月18日 10:00\n{QUESTION}\n提问人在等办公室答复。" in first["text"]
    await answer(town)
    [second] = await town.say(ZHOU, "/unanswered")
    assert "1/3" in second["text"]
    assert "王秀兰（甘溪沟村）、张勇（黑水村）" in second["text"]
    _, [third] = await town.tap(ZHOU, "不用答")
    assert "1/2" in third["text"]
    assert "水费" in third["text"]
    _, [choice] = await town.tap(ZHOU, "归到已有答复")
    assert ANSWER in choice["text"]
    _, said = await town.tap(ZHOU, "1")
    assert "已发给 王秀兰" in texts(said)
    assert ANSWER in texts([await last(town, WANG)])
    [left] = await town.say(ZHOU, "没答上的")
    assert "1/1" in left["text"]
    assert "有 1 人说没答对" in left["text"]
    await town.tap(ZHOU, "不用答")
    assert texts(await town.say(ZHOU, "没答上的")) == "都答上了，没有要处理的问题。"


async def test_the_list_is_turned_page_by_page(town: Town) -> None:
    for question in ("低保怎么申请", "水费收多少", "户口怎么迁"):
        await town.say(WANG, question)
    await town.say(ZHOU, "没答上的")
    _, [page] = await town.tap(ZHOU, "下一页")
    assert "2/3" in page["text"]
    assert {"上一页", "下一页"} <= set(buttons(page))
    _, [page] = await town.tap(ZHOU, "下一页")
    assert "3/3" in page["text"]
    assert "下一页" not in buttons(page)


async def test_the_list_is_exported_as_a_workbook(town: Town) -> None:
    await town.say(WANG, "=1+1低保怎么申请")
    await town.say(ZHANG, "水费收多少")
    await town.say(ZHOU, "没答上的")
    await town.tap(ZHOU, "导出表格")
    sent = await last(town, ZHOU)
    file = sent["document"]
    assert re.fullmatch(r"没答上的问题20260518\.xlsx", file["name"])  # type: ignore[index]
    async with town.http.get(file["url"]) as response:  # type: ignore[index]
        data = await response.read()
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[0][:3] == ("问题", "问的人", "单位")
    assert rows[1][0] == "'=1+1低保怎么申请"
    assert rows[2] == ("水费收多少", "张勇", "黑水村", 1, "2026-05-18 10:00", 0, None)


# -- groups and edits ------------------------------------------------------------------------------------------------


async def test_not_found_in_a_group_is_one_line_with_the_way_into_private(town: Town) -> None:
    [said] = await town.say(WANG, f"/q {QUESTION}", town.group)
    assert said["text"] == "没有查到。"
    [[button]] = said["inline_keyboard"]
    before = (await town.messages(town.id(WANG)))[-1]["id"]
    await town.post("/room/links", {"as": town.id(WANG), "url": button["url"]})
    await town.idle()
    [mine] = await town.said_to(WANG, before)
    assert buttons(mine) == ["请办公室回答"]
    await town.tap(WANG, "请办公室回答")
    assert QUESTION in texts(await town.said_to(ZHOU))
    before = (await town.messages(town.id(ZHANG)))[-1]["id"]
    await town.post("/room/links", {"as": town.id(ZHANG), "url": button["url"]})
    await town.idle()
    assert texts(await town.said_to(ZHANG, before)) == "直接打字问就行，例：厕所今年改多少户"


async def edit(town: Town, name: str, message: int, text: str, chat: int | None = None) -> None:
    place = town.id(name) if chat is None else chat
    await town.post("/room/edits", {"as": town.id(name), "chat": place, "message": message, "text": text})
    await town.idle()


async def test_a_question_put_right_has_its_answer_changed_in_place(town: Town) -> None:
    [said] = await town.say(WANG, "谁家的狗")
    mine = (await town.messages(town.id(WANG)))[-2]["id"]
    await edit(town, WANG, mine, "厕所今年改多少户")
    changed = await last(town, WANG)
    assert changed["id"] == said["id"]
    assert "<b>156户</b>" in changed["html"]  # type: ignore[operator]
    await edit(town, WANG, mine, "厕所今年改多少户")
    assert len(await town.said_to(WANG, said["id"])) == 0


async def test_a_question_in_a_group_put_right_has_its_answer_changed_there(town: Town) -> None:
    [said] = await town.say(WANG, "/q 谁家的狗", town.group)
    mine = (await town.messages(town.group))[-2]["id"]
    await edit(town, WANG, mine, "/q 厕所今年改多少户", town.group)
    [changed] = [m for m in await town.messages(town.group) if m["id"] == said["id"]]
    assert "156户" in changed["text"]


async def test_a_question_the_office_has_is_not_changed_under_its_hands(town: Town) -> None:
    await town.say(WANG, QUESTION)
    mine = (await town.messages(town.id(WANG)))[-2]["id"]
    await town.tap(WANG, "请办公室回答")
    await edit(town, WANG, mine, "宅基地多大")
    assert texts([await last(town, WANG)]) == "这个问题已经转给办公室了。改过的话，请另外再问一次。"
    assert QUESTION in texts(await town.said_to(ZHOU))


async def test_changing_what_was_no_question_is_answered_with_nothing(town: Town) -> None:
    await town.say(WANG, "我的任务")
    mine = (await town.messages(town.id(WANG)))[-2]["id"]
    before = await town.messages(town.id(WANG))
    await edit(town, WANG, mine, "厕所今年改多少户")
    assert len(await town.messages(town.id(WANG))) == len(before)


# -- in every process ------------------------------------------------------------------------------------------------


async def test_words_of_the_office_are_stored_listed_and_taken_out(town: Town) -> None:
    assert "旱厕 = 厕所" in texts(await town.say(ZHOU, "加词 旱厕=厕所"))
    assert "以前加过了" in texts(await town.say(ZHOU, "/words 旱厕＝厕所"))
    assert "1. 旱厕 = 厕所" in texts(await town.say(ZHOU, "本地说法"))
    assert "加词请写两个词" in texts(await town.say(ZHOU, "加词 厕所=厕所"))
    _, said = await town.tap(ZHOU, "删 1")
    assert "还没有加过" in texts(said)


async def test_a_plan_that_contradicts_itself_shows_both_and_asks_the_office(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "污水.txt"
    file.write_text(
        "白沙镇2026年治水工作方案\n\n一、指标\n1.村庄污水处理率100%。加快建管网，使村庄污水处理率达到80%以上。\n",
        "utf-8",
    )
    await town.office.desk.off_loop(import_files, town, file)
    [card] = await town.say(WANG, "村庄污水处理率是多少")
    assert card["text"].startswith("原文前后不一致，请以办公室答复为准：")
    assert "<b>100%</b>" in card["html"]
    assert "<b>80%</b>" in card["html"]
    assert "请办公室确认" in buttons(card)
