"""A clerk sends a plan; what was read is checked, put right and used, or thrown away."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from knowledge.facts import Reading
from tests.acceptance.plan_town import NEXT_YEAR, PLAN, WANG, ZHOU, export, plans_of, send
from tests.acceptance.town import Town, texts
from tests.builders import a_plan
from village.services import plans


async def test_a_clerks_file_becomes_a_card_with_counts_in_the_place_of_the_progress(town: Town) -> None:
    [card] = await send(town, ZHOU, PLAN.encode(), "2026整治方案.txt")
    assert card["edited"]
    assert "清河镇2026年农村人居环境整治方案 · 镇级 · 2026年" in card["text"]
    assert "4 条任务 · 3 个指标 · 3 个时限 · 2 个单位；有 1 处没读懂" in card["text"]


async def test_nothing_is_answered_from_a_draft_and_everything_after_it_was_confirmed(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    assert "210户" not in texts(await town.say(WANG, "改厕多少户"))
    await town.tap(ZHOU, "直接启用")
    assert "210户" in texts(await town.say(WANG, "改厕多少户"))


async def test_facts_are_checked_beside_their_quote_put_right_or_taken_out(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    _, said = await town.tap(ZHOU, "逐项核对")
    assert "先看哪一样" in texts(said)
    _, said = await town.tap(ZHOU, "指标 3")
    assert "指标 1/3" in texts(said)
    assert "原文（一、1）：2026年完成改厕210户" in texts(said)
    await town.tap(ZHOU, "改一改")
    await town.tap(ZHOU, "数值")
    assert "没看出是多少" in texts(await town.say(ZHOU, "很多"))
    said = await town.say(ZHOU, "２２０户以上")
    assert "不低于 220户" in texts(said)
    assert "办公室已更正" in texts(said)
    assert "2026年完成改厕210户" in texts(said), "the document's own words stay in sight"
    _, said = await town.tap(ZHOU, "不是，去掉")
    assert "收运覆盖率" in texts(said)
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    assert [i.value for i in plans_of(town)[-1].draft.indicators] == [95, 30], "the one taken out is gone"


async def test_a_corrected_figure_is_what_everybody_is_told_also_after_a_restart(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    for label in ("逐项核对", "指标 3", "改一改", "数值"):
        await town.tap(ZHOU, label)
    await town.say(ZHOU, "220")
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    for _ in range(2):
        answer = texts(await town.say(WANG, "改厕多少户"))
        assert "220户" in answer.split("办公室已更正")[0]
        assert "办公室已更正（原文：2026年完成改厕210户）" in answer
        await town.shut()
        await town.open()


async def test_a_deadline_is_put_right_in_plain_words(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    for label in ("逐项核对", "时限 3", "对，下一个", "改一改", "时间"):
        await town.tap(ZHOU, label)
    assert "没看出是哪一天" in texts(await town.say(ZHOU, "6月31日"))
    assert "7月15日前" in texts(await town.say(ZHOU, "7.15"))
    await town.tap(ZHOU, "改一改")
    await town.tap(ZHOU, "谁来做")
    assert "谁来做：各村、镇水利站" in texts(await town.say(ZHOU, "各村、镇水利站"))
    await town.tap(ZHOU, "改一改")
    await town.tap(ZHOU, "事情")
    assert "清理三条河沟" in texts(await town.say(ZHOU, "清理三条河沟"))
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    second = plans_of(town)[-1].draft.deadlines[1]
    assert (second.when, second.what, second.who) == ("2026-07-15", "清理三条河沟", ("各村", "镇水利站"))
    assert "7月15日前" in texts(await town.say(WANG, "沟渠清淤什么时候完成")).split("办公室已更正")[0]


async def test_the_units_of_a_clause_are_put_right(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    for label in ("逐项核对", "责任单位 1", "改一改", "牵头单位"):
        await town.tap(ZHOU, label)
    assert "牵头：镇环卫所" in texts(await town.say(ZHOU, "镇环卫所"))
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    answer = texts(await town.say(WANG, "改厕谁牵头"))
    assert "镇环卫所" in answer.split("办公室已更正")[0]
    assert "镇乡建办" in answer.split("办公室已更正")[1]


async def test_title_level_and_year_are_put_right(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    for label in ("逐项核对", "标题、级别、年份", "改标题"):
        await town.tap(ZHOU, label)
    assert "改好的方案" in texts(await town.say(ZHOU, "《清河镇改好的方案》"))
    await town.tap(ZHOU, "改年份")
    assert "四位数字" in texts(await town.say(ZHOU, "去年"))
    assert "2027年" in texts(await town.say(ZHOU, "2027年"))
    await town.tap(ZHOU, "改级别")
    await town.tap(ZHOU, "县级")
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    draft = plans_of(town)[-1].draft
    assert (draft.title, draft.level, draft.year) == ("清河镇改好的方案", "county", 2027)


async def test_what_was_not_understood_is_settled_one_by_one(town: Town) -> None:
    town.office.desk.seasons = {"汛期": "06-01/09-30"}
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    _, said = await town.tap(ZHOU, "先看没读懂的")
    assert "“汛期前完成堤防检查”——没有具体日期" in texts(said)
    toast, said = await town.tap(ZHOU, "定为 5月31日")
    assert "定好了" in toast["toast"]
    assert "先看哪一样" in texts(said), "nothing is left of that kind"
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    made = [d for d in plans_of(town)[-1].draft.deadlines if "堤防" in d.quote]
    assert [d.when for d in made] == ["2026-05-31"]
    assert "5月31日前完成堤防检查" in texts(await town.say(WANG, "堤防检查什么时候完成"))


async def test_without_a_season_set_no_day_is_offered_and_one_can_be_typed(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    _, [shown] = await town.tap(ZHOU, "先看没读懂的")
    assert "定为" not in str(shown["inline_keyboard"])
    await town.tap(ZHOU, "另定日期")
    assert "5月31日" in texts(await town.say(ZHOU, "尽快"))
    await town.say(ZHOU, "月底前")
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    assert "2026-05-31" in [d.when for d in plans_of(town)[-1].draft.deadlines]


async def test_a_question_left_open_is_put_aside_with_one_tap_and_nothing_is_lost(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    for label in ("逐项核对", "指标 3", "改一改", "数值"):
        await town.tap(ZHOU, label)
    _, said = await town.tap(ZHOU, "不用了")
    assert "改厕" in texts(said)
    assert "没有查到" in texts(await town.say(ZHOU, "宅基地怎么批")), "typing is asking again"


async def test_a_button_pressed_twice_takes_out_one_fact(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "逐项核对")
    _, [page] = await town.tap(ZHOU, "指标 3")
    data = next(b["data"] for row in page["inline_keyboard"] for b in row if b["text"] == "不是，去掉")
    await town.tap_data(ZHOU, town.id(ZHOU), page["id"], data)
    toast, _ = await town.tap_data(ZHOU, town.id(ZHOU), page["id"], data, forged=True)
    assert "已经不在了" in toast["toast"]
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    assert len(plans_of(town)[-1].draft.indicators) == 2


async def test_what_was_left_out_can_be_looked_at(town: Town) -> None:
    page = "首页 > 政务公开 > 方案\n" + PLAN + "\n扫一扫在手机打开当前页\n"
    await send(town, ZHOU, page.encode(), "a.txt")
    await town.tap(ZHOU, "逐项核对")
    _, said = await town.tap(ZHOU, "没收进来的")
    assert "不是方案里的话" in texts(said)


async def test_a_plan_without_a_year_is_asked_for_it_once(town: Town) -> None:
    masked = PLAN.replace("2026年", "20xx年")
    await send(town, ZHOU, masked.encode(), "a.txt")
    _, said = await town.tap(ZHOU, "直接启用")
    assert "按 2026 年算吗" in texts(said)
    _, said = await town.tap(ZHOU, "按 2026 年")
    assert "☑ 6月30日前" in texts(said)
    assert plans_of(town)[-1].draft.year == 2026


async def test_a_plan_may_stay_without_a_year(town: Town) -> None:
    await send(town, ZHOU, PLAN.replace("2026年", "20xx年").encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    _, said = await town.tap(ZHOU, "先不定")
    assert "1 个没写哪一年" in texts(said)
    assert plans_of(town)[-1].draft.year is None


async def test_the_same_file_again_is_known_and_loses_no_correction(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    for label in ("逐项核对", "指标 3", "改一改", "数值"):
        await town.tap(ZHOU, label)
    await town.say(ZHOU, "220")
    await town.tap(ZHOU, "看完了")
    await town.tap(ZHOU, "直接启用")
    assert "已经在方案库里" in texts(await send(town, ZHOU, PLAN.encode(), "b.txt"))
    await town.tap(ZHOU, "不用了")
    assert plans_of(town)[-1].draft.indicators[0].value == 220
    assert len(plans_of(town)) == 3


async def test_a_near_copy_says_so_and_can_take_the_others_place(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    said = await send(town, ZHOU, PLAN.replace("210户", "260户").encode(), "b.txt")
    assert "和库里的《清河镇2026年农村人居环境整治方案》有" in texts(said)
    assert "成相同" in texts(said)
    _, said = await town.tap(ZHOU, "换掉旧的")
    assert "旧的《清河镇2026年农村人居环境整治方案》停用了" in texts(said)
    assert "260户" in texts(await town.say(WANG, "改厕多少户"))
    assert len(plans_of(town)) == 3


async def test_a_pasted_plan_is_read_when_the_clerk_says_that_it_is_one(town: Town) -> None:
    said = await town.say(ZHOU, PLAN)
    assert "要当作方案来读吗" in texts(said)
    before = said[-1]["id"]
    await town.tap(ZHOU, "当方案读")
    await town.reading_done()
    assert "4 条任务" in texts(await town.said_to(ZHOU, before))


async def test_a_text_cut_by_the_app_is_put_together_again(town: Town) -> None:
    half = PLAN.index("二、要求")
    long = PLAN[:half] + "4.绿化。在路边、沟边、屋边补栽树木，缺一棵补一棵。\n" * 150
    said = await town.say(ZHOU, long[:4096])
    assert await town.say(ZHOU, long[4096:] + PLAN[half:]) == [], "the rest joins without a word"
    await town.tap(ZHOU, "当方案读")
    await town.reading_done()
    assert "清河镇2026年农村人居环境整治方案" in texts(await town.said_to(ZHOU, said[-1]["id"]))
    await town.tap(ZHOU, "直接启用")
    assert "每月10日前" in texts(await town.say(WANG, "进展情况什么时候报"))


async def test_a_plan_pasted_in_one_line_is_known_too_and_a_long_story_is_not(town: Town) -> None:
    assert "要当作方案来读吗" in texts(await town.say(ZHOU, PLAN.replace("\n", " ")))
    await town.tap(ZHOU, "不是方案")
    story = "昨天下了一场大雨，村口的路又冲坏了一截，老人出门不方便。\n" * 8
    assert "当作方案" not in texts(await town.say(ZHOU, story))


async def test_an_official_who_pastes_a_plan_is_not_asked(town: Town) -> None:
    assert "当作方案" not in texts(await town.say(WANG, PLAN))


async def test_a_pasted_text_that_is_no_plan_is_left_alone(town: Town) -> None:
    await town.say(ZHOU, PLAN)
    _, said = await town.tap(ZHOU, "不是方案")
    assert "不当方案" in texts(said)


async def test_several_files_in_a_row_each_get_their_card(town: Town) -> None:
    other = PLAN.replace("人居环境整治", "道路养护").replace("改厕", "修路").replace("户", "处")
    names = [("a.txt", PLAN), ("b.txt", other), ("坏.docx", "PK坏的")]
    before = (await town.messages(town.id(ZHOU)))[-1]["id"]
    for name, text in names:
        await town.send_file(ZHOU, "document", text.encode(), name, "application/octet-stream")
    await town.reading_done()
    said = texts(await town.said_to(ZHOU, before))
    assert "人居环境整治方案" in said
    assert "道路养护方案" in said
    assert "《坏.docx》读不了" in said
    assert "正在读" not in said


async def test_last_years_plan_can_be_replaced_and_its_reminders_follow(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    await town.tap(ZHOU, "全部设提醒")
    said = await send(town, ZHOU, NEXT_YEAR.encode(), "b.txt")
    assert "换掉后只用新的回答" in texts(said)
    _, said = await town.tap(ZHOU, "换掉旧的")
    assert "换成了新方案的" in texts(said)
    titles = [p.draft.title for p in plans_of(town)]
    assert "清河镇2027年农村人居环境整治方案" in titles
    assert "清河镇2026年农村人居环境整治方案" not in titles
    with town.office.storage.read() as uow:
        rules = {d.rule for d in uow.duties.active() if d.plan_id == plans_of(town)[-1].id}
    assert "monthly:12" in rules


async def test_a_plan_is_retired_with_its_reminders_and_brought_back(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    await town.tap(ZHOU, "全部设提醒")
    assert "方案库，3 个" in texts(await town.say(ZHOU, "方案库"))
    _, said = await town.tap(ZHOU, "3")
    assert "设了 3 个提醒" in texts(said)
    _, said = await town.tap(ZHOU, "停用")
    assert "它的 3 个提醒也停" in texts(said)
    _, said = await town.tap(ZHOU, "确定停用")
    assert "3 个提醒也停了" in texts(said)
    assert "210户" not in texts(await town.say(WANG, "改厕多少户"))
    await town.tap(ZHOU, "重新启用")
    assert "210户" in texts(await town.say(WANG, "改厕多少户"))


async def test_a_plan_sent_again_after_it_was_retired_is_used_again(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    await town.say(ZHOU, "方案库")
    for label in ("3", "停用", "确定停用"):
        await town.tap(ZHOU, label)
    assert "后来停用了" in texts(await send(town, ZHOU, PLAN.encode(), "a.txt"))
    await town.tap(ZHOU, "重新启用")
    assert "210户" in texts(await town.say(WANG, "改厕多少户"))


async def test_a_plan_of_the_library_is_put_right_later(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    await town.say(ZHOU, "方案库")
    for label in ("3", "核对、更正", "逐项核对", "指标 3", "改一改", "数值"):
        await town.tap(ZHOU, label)
    await town.say(ZHOU, "240户")
    _, said = await town.tap(ZHOU, "看完了")
    assert "这次有 2 处不一样：\n· 完成改厕　240户\n· 12月31日前　完成改厕240户" in texts(said), (
        "target and date name it"
    )
    _, said = await town.tap(ZHOU, "用改过的")
    assert "改好了" in texts(said)
    assert "240户" in texts(await town.say(WANG, "改厕多少户")).split("办公室已更正")[0]


async def test_the_library_is_paged(town: Town) -> None:
    with town.office.storage.begin() as uow:
        many = tuple(a_plan(f"第{n}号方案", text=f"第{n}号方案各村按月报送。") for n in range(20))
        plans.import_reading(uow, Reading(many), None, None, town.clock.now())
        uow.commit()
    assert "1. " in texts(await town.say(ZHOU, "方案库"))
    _, said = await town.tap(ZHOU, "下一页")
    assert "9. 第6号方案" in texts(said)
    _, said = await town.tap(ZHOU, "上一页")
    assert "1. " in texts(said)


async def test_an_exported_plan_comes_back_edited(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    await town.say(ZHOU, "方案库")
    await town.tap(ZHOU, "3")
    _, said = await town.tap(ZHOU, "导出")
    [file] = [m["document"] for m in said if m.get("document")]
    assert file["name"].endswith(".yaml")
    async with town.http.get(file["url"]) as response:
        exported = await response.text()
    said = await send(town, ZHOU, exported.replace("value: 210", "value: 250").encode(), "改过.yaml")
    assert "有 1 处不一样" in texts(said)
    await town.tap(ZHOU, "用改过的")
    assert "250户" in texts(await town.say(WANG, "改厕多少户")).split("办公室已更正")[0]


async def test_a_bad_edit_is_said_with_its_line(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    exported = export(town)
    line = exported[: exported.index("value: 210")].count("\n") + 1
    said = texts(await send(town, ZHOU, exported.replace("value: 210", "value: 很多").encode(), "改坏.yaml"))
    assert f"第 {line} 行：" in said
    assert "库里的方案没有变" in said


async def test_a_draft_thrown_away_is_gone_and_its_buttons_say_so(town: Town) -> None:
    [shown] = await send(town, ZHOU, PLAN.encode(), "a.txt")
    data = shown["inline_keyboard"][1][0]["data"]
    await town.tap(ZHOU, "不要了")
    toast, _ = await town.tap_data(ZHOU, town.id(ZHOU), shown["id"], data, forged=True)
    assert "已经不在了" in toast["toast"]


async def test_an_official_is_told_who_can(town: Town) -> None:
    assert "由镇办公室放进来" in texts(await town.send_file(WANG, "document", b"x", "a.txt", "text/plain"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 3000, "另存为 .docx"),
        ("坏.docx", b"PK\x03\x04junk", "可能已损坏"),
        ("讲话.txt", "大家好，今天天气不错。".encode(), "没有找到方案"),
        ("x.exe", b"MZ", "这种文件我还不会读"),
    ],
)
async def test_a_file_that_cannot_be_used_gets_one_sentence(town: Town, name: str, data: bytes, words: str) -> None:
    assert words in texts(await send(town, ZHOU, data, name))


async def test_a_file_sent_while_the_office_was_shut_is_read_afterwards(town: Town) -> None:
    await town.shut()
    before = (await town.messages(town.id(ZHOU)))[-1]["id"]
    form = aiohttp.FormData({"as": str(town.id(ZHOU)), "chat": str(town.id(ZHOU))})
    form.add_field("document", PLAN.encode(), filename="a.txt", content_type="text/plain")
    async with town.http.post("/room/messages", data=form) as response:
        assert response.status == 200
    await town.open()
    async with asyncio.timeout(20):
        while "读到方案" not in texts(await town.said_to(ZHOU, before)):  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.1)


async def test_an_official_cannot_touch_the_draft(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    [shown] = await town.say(WANG, "帮助")
    toast, said = await town.tap_data(WANG, town.id(WANG), shown["id"], "dok:1:0", forged=True)
    assert "不能操作" in toast["toast"]
    assert said == []
