"""Tables of sentences and what is owed by when."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.knowledge.reading_builders import assert_in_place, deadlines, plan_of, times

MASKED = "柳树乡20xx年村庄清洁行动方案"


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("3月31日前完成清理。", "2023-03-31"),
        ("3月31日之前完成清理。", "2023-03-31"),
        ("3月底前完成清理。", "2023-03-31"),
        ("在12月底前完成清理。", "2023-12-31"),
        ("2月底完成清理。", "2023-02-28"),
        ("2024年2月底前完成清理。", "2024-02-29"),
        ("6月中旬前完成清理。", "2023-06-20"),
        ("6月上旬前完成清理。", "2023-06-10"),
        ("9月前完成清理。", "2023-09-30"),
        ("年底前完成清理。", "2023-12-31"),
        ("年内完成清理。", "2023-12-31"),
        ("2024年底前完成清理。", "2024-12-31"),
        ("到2025年,基本建成管护制度。", "2025-12-31"),
        ("2024年建成管护制度。", "2024-12-31"),
        ("二季度末前完成清理。", "2023-06-30"),
        ("上半年前完成清理。", "2023-06-30"),
        ("一季度完成清理。", {"from": "2023-01-01", "to": "2023-03-31"}),
        ("下半年开展清理。", {"from": "2023-07-01", "to": "2023-12-31"}),
        ("在4月份组织登记。", {"from": "2023-04-01", "to": "2023-04-30"}),
        ("5月下旬开展清理。", {"from": "2023-05-21", "to": "2023-05-31"}),
        ("自3月1日至5月31日开展清理。", {"from": "2023-03-01", "to": "2023-05-31"}),
        ("3月5日-15日开展清理。", {"from": "2023-03-05", "to": "2023-03-15"}),
        ("6月上旬至9月下旬开展清理。", {"from": "2023-06-01", "to": "2023-09-30"}),
        ("2023年10月1日至2024年4月30日为防火期。", {"from": "2023-10-01", "to": "2024-04-30"}),
        ("集中清理期为3月1日至5月31日。", {"from": "2023-03-01", "to": "2023-05-31"}),
        ("2021年起,持续开展清理。", {"from": "2021-01-01", "to": None}),
        ("3月1日起开展清理。", {"from": "2023-03-01", "to": None}),
        ("5月起开展清理。", {"from": "2023-05-01", "to": None}),
        ("每月25日前报送进展。", "monthly:25"),
        ("每月报送进展。", "monthly"),
        ("按月报送进展。", "monthly"),
        ("逐月报送进展。", "monthly"),
        ("每季度至少研究一次。", "quarterly"),
        ("每半年组织一次检查。", "yearly:2"),
        ("每年向村民报告一次。", "yearly"),
        ("每周至少开展1次宣传。", "weekly:1"),
        ("每周开展不少于两次的宣传。", "weekly:2"),
        ("每周报送进展。", "weekly"),
        ("每日两次上报数据。", "daily:2"),
        ("每天报送巡查结果。", "daily"),
        ("每天巡山不少于1次。", "daily"),
        ("坚持“每日零报告”。", "daily"),
        ("3月20日召开清理工作会。", "2023-03-20"),
        ("每周五报送进展。", "weekly"),
        ("三年内改造完,3月底前完成清理。", "2023-03-31"),
    ],
)
def test_a_time_is_written_as_the_contract_says(sentence: str, when: Any) -> None:
    assert times(sentence) == [when]


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("3月底前完成清理。", "03-31"),
        ("年底前完成清理。", "12-31"),
        ("20xx年底前完成清理。", "12-31"),
        ("自2月1日至6月30日开展清理。", {"from": "02-01", "to": "06-30"}),
    ],
)
def test_without_a_known_year_a_date_is_month_and_day(sentence: str, when: Any) -> None:
    assert times(sentence, MASKED) == [when]


@pytest.mark.parametrize(
    "sentence",
    [
        "依据2020年已完成的普查开展清理。",  # the past
        "用水量较2020年下降。",  # a baseline
        "户厕普及率2023年底达到85%。",  # the indicator's own due date
        "按照《2023年3月底前清理方案》执行。",  # a title
        "依据政发〔2021年3月1日〕文件。",
        "预计7月至9月雨量偏多。",  # a forecast
        "借助4月22日“世界地球日”宣传。",  # a named day
        "开展“每周少开一天车”活动。",  # a slogan
        "本方案自2023年3月1日起施行。",
        "本方案有效期至2024年12月31日。",
        "13月40日前完成清理。",  # no date
        "使用率逐年提高。",
        "取消年终评先资格。",
        "5、6、7月份雨水多。",
        "在每年春耕等关键时节加大检查。",
    ],
)
def test_what_looks_like_a_deadline_and_is_none(sentence: str) -> None:
    assert times(sentence) == []


def test_several_times_of_a_sentence_each_have_their_own_words() -> None:
    found = deadlines("3月底前,各村摸清底数,年底前完成清理;每月更新数据。")
    assert [(d.when, d.what) for d in found] == [
        ("2023-03-31", "各村摸清底数"),
        ("2023-12-31", "完成清理"),
        ("monthly", "更新数据"),
    ]


def test_joined_cadences_are_each_a_deadline_and_one_period_is_said_once() -> None:
    assert times("实行“日巡查、周调度”制度。") == ["daily", "weekly"]
    assert times("实行日巡查、日通报、日报告制度。") == ["daily"]


@pytest.mark.parametrize(
    ("body", "who"),
    [
        ("1.各村要在3月底前完成清理。(农业站牵头)", ["各村"]),
        ("1.3月底前,农业站、水利站要完成清理。", ["农业站", "水利站"]),
        ("1.各村要制定计划,细化分工,于每月5日前报送进展。", ["各村"]),
        ("1.3月底前完成清理(农业站牵头);4月底前完成验收(水利站牵头)。", ["农业站"]),
        ("1.3月底前完成清理。\n责任单位:农业站", ["农业站"]),
        ("1.3月底前完成清理。", []),
    ],
)
def test_the_subject_owes_it_else_the_nearest_tag(body: str, who: list[str]) -> None:
    assert list(plan_of(f"一、任务\n{body}").deadlines[0].who) == who


def test_a_deadline_of_the_opening_paragraph_belongs_to_the_preface() -> None:
    plan = plan_of("自3月1日至5月31日,开展清理行动。\n一、任务\n清理沟渠。")
    assert [(d.clause, d.who) for d in plan.deadlines] == [("前言", ())]


@given(st.integers(1, 12), st.integers(1, 28), st.sampled_from(["前", "之前", "以前"]), st.sampled_from(["", "2024年"]))
def test_any_day_is_read(month: int, day: int, before: str, year: str) -> None:
    when = f"{2024 if year else 2023}-{month:02d}-{day:02d}"
    assert times(f"{year}{month}月{day}日{before}完成清理。") == [when]


@given(
    st.lists(st.sampled_from(["年底前,", "每月", "3月1日", "至5月31日", "完成清理", "“", "、", "(各村)"]), max_size=12)
)
def test_every_quote_stands_where_its_span_says(pieces: list[str]) -> None:
    assert_in_place(plan_of("一、任务\n" + "".join(pieces) + "。"))


def test_a_time_in_a_tag_is_owed_for_the_item_unless_the_item_says_it_already() -> None:
    tagged = plan_of("一、任务\n1.清理沟渠。分段包干。(牵头单位:农业站;完成时限:2023年6月)\n2.准备。")
    assert [(d.what, d.when) for d in tagged.deadlines] == [("清理沟渠", "2023-06-30")]
    said = plan_of("一、任务\n1.清理沟渠。6月底前完成清理。(完成时限:2023年6月底)")
    assert [d.quote for d in said.deadlines] == ["6月底前完成清理"]


def test_a_stage_in_brackets_is_a_window() -> None:
    plan = plan_of("一、任务\n1.准备阶段(2月10日—2月底)。落实人手。")
    assert [(d.what, d.when) for d in plan.deadlines] == [("准备阶段", {"from": "2023-02-10", "to": "2023-02-28"})]
    assert times("动员部署(4月上旬)。排查(5月)。纪念日(3月5日)。") == [
        {"from": "2023-04-01", "to": "2023-04-10"},
        {"from": "2023-05-01", "to": "2023-05-31"},
    ]


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("六月三十日前完成清理。", "2023-06-30"),
        ("二〇二五年十二月底前完成清理。", "2025-12-31"),
        ("10月1日至次年5月31日开展巡查。", {"from": "2023-10-01", "to": "2024-05-31"}),
        ("次年1月10日前上报总结。", "2024-01-10"),
        ("113年3月底前完成清理。", "2024-03-31"),
        ("每月十五日前上报。", "monthly:15"),
    ],
)
def test_dates_in_words_of_next_year_and_of_the_republic(sentence: str, when: Any) -> None:
    assert times(sentence) == [when]


def test_a_date_with_hyphens_is_a_day_and_a_time_stamp_is_none() -> None:
    text = "一、公布于 2025-01-07 09:07\n二、任务\n各村于2025-01-10前把护林员名册报乡林业站。\n"
    assert [found.when for found in plan_of(text).deadlines] == ["2025-01-10"]
