"""Files in, plain text out."""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.reading.plain import decode
from knowledge.reading.source import Source

__all__ = ["MAX_BYTES", "Source", "read_source"]

MAX_BYTES = 30 * 1024 * 1024
"""The largest file that is opened; a plan of a whole province has under one."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_ENDINGS = {".txt", ".md", ".text", ".log", ".csv", ""}


def read_source(path: Path | str) -> Source:
    """Read one file, by its content first and its name second.

    Raises:
        UnreadableDocument: with the reason as one word.
    """
    path = Path(path)
    head = _head(path)
    if head.startswith(_OLE):  # the old binary Word, or a new one under a password
        raise UnreadableDocument(path, "legacy_doc" if path.suffix.lower() in {".doc", ".wps"} else "locked")
    if head.startswith(b"PK\x03\x04"):
        return Source(path.name, _docx(path), "docx")
    if path.suffix.lower() == ".docx":
        raise UnreadableDocument(path, "damaged")
    if path.suffix.lower() not in _TEXT_ENDINGS or head.startswith((b"%PDF", b"{\\rtf")):
        raise UnreadableDocument(path, "unknown_kind")
    return Source(path.name, _text(path), "text")


def _head(path: Path) -> bytes:
    """The first bytes, after the questions that need no reading."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableDocument(path, "too_large")
        with path.open("rb") as opened:
            head = opened.read(8)
    except OSError as error:
        raise UnreadableDocument(path, "missing" if not path.exists() else "damaged") from error
    if size == 0:
        raise UnreadableDocument(path, "empty")
    return head


def _docx(path: Path) -> str:
    if path.suffix.lower() not in {".docx", ".docm", ""}:
        raise UnreadableDocument(path, "unknown_kind")
    from knowledge.reading.docx import read_docx

    return _not_empty(path, read_docx(path))


def _text(path: Path) -> str:
    text = decode(path.read_bytes())
    if text is None:
        raise UnreadableDocument(path, "unknown_kind")
    return _not_empty(path, text)


def _not_empty(path: Path, text: str) -> str:
    if not text.strip():
        raise UnreadableDocument(path, "empty")
    return text
