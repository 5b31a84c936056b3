"""The office's figures in Prometheus text form, under names by its conventions.

Counters and histograms are this process's own. What stands in the database (outbox, questions, dialogues) is read when
somebody asks and is the same from every replica: take the maximum, not the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from handlers.desk import Storage
from scheduler.ports import Broken, Delivered, Moved, NothingToSay, Outcome, RetryLater, Unreachable
from village.errors import StorageError
from village.model.messages import OutboxMessage

HANDLING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
DELAYS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)
OUTCOMES: dict[type, str] = {
    Delivered: "delivered",
    RetryLater: "retry",
    Unreachable: "unreachable",
    NothingToSay: "skipped",
    Moved: "moved",
    Broken: "broken",
}


class Metrics:
    """A ``Meter`` that can be read; ``silence`` gives the seconds since each part's last sign of life."""

    def __init__(self, storage: Storage, silence: Callable[[], dict[str, float]]) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series nobody reads
        self._registry = registry = CollectorRegistry()
        self._received = Counter("village_desk_updates_received", "Updates put into the inbox.", registry=registry)
        self._handled = Counter("village_desk_updates_handled", "Updates done.", registry=registry)
        self._failed = Counter("village_desk_updates_failed", "Updates that ended in an apology.", registry=registry)
        self._seconds = Histogram(
            "village_desk_update_handling_seconds", "Time to handle an update.", buckets=HANDLING, registry=registry
        )
        self._sends = Counter(
            "village_desk_sends", "Tries at sending, by how they ended.", ["outcome"], registry=registry
        )
        for outcome in OUTCOMES.values():
            self._sends.labels(outcome)
        self._delay = Histogram(
            "village_desk_delivery_delay_seconds",
            "From the moment a message was due to the moment it arrived.",
            buckets=DELAYS,
            registry=registry,
        )
        registry.register(_OnDisk(storage))
        registry.register(_Silence(silence))
        ProcessCollector(namespace="village_desk", registry=registry)

    def received(self, updates: int) -> None:
        """So many new updates are on disk."""
        self._received.inc(updates)

    def handled(self, seconds: float, *, failed: bool) -> None:
        """An update is done, with an apology if it failed."""
        self._seconds.observe(seconds)
        (self._failed if failed else self._handled).inc()

    def settled(self, message: OutboxMessage, outcome: Outcome, now: datetime) -> None:
        """A try at sending ended so; a message tried again was due when it was written."""
        self._sends.labels(OUTCOMES[type(outcome)]).inc()
        if isinstance(outcome, Delivered):
            due = message.not_before if message.tries <= 1 else message.created_at
            self._delay.observe(max(0.0, (now - due).total_seconds()))

    def page(self) -> bytes:
        """Everything, as Prometheus reads it; looks into the database."""
        return generate_latest(self._registry)


class _OnDisk(Collector):
    """What the database holds; when it cannot be read, only that is told."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not look into the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of now."""
        try:
            with self._storage.read() as uow:
                states, (asked, found), dialogues = uow.outbox.counts(), uow.questions.counts(), uow.sessions.open()
        except StorageError:
            yield GaugeMetricFamily("village_desk_storage_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("village_desk_storage_up", "Whether the database answers.", 1)
        outbox = GaugeMetricFamily("village_desk_outbox_messages", "Messages in the outbox.", labels=["state"])
        for state, count in states.items():
            outbox.add_metric([state.value], count)
        yield outbox
        yield CounterMetricFamily("village_desk_questions_asked", "Questions people asked.", asked)
        yield CounterMetricFamily("village_desk_questions_found", "Questions the library answered.", found)
        yield GaugeMetricFamily("village_desk_sessions_open", "Dialogues people are in.", dialogues)


class _Silence(Collector):
    """How long each part has been silent; the planner's age under a name of its own."""

    def __init__(self, silence: Callable[[], dict[str, float]]) -> None:
        self._silence = silence

    def describe(self) -> list[Metric]:
        """Nothing in advance."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of now."""
        seconds = self._silence()
        words = "Time since the planner last looked at the clock."
        yield GaugeMetricFamily("village_desk_planner_tick_age_seconds", words, seconds["planning"])
        parts = GaugeMetricFamily("village_desk_part_silent_seconds", "Time since a sign of life.", labels=["part"])
        for part, silent in seconds.items():
            parts.add_metric([part], silent)
        yield parts
