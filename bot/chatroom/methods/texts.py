"""Texts and captions of a call, parsed and measured."""

from __future__ import annotations

from typing import Any

from bot.chatroom.detect import with_found
from bot.chatroom.entities import Entity, checked_entities, parse_html, trimmed
from bot.chatroom.errors import bad_request
from bot.chatroom.wire import Params

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_SOURCE_LIMIT = 1 << 15

Content = dict[str, Any]


def text_content(params: Params) -> Content:
    """``text`` and ``entities`` of a call as content fields; raises 400 for an empty, overlong or broken text."""
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_content(params: Params) -> Content:
    """``caption`` and ``caption_entities`` of a call as content fields, empty without a caption."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if len(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def _formatted(params: Params, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    source = params.text(name).replace("\r", "")
    if len(source.encode("utf-8", "surrogatepass")) > _SOURCE_LIMIT:
        raise bad_request("text is too long")
    mode = params.text("parse_mode").strip().lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode in ("", "none"):
        text, entities = source, checked_entities(params.parsed(entities_name, "message entities"), source)
    else:
        raise bad_request(
            f"unsupported parse_mode (the local chat room reads HTML only, not {params.text('parse_mode')})"
        )
    text, entities = trimmed(text, entities)
    return text, with_found(text, entities)
