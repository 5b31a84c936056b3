"""Rules, periods and the reminder ladder, on the office's wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_duty, an_occurrence, wall
from village.clock import local
from village.errors import Invalid
from village.model.duties import LADDER, Duty, State, Step, due_step, ends_at, ladder_of, next_step_after
from village.model.rules import Period, parse_rule

ONE_DAY_LADDER = (Step(0),)


@pytest.mark.parametrize(
    ("rule", "day", "key", "due_day"),
    [
        ("monthly:25", date(2026, 5, 1), "2026-05", date(2026, 5, 25)),
        ("monthly:25", date(2026, 5, 31), "2026-05", date(2026, 5, 25)),
        ("monthly:31", date(2026, 2, 10), "2026-02", date(2026, 2, 28)),
        ("monthly:31", date(2028, 2, 10), "2028-02", date(2028, 2, 29)),
        ("monthly:30", date(2026, 4, 1), "2026-04", date(2026, 4, 30)),
        ("monthly:1", date(2026, 12, 31), "2026-12", date(2026, 12, 1)),
        ("daily", date(2026, 5, 3), "2026-05-03", date(2026, 5, 3)),
        ("daily:1", date(2026, 5, 3), "2026-05-03", date(2026, 5, 3)),
        ("weekly", date(2026, 5, 20), "2026-W21", date(2026, 5, 22)),
        ("weekly:1", date(2026, 5, 24), "2026-W21", date(2026, 5, 22)),
        ("weekly", date(2027, 1, 2), "2026-W53", date(2027, 1, 1)),
        ("2026-06-30", date(2026, 1, 1), "2026-06-30", date(2026, 6, 30)),
        ("2026-02-01/2026-06-30", date(2026, 9, 1), "2026-06-30", date(2026, 6, 30)),
        ("monthly", date(2026, 2, 1), "2026-02", date(2026, 2, 28)),
        ("tenday", date(2026, 2, 10), "2026-02/1", date(2026, 2, 10)),
        ("tenday", date(2026, 2, 11), "2026-02/2", date(2026, 2, 20)),
        ("tenday", date(2026, 2, 21), "2026-02/3", date(2026, 2, 28)),
        ("quarterly", date(2026, 4, 1), "2026-Q2", date(2026, 6, 30)),
        ("halfyearly", date(2026, 7, 1), "2026-H2", date(2026, 12, 31)),
        ("weekly:2", date(2026, 5, 19), "2026-W21/1", date(2026, 5, 19)),
        ("weekly:2", date(2026, 5, 20), "2026-W21/2", date(2026, 5, 22)),
        ("daily:2", date(2026, 5, 3), "2026-05-03/1", date(2026, 5, 3)),
        ("daily@05-01/09-30", date(2026, 5, 1), "2026-05-01", date(2026, 5, 1)),
        ("daily@05-01/09-30", date(2026, 3, 1), "2026-05-01", date(2026, 5, 1)),
        ("daily@05-01/09-30", date(2026, 10, 1), "2027-05-01", date(2027, 5, 1)),
        ("monthly:25@11-01/04-30", date(2026, 6, 1), "2026-11", date(2026, 11, 25)),
        ("monthly:25@11-01/04-30", date(2026, 1, 1), "2026-01", date(2026, 1, 25)),
    ],
)
def test_a_day_belongs_to_a_period_with_its_due_day(rule: str, day: date, key: str, due_day: date) -> None:
    period = parse_rule(rule).period_of(day)
    assert (period.key, period.due_day) == (key, due_day)


@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        ("monthly:31", ["2026-01", "2026-02", "2026-03", "2026-04"]),
        ("weekly", ["2026-W01", "2026-W02", "2026-W03", "2026-W04"]),
        ("daily", ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]),
        ("2026-06-30", ["2026-06-30"]),
        ("2026-02-01/2026-06-30", ["2026-06-30"]),
        ("tenday", ["2026-01/1", "2026-01/2", "2026-01/3", "2026-02/1"]),
        ("quarterly", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ("halfyearly", ["2026-H1", "2026-H2", "2027-H1", "2027-H2"]),
        ("weekly:2", ["2026-W01/2", "2026-W02/1", "2026-W02/2", "2026-W03/1"]),
        ("daily:2", ["2026-01-01/1", "2026-01-01/2", "2026-01-02/1", "2026-01-02/2"]),
        ("weekly@05-01/05-20", ["2026-W18", "2026-W19", "2026-W20", "2027-W18"]),
        ("quarterly@05-01/09-30", ["2026-Q2", "2026-Q3", "2027-Q2", "2027-Q3"]),
    ],
)
def test_periods_follow_one_another_without_a_gap(rule: str, keys: list[str]) -> None:
    following = a_duty(rule).upcoming(wall(1, 1, 0))
    assert [p.key for p in islice(following, 4)] == keys


@pytest.mark.parametrize(
    "words",
    [
        "", "monthly:", "monthly:0", "monthly:32", "monthly:-1", "monthly:月底", "monthly:²", "monthly:٢٥",
        "daily:9", "daily:²", "weekly:7", "yearly", "2026-02-30", "12-31", "25", "每月25日", "monthly:25:1",
        "daily@", "daily@汛期", "daily@05-01", "daily@05-01/13-01", "2026-06-30@05-01/09-30", "@05-01/09-30",
        "2026-06-30/2026-02-01", "2026-06-30/", "quarterly:1",
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_says_what_it_was(words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_rule(words)
    assert (refusal.value.field, refusal.value.rule, refusal.value.facts) == ("rule", "unknown", {"text": words})


REPEATING = [
    "monthly:1", "monthly:25", "monthly:31", "monthly", "tenday", "quarterly", "halfyearly", "weekly", "weekly:2",
    "weekly:5", "daily",
]  # fmt: skip


@given(st.sampled_from(REPEATING), st.dates(date(2000, 1, 1)))
def test_every_day_falls_into_the_period_its_neighbours_lead_to(rule: str, day: date) -> None:
    if day.year > 9990:
        return
    parsed = parse_rule(rule)
    period = parsed.period_of(day)
    following = parsed.after(period)
    assert following is not None
    assert following.due_day > period.due_day
    assert following.key > period.key
    assert parsed.period_of(following.due_day) == following
    assert parsed.before(following) == period


@given(st.sampled_from([*REPEATING, "daily:2", "daily:4"]), st.booleans(), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_in_a_season_periods_lead_to_each_other_and_never_out_of_it(rule: str, winter: bool, day: date) -> None:
    season = parse_rule(rule + ("@11-01/04-30" if winter else "@05-01/09-30"))
    period = season.period_of(day)
    for _ in range(20):
        assert (period.due_day.month in {11, 12, 1, 2, 3, 4}) if winter else (5 <= period.due_day.month <= 9)
        following = season.after(period)
        assert following is not None
        assert following.key > period.key
        assert season.before(following) == period
        period = following


def test_a_day_with_several_slots_asks_for_one_after_the_other() -> None:
    duty = a_duty("daily:2", ladder_of("daily:2"))
    first, second = islice(duty.upcoming(wall(5, 3, 0)), 2)
    assert (duty.opens(first), duty.due(first)) == (wall(5, 3, 7, 30), wall(5, 3, 10))
    assert (duty.opens(second), duty.due(second)) == (wall(5, 3, 10), wall(5, 3, 17))
    assert [s.at for s in duty.ladder_in(first)] == ["09:00"]
    assert [s.at for s in duty.ladder_in(second)] == ["16:00"]
    assert duty.current(wall(5, 3, 9)) == first
    assert duty.current(wall(5, 3, 12)) == second
    assert duty.current(wall(5, 3, 20)) == second, "tomorrow's first is not open yet"


def test_a_window_opens_on_its_first_day_and_reminds_then_and_before_its_end() -> None:
    rule = "2026-02-01/2026-06-30"
    duty = a_duty(rule, ladder_of(rule))
    period = duty.current(wall(3, 1))
    assert (duty.opens(period), duty.due(period)) == (wall(2, 1, 8), wall(6, 30, 18))
    days = [local(s.moment(duty.due(period))).date() for s in duty.ladder]
    assert days == [date(2026, 2, 1), date(2026, 6, 25), date(2026, 6, 28), date(2026, 6, 30)]
    assert ladder_of("2026-06-28/2026-06-30") == LADDER


def test_a_window_that_began_long_before_the_duty_was_made_is_not_opened_once_more() -> None:
    rule = "2026-02-01/2026-06-30"
    duty = a_duty(rule, ladder_of(rule), since=wall(5, 18))
    assert [s.days_before for s in duty.ladder_in(duty.current(wall(5, 18)))] == [5, 2, 0]


@pytest.mark.parametrize(
    ("rule", "rungs"),
    [
        ("monthly:25", [5, 2, 0]),
        ("quarterly", [5, 2, 0]),
        ("2026-06-30", [5, 2, 0]),
        ("tenday", [2, 0]),
        ("weekly", [1, 0]),
        ("weekly:2", [1, 0]),
        ("daily", [0]),
        ("daily@05-01/09-30", [0]),
    ],
)
def test_the_oftener_something_is_owed_the_fewer_reminders(rule: str, rungs: list[int]) -> None:
    assert [step.days_before for step in ladder_of(rule)] == rungs


@pytest.mark.parametrize(("rule", "once"), [("2026-06-30", True), ("2026-02-01/2026-06-30", True), ("monthly", False)])
def test_what_comes_once_is_known(rule: str, once: bool) -> None:
    assert a_duty(rule).comes_once is once


@pytest.mark.parametrize(
    ("now", "since", "key"),
    [
        (wall(5, 20), wall(1, 1), "2026-04"),
        (wall(5, 25, 18), wall(1, 1), "2026-05"),
        (wall(5, 20), wall(5, 1), None),
        (wall(6, 2), wall(5, 25, 17), "2026-05"),
        (wall(6, 2), wall(5, 25, 19), None),
    ],
)
def test_the_newest_period_that_is_over_counts_only_since_the_duty_was_made(
    now: datetime, since: datetime, key: str | None
) -> None:
    over = a_duty(since=since).last_over(now)
    assert (over.key if over else None) == key


def test_a_single_date_has_nothing_before_it_or_after() -> None:
    once = parse_rule("2026-06-30")
    period = once.period_of(date(2026, 1, 1))
    assert (once.before(period), once.after(period)) == (None, None)
    assert a_duty("2026-06-30").last_over(wall(6, 30)) is None
    assert a_duty("2026-06-30").last_over(wall(7, 1)) == period


def test_due_is_a_wall_clock_time_in_shanghai() -> None:
    due = a_duty("monthly:25").due(Period("2026-05", date(2026, 5, 25)))
    assert due == datetime(2026, 5, 25, 10, 0, tzinfo=UTC)


def test_a_period_opens_on_the_morning_of_its_first_reminder() -> None:
    period = Period("2026-05", date(2026, 5, 25))
    assert a_duty().opens(period) == wall(5, 20, 8)
    assert a_duty(ladder=()).opens(period) == wall(5, 25, 8)


def test_the_day_is_shanghais_even_when_it_is_still_yesterday_in_utc() -> None:
    assert a_duty("daily", ladder=ONE_DAY_LADDER).current(datetime(2026, 5, 2, 17, tzinfo=UTC)).key == "2026-05-03"


@pytest.mark.parametrize(
    ("rule", "now", "key"),
    [
        ("monthly:25", wall(5, 1), "2026-05"),
        ("monthly:25", wall(5, 25, 18), "2026-05"),
        ("monthly:25", wall(5, 31, 23), "2026-05"),  # over, but June is not open yet: the office still means May
        ("monthly:25", wall(6, 1, 0), "2026-06"),
        ("monthly:3", wall(10, 10), "2026-10"),
        ("monthly:3", wall(10, 29, 7), "2026-10"),
        ("monthly:3", wall(10, 29, 8), "2026-11"),  # reminders for November have begun
        ("2026-06-30", wall(7, 9), "2026-06-30"),
    ],
)
def test_this_period_is_the_one_people_are_being_asked_for(rule: str, now: datetime, key: str) -> None:
    assert a_duty(rule).current(now).key == key


def test_a_period_that_was_over_before_the_duty_was_made_is_nobodys() -> None:
    made_late = a_duty(since=wall(5, 28))
    assert made_late.current(wall(5, 28)).key == "2026-06"
    assert a_duty(since=wall(5, 25, 17)).current(wall(5, 28)).key == "2026-05"


def test_upcoming_starts_with_the_first_period_not_due_yet() -> None:
    def first(now: datetime) -> str:
        return next(a_duty().upcoming(now)).key

    assert first(wall(5, 25, 17, 59)) == "2026-05"
    assert first(wall(5, 25, 18, 0)) == "2026-06"
    assert list(a_duty("2026-06-30").upcoming(wall(7, 1))) == []


def test_a_rung_is_reached_at_its_wall_time_so_many_days_before() -> None:
    due = wall(5, 25, 18)
    assert [s.moment(due) for s in LADDER] == [wall(5, 20), wall(5, 23), wall(5, 25)]
    assert [s.key for s in LADDER] == ["t-5", "t-2", "t-0"]
    assert Step(1, "16:30").moment(due) == wall(5, 24, 16, 30)


@pytest.mark.parametrize(
    ("now", "step"),
    [
        (wall(5, 19, 12), None),
        (wall(5, 20, 8, 59, 59), None),
        (wall(5, 20, 9), 5),
        (wall(5, 22, 23), 5),
        (wall(5, 23, 9), 2),
        (wall(5, 25, 9), 0),
        (wall(5, 25, 18), 0),
        (wall(5, 25, 18, 0, 1), None),
    ],
)
def test_only_the_newest_rung_counts(now: datetime, step: int | None) -> None:
    found = due_step(an_occurrence(wall(5, 25, 18)), now)
    assert (found.days_before if found else None) == step


@pytest.mark.parametrize(("state", "reminded"), [(s, s in {State.OPEN, State.MISSED, State.RETURNED}) for s in State])
def test_only_what_is_missing_is_reminded_of(state: State, reminded: bool) -> None:
    occurrence = an_occurrence(wall(5, 25, 18)).with_state(state)
    assert occurrence.is_missing is reminded
    assert (due_step(occurrence, wall(5, 21)) is not None) is reminded


def test_the_planner_looks_at_each_rung_and_once_after_the_due_moment() -> None:
    occurrence, looks, now = an_occurrence(wall(5, 25, 18)), [], wall(5, 1)
    while (following := next_step_after(occurrence, now)) is not None:
        looks.append(following)
        now = following
    assert [local(m) for m in looks] == [wall(5, 20), wall(5, 23), wall(5, 25), wall(5, 25, 18, 0, 1)]
    assert occurrence.is_closed(looks[-1])


def test_a_look_at_exactly_the_due_moment_is_not_the_last() -> None:
    occurrence = an_occurrence(wall(5, 25, 18))
    assert not occurrence.is_closed(wall(5, 25, 18))
    assert next_step_after(occurrence, wall(5, 25, 18)) == wall(5, 25, 18, 0, 1)


def test_what_a_rung_says_is_stale_at_the_next_rung() -> None:
    occurrence = an_occurrence(wall(5, 25, 18))
    assert [ends_at(occurrence, s) for s in LADDER] == [wall(5, 23), wall(5, 25), wall(5, 25, 18)]


def test_a_rung_after_the_due_moment_is_never_reached() -> None:
    morning = an_occurrence(wall(5, 25, 8))
    assert ends_at(morning, Step(2)) == wall(5, 25, 8)
    assert due_step(morning, wall(5, 25, 9)) is None


def test_a_duty_is_a_plain_value() -> None:
    assert isinstance(a_duty(), Duty)
    assert a_duty() == a_duty()
