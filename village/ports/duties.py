"""What is owed and what came in for it: duties, occurrences, reports, dialogues, decisions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from village.forms.session import Session
from village.model.decisions import Decision
from village.model.duties import Duty, Occurrence, State
from village.model.reports import Report, SavedSession
from village.model.rules import Period


class Duties(Protocol):
    """What is owed by rule."""

    def add(self, duty: Duty, made_by: int | None) -> Duty:
        """Keep a duty; returns it with its id."""
        ...

    def get(self, duty_id: int) -> Duty:
        """The duty with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def active(self) -> list[Duty]:
        """All duties in force."""
        ...

    def of_plan(self, plan_id: int) -> list[Duty]:
        """The duties in force that were made from a plan."""
        ...

    def from_clause(self, plan_id: int, clause: str, rule: str, unit_id: int, what: str) -> Duty | None:
        """The duty already made from this deadline for this unit, if any."""
        ...

    def end(self, duty_id: int) -> None:
        """The duty is not owed any more."""
        ...

    def resume(self, duty_id: int, since: datetime) -> None:
        """An ended duty is owed again from ``since`` on."""
        ...


class Occurrences(Protocol):
    """Occurrences of duties."""

    def ensure(self, duty: Duty, unit_id: int, period: Period, now: datetime) -> Occurrence:
        """The occurrence of this duty, unit and period; made with the duty's present ladder if it is new."""
        ...

    def get(self, occurrence_id: int) -> Occurrence:
        """The occurrence with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def of_period(self, duty_id: int, period: str) -> list[Occurrence]:
        """All units' occurrences of one period, in the order of the units."""
        ...

    def of_periods(self, duty_id: int, periods: Collection[str]) -> list[Occurrence]:
        """All units' occurrences of several periods, period by period, in the order of the units."""
        ...

    def periods(self, duty_id: int) -> list[str]:
        """Every period of the duty that was ever opened, oldest first."""
        ...

    def of_unit(self, unit_id: int, duty_id: int) -> list[Occurrence]:
        """A unit's occurrences of one duty, newest first."""
        ...

    def waiting(self, now: datetime, limit: int) -> list[Occurrence]:
        """Occurrences of duties in force that the planner has to look at by now, longest waiting first."""
        ...

    def looked_at(self, occurrence: Occurrence, now: datetime) -> None:
        """Note when the planner has to look again."""
        ...

    def set_state(self, occurrence_id: int, state: State) -> None:
        """Move an occurrence to another state; one that is settled is not looked at any more."""
        ...


class Reports(Protocol):
    """Submitted reports with all their versions."""

    def add(self, report: Report) -> Report:
        """Keep a version; its occurrence and number are unique, so the same version cannot stand twice."""
        ...

    def latest(self, occurrence_id: int) -> Report | None:
        """The newest version, if anything came in."""
        ...

    def latest_of(self, duty_id: int, periods: Collection[str]) -> dict[int, Report]:
        """The newest versions of a duty's reports in these periods, by occurrence; in one query."""
        ...

    def version(self, occurrence_id: int, number: int) -> Report | None:
        """One version, if there is such."""
        ...

    def count(self, occurrence_id: int) -> int:
        """How many versions there are."""
        ...


class Sessions(Protocol):
    """Saved dialogues: one a person and subject, at most one of a person active."""

    def active(self, person_id: int) -> SavedSession | None:
        """The dialogue the person is in."""
        ...

    def find(self, person_id: int, subject: str) -> SavedSession | None:
        """The person's dialogue on this subject, active or put aside."""
        ...

    def save(self, person_id: int, subject: str, session: Session, now: datetime) -> None:
        """Keep the dialogue as it stands and make it the person's active one."""
        ...

    def put_aside(self, person_id: int) -> None:
        """The person is in no dialogue now; the drafts stay."""
        ...

    def drop(self, person_id: int, subject: str) -> None:
        """Forget a dialogue: it was submitted or thrown away."""
        ...

    def open(self) -> int:
        """How many people are in a dialogue now."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete drafts nobody touched since ``before``; returns how many."""
        ...


class Decisions(Protocol):
    """Decisions about occurrences, never changed once made."""

    def add(self, decision: Decision) -> Decision:
        """Keep a decision and return it with its id."""
        ...

    def get(self, decision_id: int) -> Decision:
        """The decision with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def of_occurrence(self, occurrence_id: int) -> list[Decision]:
        """What was decided about an occurrence, oldest first."""
        ...
