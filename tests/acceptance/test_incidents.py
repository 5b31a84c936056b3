"""Something happened: six taps, everybody who must know is told at once, and it stays open until it is over."""

from __future__ import annotations

from tests.acceptance.town import Town, texts

WANG, ZHOU, LI, ZHANG = "王秀兰", "周敏", "李建国", "张勇"


async def first(town: Town, name: str = WANG) -> str:
    await town.say(name, "速报")
    await town.say(name, "三组后山")
    for label in ("滑坡", "没有", "跳过", "有中断", "机械"):
        _, said = await town.tap(name, label)
    _, said = await town.tap(name, "好了")
    return texts(said)


async def told(town: Town, name: str) -> str:
    return texts(await town.said_to(name))


async def test_what_happened_is_reported_in_six_answers_and_told_at_once(town: Town) -> None:
    receipt = await first(town)
    assert "速报已发给" in receipt
    assert LI in receipt
    for reader in (ZHOU, LI):
        card = await told(town, reader)
        assert "灾险情速报　甘溪沟村 三组后山 滑坡" in card
        assert "王秀兰（村党支部书记）报" in card
        assert "需要：机械" in card
    assert "三组后山" not in await told(town, ZHANG), "another village has its own worries"


async def test_saying_that_it_slid_asks_whether_to_report_and_a_question_stays_a_question(town: Town) -> None:
    asked = texts(await town.say(WANG, "后山滑坡了"))
    assert "要报灾险情吗" in asked
    _, said = await town.tap(WANG, "不是，我在问政策")
    assert "要报灾险情吗" not in texts(said)
    await town.say(WANG, "后山滑坡了")
    _, said = await town.tap(WANG, "马上报")
    assert "1/6 哪里？" in texts(said)


async def test_it_is_told_in_the_middle_of_the_night(town: Town) -> None:
    await town.at("2026-05-19T02:10")
    await first(town)
    assert "三组后山" in await told(town, LI)


async def test_an_update_says_only_what_changed_and_the_final_report_closes_it(town: Town) -> None:
    await first(town)
    await town.tap(WANG, "续报")
    await town.say(WANG, "又下来一小块土")
    await town.tap(WANG, "没有")
    await town.say(WANG, "12人")
    await town.tap(WANG, "有中断")
    await town.tap(WANG, "机械")
    await town.tap(WANG, "好了")
    _, said = await town.tap(WANG, "跳过")
    assert "续报已发给" in texts(said)
    update = (await town.said_to(LI))[-1]["text"]
    assert "新情况：又下来一小块土" in update
    assert "已转移：12" in update
    assert "路水电" not in update, "it was cut off before and still is"
    await town.tap(WANG, "终报")
    await town.say(WANG, "土清完，路通了")
    await town.tap(WANG, "没有")
    await town.tap(WANG, "都回家了")
    _, said = await town.tap(WANG, "看过，可以回")
    assert "这件事办完了" in texts(said)
    _, said = await town.tap(LI, "看经过")
    story = texts(said)
    assert [word in story for word in ("速报", "续报", "终报", "已办完")] == [True] * 4
    assert "没有没办完的险情" in texts(await town.say(WANG, "险情"))


async def test_an_open_incident_is_asked_after_until_it_is_closed(town: Town) -> None:
    await first(town)
    await town.later(hours=4, minutes=1)
    assert "现在有新情况吗" in await told(town, WANG)
    _, said = await town.tap(WANG, "没有变化")
    assert "续报已发给" in texts(said)
    count = (await told(town, WANG)).count("现在有新情况吗")
    await town.later(hours=1)
    assert (await told(town, WANG)).count("现在有新情况吗") == count, "not before its time"
    await town.later(hours=4)
    assert (await told(town, WANG)).count("现在有新情况吗") == count + 1


async def test_the_office_shut_in_the_middle_goes_on_where_it_was(town: Town) -> None:
    await town.say(WANG, "速报")
    await town.say(WANG, "三组后山")
    await town.shut()
    await town.open()
    _, said = await town.tap(WANG, "滑坡")
    assert "3/6" in texts(said)


async def test_another_village_can_neither_see_nor_close_it(town: Town) -> None:
    await first(town)
    await town.say(ZHANG, "险情")
    place = town.id(ZHANG)
    message = (await town.messages(place))[-1]["id"]
    for data in ("it:1", "ib:1-final:final", "ib:1:final", "in:1"):
        await town.tap_data(ZHANG, place, message, data, forged=True)
    assert "没有没办完的险情" in texts(await town.say(ZHANG, "险情"))
    assert "甘溪沟村 三组后山 滑坡" in str((await town.say(LI, "险情"))[-1]["inline_keyboard"])


async def test_a_double_tap_on_the_last_answer_sends_one_report(town: Town) -> None:
    await town.say(WANG, "速报")
    await town.say(WANG, "三组后山")
    for label in ("滑坡", "没有", "跳过", "有中断", "机械"):
        await town.tap(WANG, label)
    place = town.id(WANG)
    message = (await town.messages(place))[-1]["id"]
    await town.tap(WANG, "好了")
    await town.tap_data(WANG, place, message, "fn:e0-first:5", forged=True)
    assert (await told(town, LI)).count("灾险情速报") == 1


async def test_who_cannot_be_reached_is_named_to_be_called(town: Town) -> None:
    with town.office.storage.begin() as uow:
        uow.people.set_reachable(town.id(LI), reachable=False)
        uow.commit()
    assert "提醒不到：李建国，请打电话。" in await first(town)
