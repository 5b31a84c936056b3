"""Rows ↔ emergency responses and the checklists they gave out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, select, update

from village.errors import NotFound
from village.model.responses import Response, Task
from village.storage.database import Database
from village.storage.people import PeopleRows, UnitRows
from village.storage.tables import response_tasks, responses


class ResponseRows:
    """Responses and their tasks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, response: Response) -> Response:
        """Keep a new response and return it with its id."""
        return replace(response, id=self._database.insert(responses, _values(response)))

    def get(self, response_id: int) -> Response:
        """The response with this id.

        Raises:
            NotFound: there is none.
        """
        found = self._many(select(responses).where(responses.c.id == response_id))
        if not found:
            raise NotFound("response", response_id)
        return found[0]

    def save(self, response: Response) -> None:
        """Keep that it was lifted."""
        self._database.run(update(responses).where(responses.c.id == response.id).values(_values(response)))

    def on(self, unit_id: int) -> list[Response]:
        """An office's responses in force."""
        return [response for response in self.all_on() if response.unit.id == unit_id]

    def all_on(self) -> list[Response]:
        """All responses in force."""
        return self._many(select(responses).where(responses.c.lifted_at.is_(None)).order_by(responses.c.id))

    def assign(self, response_id: int, person_ids: Iterable[int]) -> None:
        """Note whom it asks for something; named twice is once."""
        rows = [{"response_id": response_id, "person_id": person} for person in dict.fromkeys(person_ids)]
        if rows:
            self._database.run(self._database.insert_new(response_tasks).values(rows))

    def tasks(self, response_id: int) -> list[Task]:
        """Everybody's checklist, in the order they were named."""
        query = select(response_tasks).where(response_tasks.c.response_id == response_id)
        rows = self._database.run(query.order_by(response_tasks.c.id)).all()
        people = PeopleRows(self._database).many([row.person_id for row in rows])
        return [Task(people[row.person_id], row.received_at, row.done_at) for row in rows]

    def confirmed(self, response_id: int, task: Task) -> None:
        """Keep that somebody confirmed, or is done."""
        mine = (response_tasks.c.response_id == response_id) & (response_tasks.c.person_id == task.person.id)
        values = {"received_at": task.received_at, "done_at": task.done_at}
        self._database.run(update(response_tasks).where(mine).values(values))

    def _many(self, query: Select[Any]) -> list[Response]:
        rows = self._database.run(query).all()
        if not rows:
            return []
        tree = UnitRows(self._database).tree()
        return [_response(row, tree[row.unit_id]) for row in rows]


def _values(response: Response) -> dict[str, Any]:
    return {
        "unit_id": response.unit.id,
        "hazard": response.hazard,
        "level": response.level,
        "villages": list(response.villages),
        "note": response.note,
        "set_by": response.set_by,
        "set_at": response.set_at,
        "duties": list(response.duties),
        "lifted_by": response.lifted_by,
        "lifted_at": response.lifted_at,
    }


def _response(row: Row[Any], unit: Any) -> Response:
    return Response(
        row.id,
        unit,
        row.hazard,
        row.level,
        tuple(row.villages),
        row.note,
        row.set_by,
        row.set_at,
        tuple(row.duties),
        row.lifted_by,
        row.lifted_at,
    )
