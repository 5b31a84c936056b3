"""Reminders go to those who still owe, on the rungs of the ladder, each once however often the planner looks."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

import pytest

from scheduler.planner import BATCH, Tick, plan
from tests.builders import Office, a_plan, wall
from village.clock import local
from village.errors import StorageError
from village.model.duties import Duty, State, Step
from village.model.messages import OutboxMessage, Rank
from village.model.people import Role
from village.model.quiet import outside_quiet_hours
from village.model.rules import Period
from village.services import duties


def look(office: Office, now: datetime) -> Tick:
    office.clock.set(now)
    return office.do(plan, now)


def written(office: Office, kind: str = "reminder") -> list[str]:
    return [m.key for m in office.outbox(kind)]


def message(office: Office, key: str) -> OutboxMessage:
    found = office.see(lambda uow: uow.outbox.find(key))
    assert found is not None
    return found


@pytest.fixture
def duty(office: Office) -> Duty:
    return office.make_duty()


def reminder_key(office: Office, duty: Duty, number: int, step: str) -> str:
    village, official = office.villages[number], office.officials[number]
    return f"duty:{duty.id}/2026-05/village:{village.id}/{step}/p{official.id}"


def test_nothing_happens_before_the_period_opens(office: Office, duty: Duty) -> None:
    assert look(office, wall(5, 20, 7, 59)) == Tick(0, 0, 0)
    assert office.outbox() == []


def test_a_period_opens_for_all_villages_without_a_reminder_before_the_rung(office: Office, duty: Duty) -> None:
    assert look(office, wall(5, 20, 8)) == Tick(8, 0, 0)
    assert look(office, wall(5, 20, 8, 0, 20)) == Tick(0, 0, 0)


def test_the_whole_month_reminds_everybody_three_times_and_then_notes_what_is_missed(
    office: Office, duty: Duty
) -> None:
    now, missed = wall(5, 19), 0
    while now < wall(5, 27):
        missed += look(office, now).missed
        now += timedelta(minutes=37)
    steps = Counter(key.split("/")[3] for key in written(office))
    assert steps == {"t-5": 8, "t-2": 8, "t-0": 8}
    assert missed == 8
    assert {o.state for o in office.open(duty, Period("2026-05", wall(5, 25).date()))} == {State.MISSED}


@pytest.mark.parametrize(("now", "step"), [(wall(5, 20), "t-5"), (wall(5, 23), "t-2"), (wall(5, 25), "t-0")])
def test_a_rung_reminds_each_official_privately_once(office: Office, duty: Duty, now: datetime, step: str) -> None:
    for seconds in (0, 0, 20, 3600):
        look(office, now + timedelta(seconds=seconds))
    reminders = office.outbox("reminder")
    assert [m.key for m in reminders] == [reminder_key(office, duty, n, step) for n in range(8)]
    assert [m.chat_id for m in reminders] == [p.account for p in office.officials]
    assert {(m.rank, m.not_before) for m in reminders} == {(Rank.REMINDER, now)}
    [occurrence, *_] = office.open(duty, Period("2026-05", wall(5, 25).date()))
    assert reminders[0].body == {"occurrence": occurrence.id, "step": step}


def test_only_those_still_missing_are_reminded(office: Office, duty: Duty) -> None:
    look(office, wall(5, 20))
    occurrences = office.open(duty)
    office.report(office.officials[3], occurrences[3])
    look(office, wall(5, 23))
    reminded = {key for key in written(office) if "/t-2/" in key}
    assert reminded == {reminder_key(office, duty, n, "t-2") for n in range(8) if n != 3}


def test_after_the_report_nothing_more_is_planned_for_it(office: Office, duty: Duty) -> None:
    look(office, wall(5, 20, 8))
    for official, occurrence in zip(office.officials, office.open(duty), strict=True):
        office.report(official, occurrence)
    for day in (20, 23, 25, 26):
        assert look(office, wall(5, day, 19)) == Tick(0, 0, 0)
    assert written(office) == []
    assert written(office, "board") == []
    assert {office.occurrence(o.id).state for o in office.open(duty, duty.current(wall(5, 25)))} == {State.SUBMITTED}


def test_after_days_asleep_only_the_newest_rung_is_written(office: Office, duty: Duty) -> None:
    look(office, wall(5, 20, 8))
    look(office, wall(5, 25, 10))
    assert Counter(key.split("/")[3] for key in written(office)) == {"t-0": 8}


def test_what_was_slept_through_is_logged(office: Office, duty: Duty, caplog: pytest.LogCaptureFixture) -> None:
    look(office, wall(5, 20, 8))
    with caplog.at_level(logging.INFO, "scheduler.planner"):
        look(office, wall(5, 25, 10))
    skipped = [r for r in caplog.records if getattr(r, "action", "") == "remind.skipped"]
    assert len(skipped) == 8
    assert {(r.steps, r.duty) for r in skipped} == {("t-5 t-2", duty.id)}  # type: ignore[attr-defined]


def test_a_rung_that_went_out_is_not_logged_as_skipped(
    office: Office, duty: Duty, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "scheduler.planner"):
        for day in (20, 23, 25):
            look(office, wall(5, day))
    assert [r for r in caplog.records if getattr(r, "action", "") == "remind.skipped"] == []


def test_a_reminder_that_waited_too_long_gives_way_to_the_next_rung(office: Office, duty: Duty) -> None:
    """Delivery that was down from the 20th to the 23rd must not send both."""
    for day in (20, 23, 25):
        look(office, wall(5, day))
    ends = {s: message(office, reminder_key(office, duty, 0, s)).expires for s in ("t-5", "t-2", "t-0")}
    assert ends == {"t-5": wall(5, 23), "t-2": wall(5, 25), "t-0": wall(5, 25, 18)}


def test_a_period_slept_through_as_a_whole_is_missed_and_not_forgotten(office: Office, duty: Duty) -> None:
    assert look(office, wall(5, 27)) == Tick(8, 0, 8)
    assert written(office) == []
    assert {o.state for o in office.open(duty, Period("2026-05", wall(5, 25).date()))} == {State.MISSED}
    assert look(office, wall(5, 27, 10)) == Tick(0, 0, 0)


def test_a_period_over_before_the_duty_was_made_is_missed_by_nobody(office: Office) -> None:
    office.clock.set(wall(5, 27))
    office.make_duty()
    assert look(office, wall(5, 27)) == Tick(0, 0, 0)


def test_a_duty_made_in_the_middle_starts_with_the_rung_of_the_day(office: Office) -> None:
    office.clock.set(wall(5, 24, 15))
    office.make_duty()
    assert look(office, wall(5, 24, 15)) == Tick(8, 9, 0)
    assert Counter(key.split("/")[3] for key in written(office)) == {"t-2": 8}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (wall(5, 20, 20, 59, 59), wall(5, 20, 20, 59, 59)),
        (wall(5, 20, 21, 0), wall(5, 21, 7, 30)),
        (wall(5, 31, 23, 59), wall(6, 1, 7, 30)),
        (wall(5, 21, 0, 0), wall(5, 21, 7, 30)),
        (wall(5, 21, 7, 29, 59), wall(5, 21, 7, 30)),
        (wall(5, 21, 7, 30), wall(5, 21, 7, 30)),
    ],
)
def test_quiet_hours_last_from_nine_in_the_evening_to_half_past_seven(now: datetime, then: datetime) -> None:
    assert outside_quiet_hours(now) == then


def test_nobody_is_reminded_at_night_however_late_the_planner_wakes(office: Office, duty: Duty) -> None:
    look(office, wall(5, 20, 22, 15))
    assert {local(m.not_before) for m in office.outbox()} == {wall(5, 21, 7, 30)} | {
        local(m.not_before) for m in office.outbox("card")
    }
    assert {m.not_before for m in office.outbox("reminder")} == {wall(5, 21, 7, 30)}


def test_it_becomes_missed_after_the_due_moment_and_not_at_it(office: Office, duty: Duty) -> None:
    look(office, wall(5, 25, 17))
    assert look(office, wall(5, 25, 18)) == Tick(0, 0, 0)
    assert look(office, wall(5, 25, 18, 0, 1)) == Tick(0, 0, 8)
    assert look(office, wall(5, 25, 18, 0, 2)) == Tick(0, 0, 0)
    assert look(office, wall(5, 28)) == Tick(0, 0, 0)


def test_two_officials_of_a_village_are_both_reminded(office: Office, duty: Duty) -> None:
    second = office.do(lambda uow: uow.people.add("文书", 1888))
    office.do(lambda uow: uow.people.add_post(second.id, office.villages[0].id, Role.OFFICIAL, "文书"))
    look(office, wall(5, 20))
    assert sorted(m.chat_id or 0 for m in office.outbox("reminder") if m.body["occurrence"] == 1) == [1001, 1888]


def test_a_village_without_an_official_is_noted_and_stops_nobody(
    office: Office, duty: Duty, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    from village.model.people import UnitKind

    empty = office.do(lambda uow: uow.units.add("空心村", UnitKind.VILLAGE, office.town.id))
    look(office, wall(5, 20))
    assert len(office.outbox("reminder")) == 8
    assert [r.unit for r in caplog.records if getattr(r, "action", "") == "remind.nobody"] == [empty.id]  # type: ignore[attr-defined]


def test_the_clerk_sees_the_board_once_a_rung(office: Office, duty: Duty) -> None:
    for now in (wall(5, 20), wall(5, 20, 9, 1), wall(5, 23)):
        look(office, now)
    clerk, town = office.clerk, office.town
    assert written(office, "board") == [
        f"duty:{duty.id}/2026-05/town:{town.id}/{step}/p{clerk.id}" for step in ("t-5", "t-2")
    ]
    [first, _] = office.outbox("board")
    assert (first.chat_id, first.body) == (900, {"duty": duty.id, "period": "2026-05"})


def test_opening_a_period_puts_one_card_into_each_group_of_the_town(office: Office, duty: Duty) -> None:
    office.bind_group(-1)
    office.bind_group(-2)
    look(office, wall(5, 20, 8))
    look(office, wall(5, 20, 8, 0, 1))
    assert {(m.chat_id, m.rank) for m in office.outbox("card")} == {(-1, Rank.CARD), (-2, Rank.CARD)}
    assert len(office.outbox("card")) == 2


def test_a_group_bound_after_the_opening_gets_its_card_too(office: Office, duty: Duty) -> None:
    look(office, wall(5, 20, 8))
    office.bind_group(-1)
    for minute in range(3):
        look(office, wall(5, 20, 8, minute))
    assert [m.chat_id for m in office.outbox("card")] == [-1]


def test_what_is_missed_shows_on_the_card(office: Office, duty: Duty) -> None:
    look(office, wall(5, 25, 17))
    office.bind_group()
    look(office, wall(5, 25, 18, 0, 1))
    assert len(office.outbox("card")) == 1


def test_an_ended_duty_opens_no_more_periods(office: Office, duty: Duty) -> None:
    office.do(duties.end, office.clerk, duty.id, office.now)
    assert look(office, wall(5, 20)) == Tick(0, 0, 0)


def test_a_duty_ended_in_the_middle_reminds_nobody_and_is_missed_by_nobody(office: Office, duty: Duty) -> None:
    look(office, wall(5, 20))
    office.bind_group()
    office.do(duties.end, office.clerk, duty.id, office.now)
    sent = len(office.outbox())
    assert look(office, wall(5, 23)) == Tick(0, 0, 0)
    assert look(office, wall(5, 26)) == Tick(0, 0, 0)
    assert len(office.outbox()) == sent


def test_several_duties_are_planned_side_by_side(office: Office, duty: Duty) -> None:
    weekly = office.keep_duty("weekly", name="周报", ladder=(Step(1),))
    look(office, wall(5, 21))
    assert Counter(key.split("/")[0] for key in written(office)) == {f"duty:{duty.id}": 8, f"duty:{weekly.id}": 8}


def test_a_daily_duty_opens_every_period_whose_first_rung_has_come(office: Office) -> None:
    office.clock.set(wall(5, 11, 8))
    office.keep_duty("daily", ladder=(Step(1, "16:00"), Step(0)))
    assert look(office, wall(5, 11, 9)).opened == 16  # today and, since its rung may come today, tomorrow
    assert look(office, wall(5, 12, 9)).opened == 8


def test_one_bad_duty_does_not_stop_the_others(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    bad = office.keep_duty("每逢赶场")
    good = office.make_duty()
    assert look(office, wall(5, 20)).reminders == 9
    assert {key.split("/")[0] for key in written(office)} == {f"duty:{good.id}"}
    assert [r.duty for r in caplog.records if getattr(r, "action", "") == "plan.broken"] == [bad.id]  # type: ignore[attr-defined]


def test_one_bad_ladder_does_not_stop_the_others(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    from dataclasses import replace

    good = office.make_duty()
    bad = office.keep_duty("monthly:25", name="坏的")
    broken = replace(bad, ladder=(Step(5, "早上"),))
    office.do(lambda uow: uow.occurrences.ensure(broken, office.villages[0].id, bad.current(office.now), office.now))
    for _ in range(2):
        look(office, wall(5, 20))
    assert len([key for key in written(office) if key.startswith(f"duty:{good.id}/")]) == 8
    assert "plan.broken" in {getattr(r, "action", "") for r in caplog.records}


def test_a_locked_database_is_not_taken_for_a_bad_duty(
    office: Office, duty: Duty, monkeypatch: pytest.MonkeyPatch
) -> None:
    from village.storage.duties import OccurrenceRows

    def locked(*_: object) -> None:
        raise StorageError("database is locked")

    monkeypatch.setattr(OccurrenceRows, "of_period", locked)
    with pytest.raises(StorageError):
        look(office, wall(5, 20))


def test_more_than_one_batch_is_worked_off_look_by_look(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.planner.BATCH", 5)
    office.make_duty()
    reminders = [look(office, wall(5, 20, 9, 0, s)).reminders for s in range(3)]
    assert reminders == [6, 3, 0]
    assert BATCH >= 100


def test_a_plan_that_fails_writes_nothing(office: Office, duty: Duty) -> None:
    with office.storage.begin() as uow:
        assert plan(uow, wall(5, 20)).reminders == 9
    assert office.outbox() == []


def test_a_reminder_to_somebody_without_an_account_is_written_all_the_same(office: Office, duty: Duty) -> None:
    """Delivery turns it into “unreachable”, which the clerk's board shows; nothing is dropped in silence."""
    office.do(lambda uow: uow.people.bind(office.clerk.id, office.officials[0].account or 0))
    look(office, wall(5, 20))
    assert message(office, reminder_key(office, duty, 0, "t-5")).chat_id is None


def test_a_plans_own_words_play_no_part(office: Office) -> None:
    office.import_plan(a_plan("只是一个方案"))
    assert look(office, wall(5, 25)) == Tick(0, 0, 0)
