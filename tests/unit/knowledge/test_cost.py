"""Reading costs time in proportion to the text, whatever the text is made of."""

from __future__ import annotations

from time import process_time

import pytest

from knowledge import read_text
from tests.unit.knowledge.reading_builders import BEGIN, TITLE

ITEM = "{n}.清理沟渠。3月底前,各村新建公厕5座,户厕普及率达到85%以上(农业站牵头,各村配合)。\n"
PIECES = {
    "a plan": "".join(ITEM.format(n=n) for n in range(1, 400)),
    "no full stop": "清理村里沟渠塘坝" * 4000,
    "figures only": "12%" * 4000,
    "open brackets": "(县局" * 6000,
    "labels only": "责任单位:" * 4000,
    "dates only": "年底前,完成" * 2000,
    "titles only": "工作方案\n" * 4000,
    "rows only": "1\t新建5座\t村\n" * 2000,
    "numbers only": "一、\n(一)\n" * 2000,
    "heads only": "序号\n目标值\n责任单位\n" * 1500,
    "heads on one line": "序号 目标值 责任单位 1 " * 2000,
    "table rows": "序号\t指标\t目标值\t时限\n1\t普及率\t85%\t6月底\n" * 1000,
    "bars only": "|" * 20_000,
    "rows of bars": "|甲|乙|丙|\n" * 2000,
    "figures in words": "一百二十万亩" * 3000,
    "months only": "三月" * 6000,
    "one long line": "任务一、清理沟渠(一)按月清理" * 1500,
    "wrong encoding": "æ\x9d\x91åº\x84æ¸\x85æ´\x81" * 3000,
    "spaced figures": "于 6 月 30 日" * 2500,
    "shifted bytes": "。ㄒ唬┥鷳B\n" * 2000,
}


def seconds(text: str) -> float:
    start = process_time()
    read_text(f"{TITLE}\n{BEGIN}\n{text}")
    return process_time() - start


@pytest.mark.parametrize("kind", sorted(PIECES))
def test_four_times_the_text_costs_about_four_times_the_time(kind: str) -> None:
    seconds(PIECES[kind][:500])  # word lists and patterns load with the first document
    once = min(seconds(PIECES[kind]) for _ in range(2))
    assert seconds(PIECES[kind] * 4) < 8 * once + 0.3
