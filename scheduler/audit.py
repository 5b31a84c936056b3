"""What is overdue and has not moved: told to the clerks once a trouble and day, and to the log.

A look alone means little: after a sleep of two days everything is overdue for a moment. Only what is still the same
message, occurrence or update after ``LASTING`` is a trouble; a long queue that moves is none.
"""

from __future__ import annotations

import logging
from datetime import datetime

from village.clock import local
from village.model.messages import NewMessage, Rank
from village.model.quiet import outside_quiet_hours
from village.ports import UnitOfWork
from village.services.access import STAFF
from village.services.standing import Trouble

log = logging.getLogger(__name__)

LASTING = 300.0  # seconds, of a clock that cannot jump

KEPT = 100


class Patience:
    """Remembers since when each trouble has been seen, so that only lasting ones are told."""

    def __init__(self) -> None:
        self._since: dict[tuple[str, str], float] = {}
        self._logged: dict[tuple[str, str], None] = {}

    def lasting(self, troubles: list[Trouble], at: float) -> list[Trouble]:
        """Those seen for long enough without moving; ``at`` is monotonic."""
        self._since = {(t.kind, t.subject): self._since.get((t.kind, t.subject), at) for t in troubles}
        return [t for t in troubles if at - self._since[t.kind, t.subject] >= LASTING]

    def tell(self, uow: UnitOfWork, troubles: list[Trouble], now: datetime) -> int:
        """Write to the clerks and the log; returns how many messages are new. Safe to repeat.

        A clerk hears of a trouble of the outbox only when the outbox moves again; the log and ``/health`` know at once.
        """
        return sum(self._tell(uow, trouble, now) for trouble in troubles)

    def _tell(self, uow: UnitOfWork, trouble: Trouble, now: datetime) -> int:
        day = local(now).date().isoformat()
        self._log(trouble, day)
        clerks = uow.people.in_units([unit.id for unit in uow.units.tree()], *STAFF)
        ready, body = outside_quiet_hours(now), {"kind": trouble.kind}
        messages = [
            NewMessage(f"trouble:{trouble.kind}/{day}/p{p.id}", "trouble", body, Rank.REMINDER, p.account, ready)
            for p in clerks
        ]
        return sum(uow.outbox.add(message, now) for message in messages)

    def _log(self, trouble: Trouble, day: str) -> None:
        if (trouble.kind, day) in self._logged:
            return
        self._logged[trouble.kind, day] = None
        while len(self._logged) > KEPT:
            del self._logged[next(iter(self._logged))]
        facts = {"kind": trouble.kind, "subject": trouble.subject, "since": trouble.since.isoformat()}
        log.error("does not move", extra={"action": "watchdog", **facts})
