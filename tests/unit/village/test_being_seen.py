"""When somebody was last seen, and since when they had been away: kept cheaply, to the minute."""

from __future__ import annotations

from datetime import timedelta

from tests.builders import Office
from village.services import people


def seen(office: Office) -> tuple[object, object]:
    person = office.refresh(office.clerk)
    return person.last_seen, person.away_since


def show_up(office: Office) -> None:
    office.do(lambda uow: people.note_seen(uow, uow.people.get(office.clerk.id), office.now))


def test_at_most_one_note_a_minute(office: Office) -> None:
    show_up(office)
    first = office.now
    assert seen(office) == (first, None)
    office.clock.pass_by(timedelta(seconds=59))
    show_up(office)
    assert seen(office) == (first, None)
    office.clock.pass_by(timedelta(seconds=1))
    show_up(office)
    assert seen(office) == (first + timedelta(minutes=1), None)


def test_an_hour_without_a_word_is_an_absence_and_the_next_words_do_not_end_the_memory_of_it(office: Office) -> None:
    show_up(office)
    left = office.now
    office.clock.pass_by(timedelta(days=2))
    show_up(office)
    assert seen(office) == (office.now, left)
    office.clock.pass_by(timedelta(minutes=10))
    show_up(office)
    assert seen(office) == (office.now, left)


def test_a_clock_set_back_is_taken_for_the_present(office: Office) -> None:
    show_up(office)
    office.clock.pass_by(timedelta(hours=-8))
    show_up(office)
    assert seen(office) == (office.now, None)
