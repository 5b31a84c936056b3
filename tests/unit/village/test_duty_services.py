"""Duties are made from deadlines once, opened for every village, seen on boards, and ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import Office, a_plan, wall
from village.errors import Invalid, NotAllowed, NotFound
from village.model.duties import LADDER, Duty, State
from village.model.people import Role, UnitKind
from village.model.rules import Period
from village.services import duties, plan_duties, plans


def test_a_deadline_becomes_a_duty_that_remembers_where_it_comes_from(office: Office) -> None:
    plan_id = office.import_plan()
    duty = office.do(plan_duties.from_deadline, office.clerk, plan_id, 0, office.town.id, office.now)
    assert (duty.rule, duty.due_time, duty.form, duty.audience) == (
        "monthly:25",
        "18:00",
        "monthly_report",
        UnitKind.VILLAGE,
    )
    assert (duty.plan_id, duty.clause, duty.quote) == (plan_id, "一", "各村按月报送。")
    assert (duty.unit, duty.ladder, duty.since, duty.active) == (office.town, LADDER, office.now, True)
    assert office.see(lambda uow: uow.duties.active()) == [duty]


def test_made_twice_it_stays_one_duty(office: Office) -> None:
    plan_id = office.import_plan()
    first = office.do(plan_duties.from_deadline, office.clerk, plan_id, 0, office.town.id, office.now)
    assert office.do(plan_duties.from_deadline, office.clerk, plan_id, 0, office.town.id, office.now) == first
    assert len(office.see(lambda uow: uow.duties.active())) == 1


def test_two_towns_make_their_own_duty_of_the_same_deadline(office: Office) -> None:
    plan_id = office.import_plan()
    mine = office.do(plan_duties.from_deadline, office.clerk, plan_id, 0, office.town.id, office.now)
    theirs = office.do(plan_duties.from_deadline, office.other_clerk, plan_id, 0, office.other_town.id, office.now)
    assert mine.id != theirs.id
    assert [o.unit for o in office.open(theirs)] == [office.other_village]


def test_a_second_report_is_named_after_its_plan_so_that_two_can_be_told_apart(office: Office) -> None:
    office.make_duty("monthly:25")
    second = office.make_duty("monthly:10")
    assert second.name == "月报（monthly:10的方案）"
    office.do(duties.end, office.clerk, second.id, office.now)
    assert office.make_duty("monthly:5").name.startswith("月报（")


def test_the_operator_makes_a_duty_without_being_anybody(office: Office) -> None:
    plan_id = office.import_plan()
    assert office.do(plan_duties.from_deadline, None, plan_id, 0, office.town.id, office.now).active


def test_candidates_show_which_deadlines_are_duties_already(office: Office) -> None:
    plan_id = office.import_plan()
    [before] = office.do(plan_duties.candidates, office.clerk, plan_id, office.town.id, office.now)
    assert (before.plan.id, before.number, before.deadline.when, before.duty) == (plan_id, 0, "monthly:25", None)
    duty = office.do(plan_duties.from_deadline, office.clerk, plan_id, 0, office.town.id, office.now)
    [after] = office.do(plan_duties.candidates, office.clerk, plan_id, office.town.id, office.now)
    assert after.duty == duty


@pytest.mark.parametrize("number", [1, -1])
def test_a_deadline_that_is_not_there_is_not_found(office: Office, number: int) -> None:
    plan_id = office.import_plan()
    with pytest.raises(NotFound):
        office.do(plan_duties.from_deadline, office.clerk, plan_id, number, office.town.id, office.now)
    with pytest.raises(NotFound):
        office.do(plan_duties.from_deadline, office.clerk, plan_id + 1, 0, office.town.id, office.now)


def test_a_retired_plan_gives_no_new_duties(office: Office) -> None:
    plan_id = office.import_plan()
    office.do(plans.retire, plan_id, office.clerk, office.now)
    with pytest.raises(NotFound):
        office.do(plan_duties.candidates, office.clerk, plan_id, office.town.id, office.now)
    with pytest.raises(NotFound):
        office.do(plan_duties.from_deadline, office.clerk, plan_id, 0, office.town.id, office.now)


def test_a_day_no_month_has_makes_no_duty(office: Office) -> None:
    plan_id = office.import_plan(a_plan(rule="monthly:40"))
    with pytest.raises(Invalid):
        office.do(plan_duties.from_deadline, office.clerk, plan_id, 0, office.town.id, office.now)
    assert office.see(lambda uow: uow.duties.active()) == []


def test_an_ended_duty_is_owed_no_more_and_ends_once(office: Office) -> None:
    duty = office.make_duty()
    assert office.do(duties.end, office.clerk, duty.id, office.now).id == duty.id
    assert office.see(lambda uow: uow.duties.active()) == []
    assert office.do(duties.owed_by, office.officials[0], office.now) == []
    with pytest.raises(Invalid):
        office.do(duties.end, office.clerk, duty.id, office.now)
    with pytest.raises(NotFound):
        office.do(duties.end, office.clerk, 999, office.now)


def test_an_ended_duty_can_be_made_again_and_is_in_force_from_then_on(office: Office) -> None:
    duty = office.make_duty()
    office.do(duties.end, office.clerk, duty.id, office.now)
    [candidate] = office.do(plan_duties.candidates, office.clerk, duty.plan_id, office.town.id, office.now)
    assert candidate.duty is None
    office.clock.pass_by(timedelta(days=30))
    again = office.do(plan_duties.from_deadline, office.clerk, duty.plan_id, 0, office.town.id, office.now)
    assert (again.id, again.active, again.since) == (duty.id, True, office.now)
    assert office.see(lambda uow: uow.duties.active()) == [again]


def test_a_period_opens_for_every_village_of_the_town_and_only_once(office: Office) -> None:
    duty = office.make_duty()
    opened = office.open(duty)
    assert [o.unit for o in opened] == office.villages
    assert {(o.period, o.state, o.due) for o in opened} == {("2026-05", State.OPEN, wall(5, 25, 18))}
    assert office.open(duty) == opened


def test_a_village_that_comes_later_owes_the_open_period_too(office: Office) -> None:
    duty = office.make_duty()
    office.open(duty)
    new = office.do(lambda uow: uow.units.add("新设村", UnitKind.VILLAGE, office.town.id))
    assert [o.unit for o in office.open(duty)] == [*office.villages, new]


def test_an_open_period_keeps_the_ladder_it_opened_with(office: Office) -> None:
    duty = office.keep_duty("monthly:25", ladder=LADDER[:1])
    [first, *_] = office.open(duty)
    assert first.ladder == LADDER[:1]
    assert office.occurrence(first.id).ladder == LADDER[:1]


def test_a_board_counts_who_reported_and_names_who_is_missing(office: Office) -> None:
    duty = office.make_duty()
    occurrences = office.open(duty)
    office.report(office.officials[0], occurrences[0])
    [board] = office.do(duties.boards_for, office.clerk, office.now)
    assert (len(board.reported), len(board.missing), board.total) == (1, 7, 8)
    assert (board.period, board.due, board.duty) == ("2026-05", wall(5, 25, 18), duty)
    assert [o.unit for o in board.reported] == [office.villages[0]]


def test_a_board_opens_the_present_period_by_itself(office: Office) -> None:
    office.make_duty()
    [board] = office.do(duties.boards_for, office.leader, office.now)
    assert len(board.missing) == 8


def test_there_is_no_board_of_a_period_nobody_opened(office: Office) -> None:
    duty = office.make_duty()
    with pytest.raises(NotFound):
        office.do(duties.board, duty, "2031-01")


def test_an_official_owes_what_the_own_village_owes(office: Office) -> None:
    duty = office.make_duty()
    [(owed, occurrence)] = office.do(duties.owed_by, office.officials[2], office.now)
    assert (owed, occurrence.unit, occurrence.period) == (duty, office.villages[2], "2026-05")
    assert office.do(duties.owed_by, office.other_official, office.now) == []
    assert office.do(duties.owed_by, office.clerk, office.now) == []


def test_somebody_with_two_villages_owes_for_both_soonest_first(office: Office) -> None:
    official = office.officials[0]
    office.do(lambda uow: uow.people.add_post(official.id, office.villages[1].id, Role.OFFICIAL, "代理主任"))
    office.keep_duty("monthly:28", name="台账")
    office.make_duty("monthly:20")
    owed = office.do(duties.owed_by, office.refresh(official), office.now)
    assert [(d.name, o.unit.name) for d, o in owed] == [
        ("月报", "甘溪沟村"),
        ("月报", "黑水村"),
        ("台账", "甘溪沟村"),
        ("台账", "黑水村"),
    ]


def test_the_newest_missed_period_can_still_be_reported_beside_the_present_one(office: Office) -> None:
    duty = office.make_duty()
    for month in (3, 4):
        period = Period(f"2026-0{month}", wall(month, 25).date())
        for occurrence in office.open(duty, period):
            office.do(lambda uow, o=occurrence: uow.occurrences.set_state(o.id, State.MISSED))
    owed = office.do(duties.owed_by, office.officials[0], office.now)
    assert [o.period for _, o in owed] == ["2026-04", "2026-05"]


def test_a_period_reported_late_is_owed_no_more(office: Office) -> None:
    duty = office.make_duty()
    [april, *_] = office.open(duty, Period("2026-04", wall(4, 25).date()))
    office.report(office.officials[0], april)
    assert [o.period for _, o in office.do(duties.owed_by, office.officials[0], office.now)] == ["2026-05"]


def test_a_duty_made_after_the_due_day_asks_for_nothing_of_this_month(office: Office) -> None:
    office.clock.set(wall(5, 27))
    office.make_duty()
    assert [o.period for _, o in office.do(duties.owed_by, office.officials[0], office.now)] == ["2026-06"]
    assert [b.period for b in office.do(duties.boards_for, office.clerk, office.now)] == ["2026-06"]


def test_what_reminders_ask_for_is_what_the_word_leads_to(office: Office) -> None:
    """每月3日前: from 29 April on it is May's report that people are reminded of."""
    office.clock.set(wall(4, 10))
    office.make_duty("monthly:3")
    office.clock.set(wall(4, 29))
    owed = office.do(duties.owed_by, office.officials[0], office.now)
    assert [o.period for _, o in owed] == ["2026-05"]


