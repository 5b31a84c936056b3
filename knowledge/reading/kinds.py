"""What a file is by its bytes; its name only decides where the bytes leave it open."""

from __future__ import annotations

from pathlib import Path

from knowledge.reading.html import looks_like_html

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_RICH = b"{\\rtf"
_PICTURES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"RIFF")
_STRANGE = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", _RICH, b"ID3")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT = {".txt", ".text", ".log", ".csv", ""}
_MARKDOWN = {".md", ".markdown"}
_WEB = {".html", ".htm", ".xhtml", ".shtml"}
_WORD = {".docx", ".docm", ".dotx", ".wps", ".doc", ""}
_OTHER_OLE = {".xls", ".et", ".ppt", ".dps", ".msg", ".mpp", ".vsd"}
_OTHER_PACKAGES = {".zip", ".xlsx", ".xlsm", ".pptx", ".odt", ".ofd", ".jar", ".apk", ".epub"}


def kind_of(path: Path, head: bytes) -> str:
    """``docx``, ``pdf``, ``html``, ``markdown``, ``text``, or a reason of ``UnreadableDocument``."""
    ending = path.suffix.lower()
    if head.startswith(_OLE):  # the old binary Word, or a new one under a password
        if ending in _OTHER_OLE:
            return "unknown_kind"
        return "locked" if _ENCRYPTED in head or ending in (".docx", ".docm") else "legacy_doc"
    if head.startswith(_RICH) and ending == ".doc":
        return "legacy_doc"
    if head.startswith(_ZIP):
        return "unknown_kind" if ending in _OTHER_PACKAGES else "docx"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_PICTURES) and ending not in _TEXT:
        return "scanned"
    if head.startswith(_STRANGE):
        return "unknown_kind"
    if looks_like_html(head) and ending not in _MARKDOWN:
        return "html"
    return _by_name(ending)


def _by_name(ending: str) -> str:
    for kind, endings in (("text", _TEXT), ("markdown", _MARKDOWN), ("html", _WEB)):
        if ending in endings:
            return kind
    return "damaged" if ending in _WORD or ending == ".pdf" else "unknown_kind"
