"""What happens beside the duties: incidents, notices, emergency responses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from village.model.incidents import Entry, Incident
from village.model.notices import Answer, Notice, Receipt
from village.model.responses import Response, Task


class Incidents(Protocol):
    """Incidents and the reports of their chains."""

    def add(self, incident: Incident) -> Incident:
        """Keep a new incident and return it with its id."""
        ...

    def get(self, incident_id: int) -> Incident:
        """The incident with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def save(self, incident: Incident) -> None:
        """Keep when it is asked after next, and when it was closed."""
        ...

    def open(self) -> list[Incident]:
        """Those without a final report, newest first."""
        ...

    def to_ask(self, now: datetime) -> list[Incident]:
        """Open ones whose reporter is to be asked for news by now."""
        ...

    def add_entry(self, entry: Entry) -> Entry:
        """Keep a report of a chain and return it with its id."""
        ...

    def entries(self, incident_id: int) -> list[Entry]:
        """All reports of a chain, oldest first."""
        ...


class Notices(Protocol):
    """Notices and their receipts."""

    def add(self, notice: Notice) -> Notice:
        """Keep a new notice and return it with its id."""
        ...

    def get(self, notice_id: int) -> Notice:
        """The notice with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def save(self, notice: Notice) -> None:
        """Keep another wording, or that it was taken back."""
        ...

    def of_unit(self, unit_id: int, limit: int) -> list[Notice]:
        """An office's notices, newest first."""
        ...

    def address(self, notice_id: int, person_ids: Iterable[int]) -> None:
        """Note who it is for; named twice is once."""
        ...

    def receipts(self, notice_id: int) -> list[Receipt]:
        """Everybody it is for, with what they said, in the order they were named."""
        ...

    def answered(self, notice_id: int, person_id: int, answer: Answer, by: int, now: datetime) -> None:
        """Keep what a person said, or what the clerk ticked for that person."""
        ...


class Responses(Protocol):
    """Emergency responses and their checklists."""

    def add(self, response: Response) -> Response:
        """Keep a new response and return it with its id."""
        ...

    def get(self, response_id: int) -> Response:
        """The response with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def save(self, response: Response) -> None:
        """Keep that it was lifted."""
        ...

    def on(self, unit_id: int) -> list[Response]:
        """An office's responses in force."""
        ...

    def all_on(self) -> list[Response]:
        """All responses in force."""
        ...

    def assign(self, response_id: int, person_ids: Iterable[int]) -> None:
        """Note whom it asks for something; named twice is once."""
        ...

    def tasks(self, response_id: int) -> list[Task]:
        """Everybody's checklist, in the order they were named."""
        ...

    def confirmed(self, response_id: int, task: Task) -> None:
        """Keep that somebody confirmed, or is done."""
        ...
