"""What every handler has at hand: storage, services with memory, the clock, and a way off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from village.clock import Clock
from village.forms.schema import Form
from village.model.seasons import Seasons
from village.ports import UnitOfWork
from village.services.answers import Answers

P = ParamSpec("P")
R = TypeVar("R")


class Storage(Protocol):
    """Opens units of work."""

    def begin(self) -> UnitOfWork:
        """One that may write."""
        ...

    def read(self) -> UnitOfWork:
        """One that only looks."""
        ...


@dataclass
class Desk:
    """Made once in ``bot.app`` and kept in ``bot_data``.

    ``wake`` tells delivery that something was put into the outbox; ``bot_username`` is what deep links are made of.
    ``seasons`` says when the flood season and its like begin and end here. ``cut_texts`` remembers by chat when a text
    too long for one message, and for us, began to come in.
    """

    storage: Storage
    clock: Clock
    answers: Answers
    forms: dict[str, Form]
    executor: Executor
    wake: Callable[[], None] = lambda: None
    bot_username: str = ""
    seasons: Seasons = field(default_factory=dict)
    cut_texts: dict[int, datetime] = field(default_factory=dict)

    async def off_loop(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a synchronous function in a worker thread, so that no transaction crosses an ``await``."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, lambda: function(*args, **kwargs))

    def deep_link(self, code: str) -> str:
        """The address that opens a private chat with the bot and carries ``code``."""
        return f"https://t.me/{self.bot_username}?start={code}"
