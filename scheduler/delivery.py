"""Messages from the outbox to people: claim with a lease, send, record the outcome.

What a crash does: a message sent but not recorded is sent once more after the restart; nothing is lost. While one
transaction runs, outcomes gather for the next, so a busy outbox costs few commits and an idle one waits for nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.line import Line
from scheduler.pacing import Pacing
from scheduler.ports import Broken, Delivered, Moved, NothingToSay, Outcome, RetryLater, Sender, Unreachable
from scheduler.repeats import DAY, Repeats
from scheduler.retry import RetryPolicy
from village.clock import Clock
from village.errors import StorageError
from village.model.messages import MessageState, OutboxMessage, Rank
from village.ports import Outbox, UnitOfWork

log = logging.getLogger(__name__)

IN_LINE = 256  # claimed and waiting in memory, at most
A_CLAIM = 64  # messages taken at once
A_CHAT = 4  # waiting in memory for one chat, so that a slow group does not fill the line
KEPT_HALT = 30.0  # seconds; what waits longer for its chat goes back to the outbox
OUTAGE_LONGEST = 30.0
REGAIN = 1.0  # seconds a retried message has to come back before others of its chat may pass it

Step = Callable[[UnitOfWork], None]


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the office does about an outcome; errors in them are only logged.

    ``sent`` and ``broken`` run in the transaction that records the message: (unit of work, message, message_id or
    reason, now). ``settled`` is called on the event loop for every try, whatever came of it, and must be quick. The
    others are called in the executor after the commit.
    """

    sent: Callable[[UnitOfWork, OutboxMessage, int | None, datetime], None] | None = None
    broken: Callable[[UnitOfWork, OutboxMessage, str, datetime], None] | None = None
    unreachable: Callable[[OutboxMessage, str], None] | None = None
    moved: Callable[[int, int], None] | None = None
    settled: Callable[[OutboxMessage, Outcome, datetime], None] | None = None


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """How much at once, and how long a claim lasts. ``worker`` names this process in what it has claimed."""

    worker: str = "dispatcher"
    in_flight: int = 24
    lease: timedelta = timedelta(seconds=60)


