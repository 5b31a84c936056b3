"""Does it all work? What waits, what is stuck, what was given up, and who cannot be reached: for the clerk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from village.errors import NotAllowed
from village.model.messages import OutboxMessage, Queue
from village.model.people import Group, Person, Role
from village.ports import UnitOfWork
from village.services.access import STAFF, may, require_any

PLANNER = "planner"
STUCK_AFTER = timedelta(minutes=15)  # a message so long past its time has not merely queued
FAILED_SHOWN = timedelta(days=7)
FAILED_LOOKED_AT = 200


OCCURRENCE_LATE = timedelta(minutes=10)
UPDATE_LATE = timedelta(minutes=10)
PLANNER_LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something overdue: ``kind`` is ``outbox``, ``occurrence``, ``inbox`` or ``planner``, ``subject`` which one."""

    kind: str
    subject: str
    since: datetime


def troubles(uow: UnitOfWork, now: datetime) -> list[Trouble]:
    """What ought to have moved by now: the longest overdue of each kind."""
    found = []
    if message := uow.outbox.overdue(now - STUCK_AFTER):
        found.append(Trouble("outbox", str(message.id), message.not_before))
    for occurrence in uow.occurrences.waiting(now - OCCURRENCE_LATE, 1):
        found.append(Trouble("occurrence", str(occurrence.id), occurrence.opens))
    for update in uow.inbox.open(1):
        if update.received_at < now - UPDATE_LATE:
            found.append(Trouble("inbox", str(update.update_id), update.received_at))
    planned = uow.beats.last(PLANNER)
    if planned is not None and planned < now - PLANNER_LATE:
        found.append(Trouble("planner", PLANNER, planned))
    return found


@dataclass(frozen=True, slots=True)
class Failed:
    """A message given up, and who should have had it."""

    message: OutboxMessage
    to: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand for one clerk.

    ``planned_at`` is when the planner last looked at the clock; ``queues`` and ``stuck`` are the whole office's,
    ``failed``, ``lost`` and ``groups`` those of the clerk's own units.
    """

    planned_at: datetime | None
    queues: tuple[Queue, ...]
    stuck: OutboxMessage | None
    failed: tuple[Failed, ...]
    lost: tuple[Person, ...]
    groups: tuple[Group, ...]


def standing(uow: UnitOfWork, by: Person, now: datetime) -> Standing:
    """How things stand, for this clerk.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(by, "see_status", *STAFF)
    people, groups = _people(uow, by), _groups(uow, by)
    names = {p.account: p.name for p in people} | {g.chat_id: g.title for g in groups}
    given_up = uow.outbox.failed(now - FAILED_SHOWN, FAILED_LOOKED_AT)
    return Standing(
        uow.beats.last(PLANNER),
        tuple(uow.outbox.queues(now)),
        uow.outbox.overdue(now - STUCK_AFTER),
        tuple(Failed(m, names[m.chat_id]) for m in given_up if m.chat_id in names),
        tuple(p for p in people if p.account is None or not p.reachable),
        tuple(g for g in groups if g.trouble is not None or not g.active),
    )


def _people(uow: UnitOfWork, by: Person) -> list[Person]:
    """Everybody with a post in the clerk's units."""
    tree = uow.units.tree()
    covered = {unit.id for mine in by.units(*STAFF) for unit in tree.under(mine.id)}
    return uow.people.in_units(covered, *Role)


def _groups(uow: UnitOfWork, by: Person) -> list[Group]:
    tree = uow.units.tree()
    return [g for g in uow.groups.bound() if g.unit_id is not None and may(tree, by, g.unit_id, *STAFF)]


def send_again(uow: UnitOfWork, by: Person, message_id: int, now: datetime) -> bool:
    """Try a message that was given up once more; False when somebody did so already.

    Raises:
        NotFound: there is no such message.
        NotAllowed: it was for somebody outside the clerk's units.
    """
    message = uow.outbox.get(message_id)
    ours = {p.account for p in _people(uow, by)} | {g.chat_id for g in _groups(uow, by)}
    if message.chat_id is None or message.chat_id not in ours:
        raise NotAllowed("send_again")
    uow.log.add(now, by.id, "send_again", f"message:{message_id}")
    return uow.outbox.again(message_id, now)
