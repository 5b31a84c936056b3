"""What goes out is made at the last moment: nobody finished is chased, every card says how things stand now."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.render import Rendered, render
from tests.builders import Office, wall
from village.model.duties import Duty, Occurrence
from village.model.messages import OutboxMessage, Rank
from village.services import cards, duties


@pytest.fixture
def duty(office: Office) -> Duty:
    office.clock.set(wall(5, 20, 9))
    return office.make_duty()


@pytest.fixture
def opened(office: Office, duty: Duty) -> list[Occurrence]:
    return office.open(duty)


def message(kind: str, **body: Any) -> OutboxMessage:
    return OutboxMessage(1, "k", kind, body, Rank.REMINDER, 1001, 1, wall(5, 20), wall(5, 20))


def reminder(occurrence: Occurrence) -> OutboxMessage:
    return message("reminder", occurrence=occurrence.id, step="t-5")


def board(duty: Duty, period: str = "2026-05") -> OutboxMessage:
    return message("board", duty=duty.id, period=period)


def card(duty: Duty, period: str = "2026-05") -> OutboxMessage:
    return message("card", duty=duty.id, period=period, card=cards.card_key(duty.id, period, -7))


def rendered(office: Office, what: OutboxMessage) -> Rendered | None:
    return office.see(lambda uow: render(uow, what, office.now))


def text(office: Office, what: OutboxMessage) -> str:
    made = rendered(office, what)
    assert made is not None
    assert made.params["parse_mode"] == "HTML"
    return str(made.params["text"])


def buttons(made: Rendered | None) -> list[dict[str, str]]:
    assert made is not None
    return [b for row in made.params["reply_markup"]["inline_keyboard"] for b in row]


def test_a_reminder_says_what_until_when_and_how_long_that_is(office: Office, opened: list[Occurrence]) -> None:
    said = text(office, reminder(opened[0]))
    for fact in ("甘溪沟村", "5月月报", "5月25日(周一)18:00", "还剩 5 天"):
        assert fact in said
    report, let_off = buttons(rendered(office, reminder(opened[0])))
    assert report == {"text": "现在报", "callback_data": f"rep:{opened[0].id}"}
    assert let_off == {"text": "请假/不涉及", "callback_data": f"jr:{opened[0].id}:wish"}


def test_a_reminder_that_comes_late_counts_from_now(office: Office, opened: list[Occurrence]) -> None:
    office.clock.set(wall(5, 24, 7, 30))
    assert "还剩 1 天" in text(office, reminder(opened[0]))
    office.clock.set(wall(5, 25, 7, 30))
    assert "今天 18:00" in text(office, reminder(opened[0]))


def test_nobody_who_has_reported_is_reminded(office: Office, opened: list[Occurrence]) -> None:
    office.report(office.officials[0], opened[0])
    assert rendered(office, reminder(opened[0])) is None
    assert rendered(office, reminder(opened[1])) is not None


def test_after_the_due_moment_a_reminder_is_pointless(office: Office, opened: list[Occurrence]) -> None:
    office.clock.set(wall(5, 25, 18))
    assert rendered(office, reminder(opened[0])) is not None
    office.clock.set(wall(5, 25, 18, 0, 1))
    assert rendered(office, reminder(opened[0])) is None


def test_an_ended_duty_says_nothing_any_more(office: Office, duty: Duty, opened: list[Occurrence]) -> None:
    office.do(duties.end, office.clerk, duty.id, office.now)
    for what in (reminder(opened[0]), board(duty), card(duty)):
        assert rendered(office, what) is None


def test_what_is_gone_is_nothing_to_say(office: Office, duty: Duty) -> None:
    for what in (message("reminder", occurrence=999), board(duty, "2031-01"), card(duty, "2031-01")):
        assert rendered(office, what) is None
    assert rendered(office, message("board", duty=999, period="2026-05")) is None


def test_a_kind_nobody_knows_is_a_mistake(office: Office) -> None:
    with pytest.raises(KeyError):
        rendered(office, message("poem"))


def test_the_clerks_board_names_the_missing_without_a_sound(
    office: Office, duty: Duty, opened: list[Occurrence]
) -> None:
    office.report(office.officials[0], opened[0])
    made = rendered(office, board(duty))
    assert made is not None
    assert made.params["disable_notification"] is True
    said = text(office, board(duty))
    assert "已报 1/8" in said
    assert "黑水村" in said
    assert "甘溪沟村" not in said
    data = [b["callback_data"] for b in buttons(made)]
    assert data == [
        f"brd:{duty.id}:2026-05",
        f"jl:{duty.id}:2026-05:0",
        *(f"doc:{kind}:{duty.id}:2026-05" for kind in ("docx", "village", "xlsx", "png")),
    ]


def test_a_board_with_nobody_missing_is_not_sent(office: Office, duty: Duty, opened: list[Occurrence]) -> None:
    for official, occurrence in zip(office.officials, opened, strict=True):
        office.report(official, occurrence)
    assert rendered(office, board(duty)) is None


def test_the_board_says_whom_no_message_reaches(office: Office, duty: Duty, opened: list[Occurrence]) -> None:
    assert "提醒不到" not in text(office, board(duty))
    office.do(lambda uow: uow.people.set_reachable(1002, reachable=False))
    line = next(line for line in text(office, board(duty)).split("\n") if "提醒不到" in line)
    assert "黑水村" in line
    assert "甘溪沟村" not in line


def test_the_groups_card_counts_and_names_nobody(office: Office, duty: Duty, opened: list[Occurrence]) -> None:
    office.report(office.officials[0], opened[0])
    said = text(office, card(duty))
    assert "已报 1/8" in said
    assert not [v.name for v in office.villages if v.name in said]
    made = rendered(office, card(duty))
    assert made is not None
    assert (made.method, made.params["disable_notification"]) == ("sendMessage", True)


def test_a_card_that_stands_in_the_chat_is_edited(office: Office, duty: Duty, opened: list[Occurrence]) -> None:
    key = cards.card_key(duty.id, "2026-05", -7)
    office.do(lambda uow: uow.cards.shown(key, -7, 31, office.now))
    made = rendered(office, card(duty))
    assert made is not None
    assert (made.method, made.params["message_id"]) == ("editMessageText", 31)
    office.do(lambda uow: uow.cards.lost(key))
    again = rendered(office, card(duty))
    assert again is not None
    assert again.method == "sendMessage"


def test_a_card_says_when_all_are_in_and_when_it_is_over(office: Office, duty: Duty, opened: list[Occurrence]) -> None:
    office.clock.set(wall(5, 25, 18, 0, 1))
    assert "已截止" in text(office, card(duty))
    for official, occurrence in zip(office.officials, opened, strict=True):
        office.report(official, occurrence)
    assert "8/8" in text(office, card(duty))


def test_names_are_never_read_as_html(office: Office, duty: Duty) -> None:
    from village.model.people import UnitKind

    office.do(lambda uow: uow.units.add("<b>空心&村", UnitKind.VILLAGE, office.town.id))
    opened = office.open(duty)
    assert "&lt;b&gt;空心&amp;村" in text(office, reminder(opened[-1]))
    assert "&lt;b&gt;空心&amp;村" in text(office, board(duty))


def test_everything_rendered_fits_into_one_message(office: Office, duty: Duty) -> None:
    from village.model.people import UnitKind

    def add(uow: Any) -> None:
        for number in range(400):
            uow.units.add(f"名字很长很长的第{number}个行政村民委员会", UnitKind.VILLAGE, office.town.id)

    office.do(add)
    office.open(duty)
    assert len(text(office, board(duty))) <= 4096
