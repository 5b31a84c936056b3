"""Photos, voice notes and files people send 附件; the chat network keeps them, we keep what shows them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AttachmentKind(StrEnum):
    """What was sent."""

    IMAGE = "image"
    AUDIO = "audio"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something a person sent.

    ``token`` is what the chat network gives it out for, ``unique`` the same for every copy of it. ``album`` joins
    things sent together; ``subject`` and ``field`` are the dialogue and question it was sent to, empty when there was
    none. ``flagged`` is True for what a person has to listen to, because nobody can read it.
    """

    id: int
    person_id: int
    kind: AttachmentKind
    token: str
    unique: str
    received_at: datetime
    caption: str = ""
    mime: str = ""
    name: str = ""
    size: int = 0
    album: str = ""
    subject: str = ""
    field: str = ""
    flagged: bool = False
