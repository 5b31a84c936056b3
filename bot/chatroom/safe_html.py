"""Text and entities → HTML the page may put into itself: everything escaped, only our own tags, only safe links."""

from __future__ import annotations

from html import escape

from bot.chatroom.entities import Entity

_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
}  # fmt: skip
_CLASSES = {
    "spoiler": "spoiler", "mention": "mention", "text_mention": "mention", "hashtag": "hashtag",
    "bot_command": "command",
}  # fmt: skip
_LINKS = ("http://", "https://", "tg://", "mailto:")


def safe_html(text: str, entities: list[Entity]) -> str:
    """HTML of a message; line breaks stay line breaks (the page keeps white space)."""
    if not entities:
        return escape(text, quote=False)
    data = text.encode("utf-16-le", "surrogatepass")
    html, _ = _run(data, 0, len(data) // 2, sorted(entities, key=lambda e: (e["offset"], -e["length"])))
    return html


def _run(data: bytes, start: int, end: int, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """HTML of ``start..end`` with the entities that begin inside it; what overlaps is cut at ``end``."""
    parts: list[str] = []
    at = start
    while entities and entities[0]["offset"] < end:
        entity, entities = entities[0], entities[1:]
        begin = max(entity["offset"], at)
        stop = min(entity["offset"] + entity["length"], end)
        if stop <= begin:
            continue
        parts.append(_plain(data, at, begin))
        inner, entities = _run(data, begin, stop, entities)
        parts.append(_wrapped(entity, inner, _text(data, begin, stop)))
        at = stop
    parts.append(_plain(data, at, end))
    return "".join(parts), entities


def _wrapped(entity: Entity, inner: str, text: str) -> str:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>{inner}</{_TAGS[kind]}>"
    if kind in _CLASSES:
        return f'<span class="{_CLASSES[kind]}">{inner}</span>'
    if kind == "blockquote":
        return f"<blockquote>{inner}</blockquote>"
    if kind == "expandable_blockquote":
        return f'<blockquote class="expandable">{inner}</blockquote>'
    target = {"text_link": str(entity.get("url", "")), "url": text, "email": f"mailto:{text}"}.get(kind)
    return _link(target, inner) if target else inner


def _link(target: str, inner: str) -> str:
    if "://" not in target and not target.startswith("mailto:"):
        target = f"http://{target}"
    if not target.lower().startswith(_LINKS):
        return inner
    return f'<a href="{escape(target)}" target="_blank" rel="noopener noreferrer">{inner}</a>'


def _text(data: bytes, start: int, end: int) -> str:
    return data[2 * start : 2 * end].decode("utf-16-le", "replace")


def _plain(data: bytes, start: int, end: int) -> str:
    return escape(_text(data, start, end), quote=False)
