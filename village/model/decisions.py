"""What the office decided about an occurrence: let off, sent back, accepted; who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """One decision; ``asked`` is a village's wish to be let off, waiting for the office."""

    ASKED = "asked"
    EXEMPT = "exempt"
    REFUSED = "refused"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict about an occurrence; ``version`` is the report's it is about, 0 where there is none."""

    id: int
    occurrence_id: int
    verdict: Verdict
    reason: str
    by: int
    at: datetime
    version: int = 0
