"""The live stream behind the page: what happened, numbered, kept a while so that a broken connection resumes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

EventKind = Literal["message", "edit", "delete", "chat", "typing", "toast", "clock"]
_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; ``subject`` is a record or plain data, drawn only when somebody looks."""

    number: int
    kind: EventKind
    subject: Any
    people: frozenset[int] | None = None

    def seen_by(self, person: int | None) -> bool:
        """Whether a stream for this person (None: for everybody) carries the event."""
        return self.people is None or person is None or person in self.people


class Events:
    """Hands every event to every open stream."""

    def __init__(self) -> None:
        self._number = 0
        self._kept: deque[Event] = deque(maxlen=_KEPT)
        self._streams: set[asyncio.Queue[Event | None]] = set()

    def publish(self, kind: EventKind, subject: Any, people: list[int] | None = None) -> None:
        """Tell all streams; ``people`` limits it to streams of these persons."""
        self._number += 1
        event = Event(self._number, kind, subject, None if people is None else frozenset(people))
        self._kept.append(event)
        for stream in self._streams:
            stream.put_nowait(event)

    def since(self, number: int) -> list[Event]:
        """The kept events after this number."""
        return [event for event in self._kept if event.number > number]

    @contextmanager
    def stream(self) -> Iterator[asyncio.Queue[Event | None]]:
        """A queue that receives every event from now on; None means the room is closing."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._streams.add(queue)
        try:
            yield queue
        finally:
            self._streams.discard(queue)

    def close(self) -> None:
        """End all streams."""
        for stream in self._streams:
            stream.put_nowait(None)
