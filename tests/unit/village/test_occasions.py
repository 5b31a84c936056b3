"""Which month a plan's deadline concerns, and when it is due next."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.facts import When
from village.model.occasions import Occasion, in_month, next_due

MAY = date(2026, 5, 18)

IN_MAY: list[tuple[When, int | None, Occasion | None]] = [
    ("05-31", 2026, Occasion(date(2026, 5, 31))),
    ("05-31", None, Occasion(date(2026, 5, 31))),
    ("05-31", 2025, None),
    ("06-30", 2026, None),
    ("2026-05-01", 2021, Occasion(date(2026, 5, 1))),
    ("2027-05-01", 2026, None),
    ("monthly:25", 2021, Occasion(date(2026, 5, 25))),
    ("monthly:31", None, Occasion(date(2026, 5, 31))),
    ("monthly", 2026, Occasion(None)),
    ("weekly:1", 2026, Occasion(None)),
    ("daily:2", 2026, Occasion(None)),
    ("quarterly", 2026, Occasion(None)),
    ("yearly", 2026, None),
    ("02-30", 2026, None),
    ({"from": "05-01", "to": "09-30"}, 2026, Occasion(date(2026, 9, 30), date(2026, 5, 1))),
    ({"from": "03-01", "to": "04-30"}, 2026, None),
    ({"from": "06-01", "to": None}, 2026, None),
    ({"from": None, "to": "06-30"}, 2026, Occasion(date(2026, 6, 30))),
    ({"from": None, "to": None}, 2026, None),
]


@pytest.mark.parametrize(("when", "year", "expected"), IN_MAY)
def test_a_deadline_concerns_the_months_it_falls_into(when: When, year: int | None, expected: Occasion | None) -> None:
    assert in_month(when, year, MAY) == expected


def test_the_last_of_a_month_is_the_last_there_is() -> None:
    assert in_month("monthly:31", None, date(2026, 2, 10)) == Occasion(date(2026, 2, 28))


@pytest.mark.parametrize(
    ("when", "year", "due"),
    [
        ("06-30", 2026, date(2026, 6, 30)),
        ("06-30", None, date(2026, 6, 30)),
        ("03-01", 2026, date(2026, 3, 1)),
        ("2027-12-31", 2026, date(2027, 12, 31)),
        ("monthly:25", 2021, date(2026, 5, 25)),
        ("monthly:5", 2021, date(2026, 6, 5)),
        ({"from": "05-01", "to": "09-30"}, 2026, date(2026, 9, 30)),
        ("monthly", 2026, None),
        ("quarterly", 2026, None),
    ],
)
def test_the_day_it_is_due_next(when: When, year: int | None, due: date | None) -> None:
    assert next_due(when, year, MAY) == due


def test_what_comes_every_month_comes_in_every_month() -> None:
    for month in range(1, 13):
        for today in (date(2026, month, 1), date(2026, month, 28)):
            due = next_due("monthly:31", None, today)
            assert due is not None
            assert 0 <= (due - today).days < 31
