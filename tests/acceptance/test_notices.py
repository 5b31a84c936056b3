"""A notice goes to each person once, is answered with one tap, counted in place, corrected and taken back."""

from __future__ import annotations

from tests.acceptance.town import Said, Town, texts

ZHOU, CHEN, LI, WANG, ZHANG = "周敏", "陈静", "李建国", "王秀兰", "张勇"
TEXT = "明天上午 9 点在镇政府三楼开防汛会"
GROUP = -4_000_000_001
VILLAGES = ("王秀兰", "张勇", "刘德福", "赵桂芳", "孙国强", "吴玉梅")


async def write(town: Town, *answers: str, text: str = TEXT) -> str:
    """Fill in a notice up to its preview."""
    said: Said = await town.say(ZHOU, "发通知")
    said = await town.say(ZHOU, text)
    for answer in answers:
        _, said = await town.tap(ZHOU, answer)
    return texts(said)


async def send(town: Town, way: str = "只发本人", *receipt: str) -> None:
    await write(town, "各村干部", way, *(receipt or ("要回复", "不限时间")), "现在发")
    await town.tap(ZHOU, "发出")


async def card(town: Town) -> str:
    """The clerk's card as it stands after the pause between two edits."""
    await town.later(seconds=4)
    return next(
        t for t in (m["text"] for m in reversed(await town.said_to(ZHOU))) if "通知" in t and "发\n" in t + "\n"
    )


async def seen_by(town: Town, name: str) -> list[str]:
    return [m["text"] for m in await town.said_to(name) if "防汛会" in (m["text"] or "")]


async def test_the_preview_says_how_many_and_whom_it_will_not_reach(town: Town) -> None:
    with town.office.storage.begin() as uow:
        uow.people.set_reachable(town.id(ZHANG), reachable=False)
        uow.commit()
    preview = await write(town, "各村干部", "本人和工作群", "要回复", "当天下班前", "现在发")
    assert "将发给 6 人，1 个群" in preview
    assert "发不到：张勇（停用了助手），请打电话" in preview
    assert await seen_by(town, WANG) == [], "nothing has gone out yet"


async def test_each_person_gets_it_once_with_who_sent_it_and_until_when(town: Town) -> None:
    await send(town, "只发本人", "要回复", "当天下班前")
    for name in VILLAGES:
        [shown] = await seen_by(town, name)
        assert f"【通知】{TEXT}" in shown
        assert "清河镇办公室 5月18日" in shown
        assert "请在 5月18日(周一)18:00 前回复" in shown
    assert await seen_by(town, LI) == []


async def test_one_tap_answers_and_the_clerks_card_counts_in_place(town: Town) -> None:
    await send(town)
    toast, said = await town.tap(WANG, "收到")
    assert "已记：收到" in str(toast)
    assert "您已回复：收到" in texts(said)
    await town.tap(ZHANG, "去不了")
    shown = await card(town)
    assert "收到 2/6" in shown
    assert "去不了：黑水村 张勇" in shown
    assert "还没回 4 人" in shown
    assert "甘溪沟村 王秀兰" not in shown
    assert len([m for m in await town.said_to(ZHOU) if "收到 " in (m["text"] or "")]) == 1, "one card, edited"


async def test_an_answer_given_twice_counts_once_and_can_be_changed(town: Town) -> None:
    await send(town)
    message = (await town.said_to(WANG))[-1]["id"]
    await town.tap(WANG, "收到")
    await town.tap_data(WANG, town.id(WANG), message, "nr:1:received", forged=True)
    await town.tap(WANG, "改回复")
    await town.tap(WANG, "我转告了")
    assert "收到 1/6" in await card(town)


async def test_only_those_who_have_not_answered_are_reminded_and_not_twice_an_hour(town: Town) -> None:
    await send(town)
    await town.tap(WANG, "收到")
    await card(town)
    await town.tap(ZHOU, "只提醒这5人")
    toast, _ = await town.tap(ZHOU, "只提醒这5人")
    assert "已经提醒过" in str(toast)
    assert len(await seen_by(town, WANG)) == 1
    assert len(await seen_by(town, ZHANG)) == 2


