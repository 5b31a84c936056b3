"""The with-block in which everything a turn changes is committed together, or not at all."""

from __future__ import annotations

import threading
from functools import cached_property
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from village.storage.attachments import AttachmentRows
from village.storage.beats import BeatRows
from village.storage.cards import CardRows
from village.storage.database import Database
from village.storage.decisions import DecisionRows
from village.storage.dispatch import FileGate, PostgresGate
from village.storage.duties import DutyRows, OccurrenceRows
from village.storage.engine import BEGIN_WITH
from village.storage.errors import storage_errors
from village.storage.faqs import FaqRows
from village.storage.figures import FigureRows
from village.storage.inbox import InboxRows
from village.storage.incidents import IncidentRows
from village.storage.log import LogRows
from village.storage.notices import NoticeRows
from village.storage.office_words import OfficeWordRows
from village.storage.outbox import OutboxRows
from village.storage.people import GroupRows, InvitationRows, PeopleRows, UnitRows
from village.storage.plan_files import PlanFileRows
from village.storage.plans import PlanRows
from village.storage.problems import ProblemRows
from village.storage.questions import QuestionRows
from village.storage.reports import ReportRows, SessionRows
from village.storage.responses import ResponseRows
from village.storage.roster import RosterRows


class SqlUnitOfWork:
    """One transaction over the whole storage; rolls back unless committed.

    SQLite lets one writer in at a time and makes the others poll; the lock queues our own writers instead, in the
    order they came, which keeps waiting times even.
    """

    def __init__(self, engine: Engine, lock: threading.Lock, *, write: bool) -> None:
        self._engine = engine
        self._lock = lock if write and engine.dialect.name == "sqlite" else None
        self._begin = "BEGIN IMMEDIATE" if write else "BEGIN"
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        if self._lock:
            self._lock.acquire()
        try:
            with storage_errors():
                self._connection = self._engine.connect().execution_options(**{BEGIN_WITH: self._begin})
                self._connection.begin()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        try:
            if self._connection is not None:
                self._connection.close()  # rolls back what was not committed
        finally:
            self._connection = None
            if self._lock:
                self._lock.release()

    def commit(self) -> None:
        """Make everything since the beginning durable.

        Raises:
            StorageError: it could not be written; nothing of it is kept.
        """
        connection = self._open
        try:
            with storage_errors():
                connection.commit()
        except BaseException:
            connection.invalidate()  # SQLAlchemy takes a failed COMMIT for the end of the transaction, SQLite does not
            raise

    def rollback(self) -> None:
        """Forget everything since the beginning and go on in a fresh transaction."""
        with storage_errors():
            self._open.rollback()

    @property
    def _open(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("used outside its with-block")
        return self._connection

    @cached_property
    def _database(self) -> Database:
        return Database(self._open)

    @cached_property
    def inbox(self) -> InboxRows:
        """Updates that came in."""
        return InboxRows(self._database)

    @cached_property
    def outbox(self) -> OutboxRows:
        """Messages to go out."""
        return OutboxRows(self._database)

    @cached_property
    def incidents(self) -> IncidentRows:
        """Incidents and the reports of their chains."""
        return IncidentRows(self._database)

    @cached_property
    def notices(self) -> NoticeRows:
        """Notices and their receipts."""
        return NoticeRows(self._database)

    @cached_property
    def roster(self) -> RosterRows:
        """The duty roster."""
        return RosterRows(self._database)

    @cached_property
    def decisions(self) -> DecisionRows:
        """What the office decided."""
        return DecisionRows(self._database)

    @cached_property
    def responses(self) -> ResponseRows:
        """Emergency responses and their checklists."""
        return ResponseRows(self._database)

    @cached_property
    def units(self) -> UnitRows:
        """The unit tree."""
        return UnitRows(self._database)

    @cached_property
    def people(self) -> PeopleRows:
        """People and posts."""
        return PeopleRows(self._database)

    @cached_property
    def invitations(self) -> InvitationRows:
        """Invitations."""
        return InvitationRows(self._database)

    @cached_property
    def groups(self) -> GroupRows:
        """Group chats."""
        return GroupRows(self._database)

    @cached_property
    def plans(self) -> PlanRows:
        """The plan library."""
        return PlanRows(self._database)

    @cached_property
    def files(self) -> PlanFileRows:
        """Files people sent, with what was read of them."""
        return PlanFileRows(self._database)

    @cached_property
    def duties(self) -> DutyRows:
        """Duties."""
        return DutyRows(self._database)

    @cached_property
    def occurrences(self) -> OccurrenceRows:
        """Occurrences of duties."""
        return OccurrenceRows(self._database)

    @cached_property
    def reports(self) -> ReportRows:
        """Submitted reports."""
        return ReportRows(self._database)

    @cached_property
    def problems(self) -> ProblemRows:
        """Problems with their history."""
        return ProblemRows(self._database)

    @cached_property
    def attachments(self) -> AttachmentRows:
        """Photos, voice notes and files people sent."""
        return AttachmentRows(self._database)

    @cached_property
    def sessions(self) -> SessionRows:
        """Saved dialogues."""
        return SessionRows(self._database)

    @cached_property
    def questions(self) -> QuestionRows:
        """Questions people asked."""
        return QuestionRows(self._database)

    @cached_property
    def faqs(self) -> FaqRows:
        """What the office answered by hand."""
        return FaqRows(self._database)

    @cached_property
    def figures(self) -> FigureRows:
        """Present values of indicators."""
        return FigureRows(self._database)

    @cached_property
    def words(self) -> OfficeWordRows:
        """Words the office added."""
        return OfficeWordRows(self._database)

    @cached_property
    def cards(self) -> CardRows:
        """Status cards."""
        return CardRows(self._database)

    @cached_property
    def beats(self) -> BeatRows:
        """Signs of life."""
        return BeatRows(self._database)

    @cached_property
    def log(self) -> LogRows:
        """The record of actions."""
        return LogRows(self._database)


class Storage:
    """Opens units of work over one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()

    def begin(self) -> SqlUnitOfWork:
        """A unit of work that may write."""
        return SqlUnitOfWork(self.engine, self._lock, write=True)

    def read(self) -> SqlUnitOfWork:
        """A unit of work that only looks; it never waits for a writer."""
        return SqlUnitOfWork(self.engine, self._lock, write=False)

    def gate(self, bot: str) -> PostgresGate | FileGate:
        """What lets one dispatcher of this bot in at a time, over all processes that share the database."""
        if self.engine.dialect.name == "sqlite":
            return FileGate(self.engine.url.database)
        return PostgresGate(self.engine, bot)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
