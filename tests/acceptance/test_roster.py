"""Who is on duty tonight, asked by anybody, put in by the clerk, handed over with a note."""

from __future__ import annotations

from tests.acceptance.test_incidents import first
from tests.acceptance.town import Town, texts

ZHOU, CHEN, LI, WANG, ZHANG = "周敏", "陈静", "李建国", "王秀兰", "张勇"
LINES = "5月18日 李建国 陈静 13800000001\n5月19日 周敏 张勇\n5月20日 马大山"


async def put_in(town: Town) -> str:
    await town.say(ZHOU, "登记值班")
    return texts(await town.say(ZHOU, LINES))


async def test_the_days_are_shown_as_understood_and_strangers_are_named(town: Town) -> None:
    said = await put_in(town)
    assert "记下了 3 天" in said
    assert "5月18日(周一)　带班 李建国，值班 陈静（13800000001）" in said
    assert "没有加入的人：马大山" in said


async def test_anybody_may_ask_and_the_night_lasts_until_eight(town: Town) -> None:
    await put_in(town)
    assert "带班 李建国" in texts(await town.say(WANG, "今晚谁值班"))
    await town.at("2026-05-19T07:30")
    assert texts(await town.say(WANG, "谁值班")).startswith("5月18日")
    await town.at("2026-05-19T08:00")
    assert texts(await town.say(WANG, "谁值班")).startswith("5月19日")
    _, said = await town.tap(WANG, "看七天")
    assert "马大山" in texts(said)


async def test_a_line_not_understood_keeps_nothing_and_can_be_sent_again(town: Town) -> None:
    await town.say(ZHOU, "登记值班")
    assert "这一行没看懂：“明年某天 李建国”" in texts(await town.say(ZHOU, "5月18日 李建国\n明年某天 李建国"))
    assert "还没有放进来" in texts(await town.say(WANG, "值班表"))
    assert "记下了 1 天" in texts(await town.say(ZHOU, "5月18日 李建国"))


async def test_only_the_office_writes_the_roster(town: Town) -> None:
    assert "要镇办公室来办" in texts(await town.say(WANG, "登记值班"))


async def test_a_note_goes_to_the_next_shift(town: Town) -> None:
    await put_in(town)
    assert "现在这一班没有您" in texts(await town.say(WANG, "交接班"))
    await town.say(CHEN, "交接班")
    assert "已告诉下一班 周敏、张勇" in texts(await town.say(CHEN, "三组隐患点有人守着"))
    assert "陈静：\n三组隐患点有人守着" in texts(await town.said_to(ZHANG))


async def test_an_incident_is_told_to_those_on_duty(town: Town) -> None:
    await put_in(town)
    await town.at("2026-05-19T22:00")
    await first(town)
    assert "三组后山" in texts(await town.said_to(ZHANG)), "he is on duty tonight"
