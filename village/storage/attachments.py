"""Rows ↔ what people sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Row, select

from village.errors import NotFound
from village.model.attachments import Attachment, AttachmentKind
from village.storage.database import Database
from village.storage.tables import attachments


def _attachment(row: Row[Any]) -> Attachment:
    values = dict(row._mapping)
    values["unique"] = values.pop("unique_token")
    return Attachment(**{**values, "kind": AttachmentKind(row.kind)})


class AttachmentRows:
    """Photos, voice notes and files people sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, attachment: Attachment) -> Attachment:
        """Keep one; returns it with its id."""
        values = asdict(attachment)
        del values["id"]
        values["unique_token"] = values.pop("unique")
        return replace(attachment, id=self._database.insert(attachments, values))

    def get(self, attachment_id: int) -> Attachment:
        """The attachment with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(attachments).where(attachments.c.id == attachment_id)).one_or_none()
        if row is None:
            raise NotFound("attachment", attachment_id)
        return _attachment(row)

    def of(self, ids: Collection[int]) -> list[Attachment]:
        """Those of these ids that there are, in the order they came."""
        return self._select(attachments.c.id.in_(ids))

    def of_album(self, person_id: int, album: str) -> list[Attachment]:
        """What a person sent together, in the order it came."""
        return self._select((attachments.c.person_id == person_id) & (attachments.c.album == album))

    def _select(self, condition: Any) -> list[Attachment]:
        rows = self._database.run(select(attachments).where(condition).order_by(attachments.c.id))
        return [_attachment(row) for row in rows]
