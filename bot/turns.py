"""Updates from the inbox to the handlers: in order within a chat, side by side across chats, each until it is done.

The inbox is the queue; memory holds its front. When more comes in than fits, the rest is read from the inbox later, so
a flood costs disk and not memory, and what an earlier run left open is simply the first thing read.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

from village.clock import Clock
from village.errors import StorageError
from village.model.messages import StoredUpdate
from village.ports import UnitOfWork

log = logging.getLogger(__name__)

GIVEUP = "GIVEUP"
UNMARKED = "UNMARKED"
PAUSES = (0.1, 0.5, 1.0, 3.0)  # seconds between tries
MOST_AWAY = 40  # tries while storage is away, two minutes, before that counts as the update's own failure
REMEMBERED = 20_000  # ids handled lately, so that a reading of the inbox begun before does not bring them back

Handle = Callable[[StoredUpdate], Awaitable[None]]


class DeadTurnsError(RuntimeError):
    """A loop that must run for ever has ended; the process must not go on without it."""


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """How much at once. ``longest`` is in seconds: a handler that takes more counts as failed."""

    side_by_side: int = 24
    in_memory: int = 1_000
    most_tries: int = 3
    longest: float = 120.0
    grace: float = 6.0


class Turns:
    """Gives each update to ``handle``, which must mark it done in the transaction that holds its effects.

    An update whose handler raises is tried again, the chat's later ones waiting behind it, and put aside with the
    reference GIVEUP after ``most_tries``. Storage being away is nobody's fault and is waited out.
    """

    def __init__(
        self,
        begin: Callable[[], UnitOfWork],
        handle: Handle,
        executor: Executor,
        clock: Clock,
        settings: TurnSettings | None = None,
    ) -> None:
        self._begin = begin
        self._handle = handle
        self._executor = executor
        self._clock = clock
        self._settings = settings or TurnSettings()
        self._chats: dict[int, deque[StoredUpdate]] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._known: set[int] = set()
        self._lately: OrderedDict[int, int] = OrderedDict()  # handled → readings of the inbox begun by then
        self._readings = 0
        self._missed = False  # something was offered while the inbox was being read
        self._behind = asyncio.Event()  # the inbox holds more than memory knows
        self._behind.set()
        self._room = asyncio.Event()
        self._room.set()
        self._stop = asyncio.Event()

    def offer(self, updates: Iterable[StoredUpdate]) -> None:
        """New updates, already in the inbox. Call on the event loop, in the order they came."""
        for update in updates:
            if self._behind.is_set() or len(self._known) >= self._settings.in_memory:
                self._missed = True
                self._behind.set()
                return
            self._take_in(update)

    def look_again(self) -> None:
        """Read the inbox once more: another process may have died with updates it had taken in."""
        self._missed = True
        self._behind.set()

    def stop(self) -> None:
        """Ask for a gentle stop; ``run`` returns when what is under way has finished, or after the grace."""
        self._stop.set()

    async def run(self) -> None:
        """Handle updates until ``stop``.

        Raises:
            DeadTurnsError: one of the loops ended with an error, which is the cause.
        """
        loops = [asyncio.create_task(self._work()) for _ in range(self._settings.side_by_side)]
        reader = asyncio.create_task(self._catch_up())
        stop = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([*loops, reader, stop], return_when=asyncio.FIRST_COMPLETED)
            self._stop.set()
            for _ in loops:
                self._ready.put_nowait(0)  # wakes the idle ones
            _, late = await asyncio.wait(loops, timeout=self._settings.grace)
        finally:
            for task in (*loops, reader, stop):
                task.cancel()
        results = await asyncio.gather(*loops, reader, return_exceptions=True)
        if late:
            log.warning("handlers cut off; their updates stay open", extra={"action": "stop", "number": len(late)})
        for error in results:
            if isinstance(error, Exception):
                raise DeadTurnsError("updates are no longer handled") from error

    # -- in ------------------------------------------------------------------------------------------------------

    def _take_in(self, update: StoredUpdate) -> None:
        if update.update_id in self._known or update.update_id in self._lately:
            return
        self._known.add(update.update_id)
        waiting = self._chats.get(update.chat_key)
        if waiting is None:
            self._chats[update.chat_key] = deque([update])
            self._ready.put_nowait(update.chat_key)
        else:
            waiting.append(update)

    async def _catch_up(self) -> None:
        failures = 0
        while True:
            await self._behind.wait()
            await self._room.wait()
            self._room.clear()
            self._readings += 1
            self._missed = False
            limit = len(self._known) + self._settings.in_memory
            try:
                rows = await asyncio.get_running_loop().run_in_executor(self._executor, self._open, limit)
            except StorageError:
                log.exception("cannot read the inbox", extra={"action": "catch_up"})
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                self._room.set()
                continue
            failures = 0
            await self._after_reading(rows, complete=len(rows) < limit)

    async def _after_reading(self, rows: list[StoredUpdate], *, complete: bool) -> None:
        left_open = []
        for update in rows:
            if self._lately.get(update.update_id, self._readings) < self._readings:
                left_open.append(update)
            elif len(self._known) < self._settings.in_memory:
                self._take_in(update)
            elif update.update_id not in self._known:
                complete = False
        if complete and not self._missed:
            self._behind.clear()
        if len(self._known) < self._settings.in_memory:
            self._room.set()
        for update in left_open:  # handled without an error and not marked: a mistake that must not fill the inbox
            log.error("handled, not marked", extra={"action": "unmarked", "update": update.update_id})
            await self._put_aside(update, UNMARKED)

    def _open(self, limit: int) -> list[StoredUpdate]:
        with self._begin() as uow:
            return uow.inbox.open(limit)

    # -- handling ------------------------------------------------------------------------------------------------

    async def _work(self) -> None:
        while not self._stop.is_set():
            chat = await self._ready.get()
            waiting = self._chats.get(chat)
            if self._stop.is_set() or not waiting:
                continue
            update = waiting[0]
            await self._until_done(update)
            waiting.popleft()
            self._finished(update, chat)

    def _finished(self, update: StoredUpdate, chat: int) -> None:
        if self._chats[chat]:
            self._ready.put_nowait(chat)  # behind the other chats that wait
        else:
            del self._chats[chat]
        self._known.discard(update.update_id)
        self._lately[update.update_id] = self._readings
        if len(self._lately) > REMEMBERED:
            self._lately.popitem(last=False)
        if self._behind.is_set() and len(self._known) <= self._settings.in_memory // 2:
            self._room.set()

    async def _until_done(self, update: StoredUpdate) -> None:
        away = failures = 0
        while (error := await self._attempt(update)) is not None:
            away += isinstance(error, StorageError)
            failures += 1
            waits = isinstance(error, StorageError) and away <= MOST_AWAY
            if not waits and await self._give_up(update, failures):
                return
            await asyncio.sleep(PAUSES[min(failures - 1, len(PAUSES) - 1)])

    async def _attempt(self, update: StoredUpdate) -> Exception | None:
        try:
            async with asyncio.timeout(self._settings.longest):
                await self._handle(update)
        except Exception as error:
            log.exception("handler failed", extra={"action": "turn", "update": update.update_id})
            return error
        return None

    async def _give_up(self, update: StoredUpdate, failures: int) -> bool:
        """Count the failure on disk, over restarts, or here while storage is away."""
        try:
            tries = await asyncio.get_running_loop().run_in_executor(self._executor, self._tried, update.update_id)
        except StorageError:
            tries = failures
        if tries < self._settings.most_tries:
            return False
        log.error("put aside", extra={"action": "give_up", "update": update.update_id})
        await self._put_aside(update, GIVEUP)
        return True

    def _tried(self, update_id: int) -> int:
        with self._begin() as uow:
            tries = uow.inbox.tried(update_id)
            uow.commit()
        return tries

    async def _put_aside(self, update: StoredUpdate, reference: str) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._executor, self._done, update.update_id, reference)
        except StorageError:
            log.exception("cannot put aside", extra={"action": "give_up", "update": update.update_id})

    def _done(self, update_id: int, reference: str) -> None:
        with self._begin() as uow:
            uow.inbox.done(update_id, self._clock.now(), reference)
            uow.commit()
