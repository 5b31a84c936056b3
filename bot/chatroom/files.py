"""Uploaded files: their bytes on disk beside the database (or in memory) and what is known of each."""

from __future__ import annotations

import os
import secrets
import struct
from pathlib import Path
from typing import Literal

from bot.chatroom.records import StoredFile
from bot.chatroom.store import Store
from bot.chatroom.wire import Upload

Kind = Literal["photo", "document", "voice", "sticker"]

DOWNLOAD_LIMIT = 20 << 20
_FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}
_PREFIXES = {"photo": "AgACAgUAAxkB", "document": "BQACAgUAAxkB", "voice": "AwACAgUAAxkB", "sticker": "CAACAgUAAxkB"}
_SUFFIXES = {"photo": ".jpg", "document": "", "voice": ".oga", "sticker": ".webp"}


class Files:
    """Keeps uploads for good; a file id stays valid across restarts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folder = store.path.with_suffix(".files") if store.path else None
        self._memory: dict[int, bytes] = {}
        rows = [StoredFile(**body) for _, body in store.load("file")]
        self._by_id = {file.id: file for file in rows}
        self._by_path = {file.path: file for file in rows}
        self._last = max((file.number for file in rows), default=0)

    def add(self, kind: Kind, upload: Upload, duration: int = 0) -> StoredFile:
        """Keep an upload; its bytes are on disk when this returns, its row with the next commit."""
        self._last += 1
        width, height = image_size(upload.data) or (0, 0)
        suffix = Path(upload.name).suffix or _SUFFIXES[kind]
        file = StoredFile(
            id=_PREFIXES[kind] + secrets.token_urlsafe(30),
            unique_id="AQAD" + secrets.token_urlsafe(8),
            number=self._last,
            kind=kind,
            name=Path(upload.name).name or f"file{suffix}",
            mime=upload.mime,
            size=len(upload.data),
            path=f"{_FOLDERS[kind]}/file_{self._last}{suffix if suffix.isascii() else ''}",
            width=width,
            height=height,
            duration=duration,
        )
        self._write(file.number, upload.data)
        self._by_id[file.id] = self._by_path[file.path] = file
        self._store.put("file", file.id, file)
        return file

    def get(self, file_id: str) -> StoredFile | None:
        """What is known of a file, or None."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file with this download path, or None."""
        return self._by_path.get(path)

    def content(self, file: StoredFile) -> Path | bytes:
        """Where the bytes lie, or the bytes themselves when the room lives in memory."""
        return self._memory[file.number] if self._folder is None else self._folder / str(file.number)

    def _write(self, number: int, data: bytes) -> None:
        if self._folder is None:
            self._memory[number] = data
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{number}.part"
        part.write_bytes(data)
        os.replace(part, self._folder / str(number))


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, JPEG or WebP image from its first bytes; None when it is none of these."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        else:
            at += 2 + length
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if data[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
