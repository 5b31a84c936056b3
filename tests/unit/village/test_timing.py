"""From a deadline to a rule, or the reason why nobody can be reminded of it; seasons only where the office set them."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.facts import Deadline, Span, When
from tests.builders import wall
from village.model.people import UnitKind
from village.model.seasons import day_before, parse_seasons
from village.model.timing import Why, audience_of, is_ahead, is_ours, misses_year, timing_of

SEASONS = parse_seasons("汛期=05-01/09-30；森林防火期 = 11-01/04-30;\n")


def owed(when: When, quote: str = "", who: tuple[str, ...] = (), owes: str = "", season: str = "") -> Deadline:
    return Deadline("做事", when, who, "一", quote, Span(0, 1), owes, season)


@pytest.mark.parametrize(
    ("when", "rule"),
    [
        ("2026-06-30", "2026-06-30"),
        ("06-30", "2026-06-30"),
        ("02-29", "2026-02-28"),
        ("monthly:25", "monthly:25"),
        ("monthly", "monthly"),
        ("quarterly", "quarterly"),
        ("yearly:2", "halfyearly"),
        ("weekly", "weekly"),
        ("weekly:1", "weekly"),
        ("weekly:2", "weekly:2"),
        ("weekly:9", "weekly:6"),
        ("daily", "daily"),
        ("daily:2", "daily:2"),
        ("daily:9", "daily:4"),
        ({"from": "02-01", "to": "06-30"}, "2026-02-01/2026-06-30"),
        ({"from": "11-01", "to": "04-30"}, "2026-11-01/2027-04-30"),
    ],
)
def test_a_time_leads_to_its_rule(when: When, rule: str) -> None:
    assert timing_of(owed(when), 2026, SEASONS).rule == rule


def test_every_ten_days_is_told_from_the_third_of_a_month() -> None:
    assert timing_of(owed("monthly:3", "每旬报送一次"), 2026, SEASONS).rule == "tenday"
    assert timing_of(owed("monthly:3", "每月3日前报送"), 2026, SEASONS).rule == "monthly:3"


def test_the_29th_of_february_stays_in_a_leap_year() -> None:
    assert timing_of(owed("02-29"), 2028, SEASONS).rule == "2028-02-29"


@pytest.mark.parametrize(
    ("when", "year", "season", "why"),
    [
        ("yearly", 2026, "", "no_day"),
        ("sometimes", 2026, "", "no_day"),
        ({"from": "2026-02-01", "to": None}, 2026, "", "no_day"),
        ({"from": "02-01", "to": "06-30"}, None, "", "no_year"),
        ("06-30", None, "", "no_year"),
        ("daily", 2026, "禁渔期", "no_season"),
    ],
)
def test_what_cannot_be_reminded_of_says_why(when: When, year: int | None, season: str, why: Why) -> None:
    timing = timing_of(owed(when, season=season), year, SEASONS)
    assert (timing.rule, timing.why) == (None, why)


def test_a_rhythm_of_a_season_holds_in_the_offices_own_dates() -> None:
    assert timing_of(owed("daily", season="汛期"), 2026, SEASONS).rule == "daily@05-01/09-30"
    assert timing_of(owed("daily", season="防火期"), 2026, SEASONS).rule == "daily@11-01/04-30"
    assert timing_of(owed("daily", season="汛期"), 2026, {}).why == "no_season"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("汛期前完成清淤", date(2026, 4, 30)),
        ("入汛前", date(2026, 4, 30)),
        ("汛前", date(2026, 4, 30)),
        ("汛期来临之前", date(2026, 4, 30)),
        ("主汛期前", None),
        ("森林防火期前", date(2026, 10, 31)),
        ("国庆节前", date(2026, 9, 30)),
        ("五一前", date(2026, 4, 30)),
        ("元旦前", date(2026, 12, 31)),
        ("春节前", None),
        ("尽快", None),
        ("目前抓好落实", None),
    ],
)
def test_a_day_is_offered_only_where_it_is_known(words: str, day: date | None) -> None:
    assert day_before(words, 2026, SEASONS) == day


def test_without_the_season_set_or_without_a_year_no_day_is_offered() -> None:
    assert day_before("汛期前", 2026, {}) is None
    assert day_before("国庆前", None, SEASONS) is None


@pytest.mark.parametrize(
    ("who", "owes", "kind"),
    [
        (("各村",), "", UnitKind.VILLAGE),
        (("镇水利站", "村委会"), "", UnitKind.VILLAGE),
        (("镇水利站",), "", UnitKind.TOWN),
        ((), "", UnitKind.TOWN),
        ((), "月报", UnitKind.VILLAGE),
        (("镇水利站",), "月报", UnitKind.TOWN),
    ],
)
def test_the_villages_are_reminded_where_they_are_meant_else_the_office(
    who: tuple[str, ...], owes: str, kind: UnitKind
) -> None:
    assert audience_of(owed("daily", who=who, owes=owes)) is kind


@pytest.mark.parametrize(
    ("rule", "ahead"),
    [
        ("2026-05-17", False),
        ("2026-05-18", True),
        ("2026-02-01/2026-05-17", False),
        ("2026-02-01/2026-05-18", True),
        ("monthly:1", True),
    ],
)
def test_a_day_that_is_over_owes_nothing(rule: str, ahead: bool) -> None:
    assert is_ahead(rule, wall(5, 18, 12)) is ahead


@pytest.mark.parametrize(
    ("who", "level", "ours"),
    [
        (("县住建局",), "county", False),
        ((), "county", False),
        (("县住建局", "各乡镇"), "county", True),
        (("各村",), "city", True),
        (("镇水利站",), "town", True),
        ((), "town", True),
        ((), None, True),
    ],
)
def test_what_a_higher_plan_wants_of_others_is_not_ours(who: tuple[str, ...], level: str | None, ours: bool) -> None:
    assert is_ours(owed("monthly", who=who), level) is ours


def test_days_without_a_year_are_known() -> None:
    assert misses_year("06-30")
    assert misses_year({"from": "02-01", "to": None})
    assert not misses_year("2026-06-30")
    assert not misses_year("monthly:25")
