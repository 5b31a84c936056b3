"""A flood night: a level is set, everybody is told at once, confirms and reports, is asked after, and is let go."""

from __future__ import annotations

from tests.acceptance.town import Town, texts

ZHOU, LI, WANG, ZHANG = "周敏", "李建国", "王秀兰", "张勇"


async def publish(town: Town, by: str = LI, level: str = "二级橙色", *area: str) -> str:
    await town.say(by, "发布预警")
    for label in ("地质灾害", level, *(area or ("全镇",))):
        await town.tap(by, label)
    await town.say(by, "今晚有大暴雨")
    _, said = await town.tap(by, "发布")
    return texts(said)


async def told(town: Town, name: str) -> str:
    return texts(await town.said_to(name))


async def board(town: Town) -> str:
    return texts(await town.say(ZHOU, "应急响应"))


async def test_at_night_everybody_concerned_has_a_checklist_of_their_own_at_once(town: Town) -> None:
    await town.at("2026-05-18T23:10")
    assert "地质灾害 二级橙色已发布，9 人马上收到" in await publish(town)
    official, leader = await told(town, WANG), (await told(town, LI))
    assert "危险点的人提前转移" in official
    assert "今晚有大暴雨" in official
    assert "手机保持畅通" in official, "a stronger level asks all that the weaker ones do"
    assert "现场指挥" not in leader
    assert "在岗带班" in leader


async def test_confirming_and_doing_are_two_taps_and_show_on_the_board(town: Town) -> None:
    await publish(town)
    assert "已确认 0/9" in await board(town)
    await town.tap(WANG, "收到")
    await town.tap(ZHANG, "收到")
    _, said = await town.tap(WANG, "都做了")
    assert "都做完了" in texts(said)
    shown = await board(town)
    assert "已确认 2/9，都做了 1" in shown
    assert "甘溪沟村 王秀兰" not in shown
    assert "铁佛寺村 刘德福" in shown


async def test_zero_reports_twice_a_day_begin_at_once_and_moved_people_are_counted(town: Town) -> None:
    await publish(town)
    await town.say(WANG, "零报告")
    await town.tap(WANG, "有情况要报")
    await town.say(WANG, "后山有小块落石")
    await town.say(WANG, "5人")
    assert "本时段零报告 1/8，已转移 5 人" in await board(town)


async def test_a_strong_level_asks_for_the_zero_report_twice_a_day(town: Town) -> None:
    await town.at("2026-05-18T22:00")
    await publish(town)
    with town.office.storage.read() as uow:
        [response] = uow.responses.all_on()
        assert uow.duties.get(response.duties[0]).rule == "daily:2"


async def test_who_does_not_confirm_is_named_to_those_who_can_call(town: Town) -> None:
    await publish(town)
    for name in (WANG, ZHANG, ZHOU, LI, "陈静"):
        await town.tap(name, "收到")
    await town.later(minutes=31)
    call = await told(town, LI)
    assert "还没确认的请打电话：铁佛寺村 刘德福" in call
    assert "王秀兰" not in call.rpartition("请打电话")[2]
    await town.later(minutes=31)
    assert (await told(town, LI)).count("请打电话") == 1


async def test_lifting_stops_the_reports_and_tells_everybody(town: Town) -> None:
    await publish(town)
    await board(town)
    await town.tap(ZHOU, "解除")
    _, said = await town.tap(ZHOU, "确定解除")
    assert "已解除" in texts(said)
    assert "地质灾害 二级橙色已解除，恢复正常" in await told(town, WANG)
    assert "没有要报的零报告" in texts(await town.say(WANG, "零报告"))
    assert "现在没有应急响应" in await board(town)
    _, said = await town.tap(ZHANG, "收到")
    assert "已解除" in texts(said), "an old button says how it is now"


async def test_raising_the_level_replaces_the_one_that_was(town: Town) -> None:
    await publish(town, LI, "三级黄色")
    await publish(town, ZHOU, "一级红色")
    shown = await board(town)
    assert shown.count("地质灾害") == 1
    assert "一级红色" in shown
    assert "一户一户敲门" in await told(town, WANG)


async def test_a_level_for_some_villages_concerns_only_them(town: Town) -> None:
    await publish(town, LI, "四级蓝色", "挑几个村", "甘溪沟村", "好了")
    assert "四级蓝色" in await told(town, WANG)
    assert "四级蓝色" not in await told(town, ZHANG)
    assert "零报告 0/1" in await board(town)


async def test_a_village_sets_no_level_and_lifts_none(town: Town) -> None:
    assert "要镇办公室来办" in texts(await town.say(WANG, "发布预警"))
    await publish(town)
    place = town.id(WANG)
    message = (await town.messages(place))[-1]["id"]
    for data in ("ry:1", "rl:1", "rb:1"):
        await town.tap_data(WANG, place, message, data, forged=True)
    assert "已确认" in await board(town)
    assert "二级橙色" in texts(await town.say(WANG, "应急响应")), "her own checklist"
