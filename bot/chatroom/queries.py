"""Taps and inline queries the bot has yet to answer; an answer that comes too late is refused."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.chatroom.errors import QUERY_TOO_OLD, bad_request


@dataclass(slots=True)
class _Query:
    """One question to the bot; the waiting person holds the future."""

    asked: float
    answer: asyncio.Future[Any] | None


class OpenQueries:
    """Open questions by id.  ``seconds`` says how long an answer is taken; ``now`` is a monotonic clock."""

    def __init__(self, seconds: Callable[[], float], now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._open: dict[str, _Query] = {}

    def ask(self) -> tuple[str, asyncio.Future[Any]]:
        """Open a query; returns its id and where the answer arrives."""
        self._forget_old()
        answer = asyncio.get_running_loop().create_future()
        query_id = str(secrets.randbits(62))
        self._open[query_id] = _Query(self._now(), answer)
        return query_id, answer

    def reopen(self, query_id: str) -> None:
        """Take answers for a query that was asked before a restart, though nobody waits for them any more."""
        self._open[query_id] = _Query(self._now(), None)

    def answer(self, query_id: str, value: Any) -> None:
        """Pass the bot's answer on; raises 400 for an unknown id or one asked too long ago."""
        self._forget_old()
        query = self._open.get(query_id)
        if query is None:
            raise bad_request(QUERY_TOO_OLD)
        if query.answer and not query.answer.done():
            query.answer.set_result(value)

    def release(self) -> None:
        """Stop the waiting for all answers; the bot may still give them."""
        for query in self._open.values():
            _let_go(query)

    def _forget_old(self) -> None:
        horizon = self._now() - self._seconds()
        while self._open:
            query_id, query = next(iter(self._open.items()))
            if query.asked > horizon:
                return
            del self._open[query_id]
            _let_go(query)


def _let_go(query: _Query) -> None:
    """Whoever waits for the answer hears that there is none."""
    if query.answer and not query.answer.done():
        query.answer.set_result(None)
