"""Times as plans really print them: lists of days, odd widths, seasons, relative times, and who owes it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.knowledge.reading_builders import deadlines, plan_of, times
from tests.unit.knowledge.test_explain import unclear

SUMMER = {"from": "2023-06-01", "to": "2023-08-31"}


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        # lists of which each is a time of its own
        ("6月20日、12月10日前分别报送总结。", ["2023-06-20", "2023-12-10"]),
        ("3月15日前、6月15日前分别报送进展。", ["2023-03-15", "2023-06-15"]),
        ("5月10日、20日前报送进展。", ["2023-05-10", "2023-05-20"]),
        ("6月、12月底前各考核一次。", ["2023-06-30", "2023-12-31"]),
        ("6月和12月底前各考核一次。", ["2023-06-30", "2023-12-31"]),
        ("每月5日、20日前报送台账。", ["monthly:5", "monthly:20"]),
        ("一期5月底前动工、8月底前通水。", ["2023-05-31", "2023-08-31"]),
        ("每年6月底、12月底各拨付一次。", ["06-30", "12-31"]),
        # the day of a month that has no number
        ("结果于次月5日前报镇农业站。", ["monthly:5"]),
        ("每季度考核一次,结果于次月15日前通报。", ["quarterly"]),
        # widths, blanks, clocks and dashes
        ("(7 月 15 日-22 日)全面排查。", [{"from": "2023-07-15", "to": "2023-07-22"}]),
        ("6月20日17:00前报送名单。", ["2023-06-20"]),
        ("3月15日(星期三)下午5点前报送名单。", ["2023-03-15"]),
        ("6月1日一8月31日开展巡查。", [SUMMER]),
        ("2023.6.1-2023.8.31开展巡查。", [SUMMER]),
        ("2023/6/1至8/31开展巡查。", [SUMMER]),
        ("9月上中旬完成评估。", [{"from": "2023-09-01", "to": "2023-09-20"}]),
        # quarters
        ("前三季度完成主体工程。", [{"from": "2023-01-01", "to": "2023-09-30"}]),
        ("二、三季度完成主体工程。", [{"from": "2023-04-01", "to": "2023-09-30"}]),
        ("4至10月实施改造。", [{"from": "2023-04-01", "to": "2023-10-31"}]),
        # from now, before a year, each year
        ("即日起至6月30日,开展清理。", ["2023-06-30"]),
        ("2025年前完成护岸建设。", ["2024-12-31"]),
        ("每年11月底前报送总结。", ["11-30"]),
        ("森林防火期为每年10月1日至次年5月31日。", [{"from": "10-01", "to": "05-31"}]),
        ("秋收季节8月20日-11月20日。", [{"from": "2023-08-20", "to": "2023-11-20"}]),
        ("从6月1日开始,至8月31日结束。", [SUMMER]),
        ("统一从6月1日开始,8月31日结束。", [SUMMER]),
        ("自3月开始,每周五组织学习。", ["weekly"]),
        ("单车报警每月不超过3次。", []),
        ("早、晚各巡查一次。", ["daily:2"]),
        ("镇督查组实行日督查、周通报。", ["daily", "weekly"]),
        ("4月10日前完成宣传;月底前完成鉴定。", ["2023-04-10", "04-30"]),
        ("把任务按月安排好,按月排查隐患。", ["monthly"]),
        # regimes
        ("实行“一周一调度、一月一通报”。", ["weekly", "monthly"]),
        ("执行日报告、零报告制度。", ["daily"]),
        ("建立“日巡查、周汇总、月分析”工作机制。", ["daily", "weekly", "monthly"]),
        ("每日8时、16时向指挥部报告动态。", ["daily:2"]),
        ("时间节点:2023年6月30日前。", ["2023-06-30"]),
        # a day without a month
        ("每月15日前更新数据,25日前报送月报。", ["monthly:15", "monthly:25"]),
        ("5月10日前报送方案,20日前报送名单。", ["2023-05-10", "2023-05-20"]),
        ("4月开工建设,12月投入使用。",
         [{"from": "2023-04-01", "to": "2023-04-30"}, {"from": "2023-12-01", "to": "2023-12-31"}]),
        ("对2023年底前仍未完成的村进行约谈。", []),
        ("每年3月1日至5月31日、9月15日至11月15日为防火期。",
         [{"from": "03-01", "to": "05-31"}, {"from": "09-15", "to": "11-15"}]),
        ("干旱期间实行日报告。", ["daily"]),
        ("分季度报送进展。", ["quarterly"]),
        ("建立月报制度,于每月25日前报送进展。", ["monthly:25"]),
        # a share beside a duty
        ("5月上旬按不低于3%的比例采血抽检。", [{"from": "2023-05-01", "to": "2023-05-10"}]),
        ("8月底前封堵混接口12个,处理率由71%提高到80%以上。", ["2023-08-31"]),
        # quotation marks of which one is missing
        ("书记要当好‘清洁指挥长“,每周组织一次大扫除。", ["weekly:1"]),
        ("每户每月每亩补贴20元。", []),
    ],
)  # fmt: skip
def test_times_as_plans_print_them(sentence: str, when: list[Any]) -> None:
    assert times(sentence) == when


def test_the_text_of_an_item_and_its_heading_owe_one_thing_once() -> None:
    plan = plan_of("一、任务\n1.每周开展一次村庄大扫除。各村每周组织一次村庄大扫除,确保整洁。\n2.清理。")
    assert [each.quote for each in plan.deadlines] == ["各村每周组织一次村庄大扫除"]


def test_a_row_of_a_table_is_read_once_and_its_sentences_apart() -> None:
    body = "序号\t任务\t要求\n1\t建食堂\t3月底前建成食堂,座位不少于20个;6月底前完成改造10户\n2\t修路\t7月底前修好村路"
    found = plan_of(body).deadlines
    assert [(each.when, each.quote) for each in found] == [
        ("2023-03-31", "3月底前建成食堂"),
        ("2023-06-30", "6月底前完成改造10户"),
        ("2023-07-31", "7月底前修好村路"),
    ]


def test_a_stage_of_another_year_dates_what_is_done_in_it() -> None:
    plan = plan_of("一、步骤\n(一)检查验收(2024年3月)。3月20日前完成自查。\n(二)其他。3月20日前完成。")
    assert [each.when for each in plan.deadlines][1:] == ["2024-03-20", "2023-03-20"]


def test_a_column_of_times_is_not_said_again_by_its_row() -> None:
    body = "序号\t任务\t要求\t完成时限\n1\t监测\t每月开展一次排查\t每月25日前\n2\t修路\t修好村路\t7月底前"
    assert [each.when for each in plan_of(body).deadlines] == ["monthly:25", "2023-07-31"]


def test_a_quote_ends_where_it_has_said_what_is_owed() -> None:
    [found] = deadlines("3月底前,各村摸清底数,建立名册,确保底数清、情况明。")
    assert (found.what, found.quote) == ("各村摸清底数,建立名册", "3月底前,各村摸清底数,建立名册")


def test_a_cadence_takes_the_dates_of_its_season_along() -> None:
    plan = plan_of("一、任务\n汛期(5月1日至9月30日)每日打捞一次。")
    [found] = plan.deadlines
    dates = {"from": "2023-05-01", "to": "2023-09-30"}
    assert (found.when, found.season, found.within) == ("daily", "汛期", dates)
    assert found.as_json()["within"] == dates


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("每半月调度一次进展。", [("odd_cadence", "每半月调度一次进展")]),
        ("每两月开展一次督查。", [("odd_cadence", "每两月开展一次督查")]),
        ("每旬巡查一次。", [("odd_cadence", "每旬巡查一次")]),
        ("收到通知后3日内报送名单。", [("relative_time", "收到通知后3日内报送名单")]),
        ("印发之日起10个工作日内制定方案。", [("relative_time", "印发之日起10个工作日内制定方案")]),
        ("国庆节前完成亮化。", [("vague_time", "国庆节前完成亮化")]),
        ("雨季来临前完成清淤。", [("vague_time", "雨季来临前完成清淤")]),
        ("汛期落实专人值守。汛期开展巡查。", [("season_without_dates", "汛期落实专人值守")]),
        ("汛期为6月1日至9月30日。汛期落实专人值守。", []),
    ],
)
def test_what_is_no_date_stays_vague_and_is_listed_with_its_reason(
    sentence: str, expected: list[tuple[str, str]]
) -> None:
    assert unclear(sentence) == expected


@pytest.mark.parametrize(
    ("body", "who"),
    [
        ("1.各村11月底前上报总结。", ["各村"]),
        ("1.村级河长每周巡河一次。(责任单位:水利站)", ["村级河长"]),
        ("1.每季度由镇民政办组织查看一次。", ["镇民政办"]),
        ("1.每月由农业站会同水利站抽查一次。", ["农业站", "水利站"]),
        ("1.5月20日前各村自查。", ["各村"]),
        ("1.驻村工作队每月走访一次。", ["驻村工作队"]),
        ("1.各村按人口配齐人手,名单于2月底前报农业站。", ["各村"]),
        ("1.4月底前完成改造,由水利站牵头,各村配合。", ["水利站"]),
        ("1.3月底前建成老年食堂。", []),
    ],
)
def test_who_owes_it_is_told_by_the_sentence_else_by_the_clause(body: str, who: list[str]) -> None:
    assert list(plan_of(f"一、任务\n{body}").deadlines[0].who) == who


@settings(deadline=None)  # a busy machine is no wrong reading
@given(
    st.integers(1, 12),
    st.integers(1, 28),
    st.sampled_from(["", " "]),
    st.sampled_from(["前", "17:00前", "(星期五)前", "下午5点前", "之前"]),
    st.sampled_from(["日", "号"]),
)
def test_any_day_with_any_clock_and_blanks_is_read(month: int, day: int, gap: str, before: str, sign: str) -> None:
    printed = f"{month}{gap}月{gap}{day}{gap}{sign}{before}完成清理。"
    assert times(printed) == [f"2023-{month:02d}-{day:02d}"]


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=2, max_size=4, unique=True), st.sampled_from(["、", "和", "及"]))
def test_any_list_of_months_gives_the_end_of_each(months: list[int], joint: str) -> None:
    printed = joint.join(f"{month}月" for month in months)
    assert [when[5:7] for when in times(f"{printed}底前各考核一次。")] == [f"{month:02d}" for month in months]
