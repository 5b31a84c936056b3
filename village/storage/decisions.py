"""Rows ↔ what the office decided."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Row, select

from village.errors import NotFound
from village.model.decisions import Decision, Verdict
from village.storage.database import Database
from village.storage.tables import decisions


class DecisionRows:
    """Decisions about occurrences, never changed once made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, decision: Decision) -> Decision:
        """Keep a decision and return it with its id."""
        values = {name: value for name, value in asdict(decision).items() if name not in {"id", "by"}}
        return replace(decision, id=self._database.insert(decisions, values | {"made_by": decision.by}))

    def get(self, decision_id: int) -> Decision:
        """The decision with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(decisions).where(decisions.c.id == decision_id)).one_or_none()
        if row is None:
            raise NotFound("decision", decision_id)
        return _decision(row)

    def of_occurrence(self, occurrence_id: int) -> list[Decision]:
        """What was decided about an occurrence, oldest first."""
        query = select(decisions).where(decisions.c.occurrence_id == occurrence_id).order_by(decisions.c.id)
        return [_decision(row) for row in self._database.run(query)]


def _decision(row: Row[Any]) -> Decision:
    return Decision(row.id, row.occurrence_id, Verdict(row.verdict), row.reason, row.made_by, row.at, row.version)
