"""The one transaction a service works in, with everything it can reach."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from village.ports.duties import Decisions, Duties, Occurrences, Reports, Sessions
from village.ports.events import Incidents, Notices, Responses
from village.ports.messages import Beats, Cards, Inbox, Log, Outbox
from village.ports.people import Groups, Invitations, People, Roster, Units
from village.ports.plans import Files, Plans
from village.ports.problems import Attachments, Problems
from village.ports.questions import Faqs, Figures, Questions, Words


class UnitOfWork(Protocol):
    """A with-block in which everything is committed together; rolls back unless ``commit`` was called."""

    @property
    def inbox(self) -> Inbox:
        """Updates that came in."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Messages to go out."""
        ...

    @property
    def incidents(self) -> Incidents:
        """Incidents and the reports of their chains."""
        ...

    @property
    def notices(self) -> Notices:
        """Notices and their receipts."""
        ...

    @property
    def roster(self) -> Roster:
        """The duty roster."""
        ...

    @property
    def decisions(self) -> Decisions:
        """What the office decided."""
        ...

    @property
    def responses(self) -> Responses:
        """Emergency responses."""
        ...

    @property
    def units(self) -> Units:
        """The unit tree."""
        ...

    @property
    def people(self) -> People:
        """People and posts."""
        ...

    @property
    def invitations(self) -> Invitations:
        """Invitations."""
        ...

    @property
    def groups(self) -> Groups:
        """Group chats."""
        ...

    @property
    def plans(self) -> Plans:
        """The plan library."""
        ...

    @property
    def files(self) -> Files:
        """Files people sent, with what was read of them."""
        ...

    @property
    def duties(self) -> Duties:
        """Duties."""
        ...

    @property
    def occurrences(self) -> Occurrences:
        """Occurrences of duties."""
        ...

    @property
    def reports(self) -> Reports:
        """Submitted reports."""
        ...

    @property
    def problems(self) -> Problems:
        """Problems with their history."""
        ...

    @property
    def attachments(self) -> Attachments:
        """Photos, voice notes and files people sent."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Saved dialogues."""
        ...

    @property
    def questions(self) -> Questions:
        """Questions people asked."""
        ...

    @property
    def faqs(self) -> Faqs:
        """What the office answered by hand."""
        ...

    @property
    def figures(self) -> Figures:
        """Present values of indicators."""
        ...

    @property
    def words(self) -> Words:
        """Words the office added."""
        ...

    @property
    def cards(self) -> Cards:
        """Status cards."""
        ...

    @property
    def beats(self) -> Beats:
        """Signs of life."""
        ...

    @property
    def log(self) -> Log:
        """The record of actions."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make everything durable."""
        ...

    def rollback(self) -> None:
        """Forget everything since the beginning; the block goes on in a fresh transaction."""
        ...
