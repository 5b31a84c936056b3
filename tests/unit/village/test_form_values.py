"""What people type is taken as they mean it, or refused with the rule that was broken; never guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.errors import Invalid
from village.forms import moments
from village.forms.schema import Field, FieldKind
from village.forms.values import read

DAY = date(2026, 7, 8)  # a Wednesday


def field(kind: FieldKind, **more: Any) -> Field:
    return Field("x", "题", "多少？", kind=kind, **more)


def refused(asked: Field, text: str) -> str:
    with pytest.raises(Invalid) as refusal:
        read(asked, text, DAY)
    return refusal.value.rule


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("三户", "3"),
        ("3户左右", "3"),
        ("约3.5吨", "3.5"),
        ("１２", "12"),
        ("1,200亩", "1200"),
        ("1.2万元", "12000"),
        ("十来户", "10"),
        ("无", "0"),
        ("没有", "0"),
        ("一百二十三", "123"),
        ("共 8 盏", "8"),
        ("85%", "85"),
        ("两个", "2"),
        ("0", "0"),
        ("12.50", "12.5"),
    ],
)
def test_a_number_is_taken_as_people_write_it(text: str, kept: str) -> None:
    assert read(field(FieldKind.DECIMAL), text, DAY) == kept


@pytest.mark.parametrize("text", ["三五户", "3-5户", "12户，5车", "3个半", "几户", "很多", "👍", "1.2.3"])
def test_what_is_not_exactly_one_number_is_refused(text: str) -> None:
    assert refused(field(FieldKind.DECIMAL), text) == "not_a_number"


def test_half_a_household_is_no_whole_number() -> None:
    assert refused(field(FieldKind.INTEGER), "2.5户") == "not_whole"


@pytest.mark.parametrize(("text", "kept"), [("1-2", "1-2"), ("1到2个", "1-2"), ("10%至15%", "10-15"), ("3", "3")])
def test_a_range_is_two_numbers_where_the_form_allows_it(text: str, kept: str) -> None:
    assert read(field(FieldKind.DECIMAL, range=True), text, DAY) == kept


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", DAY),
        ("昨天", date(2026, 7, 7)),
        ("昨晚9点", date(2026, 7, 7)),
        ("前天", date(2026, 7, 6)),
        ("25号", date(2026, 6, 25)),
        ("10号", date(2026, 7, 10)),
        ("二十五号", date(2026, 6, 25)),
        ("三号左右", date(2026, 7, 3)),
        ("7月1日", date(2026, 7, 1)),
        ("7.1", date(2026, 7, 1)),
        ("十月五号", date(2026, 10, 5)),
        ("12-30", date(2026, 12, 30)),
        ("2026年7月8日", DAY),
        ("2026-7-8", DAY),
        ("上周五", date(2026, 7, 3)),
        ("周五", date(2026, 7, 10)),
        ("星期天", date(2026, 7, 12)),
        ("月底", date(2026, 7, 31)),
        ("上月底", date(2026, 6, 30)),
        ("上个月31号", date(2026, 6, 30)),
    ],
)
def test_a_day_is_meant_as_seen_from_today(text: str, day: date) -> None:
    assert read(field(FieldKind.DATE), text, DAY) == day.isoformat()


def test_a_day_is_found_over_the_turn_of_the_year() -> None:
    assert moments.day("30号", date(2027, 1, 2)) == date(2026, 12, 30)
    assert moments.day("12月30日", date(2027, 1, 2)) == date(2026, 12, 30)
    assert moments.day("31号", date(2026, 2, 10)) == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["2月30日", "13月2日", "2026-02-30", "快了", "0号", "40号", "七月"])
def test_no_day_is_refused(text: str) -> None:
    assert refused(field(FieldKind.DATE), text) == "not_a_day"


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("16:30", time(16, 30)),
        ("１６：３０", time(16, 30)),
        ("下午4点", time(16, 0)),
        ("下午四点半", time(16, 30)),
        ("昨晚10点", time(22, 0)),
        ("晚上九点二十分", time(21, 20)),
        ("9点一刻", time(9, 15)),
        ("中午12点", time(12, 0)),
        ("凌晨2点", time(2, 0)),
        ("9点左右", time(9, 0)),
    ],
)
def test_a_time_is_taken_as_people_say_it(text: str, clock: time) -> None:
    assert read(field(FieldKind.TIME), text, DAY) == f"{clock:%H:%M}"


@pytest.mark.parametrize("text", ["25点", "9:75", "早上", "1630", "刚才"])
def test_no_time_is_refused(text: str) -> None:
    assert refused(field(FieldKind.TIME), text) == "not_a_time"


def test_several_choices_are_taken_by_name_and_number_in_the_forms_order() -> None:
    kinds = field(FieldKind.CHOICES, choices=("滑坡", "崩塌", "内涝"))
    assert read(kinds, "3，1", DAY) == "滑坡、内涝"
    assert read(kinds, "内涝和滑坡", DAY) == "滑坡、内涝"
    assert refused(kinds, "滑坡、地震") == "not_a_choice"


def test_a_place_is_two_coordinates_or_its_name() -> None:
    place = field(FieldKind.PLACE)
    assert read(place, "30.1234, 110.5", DAY) == "30.1234,110.5"
    assert read(place, "三组水塘边", DAY) == "三组水塘边"


@pytest.mark.parametrize("kind", [FieldKind.IMAGE, FieldKind.AUDIO, FieldKind.FILE])
def test_words_are_no_photo(kind: FieldKind) -> None:
    assert refused(field(kind), "拍了") == f"send_{kind}"


def test_a_notice_is_acknowledged_by_yes_only() -> None:
    notice = field(FieldKind.ACKNOWLEDGE)
    assert read(notice, "知道了", DAY) == "是"
    assert refused(notice, "再说") == "acknowledge"


@given(kind=st.sampled_from(list(FieldKind)), text=st.text(max_size=40))
def test_whatever_is_typed_is_taken_or_refused(kind: FieldKind, text: str) -> None:
    with suppress(Invalid):
        kept = read(field(kind, choices=("有", "没有"), range=True), text, DAY)
        assert len(kept) <= max(len(text) * 6, 12)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_whole_date_means_the_same_from_any_day(day: date, today: date) -> None:
    for written in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}"):
        assert moments.day(written, today) == day
