"""What was asked, by whom and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the plan library; ``found`` is whether it was answered."""

    id: int
    person_id: int
    chat_id: int
    text: str
    found: bool
