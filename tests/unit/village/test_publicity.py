"""Publicity days are known a week before, once, and never at night."""

from __future__ import annotations

from datetime import date

from tests.builders import Office, wall
from village.model.publicity import announced, calendar, coming
from village.services import publicity


def test_the_days_are_real_days_in_order_with_a_text_short_enough_to_read_out() -> None:
    days = calendar()
    assert [d.key for d in days] == sorted(d.key for d in days)
    assert len({d.key for d in days}) == len(days) >= 8
    assert all(20 <= len(d.text) <= 120 for d in days)


def test_the_next_ones_go_over_the_turn_of_the_year() -> None:
    found = coming(calendar(), date(2026, 12, 3), 2)
    assert [day for day, _ in found] == [date(2027, 3, 12), date(2027, 3, 22)]
    assert coming(calendar(), date(2026, 6, 5), 1)[0][0] == date(2026, 6, 5), "today counts"


def test_a_day_is_announced_from_a_week_before_until_it_is_over() -> None:
    names = lambda now: [entry.name for _, entry in announced(calendar(), now)]  # noqa: E731
    assert names(wall(5, 29, 8, 59)) == []
    assert names(wall(5, 29, 9, 0)) == ["环境日"]
    assert "环境日" not in names(wall(6, 6, 0, 1))


def test_each_clerk_hears_of_it_once_and_in_the_daytime(office: Office) -> None:
    office.clock.set(wall(5, 29, 23))
    assert office.do(publicity.announce, wall(5, 29, 23)) == 2
    assert office.do(publicity.announce, wall(5, 30, 10)) == 0
    written = office.outbox("publicity")
    assert {message.not_before for message in written} == {wall(5, 30, 7, 30)}
    assert len({message.chat_id for message in written}) == 2
    assert office.clerk.account in {message.chat_id for message in written}
