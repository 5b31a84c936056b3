"""Telegram's rate limits, enforced strictly when the room is told so.

Nobody publishes the algorithm; this is the strict reading: 30 accepted calls in any sliding second over all chats,
a private chat refills one a second with bursts of three, a group takes 20 in any sliding minute.  Refused calls
count for nothing.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

OVERALL, OVERALL_SECONDS = 30, 1.0
GROUP, GROUP_SECONDS = 20, 60.0
BURST = 3


@dataclass(slots=True)
class _Window:
    """Accepted moments inside a sliding span of seconds."""

    most: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float, count: int) -> float:
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        surplus = len(self.taken) + min(count, self.most) - self.most
        return self.taken[surplus - 1] + self.seconds - now if surplus > 0 else 0.0

    def take(self, now: float, count: int) -> None:
        self.taken.extend([now] * count)


@dataclass(slots=True)
class _Bucket:
    """Tokens of one private chat, one more each second up to the burst."""

    at: float
    tokens: float = BURST

    def wait(self, now: float, count: int) -> float:
        self.tokens = min(BURST, self.tokens + max(now - self.at, 0.0))
        self.at = now
        return max(min(count, BURST) - self.tokens, 0.0)

    def take(self, now: float, count: int) -> None:
        self.tokens -= count


class SendLimits:
    """Counts calls that send or edit; ``now`` is a monotonic clock in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._overall = _Window(OVERALL, OVERALL_SECONDS)
        self._groups: dict[int, _Window] = defaultdict(lambda: _Window(GROUP, GROUP_SECONDS))
        self._private: dict[int, _Bucket] = {}

    def take(self, chat: int, count: int = 1) -> int:
        """Accept ``count`` messages to a chat and return 0, or refuse and return the seconds to wait."""
        now = self._now()
        own = self._groups[chat] if chat < 0 else self._private.setdefault(chat, _Bucket(now))
        wait = max(self._overall.wait(now, count), own.wait(now, count))
        if wait > 0:
            return max(1, math.ceil(wait))
        self._overall.take(now, count)
        own.take(now, count)
        return 0
