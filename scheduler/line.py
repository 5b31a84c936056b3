"""Who goes next among the claimed messages: best rank first, one at a time to a chat, at the pace allowed."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import replace

from scheduler.pacing import Pacing, is_urgent
from village.model.messages import OutboxMessage

# A chat, or the id of a message whose chat is not known yet and which therefore stands in nobody's way.
Place = tuple[str, int]


def _place(message: OutboxMessage) -> Place:
    return ("new", message.id) if message.chat_id is None else ("chat", message.chat_id)


class Line:
    """Messages claimed and waiting for their turn, in memory.

    Two heaps: chats that may get something now, by their best message, and chats that must wait, by when. Entries are
    not removed when they go stale; they are looked at again when they come up.
    """

    def __init__(self, pacing: Pacing) -> None:
        self._pacing = pacing
        self._waiting: dict[Place, list[tuple[int, int, OutboxMessage]]] = {}
        self._busy: set[Place] = set()
        self._ready: list[tuple[int, int, Place]] = []
        self._later: list[tuple[float, Place]] = []
        self._ids: set[int] = set()

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._ids

    def add(self, message: OutboxMessage) -> None:
        """Let a message stand in line."""
        place = _place(message)
        heap = self._waiting.setdefault(place, [])
        heapq.heappush(heap, (message.rank.value, message.id, message))
        self._ids.add(message.id)
        if heap[0][1] == message.id:
            self._offer(place)

    def take(self, now: float) -> OutboxMessage | None:
        """The message to send now; its chat gets nothing else until ``free``."""
        best = self._best(now)
        if best is None:
            return None
        place = best[2]
        if self._gate_at(place) > now:
            return None
        heapq.heappop(self._ready)
        self._busy.add(place)
        heap = self._waiting[place]
        message = heapq.heappop(heap)[2]
        self._ids.discard(message.id)
        if not heap:
            del self._waiting[place]
        return message

    def free(self, message: OutboxMessage) -> None:
        """The message has its outcome: its chat may get the next one."""
        place = _place(message)
        self._busy.discard(place)
        self._offer(place)

    def wake_at(self, now: float) -> float | None:
        """When ``take`` may next have something; None when only an addition or ``free`` can change that."""
        best = self._best(now)
        if best is not None:
            return self._gate_at(best[2])
        return self._later[0][0] if self._later else None

    def messages(self) -> Iterable[OutboxMessage]:
        """Everything in line, in no order."""
        return (entry[2] for heap in self._waiting.values() for entry in heap)

    def crowded(self, most: int) -> list[int]:
        """The chats with ``most`` or more in line."""
        return [place[1] for place, heap in self._waiting.items() if len(heap) >= most and place[0] == "chat"]

    def withdraw(self, chat_id: int) -> list[OutboxMessage]:
        """Take everything for a chat out of the line."""
        return self.trim(chat_id, 0)

    def trim(self, chat_id: int, most: int) -> list[OutboxMessage]:
        """Take out all but the first ``most`` messages of a chat."""
        heap = sorted(self._waiting.pop(("chat", chat_id), []))
        if heap[:most]:
            self._waiting["chat", chat_id] = heap[:most]
        taken = [entry[2] for entry in heap[most:]]
        self._ids.difference_update(message.id for message in taken)
        return taken

    def move(self, old: int, new: int) -> None:
        """Let everything for one chat wait for another."""
        for message in self.withdraw(old):
            self.add(replace(message, chat_id=new))

    def look_again(self, chat_id: int) -> None:
        """The chat's pace changed from outside (a halt was taken back)."""
        self._offer(("chat", chat_id))

    def _offer(self, place: Place) -> None:
        if place in self._waiting and place not in self._busy:
            heapq.heappush(self._later, (self._allowed_at(place), place))

    def _gate_at(self, place: Place) -> float:
        return self._pacing.gate_at(urgent=is_urgent(self._waiting[place][0][2].rank))

    def _allowed_at(self, place: Place) -> float:
        return self._pacing.chat_at(place[1] if place[0] == "chat" else None)

    def _best(self, now: float) -> tuple[int, int, Place] | None:
        while self._later and self._later[0][0] <= now:
            self._promote(heapq.heappop(self._later)[1], now)
        while self._ready:
            rank, number, place = self._ready[0]
            if place not in self._busy and place in self._waiting and self._waiting[place][0][:2] == (rank, number):
                if self._allowed_at(place) <= now:
                    return self._ready[0]
                self._offer(place)
            heapq.heappop(self._ready)
        return None

    def _promote(self, place: Place, now: float) -> None:
        if place not in self._waiting or place in self._busy:
            return
        if self._allowed_at(place) > now:
            self._offer(place)
        else:
            rank, number, _ = self._waiting[place][0]
            heapq.heappush(self._ready, (rank, number, place))
