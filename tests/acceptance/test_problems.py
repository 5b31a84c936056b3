"""A problem from the day it is found to the day somebody looks back, as the town's people see it in the chat room."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.acceptance.town import Town, texts

WANG, ZHOU, CHEN, LI, ZHANG = "王秀兰", "周敏", "陈静", "李建国", "张勇"
PHOTO = b"\x89PNG\r\n\x1a\n" + b"0" * 200


async def told(town: Town, name: str) -> str:
    return texts(await town.said_to(name))


async def register(town: Town, name: str = WANG) -> str:
    await town.say(name, "登记问题")
    await town.say(name, "三组水塘边")
    await town.say(name, "有一堆建筑垃圾")
    await town.tap(name, "跳过")
    _, said = await town.tap(name, "登记")
    return texts(said)


async def assign(town: Town, name: str = ZHOU, due: str = "7天", unit: str = "甘溪沟村") -> str:
    await town.tap(name, "交办")
    await town.tap(name, unit)
    _, said = await town.tap(name, due)
    return texts(said)


async def apply(town: Town, name: str = WANG, words: str = "垃圾清完了") -> str:
    await town.tap(name, "申请销号")
    await town.tap(name, "跳过")
    return texts(await town.say(name, words))


async def patrol(town: Town, name: str, *problems: tuple[str, str, str]) -> str:
    """A daily patrol that names these problems, filled in as the village owes it."""
    await town.office.desk.off_loop(_owe_patrol, town)
    await town.say(name, "日巡查")
    await town.tap(name, "有问题")
    for place, what, solved in problems:
        await town.tap(name, "有")
        await town.say(name, place)
        await town.say(name, what)
        await town.tap(name, "跳过")
        await town.tap(name, solved)
    await town.tap(name, "没有")
    await town.tap(name, "没有")
    _, said = await town.tap(name, "提交")
    return texts(said)


def _owe_patrol(town: Town) -> None:
    from tests.builders import a_duty

    with town.office.storage.begin() as uow:
        if any(duty.form == "daily_patrol" for duty in uow.duties.active()):
            return
        unit = uow.units.tree().called("清河镇")
        now = town.clock.now()
        uow.duties.add(a_duty("daily", name="日巡查", form="daily_patrol", unit=unit, since=now), None)
        uow.commit()


def kept(town: Town) -> list[Any]:
    with town.office.storage.read() as uow:
        units = [unit.id for unit in uow.units.tree()]
        return sorted(uow.problems.found_in(units, list(states()), 100), key=lambda p: p.id)


def states() -> list[Any]:
    from village.model.problems import ProblemState

    return list(ProblemState)


async def test_from_registering_to_looking_back(town: Town) -> None:
    assert "登记好了，问题 1。已告诉镇办公室" in await register(town)
    assert "新登记一个问题" in await told(town, ZHOU)
    card = await assign(town)
    assert "问题 1 · 正在整改" in card
    assert "期限　5月25日(周一)前，还剩 7 天" in card
    assert "交给您一个问题，请整改" in await told(town, WANG)
    await town.tap(WANG, "报进展")
    assert "报进展：清了一半" in texts(await town.say(WANG, "清了一半"))
    assert "等待核验" in await apply(town)
    assert "甘溪沟村申请销号，请核验" in await told(town, ZHOU)
    assert "整改情况　垃圾清完了" in await told(town, ZHOU)
    _, said = await town.tap(ZHOU, "通过，销号")
    assert "问题 1 · 已销号" in texts(said)
    assert (await told(town, WANG)).count("核验通过，销号了") == 1
    await town.at("2026-06-17T10:01")
    assert "请回头看看有没有反弹" in await told(town, ZHOU)
    toast, said = await town.tap(ZHOU, "没有反弹")
    assert "没有反弹" in toast["toast"]
    assert "回头看，没有反弹" in texts(said)


async def test_returned_with_a_reason_and_handed_in_again(town: Town) -> None:
    await register(town)
    await assign(town)
    await apply(town)
    await town.tap(ZHOU, "退回")
    said = texts(await town.say(ZHOU, "照片里看不出来"))
    assert "问题 1 · 正在整改" in said
    assert "退回：照片里看不出来" in said
    assert "申请销号被退回，原因：照片里看不出来" in await told(town, WANG)
    assert "等待核验" in await apply(town, words="这回清干净了")
    _, said = await town.tap(ZHOU, "通过，销号")
    assert "已销号" in texts(said)


async def test_a_problem_that_comes_back_keeps_its_story(town: Town) -> None:
    await register(town)
    await assign(town)
    await apply(town)
    await town.tap(ZHOU, "通过，销号")
    await town.at("2026-06-17T10:01")
    _, said = await town.tap(ZHOU, "又出现了")
    story = texts(said)
    assert "问题 1 · 等待交办" in story
    assert "核验通过，销号" in story
    assert "正在整改" in await assign(town, due="3天")
    assert (await told(town, WANG)).count("交给您一个问题，请整改") == 2


async def test_nothing_has_to_be_done_and_why(town: Town) -> None:
    await register(town)
    await town.tap(ZHOU, "不用办")
    assert "不用办" in texts(await town.say(ZHOU, "和上周是同一处"))
    assert "您登记的问题不用办了，原因：和上周是同一处" in await told(town, WANG)


async def test_a_report_opens_its_problems_once_and_the_office_hears_once(town: Town) -> None:
    receipt = await patrol(town, WANG, ("水塘边", "一堆垃圾", "要镇里帮忙"), ("村口", "井盖松了", "当场解决了"))
    assert "发现的 2 个问题记进问题台账了" in receipt
    assert [(p.place, p.state) for p in kept(town)] == [("水塘边", "new"), ("村口", "closed")]
    news = await told(town, ZHOU)
    assert news.count("王秀兰 的报告里有问题要交办") == 1
    assert "一堆垃圾" in news
    assert "井盖松了" not in news, "solved on the spot is nobody's work any more"
    await town.tap(ZHOU, "1 水塘边")
    assert "正在整改" in await assign(town)


async def test_a_changed_report_opens_nothing_twice_and_takes_nothing_away(town: Town) -> None:
    await patrol(town, WANG, ("水塘边", "一堆垃圾", "要镇里帮忙"), ("村口", "井盖松了", "要镇里帮忙"))
    await town.tap(WANG, "改一改")
    await town.tap(WANG, "改一处")
    await town.tap(WANG, "问题1 问题")
    await town.say(WANG, "两堆垃圾")
    await town.tap(WANG, "提交")
    assert [p.what for p in kept(town)] == ["两堆垃圾", "井盖松了"]
    await town.tap(WANG, "改一改")
    await town.tap(WANG, "改一处")
    await town.tap(WANG, "问题2")
    await town.tap(WANG, "没有")
    await town.tap(WANG, "提交")
    assert [(p.what, p.is_dropped) for p in kept(town)] == [("两堆垃圾", False), ("井盖松了", True)]
    assert "（报告里不再提这一条）" in await told(town, ZHOU)


async def test_two_clerks_at_once_and_old_buttons(town: Town) -> None:
    await register(town)
    await town.tap(CHEN, "交办")
    await assign(town)
    await town.tap(CHEN, "甘溪沟村")
    await town.tap(CHEN, "3天")
    late = await told(town, CHEN)
    assert "已经交办了（周敏）" in late
    assert len([s for s in kept(town)[0].steps if s.kind == "assigned"]) == 1
    await apply(town)
    place = town.id(ZHOU)
    message = (await town.messages(place))[-1]["id"]
    results = await asyncio.gather(
        *(town.tap_data(name, town.id(name), message, "py:1:3", forged=True) for name in (ZHOU, CHEN, ZHOU))
    )
    assert sum("核验通过" in (toast["toast"] or "") for toast, _ in results) == 2
    assert [s.kind for s in kept(town)[0].steps].count("approved") == 1
    assert (await told(town, WANG)).count("核验通过，销号了") == 1


async def test_my_problems_are_listed_with_what_is_late_first(town: Town) -> None:
    await register(town)
    await assign(town, due="7天")
    await town.say(WANG, "登记问题")
    for answer in ("村口", "路灯不亮"):
        await town.say(WANG, answer)
    await town.tap(WANG, "跳过")
    await town.tap(WANG, "登记")
    await assign(town, due="3天")
    await town.at("2026-05-23T09:00")
    mine = texts(await town.say(WANG, "我的问题"))
    assert mine.index("路灯不亮，已到期 2 天") < mine.index("有一堆建筑垃圾，5月25日(周一)前，还剩 2 天")
    ledger = texts(await town.say(ZHOU, "问题台账"))
    assert "正在整改　2 个" in ledger
    assert "逾期 1 个" in ledger
    assert "路灯不亮" in ledger
    await town.say(LI, "问题台账")
    _, said = await town.tap(LI, "正在整改 2")
    assert "路灯不亮" in texts(said)


async def test_one_reminder_on_the_day_it_is_due(town: Town) -> None:
    await register(town)
    await assign(town, due="3天")
    await town.at("2026-05-20T09:00")
    assert "今天到期" not in await told(town, WANG)
    await town.at("2026-05-21T08:01")
    await town.at("2026-05-21T12:00")
    assert (await told(town, WANG)).count("今天到期，请抓紧整改") == 1


async def test_what_has_to_be_put_right_stands_among_the_tasks(town: Town) -> None:
    await register(town)
    assert "个问题要整改" not in texts(await town.say(WANG, "我的任务"))
    await assign(town)
    assert "另有 1 个问题要整改" in texts(await town.say(WANG, "我的任务"))
    _, said = await town.tap(WANG, "我的问题")
    assert "有一堆建筑垃圾" in texts(said)


async def test_a_unit_nobody_can_be_written_to_is_named_to_be_called(town: Town) -> None:
    await register(town)
    await assign(town, unit="大坪村")
    assert "大坪村还没有人用上助手，这个问题请打电话告诉他们" in await told(town, ZHOU)


async def test_news_waits_for_the_morning(town: Town) -> None:
    await register(town)
    await town.at("2026-05-18T22:30")
    await assign(town)
    assert "交给您一个问题" not in await told(town, WANG)
    await town.at("2026-05-19T07:31")
    assert "交给您一个问题" in await told(town, WANG)


async def test_helpers_see_it_and_report_but_do_not_apply(town: Town) -> None:
    await register(town)
    await assign(town)
    await town.tap(ZHOU, "请人配合")
    await town.tap(ZHOU, "黑水村")
    _, said = await town.tap(ZHOU, "好了")
    assert "配合单位　黑水村" in texts(said)
    assert "请您配合整改一个问题，责任单位 甘溪沟村" in await told(town, ZHANG)
    words = [b["text"] for m in await town.said_to(ZHANG) for row in m["inline_keyboard"] or [] for b in row]
    assert "报进展" in words
    assert "申请销号" not in words
    assert "有一堆建筑垃圾" in texts(await town.say(ZHANG, "我的问题"))


async def test_a_day_that_is_over_and_a_unit_nobody_knows_are_asked_again(town: Town) -> None:
    await register(town)
    await town.tap(ZHOU, "交办")
    await town.say(ZHOU, "黑水")
    assert "这一天已经过了" in texts(await town.say(ZHOU, "5月1日"))
    assert "没看懂是哪一天" in texts(await town.say(ZHOU, "尽快"))
    assert "责任单位　黑水村" in texts(await town.say(ZHOU, "5月30日前"))
    await town.tap(ZHOU, "改交办")
    await town.say(ZHOU, "没有这个村")
    toast, _ = await town.tap(ZHOU, "3天")
    assert "没有找到这个单位" in toast["toast"]


async def test_strangers_and_other_villages_can_do_nothing(town: Town) -> None:
    await register(town)
    await assign(town)
    [shown] = (await town.said_to(ZHANG))[-1:]
    for data in ("pv:1", "pf:1", "ps:a:1:2", "ps:g:1:0", "ps:d:1:0", "py:1:2", "po:1:2", "pk:1:2", "px:1:1"):
        toast, said = await town.tap_data(ZHANG, town.id(ZHANG), shown["id"], data, forged=True)
        assert toast["toast"], data
        assert said == [], data
    assert len(kept(town)[0].steps) == 2


async def test_everything_goes_on_after_the_office_was_shut(town: Town) -> None:
    await register(town)
    await town.tap(ZHOU, "交办")
    await town.tap(ZHOU, "甘溪沟村")
    await town.shut()
    await town.open()
    _, said = await town.tap(ZHOU, "7天")
    assert "正在整改" in texts(said)
    await town.tap(WANG, "申请销号")
    await town.shut()
    await town.open()
    await town.tap(WANG, "跳过")
    assert "等待核验" in texts(await town.say(WANG, "清完了"))


async def test_a_double_tap_on_register_makes_one(town: Town) -> None:
    await town.say(WANG, "登记问题")
    await town.say(WANG, "三组水塘边")
    await town.say(WANG, "有一堆建筑垃圾")
    await town.tap(WANG, "跳过")
    place = town.id(WANG)
    message = (await town.messages(place))[-1]["id"]
    await asyncio.gather(*(town.tap_data(WANG, place, message, "fok:pn", forged=True) for _ in range(3)))
    assert len(kept(town)) == 1


async def test_what_was_begun_is_gone_on_with_or_begun_anew(town: Town) -> None:
    await town.say(WANG, "登记问题")
    await town.say(WANG, "三组水塘边")
    await town.tap(WANG, "先不填了")
    assert "上次登记到一半" in texts(await town.say(WANG, "登记问题"))
    _, said = await town.tap(WANG, "接着填")
    assert "2/3" in texts(said)
    await town.say(WANG, "登记问题")
    _, said = await town.tap(WANG, "重新登记")
    assert "1/3" in texts(said)


async def test_a_clerk_says_which_unit_it_is_about(town: Town) -> None:
    assert "哪个单位的问题" in texts(await town.say(ZHOU, "登记问题"))
    await town.tap(ZHOU, "石桥村")
    await town.say(ZHOU, "桥头")
    await town.say(ZHOU, "栏杆断了")
    await town.tap(ZHOU, "跳过")
    _, said = await town.tap(ZHOU, "登记")
    assert "石桥村　桥头：栏杆断了" in texts(said)
    assert "责任单位　石桥村" in await assign(town, unit="石桥村")
    assert "交给您一个问题" in await told(town, "赵桂芳")


async def test_pages_of_a_long_ledger(town: Town) -> None:
    for number in range(8):
        await town.say(WANG, "登记问题")
        await town.say(WANG, f"第{number}处")
        await town.say(WANG, "有垃圾")
        await town.tap(WANG, "跳过")
        await town.tap(WANG, "登记")
    await town.say(ZHOU, "问题台账")
    _, said = await town.tap(ZHOU, "等待交办 8")
    assert "第 1 页，共 2 页" in texts(said)
    _, said = await town.tap(ZHOU, "下一页")
    assert "第7处" in texts(said)
    assert "8. " in texts(said)
    _, said = await town.tap(ZHOU, "问题台账")
    assert "共 8 个" in texts(said)
