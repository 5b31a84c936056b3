"""Numbers as plans print them: 12, 1.5, 三, 二十一, 一百零八, 两, ①, ⑴, ㈠."""

from __future__ import annotations

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_CIRCLED = (("①", 1), ("⑴", 1), ("⒈", 1), ("㈠", 1))
_RUNS = {"①": 20, "⑴": 20, "⒈": 20, "㈠": 10}

CHINESE = "零一二三四五六七八九十百千两"


def to_int(printed: str) -> int | None:
    """The whole number a marker or word stands for, or None when it stands for none."""
    printed = printed.strip()
    if printed.isdecimal():
        return int(printed)
    if len(printed) == 1 and (circled := _circled(printed)) is not None:
        return circled
    return _chinese(printed)


def to_number(printed: str) -> float | int | None:
    """The number of a figure: decimal digits, or Chinese numerals."""
    try:
        value = float(printed)
    except ValueError:
        return _chinese(printed)
    return int(value) if value.is_integer() else value


def _circled(sign: str) -> int | None:
    for first, number in _CIRCLED:
        place = ord(sign) - ord(first)
        if 0 <= place < _RUNS[first]:
            return number + place
    return None


def _chinese(printed: str) -> int | None:
    """Read 一千二百零三万 from left to right; anything that is no numeral gives None."""
    if not printed:
        return None
    if all(sign in _DIGITS for sign in printed):
        return int("".join(str(_DIGITS[sign]) for sign in printed))
    total = part = digit = 0
    for sign in printed:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            part += (digit or 1) * _TENS[sign]
            digit = 0
        elif sign in _LARGE:
            total += (part + digit) * _LARGE[sign]
            part = digit = 0
        else:
            return None
    return total + part + digit
