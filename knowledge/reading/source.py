"""A document as it came from a file, before any repair."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file; ``kind`` says what it was read as (``text`` or ``docx``)."""

    file: str
    text: str
    kind: str