def test_an_unknown_occurrence_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        office.do(duties.find_owed, office.officials[0], 4711)


def test_an_occurrence_of_a_unit_that_is_gone_is_not_made(office: Office) -> None:
    from sqlalchemy.exc import IntegrityError

    duty = office.make_duty()
    with pytest.raises(IntegrityError):
        office.do(lambda uow: uow.occurrences.ensure(duty, 999, duty.current(office.now), office.now))


def a_task(office: Office, rule: str = "2026-05-25", audience: UnitKind = UnitKind.VILLAGE) -> Duty:
    return office.keep_duty(rule, name="清沟", form=None, audience=audience)


def test_a_task_is_done_with_one_tap_and_can_be_taken_back(office: Office) -> None:
    [first, *_] = office.open(a_task(office))
    official = office.officials[0]
    assert office.do(duties.mark_done, official, first.id, office.now).state is State.SUBMITTED
    assert office.do(duties.mark_done, official, first.id, office.now).state is State.SUBMITTED
    assert first.id not in [o.id for o in office.see(lambda uow: uow.occurrences.waiting(wall(6, 1), 100))]
    undone = office.do(lambda uow: duties.mark_done(uow, official, first.id, office.now, done=False))
    assert undone.state is State.OPEN
    assert first.id in [o.id for o in office.see(lambda uow: uow.occurrences.waiting(wall(6, 1), 100))]


