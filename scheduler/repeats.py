"""The same text to the same person stops after five times in a day, whatever rule or mistake keeps producing it.

Only for what nobody asked for: a person who opens the menu six times gets six menus, and a status card edited back
and forth is one message.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b

from village.model.messages import Rank

MOST_A_DAY = 5
DAY = timedelta(days=1)
_COUNTED = frozenset({Rank.EMERGENCY, Rank.REMINDER, Rank.BROADCAST})
_CLEAN_EVERY = 10_000


def digest(text: str) -> str:
    """A short stand-in for a text, so that no text has to be kept."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


class Repeats:
    """Counts texts by chat over the last day."""

    def __init__(self, most: int = MOST_A_DAY) -> None:
        self._most = most
        self._seen: defaultdict[tuple[int, str], deque[datetime]] = defaultdict(lambda: deque(maxlen=most))
        self._noted = 0

    def load(self, rows: Iterable[tuple[int, str, datetime]]) -> None:
        """Remember what an earlier run has sent: (chat, digest, when)."""
        for chat_id, text, when in sorted(rows, key=lambda row: row[2]):
            self.note(chat_id, text, when)

    def allows(self, chat_id: int, text: str, rank: Rank, now: datetime) -> bool:
        """Whether this text (its digest) may go to this chat once more."""
        times = self._seen.get((chat_id, text))
        if rank not in _COUNTED or times is None:
            return True
        return sum(when > now - DAY for when in times) < self._most

    def note(self, chat_id: int, text: str, now: datetime) -> None:
        """The text went out, or may have."""
        self._seen[chat_id, text].append(now)
        self._noted += 1
        if self._noted % _CLEAN_EVERY == 0:
            for key in [key for key, times in self._seen.items() if times[-1] <= now - DAY]:
                del self._seen[key]


def counts(rank: Rank) -> bool:
    """Whether texts of this rank are counted at all."""
    return rank in _COUNTED
