"""The watchdog tells what is overdue and does not move: once a trouble and day, and not after a mere sleep."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from scheduler.audit import LASTING, Patience
from tests.builders import Office, wall
from village.model.messages import NewMessage, Rank, StoredUpdate
from village.services.standing import PLANNER, Trouble, troubles

LATE = timedelta(hours=1)


def kinds(office: Office, now: datetime) -> list[str]:
    return [trouble.kind for trouble in office.see(lambda uow: troubles(uow, now))]


def test_where_all_moves_there_is_nothing_to_tell(office: Office) -> None:
    office.do(lambda uow: uow.beats.note(PLANNER, office.now))
    office.do(lambda uow: uow.outbox.add(NewMessage("a", "told", {}, Rank.REPLY, 1), office.now))
    office.do(lambda uow: uow.inbox.add([StoredUpdate(1, 1, {}, office.now)]))
    office.open(office.make_duty())
    assert kinds(office, office.now + timedelta(minutes=4)) == []


def test_a_message_an_occurrence_an_update_and_the_planner_are_looked_at(office: Office) -> None:
    office.do(lambda uow: uow.beats.note(PLANNER, office.now))
    office.do(lambda uow: uow.outbox.add(NewMessage("a", "told", {}, Rank.REPLY, 1), office.now))
    office.do(lambda uow: uow.inbox.add([StoredUpdate(7, 1, {}, office.now)]))
    office.open(office.make_duty())
    found = office.see(lambda uow: troubles(uow, office.now + LATE))
    assert [t.kind for t in found] == ["outbox", "occurrence", "inbox", "planner"]
    assert found[2] == Trouble("inbox", "7", office.now)


def test_a_message_for_later_and_a_planner_not_yet_started_are_no_trouble(office: Office) -> None:
    message = NewMessage("a", "told", {}, Rank.REPLY, 1, not_before=office.now + LATE * 2)
    office.do(lambda uow: uow.outbox.add(message, office.now))
    assert kinds(office, office.now + LATE) == []


SAME = Trouble("outbox", "1", wall(5, 1))


def test_only_what_lasts_is_told(office: Office) -> None:
    patience = Patience()
    assert patience.lasting([SAME], 0.0) == []
    assert patience.lasting([SAME], LASTING - 1) == []
    assert patience.lasting([SAME], LASTING) == [SAME]


def test_a_long_queue_that_moves_is_no_trouble() -> None:
    patience = Patience()
    for minute in range(60):
        assert patience.lasting([Trouble("outbox", str(minute), wall(5, 1))], minute * 60.0) == []


def test_what_was_over_in_between_begins_anew() -> None:
    patience = Patience()
    patience.lasting([SAME], 0.0)
    patience.lasting([], 10.0)
    assert patience.lasting([SAME], LASTING + 5) == []


def test_each_clerk_and_the_log_hear_once_a_trouble_and_day(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    patience = Patience()
    with caplog.at_level(logging.ERROR):
        counts = [office.do(patience.tell, [SAME], office.now) for _ in range(3)]
    assert counts == [2, 0, 0]
    assert len([r for r in caplog.records if getattr(r, "action", "") == "watchdog"]) == 1
    assert {m.chat_id for m in office.outbox("trouble")} == {900, 950}
    assert office.do(patience.tell, [SAME], office.now + timedelta(days=1)) == 2
    assert office.do(patience.tell, [Trouble("inbox", "1", wall(5, 1))], office.now) == 2


def test_another_process_does_not_tell_it_again(office: Office) -> None:
    assert [office.do(Patience().tell, [SAME], office.now) for _ in range(2)] == [2, 0]


def test_nobody_is_woken_for_it_at_night(office: Office) -> None:
    office.clock.set(wall(5, 10, 23))
    office.do(Patience().tell, [SAME], office.now)
    assert {m.not_before for m in office.outbox("trouble")} == {wall(5, 11, 7, 30)}


def test_days_of_trouble_do_not_fill_memory(office: Office) -> None:
    patience = Patience()
    for day in range(150):
        office.do(patience.tell, [SAME], office.now + timedelta(days=day))
    assert len(patience._logged) == 100
