"""Notices when something that must move stands still, and ends the process loudly."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

from bot.intake import Poller
from scheduler.worker import Worker
from village.services.standing import Trouble

log = logging.getLogger(__name__)

LOOK_EVERY = 10.0
STALLED_AFTER = 180.0


class StalledError(RuntimeError):
    """A part has not moved for too long; a supervisor should start the process anew."""


class Watchdog:
    """Looks at the last sign of life of polling, delivery and planning (monotonic seconds).

    Attributes:
        poller: whom to look at besides, when there is one.
        troubles: what the audit found overdue and unmoved, for ``/health``.
    """

    def __init__(self, worker: Worker, heartbeat: Path | None = None) -> None:
        self._worker = worker
        self._heartbeat = heartbeat
        self._planned = time.monotonic()
        self._stop = asyncio.Event()
        self.poller: Poller | None = None
        self.troubles: list[Trouble] = []

    def planned(self) -> None:
        """The planner has just looked at the clock."""
        self._planned = time.monotonic()

    def stop(self) -> None:
        """No more looking; standing still is meant now."""
        self._stop.set()

    def silence(self) -> dict[str, float]:
        """Seconds since each part last gave a sign of life."""
        now = time.monotonic()
        seen = {"delivery": now - self._worker.last_ok, "planning": now - self._planned}
        if self.poller is not None:
            seen["polling"] = now - self.poller.last_ok
        return seen

    def health(self) -> dict[str, object]:
        """``ok``, what is ``wrong`` in words, and the silences, for ``/health``."""
        silence = self.silence()
        wrong = [f"{part} has been silent for {s:.0f} s" for part, s in silence.items() if s >= STALLED_AFTER]
        wrong += [f"{t.kind}: {t.subject} has not moved since {t.since.isoformat()}" for t in self.troubles]
        return {"ok": not wrong, "wrong": wrong, **{part: round(seconds, 1) for part, seconds in silence.items()}}

    def _beat(self) -> None:
        """Touch the heartbeat file while all parts move; a disk that cannot take it is no reason to stop."""
        if self._heartbeat is None or max(self.silence().values()) >= STALLED_AFTER:
            return
        try:
            self._heartbeat.touch()
        except OSError as error:
            log.warning("no heartbeat", extra={"action": "heartbeat", "why": error.strerror})

    async def run(self) -> None:
        """Look until ``stop``.

        Raises:
            StalledError: a part has been silent for too long. Polling is judged only by our own side: a network that is
                away keeps it trying, which is life enough, so it gets ten times as long.
        """
        while not self._stop.is_set():
            for part, seconds in self.silence().items():
                patience = STALLED_AFTER * (10 if part == "polling" else 1)
                if seconds > patience:
                    raise StalledError(f"{part} has not moved for {seconds:.0f} s")
            self._beat()
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._stop.wait()
            except TimeoutError:
                continue