def test_a_task_done_after_its_day_is_late_and_taken_back_it_is_missed(office: Office) -> None:
    [first, *_] = office.open(a_task(office))
    office.clock.set(wall(5, 26))
    assert office.do(duties.mark_done, office.officials[0], first.id, office.now).state is State.LATE
    undone = office.do(lambda uow: duties.mark_done(uow, office.officials[0], first.id, office.now, done=False))
    assert undone.state is State.MISSED


def test_a_report_is_not_done_with_one_tap_nor_another_villages_task(office: Office) -> None:
    [report, *_] = office.open(office.make_duty())
    with pytest.raises(Invalid):
        office.do(duties.mark_done, office.officials[0], report.id, office.now)
    [task, *_] = office.open(a_task(office))
    with pytest.raises(NotAllowed):
        office.do(duties.mark_done, office.officials[1], task.id, office.now)


def test_what_the_office_itself_owes_is_its_clerks(office: Office) -> None:
    duty = a_task(office, audience=UnitKind.TOWN)
    [own] = office.open(duty)
    assert own.unit == office.town
    assert [d.id for d, _ in office.do(duties.owed_by, office.clerk, office.now)] == [duty.id]
    assert office.do(duties.owed_by, office.officials[0], office.now) == []
    assert office.do(duties.mark_done, office.clerk, own.id, office.now).state is State.SUBMITTED


