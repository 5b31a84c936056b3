"""Messages to go out: added with the change that causes them, claimed with a lease, kept until they have an outcome."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, case, delete, func, or_, select, update

from village.errors import NotFound
from village.model.messages import FINAL_STATES, REPLY, MessageState, NewMessage, OutboxMessage, Queue, Rank
from village.storage.database import Database
from village.storage.tables import outbox

CLOCKS_DIFFER = timedelta(minutes=1)
REASON_LENGTH = 255
DIGEST = "text:"
NEWEST_ROWS = 20_000  # how far back a look at the last day goes at most

_WAITING = MessageState.WAITING.value
_SENDING = MessageState.SENDING.value
_ENDED = sorted(state.value for state in FINAL_STATES)

# Built once: making a statement costs more than running it, and these run for every message.
_FREE: dict[str, Any] = {"lease_until": None, "claimed_by": None}
_UNTRIED: dict[str, Any] = {"tries": case((outbox.c.tries > 0, outbox.c.tries - 1), else_=0), **_FREE}
_RESCUE = (
    update(outbox)
    .where(outbox.c.state == _SENDING, outbox.c.lease_until <= bindparam("now"))
    .values(state=_WAITING, **_FREE)
)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("the_id"))
    .values(
        state=MessageState.SENT.value,
        sent_at=bindparam("now"),
        message_id=bindparam("number"),
        reason=bindparam("why"),
        **_FREE,
    )
)
# ``tries`` is the fence: it moves with every claim, so a worker that lost its lease cannot undo a later claim.
_OURS = (
    update(outbox)
    .where(outbox.c.id == bindparam("the_id"))
    .where(outbox.c.tries == bindparam("the_try"), outbox.c.state == _SENDING)
)
_RETRY = _OURS.values(state=_WAITING, not_before=bindparam("due"), reason=bindparam("why"), **_FREE)
_END = _OURS.values(state=bindparam("outcome"), sent_at=bindparam("now"), reason=bindparam("why"), **_FREE)


class OutboxRows:
    """The outbox as rows; see ``village.ports.Outbox``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, message: NewMessage, now: datetime) -> bool:
        """Put a message in; False when its key is there already (nothing changes then)."""
        statement = self._database.insert_new(outbox).returning(outbox.c.id)
        return self._database.run(statement, _values(message, now)).first() is not None

    def claim(
        self,
        worker: str,
        now: datetime,
        lease_until: datetime,
        limit: int,
        *,
        worst: Rank = Rank.CARD,
        skip_chats: Collection[int] = (),
    ) -> list[OutboxMessage]:
        """Take due messages, best rank first, then oldest; also those whose lease has run out."""
        self._database.run(_RESCUE, {"now": now})
        due = (
            select(outbox.c.id)
            .where(outbox.c.state == _WAITING, outbox.c.not_before <= now, outbox.c.rank <= worst.value)
            .order_by(outbox.c.rank, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)  # left out by SQLite, which lets one writer in at a time
        )
        if skip_chats:
            due = due.where(or_(outbox.c.chat_id.is_(None), outbox.c.chat_id.not_in(sorted(skip_chats))))
        taken = due.cte("taken")
        statement = (
            update(outbox)
            .where(outbox.c.id.in_(select(taken.c.id)))
            .values(state=_SENDING, claimed_by=worker, lease_until=lease_until, tries=outbox.c.tries + 1)
            .returning(outbox)
        )
        messages = [_message(row) for row in self._database.run(statement)]
        return sorted(messages, key=lambda message: (message.rank, message.id))

    def renew(self, ids: Sequence[int], lease_until: datetime) -> None:
        """Keep claimed messages for longer, while they wait for their place in the pacing."""
        if ids:
            statement = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == _SENDING)
            self._database.run(statement.values(lease_until=lease_until))

    def sent(self, message: OutboxMessage, now: datetime, message_id: int | None, digest: str | None = None) -> None:
        """The message arrived as ``message_id``; ``digest`` stands for its text, see ``digests_sent``."""
        why = DIGEST + digest if digest else None
        self._database.run(_SENT, {"the_id": message.id, "now": now, "number": message_id, "why": why})

    def retry(self, message: OutboxMessage, not_before: datetime, reason: str) -> None:
        """Try the message again, not before then; nothing happens if someone else has claimed it since."""
        values = {"the_id": message.id, "the_try": message.tries, "due": not_before, "why": reason[:REASON_LENGTH]}
        self._database.run(_RETRY, values)

    def put_back(self, ids: Sequence[int], not_before: datetime) -> None:
        """Give claimed messages back untried, not to be claimed again before then."""
        if ids:
            statement = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == _SENDING)
            self._database.run(statement.values(state=_WAITING, not_before=not_before, **_UNTRIED))

    def end(self, message: OutboxMessage, state: MessageState, now: datetime, reason: str) -> None:
        """The message will not be sent; ``sent_at`` then holds when that was decided."""
        values = {"the_id": message.id, "the_try": message.tries, "outcome": state.value, "now": now}
        self._database.run(_END, {**values, "why": reason[:REASON_LENGTH]})

    def release(self, worker: str | None = None) -> int:
        """Give back everything this worker, or without a name anybody, has claimed and not sent; returns how many."""
        statement = update(outbox).where(outbox.c.state == _SENDING)
        if worker is not None:
            statement = statement.where(outbox.c.claimed_by == worker)
        return self._database.run(statement.values(state=_WAITING, **_UNTRIED)).rowcount

    def set_right(self, now: datetime) -> int:
        """Let go at once what a clock that ran ahead had put off; what was meant for a later time keeps it."""
        ahead = (outbox.c.not_before > now) & (outbox.c.created_at > now + CLOCKS_DIFFER)
        meant_at_once = (outbox.c.not_before <= outbox.c.created_at) | (outbox.c.tries > 0)
        statement = update(outbox).where(outbox.c.state == _WAITING, ahead, meant_at_once)
        return self._database.run(statement.values(not_before=now)).rowcount

    def next_due(self) -> datetime | None:
        """When the next waiting message may go, or the next lease runs out."""
        waiting = select(func.min(outbox.c.not_before)).where(outbox.c.state == _WAITING)
        leased = select(func.min(outbox.c.lease_until)).where(outbox.c.state == _SENDING)
        moments = [self._database.run(statement).scalar() for statement in (waiting, leased)]
        return min((moment for moment in moments if moment is not None), default=None)

    def counts(self) -> dict[MessageState, int]:
        """How many messages stand in each state; states without any are there with 0."""
        statement = select(outbox.c.state, func.count().label("number")).group_by(outbox.c.state)
        found = {MessageState(row.state): row.number for row in self._database.run(statement)}
        return {state: found.get(state, 0) for state in MessageState}

    def find(self, key: str) -> OutboxMessage | None:
        """The message with this key."""
        row = self._database.run(select(outbox).where(outbox.c.key == key)).first()
        return None if row is None else _message(row)

    def get(self, message_id: int) -> OutboxMessage:
        """The message with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(outbox).where(outbox.c.id == message_id)).first()
        if row is None:
            raise NotFound("message", message_id)
        return _message(row)

    def queues(self, now: datetime) -> list[Queue]:
        """What is due and waits, by rank; a rank with nothing waiting is left out."""
        due = (outbox.c.state == _WAITING) & (outbox.c.not_before <= now)
        columns = (outbox.c.rank, func.count().label("number"), func.min(outbox.c.not_before).label("oldest"))
        rows = self._database.run(select(*columns).where(due).group_by(outbox.c.rank).order_by(outbox.c.rank))
        return [Queue(Rank(row.rank), row.number, row.oldest) for row in rows]

    def overdue(self, before: datetime) -> OutboxMessage | None:
        """The message that has waited longest, or lies longest with a dead worker, of those due before then."""
        waiting = (outbox.c.state == _WAITING) & (outbox.c.not_before < before)
        left = (outbox.c.state == _SENDING) & (outbox.c.lease_until < before)
        for condition in (waiting, left):
            query = select(outbox).where(condition).order_by(outbox.c.not_before, outbox.c.id).limit(1)
            row = self._database.run(query).first()
            if row is not None:
                return _message(row)
        return None

    def failed(self, since: datetime, limit: int) -> list[OutboxMessage]:
        """Messages given up since then, newest first."""
        query = select(outbox).where(outbox.c.state == MessageState.FAILED.value, outbox.c.sent_at >= since)
        return [_message(row) for row in self._database.run(query.order_by(outbox.c.id.desc()).limit(limit))]

    def again(self, message_id: int, now: datetime) -> bool:
        """Try a failed message once more, as if it had been written now; False when it is not failed (any more)."""
        failed = (outbox.c.id == message_id) & (outbox.c.state == MessageState.FAILED.value)
        fresh = {"state": _WAITING, "tries": 0, "not_before": now, "created_at": now, "sent_at": None, "reason": None}
        return self._database.run(update(outbox).where(failed).values(**fresh, **_FREE)).rowcount == 1

    def came(self, chat_id: int, since: datetime, limit: int) -> list[OutboxMessage]:
        """What came to a chat, or could not, since then without having been asked for; newest first."""
        query = select(outbox).where(outbox.c.chat_id == chat_id, outbox.c.sent_at >= since, outbox.c.kind != REPLY)
        query = query.where(outbox.c.state.in_([MessageState.SENT.value, MessageState.UNREACHABLE.value]))
        return [_message(row) for row in self._database.run(query.order_by(outbox.c.id.desc()).limit(limit))]

    def move_chat(self, old: int, new: int) -> None:
        """A group became a supergroup: everything not ended for the old chat goes to the new one."""
        statement = update(outbox).where(outbox.c.chat_id == old, outbox.c.state.in_([_WAITING, _SENDING]))
        self._database.run(statement.values(chat_id=new))

    def digests_sent(self, since: datetime) -> list[tuple[int, str, datetime]]:
        """(chat, digest of the text, when) of what was sent since then, among the newest rows."""
        newest = select(func.coalesce(func.max(outbox.c.id), 0) - NEWEST_ROWS).scalar_subquery()
        statement = select(outbox.c.chat_id, outbox.c.reason, outbox.c.sent_at).where(
            outbox.c.id > newest, outbox.c.state == MessageState.SENT.value, outbox.c.sent_at >= since
        )
        rows = self._database.run(statement.where(outbox.c.reason.startswith(DIGEST)))
        return [(row.chat_id, row.reason.removeprefix(DIGEST), row.sent_at) for row in rows]

    def forget(self, before: datetime, kind: str) -> int:
        """Delete ended messages of one kind older than ``before``; their keys are free again after that."""
        statement = delete(outbox).where(outbox.c.kind == kind, outbox.c.state.in_(_ENDED))
        return self._database.run(statement.where(outbox.c.created_at < before)).rowcount


def _values(message: NewMessage, now: datetime) -> dict[str, Any]:
    return {
        "key": message.key,
        "kind": message.kind,
        "body": msgspec.json.encode(message.body).decode(),
        "rank": message.rank.value,
        "chat_id": message.chat_id,
        "state": _WAITING,
        "not_before": message.not_before or now,
        "expires": message.expires,
        "tries": 0,
        "created_at": now,
    }


def _message(row: Row[Any]) -> OutboxMessage:
    return OutboxMessage(
        id=row.id,
        key=row.key,
        kind=row.kind,
        body=msgspec.json.decode(row.body),
        rank=Rank(row.rank),
        chat_id=row.chat_id,
        tries=row.tries,
        not_before=row.not_before,
        created_at=row.created_at,
        state=MessageState(row.state),
        message_id=row.message_id,
        reason=row.reason,
        sent_at=row.sent_at,
        expires=row.expires,
    )
