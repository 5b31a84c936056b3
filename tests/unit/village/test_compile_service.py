"""Gathering for the documents: the newest version of every report, for those who oversee the unit."""

from __future__ import annotations

import pytest

from tests.builders import Office, wall
from village.errors import NotAllowed, NotFound
from village.model.compiled import Compilation
from village.model.duties import Duty, State
from village.model.people import Person
from village.model.rules import Period
from village.services import compile as compiling


@pytest.fixture
def duty(office: Office) -> Duty:
    return office.make_duty()


def gather(office: Office, duty: Duty, first: str = "2026-05", last: str = "", by: Person | None = None) -> Compilation:
    who = by or office.clerk
    return office.see(
        lambda uow: compiling.compile_for(uow, who, duty.id, first, last or first, office.forms, office.now)
    )


def test_the_newest_version_counts_and_who_handed_it_in_is_known(office: Office, duty: Duty) -> None:
    mine = office.open(duty)[0]
    office.report(office.officials[0], mine, "清沟 2 里")
    office.report(office.officials[0], mine, "清沟 3 里")
    [entry] = gather(office, duty).reported
    assert entry.report is not None
    assert (entry.report.version, entry.report.answers["progress"], entry.reporter) == (2, "清沟 3 里", "村官1")


def test_every_unit_stands_in_it_and_those_that_owe_nothing_are_apart(office: Office, duty: Duty) -> None:
    opened = office.open(duty)
    office.report(office.officials[0], opened[0])
    office.do(lambda uow: uow.occurrences.set_state(opened[1].id, State.EXEMPT))
    made = gather(office, duty)
    assert [e.unit.name for e in made.reported] == ["甘溪沟村"]
    assert [e.unit.name for e in made.exempt] == ["黑水村"]
    assert len(made.missing) == len(opened) - 2


def test_what_came_late_is_marked_and_stands_last(office: Office, duty: Duty) -> None:
    opened = office.open(duty)
    office.report(office.officials[1], opened[1])
    office.clock.set(wall(5, 26))
    office.report(office.officials[0], opened[0])
    made = gather(office, duty)
    assert [e.unit.name for e in made.late] == ["甘溪沟村"]
    assert made.entries[-1].unit.name == "甘溪沟村"


def test_it_is_a_draft_until_the_window_closes(office: Office, duty: Duty) -> None:
    office.open(duty)
    assert gather(office, duty).is_draft
    office.clock.set(wall(5, 25, 18, 0, 1))
    assert not gather(office, duty).is_draft


def test_several_periods_stand_in_order_and_a_year_is_one_word(office: Office, duty: Duty) -> None:
    for key, month in (("2026-06", 6), ("2026-05", 5), ("2026-07", 7)):
        office.open(duty, Period(key, wall(month, 25).date()))
    assert gather(office, duty, "2026-05", "2026-06").periods == ("2026-05", "2026-06")
    assert gather(office, duty, "2026").periods == ("2026-05", "2026-06", "2026-07")
    assert [e.period for e in gather(office, duty, "2026").entries][::8] == ["2026-05", "2026-06", "2026-07"]


def test_a_period_never_opened_is_not_found(office: Office, duty: Duty) -> None:
    with pytest.raises(NotFound):
        gather(office, duty, "2025-05")


def test_the_leader_may_see_it_another_towns_clerk_may_not(office: Office, duty: Duty) -> None:
    office.open(duty)
    assert gather(office, duty, by=office.leader).entries
    for stranger in (office.other_clerk, office.officials[0]):
        with pytest.raises(NotAllowed):
            gather(office, duty, by=stranger)


def test_the_office_signs_and_only_forms_in_use_are_kept(office: Office, duty: Duty) -> None:
    office.open(duty)
    made = gather(office, duty)
    assert made.office == "清河镇办公室"
    assert list(made.forms) == ["monthly_report"]
