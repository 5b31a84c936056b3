"""The loop around delivery: woken by a commit, by an outcome, by the clock; loud when it dies, gentle when it stops."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from scheduler.delivery import Delivery
from village.clock import Clock
from village.errors import StorageError

log = logging.getLogger(__name__)

POLL = 2.0  # seconds; other processes write to the outbox without being able to wake us
AGAIN = 0.25  # seconds until a look at what is due but cannot be taken for now
GATHER = 0.001  # seconds between two transactions, in which outcomes gather
LAST_WORDS = 2.0  # seconds for recording after that
GRACE = 5.0  # seconds for sends under way at a stop, well under the eight a stop may take
BACK_OFF = (0.1, 0.3, 1.0, 3.0)  # seconds between tries while storage is away


class DeadLoopError(RuntimeError):
    """A loop that must run for ever has ended; the process must not go on without it."""


class Worker:
    """Runs delivery until told to stop.

    Attributes:
        last_ok: when storage last took a transaction (monotonic), for a watchdog.
    """

    def __init__(self, delivery: Delivery, clock: Clock, *, grace: float = GRACE) -> None:
        self._delivery = delivery
        self._clock = clock
        self._grace = grace
        self._stop = asyncio.Event()
        self.last_ok = time.monotonic()

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
            StorageError: storage could not be read at the start.
        """
        await self._delivery.start()
        loops = [asyncio.create_task(self._sending()), asyncio.create_task(self._recording())]
        stop = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([*loops, stop], return_when=asyncio.FIRST_COMPLETED)
            self._stop.set()
            deadline = time.monotonic() + self._grace
            self._delivery.may_send.set()
            self._delivery.must_record.set()
            results = await asyncio.gather(*loops, return_exceptions=True)
        finally:
            for task in (*loops, stop):
                task.cancel()
        await self._wind_up(max(0.1, deadline - time.monotonic()))
        for error in results:
            if isinstance(error, BaseException):
                raise DeadLoopError("delivery stopped") from error

    async def _wind_up(self, grace: float) -> None:
        try:
            async with asyncio.timeout(grace + LAST_WORDS):
                await self._delivery.stop(grace)
        except (StorageError, TimeoutError):
            log.exception("could not record at the stop; the leases will run out", extra={"action": "stop"})

    async def _sending(self) -> None:
        while not self._stop.is_set():
            self._delivery.may_send.clear()
            at = self._delivery.send_due()
            await _wait(self._delivery.may_send, None if at is None else max(0.0, at - time.monotonic()))

    async def _recording(self) -> None:
        failures = 0
        while not self._stop.is_set():
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
            await _wait(self._stop, seconds)


async def _wait(event: asyncio.Event, seconds: float | None) -> None:
    """Until the event, but no longer than that."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