def test_what_comes_once_stays_out_of_sight_until_its_month(office: Office) -> None:
    a_task(office, "2026-07-20")
    assert office.do(duties.owed_by, office.officials[0], office.now) == []
    assert office.do(duties.boards_for, office.clerk, office.now) == []
    office.clock.set(wall(7, 1))
    assert len(office.do(duties.owed_by, office.officials[0], office.now)) == 1


def several(office: Office) -> int:
    """A plan with a monthly report, two tasks of one clause due on one day, and one that is over."""
    base = a_plan("多样方案")
    report = base.deadlines[0]
    tasks = [replace(report, what=what, when=when, owes="") for what, when in (
        ("清沟", "2026-06-30"), ("改厕", "2026-06-30"), ("备沙袋", "2026-03-31"), ("巡河", "daily"),
    )]  # fmt: skip
    return office.import_plan(replace(base, deadlines=(report, *tasks)))


def test_exactly_the_chosen_deadlines_are_reminded_of(office: Office) -> None:
    plan_id = several(office)
    first = office.do(plan_duties.choose, office.clerk, plan_id, {0, 1, 2, 3}, office.town.id, office.now)
    assert [(d.name, d.rule) for d in first.made] == [
        ("月报", "monthly:25"),
        ("清沟", "2026-06-30"),
        ("改厕", "2026-06-30"),
    ]
    again = office.do(plan_duties.choose, office.clerk, plan_id, {1, 4}, office.town.id, office.now)
    assert [d.name for d in again.made] == ["巡河"]
    assert [d.name for d in again.ended] == ["月报", "改厕"]
    back = office.do(plan_duties.choose, office.clerk, plan_id, {0, 1, 4}, office.town.id, office.now)
    assert [d.id for d in back.made] == [first.made[0].id], "it is owed again, not made anew"


def test_a_deadline_that_is_over_or_has_no_day_makes_no_duty_and_says_why(office: Office) -> None:
    plan_id = several(office)
    found = office.do(plan_duties.candidates, office.clerk, plan_id, office.town.id, office.now)
    assert [c.why for c in found] == ["", "", "", "past", ""]
    with pytest.raises(Invalid) as refusal:
        office.do(plan_duties.from_deadline, office.clerk, plan_id, 3, office.town.id, office.now)
    assert refusal.value.rule == "deadline_past"


@pytest.mark.parametrize(
    ("when", "owes", "what", "form", "name"),
    [
        ("monthly:5", "进展情况", "报送进展", "monthly_report", "月报"),
        ("monthly", "登记表", "更新登记表", "register_change", "月报"),
        ("weekly", "周报", "报送巡查情况", "weekly_patrol", "周报"),
        ("daily", "日报", "报送巡查情况", "daily_patrol", "日报"),
        ("daily:2", "零报告", "实行零报告", "zero_report", "零报告"),
        ("quarterly", "小结", "报送小结", "progress_report", "季报"),
        ("2026-12-20", "总结", "报送全年总结", "progress_report", "报送全年总结"),
        ("weekly", "", "清扫村道", None, "清扫村道"),
        ("weekly", "", "各村要清扫村道", None, "清扫村道"),
    ],
)
def test_a_duty_has_the_form_and_name_of_what_is_owed(
    office: Office, when: str, owes: str, what: str, form: str | None, name: str
) -> None:
    base = a_plan("各样方案")
    plan_id = office.import_plan(
        replace(base, deadlines=(replace(base.deadlines[0], when=when, owes=owes, what=what),))
    )
    duty = office.do(plan_duties.from_deadline, office.clerk, plan_id, 0, office.town.id, office.now)
    assert (duty.form, duty.name) == (form, name)
