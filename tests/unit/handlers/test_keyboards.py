"""Keyboards in the wire's own shape, short enough for a phone."""

from __future__ import annotations

import pytest

from handlers import keyboards
from village.model.people import Person, Post, Role, Unit, UnitKind

UNIT = Unit(1, "清河镇", UnitKind.TOWN)


def somebody(*roles: Role) -> Person:
    return Person(1, "某人", 1, tuple(Post(UNIT, role, "干部") for role in roles))


def words(person: Person) -> list[str]:
    return [key["text"] for row in keyboards.menu(person)["keyboard"] for key in row]


@pytest.mark.parametrize(
    ("roles", "shown"),
    [
        ((Role.OFFICIAL,), ["报送", "我的任务", "我的问题", "我错过了什么", "查政策", "帮助"]),
        ((Role.LEADER,), ["谁还没报", "问题台账", "我错过了什么", "查政策", "帮助"]),
        ((Role.CLERK,), ["谁还没报", "问题台账", "邀请人员", "方案时限", "方案库", "我错过了什么", "查政策", "帮助"]),
        ((Role.ADMIN,), ["谁还没报", "问题台账", "邀请人员", "方案时限", "方案库", "我错过了什么", "查政策", "帮助"]),
        (
            (Role.OFFICIAL, Role.LEADER),
            ["报送", "我的任务", "我的问题", "谁还没报", "问题台账", "我错过了什么", "查政策", "帮助"],
        ),
        ((), ["我错过了什么", "查政策", "帮助"]),
    ],
)
def test_the_menu_shows_what_a_person_does(roles: tuple[Role, ...], shown: list[str]) -> None:
    assert words(somebody(*roles)) == shown


def test_the_menu_never_has_more_than_eight_words_in_rows_of_two() -> None:
    markup = keyboards.menu(somebody(*Role))
    assert len(words(somebody(*Role))) == 8
    assert max(len(row) for row in markup["keyboard"]) == 2
    assert (markup["resize_keyboard"], markup["is_persistent"]) == (True, True)


def test_a_long_word_is_cut_with_a_sign_that_it_was() -> None:
    button = keyboards.button("字" * 60, "x:1")
    assert len(button["text"]) == keyboards.BUTTON_LENGTH
    assert button["text"].endswith("…")
    assert keyboards.button("提交", "fok:1") == {"text": "提交", "callback_data": "fok:1"}
    assert keyboards.link("去私聊", "https://t.me/x") == {"text": "去私聊", "url": "https://t.me/x"}
    assert keyboards.shorten("字" * 40) == "字" * 40


def test_buttons_stand_in_columns_and_empty_rows_are_left_out() -> None:
    buttons = [keyboards.button(str(n), f"x:{n}") for n in range(5)]
    rows = keyboards.columns(buttons, 2)
    assert [len(row) for row in rows] == [2, 2, 1]
    assert [b for row in rows for b in row] == buttons
    assert keyboards.inline([], *rows, []) == {"inline_keyboard": rows}
