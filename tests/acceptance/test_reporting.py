"""A monthly report from the first word to the receipt."""

from __future__ import annotations

from tests.acceptance.town import Town, texts

WANG = "王秀兰"
ANSWERS = ("改厕 12 户", "村口干净了", "无", "再改 8 户")


async def fill(town: Town, name: str = WANG) -> None:
    await town.say(name, "月报")
    for answer in ANSWERS:
        await town.say(name, answer)


def reports(town: Town) -> list[dict[str, str]]:
    with town.office.storage.read() as uow:
        everything = [uow.reports.latest(number) for number in range(1, 40)]
        return [r.answers for r in everything if r]


async def test_four_questions_one_at_a_time_then_a_preview_then_a_receipt(town: Town) -> None:
    assert "1/4 本月做了什么？" in texts(await town.say(WANG, "月报"))
    assert "2/4" in texts(await town.say(WANG, ANSWERS[0]))
    assert "3/4" in texts(await town.say(WANG, ANSWERS[1]))
    assert "4/4" in texts(await town.say(WANG, ANSWERS[2]))
    preview = texts(await town.say(WANG, ANSWERS[3]))
    assert "甘溪沟村 5月月报（还没有提交）" in preview
    assert "改厕 12 户" in preview
    assert "存在问题　无" in preview
    _, said = await town.tap(WANG, "提交")
    receipt = texts(said)
    assert receipt.startswith("已收到 甘溪沟村 5月月报（第1版，5月18日 10:00）。5月25日(周一)18:00前还可以改。\n")
    assert "改厕 12 户" in receipt, "what was handed in stays on screen"
    assert reports(town) == [{"progress": "改厕 12 户", "results": "村口干净了", "problems": "", "plans": "再改 8 户"}]


async def test_every_question_has_an_example_and_a_way_out(town: Town) -> None:
    for answer in ("月报", *ANSWERS[:3]):
        [question] = await town.say(WANG, answer)
        assert "例：" in question["text"]
        words = [b["text"] for row in question["inline_keyboard"] for b in row]
        assert "先不报了" in words
        assert ("没有" in words) == (answer != "月报")


async def test_a_second_tap_on_submit_makes_no_second_report(town: Town) -> None:
    await fill(town)
    place = town.id(WANG)
    message = (await town.messages(place))[-1]["id"]
    await town.tap(WANG, "提交")
    _, again = await town.tap_data(WANG, place, message, "fok:1", forged=True)
    assert "第1版" in texts(again) or again == []
    assert len(reports(town)) == 1


async def test_a_change_is_a_new_version(town: Town) -> None:
    await fill(town)
    await town.tap(WANG, "提交")
    await town.tap(WANG, "改一改")
    await town.tap(WANG, "改一处")
    await town.tap(WANG, "存在问题")
    await town.say(WANG, "清运车坏了")
    _, said = await town.tap(WANG, "提交")
    assert "第2版" in texts(said)
    assert reports(town)[0]["problems"] == "清运车坏了"


async def test_back_and_skip_move_between_questions(town: Town) -> None:
    await town.say(WANG, "月报")
    await town.say(WANG, "改厕")
    _, said = await town.tap(WANG, "没有")
    assert "3/4" in texts(said)
    _, said = await town.tap(WANG, "上一步")
    assert "2/4" in texts(said)
    assert "1/4" in texts(await town.say(WANG, "上一步"))


async def test_leaving_keeps_the_draft_and_it_can_be_gone_on_with(town: Town) -> None:
    await town.say(WANG, "月报")
    await town.say(WANG, "改厕 3 户")
    _, said = await town.tap(WANG, "先不报了")
    assert "草稿留 7 天" in texts(said)
    assert "填到一半" in texts(await town.say(WANG, "报送"))
    _, said = await town.tap(WANG, "继续填")
    assert "2/4" in texts(said)


async def test_a_draft_older_than_seven_days_is_gone(town: Town) -> None:
    await town.say(WANG, "月报")
    await town.say(WANG, "改厕 3 户")
    await town.later(days=5)
    await town.office._clean()
    assert "填到一半" in texts(await town.say(WANG, "报送"))
    await town.later(days=8)
    await town.office._clean()
    assert "填到一半" not in texts(await town.say(WANG, "报送"))


