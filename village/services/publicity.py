"""Tells the office of a publicity day a week before, once."""

from __future__ import annotations

from datetime import datetime

from village.clock import at
from village.model.messages import NewMessage, Rank
from village.model.people import UnitKind
from village.model.publicity import AT, announced, calendar
from village.model.quiet import outside_quiet_hours
from village.ports import UnitOfWork
from village.services.access import STAFF


def announce(uow: UnitOfWork, now: datetime) -> int:
    """Write to the clerks about each day that is a week away or nearer; safe to repeat. Returns how many."""
    days = announced(calendar(), now)
    if not days:
        return 0
    towns = [unit.id for unit in uow.units.tree() if unit.kind is UnitKind.TOWN]
    messages = [
        NewMessage(
            f"publicity:{day.isoformat()}/p{clerk.id}",
            "publicity",
            {"day": day.isoformat(), "key": entry.key},
            Rank.BROADCAST,
            clerk.account,
            outside_quiet_hours(now),
            at(day, AT),
        )
        for clerk in uow.people.in_units(towns, *STAFF)
        for day, entry in days
    ]
    return sum(uow.outbox.add(message, now) for message in messages)
