"""The composition root: settings in, a running office out. The only module that knows everyone."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application

from bot.errors import apologise, is_passing
from bot.intake import ALLOWED_UPDATES, Intake, Poller
from bot.meters import Meter, Unmeasured
from bot.plan_reader import PlanReader
from bot.request import AiohttpRequest
from bot.sender import BotSender
from bot.turns import Turns, TurnSettings
from bot.watchdog import Watchdog
from handlers import commands, register_all
from handlers.desk import Desk
from handlers.render import Rendered, render
from handlers.turn import stop_spinner
from scheduler import planner
from scheduler.audit import Patience
from scheduler.delivery import Delivery, DeliverySettings, Hooks
from scheduler.jobs import make_scheduler
from scheduler.pacing import Limits, Pacing
from scheduler.ports import Outcome
from scheduler.repeats import Repeats
from scheduler.worker import Worker
from village.bootstrap import open_forms, open_storage
from village.clock import ShiftedClock
from village.errors import StorageError
from village.model.messages import AS_IT_STANDS, OutboxMessage, StoredUpdate
from village.model.seasons import parse_seasons
from village.ports import UnitOfWork
from village.services import cards, drafts, people, pleas, publicity
from village.services.answers import Answers
from village.services.dialogues import DRAFT_LIFE
from village.services.standing import PLANNER, Trouble, troubles
from village.settings import Settings

log = logging.getLogger(__name__)

THREADS = 4
INBOX_KEPT = timedelta(days=7)
CLOCK_DRIFT = timedelta(seconds=10)
LEFT_OPEN = timedelta(minutes=1)
REPLIES_KEPT = timedelta(days=30)
STANDARD_RATE = 28.0


class Office:
    """Everything that runs in one process, from the first update to the last message.

    Use: ``await start()``, then ``await run()`` until somebody calls ``stop()``; ``close()`` in any case.
    """

    def __init__(self, settings: Settings, clock: ShiftedClock) -> None:
        self.settings = settings
        self.clock = clock
        self.storage = open_storage(settings)
        self.executor = ThreadPoolExecutor(THREADS, thread_name_prefix="office")
        self.desk = Desk(self.storage, clock, Answers(), open_forms(settings), self.executor)
        self.desk.seasons = parse_seasons(settings.seasons)
        self.application = self._application()
        self.meter: Meter = Unmeasured()
        self.worker = self._worker()
        self.turns = Turns(
            self.storage.begin, self._handle, self.executor, clock, TurnSettings(side_by_side=settings.side_by_side)
        )
        self.intake = Intake(self.storage.begin, self.executor, clock, self._took_in)
        self.poller: Poller | None = None
        self.watchdog = Watchdog(self.worker, Path(settings.heartbeat_file) if settings.heartbeat_file else None)
        self.patience = Patience()
        self._looked_at: tuple[datetime, float] | None = None
        self.plan_reader = PlanReader(self.desk, self.application.bot)
        self._jobs = make_scheduler(self.plan, self._clean, self.audit)
        self._stop = asyncio.Event()
        self._faults: dict[int, BaseException] = {}

    # -- wiring ------------------------------------------------------------------------------------------------------

    def _application(self) -> Application[Any, Any, Any, Any, Any, Any]:
        root = self.settings.bot_api_base_url.rstrip("/")
        builder = Application.builder().token(self.settings.telegram_token)
        builder = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
        builder = builder.request(AiohttpRequest(connections=self.settings.side_by_side + 8))
        builder = builder.get_updates_request(AiohttpRequest(connections=2))
        application = builder.updater(None).job_queue(None).build()
        application.bot_data["desk"] = self.desk
        application.add_error_handler(self._note_fault)
        register_all(application)
        return application

    def _worker(self) -> Worker:
        repeats = Repeats()
        sender = BotSender(self.application.bot, self._render, self.executor, self.clock, repeats)
        rate = self.settings.send_per_second
        limits = Limits.at_rate(rate) if rate <= STANDARD_RATE else Limits.lifted()
        delivery = Delivery(
            self.storage.begin,
            sender,
            self.clock,
            self.executor,
            pacing=Pacing(limits),
            repeats=repeats,
            hooks=Hooks(_arrived, _renew_card, self._unreachable, self._moved, self._settled),
            settings=DeliverySettings(f"{os.getpid()}-{secrets.token_hex(4)}", self.settings.side_by_side),
        )
        return Worker(delivery, self.clock, gate=self.storage.gate(self.settings.telegram_token.partition(":")[0]))

    def _render(self, message: OutboxMessage) -> Rendered | None:
        with self.storage.read() as uow:
            return render(uow, message, self.clock.now(), self.desk.forms)

    def _unreachable(self, message: OutboxMessage, reason: str) -> None:
        if message.chat_id is None:
            return
        log.warning("unreachable", extra={"action": "unreachable", "chat": message.chat_id, "why": reason})
        with self.storage.begin() as uow:
            people.lost(uow, message.chat_id, reason)
            uow.commit()

    def _moved(self, old: int, new: int) -> None:
        with self.storage.begin() as uow:
            people.rename_chat(uow, old, new)
            uow.commit()

    def _settled(self, message: OutboxMessage, outcome: Outcome, now: datetime) -> None:
        self.meter.settled(message, outcome, now)

    # -- one update --------------------------------------------------------------------------------------------------

    def _took_in(self, updates: list[StoredUpdate]) -> None:
        self.meter.received(len(updates))
        self.turns.offer(updates)

    async def _handle(self, stored: StoredUpdate) -> None:
        """Give an update to the handlers; a passing fault is raised so that it is tried again."""
        begun = time.monotonic()
        update = Update.de_json(stored.body, self.application.bot)
        await self.application.process_update(update)
        fault = self._faults.pop(stored.update_id, None)
        if fault is None or not is_passing(fault):
            self.meter.handled(time.monotonic() - begun, failed=fault is not None)
        if fault is None:
            return
        if is_passing(fault):
            raise fault
        await self.desk.off_loop(apologise, self.desk, update, fault)
        self.worker.wake()
        await stop_spinner(update)

    async def _note_fault(self, update: object, context: Any) -> None:
        if isinstance(update, Update) and context.error is not None:
            self._faults[update.update_id] = context.error

    # -- what is owed ------------------------------------------------------------------------------------------------

    async def plan(self) -> None:
        """Look at the clock once: open periods, write reminders and cards."""
        try:
            tick = await self.desk.off_loop(self._plan, self.clock.now())
        except StorageError:
            log.exception("planning postponed", extra={"action": "plan"})
            return
        self.watchdog.planned()
        if tick.opened or tick.reminders or tick.missed:
            facts = {"opened": tick.opened, "reminders": tick.reminders, "missed": tick.missed}
            log.info("planned", extra={"action": "plan", **facts})
        self.worker.wake()

    def _plan(self, now: datetime) -> planner.Tick:
        with self.storage.begin() as uow:
            tick = planner.plan(uow, now)
            publicity.announce(uow, now)
            uow.beats.note(PLANNER, now)
            if self._was_set_back(now):
                uow.outbox.set_right(now)
            uow.commit()
        return tick

    def _was_set_back(self, now: datetime) -> bool:
        """Whether the clock has lost time against one that cannot jump; at the first look nobody knows, so yes."""
        before, self._looked_at = self._looked_at, (now, time.monotonic())
        if before is None:
            return True
        passed = timedelta(seconds=self._looked_at[1] - before[1])
        return now - before[0] < passed - CLOCK_DRIFT

    async def audit(self) -> None:
        """Look for what is overdue and does not move, and tell of it."""
        try:
            self.watchdog.troubles = await self.desk.off_loop(self._audit, self.clock.now())
            if await self.desk.off_loop(self._has_left_open):
                self.turns.look_again()
        except StorageError:
            log.exception("audit postponed", extra={"action": "audit"})
            return
        if self.watchdog.troubles:
            self.worker.wake()

    def _audit(self, now: datetime) -> list[Trouble]:
        with self.storage.read() as uow:
            found = troubles(uow, now)
        lasting = self.patience.lasting(found, time.monotonic())
        if lasting:
            with self.storage.begin() as uow:
                self.patience.tell(uow, lasting, now)
                uow.commit()
        return lasting

    def _has_left_open(self) -> bool:
        """Whether an update lies open so long that whoever took it in may be dead."""
        with self.storage.read() as uow:
            return any(u.received_at < self.clock.now() - LEFT_OPEN for u in uow.inbox.open(1))

    async def _clean(self) -> None:
        with suppress(StorageError):
            await self.desk.off_loop(self._forget, self.clock.now())

    def _forget(self, now: datetime) -> None:
        with self.storage.begin() as uow:
            uow.inbox.forget(now - INBOX_KEPT)
            for kind in (*AS_IT_STANDS, "document"):
                uow.outbox.forget(now - REPLIES_KEPT, kind)
            uow.sessions.forget(now - DRAFT_LIFE)
            uow.commit()

    # -- life --------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Learn who we are; while the server gives no answer there is nothing to do but wait for one, or for a stop."""
        self.desk.wake = self.worker.wake
        await self._introduce()

    async def _introduce(self) -> None:
        pause = 1.0
        while not self._stop.is_set():
            try:
                await self.application.initialize()
            except TelegramError as error:
                if type(error).__name__ == "InvalidToken":
                    raise
                log.warning("no answer yet", extra={"action": "start", "why": str(error), "again_in": pause})
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), pause)
                pause = min(pause * 2, 30.0)
            else:
                self.desk.bot_username = self.application.bot.username
                return

    async def set_commands(self) -> None:
        """Show everybody their commands; people joined earlier keep theirs from the day they joined."""
        for call in commands.default_calls():
            try:
                await self.application.bot.set_my_commands(**call_arguments(call))
            except TelegramError as error:
                log.warning("commands not set", extra={"action": "commands", "why": str(error)})

    async def run(self) -> None:
        """Work until ``stop``.

        Raises:
            SecondPollerError, TokenRefusedError, DeadLoopError, DeadTurnsError, StalledError: it cannot go on.
        """
        if self._stop.is_set():
            return
        loops = [asyncio.create_task(self.worker.run()), asyncio.create_task(self.turns.run())]
        loops += [asyncio.create_task(self.watchdog.run()), asyncio.create_task(self.set_commands())]
        endless = [*loops[:3], asyncio.create_task(self.plan_reader.run())]
        if not self.settings.webhook_url:
            self.poller = self._poller()
            self.watchdog.poller = self.poller
            endless.append(asyncio.create_task(self.poller.run()))
        await self.plan()
        self._jobs.start()
        stop = asyncio.create_task(self._stop.wait())
        await asyncio.wait([*endless, stop], return_when=asyncio.FIRST_COMPLETED)
        broken = next((task for task in endless if task.done()), None)
        stop.cancel()
        await self._wind_down({*loops, *endless})
        if broken is not None:
            broken.result()
            raise RuntimeError("a loop that must run for ever has ended")

    def _poller(self) -> Poller:
        request = self.application.bot._request[0]  # the one PTB keeps for getUpdates
        return Poller(request, self.application.bot.base_url, self.intake)

    async def _wind_down(self, tasks: set[asyncio.Task[Any]]) -> None:
        """Stop taking in, let turns finish, then deliver their answers."""
        self._jobs.shutdown(wait=False)
        self.watchdog.stop()
        self.plan_reader.stop()
        if self.poller:
            self.poller.stop()
        self.turns.stop()
        self.worker.stop()
        await asyncio.wait(tasks - {asyncio.current_task()}, timeout=7.0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def stop(self) -> None:
        """Ask for a gentle stop."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether somebody has asked for it."""
        return self._stop.is_set()

    async def close(self) -> None:
        """Give everything back."""
        with suppress(TelegramError, RuntimeError):
            await self.application.shutdown()
        for request in self.application.bot._request:  # PTB leaves them open when it never got an answer
            await request.shutdown()
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.storage.close()

    def measure(self) -> Callable[[], bytes]:
        """Begin to count; returns what gives the figures in Prometheus text form (it reads the database)."""
        from bot.metrics import Metrics  # costs memory that most offices need not spend

        metrics = Metrics(self.storage, self.watchdog.silence)
        self.meter = metrics
        return metrics.page

    def health(self) -> dict[str, object]:
        """What ``/health`` answers."""
        return self.watchdog.health()


def call_arguments(call: dict[str, Any]) -> dict[str, Any]:
    """The wire's setMyCommands as PTB's arguments."""
    from telegram import BotCommandScope

    return {
        "commands": [(c["command"], c["description"]) for c in call["commands"]],
        "scope": BotCommandScope.de_json(call["scope"], None),
    }


def _arrived(uow: UnitOfWork, message: OutboxMessage, message_id: int | None, now: datetime) -> None:
    if message.chat_id is not None and message.chat_id < 0:
        uow.groups.arrived(message.chat_id)
    _remember_card(uow, message, message_id, now)


def _remember_card(uow: UnitOfWork, message: OutboxMessage, message_id: int | None, now: datetime) -> None:
    if message_id is None or message.chat_id is None:
        return
    if message.kind == "card":
        duty = uow.duties.get(message.body["duty"])
        cards.shown(uow, duty, message.body["period"], message.chat_id, message_id, now)
    elif message.kind == "reading":
        uow.cards.shown(drafts.progress_key(message.body["file"]), message.chat_id, message_id, now)
    elif message.kind == "plea":
        pleas.shown(uow, message, message_id, now)
    elif "card" in message.body and not message.body.get("edit"):
        uow.cards.shown(message.body["card"], message.chat_id, message_id, now)


def _renew_card(uow: UnitOfWork, message: OutboxMessage, reason: str, now: datetime) -> None:
    if message.chat_id is None or "message to edit not found" not in reason:
        return
    if message.kind == "draft":
        drafts.card_lost(uow, message.body["file"], message.body["draft"], now)
    elif message.kind == "card":
        cards.lost(uow, uow.duties.get(message.body["duty"]), message.body["period"], message.chat_id, now)
    elif message.kind == "plea":
        pleas.lost(uow, message)


WEBHOOK_UPDATES = list(ALLOWED_UPDATES)
