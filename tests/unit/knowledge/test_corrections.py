"""A corrected fact is what answers say, with the document's own words beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge import PlanDraft, read_text
from knowledge.corrections import against, corrected_deadline, corrected_indicator, restated_time, when_words
from knowledge.exchange import as_yaml, from_yaml
from knowledge.facts import Deadline, When
from knowledge.search import Answer, Library

TEXT = """沙河镇2026年人居环境提升方案
一、重点任务
1.改厕。年内完成改厕210户，垃圾收运覆盖率达到95%以上。（牵头单位：镇乡建办）
2.清沟。6月30日前完成沟渠清淤30公里，新建公厕2座、垃圾房4座。
3.备汛。汛期前完成堤防检查。
二、报送
1.报进展。各村每月10日前报送进展情况。
"""
[PLAN] = read_text(TEXT, "a.txt").plans


def target(name: str) -> int:
    return next(n for n, i in enumerate(PLAN.indicators) if name in i.quote)


def with_value(name: str, value: float, plan: PlanDraft = PLAN) -> PlanDraft:
    changed = [*plan.indicators]
    at = target(name)
    changed[at] = corrected_indicator(changed[at], replace(changed[at], value=value))
    return replace(plan, indicators=tuple(changed))


def with_when(at: int, when: When, plan: PlanDraft = PLAN) -> PlanDraft:
    changed = [*plan.deadlines]
    changed[at] = corrected_deadline(changed[at], replace(changed[at], when=when), plan.year)
    return replace(plan, deadlines=tuple(changed))


def first(plan: PlanDraft, question: str) -> Answer:
    reply = Library([("1", plan)]).ask(question)
    assert reply.found
    return reply.answers[0]


def bold(answer: Answer) -> list[str]:
    return [answer.text[span.start : span.end] for span in answer.asked]


def test_the_answer_says_the_corrected_figure_and_names_the_documents_own() -> None:
    answer = first(with_value("改厕210", 220), "改厕多少户")
    assert "完成改厕220户" in answer.text
    body, note = answer.text.rsplit("\n", 1)
    assert "210" not in body
    assert note.startswith("办公室已更正（原文：")
    assert "改厕210户" in note
    assert bold(answer) == ["220户"], "only what holds is bold"


def test_an_answer_about_something_else_says_nothing_of_the_correction() -> None:
    assert "已更正" not in first(with_value("改厕210", 220), "垃圾房多少座").text


def test_two_corrections_in_one_sentence_are_both_said() -> None:
    plan = with_value("公厕", 3, with_value("垃圾房", 5))
    text = first(plan, "新建公厕多少座").text
    assert "公厕3座" in text.split("办公室已更正")[0]
    assert "垃圾房5座" in text.split("办公室已更正")[0]


def test_a_corrected_date_is_what_the_answer_says() -> None:
    at = next(n for n, d in enumerate(PLAN.deadlines) if "清淤" in d.quote)
    answer = first(with_when(at, "2026-07-15"), "沟渠清淤什么时候完成")
    assert "7月15日前完成沟渠清淤" in answer.text
    assert "原文：6月30日前" in answer.text


def test_corrected_units_are_named_instead_of_the_documents() -> None:
    clauses = tuple(
        replace(c, lead=("镇环卫所",), support=(), corrected=True) if "改厕" in c.text else c for c in PLAN.clauses
    )
    text = first(replace(PLAN, clauses=clauses), "改厕谁负责").text
    body, note = text.rsplit("\n", 1)
    assert "镇环卫所" in body
    assert "乡建办" not in body
    assert "乡建办" in note


def test_a_correction_that_changes_nothing_is_none() -> None:
    before = PLAN.indicators[0]
    assert corrected_indicator(before, before) is before
    assert corrected_deadline(PLAN.deadlines[0], PLAN.deadlines[0], 2026) is PLAN.deadlines[0]


def test_where_more_than_the_figure_was_wrong_the_whole_fact_is_said() -> None:
    before = PLAN.indicators[target("改厕210")]
    after = corrected_indicator(before, replace(before, name="新建卫生厕所", op=">=", value=(8, 10), due="2026"))
    assert after.corrected == "新建卫生厕所不低于8-10户（2026）"


def test_put_right_twice_the_quote_stays_the_documents() -> None:
    once = with_value("改厕210", 220)
    twice = with_value("改厕210", 230, once)
    fact = twice.indicators[target("改厕210")]
    assert "改厕230户" in str(fact.corrected)
    assert "改厕210户" in fact.quote


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-05-31", "5月31日前"),
        ("2027-05-31", "2027年5月31日前"),
        ("05-31", "5月31日前"),
        ("monthly:25", "每月25日前"),
        ("monthly", "每月"),
        ("quarterly", "每季度"),
        ("yearly", "每年"),
        ("weekly:2", "每周2次"),
        ("daily:2", "每天2次"),
        ({"from": "2026-02-01", "to": "2026-06-30"}, "2月1日至6月30日"),
        ({"from": "2026-02-01", "to": None}, "2月1日起"),
    ],
)
def test_a_time_is_said_as_people_write_it(when: When, words: str) -> None:
    assert when_words(when, 2026) == words


def test_a_time_that_was_no_date_gives_way_to_the_one_set() -> None:
    assert restated_time("汛期前完成堤防检查", None, "2026-04-30", "完成堤防检查", 2026) == "4月30日前完成堤防检查"
    assert restated_time("抓好堤防检查", None, "2026-04-30", "堤防检查", 2026) == "4月30日前堤防检查"


def test_a_file_edited_by_hand_is_marked_against_the_document_itself() -> None:
    edited = from_yaml(
        as_yaml(PLAN).replace("value: 210", "value: 220").replace("when: monthly:10", "when: monthly:15")
    )
    marked = against(PLAN, edited)
    assert "改厕220户" in str(marked.indicators[target("改厕210")].corrected)
    assert "每月15日前报送" in str(marked.deadlines[-1].corrected)
    assert [bool(f.corrected) for f in (*marked.indicators, *marked.deadlines)].count(True) == 2
    assert against(PLAN, PLAN) == PLAN


def test_a_correction_taken_back_by_hand_is_none_any_more() -> None:
    once = as_yaml(with_value("改厕210", 220))
    assert against(PLAN, from_yaml(once.replace("value: 220", "value: 210"))) == PLAN


def test_units_changed_by_hand_are_marked_too() -> None:
    clauses = tuple(replace(c, lead=("各村",)) if "改厕" in c.text else c for c in PLAN.clauses)
    marked = against(PLAN, replace(PLAN, clauses=clauses))
    assert [c.corrected for c in marked.clauses] == ["改厕" in c.text for c in PLAN.clauses]


def test_corrections_come_back_from_their_file() -> None:
    plan = with_when(0, "2026-07-15", with_value("改厕210", 220))
    plan = replace(plan, clauses=tuple(replace(c, corrected=True) for c in plan.clauses))
    assert from_yaml(as_yaml(plan)) == plan


def test_a_day_the_office_set_and_then_changed_in_the_file_is_said_anew() -> None:
    [piece] = [u for u in PLAN.unclear if "汛期前" in u.quote]
    added = Deadline(
        "完成堤防检查", "2026-04-30", (), piece.clause, piece.quote, piece.span, corrected="4月30日前完成堤防检查"
    )
    plan = replace(PLAN, deadlines=(*PLAN.deadlines, added))
    edited = from_yaml(as_yaml(plan).replace("when: '2026-04-30'", "when: 2026-05-10"))
    assert against(PLAN, edited).deadlines[-1].corrected == "5月10日前完成堤防检查"
    assert against(PLAN, plan).deadlines[-1] == added
    bare = replace(added, corrected=None)
    assert against(PLAN, replace(plan, deadlines=(bare,))).deadlines == (bare,), "one added by hand is left as it is"


def test_the_only_time_in_a_quote_is_the_one_meant_even_when_it_was_read_otherwise() -> None:
    assert restated_time("6月30日前清沟", "monthly:3", "2026-07-15", "清沟", 2026) == "7月15日前清沟"
    assert restated_time("2026年6月底前清沟", "2026-06-30", "2026-07-15", "清沟", 2026) == "2026年7月15日前清沟"
