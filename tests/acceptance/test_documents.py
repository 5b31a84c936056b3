"""A clerk taps under the board and gets the file: every submitted answer stands in it once."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from openpyxl import load_workbook

from tests.acceptance.test_problems import register
from tests.acceptance.test_reporting import WANG
from tests.acceptance.town import Said, Town, find_button, texts
from village.model.reports import Figure
from village.services.duties import open_period
from village.services.figures import plain

CLERK, LEADER, ZHANG = "周敏", "李建国", "张勇"
BOARD = "谁还没报"


async def hand_in(town: Town, name: str, mark: str) -> list[str]:
    answers = [f"{mark}改厕 12 户", f"{mark}村口干净了", f"{mark}清运车坏了", f"{mark}再改 8 户"]
    await town.say(name, "月报")
    for answer in answers:
        await town.say(name, answer)
    await town.tap(name, "提交")
    return answers


def documents(said: Said) -> list[dict[str, Any]]:
    return [m for m in said if m.get("document")]


async def content(town: Town, message: dict[str, Any]) -> bytes:
    async with town.http.get(message["document"]["url"]) as response:
        assert response.status == 200
        return await response.read()


async def paragraphs(town: Town, message: dict[str, Any]) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(await content(town, message))).paragraphs)


async def test_the_compiled_report_holds_every_answer_once(town: Town) -> None:
    answers = await hand_in(town, WANG, "甲") + await hand_in(town, ZHANG, "乙")
    await town.say(CLERK, BOARD)
    toast, said = await town.tap(CLERK, "生成汇总（草稿）")
    assert "马上发来" in toast["toast"]
    [file] = documents(said)
    assert file["document"]["name"].endswith("月报汇总（草稿）.docx")
    assert "5月25日(周一)18:00后再生成一次" in file["text"]
    text = await paragraphs(town, file)
    assert [text.count(answer) for answer in answers] == [1] * len(answers)
    assert "未报：" in text


async def test_the_ledger_holds_every_answer_once(town: Town) -> None:
    answers = await hand_in(town, WANG, "甲") + await hand_in(town, ZHANG, "乙")
    await town.say(CLERK, BOARD)
    _, said = await town.tap(CLERK, "台账")
    [file] = documents(said)
    assert file["document"]["name"].endswith("月报台账.xlsx")
    sheet = load_workbook(io.BytesIO(await content(town, file))).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert [cells.count(answer) for answer in answers] == [1] * len(answers)


async def test_after_the_window_closed_it_is_no_draft_any_more(town: Town) -> None:
    await hand_in(town, WANG, "甲")
    await town.at("2026-05-25T18:01")
    await town.say(CLERK, BOARD)
    _, said = await town.tap(CLERK, "生成汇总")
    [file] = documents(said)
    assert "草稿" not in file["document"]["name"] + (file["text"] or "")
    assert "草稿" not in await paragraphs(town, file)


async def test_what_came_in_since_the_board_was_shown_stands_in_the_file(town: Town) -> None:
    await town.say(CLERK, BOARD)
    answers = await hand_in(town, WANG, "甲")
    _, said = await town.tap(CLERK, "生成汇总")
    assert answers[0] in await paragraphs(town, documents(said)[0])


async def test_two_taps_in_a_row_bring_one_file(town: Town) -> None:
    await town.say(CLERK, BOARD)
    board, data = find_button(await town.messages(town.id(CLERK)), "生成汇总")
    for _ in range(2):
        await town.tap_data(CLERK, town.id(CLERK), board, data)
    assert len(documents(await town.said_to(CLERK))) == 1


async def test_the_leader_may_have_it_too(town: Town) -> None:
    await town.say(LEADER, "/board")
    _, said = await town.tap(LEADER, "生成汇总")
    assert documents(said)


async def test_an_official_cannot_get_it_by_a_forged_button(town: Town) -> None:
    await town.say(CLERK, BOARD)
    _, data = find_button(await town.messages(town.id(CLERK)), "生成汇总")
    await town.say(WANG, "帮助")
    [help_, *_] = await town.said_to(WANG)
    toast, said = await town.tap_data(WANG, town.id(WANG), help_["id"], data, forged=True)
    assert "不能操作" in toast["toast"]
    assert not documents(said)


async def test_a_button_for_a_period_that_never_was_says_so(town: Town) -> None:
    [board] = await town.say(CLERK, BOARD)
    for data in ("doc:docx:1:1999-01", "doc:docx:99:2026-05"):
        toast, _ = await town.tap_data(CLERK, town.id(CLERK), board["id"], data, forged=True)
        assert "不在了" in toast["toast"]
    for data in ("doc:pptx:1:2026-05", "doc:problems:1:2026-05"):
        toast, _ = await town.tap_data(CLERK, town.id(CLERK), board["id"], data, forged=True)
        assert "过时" in toast["toast"]


async def test_a_file_ordered_before_a_restart_comes_after_it(town: Town) -> None:
    await town.say(CLERK, BOARD)
    board, data = find_button(await town.messages(town.id(CLERK)), "生成汇总")
    await town.shut()
    await town.post("/room/taps", {"as": town.id(CLERK), "chat": town.id(CLERK), "message": board, "data": data}, None)
    await town.open()
    assert len(documents(await town.said_to(CLERK))) == 1


async def test_the_chart_comes_as_a_picture(town: Town) -> None:
    await hand_in(town, WANG, "甲")
    await town.say(CLERK, BOARD)
    _, said = await town.tap(CLERK, "报送图")
    [picture] = [m for m in said if m.get("photo")]
    assert picture["photo"]["width"] == 1080


async def test_by_village_each_village_has_a_chapter(town: Town) -> None:
    await hand_in(town, WANG, "甲")
    await town.say(CLERK, BOARD)
    _, said = await town.tap(CLERK, "按村汇总")
    [file] = documents(said)
    assert "（按村）" in file["document"]["name"]
    assert "一、甘溪沟村" in await paragraphs(town, file)


async def test_once_there_are_several_periods_the_year_can_be_had_too(town: Town) -> None:
    may = await hand_in(town, WANG, "五月")
    await town.say(CLERK, BOARD)
    _, said = await town.tap(CLERK, "生成汇总")
    assert not documents(said)[0]["inline_keyboard"], "one period is all there is"
    await town.at("2026-06-22T10:00")
    june = await hand_in(town, WANG, "六月")
    await town.say(CLERK, BOARD)
    await town.tap(CLERK, "生成汇总")
    _, said = await town.tap(CLERK, "2026年全年的")
    text = await paragraphs(town, documents(said)[-1])
    assert [text.count(answer) for answer in (*may, *june)] == [1] * 8


async def test_the_ledger_of_problems_and_its_chart(town: Town) -> None:
    await register(town, WANG)
    await register(town, ZHANG)
    await town.say(CLERK, "问题台账")
    _, said = await town.tap(CLERK, "导出表格")
    [file] = documents(said)
    assert file["document"]["name"] == "清河镇问题整改台账.xlsx"
    sheet = load_workbook(io.BytesIO(await content(town, file))).active
    assert [sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)] == ["单位", "甘溪沟村", "黑水村"]
    _, said = await town.tap(CLERK, "整改图")
    assert [m for m in said if m.get("photo")]


async def test_an_official_cannot_export_the_ledger_by_a_forged_button(town: Town) -> None:
    await register(town, WANG)
    [newest, *_] = reversed(await town.said_to(WANG))
    toast, said = await town.tap_data(WANG, town.id(WANG), newest["id"], "docp:xlsx", forged=True)
    assert "不能操作" in toast["toast"]
    assert not documents(said)


async def test_indicators_come_as_a_picture_once_one_has_a_figure(town: Town) -> None:
    assert "还没有哪个指标有数" in texts(await town.say(CLERK, "指标进度"))
    await town.office.desk.off_loop(_reported_figure, town)
    said = await town.say(CLERK, "指标进度")
    assert [m for m in said if m.get("photo")]
    assert "不能操作" in texts(await town.say(WANG, "指标进度"))


def _reported_figure(town: Town) -> None:
    with town.office.storage.begin() as uow:
        village = uow.units.tree().called("甘溪沟村")
        target = next(i for plan in uow.plans.all() for i in plan.draft.indicators if i.op == ">=")
        [duty, *_] = uow.duties.active()
        [occurrence, *_] = open_period(uow, duty, duty.current(town.clock.now()), town.clock.now())
        assert village is not None
        uow.figures.put(
            Figure(plain(target.name), "done", village.id, occurrence.id, "2026-05", "12", town.clock.now())
        )
        uow.commit()
