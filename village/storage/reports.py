"""Rows ↔ reports and the saved dialogues that lead to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, select, update

from village.forms.session import Session
from village.model.reports import Report, SavedSession
from village.storage.database import Database
from village.storage.tables import occurrences, reports, sessions


def _report(row: Row[Any]) -> Report:
    files = {name: tuple(ids) for name, ids in (row.files or {}).items()}
    return Report(
        row.id, row.occurrence_id, row.version, row.form, dict(row.answers), row.made_by, row.made_at, row.late, files
    )


class ReportRows:
    """Submitted reports with all their versions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, report: Report) -> Report:
        """Keep a version; its occurrence and number are unique, so the same version cannot stand twice."""
        values = {
            "occurrence_id": report.occurrence_id,
            "version": report.version,
            "form": report.form,
            "answers": report.answers,
            "files": report.files,
            "made_by": report.made_by,
            "made_at": report.made_at,
            "late": report.late,
        }
        return replace(report, id=self._database.insert(reports, values))

    def latest(self, occurrence_id: int) -> Report | None:
        """The newest version, if anything came in."""
        query = select(reports).where(reports.c.occurrence_id == occurrence_id)
        row = self._database.run(query.order_by(reports.c.version.desc()).limit(1)).one_or_none()
        return _report(row) if row else None

    def latest_of(self, duty_id: int, periods: Collection[str]) -> dict[int, Report]:
        """The newest versions of a duty's reports in these periods, by occurrence; in one query."""
        wanted = (occurrences.c.duty_id == duty_id) & occurrences.c.period.in_(sorted(periods))
        joined = reports.join(occurrences, occurrences.c.id == reports.c.occurrence_id)
        query = select(reports).select_from(joined).where(wanted).order_by(reports.c.version)
        return {row.occurrence_id: _report(row) for row in self._database.run(query)}

    def version(self, occurrence_id: int, number: int) -> Report | None:
        """One version, if there is such."""
        same = (reports.c.occurrence_id == occurrence_id) & (reports.c.version == number)
        row = self._database.run(select(reports).where(same)).one_or_none()
        return _report(row) if row else None

    def count(self, occurrence_id: int) -> int:
        """How many versions there are."""
        query = select(func.count()).select_from(reports).where(reports.c.occurrence_id == occurrence_id)
        return int(self._database.run(query).scalar_one())


class SessionRows:
    """Saved dialogues: one a person and subject, at most one of a person active."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def active(self, person_id: int) -> SavedSession | None:
        """The dialogue the person is in."""
        return self._one((sessions.c.person_id == person_id) & sessions.c.active)

    def find(self, person_id: int, subject: str) -> SavedSession | None:
        """The person's dialogue on this subject, active or put aside."""
        return self._one((sessions.c.person_id == person_id) & (sessions.c.subject == subject))

    def save(self, person_id: int, subject: str, session: Session, now: datetime) -> None:
        """Keep the dialogue as it stands and make it the person's active one."""
        self.put_aside(person_id)
        raw = msgspec.to_builtins(session)
        form = raw.pop("form")
        values = {"form": form, "state": raw, "active": True, "updated_at": now}
        self._database.upsert(sessions, {"person_id": person_id, "subject": subject}, values)

    def put_aside(self, person_id: int) -> None:
        """The person is in no dialogue now; the drafts stay."""
        mine = (sessions.c.person_id == person_id) & sessions.c.active
        self._database.run(update(sessions).where(mine).values(active=False))

    def drop(self, person_id: int, subject: str) -> None:
        """Forget a dialogue: it was submitted or thrown away."""
        mine = (sessions.c.person_id == person_id) & (sessions.c.subject == subject)
        self._database.run(delete(sessions).where(mine))

    def open(self) -> int:
        """How many people are in a dialogue now."""
        query = select(func.count()).select_from(sessions).where(sessions.c.active)
        return int(self._database.run(query).scalar_one())

    def forget(self, before: datetime) -> int:
        """Delete drafts nobody touched since ``before``; returns how many."""
        return self._database.run(delete(sessions).where(sessions.c.updated_at < before)).rowcount

    def _one(self, condition: Any) -> SavedSession | None:
        row = self._database.run(select(sessions).where(condition)).one_or_none()
        if row is None:
            return None
        session = msgspec.convert({**row.state, "form": row.form}, Session)
        return SavedSession(row.person_id, row.subject, session, row.active, row.updated_at)
