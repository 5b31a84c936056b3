"""Files in, plain text out."""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.reading.plain import decode
from knowledge.reading.source import Source

__all__ = ["MAX_BYTES", "MAX_SIGNS", "Source", "read_source"]

MAX_BYTES = 30 * 1024 * 1024
"""The largest file that is opened; most of it may be pictures."""

MAX_SIGNS = 3_000_000
"""The longest text that is read; a plan of a whole province has under 100,000 characters."""

_HEAD = 16 * 1024


def read_source(path: Path | str) -> Source:
    """Read one file, by its content first and its name second.

    Raises:
        UnreadableDocument: with the reason as one word.
    """
    from knowledge.reading.kinds import kind_of

    path = Path(path)
    kind = kind_of(path, _head(path))
    if kind in UnreadableDocument.REASONS:
        raise UnreadableDocument(path, kind)
    text = _plain(path, kind) if kind in ("text", "markdown") else _parsed(path, kind)
    if not text.strip():
        raise UnreadableDocument(path, "empty")
    if len(text) > MAX_SIGNS:
        raise UnreadableDocument(path, "too_large")
    return Source(path.name, text, kind)


def _head(path: Path) -> bytes:
    """The first bytes, after the questions that need no reading."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableDocument(path, "too_large")
        with path.open("rb") as opened:
            head = opened.read(_HEAD)
    except OSError as error:
        raise UnreadableDocument(path, "missing" if not path.exists() else "damaged") from error
    if size == 0:
        raise UnreadableDocument(path, "empty")
    return head


def _plain(path: Path, kind: str) -> str:
    text = decode(path.read_bytes())
    if text is None:
        raise UnreadableDocument(path, "unknown_kind")
    if kind == "markdown":
        from knowledge.reading.markdown import read_markdown

        return read_markdown(text)
    return text


def _parsed(path: Path, kind: str) -> str:
    from knowledge.reading.guard import read_guarded

    return read_guarded(kind, path)
