"""After a plan was confirmed: its deadlines become reminders, reach those who owe them, and end with one tap."""

from __future__ import annotations

from tests.acceptance.plan_town import PLAN, WANG, ZHOU, plans_of, send
from tests.acceptance.town import Town, texts
from village.model.duties import Duty

MORE = """清河镇2026年防汛和宣传工作方案
一、任务
1.早准备。3月底前各村备足防汛沙袋。
2.勤巡查。汛期各村每天报送巡查情况。
3.搞宣传。6月1日至6月20日各村开展防汛宣传。
4.常报送。各村每周报送一次宣传工作情况，每季度报送一次总结。
5.早晚报。应急期间各村每日两次报送水位情况。
6.镇里。镇水利站7月10日前完成闸门维修。
"""


def duties_of_newest(town: Town) -> dict[str, Duty]:
    with town.office.storage.read() as uow:
        return {duty.rule: duty for duty in uow.duties.of_plan(plans_of(town)[-1].id)}


async def last_id(town: Town, name: str) -> int:
    said = await town.messages(town.id(name))
    return said[-1]["id"] if said else 0


async def confirmed(town: Town, text: str) -> str:
    await send(town, ZHOU, text.encode(), "a.txt")
    _, said = await town.tap(ZHOU, "直接启用")
    return texts(said)


async def test_after_confirming_all_that_can_be_reminded_is_offered_ticked(town: Town) -> None:
    said = await confirmed(town, PLAN)
    assert "《清河镇2026年农村人居环境整治方案》已启用" in said
    assert "3 个时限里 3 个可以自动提醒" in said
    assert "☑ 6月30日前　完成沟渠清淤30公里" in said
    assert "☑ 每月10日前　" in said
    assert "（各村，要报材料）" in said


async def test_one_tap_sets_them_all_and_says_when_the_next_are_due(town: Town) -> None:
    await confirmed(town, PLAN)
    _, said = await town.tap(ZHOU, "全部设提醒（3 个）")
    assert "设好了，共 3 个提醒" in texts(said)
    assert "6月10日(周三)18:00" in texts(said)
    assert {"2026-06-30", "monthly:10", "2026-12-31"} == duties_of_newest(town).keys()


async def test_some_are_chosen_and_the_choice_can_be_changed_later(town: Town) -> None:
    await confirmed(town, PLAN)
    await town.tap(ZHOU, "挑着设")
    _, said = await town.tap(ZHOU, "☑ 6月30日前")
    assert "打勾的 2 个" in texts(said)
    await town.tap(ZHOU, "保存（2 个）")
    assert duties_of_newest(town).keys() == {"monthly:10", "2026-12-31"}
    await town.say(ZHOU, "方案库")
    await town.tap(ZHOU, "3")
    await town.tap(ZHOU, "时限设提醒")
    await town.tap(ZHOU, "☐ 6月30日前")
    await town.tap(ZHOU, "☑ 每月10日前")
    _, said = await town.tap(ZHOU, "保存（2 个）")
    assert "停了 1 个提醒" in texts(said)
    assert duties_of_newest(town).keys() == {"2026-06-30", "2026-12-31"}


async def test_nothing_need_be_set(town: Town) -> None:
    await confirmed(town, PLAN)
    _, said = await town.tap(ZHOU, "先不设")
    assert "先不设" in texts(said)
    assert duties_of_newest(town) == {}


async def test_deadlines_are_found_again_from_the_menu(town: Town) -> None:
    await confirmed(town, PLAN)
    assert "给哪个方案" in texts(await town.say(ZHOU, "方案时限"))
    _, said = await town.tap(ZHOU, "人居环境整治")
    assert "打勾的 0 个，共 3 个" in texts(said)


async def test_every_rhythm_is_reminded_of_and_what_cannot_be_says_why(town: Town) -> None:
    town.office.desk.seasons = {"汛期": "05-01/09-30"}
    said = await confirmed(town, MORE)
    assert "1 个日子已经过了" in said
    await town.tap(ZHOU, "全部设提醒")
    rules = duties_of_newest(town)
    assert "daily@05-01/09-30" in rules
    assert "2026-06-01/2026-06-20" in rules
    assert any(rule.startswith("weekly") for rule in rules)
    assert "quarterly" in rules
    assert "daily:2" in rules
    assert rules["2026-07-10"].form is None
    assert rules["2026-07-10"].audience.value == "town"
    assert rules["quarterly"].form is not None


