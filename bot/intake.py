"""Updates from Telegram to the inbox: on disk before Telegram is told that they arrived.

Polling confirms a batch by the next offset, which is used only after the commit; a webhook confirms by its 200, which
is sent only after the commit. After a crash Telegram sends again what was not confirmed, and the inbox knows doubles.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from village.clock import Clock
from village.errors import StorageError
from village.model.messages import StoredUpdate
from village.ports import UnitOfWork

log = logging.getLogger(__name__)

HOLD = 30  # seconds the server may keep an empty getUpdates open
ANSWER = 10.0  # seconds beyond that until the answer counts as lost
BATCH = 100
CONFLICT_GRACE = 20.0  # seconds an old process may take to end after a new one has started
CONFLICT_PAUSE = 2.0
CONFLICT_WINDOW = 60.0  # two pollers both get an answer now and then, so success does not wipe conflicts out
CONFLICTS = 4
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0)
FRESH_CONNECTION = 3  # failures in a row before connections are thrown away: a half-open one never recovers

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")


class SecondPollerError(RuntimeError):
    """Another process polls with the same token; two would take updates from each other."""


class TokenRefusedError(RuntimeError):
    """The server does not know the token."""


def chat_key(update: dict[str, Any]) -> int:
    """What order is kept within: the chat's id, or the person's where there is no chat."""
    for value in update.values():
        if not isinstance(value, dict):
            continue
        message = value.get("message")
        for holder in (value, message if isinstance(message, dict) else {}):
            if isinstance(holder.get("chat"), dict):
                return int(holder["chat"]["id"])
        for name in ("from", "user"):
            if isinstance(value.get(name), dict):
                return int(value[name]["id"])
    return 0


class Intake:
    """Puts raw updates into the inbox and hands over what is new.

    ``on_stored`` is called on the event loop, after the commit, in the order the updates came.
    """

    def __init__(
        self,
        begin: Callable[[], UnitOfWork],
        executor: Executor,
        clock: Clock,
        on_stored: Callable[[list[StoredUpdate]], None],
    ) -> None:
        self._begin = begin
        self._executor = executor
        self._clock = clock
        self._on_stored = on_stored

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """Store a batch in one transaction; returns after the commit.

        Raises:
            StorageError: nothing of it was stored.
        """
        now = self._clock.now()
        rows = [StoredUpdate(item["update_id"], chat_key(item), item, now) for item in updates]
        new = await asyncio.get_running_loop().run_in_executor(self._executor, self._keep, rows)
        if fresh := [row for row in rows if row.update_id in new]:
            self._on_stored(fresh)

    def _keep(self, rows: list[StoredUpdate]) -> set[int]:
        with self._begin() as uow:
            new = uow.inbox.add(rows)
            uow.commit()
        return new

    async def accept_webhook(self, body: bytes) -> None:
        """Store the update a webhook call carries; answer 200 only after this returns.

        Raises:
            ValueError: the body is no update; asking for it again would not help.
            StorageError: it could not be stored; let Telegram send it again.
        """
        try:
            update = msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise ValueError("not a JSON object") from error
        match update:
            case {"update_id": int()}:
                await self.keep([update])
            case _:
                raise ValueError("no update_id")


class Poller:
    """Asks for updates until told to stop.

    Attributes:
        last_ok: when the server last answered and the answer was on disk (monotonic), for a watchdog.
    """

    def __init__(
        self,
        request: BaseRequest,
        base_url: str,
        intake: Intake,
        *,
        hold: int = HOLD,
        allowed_updates: Sequence[str] = ALLOWED_UPDATES,
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._intake = intake
        self._hold = hold
        self._allowed = list(allowed_updates)
        self._offset: int | None = None
        self._stop = asyncio.Event()
        self._conflicts: deque[float] = deque()
        self._failures = 0
        self.last_ok = time.monotonic()

    def stop(self) -> None:
        """Ask for a stop; ``run`` returns at once, what was fetched and not stored comes again."""
        self._stop.set()

    async def run(self) -> None:
        """Poll until ``stop``.

        Raises:
            SecondPollerError: somebody else keeps polling with this token.
            TokenRefusedError: the server does not know the token.
        """
        polling = asyncio.create_task(self._poll())
        stop = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([polling, stop], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling

    async def _poll(self) -> None:
        while True:
            try:
                await self._round()
            except Conflict as error:
                await self._conflict(error)
            except InvalidToken as error:
                raise TokenRefusedError(error.message) from error
            except RetryAfter as error:
                wait = error.retry_after
                await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            except (TelegramError, StorageError) as error:
                await self._pause(error)
            else:
                self._failures = 0
                self.last_ok = time.monotonic()

    async def _round(self) -> None:
        updates = await self._call(
            "getUpdates",
            {"offset": self._offset, "limit": BATCH, "timeout": self._hold, "allowed_updates": self._allowed},
            read_timeout=self._hold + ANSWER,
        )
        if updates:
            await self._intake.keep(updates)
            self._offset = updates[-1]["update_id"] + 1

    async def _call(self, method: str, params: dict[str, Any], read_timeout: float) -> Any:
        given = [RequestParameter.from_input(name, value) for name, value in params.items() if value is not None]
        url = f"{self._base_url}/{method}"
        return await self._request.post(url, RequestData(parameters=given), read_timeout=read_timeout)

    async def _conflict(self, error: Conflict) -> None:
        now = time.monotonic()
        self._conflicts.append(now)
        while self._conflicts[0] < now - CONFLICT_WINDOW:
            self._conflicts.popleft()
        log.warning("conflict", extra={"action": "conflict", "why": error.message})
        if now - self._conflicts[0] >= CONFLICT_GRACE and len(self._conflicts) >= CONFLICTS:
            raise SecondPollerError(error.message) from error
        if "webhook" in error.message.lower():
            with suppress(TelegramError):
                await self._call("deleteWebhook", {}, ANSWER)
        await asyncio.sleep(CONFLICT_PAUSE)

    async def _pause(self, error: Exception) -> None:
        seconds = BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
        self._failures += 1
        log.warning("no updates", extra={"action": "poll", "why": type(error).__name__, "failures": self._failures})
        if self._failures % FRESH_CONNECTION == 0:
            await self._request.shutdown()
            await self._request.initialize()
        await asyncio.sleep(seconds)
