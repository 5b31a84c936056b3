"""Rows ↔ present values of indicators."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, delete, select

from village.model.reports import Figure
from village.storage.database import Database
from village.storage.tables import figures


class FigureRows:
    """What reports say of indicators."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, figure: Figure) -> None:
        """Keep a value; a changed report's takes the place of the one before."""
        key = {"occurrence_id": figure.occurrence_id, "field": figure.field}
        values = {
            "indicator": figure.indicator,
            "unit_id": figure.unit_id,
            "period": figure.period,
            "value": figure.value,
            "made_at": figure.made_at,
        }
        self._database.upsert(figures, key, values)

    def drop(self, occurrence_id: int, field: str) -> None:
        """The changed report gives no value any more."""
        mine = (figures.c.occurrence_id == occurrence_id) & (figures.c.field == field)
        self._database.run(delete(figures).where(mine))

    def of(self, indicator: str, unit_ids: Collection[int]) -> list[Figure]:
        """All values units reported of an indicator, newest period first."""
        query = select(figures).where(figures.c.indicator == indicator, figures.c.unit_id.in_(list(unit_ids)))
        return [_figure(row) for row in self._database.run(query.order_by(figures.c.period.desc(), figures.c.unit_id))]


def _figure(row: Row[Any]) -> Figure:
    return Figure(row.indicator, row.field, row.unit_id, row.occurrence_id, row.period, row.value, row.made_at)
