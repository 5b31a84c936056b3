"""A month passing: those still missing are reminded privately, clerks see the board, who reported hears nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import read_file
from tests.acceptance.town import Town, texts
from village.services.plans import import_reading

WANG = "王秀兰"
OFFICIALS = (WANG, "张勇", "刘德福", "赵桂芳", "孙国强", "吴玉梅")
CLERKS = ("周敏", "陈静")
FIVE, TWO, ON_THE_DAY = "2026-05-20T09:00", "2026-05-23T09:00", "2026-05-25T09:00"


async def report(town: Town, name: str) -> None:
    await town.say(name, "月报")
    for answer in ("改厕 3 户", "无", "无", "无"):
        await town.say(name, answer)
    await town.tap(name, "提交")


async def last_id(town: Town, name: str) -> int:
    said = await town.messages(town.id(name))
    return said[-1]["id"] if said else 0


async def heard_at(town: Town, moment: str, *names: str) -> dict[str, list[str]]:
    """Let it become that moment; what each person was sent because of it."""
    before = {name: await last_id(town, name) for name in names}
    await town.at(moment)
    return {name: [m["text"] for m in await town.said_to(name, before[name])] for name in names}


async def test_five_days_two_days_and_on_the_day_everybody_missing_is_reminded_once(town: Town) -> None:
    heard = await heard_at(town, FIVE, WANG, "张勇")
    assert heard[WANG] == ["甘溪沟村 5月月报请在 5月25日(周一)18:00 前报，还剩 5 天。"]
    assert heard["张勇"] == ["黑水村 5月月报请在 5月25日(周一)18:00 前报，还剩 5 天。"]
    assert (await heard_at(town, "2026-05-21T09:00", WANG))[WANG] == []
    assert (await heard_at(town, TWO, WANG))[WANG] == ["甘溪沟村 5月月报请在 5月25日(周一)18:00 前报，还剩 2 天。"]
    assert (await heard_at(town, "2026-05-24T12:00", WANG))[WANG] == []
    assert (await heard_at(town, ON_THE_DAY, WANG))[WANG] == ["甘溪沟村 5月月报今天 18:00 前要报，还没有收到您的。"]
    assert (await heard_at(town, "2026-05-25T17:59", WANG))[WANG] == []
    assert (await heard_at(town, "2026-06-10T09:00", WANG))[WANG] == []


async def test_planning_again_and_again_reminds_once(town: Town) -> None:
    heard = await heard_at(town, FIVE, WANG)
    assert len(heard[WANG]) == 1
    before = await last_id(town, WANG)
    for _ in range(5):
        await town.later(minutes=10)
    assert await town.said_to(WANG, before) == []


async def test_nobody_who_reported_is_reminded(town: Town) -> None:
    await report(town, WANG)
    heard = await heard_at(town, FIVE, WANG, "张勇")
    assert heard[WANG] == []
    assert len(heard["张勇"]) == 1
    await report(town, "张勇")
    heard = await heard_at(town, TWO, "张勇", "刘德福")
    assert heard["张勇"] == []
    assert len(heard["刘德福"]) == 1


async def test_reminders_are_private_and_the_group_hears_no_name(town: Town) -> None:
    for moment in (FIVE, TWO, ON_THE_DAY):
        await town.at(moment)
    await town.later(seconds=4)
    group = texts(await town.messages(town.group))
    assert "已报 0/8" in group
    assert "村" not in group
    assert "还没报" not in texts(await town.said_to("李建国"))


async def test_the_reminders_button_opens_the_report(town: Town) -> None:
    await town.at(FIVE)
    _, said = await town.tap(WANG, "现在报")
    assert "1/4 本月做了什么？" in texts(said)


async def test_the_button_of_a_reminder_long_past_offers_a_late_report(town: Town) -> None:
    await town.at(FIVE)
    await town.at("2026-06-02T10:00")
    _, said = await town.tap(WANG, "现在报")
    assert "5月月报在 5月25日(周一)18:00 已截止。要补报吗？会注明是补报。" in texts(said)


async def test_the_clerks_see_who_is_missing_and_who_cannot_be_told(town: Town) -> None:
    await report(town, WANG)
    heard = await heard_at(town, FIVE, *CLERKS)
    for name in CLERKS:
        [board] = heard[name]
        assert board.startswith("5月月报　已报 1/8，还剩 5 天")
        assert "甘溪沟村" not in board
        assert "还没报：黑水村、铁佛寺村、石桥村、新民村、柳林村、大坪村、向阳村" in board
        assert "提醒不到：大坪村、向阳村（还没加入），请打电话。" in board


async def test_a_person_who_blocked_the_bot_is_named_as_out_of_reach(town: Town) -> None:
    await town.post(f"/room/chats/{town.id('张勇')}/block", {"blocked": True})
    await town.idle()
    await town.at(FIVE)
    assert "提醒不到：黑水村（停用了助手）；大坪村、向阳村（还没加入）" in texts(await town.say("周敏", "谁还没报"))
    await town.post(f"/room/chats/{town.id('张勇')}/block", {"blocked": False})
    await town.idle()
    assert "提醒不到：大坪村、向阳村" in texts(await town.say("周敏", "谁还没报"))


async def test_the_board_is_refreshed_in_place(town: Town) -> None:
    [board] = await town.say("周敏", "谁还没报")
    await report(town, WANG)
    _, [changed] = await town.tap("周敏", "刷新")
    assert changed["id"] == board["id"]
    assert changed["text"].startswith("5月月报　已报 1/8")


async def test_a_board_refreshed_without_a_change_says_nothing_wrong(town: Town) -> None:
    await town.say("周敏", "谁还没报")
    toast, changed = await town.tap("周敏", "刷新")
    assert toast["answered"]
    assert changed == []


async def test_when_all_have_reported_the_board_says_so_and_no_more_comes(town: Town) -> None:
    with town.office.storage.begin() as uow:
        tree = uow.units.tree()
        for name in ("大坪村", "向阳村"):
            unit = tree.called(name)
            assert unit is not None
            person = uow.people.by_account(town.id(WANG))
            assert person is not None
            uow.people.add_post(person.id, unit.id, person.posts[0].role, "代管")
        uow.commit()
    for name in OFFICIALS[1:]:
        await report(town, name)
    for village in ("甘溪沟村", "大坪村", "向阳村"):
        await town.say(WANG, "报送")
        await town.tap(WANG, f"{village} 5月月报")
        for answer in ("改厕 3 户", "无", "无", "无"):
            await town.say(WANG, answer)
        await town.tap(WANG, "提交")
    assert "都报齐了" in texts(await town.say("周敏", "谁还没报"))
    heard = await heard_at(town, FIVE, WANG, "张勇", *CLERKS)
    assert heard == {WANG: [], "张勇": [], **{name: [] for name in CLERKS}}


async def test_after_days_of_sleep_only_the_newest_step_is_said(town: Town) -> None:
    await town.shut()
    before = await last_id(town, WANG)
    town.clock.set(town.clock.now().replace(day=24, hour=10))
    await town.open()
    await town.later(seconds=1)
    assert [m["text"] for m in await town.said_to(WANG, before)] == [
        "甘溪沟村 5月月报请在 5月25日(周一)18:00 前报，还剩 1 天。"
    ]


async def test_at_night_nobody_is_disturbed(town: Town) -> None:
    await town.shut()
    before = await last_id(town, WANG)
    town.clock.set(town.clock.now().replace(day=20, hour=22))
    await town.open()
    await town.later(seconds=1)
    assert await town.said_to(WANG, before) == []
    heard = await heard_at(town, "2026-05-21T07:30", WANG)
    assert len(heard[WANG]) == 1


async def test_three_months_go_round_by_themselves(town: Town) -> None:
    for month, ahead in ((5, "05"), (6, "06"), (7, "07")):
        heard = await heard_at(town, f"2026-{ahead}-20T09:00", WANG)
        assert len(heard[WANG]) == 1
        assert f"{month}月月报" in heard[WANG][0]
        await report(town, WANG)
        await town.later(seconds=4)
        await town.at(f"2026-{ahead}-26T09:00")
    await town.later(seconds=4)
    heads = [(m["text"] or "").splitlines()[0] for m in await town.messages(town.group) if m["text"]]
    assert heads == [f"{month}月月报　已报 1/8，已截止" for month in (5, 6, 7)]


async def test_a_missed_month_and_the_present_one_are_both_offered(town: Town) -> None:
    await town.at(FIVE)
    await town.at("2026-06-20T10:00")
    listed = texts(await town.say(WANG, "我的任务"))
    assert "该办 2 件" in listed
    assert "5月月报，5月25日(周一)18:00 已过，可以补报" in listed
    assert "6月月报，6月25日(周四)18:00前（还剩 5 天）" in listed


@pytest.mark.parametrize(
    ("time", "said"), [("10:30", "还剩 7 小时"), ("17:30", "还剩不到 1 小时"), ("18:01", "已截止")]
)
async def test_on_the_last_day_hours_are_counted(town: Town, time: str, said: str) -> None:
    await town.at(f"2026-05-25T{time}")
    assert said in texts(await town.say("周敏", "谁还没报"))


PLAN = """石桥片区2026年河道保洁工作方案

一、怎么报
1.按月报数。各村于每月10日前向镇办公室报送保洁情况。
"""


async def test_a_clerk_makes_a_deadline_of_a_new_plan_a_reminder(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "保洁方案.txt"
    file.write_text(PLAN, "utf-8")
    with town.office.storage.begin() as uow:
        import_reading(uow, read_file(file), None, None, town.clock.now())
        uow.commit()
    await town.say("周敏", "方案时限")
    _, said = await town.tap("周敏", "河道保洁")
    assert "打勾的 0 个" in texts(said)
    await town.tap("周敏", "☐ 每月10日前")
    _, said = await town.tap("周敏", "保存（1 个）")
    assert "6月10日(周三)18:00 月报（石桥片区2026年河道保洁工作方案）（各村）" in texts(said)
    heard = await heard_at(town, "2026-06-05T09:00", WANG)
    assert "6月10日(周三)18:00 前报，还剩 5 天" in "".join(heard[WANG])
