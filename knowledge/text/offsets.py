"""Where a character of the repaired text stood in the source.

Every cleaning step replaces a few stretches and leaves the rest alone, so a position maps back by the shift that holds
from the last replacement on. Steps are chained, newest first; memory is one pair of numbers a replacement.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``text[start:end]`` by ``new``."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Shift:
    """How positions after one step lead to positions before it.

    From ``places[i]`` on, a position ``p`` came from ``p + moves[i]``; inside a replacement it came from its start.
    """

    places: tuple[int, ...] = ()
    moves: tuple[int, ...] = ()
    floors: tuple[int, ...] = ()

    def back(self, position: int) -> int:
        """The position before this step."""
        at = bisect_right(self.places, position) - 1
        if at < 0:
            return position
        return max(position + self.moves[at], self.floors[at])


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """The shifts of all steps, in the order the steps ran."""

    shifts: tuple[Shift, ...] = field(default=())

    def to_source(self, position: int) -> int:
        """The place in the source of a place in the repaired text."""
        for shift in reversed(self.shifts):
            position = shift.back(position)
        return position

    def then(self, shift: Shift) -> OffsetMap:
        """This map with one more step after it; a step that changed nothing costs nothing."""
        return OffsetMap((*self.shifts, shift)) if shift.places else self


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, Shift]:
    """Make the replacements, which must not overlap and stand in order; the text and how to get back."""
    pieces: list[str] = []
    places: list[int] = []
    moves: list[int] = []
    floors: list[int] = []
    done = length = 0
    for edit in edits:
        pieces += (text[done : edit.start], edit.new)
        length += edit.start - done + len(edit.new)
        done = edit.end
        if len(edit.new) != edit.end - edit.start:
            places.append(length)
            moves.append(done - length)
            floors.append(done)
    pieces.append(text[done:])
    return "".join(pieces), Shift(tuple(places), tuple(moves), tuple(floors))
