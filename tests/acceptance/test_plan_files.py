"""A clerk sends a plan; what was read is checked, put right and used, or thrown away."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.acceptance.town import Said, Town, texts

ZHOU, WANG = "周敏", "王秀兰"
PLAN = """清河镇2026年农村人居环境整治方案
一、目标
1.改厕。2026年完成改厕210户，农村生活垃圾收运覆盖率达到95%以上。(牵头单位:镇乡建办；配合单位:各村)
2.清沟。6月30日前完成沟渠清淤30公里。
二、要求
1.报送。各村每月10日前报送进展情况。
"""


async def send(town: Town, name: str, data: bytes, filename: str) -> Said:
    """Send a document and wait until it was read."""
    before = (await town.messages(town.id(name)))[-1]["id"]
    await town.send_file(name, "document", data, filename, "application/octet-stream")
    async with asyncio.timeout(20):
        while await town.office.desk.off_loop(waiting, town):  # noqa: ASYNC110  # looks on from outside
            await asyncio.sleep(0.1)
    await town.idle()
    return await town.said_to(name, before)


def waiting(town: Town) -> bool:
    with town.office.storage.read() as uow:
        return bool(uow.files.waiting())


async def test_a_clerks_file_becomes_a_card_with_counts(town: Town) -> None:
    said = await send(town, ZHOU, PLAN.encode(), "2026整治方案.txt")
    assert "正在读" in said[0]["text"]
    assert "清河镇2026年农村人居环境整治方案 · 镇级 · 2026年" in said[1]["text"]
    assert "3 条任务 · 3 个指标" in said[1]["text"]


async def test_nothing_is_answered_from_a_draft_and_everything_after_it_was_confirmed(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    assert "210户" not in texts(await town.say(WANG, "改厕多少户"))
    await town.tap(ZHOU, "直接启用")
    assert "210户" in texts(await town.say(WANG, "改厕多少户"))


async def test_facts_are_checked_beside_their_quote_put_right_or_taken_out(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    _, said = await town.tap(ZHOU, "逐项核对")
    assert "原文（一、1）" in texts(said)
    await town.tap(ZHOU, "改一改数值")
    await town.tap(ZHOU, "改一处")
    await town.tap(ZHOU, "数值")
    assert "请写一个数字" in texts(await town.say(ZHOU, "很多"))
    await town.say(ZHOU, "２２０户")
    _, said = await town.tap(ZHOU, "改好了")
    assert "220户" in texts(said)
    _, said = await town.tap(ZHOU, "不是，去掉")
    assert "收运覆盖率" in texts(said)
    await town.tap(ZHOU, "核对完了")
    await town.tap(ZHOU, "直接启用")
    with town.office.storage.read() as uow:
        kept = uow.plans.all()[-1].draft
    assert [i.value for i in kept.indicators] == [95, 30], "the one taken out is gone, the others stay"


async def test_a_corrected_figure_keeps_its_quote(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    for label in ("逐项核对", "改一改数值", "改一处", "数值"):
        await town.tap(ZHOU, label)
    await town.say(ZHOU, "200到220")
    await town.tap(ZHOU, "改好了")
    await town.tap(ZHOU, "核对完了")
    await town.tap(ZHOU, "直接启用")
    with town.office.storage.read() as uow:
        first = uow.plans.all()[-1].draft.indicators[0]
    assert (first.value, first.quote) == ((200, 220), "2026年完成改厕210户")


async def test_last_years_plan_can_be_replaced(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    said = await send(town, ZHOU, PLAN.replace("2026", "2027").replace("210", "300").encode(), "b.txt")
    assert "库里有相近的：清河镇2026年农村人居环境整治方案" in texts(said)
    await town.tap(ZHOU, "换掉旧的")
    with town.office.storage.read() as uow:
        titles = [p.draft.title for p in uow.plans.all()]
    assert "清河镇2027年农村人居环境整治方案" in titles
    assert "清河镇2026年农村人居环境整治方案" not in titles


async def test_a_plan_is_retired_with_two_taps_and_comes_back_with_its_file(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    await town.say(ZHOU, "方案库")
    await town.tap(ZHOU, "停用 3")
    await town.tap(ZHOU, "确定停用")
    assert "210户" not in texts(await town.say(WANG, "改厕多少户"))
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    await town.tap(ZHOU, "直接启用")
    assert "210户" in texts(await town.say(WANG, "改厕多少户"))


async def test_a_draft_thrown_away_is_gone_and_its_buttons_say_so(town: Town) -> None:
    [_, shown] = await send(town, ZHOU, PLAN.encode(), "a.txt")
    data = shown["inline_keyboard"][1][0]["data"]
    await town.tap(ZHOU, "不要了")
    toast, _ = await town.tap_data(ZHOU, town.id(ZHOU), shown["id"], data, forged=True)
    assert "已经不在了" in toast["toast"]


async def test_an_official_is_told_who_can(town: Town) -> None:
    assert "由镇办公室放进来" in texts(await town.send_file(WANG, "document", b"x", "a.txt", "text/plain"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 3000, "另存为 .docx"),
        ("坏.docx", b"PK\x03\x04junk", "可能已损坏"),
        ("讲话.txt", "大家好，今天天气不错。".encode(), "没有找到方案"),
        ("x.exe", b"MZ", "这种文件我还不会读"),
    ],
)
async def test_a_file_that_cannot_be_used_gets_one_sentence(town: Town, name: str, data: bytes, words: str) -> None:
    assert words in texts(await send(town, ZHOU, data, name))


async def test_a_file_sent_while_the_office_was_shut_is_read_afterwards(town: Town) -> None:
    await town.shut()
    before = (await town.messages(town.id(ZHOU)))[-1]["id"]
    form = aiohttp.FormData({"as": str(town.id(ZHOU)), "chat": str(town.id(ZHOU))})
    form.add_field("document", PLAN.encode(), filename="a.txt", content_type="text/plain")
    async with town.http.post("/room/messages", data=form) as response:
        assert response.status == 200
    await town.open()
    async with asyncio.timeout(20):
        while "读到一个方案" not in texts(await town.said_to(ZHOU, before)):  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.1)


async def test_an_official_cannot_touch_the_draft(town: Town) -> None:
    await send(town, ZHOU, PLAN.encode(), "a.txt")
    [shown] = await town.say(WANG, "帮助")
    toast, said = await town.tap_data(WANG, town.id(WANG), shown["id"], "dok:1:0", forged=True)
    assert "不能操作" in toast["toast"]
    assert said == []
