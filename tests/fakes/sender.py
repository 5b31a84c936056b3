"""A sender that answers as it is told and remembers when it was asked; the faults of a network, without one."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable

from scheduler.ports import Delivered, Outcome
from village.model.messages import OutboxMessage


class FakeSender:
    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.calls: list[OutboxMessage] = []
        self.times: list[float] = []
        self.delivered: list[OutboxMessage] = []
        self.flying = 0
        self.most_flying = 0
        self.chats_flying: set[int | None] = set()
        self.overlapped = False
        self._scripts: defaultdict[str, deque[Outcome]] = defaultdict(deque)
        self.on_call: Callable[[OutboxMessage], None] | None = None

    def script(self, key: str, *outcomes: Outcome) -> None:
        """The next calls for this key end so; after that it arrives."""
        self._scripts[key].extend(outcomes)

    async def send(self, message: OutboxMessage) -> Outcome:
        self.calls.append(message)
        self.times.append(time.monotonic())
        self.overlapped |= message.chat_id is not None and message.chat_id in self.chats_flying
        self.chats_flying.add(message.chat_id)
        self.flying += 1
        self.most_flying = max(self.most_flying, self.flying)
        try:
            if self.on_call:
                self.on_call(message)
            await asyncio.sleep(self.delay)
        finally:
            self.flying -= 1
            self.chats_flying.discard(message.chat_id)
        script = self._scripts[message.key]
        if script:
            return script.popleft()
        self.delivered.append(message)
        return Delivered(len(self.delivered))

    def said(self) -> list[str]:
        return [message.key for message in self.calls]
