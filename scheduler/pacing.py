"""Our own even pacing, so that Telegram's limits are kept rather than discovered.

Pure bookkeeping: moments are seconds of a monotonic clock and always arguments. Telegram counts when calls arrive, we
when they leave, so every window here is a little longer, and holds a little less, than the published one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from village.model.messages import Rank

IDLE_CHATS = 1_000  # remembered before the idle ones are looked for and dropped
REFUSED_CHATS = 3  # so many chats refused within the window means that the bot as such is refused
REFUSED_WINDOW = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """One limit: a call ``every`` so many seconds, up to ``burst`` together, at most ``most`` ``within`` any window."""

    every: float
    burst: int = 1
    most: int | None = None
    within: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit kept, in seconds and calls.

    What nobody waits for goes out evenly, the window holding for all. ``urgent`` is how far replies and emergencies may
    run ahead of the even row, so that a person does not queue behind a broadcast: at 20 replies a second, 95 of 100
    then wait under 10 ms instead of 140. Its window is wider, because calls that leave together and are delayed
    together would otherwise meet the next ones at the server.
    ``slack`` is how late the event loop may wake without losing rate.
    """

    overall: Pace = field(default=Pace(every=1 / 27.7, most=28, within=1.01))
    urgent: Pace = field(default=Pace(every=1 / 27.7, burst=16, most=29, within=1.03))
    private: Pace = field(default=Pace(every=1.0, burst=2))
    group: Pace = field(default=Pace(every=3.05, burst=2, most=20, within=60.5))
    slack: float = 0.02

    @classmethod
    def at_rate(cls, per_second: float) -> Limits:
        """The same limits for another overall rate, as a paid broadcast or a shared token needs it."""
        most = max(1, int(per_second))
        burst = max(1, int(per_second * 0.57))
        return cls(
            overall=Pace(every=1 / per_second, most=most, within=1.01),
            urgent=Pace(every=1 / per_second, burst=burst, most=most, within=1.03),
        )

    @classmethod
    def lifted(cls) -> Limits:
        """No limits at all, for measuring everything else."""
        free = Pace(every=0.0)
        return cls(overall=free, urgent=free, private=free, group=free)


def is_urgent(rank: Rank) -> bool:
    """Whether somebody is waiting for it."""
    return rank <= Rank.EMERGENCY


class _Meter:
    """Keeps one ``Pace``: the moment the next call is due in an even row, and a log of the window."""

    __slots__ = ("_log", "_next", "_pace")

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = 0.0
        self._log: deque[float] | None = deque(maxlen=pace.most) if pace.most else None

    def ready_at(self, slack: float = 0.0) -> float:
        even = self._next - (self._pace.burst - 1) * self._pace.every - slack
        if self._log is not None and len(self._log) == self._pace.most:
            return max(even, self._log[0] + self._pace.within)
        return even

    def sent(self, now: float) -> None:
        self._next = max(self._next, now) + self._pace.every
        if self._log is not None:
            self._log.append(now)

    def idle(self, now: float) -> bool:
        return self._next <= now and (not self._log or self._log[-1] + self._pace.within <= now)


class Pacing:
    """Says when a chat may get its next call, and remembers what was sent and what was refused."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._overall = _Meter(self._limits.overall)
        self._urgent = _Meter(self._limits.urgent)
        self._chats: dict[int, _Meter] = {}
        self._halts: dict[int | None, float] = {}
        self._refusals: deque[tuple[float, int, float]] = deque(maxlen=32)
        self._prune_at = IDLE_CHATS

    def gate_at(self, *, urgent: bool = False) -> float:
        """When the next call may leave, whatever the chat."""
        at = self._overall.ready_at(self._limits.slack)
        if urgent:
            at = min(at, self._urgent.ready_at())
        return max(at, self._halts.get(None, 0.0))

    def chat_at(self, chat_id: int | None) -> float:
        """When this chat may get its next call; a message whose chat is not known yet waits only at the gate."""
        if chat_id is None:
            return 0.0
        meter = self._chats.get(chat_id)
        even = meter.ready_at() if meter else 0.0
        return max(even, self._halts.get(chat_id, 0.0))

    def ready_at(self, chat_id: int | None, now: float, *, urgent: bool = False) -> float:
        """When a call to this chat may leave: ``now`` or later."""
        return max(now, self.gate_at(urgent=urgent), self.chat_at(chat_id))

    def sent(self, chat_id: int | None, now: float) -> None:
        """A call leaves now."""
        self._overall.sent(now)
        self._urgent.sent(now)
        if chat_id is None:
            return
        meter = self._chats.get(chat_id)
        if meter is None:
            meter = self._chats[chat_id] = _Meter(self._pace(chat_id))
        meter.sent(now)
        if len(self._chats) >= self._prune_at:
            self._prune(now)

    def halt(self, chat_id: int | None, until: float) -> None:
        """Nothing for this chat (None: for nobody) before then; a longer halt already there stays."""
        self._halts[chat_id] = max(until, self._halts.get(chat_id, 0.0))

    def resume(self, chat_id: int | None) -> None:
        """Take a halt back."""
        self._halts.pop(chat_id, None)

    def refused(self, chat_id: int, until: float, now: float) -> None:
        """The server said "too many" for a chat; when it says so for several at once, it means the bot as such."""
        self.halt(chat_id, until)
        self._refusals.append((now, chat_id, until))
        recent = [(chat, end) for at, chat, end in self._refusals if at > now - REFUSED_WINDOW]
        if len({chat for chat, _ in recent}) >= REFUSED_CHATS:
            self.halt(None, min(end for _, end in recent))

    def halted(self, now: float) -> dict[int, float]:
        """The chats halted by themselves, and until when."""
        self._halts = {chat: until for chat, until in self._halts.items() if until > now}
        return {chat: until for chat, until in self._halts.items() if chat is not None}

    def halted_until(self) -> float:
        """Until when nobody gets anything; 0 when there is no such halt."""
        return self._halts.get(None, 0.0)

    def _pace(self, chat_id: int) -> Pace:
        return self._limits.group if chat_id < 0 else self._limits.private

    def _prune(self, now: float) -> None:
        self._chats = {chat: meter for chat, meter in self._chats.items() if not meter.idle(now)}
        self._prune_at = max(IDLE_CHATS, 2 * len(self._chats))
