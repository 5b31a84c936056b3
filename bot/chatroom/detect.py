"""Entities Telegram finds by itself in any text: commands, mentions, hashtags, addresses."""

from __future__ import annotations

import re

from bot.chatroom.entities import Entity, utf16_length

_URL_TAIL = r"[^\s<>\"'，。；：！？、（）“”]"
_DOMAIN = r"(?:[a-z0-9-]+\.)+(?:com|cn|org|net|gov|me|io)\b"
_PATTERNS = (
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])", re.ASCII)),
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)),
    ("url", re.compile(rf"(?<![\w@])(?:https?://{_URL_TAIL}+|{_DOMAIN}(?:/{_URL_TAIL}*)?)", re.IGNORECASE | re.ASCII)),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
)
_HINT = re.compile(r"[/@#.]")


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The given entities and those found in the text outside of them (code, links and quotes of code stay whole)."""
    if not _HINT.search(text):
        return entities
    closed = [_span(entity) for entity in entities if entity["type"] in {"code", "pre", "text_link", "text_mention"}]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            whole = match[0].rstrip(".,:;!?)") if kind == "url" else match[0]
            offset, length = utf16_length(text[: match.start()]), utf16_length(whole)
            if all(offset + length <= start or offset >= end for start, end in closed):
                closed.append((offset, offset + length))
                found.append({"type": kind, "offset": offset, "length": length})
    if not found:
        return entities
    return sorted([*entities, *found], key=lambda entity: (entity["offset"], -entity["length"]))


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]
