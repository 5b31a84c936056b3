"""A problem's states: only what follows may happen, in whatever order people press, and nothing of it is forgotten."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_unit, wall
from village.errors import Invalid, NotPossible
from village.model.due_words import due_from
from village.model.found import Item, items, matched
from village.model.people import UnitKind
from village.model.problems import (
    LOOK_BACK_AFTER,
    TRANSITIONS,
    Problem,
    ProblemState,
    Step,
    StepKind,
    registered,
)
from village.model.reports import Report

K, S = StepKind, ProblemState
VILLAGE = a_unit(3, "甘溪沟村", UnitKind.VILLAGE)
OTHER = a_unit(4, "黑水村", UnitKind.VILLAGE)
START = wall(5, 18)
DUE = wall(5, 25, 18)


def a_problem(*steps: StepKind) -> Problem:
    problem = registered(VILLAGE, "水塘边", "一堆垃圾", Step(K.REGISTERED, 1, START))
    for number, kind in enumerate(steps, 1):
        problem = problem.take(a_step(kind, START + timedelta(hours=number)))
    return problem


def a_step(kind: StepKind, at: datetime = START) -> Step:
    given = kind is K.ASSIGNED
    return Step(kind, 2, at, unit=OTHER if given else None, due=DUE if given else None)


GOOD_LIFE = (K.ASSIGNED, K.PROGRESS, K.APPLIED, K.RETURNED, K.APPLIED, K.APPROVED, K.LOOKED, K.REOPENED, K.ASSIGNED)


def test_the_whole_life_of_a_problem() -> None:
    states = [a_problem(*GOOD_LIFE[:n]).state for n in range(len(GOOD_LIFE) + 1)]
    assert states == [
        S.NEW, S.ASSIGNED, S.ASSIGNED, S.APPLIED, S.ASSIGNED, S.APPLIED, S.CLOSED, S.CLOSED, S.NEW, S.ASSIGNED
    ]  # fmt: skip


@given(st.lists(st.sampled_from([kind for kind in K if kind is not K.REGISTERED]), max_size=30))
def test_any_order_of_taps_ends_in_a_state_that_somebody_can_leave(kinds: list[StepKind]) -> None:
    problem, taken = a_problem(), [K.REGISTERED]
    for number, kind in enumerate(kinds):
        before = problem
        with suppress(NotPossible):
            problem = problem.take(a_step(kind, START + timedelta(hours=number)))
            taken.append(kind)
            assert TRANSITIONS[kind][before.state] is problem.state
    assert [step.kind for step in problem.steps] == taken, "every step stays on record, in order"
    assert any(problem.can(kind) for kind in (K.ASSIGNED, K.APPROVED, K.REOPENED)), "there is a way on"
    assert (problem.state is S.ASSIGNED) <= (problem.responsible is not None)
    assert (problem.look_back is not None) <= (problem.state is S.CLOSED)
    assert problem.turns <= len(problem.steps)


@pytest.mark.parametrize("kind", list(K))
@pytest.mark.parametrize("state", list(S))
def test_a_step_that_does_not_follow_is_refused_and_changes_nothing(kind: StepKind, state: ProblemState) -> None:
    way = {
        S.NEW: (),
        S.ASSIGNED: (K.ASSIGNED,),
        S.APPLIED: (K.ASSIGNED, K.APPLIED),
        S.CLOSED: (K.SOLVED,),
        S.WAIVED: (K.WAIVED,),
    }[state]
    problem = a_problem(*way)
    if state in TRANSITIONS.get(kind, {}):
        assert problem.take(a_step(kind)).steps[:-1] == problem.steps
    else:
        with pytest.raises(NotPossible) as refused:
            problem.take(a_step(kind))
        assert (refused.value.step, refused.value.state) == (kind, state)


def test_progress_does_not_make_the_offices_buttons_old() -> None:
    assert a_problem(K.ASSIGNED, K.APPLIED).turns == a_problem(K.ASSIGNED, K.PROGRESS, K.PROGRESS, K.APPLIED).turns
    assert a_problem(K.ASSIGNED, K.APPLIED, K.RETURNED, K.APPLIED).turns != a_problem(K.ASSIGNED, K.APPLIED).turns


def test_while_the_office_checks_nobody_is_late() -> None:
    late = DUE + timedelta(hours=1)
    assert a_problem(K.ASSIGNED).is_overdue(late)
    assert not a_problem(K.ASSIGNED).is_overdue(DUE)
    assert not a_problem(K.ASSIGNED, K.APPLIED).is_overdue(late)
    assert a_problem(K.ASSIGNED, K.APPLIED, K.RETURNED).is_overdue(late)


def test_the_planner_looks_on_the_morning_it_is_due_and_a_month_after_it_was_closed() -> None:
    assert a_problem().next_look is None
    assert a_problem(K.ASSIGNED).next_look == wall(5, 25, 8)
    assert a_problem(K.ASSIGNED, K.APPLIED).next_look is None
    closed = a_problem(K.ASSIGNED, K.APPLIED, K.APPROVED)
    assert closed.next_look == closed.look_back == closed.steps[-1].at + LOOK_BACK_AFTER
    assert a_problem(K.SOLVED).next_look is None, "what was put right on the spot is not looked back at"


def test_what_is_given_out_on_the_day_itself_is_not_reminded_of_the_same_day() -> None:
    problem = a_problem().take(Step(K.ASSIGNED, 2, wall(5, 25, 9), unit=OTHER, due=DUE))
    assert problem.next_look is None


def test_a_unit_that_puts_it_right_itself_before_it_was_given_out_is_responsible() -> None:
    assert a_problem(K.APPLIED).responsible == VILLAGE


def test_a_problem_opened_again_has_no_old_due_day() -> None:
    problem = a_problem(*GOOD_LIFE[:8])
    assert (problem.due, problem.look_back, problem.responsible) == (None, None, OTHER)


# What a clerk says about the time


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("3天", (5, 21)),
        ("十天内", (5, 28)),
        ("７天", (5, 25)),
        ("两周", (6, 1)),
        ("1个月", (6, 17)),
        ("半个月", (6, 2)),
        ("5月30日", (5, 30)),
        ("5月30日前", (5, 30)),
        ("30号之前", (5, 30)),
        ("明天", (5, 19)),
        ("下周五", (5, 29)),
        ("月底", (5, 31)),
    ],
)
def test_until_when(words: str, day: tuple[int, int]) -> None:
    assert due_from(words, START) == wall(*day, 18)


@pytest.mark.parametrize(
    ("words", "rule"),
    [("尽快", "not_a_day"), ("0天", "not_a_day"), ("半天", "not_a_day"), ("5月1日", "day_past"), ("昨天", "day_past")],
)
def test_no_time_at_all(words: str, rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        due_from(words, START)
    assert refused.value.rule == rule


# Problems in reports


def a_report(*named: tuple[str, str, str], version: int = 1) -> Report:
    answers = {"found": "有问题"}
    for number, (where, what, solved) in enumerate(named):
        prefix = f"problems.{number}"
        answers |= {prefix: "有", f"{prefix}.where": where, f"{prefix}.what": what, f"{prefix}.solved": solved}
    return Report(1, 1, version, "daily_patrol", answers, 1, START, files={"problems.0.photo": (7, 8)})


def test_the_problems_of_a_report_with_their_photos() -> None:
    report = a_report(("塘边", "垃圾", "要镇里帮忙"), ("村口", "井盖", "当场解决了"), ("路边", "", ""))
    assert items(report) == [Item(0, "塘边", "垃圾", False, (7, 8)), Item(1, "村口", "井盖", is_solved=True)]


def test_a_form_without_place_and_handling_will_do() -> None:
    report = Report(1, 1, 1, "own", {"problems.0": "有", "problems.0.what": "垃圾"}, 1, START)
    assert items(report) == [Item(0, "", "垃圾")]


def known(number: int, place: str, what: str, item: int) -> Problem:
    step = Step(K.REGISTERED, 1, START)
    return Problem(number, VILLAGE, place, what, (step,), occurrence_id=1, item=item)


def test_the_same_words_are_the_same_problem_wherever_they_stand() -> None:
    there = [known(1, "塘边", "垃圾", 0), known(2, "村口", "井盖", 1)]
    pairs = matched(there, [Item(0, "村口", "井盖"), Item(1, "路边", "坑")])
    assert [(p.id if p else None, item.what) for p, item in pairs] == [(2, "井盖"), (None, "坑")]


def test_new_words_in_the_same_place_are_the_same_problem_worded_anew() -> None:
    there = [known(1, "塘边", "垃圾", 0), known(2, "村口", "井盖", 1)]
    pairs = matched(there, [Item(0, "塘边", "两堆垃圾"), Item(1, "村口", "井盖"), Item(2, "村口", "井盖")])
    assert [p.id if p else None for p, _ in pairs] == [1, 2, None]


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("一二")), max_size=6))
def test_no_problem_is_taken_for_two(named: list[tuple[str, str]]) -> None:
    there = [known(n, place, what, n) for n, (place, what) in enumerate(named)]
    pairs = matched(there, [Item(n, place, what) for n, (place, what) in enumerate(named)])
    assert sorted(p.id for p, _ in pairs if p) == list(range(len(named)))
