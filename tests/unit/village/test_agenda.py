"""What a unit has to do in a month: its duties, and what plans ask of it by name or of all units of its kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge import read_text
from knowledge.facts import Clause, Deadline, PlanDraft, Span
from tests.builders import Office, a_duty, wall
from village.errors import NotAllowed
from village.model.people import Person, Role
from village.services.agenda import Agenda, agenda

PLAN = """清河镇2026年防溺水工作方案
一、任务
1.排查水域。5月31日前，甘溪沟村完成塘堰排查。(责任单位：甘溪沟村)
2.竖牌。6月20日前，各村在水边竖好警示牌。(责任单位：各村)
3.巡查。各村每天巡查水域一次。(责任单位：各村)
4.会商。5月20日前，镇水利站开一次会商会。(责任单位：镇水利站)
5.宣传。向家长讲清楚。(责任单位：各村委会)
6.汇总。5月28日前，各镇把情况报到县里。(责任单位：各镇(街道))
"""


def due(what: str, when: str, who: tuple[str, ...], clause: str) -> Deadline:
    return Deadline(what, when, who, clause, what, Span(0, 1))


def clause(number: str, *lead: str) -> Clause:
    return Clause(number, f"第{number}条", f"第{number}条的事。", Span(0, 1), lead)


def a_plan(*deadlines: Deadline, clauses: tuple[Clause, ...] = (), year: int | None = 2026) -> PlanDraft:
    title = "清河镇方案" + "".join(d.what for d in deadlines) + "".join(c.id for c in clauses)
    return PlanDraft("a.txt", title, "plan", "town", year, title, clauses, (), deadlines)


def mine(office: Office, person: Person | None = None, ahead: int = 0) -> Agenda:
    return office.do(agenda, person or office.officials[0], office.now, ahead)


def said(found: Agenda) -> list[str]:
    return [item.what for item in found.items]


def test_what_names_the_unit_or_all_units_of_its_kind_is_there_soonest_first(office: Office) -> None:
    office.import_plan(
        a_plan(
            due("六月的事", "06-20", ("各村",), "1"),
            due("本村的事", "05-31", ("甘溪沟村",), "2"),
            due("各村的事", "05-20", ("各行政村",), "3"),
            due("别村的事", "05-20", ("黑水村",), "4"),
            due("水利站的事", "05-20", ("镇水利站",), "5"),
            due("天天的事", "daily", ("各村(社区)",), "6"),
        )
    )
    found = mine(office)
    assert found.unit.name == "甘溪沟村"
    assert said(found) == ["各村的事", "本村的事", "天天的事"]
    assert said(mine(office, ahead=1)) == ["六月的事", "天天的事"]


def test_a_town_is_asked_what_all_towns_are_asked(office: Office) -> None:
    office.import_plan(a_plan(due("各镇的事", "05-28", ("各镇(街道)",), "1"), due("各村的事", "05-20", ("各村",), "2")))
    assert said(mine(office, office.clerk)) == ["各镇的事"]


def test_a_village_called_by_its_short_name_or_committee_is_meant(office: Office) -> None:
    office.import_plan(a_plan(due("一", "05-20", ("甘溪沟",), "1"), due("二", "05-21", ("甘溪沟村村民委员会",), "2")))
    assert said(mine(office)) == ["一", "二"]
    assert said(mine(office, office.officials[1])) == []


def test_a_deadline_without_names_belongs_to_the_units_of_its_clause(office: Office) -> None:
    office.import_plan(a_plan(due("竖牌", "05-20", (), "1"), clauses=(clause("1", "各村"),)))
    assert said(mine(office)) == ["竖牌"]


def test_clauses_without_a_time_come_last_and_tell_their_heading(office: Office) -> None:
    office.import_plan(
        a_plan(due("有日期的", "05-20", ("各村",), "1"), clauses=(clause("2", "各村"), clause("3", "镇林业站")))
    )
    found = mine(office)
    assert said(found) == ["有日期的", "第2条"]
    assert found.items[1].number == 0


def test_what_is_a_duty_already_is_not_said_twice(office: Office) -> None:
    duty = office.make_duty()
    found = mine(office)
    assert [d.id for d, _ in found.owed] == [duty.id]
    assert said(found) == []


def test_a_duty_that_comes_once_is_told_once_in_its_month_as_a_duty(office: Office) -> None:
    plan_id = office.import_plan(a_plan(due("交台账", "2026-05-28", ("各村",), "1")))
    office.do(
        lambda uow: uow.duties.add(
            a_duty("2026-05-28", unit=office.town, since=office.now, plan_id=plan_id, clause="1"), None
        )
    )
    assert len(mine(office).owed) == 1
    assert said(mine(office)) == []


def test_duties_of_later_months_wait_for_their_month(office: Office) -> None:
    duty = office.keep_duty("2026-07-10")
    assert mine(office).owed == ()
    office.clock.set(wall(7, 6))
    assert [d.id for d, _ in mine(office).owed] == [duty.id]


def test_plans_of_another_town_and_of_another_year_do_not_count(office: Office) -> None:
    def add(draft: PlanDraft, unit: int) -> None:
        from knowledge.facts import Reading
        from village.services import plans

        office.do(plans.import_reading, Reading((draft,)), None, unit, office.now)

    add(a_plan(due("白沙的事", "05-20", ("各村",), "1")), office.other_town.id)
    add(a_plan(due("去年的事", "05-21", ("各村",), "1"), year=2025), office.town.id)
    add(a_plan(due("本镇的事", "05-22", ("各村",), "1")), office.town.id)
    assert said(mine(office)) == ["本镇的事"]
    assert said(mine(office, office.other_official)) == ["白沙的事"]


def test_a_report_of_work_done_asks_nothing(office: Office) -> None:
    office.import_plan(replace(a_plan(due("汇报里的事", "05-20", ("各村",), "1")), kind="report"))
    assert said(mine(office)) == []


def test_a_plan_as_it_is_read_gives_a_village_its_month(office: Office) -> None:
    [draft] = read_text(PLAN, "a.txt").plans
    office.import_plan(draft)
    words = " ".join(said(mine(office)))
    assert "塘堰" in words
    assert "会商" not in words
    assert "警示牌" in " ".join(said(mine(office, ahead=1)))
    assert "塘堰" not in " ".join(said(mine(office, office.officials[1])))


def test_the_month_after_december_is_january(office: Office) -> None:
    office.clock.set(wall(12, 10))
    assert mine(office, ahead=1).month.isoformat() == "2027-01-01"


def test_somebody_without_a_unit_has_no_agenda(office: Office) -> None:
    nobody = replace(office.officials[0], posts=())
    with pytest.raises(NotAllowed):
        mine(office, nobody)


def test_an_official_of_two_villages_hears_of_both(office: Office) -> None:
    office.do(lambda uow: uow.people.add_post(office.officials[0].id, office.villages[1].id, Role.OFFICIAL, "村主任"))
    office.import_plan(a_plan(due("一", "05-20", ("甘溪沟村",), "1"), due("二", "05-21", ("黑水村",), "2")))
    assert said(mine(office, office.refresh(office.officials[0]))) == ["一", "二"]