async def test_the_dialogue_goes_on_after_the_office_was_shut(town: Town) -> None:
    await town.say(WANG, "月报")
    await town.say(WANG, "改厕 12 户")
    await town.shut()
    mine = await town.post("/room/messages", {"as": town.id(WANG), "text": "村口干净了"})
    await town.open()
    assert "3/4" in texts(await town.said_to(WANG, mine["id"]))


async def test_after_the_due_moment_a_report_is_offered_as_late(town: Town) -> None:
    await town.at("2026-05-25T18:01")
    said = await town.say(WANG, "月报")
    assert "已截止" in texts(said)
    await town.tap(WANG, "补报")
    for answer in ANSWERS:
        await town.say(WANG, answer)
    _, said = await town.tap(WANG, "提交")
    assert "注明是补报" in texts(said)


async def test_a_report_cannot_be_changed_after_the_window_closed(town: Town) -> None:
    await fill(town)
    await town.tap(WANG, "提交")
    await town.at("2026-05-26T09:00")
    toast, _ = await town.tap(WANG, "改一改")
    assert "已截止" in toast["toast"]


async def test_two_people_of_different_villages_do_not_mix(town: Town) -> None:
    await town.say(WANG, "月报")
    await town.say("张勇", "月报")
    await town.say(WANG, "甘溪沟的事")
    await town.say("张勇", "黑水的事")
    for name in (WANG, "张勇"):
        for _ in range(3):
            await town.say(name, "没有")
        await town.tap(name, "提交")
    assert [r["progress"] for r in reports(town)] == ["甘溪沟的事", "黑水的事"]


async def test_somebody_elses_report_cannot_be_opened_by_a_forged_button(town: Town) -> None:
    await town.say(WANG, "月报")
    [shown] = await town.said_to("张勇")
    toast, said = await town.tap_data("张勇", town.id("张勇"), shown["id"], "rep:1", forged=True)
    assert "不能操作" in toast["toast"]
    assert said == []


async def test_text_at_the_summary_is_a_question_and_the_summary_stays(town: Town) -> None:
    await fill(town)
    assert "85%以上" in texts(await town.say(WANG, "秸秆利用率"))
    _, said = await town.tap(WANG, "提交")
    assert "第1版" in texts(said)


async def test_what_is_wrong_with_an_answer_is_said_and_the_question_stays(town: Town) -> None:
    await town.say(WANG, "月报")
    assert "光有表情" in texts(await town.say(WANG, "😀😀"))
    assert "最多 1000 字" in texts(await town.say(WANG, "字" * 1001))
    assert "这一项要填" in texts(await town.say(WANG, "无"))
    assert "2/4" in texts(await town.say(WANG, "改厕"))


async def test_the_leader_need_not_report(town: Town) -> None:
    assert "不用报" in texts(await town.say("李建国", "月报"))


WHOLE = "一、工作进展：改厕 12 户\n二、成效：村口干净了\n三、存在问题：缺一辆清运车\n四、下步打算：再改 8 户"


async def test_a_whole_report_in_one_message_is_shown_in_its_parts_and_handed_in_by_one_tap(town: Town) -> None:
    shown = texts(await town.say(WANG, WHOLE))
    assert "看起来是 甘溪沟村 5月月报" in shown
    assert "存在问题　缺一辆清运车" in shown
    _, said = await town.tap(WANG, "对，提交")
    assert "第1版" in texts(said)
    assert reports(town) == [
        {"progress": "改厕 12 户", "results": "村口干净了", "problems": "缺一辆清运车", "plans": "再改 8 户"}
    ]


async def test_parts_missing_from_a_whole_report_are_asked_for(town: Town) -> None:
    shown = texts(await town.say(WANG, "成效：村口干净了\n问题：缺一辆清运车"))
    assert "1/4 本月做了什么？" in shown
    preview = texts(await town.say(WANG, "改厕 12 户"))
    assert "取得成效　村口干净了" in preview or "2/4" in preview


async def test_what_is_no_report_is_put_away_by_one_tap(town: Town) -> None:
    await town.say(WANG, WHOLE)
    _, said = await town.tap(WANG, "不是月报")
    assert "没有当成报告" in texts(said)
    assert reports(town) == []
    assert "1/4" in texts(await town.say(WANG, "月报")), "nothing of it is left in the draft"


async def test_the_word_of_a_form_nobody_owes_is_answered(town: Town) -> None:
    assert "没有要报的零报告" in texts(await town.say(WANG, "零报告"))
