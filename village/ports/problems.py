"""What the services ask of storage about problems and what people send; the rest stands in ``village.ports``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from village.model.attachments import Attachment
from village.model.problems import Problem, ProblemState


class Attachments(Protocol):
    """Photos, voice notes and files people sent."""

    def add(self, attachment: Attachment) -> Attachment:
        """Keep one; returns it with its id."""
        ...

    def get(self, attachment_id: int) -> Attachment:
        """The attachment with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def of(self, ids: Collection[int]) -> list[Attachment]:
        """Those of these ids that there are, in the order they came."""
        ...

    def of_album(self, person_id: int, album: str) -> list[Attachment]:
        """What a person sent together, in the order it came."""
        ...


class Problems(Protocol):
    """Problems with their history."""

    def add(self, problem: Problem) -> Problem:
        """Keep a new problem; returns it with its number."""
        ...

    def get(self, problem_id: int) -> Problem:
        """The problem with this number.

        Raises:
            NotFound: there is none.
        """
        ...

    def save(self, before: Problem, after: Problem) -> bool:
        """Keep what has changed and the steps that are new; False when somebody else changed it meanwhile."""
        ...

    def of_report(self, occurrence_id: int) -> list[Problem]:
        """All that were found in the report for an occurrence, oldest first."""
        ...

    def found_in(
        self, unit_ids: Collection[int], states: Collection[ProblemState], limit: int, offset: int = 0
    ) -> list[Problem]:
        """Those found in these units and standing so, the one due first before the others, then oldest first."""
        ...

    def counts(self, unit_ids: Collection[int]) -> dict[ProblemState, int]:
        """How many of those found in these units stand in each state."""
        ...

    def of_units(self, unit_ids: Collection[int]) -> list[Problem]:
        """Open ones that these units put right, help with, or found and wait for; the one due first before others."""
        ...

    def overdue(self, now: datetime) -> list[Problem]:
        """All that should have been put right by now, longest overdue first."""
        ...

    def to_look_back(self, unit_ids: Collection[int], now: datetime) -> list[Problem]:
        """Closed ones found in these units that somebody should go and see by now, longest waiting first."""
        ...

    def waiting(self, now: datetime, limit: int) -> Sequence[Problem]:
        """Those the planner has to look at by now, longest waiting first."""
        ...

    def looked_at(self, problem_id: int) -> None:
        """Note that the planner has said what it had to say."""
        ...
