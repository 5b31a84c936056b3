"""The plan library, and the files plans come in."""

from __future__ import annotations

from typing import Protocol

from knowledge.facts import PlanDraft
from village.model.drafts import FileState, PlanFile
from village.model.plans import Plan


class Plans(Protocol):
    """The plan library."""

    def add(self, plan: Plan) -> int:
        """Keep a plan; returns its id."""
        ...

    def get(self, plan_id: int) -> Plan:
        """The plan with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def by_digest(self, digest: str) -> Plan | None:
        """The plan with exactly this text, if it stands in the library."""
        ...

    def all(self, *, live: bool = True) -> list[Plan]:
        """Plans in the order they came in; with ``live=False`` retired ones too."""
        ...

    def change(self, plan_id: int, draft: PlanDraft) -> None:
        """Keep what the office has put right in a plan."""
        ...

    def retire(self, plan_id: int) -> None:
        """Take a plan out of the answers; it stays on record."""
        ...

    def revive(self, plan_id: int) -> None:
        """Bring a retired plan back."""
        ...

    def sequence(self) -> int:
        """A number that grows with every change of the library; cheap to ask."""
        ...

    def versions(self) -> dict[int, int]:
        """Plans in force, each with a number that grows when it changes."""
        ...


class Files(Protocol):
    """Files with what was read of them."""

    def add(self, file: PlanFile) -> PlanFile:
        """Keep a file that is to be read; returns it with its id."""
        ...

    def get(self, file_id: int) -> PlanFile:
        """The file with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def waiting(self) -> list[PlanFile]:
        """Files to be read, oldest first."""
        ...

    def newest_of(self, person_id: int, state: FileState) -> PlanFile | None:
        """The last file of a person in this state."""
        ...

    def save(self, file: PlanFile) -> None:
        """Keep a file's new state and drafts."""
        ...
