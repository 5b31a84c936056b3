"""Rows ↔ incidents and the reports of their chains."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update

from village.errors import NotFound
from village.model.incidents import Entry, EntryKind, Incident
from village.storage.database import Database
from village.storage.people import UnitRows
from village.storage.tables import incident_entries, incidents


class IncidentRows:
    """Incidents and their entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, incident: Incident) -> Incident:
        """Keep a new incident and return it with its id."""
        values = {"unit_id": incident.unit.id, "place": incident.place, "what": incident.what}
        values |= {"opened_by": incident.opened_by, "opened_at": incident.opened_at, "ask_at": incident.ask_at}
        return replace(incident, id=self._database.insert(incidents, values))

    def get(self, incident_id: int) -> Incident:
        """The incident with this id.

        Raises:
            NotFound: there is none.
        """
        found = self._many(select(incidents).where(incidents.c.id == incident_id))
        if not found:
            raise NotFound("incident", incident_id)
        return found[0]

    def save(self, incident: Incident) -> None:
        """Keep when it is asked after next, and when it was closed."""
        values = {"ask_at": incident.ask_at, "closed_at": incident.closed_at}
        self._database.run(update(incidents).where(incidents.c.id == incident.id).values(values))

    def open(self) -> list[Incident]:
        """Those without a final report, newest first."""
        query = select(incidents).where(incidents.c.closed_at.is_(None))
        return self._many(query.order_by(incidents.c.opened_at.desc(), incidents.c.id.desc()))

    def to_ask(self, now: datetime) -> list[Incident]:
        """Open ones whose reporter is to be asked for news by now."""
        is_due = incidents.c.closed_at.is_(None) & (incidents.c.ask_at <= now)
        return self._many(select(incidents).where(is_due).order_by(incidents.c.id))

    def add_entry(self, entry: Entry) -> Entry:
        """Keep a report of a chain and return it with its id."""
        values = {"incident_id": entry.incident_id, "kind": entry.kind, "answers": entry.answers}
        values |= {"made_by": entry.made_by, "made_at": entry.made_at, "headings": entry.headings}
        return replace(entry, id=self._database.insert(incident_entries, values))

    def entries(self, incident_id: int) -> list[Entry]:
        """All reports of a chain, oldest first."""
        query = select(incident_entries).where(incident_entries.c.incident_id == incident_id)
        return [_entry(row) for row in self._database.run(query.order_by(incident_entries.c.id))]

    def _many(self, query: Select[Any]) -> list[Incident]:
        rows = self._database.run(query).all()
        tree = UnitRows(self._database).tree() if rows else None
        return [
            Incident(
                row.id,
                tree[row.unit_id],
                row.place,
                row.what,
                row.opened_by,
                row.opened_at,
                row.ask_at,
                row.closed_at,
            )
            for row in rows
            if tree is not None
        ]


def _entry(row: Row[Any]) -> Entry:
    kind, answers, headings = EntryKind(row.kind), dict(row.answers), dict(row.headings)
    return Entry(row.id, row.incident_id, kind, answers, row.made_by, row.made_at, headings)
