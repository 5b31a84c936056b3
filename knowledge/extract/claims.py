"""Of hits that overlap only the first to come is kept, at a cost that grows with the hits and not with their pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Anything that stands at ``start:end``."""

    @property
    def start(self) -> int:
        """First position."""
        ...

    @property
    def end(self) -> int:
        """Position behind the last."""
        ...


Hit = TypeVar("Hit", bound=Placed)


class Claims:
    """The positions that are spoken for."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def overlaps(self, hit: Placed) -> bool:
        """Whether any position of a hit is taken."""
        return not self._taken.isdisjoint(range(hit.start, hit.end))

    def take(self, hits: Iterable[Hit]) -> Iterator[Hit]:
        """Those of the hits that overlap nothing taken so far, each of them taken."""
        for hit in hits:
            if not self.overlaps(hit):
                self._taken.update(range(hit.start, hit.end))
                yield hit
