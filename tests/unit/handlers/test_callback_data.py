"""Button payloads: what we pack comes back, and whatever else comes in is understood or refused, never trusted."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.callback_data import LIMIT, Tap, pack, unpack


def test_a_payload_comes_back_as_it_was_packed() -> None:
    assert pack("brd", 17, "2026-05") == "brd:17:2026-05"
    assert unpack("brd:17:2026-05") == Tap("brd", ("17", "2026-05"))
    assert unpack(pack("fl")) == Tap("fl")


def test_a_payload_telegram_would_refuse_is_a_mistake_of_ours() -> None:
    assert len(pack("x", "a" * (LIMIT - 2)).encode()) == LIMIT
    for too_long in ("a" * (LIMIT - 1), "村" * 21):
        with pytest.raises(ValueError):
            pack("x", too_long)


def test_arguments_are_numbers_or_words() -> None:
    tap = unpack("brd:17:2026-05")
    assert (tap.number(0), tap.text(1)) == (17, "2026-05")
    with pytest.raises(ValueError):
        tap.number(1)
    with pytest.raises(ValueError):
        tap.text(2)


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1e3", "０", "٣", "²", " 1", "1_0", "9" * 19, "九", "None"])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Tap("x", (text,)).number(0)


def test_the_largest_number_still_fits_a_row_id() -> None:
    assert Tap("x", ("9" * 18,)).number(0) < 2**63


@given(st.text(max_size=70))
def test_anything_at_all_can_be_unpacked(data: str) -> None:
    tap = unpack(data)
    assert ":".join([tap.verb, *tap.args]) == data
    for index in range(3):
        with suppress(ValueError):
            assert tap.number(index) >= 0
