"""Stickers: any emoji is one; all share one tiny picture, because only the emoji matters to a bot."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from bot.chatroom.errors import RoomError
from bot.chatroom.files import Files
from bot.chatroom.wire import Upload

_PICTURE = b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
_LONGEST_EMOJI = 16


def sticker_content(files: Files, emoji: str) -> dict[str, Any]:
    """The content fields of a sticker message."""
    if not emoji.strip() or len(emoji) > _LONGEST_EMOJI:
        raise RoomError(400, "a sticker is one emoji")
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
