"""“本月我们村要做什么”, however people say it: one card, with the way to report and to the clause."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import agenda
from tests.acceptance.test_asking import import_files
from tests.acceptance.test_office_answers import buttons
from tests.acceptance.town import Town, texts

WANG, ZHOU = "王秀兰", "周敏"
PLAN = "清河镇2026年防溺水工作方案\n\n一、任务\n" + "".join(
    f"{n}.第{n}项。5月{n + 19}日前，各村做好第{n}项工作。(责任单位：各村)\n" for n in range(1, 9)
)

ASKED = [
    "本月我们村要做什么", "我们村要做什么", "这个月该干啥", "这个月要干什么", "本月要做哪些工作",
    "我们村这个月有什么任务", "我们村本月要办哪些事", "咱村这个月该干些啥？", "我该做什么", "下个月要做什么",
    "近期要办什么事", "我们镇这个月要干啥", "这个月要报什么",
]  # fmt: skip
NOT_ASKED = [
    "厕所今年改多少户",
    "做什么",
    "村里要做什么宣传",
    "本月改厕多少户",
    "我们村的秸秆怎么办",
    "这个月的月报几号交",
]


@pytest.mark.parametrize("text", ASKED)
def test_the_many_ways_to_ask_for_it_are_known(text: str) -> None:
    assert agenda.is_meant(text)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_a_question_about_something_is_a_question(text: str) -> None:
    assert not agenda.is_meant(text)


async def test_the_month_in_one_card_with_a_button_to_report(town: Town) -> None:
    [card] = await town.say(WANG, "本月我们村要做什么")
    assert card["text"].splitlines() == [
        "甘溪沟村 5月要办 1 件",
        "· 甘溪沟村 5月月报，5月25日(周一)18:00前（还剩 7 天）",
    ]
    assert buttons(card) == ["现在报：甘溪沟村 5月月报", "看下个月"]
    _, said = await town.tap(WANG, "现在报")
    assert "1/4" in texts(said)


async def test_it_is_turned_page_by_page_and_leads_to_the_clause(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "防溺水.txt"
    file.write_text(PLAN, "utf-8")
    await town.office.desk.off_loop(import_files, town, file)
    [card] = await town.say(WANG, "这个月该干啥")
    assert card["text"].startswith("甘溪沟村 5月要办 9 件\n· 甘溪沟村 5月月报")
    assert "1. 5月20日(周三)前，还剩 2 天：" in card["text"]
    assert "看原文 6" in buttons(card)
    _, [card] = await town.tap(WANG, "下一页")
    assert "8. 5月27日(周三)前，还剩 9 天：" in card["text"]
    assert "月报" not in card["text"]
    _, [source] = await town.tap(WANG, "看原文 8")
    assert source["text"].startswith("清河镇2026年防溺水工作方案")
    _, [card] = await town.tap(WANG, "看下个月")
    head, line = card["text"].splitlines()
    assert head == "甘溪沟村 6月要办 1 件"
    assert line.startswith("1. 6月25日(周四)前，还剩 38 天：把本期进展")


async def test_in_a_group_there_is_nothing_to_report_with(town: Town) -> None:
    [card] = await town.say(WANG, "/q 我们村要做什么", town.group)
    assert card["text"].startswith("甘溪沟村 5月要办 1 件")
    assert not any("现在报" in label for label in buttons(card))


async def test_words_only_the_search_knows_lead_here_too(town: Town) -> None:
    assert not agenda.is_meant("请问一下我们村还要交什么")
    [card] = await town.say(WANG, "请问一下我们村还要交什么")
    assert card["text"].startswith("甘溪沟村 5月要办 1 件")
    assert "都答上了" in texts(await town.say(ZHOU, "没答上的"))


async def test_a_stranger_is_told_nothing(town: Town) -> None:
    assert "要一个加入链接" in texts(await town.say("路人甲", "我们村要做什么"))