async def test_a_season_the_office_has_not_set_is_not_guessed(town: Town) -> None:
    assert "要看时节" in await confirmed(town, MORE)


async def test_a_task_is_reminded_of_privately_and_done_with_one_tap(town: Town) -> None:
    await confirmed(town, PLAN.replace("6月30日前完成", "6月30日前各村要完成"))
    await town.tap(ZHOU, "全部设提醒")
    before = await last_id(town, WANG)
    await town.at("2026-06-25T09:00")
    said = await town.said_to(WANG, before)
    [reminder] = [m for m in said if "沟渠清淤" in m["text"]]
    assert "还剩 5 天" in reminder["text"]
    _, said = await town.tap(WANG, "已办")
    assert "已记下" in texts(said)
    assert "沟渠清淤" not in texts(await town.messages(town.group)), "a group is not told of every task"
    before = await last_id(town, WANG)
    await town.at("2026-06-30T09:00")
    assert "沟渠清淤" not in texts(await town.said_to(WANG, before))
    board = next(m["text"] for m in await town.say(ZHOU, "谁还没报") if "沟渠清淤" in m["text"])
    assert "已办 1/8" in board
    assert "还没办：黑水村" in board


async def test_done_can_be_taken_back(town: Town) -> None:
    await confirmed(town, PLAN.replace("6月30日前完成", "6月30日前各村要完成"))
    await town.tap(ZHOU, "全部设提醒")
    await town.at("2026-06-25T09:00")
    await town.tap(WANG, "已办")
    _, said = await town.tap(WANG, "点错了")
    assert "还剩 5 天" in texts(said)
    before = await last_id(town, WANG)
    await town.at("2026-06-30T09:00")
    assert "沟渠清淤" in texts(await town.said_to(WANG, before)), "reminders go on"


async def test_a_report_is_reminded_of_with_the_way_into_the_report(town: Town) -> None:
    await confirmed(town, PLAN)
    await town.tap(ZHOU, "全部设提醒")
    before = await last_id(town, WANG)
    await town.at("2026-06-05T09:00")
    [reminder] = await town.said_to(WANG, before)
    assert "6月10日" in reminder["text"]
    _, said = await town.tap(WANG, "现在报")
    assert "1/" in texts(said)


async def test_what_the_office_itself_has_to_do_reaches_the_office(town: Town) -> None:
    await confirmed(town, MORE)
    await town.tap(ZHOU, "全部设提醒")
    before = await last_id(town, ZHOU)
    await town.at("2026-07-05T09:00")
    said = [m for m in await town.said_to(ZHOU, before) if "闸门维修" in (m["text"] or "")]
    assert len(said) == 1
    board = next(m["text"] for m in await town.say(ZHOU, "谁还没报") if "闸门维修" in m["text"])
    assert "提醒不到" not in board, "the office is reached through its clerks"
    await town.tap(ZHOU, "已办")
    assert "闸门维修" not in texts(await town.say(WANG, "我的任务"))


async def test_a_forged_choice_is_refused_kindly(town: Town) -> None:
    await confirmed(town, PLAN)
    [shown] = (await town.said_to(ZHOU))[-1:]
    for data in ("ks:3:%", "kp:3:0:汉", "kp:99:0:A", "df:1:0:z:0", "dt:1:0:nonsense:i:0:3"):
        toast, _ = await town.tap_data(ZHOU, town.id(ZHOU), shown["id"], data, forged=True)
        assert toast["toast"]


async def test_what_a_county_plan_wants_of_others_is_not_ticked(town: Town) -> None:
    county = """清河县2026年垃圾治理工作方案
一、任务
1.清运。6月30日前县城管局完成清运车辆更新。
2.报送。各乡镇每月5日前报送工作进展情况。
"""
    said = await confirmed(town, county)
    assert "2 个时限里 2 个可以自动提醒" in said
    assert "还有 1 个是别的单位的事，没有打勾" in said
    await town.tap(ZHOU, "全部设提醒（1 个）")
    assert duties_of_newest(town).keys() == {"monthly:5"}
