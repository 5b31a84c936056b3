"""Faults on demand: the next calls of a method fail in Telegram's ways, or come late, or never come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.chatroom import words
from bot.chatroom.errors import MIGRATED, ApiError, RoomError

_TEXTS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """One standing order; ``method`` "*" means every method, ``chat`` None every chat.

    ``code`` None only delays; 0 drops the connection before the call is done, ``after`` drops it once it is done.
    """

    method: str
    times: int = 1
    code: int | None = None
    after: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)
    description: str | None = None
    delay: float = 0.0
    chat: int | None = None

    @property
    def drops_before(self) -> bool:
        """Whether the connection ends before anything happened."""
        return self.code == 0

    def strike(self) -> None:
        """Raise the refusal to answer with; a fault that only delays or drops lets the call be done."""
        if self.code:
            text = self.description or self._text()
            raise ApiError(self.code, text, self.parameters)

    def _text(self) -> str:
        if self.code == 429:
            self.parameters = {"retry_after": 1} | self.parameters
            return f"Too Many Requests: retry after {self.parameters['retry_after']}"
        if "migrate_to_chat_id" in self.parameters:
            return MIGRATED
        return _TEXTS.get(self.code or 0, "Bad Request")


class Faults:
    """The standing orders, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let the next ``fault.times`` matching calls fail."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Nothing fails any more."""
        self._waiting.clear()

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The fault that meets this call, counted down; None when the call goes well."""
        for fault in self._waiting:
            if fault.method not in ("*", method.lower()) or fault.chat not in (None, chat):
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._waiting.remove(fault)
            return fault
        return None

    def waiting(self) -> list[dict[str, Any]]:
        """The standing orders as the page and the tests see them."""
        return [{"method": fault.method, "times": fault.times, "error_code": fault.code} for fault in self._waiting]


def read_fault(given: dict[str, Any]) -> Fault:
    """A fault from ``POST /room/faults``; raises RoomError for an unknown field value."""
    code, after = given.get("error_code"), False
    if code in ("drop", "drop_after"):
        code, after = (0, False) if code == "drop" else (None, True)
    if code is not None and (type(code) is not int or not (code == 0 or 400 <= code < 600)):
        raise RoomError(400, words.FAULT_CODE)
    times, parameters = given.get("times", 1), given.get("parameters") or {}
    if type(times) is not int or times < 1 or not isinstance(parameters, dict):
        raise RoomError(400, words.FAULT_FIELDS)
    delay, chat = given.get("delay") or 0, given.get("chat")
    if not isinstance(delay, (int, float)) or type(chat) not in (int, type(None)):
        raise RoomError(400, words.FAULT_FIELDS)
    return Fault(
        method=str(given.get("method") or "*").lower(),
        times=times,
        code=code,
        after=after,
        parameters=parameters,
        description=given.get("description"),
        delay=float(delay),
        chat=chat,
    )
