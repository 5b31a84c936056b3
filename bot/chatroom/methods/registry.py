"""Which methods there are, and which parameters each one reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom
    from bot.chatroom.wire import Params

Run = Callable[["ChatRoom", "Params"], Any]


@dataclass(frozen=True, slots=True)
class Method:
    """A Bot API method: ``known`` are the published parameters it acts on, others are ignored and logged as unknown."""

    name: str
    known: frozenset[str]
    run: Run


METHODS: dict[str, Method] = {}
"""By name in lower case: the real server does not mind the case either."""


def method(name: str, *known: str) -> Callable[[Run], Run]:
    """Register a function as a Bot API method; it returns the ``result`` or something to await for it."""

    def register(run: Run) -> Run:
        METHODS[name.lower()] = Method(name, frozenset(known), run)
        return run

    return register
