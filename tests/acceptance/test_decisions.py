"""The office reads a report, accepts it or sends it back; a village that has nothing to report is let off."""

from __future__ import annotations

from tests.acceptance.test_reporting import fill, reports
from tests.acceptance.town import Town, texts

ZHOU, CHEN, LI, WANG, ZHANG = "周敏", "陈静", "李建国", "王秀兰", "张勇"


async def reported(town: Town) -> None:
    await fill(town)
    await town.tap(WANG, "提交")


async def read(town: Town, name: str = ZHOU) -> str:
    await town.say(name, "谁还没报")
    await town.tap(name, "看已报的")
    _, said = await town.tap(name, "甘溪沟村")
    return texts(said)


async def give_back(town: Town, reason: str = "户数再核一下") -> str:
    await read(town)
    await town.tap(ZHOU, "退回")
    return texts(await town.say(ZHOU, reason))


async def board(town: Town) -> str:
    return texts(await town.say(ZHOU, "谁还没报"))


async def test_the_clerk_reads_a_report_and_accepts_it_once(town: Town) -> None:
    await reported(town)
    shown = await read(town)
    assert "甘溪沟村 5月月报（第1版，5月18日 10:00，王秀兰报）" in shown
    assert "改厕 12 户" in shown
    _, said = await town.tap(ZHOU, "通过")
    assert "周敏 5月18日 10:00 通过" in texts(said)
    assert "通过" not in str(said[-1]["inline_keyboard"])
    assert "通过" in await read(town, CHEN)


async def test_a_report_sent_back_is_owed_again_with_the_reason(town: Town) -> None:
    await reported(town)
    assert "退回了" in await give_back(town)
    notice = (await town.said_to(WANG))[-1]["text"]
    assert "退回来了，周敏说：\n户数再核一下" in notice
    assert "已报 0/8" in await board(town)
    await town.tap(WANG, "改一改")
    await town.tap(WANG, "改一处")
    await town.tap(WANG, "本期进展")
    await town.say(WANG, "改厕 10 户")
    _, said = await town.tap(WANG, "提交")
    assert "第2版" in texts(said)
    assert reports(town)[0]["progress"] == "改厕 10 户"
    shown = await read(town)
    assert "和上一版比，改了：" in shown
    assert "本期进展：改厕 12 户 → 改厕 10 户" in shown


async def test_what_was_sent_back_can_be_mended_after_the_window_and_is_not_called_late(town: Town) -> None:
    await reported(town)
    await give_back(town)
    await town.at("2026-05-26T10:00")
    await town.tap(WANG, "改一改")
    await town.tap(WANG, "改一处")
    await town.tap(WANG, "本期进展")
    await town.say(WANG, "改厕 10 户")
    _, said = await town.tap(WANG, "提交")
    assert "第2版" in texts(said)
    assert "补报" not in texts(said)


async def test_sending_it_back_unchanged_is_a_version_of_its_own(town: Town) -> None:
    await reported(town)
    await give_back(town, "就是这些吗")
    await town.tap(WANG, "改一改")
    _, said = await town.tap(WANG, "提交")
    assert "第2版" in texts(said)
    assert "已报 1/8" in await board(town)


async def test_a_village_asks_to_be_let_off_and_the_office_says_yes(town: Town) -> None:
    await town.at("2026-05-20T09:05")
    await town.tap(WANG, "请假/不涉及")
    assert "已转给镇办公室" in texts(await town.say(WANG, "这个月在搬迁"))
    assert "已报 0/8" in await board(town), "a wish is no report"
    wish = [m for m in await town.said_to(CHEN) if "这一期不报" in m["text"]]
    assert "王秀兰想请 甘溪沟村 5月月报 这一期不报：\n这个月在搬迁" in wish[-1]["text"]
    _, said = await town.tap(ZHOU, "同意不报")
    assert "周敏 5月20日 09:05 同意这一期不报：这个月在搬迁" in texts(said)
    assert "镇办公室同意，这一期不用报" in (await town.said_to(WANG))[-1]["text"]
    shown = await board(town)
    assert "已报 0/7" in shown
    assert "这一期不用报：甘溪沟村" in shown


async def test_the_second_clerk_sees_what_the_first_decided(town: Town) -> None:
    await town.at("2026-05-20T09:05")
    await town.tap(WANG, "请假/不涉及")
    await town.say(WANG, "这个月在搬迁")
    await town.tap(ZHOU, "还是要报")
    _, said = await town.tap(CHEN, "同意不报")
    assert "周敏 5月20日 09:05 请照常报" in texts(said)
    assert "请您照常报" in (await town.said_to(WANG))[-1]["text"]
    assert "已报 0/8" in await board(town)


async def test_who_has_reported_needs_no_leave(town: Town) -> None:
    await town.at("2026-05-20T09:05")
    await reported(town)
    place = town.id(WANG)
    message = (await town.messages(place))[-1]["id"]
    await town.tap_data(WANG, place, message, "jr:1:wish", forged=True)
    assert "已经报过了" in texts(await town.say(WANG, "不想报了"))


async def test_nobody_but_the_office_decides_and_a_leader_may_read(town: Town) -> None:
    await reported(town)
    assert "改厕 12 户" in await read(town, LI)
    place = town.id(ZHANG)
    await town.say(ZHANG, "我的任务")
    message = (await town.messages(place))[-1]["id"]
    for data in ("jo:1", "ja:1", "jr:1:return", "jx:1:y", "jl:1:2026-05:0"):
        _, said = await town.tap_data(ZHANG, place, message, data, forged=True)
        assert "改厕" not in texts(said)
    assert "通过" not in str((await town.said_to(LI))[-1]["inline_keyboard"])
