"""Two processes that write the same thing at the same moment: one row, and nobody's transaction breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest

from scheduler import planner
from tests.builders import NOON, FixedClock, a_plan, an_office, wall
from village.errors import StorageError
from village.forms.session import Session
from village.model.duties import State
from village.model.people import Role
from village.model.plans import Plan
from village.storage.unit_of_work import SqlUnitOfWork, Storage

Write = Callable[[SqlUnitOfWork, int], object]

WRITES: dict[str, Write] = {
    "a post": lambda uow, n: uow.people.add_post(1, 1, Role.CLERK, f"第{n}次"),
    "a group": lambda uow, n: uow.groups.seen(-9, f"第{n}次", active=True),
    "a card": lambda uow, n: uow.cards.shown("card", -9, n, NOON),
    "a draft": lambda uow, n: uow.sessions.save(3, "s", Session(_form()), NOON),
    "a sign of life": lambda uow, n: uow.beats.note("planner", NOON),
    "the library's counter": lambda uow, n: uow.plans.add(Plan(0, f"d{n}", a_plan(), None, NOON)),
}


def _form():
    from village.forms.loader import shipped_forms

    return shipped_forms()["monthly_report"]


@pytest.mark.parametrize("what", WRITES)
def test_what_two_write_for_the_first_time_at_once_is_there_once(storage: Storage, what: str) -> None:
    an_office(storage, FixedClock())
    failures: list[Exception] = []

    def second() -> None:
        try:
            with storage.begin() as uow:
                WRITES[what](uow, 2)
                uow.commit()
        except Exception as error:
            failures.append(error)

    other = threading.Thread(target=second)
    with storage.begin() as uow:
        WRITES[what](uow, 1)
        other.start()
        other.join(0.3)  # it waits for us, or for our row
        uow.commit()
    other.join(10)
    assert failures == []


def test_the_librarys_counter_moves_with_every_change(storage: Storage) -> None:
    seen = set()
    for number in range(3):
        with storage.begin() as uow:
            uow.plans.add(Plan(0, f"d{number}", a_plan(), None, NOON))
            seen.add(uow.plans.sequence())
            uow.commit()
    assert len(seen) == 3


def test_a_post_held_already_changes_only_its_title(storage: Storage) -> None:
    office = an_office(storage, FixedClock())
    office.do(lambda uow: uow.people.add_post(office.clerk.id, office.town.id, Role.CLERK, "副主任"))
    assert [post.title for post in office.refresh(office.clerk).posts] == ["副主任"]


def test_two_processes_that_plan_at_the_same_moment_remind_everybody_once(storage: Storage) -> None:
    office = an_office(storage, FixedClock())
    office.make_duty()
    office.bind_group()
    start, failures = threading.Barrier(2), list[Exception]()

    def plan(now: datetime) -> None:
        start.wait()
        try:
            office.do(planner.plan, now)
        except Exception as error:
            failures.append(error)

    for moment in (wall(5, 20), wall(5, 23), wall(5, 25, 19)):
        processes = [threading.Thread(target=plan, args=(moment,)) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join(20)
    assert [error for error in failures if not isinstance(error, StorageError)] == []
    assert len(failures) <= 3, "one of two may have to look again, never both"
    office.do(planner.plan, wall(5, 25, 20))
    keys = [message.key for message in office.outbox("reminder")]
    assert len(keys) == len(set(keys)) == 2 * len(office.villages)
    assert {o.state for o in office.see(lambda uow: uow.occurrences.of_period(1, "2026-05"))} == {State.MISSED}