class Delivery:
    """The one dispatcher of a bot: knows the line, the sends under way and the outcomes not yet on disk."""

    def __init__(
        self,
        begin: Callable[[], UnitOfWork],
        sender: Sender,
        clock: Clock,
        executor: Executor,
        *,
        pacing: Pacing | None = None,
        retry: RetryPolicy | None = None,
        repeats: Repeats | None = None,
        hooks: Hooks | None = None,
        settings: DeliverySettings | None = None,
    ) -> None:
        self._begin = begin
        self._sender = sender
        self._clock = clock
        self._executor = executor
        self._pacing = pacing or Pacing()
        self._retry = retry or RetryPolicy()
        self._repeats = repeats
        self._hooks = hooks or Hooks()
        self._settings = settings or DeliverySettings()
        self._line = Line(self._pacing)
        self._flying: dict[int, tuple[OutboxMessage, asyncio.Task[None]]] = {}
        self._steps: list[Step] = []
        self._calls: list[Callable[[], None]] = []
        self._doubts: dict[int, int] = {}
        self._returning: dict[int, int] = {}  # retried soon: message → its chat, halted until it is back
        self._outages = 0
        self._renew_at = time.monotonic() + self._settings.lease.total_seconds() / 3
        self.may_send = asyncio.Event()
        self.must_record = asyncio.Event()

    # -- life ----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Give back what earlier dispatchers had claimed, and learn what they said in the last day.

        Whoever calls this must be the only dispatcher (see ``Gate``): claims of anybody are taken to be of the dead.
        """
        await asyncio.get_running_loop().run_in_executor(self._executor, self._start)

    def _start(self) -> None:
        with self._begin() as uow:
            uow.outbox.release()
            if self._repeats:
                self._repeats.load(uow.outbox.digests_sent(self._clock.now() - DAY))
            uow.commit()

    async def stop(self, grace: float) -> None:
        """Let what is under way finish for ``grace`` seconds, record it, give the rest back."""
        tasks = [task for _, task in self._flying.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._line, self._returning = Line(self._pacing), {}
        await self.exchange(claim=False)
        await asyncio.get_running_loop().run_in_executor(self._executor, self._release)

    def _release(self) -> None:
        with self._begin() as uow:
            uow.outbox.release(self._settings.worker)
            uow.commit()

    # -- sending -------------------------------------------------------------------------------------------------

    def send_due(self) -> float | None:
        """Start every send that may start now; returns when to look again (monotonic), None for "when told"."""
        while len(self._flying) < self._settings.in_flight:
            now = time.monotonic()
            message = self._line.take(now)
            if message is None:
                return self._line.wake_at(now)
            if message.expires is not None and message.expires <= self._clock.now():
                self._settle(message, NothingToSay("expired"))
                continue
            self._pacing.sent(message.chat_id, now)
            self._flying[message.id] = (message, asyncio.create_task(self._send(message)))
        return None

    async def _send(self, message: OutboxMessage) -> None:
        try:
            outcome = await self._sender.send(message)
        except Exception:
            log.exception("sender raised", extra={"action": "send", "key": message.key})
            outcome = RetryLater("sender raised")
        finally:
            self._flying.pop(message.id, None)
        self._settle(message, outcome)

    def _settle(self, message: OutboxMessage, outcome: Outcome) -> None:
        now = self._clock.now()
        log.debug("outcome", extra={"action": "outcome", "key": message.key, "outcome": type(outcome).__name__})
        if self._hooks.settled:
            self._hooks.settled(message, outcome, now)
        match outcome:
            case Delivered():
                self._outages = 0
                self._steps.append(lambda uow: self._arrived(uow, message, outcome, now))
            case RetryLater():
                self._later(message, outcome, now)
            case Moved():
                self._move(message, outcome.chat_id, now)
            case Unreachable():
                self._end(message, MessageState.UNREACHABLE, now, outcome.reason)
                if self._hooks.unreachable:
                    hook = self._hooks.unreachable
                    self._calls.append(lambda: hook(message, outcome.reason))
            case NothingToSay():
                self._end(message, MessageState.SKIPPED, now, outcome.reason)
            case Broken():
                log.error("message is broken", extra={"action": "broken", "key": message.key, "why": outcome.reason})
                self._steps.append(lambda uow: self._broke(uow, message, outcome.reason, now))
        if not isinstance(outcome, RetryLater):
            self._doubts.pop(message.id, None)
        self._line.free(message)
        self.may_send.set()
        self.must_record.set()

    def _arrived(self, uow: UnitOfWork, message: OutboxMessage, outcome: Delivered, now: datetime) -> None:
        uow.outbox.sent(message, now, outcome.message_id, outcome.digest)
        if hook := self._hooks.sent:
            _guarded(message, lambda: hook(uow, message, outcome.message_id, now))

    def _broke(self, uow: UnitOfWork, message: OutboxMessage, reason: str, now: datetime) -> None:
        uow.outbox.end(message, MessageState.FAILED, now, reason)
        if hook := self._hooks.broken:
            _guarded(message, lambda: hook(uow, message, reason, now))

    def _end(self, message: OutboxMessage, state: MessageState, now: datetime, reason: str) -> None:
        self._steps.append(lambda uow: uow.outbox.end(message, state, now, reason))

    def _later(self, message: OutboxMessage, outcome: RetryLater, now: datetime) -> None:
        if outcome.unsure:
            self._doubts[message.id] = self._doubts.get(message.id, 0) + 1
        age = now - message.created_at
        wait = self._retry.again_in(outcome, message.tries, age, self._doubts.get(message.id, 0))
        if wait is None:
            log.error("given up", extra={"action": "given_up", "key": message.key, "why": outcome.reason})
            self._doubts.pop(message.id, None)
            self._end(message, MessageState.FAILED, now, outcome.reason)
            return
        if outcome.whole_bot:
            wait = self._outage(outcome, wait)
        self._hold(message, outcome, wait.total_seconds())
        due = now + wait
        self._steps.append(lambda uow: uow.outbox.retry(message, due, outcome.reason))

    def _outage(self, outcome: RetryLater, wait: timedelta) -> timedelta:
        """Everybody waits; sends that were under way when it began do not make the wait longer."""
        now = time.monotonic()
        until = self._pacing.halted_until()
        if outcome.after is not None:
            until = now + wait.total_seconds()
        elif until <= now:
            self._outages += 1
            until = now + min(OUTAGE_LONGEST, 2.0 ** min(self._outages - 1, 10))
            log.warning("pausing", extra={"action": "outage", "why": outcome.reason, "seconds": until - now})
        self._pacing.halt(None, until)
        return timedelta(seconds=until - now)

    def _hold(self, message: OutboxMessage, outcome: RetryLater, seconds: float) -> None:
        """Keep the chat's later messages behind this one, unless that would hold them up for long."""
        if message.chat_id is None:
            return
        now = time.monotonic()
        if outcome.after is not None and not outcome.whole_bot:
            self._pacing.refused(message.chat_id, now + seconds, now)
        elif seconds > KEPT_HALT:
            return
        self._expect_back(message.id, message.chat_id, now + seconds)

    def _expect_back(self, message_id: int, chat_id: int, at: float) -> None:
        self._pacing.halt(chat_id, at + REGAIN)
        self._returning[message_id] = chat_id

    def _move(self, message: OutboxMessage, new: int, now: datetime) -> None:
        old = message.chat_id
        if old is None or old == new:
            self._end(message, MessageState.FAILED, now, f"moved to {new}")
            return
        wait = timedelta() if message.tries <= 2 else self._retry.longest  # two chats that point at each other
        self._line.move(old, new)
        if not wait:
            self._expect_back(message.id, new, time.monotonic())
        self._steps.append(lambda uow: uow.outbox.move_chat(old, new))
        self._steps.append(lambda uow: uow.outbox.retry(message, now + wait, "moved"))
        if self._hooks.moved:
            hook = self._hooks.moved
            self._calls.append(lambda: hook(old, new))

    # -- storage -------------------------------------------------------------------------------------------------

    async def exchange(self, *, claim: bool = True) -> datetime | None:
        """One transaction: record outcomes, keep the claims, take new messages.

        Returns when the outbox has something due next, or None when it has just given something.

        Raises:
            StorageError: nothing happened; the outcomes are kept for the next time.
        """
        self.must_record.clear()
        steps, self._steps = self._steps, []
        steps += self._keeping()
        try:
            claimed, due = await asyncio.get_running_loop().run_in_executor(
                self._executor, self._transact, steps, self._claim() if claim else None
            )
        except BaseException:
            self._steps = steps + self._steps
            raise
        for message in claimed:
            self._take_in(message)
        self._thin_out()
        await self._call_hooks()
        if claimed:
            self.may_send.set()
        return due

    def _transact(
        self, steps: list[Step], claim: Callable[[Outbox], list[OutboxMessage]] | None
    ) -> tuple[list[OutboxMessage], datetime | None]:
        with self._begin() as uow:
            for step in steps:
                step(uow)
            claimed = claim(uow.outbox) if claim else []
            due = None if claimed else uow.outbox.next_due()
            uow.commit()
        return claimed, due

    def _claim(self) -> Callable[[Outbox], list[OutboxMessage]]:
        now = self._clock.now()
        room = IN_LINE - len(self._line)
        worst = Rank.CARD if room > 0 else Rank.EMERGENCY  # a full line still lets a reply in
        limit = min(A_CLAIM, room) if room > 0 else A_CLAIM
        skip = {*self._line.crowded(A_CHAT), *self._pacing.halted(time.monotonic())} - set(self._returning.values())
        name, lease = self._settings.worker, now + self._settings.lease
        return lambda box: box.claim(name, now, lease, limit, worst=worst, skip_chats=skip)

    def _take_in(self, message: OutboxMessage) -> None:
        if message.id in self._flying or message.id in self._line:
            return  # our own lease ran out while storage was away: it is still in good hands
        chat = self._returning.pop(message.id, None)
        if chat is not None:
            self._pacing.resume(chat)
            self._line.look_again(chat)
        self._line.add(message)

    def _thin_out(self) -> None:
        """A claim can bring many messages for one chat; most of them go back, to make room for other chats."""
        now = self._clock.now()
        if ids := [message.id for chat in self._line.crowded(A_CHAT + 1) for message in self._line.trim(chat, A_CHAT)]:
            self._steps.append(lambda uow: uow.outbox.put_back(ids, now))
            self.must_record.set()

    def _keeping(self) -> list[Step]:
        """What must be said about claims that go on: leases, and chats halted for long."""
        steps: list[Step] = []
        now, wall = time.monotonic(), self._clock.now()
        halted = self._pacing.halted(now)
        self._returning = {key: chat for key, chat in self._returning.items() if chat in halted}
        for chat, until in halted.items():
            if until - now > KEPT_HALT and (messages := self._line.withdraw(chat)):
                ids, due = [message.id for message in messages], wall + timedelta(seconds=until - now)
                steps.append(lambda uow, ids=ids, due=due: uow.outbox.put_back(ids, due))  # type: ignore[misc]
        if now >= self._renew_at:
            self._renew_at = now + self._settings.lease.total_seconds() / 3
            held = [*self._flying, *(message.id for message in self._line.messages())]
            steps.append(lambda uow: uow.outbox.renew(held, wall + self._settings.lease))
        return steps

    async def _call_hooks(self) -> None:
        calls, self._calls = self._calls, []
        for call in calls:
            try:
                await asyncio.get_running_loop().run_in_executor(self._executor, call)
            except Exception:
                log.exception("hook failed", extra={"action": "hook"})


def _guarded(message: OutboxMessage, hook: Callable[[], None]) -> None:
    """A hook's own mistake is logged and stops nothing; storage being away undoes the whole recording, as it must."""
    try:
        hook()
    except StorageError:
        raise
    except Exception:
        log.exception("hook failed", extra={"action": "hook", "key": message.key})
