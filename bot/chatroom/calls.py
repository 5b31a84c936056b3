"""The log of the bot's calls, for tests that ask what the bot did; bounded, in memory only."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

_KEPT = 10_000


@dataclass(slots=True)
class Call:
    """One Bot API call; ``at`` is wall time in seconds, ``error`` the refusal's description."""

    n: int
    at: float
    method: str
    params: dict[str, Any]
    ok: bool | None = None
    error: str | None = None
    unknown: list[str] = field(default_factory=list)


class CallLog:
    """The last calls, numbered from 1."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=_KEPT)
        self._count = 0

    def begin(self, method: str, params: dict[str, Any], known: frozenset[str]) -> Call:
        """Note a call that has come in; ``ok`` stays None until it is answered."""
        self._count += 1
        call = Call(self._count, time.time(), method, params, unknown=[name for name in params if name not in known])
        self._calls.append(call)
        return call

    def after(self, number: int) -> list[Call]:
        """The calls after this number, oldest first."""
        return [call for call in self._calls if call.n > number]
