"""Plain data → Telegram's keyboards, in the wire's own shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from handlers.texts import word
from village.model.people import Person, Role
from village.services.access import OVERSEERS, STAFF

Markup = dict[str, Any]
BUTTON_LENGTH = 40


def button(text: str, data: str) -> dict[str, str]:
    """A button that calls back."""
    return {"text": shorten(text), "callback_data": data}


def link(text: str, url: str) -> dict[str, str]:
    """A button that opens an address."""
    return {"text": shorten(text), "url": url}


def shorten(text: str, most: int = BUTTON_LENGTH) -> str:
    """Text short enough for a button on a phone, or for another line of ``most`` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def inline(*rows: Sequence[dict[str, str]]) -> Markup:
    """A keyboard under a message; empty rows are left out."""
    return {"inline_keyboard": [list(row) for row in rows if row]}


def columns(buttons: Sequence[dict[str, str]], width: int) -> list[list[dict[str, str]]]:
    """Buttons in rows of ``width``."""
    return [list(buttons[i : i + width]) for i in range(0, len(buttons), width)]


T = TypeVar("T")


def place(page: int, length: int, size: int) -> tuple[int, int]:
    """Which page of how many, the last one where there are not so many."""
    pages = max(1, -(-length // size))
    return min(page, pages - 1), pages


def page_of(found: Sequence[T], page: int, size: int) -> Sequence[T]:
    """One page of a list, counted from 0."""
    at, _ = place(page, len(found), size)
    return found[at * size : (at + 1) * size]


def pager(at: int, total: int, data: Callable[[int], str]) -> list[dict[str, str]]:
    """Back and forth in a list shown a page at a time; ``at`` counts from 0, ``data`` is a page's payload."""
    back = [button(word("button.before"), data(at - 1))] if at else []
    return [*back, button(word("button.after"), data(at + 1))] if at + 1 < total else back


def menu(person: Person) -> Markup:
    """The fixed keyboard of a private chat: at most eight words, by what the person does."""
    words = ["menu.report", "menu.tasks", "menu.problems"] if person.has(Role.OFFICIAL) else []
    words += ["menu.board", "menu.ledger"] if person.has(*OVERSEERS) else []
    words += ["menu.invite", "menu.deadlines", "menu.library"] if person.has(*STAFF) else []
    words += ["menu.missed"] if len(words) < 6 else []
    words += ["menu.ask", "menu.help"]
    keys = [{"text": word(w)} for w in words[:8]]
    return {"keyboard": columns(keys, 2), "resize_keyboard": True, "is_persistent": True}
