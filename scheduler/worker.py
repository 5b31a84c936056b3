"""The loop around delivery: woken by a commit, by an outcome, by the clock; loud when it dies, gentle when it stops."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from scheduler.delivery import Delivery
from scheduler.ports import Gate
from village.clock import Clock
from village.errors import StorageError

log = logging.getLogger(__name__)

POLL = 2.0  # seconds; other processes write to the outbox without being able to wake us
AGAIN = 0.25  # seconds until a look at what is due but cannot be taken for now
GATHER = 0.001  # seconds between two transactions, in which outcomes gather
HELD_EVERY = 1.0  # seconds between two looks whether we are still the one dispatcher
HELD_ANSWER = 5.0  # seconds until no answer counts as a no
LAST_WORDS = 2.0  # seconds for recording after that
GRACE = 5.0  # seconds for sends under way at a stop, well under the eight a stop may take
BACK_OFF = (0.1, 0.3, 1.0, 3.0)  # seconds between tries while storage is away


class DeadLoopError(RuntimeError):
    """A loop that must run for ever has ended; the process must not go on without it."""


class Worker:
    """Runs delivery until told to stop, in terms: while it is let in by the gate, of which there is one a bot.

    Attributes:
        last_ok: when storage last took a transaction, or said that another dispatcher is at work (monotonic), for a
            watchdog.
        leads: whether this process is the one dispatcher now.
    """

    def __init__(self, delivery: Delivery, clock: Clock, *, gate: Gate | None = None, grace: float = GRACE) -> None:
        self._delivery = delivery
        self._clock = clock
        self._gate = gate
        self._grace = grace
        self._stop = asyncio.Event()
        self._over = asyncio.Event()  # this term is over
        self.last_ok = time.monotonic()
        self.leads = False

    def wake(self) -> None:
        """Something was committed to the outbox. Call on the event loop; cheap."""
        self._delivery.must_record.set()

    def stop(self) -> None:
        """Ask for a gentle stop; ``run`` returns when it is done. May be called before ``run`` begins."""
        self._stop.set()

    async def run(self) -> None:
        """Deliver until ``stop``.

        Raises:
            DeadLoopError: one of the loops ended with an error, which is the cause.
            StorageError: storage could not be read at the start, and there is no gate to wait at.
        """
        try:
            while await self._let_in():
                await self._term()
        finally:
            if self._gate is not None:
                await asyncio.to_thread(self._gate.leave)

    async def _let_in(self) -> bool:
        """Wait to be the one dispatcher; False when the stop comes first."""
        while not self._stop.is_set():
            if self._gate is None:
                return True
            try:
                if await asyncio.to_thread(self._gate.take):
                    return True
                self.last_ok = time.monotonic()
            except StorageError:
                log.exception("storage is away", extra={"action": "gate"})
            await _wait(self._stop, POLL)
        return False

    async def _term(self) -> None:
        """Deliver until the stop, or until the gate is lost."""
        self._over.clear()
        try:
            await self._delivery.start()
        except StorageError:
            if self._gate is None:
                raise
            log.exception("storage is away", extra={"action": "start"})
            return await _wait(self._stop, POLL)
        self.leads = True
        loops = [asyncio.create_task(self._sending()), asyncio.create_task(self._recording())]
        ends = [asyncio.create_task(self._stop.wait()), asyncio.create_task(self._until_lost())]
        try:
            await asyncio.wait([*loops, *ends], return_when=asyncio.FIRST_COMPLETED)
            self._over.set()
            deadline = time.monotonic() + self._grace
            self._delivery.may_send.set()
            self._delivery.must_record.set()
            results = await asyncio.gather(*loops, return_exceptions=True)
        finally:
            self.leads = False
            for task in (*loops, *ends):
                task.cancel()
        await self._wind_up(max(0.1, deadline - time.monotonic()))
        for error in results:
            if isinstance(error, BaseException):
                raise DeadLoopError("delivery stopped") from error

    async def _until_lost(self) -> None:
        """Return when the term is over, or when another process may have become the dispatcher."""
        while self._gate is None or await self._still_in(self._gate):
            await _wait(self._over, HELD_EVERY)
            if self._over.is_set():
                return
        log.error("no longer the dispatcher", extra={"action": "gate"})

    async def _still_in(self, gate: Gate) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(HELD_ANSWER):
                return await asyncio.to_thread(gate.held)
        return False

    async def _wind_up(self, grace: float) -> None:
        try:
            async with asyncio.timeout(grace + LAST_WORDS):
                await self._delivery.stop(grace)
        except (StorageError, TimeoutError):
            log.exception("could not record at the stop; the leases will run out", extra={"action": "stop"})

    async def _sending(self) -> None:
        while not self._over.is_set():
            self._delivery.may_send.clear()
            at = self._delivery.send_due()
            await _wait(self._delivery.may_send, None if at is None else max(0.0, at - time.monotonic()))

    async def _recording(self) -> None:
        failures = 0
        while not self._over.is_set():
            try:
                due = await self._delivery.exchange()
            except StorageError:
                log.exception("storage is away", extra={"action": "exchange", "failures": failures})
                await self._sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1
                continue
            failures = 0
            self.last_ok = time.monotonic()
            pause = POLL if due is None else (due - self._clock.now()).total_seconds()
            await _wait(self._delivery.must_record, min(POLL, max(AGAIN, pause)))
            await self._sleep(self.last_ok + GATHER - time.monotonic())

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            await _wait(self._over, seconds)


async def _wait(event: asyncio.Event, seconds: float | None) -> None:
    """Until the event, but no longer than that."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
