"""The room's nouns: a person, a chat, a message, a file.  Plain data, kept in memory and as JSON on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

ChatType = Literal["private", "group", "supergroup"]
BotStatus = Literal["member", "administrator", "left", "kicked", "never"]


@dataclass(slots=True)
class Person:
    """Somebody who may be spoken as on the page."""

    id: int
    name: str
    username: str | None = None
    note: str = ""
    language: str = "zh-hans"


@dataclass(slots=True)
class Chat:
    """A private chat with the bot (its id is the person's) or a group (its id is negative)."""

    id: int
    type: ChatType
    title: str
    members: list[int]
    creator: int | None = None
    bot: BotStatus = "member"
    started: bool = False
    blocked: bool = False
    forum: bool = False
    migrated_to: int | None = None
    last_id: int = 0
    pinned: list[int] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    menu: dict[str, Any] | None = None

    @property
    def private(self) -> bool:
        """Whether this is one person and the bot."""
        return self.type == "private"

    @property
    def bot_inside(self) -> bool:
        """Whether the bot reads and writes here now."""
        return self.bot in {"member", "administrator"}


@dataclass(slots=True)
class Message:
    """One message; ``content`` holds the fields that differ by kind, named as in the published type."""

    chat: int
    id: int
    sender: int | None
    date: int
    content: dict[str, Any]
    edited: int | None = None
    reply_to: int | None = None
    keyboard: dict[str, Any] | None = None
    reply_keyboard: dict[str, Any] | None = None
    silent: bool = False
    protected: bool = False
    thread: int | None = None

    @property
    def text(self) -> str:
        """The text or the caption; empty when there is neither."""
        return str(self.content.get("text") or self.content.get("caption") or "")

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The entities of the text or the caption."""
        found: list[dict[str, Any]] = self.content.get("entities") or self.content.get("caption_entities") or []
        return found


@dataclass(slots=True)
class StoredFile:
    """What is known of an uploaded file; its bytes lie with the file keeper under ``number``."""

    id: str
    unique_id: str
    number: int
    kind: Literal["photo", "document", "voice", "sticker"]
    name: str
    mime: str
    size: int
    path: str
    width: int = 0
    height: int = 0
    duration: int = 0