async def test_the_clerk_ticks_whom_she_called(town: Town) -> None:
    await send(town)
    await card(town)
    await town.tap(ZHOU, "电话已确认")
    _, said = await town.tap(ZHOU, "张勇")
    assert "张勇" not in str(said[-1]["inline_keyboard"])
    await town.tap(ZHOU, "回到回复情况")
    assert "收到 1/6" in await card(town)


async def test_a_group_gets_one_message_with_the_count_under_it(town: Town) -> None:
    await send(town, "只发工作群")
    [message] = [m for m in await town.messages(GROUP) if "防汛会" in (m["text"] or "")]
    assert "收到 0/6" in message["text"]
    assert await seen_by(town, WANG) == []
    await town.tap(WANG, "收到", GROUP)
    await town.later(seconds=4)
    [message] = [m for m in await town.messages(GROUP) if "防汛会" in (m["text"] or "")]
    assert "收到 1/6" in message["text"]
    await town.tap(LI, "收到", GROUP)
    await town.later(seconds=4)
    assert "收到 1/6" in texts(await town.messages(GROUP)), "it was not for him"


async def test_a_correction_changes_what_everybody_sees(town: Town) -> None:
    await send(town)
    await town.tap(WANG, "收到")
    await card(town)
    await town.tap(ZHOU, "更正")
    await town.say(ZHOU, "明天上午 10 点在镇政府三楼开防汛会")
    for name in (WANG, ZHANG):
        [shown] = await seen_by(town, name)
        assert "10 点" in shown
        assert "已更正" in shown


async def test_what_was_taken_back_says_so_and_can_not_be_answered(town: Town) -> None:
    await send(town)
    message = (await town.said_to(WANG))[-1]["id"]
    await card(town)
    await town.tap(ZHOU, "撤回")
    await town.tap(ZHOU, "确定撤回")
    assert await seen_by(town, WANG) == []
    assert "已由镇办公室撤回" in texts(await town.said_to(WANG))
    toast, _ = await town.tap_data(WANG, town.id(WANG), message, "nr:1:received", forged=True)
    assert "已经撤回" in str(toast)


async def test_nothing_goes_out_at_night_and_a_time_can_be_set(town: Town) -> None:
    await town.at("2026-05-18T22:30")
    preview = await write(town, "各村干部", "只发本人", "不用回复", "现在发")
    assert "夜里不打扰，会在 5月19日(周二)07:30 发出" in preview
    await town.tap(ZHOU, "发出")
    assert await seen_by(town, WANG) == []
    await town.at("2026-05-19T07:31")
    assert len(await seen_by(town, WANG)) == 1


async def test_a_notice_recalled_before_its_time_is_never_sent(town: Town) -> None:
    await write(town, "各村干部", "只发本人", "不用回复", "明早8点")
    await town.tap(ZHOU, "发出")
    await town.tap(ZHOU, "撤回")
    await town.tap(ZHOU, "确定撤回")
    await town.at("2026-05-19T08:01")
    assert texts(await town.said_to(WANG)).count("通知") == 0


async def test_some_villages_only(town: Town) -> None:
    await write(town, "挑几个村", "甘溪沟村", "黑水村", "好了", "只发本人", "不用回复", "现在发")
    await town.tap(ZHOU, "发出")
    assert [len(await seen_by(town, name)) for name in (WANG, ZHANG, "刘德福")] == [1, 1, 0]


async def test_nobody_but_the_office_sends_sees_or_takes_back(town: Town) -> None:
    assert "要镇办公室来办" in texts(await town.say(WANG, "发通知"))
    await send(town)
    place = town.id(WANG)
    message = (await town.said_to(WANG))[-1]["id"]
    for data in ("na:1", "nl:1", "np:1:4", "nv:1", "nx:1", "ny:1", "nc:1"):
        await town.tap_data(WANG, place, message, data, forged=True)
    assert "收到 0/6" in await card(town)
    assert "【通知】" in (await seen_by(town, WANG))[0]
