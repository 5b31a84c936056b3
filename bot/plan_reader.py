"""Fetches the plan files people sent and reads them, one after the other; the rows say what is left to do."""

from __future__ import annotations

import asyncio
import logging
import re
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from handlers.desk import Desk
from knowledge import UnreadableDocument, from_yaml, read_text
from knowledge.exchange import PlanYamlInvalid
from knowledge.reading import read_source
from village.errors import StorageError
from village.model.drafts import PlanFile
from village.model.messages import FINAL_STATES
from village.ports import UnitOfWork
from village.services import cards, drafts

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
PAUSES = (2.0, 10.0, 60.0)  # seconds between tries
ANNOUNCED_WITHIN = timedelta(seconds=5)  # then it is read all the same
EDITED = (".yaml", ".yml")
UNSAFE = re.compile(r"[^\w.()（）《》-]+")


class PlanReader:
    """Looks for waiting files every second and reads them; any process may have stored them.

    A file is fetched again until the server gives it; what cannot be read is said once, with the reason.
    """

    def __init__(self, desk: Desk, bot: Bot) -> None:
        self._desk = desk
        self._bot = bot
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Ask for a gentle stop; files not read yet are read after the next start."""
        self._stop.set()

    async def run(self) -> None:
        """Read until ``stop``."""
        failures = 0
        while not self._stop.is_set():
            try:
                await self._read_all()
            except (TelegramError, StorageError) as error:
                log.warning("file later", extra={"action": "plan_file.later", "why": type(error).__name__})
                await self._pause(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
            else:
                failures = 0
                await self._pause(LOOK_EVERY)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()

    async def _read_all(self) -> None:
        for file in await self._desk.off_loop(self._waiting):
            if self._stop.is_set():
                return
            try:
                data = await self._fetch(file)
            except BadRequest as error:
                reason = "too_large" if "too big" in error.message.lower() else "gone"
                await self._settle(lambda file=file, reason=reason: self._failed(file, reason))  # type: ignore[misc]
                continue
            await self._settle(lambda file=file: self._tell_step(file, 1))  # type: ignore[misc]
            await self._settle(lambda file=file, data=data: self._read(file, data))  # type: ignore[misc]

    def _waiting(self) -> list[PlanFile]:
        """Files to be read; a new one once the person has seen that it is being read, so that this can be edited."""
        with self._desk.storage.read() as uow:
            return [file for file in uow.files.waiting() if self._was_announced(uow, file)]

    def _was_announced(self, uow: UnitOfWork, file: PlanFile) -> bool:
        said = uow.outbox.find(f"{drafts.progress_key(file.id)}/0")
        return said is None or said.state in FINAL_STATES or self._desk.clock.now() - said.created_at > ANNOUNCED_WITHIN

    async def _fetch(self, file: PlanFile) -> bytes:
        if file.text is not None:
            return file.text.encode()
        found = await self._bot.get_file(file.token)
        return bytes(await found.download_as_bytearray())

    async def _settle(self, step: Callable[[], None]) -> None:
        await self._desk.off_loop(step)
        self._desk.wake()

    def _failed(self, file: PlanFile, reason: str, problems: Sequence[tuple[int, str]] = ()) -> None:
        with self._desk.storage.begin() as uow:
            drafts.failed(uow, file, reason, self._desk.clock.now(), problems)
            uow.commit()

    def _tell_step(self, file: PlanFile, step: int) -> None:
        """Show how far the reading is, when the next three seconds are over; what is done by then is never said."""
        now = self._desk.clock.now()
        with self._desk.storage.begin() as uow:
            drafts.tell_step(uow, file, step, now + step * cards.PACE, now)
            uow.commit()

    def _read(self, file: PlanFile, data: bytes) -> None:
        if file.name.lower().endswith(EDITED) and file.text is None:
            return self._take_edited(file, data)
        try:
            text = file.text if file.text is not None else text_of(file.name, data)
            self._tell_step(file, 2)
            reading = read_text(text, file.name)
        except UnreadableDocument as error:
            return self._failed(file, error.reason)
        except Exception:  # a parser's own mistake must not stop the files behind it
            log.exception("cannot read", extra={"action": "plan_file.broken", "file": file.id})
            return self._failed(file, "damaged")
        with self._desk.storage.begin() as uow:
            drafts.was_read(uow, file, reading, self._desk.clock.now())
            uow.commit()

    def _take_edited(self, file: PlanFile, data: bytes) -> None:
        """A plan that was exported and edited comes back; mistakes are said line by line."""
        try:
            edited = from_yaml(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return self._failed(file, "damaged")
        except PlanYamlInvalid as error:
            return self._failed(file, "mistakes", error.problems)
        with self._desk.storage.begin() as uow:
            drafts.was_edited(uow, file, edited, self._desk.clock.now())
            uow.commit()


def text_of(name: str, data: bytes) -> str:
    """The text of a document under the name it was sent with.

    Raises:
        UnreadableDocument: it cannot be turned into text.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (UNSAFE.sub("_", name)[-100:].lstrip(".") or "plan.txt")
        path.write_bytes(data)
        return read_source(path).text
