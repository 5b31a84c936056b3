"""Which deadlines ask for something in writing, what that is, and in which season."""

from __future__ import annotations

import pytest

from knowledge import as_yaml, from_yaml
from tests.unit.knowledge.reading_builders import deadlines, plan_of


@pytest.mark.parametrize(
    ("sentence", "owes"),
    [
        ("各村每月25日前报送清理进展。", "清理进展"),
        ("6月底前将整治情况书面报镇农业站。", "整治情况"),
        ("各村要将户厕台账于3月31日前报送镇村建办。", "户厕台账"),
        ("各村整治进展情况,每月20日前报镇农业站。", "各村整治进展情况"),
        ("每季度向镇党委报告一次落实情况。", "落实情况"),
        ("汛期实行每日零报告。", "零报告"),
        ("实行日巡查、周报告制度。", ""),  # what the day asks for
        ("每月5日前提交上月工作小结。", "上月工作小结"),
        ("11月底前形成工作总结。", "工作总结"),
        ("12月5号前各组交总结。", "总结"),
        ("4月底前建立问题台账。", "问题台账"),
        ("每月底报一次隐患清单。", "隐患清单"),
        ("值班表每周五前发到群里。", "值班表"),
        ("每日18:00前由各村将当日进度报农业站。", "当日进度"),
        ("每周汇总一次整改情况。", "整改情况"),
        ("制定本村清理方案,于3月31日前报镇农业站备案。", "本村清理方案"),
        ("每月通报一次整治情况。", "整治情况"),
    ],
)
def test_what_is_to_be_handed_in_is_told(sentence: str, owes: str) -> None:
    found = deadlines(sentence)[0]
    assert (found.owes, found.reports) == (owes, bool(owes))


@pytest.mark.parametrize(
    "sentence",
    [
        "6月底前完成沟渠清理。",
        "每天开展巡查,发现险情立即报告镇值班室。",  # only when something happens
        "5月底前完善信息报送平台。",
        "每周六组织群众到学区中心报名。",
        "每月总结推广好的做法。",
        "8月底前方案经镇农业站审核后报县政府审批。",
        "3月底前完成项目申报。",
        "每月10日查一次台账。",
        "每月最后一个工作日张榜。",
        "每季度开展一次预报会商。",
    ],
)
def test_a_task_with_a_date_is_no_report(sentence: str) -> None:
    assert [(found.owes, found.reports) for found in deadlines(sentence)] == [("", False)]


def test_a_day_and_its_report_may_stand_in_one_sentence() -> None:
    found = deadlines("6月底前完成清理,并将结果报镇农业站;每月更新数据。")
    assert [(each.when, each.reports) for each in found] == [("2023-06-30", True), ("monthly", False)]


@pytest.mark.parametrize(
    ("sentence", "season"),
    [
        ("汛期各村每天报送雨情。", "汛期"),
        ("6月1日至9月30日为汛期。", "汛期"),
        ("森林防火期(10月1日至次年4月30日)每天巡山。", "森林防火期"),
        ("每天报送雨情。", ""),
        ("非汛期每月开展巡查。", ""),
        ("汛期来临前,每周检查一次泵站。", ""),
        ("汛期值守方案于6月10日前报镇水利站。", ""),  # a day comes in every season
    ],
)
def test_a_cadence_or_window_carries_its_season(sentence: str, season: str) -> None:
    assert {found.season for found in deadlines(sentence)} == {season}


def test_the_heading_names_the_season_of_its_sentences() -> None:
    plan = plan_of("一、汛期值守\n各村每天报送雨情。\n二、其他\n每月报送进展。")
    assert [found.season for found in plan.deadlines] == ["汛期", ""]


def test_a_program_sees_what_is_owed_and_a_person_can_edit_it() -> None:
    plan = plan_of("一、任务\n汛期每天报送雨情。\n6月底前完成清理。")
    said = [(each["reports"], each["owes"], each["season"]) for each in plan.as_json()["deadlines"]]
    assert said == [(True, "雨情", "汛期"), (False, "", "")]
    assert from_yaml(as_yaml(plan)) == plan
    edited = from_yaml(as_yaml(plan).replace("owes: 雨情", "owes: 雨情日报").replace("season: 汛期", "season: 主汛期"))
    assert (edited.deadlines[0].owes, edited.deadlines[0].season) == ("雨情日报", "主汛期")
