"""What can go wrong while reading a document; the shells turn these into sentences."""

from __future__ import annotations

from pathlib import Path


class KnowledgeError(Exception):
    """Root of every error this library raises on purpose."""


class UnreadableDocument(KnowledgeError):
    """The file cannot be turned into text.

    Attributes:
        file: the path that was asked for.
        reason: one of the words in ``REASONS``; a shell has a sentence for each.
    """

    REASONS = ("missing", "empty", "too_large", "legacy_doc", "scanned", "locked", "damaged", "unknown_kind")

    def __init__(self, file: Path | str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = str(file)
        self.reason = reason
