"""When a message that did not get through is tried again, and when that ends. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from scheduler.ports import RetryLater

MARGIN = timedelta(milliseconds=250)  # asking again on the very second is often refused again


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Waits that double, up to ``longest``, until the message is older than ``patience``.

    ``doubts`` are the waits after calls that may have arrived all the same. They grow fast and end: each of them may
    put the text before the person once more, and nobody shall read the same thing more than five times a day.
    """

    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=10)
    patience: timedelta = timedelta(days=3)
    doubts: tuple[timedelta, ...] = (
        timedelta(seconds=5),
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(hours=1),
    )

    def again_in(self, outcome: RetryLater, tries: int, age: timedelta, doubtful: int = 0) -> timedelta | None:
        """How long to wait, or None to give up.

        Args:
            outcome: why the last try failed.
            tries: how many were begun, the last one included.
            age: since the message was written.
            doubtful: how many of the tries may have arrived all the same, the last one included.
        """
        if age > self.patience:
            return None
        if outcome.after is not None:
            return max(outcome.after, timedelta()) + MARGIN  # however long: asking earlier makes it longer
        if outcome.unsure:
            return self.doubts[doubtful - 1] if 0 < doubtful <= len(self.doubts) else None
        doublings = min(max(tries, 1) - 1, 20)
        return min(self.longest, self.first * (1 << doublings))
