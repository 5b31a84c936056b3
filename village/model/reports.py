"""Reports 报告 and the saved dialogues 填报 that lead to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from village.forms.session import Session


@dataclass(frozen=True, slots=True)
class Report:
    """What was submitted for an occurrence; a change makes a new version, the old one stays.

    ``files`` are the ids of what was sent with it, by question.
    """

    id: int
    occurrence_id: int
    version: int
    form: str
    answers: dict[str, str]
    made_by: int
    made_at: datetime
    late: bool = False
    files: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """The present value of an indicator 指标现值 as one unit's report gave it; ``value`` as written in the report."""

    indicator: str
    field: str
    unit_id: int
    occurrence_id: int
    period: str
    value: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SavedSession:
    """A dialogue on disk: one a person and subject; at most one of a person is active.

    ``subject`` says what it is for: ``occurrence:17`` or ``invite``.
    """

    person_id: int
    subject: str
    session: Session
    active: bool
    updated_at: datetime

    @property
    def occurrence_id(self) -> int | None:
        """The occurrence reported for, if the subject is one."""
        kind, _, number = self.subject.partition(":")
        return int(number) if kind == "occurrence" else None
