"""Stickers: any emoji is one; all share one tiny picture, because only the emoji matters to a bot."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from bot.chatroom import words
from bot.chatroom.errors import RoomError
from bot.chatroom.files import Files
from bot.chatroom.wire import Upload

_PICTURE = b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
_LONGEST_EMOJI = 16
_KEYCAP = "\u20e3"


def sticker_content(files: Files, emoji: str) -> dict[str, Any]:
    """The content fields of a sticker message."""
    if not _is_emoji(emoji.strip()):
        raise RoomError(400, words.ONE_EMOJI)
    file = files.add("sticker", Upload("sticker.webp", "image/webp", _PICTURE))
    sticker = {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": emoji.strip(),
        "file_size": file.size,
    }
    return {"sticker": sticker}


def _is_emoji(text: str) -> bool:
    """Whether a text is short and has no letters (a digit only inside a keycap)."""
    letters = any(letter.isalnum() for letter in text)
    return 0 < len(text) <= _LONGEST_EMOJI and (not letters or _KEYCAP in text)
