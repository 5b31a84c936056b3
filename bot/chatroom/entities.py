"""Telegram's HTML parse mode: text with tags → plain text and entities, refusing what Telegram refuses.

Offsets and lengths count UTF-16 code units, positions in error texts count bytes of the source, as published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5
from typing import Any
from urllib.parse import urlsplit

from bot.chatroom.errors import ApiError, bad_request

Entity = dict[str, Any]

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([a-zA-Z]+));?")
_TAG_NAME = re.compile(r"[^\s>/]*")
_ATTRIBUTE = re.compile(r"\s*([a-zA-Z-]+)(\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)$")
_SCHEMES = {"http", "https", "tg", "ton", "tonsite"}
PLAIN_TYPES = frozenset(
    {*_TYPES.values(), "expandable_blockquote", "mention", "hashtag", "cashtag", "bot_command", "url", "email",
     "phone_number", "text_mention"}
)  # fmt: skip


def utf16_length(text: str) -> int:
    """How many UTF-16 code units the text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Open:
    """A start tag still waiting for its end."""

    tag: str
    type: str
    offset: int
    extra: Entity


class _Parser:
    """One pass over the source; ``at`` is the place read next, ``length`` the UTF-16 length written so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.length = 0
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self._plain()
            if self.at < len(self.source):
                self._end_tag() if self.source.startswith("</", self.at) else self._start_tag()
        if self.open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _plain(self) -> None:
        stop = self.source.find("<", self.at)
        stop = len(self.source) if stop < 0 else stop
        if stop > self.at:
            text = unescaped(self.source[self.at : stop])
            self.out.append(text)
            self.length += utf16_length(text)
            self.at = stop

    def _start_tag(self) -> None:
        begin = self.at
        name = _tag_name(self.source, begin + 1)
        self.at = begin + 1 + len(name)
        tag = name.lower()
        if self.at >= len(self.source):
            raise _cannot(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _TYPES:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        attributes = self._attributes(tag, begin)
        self.open.append(self._opened(tag, attributes, begin))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            rest = self.source[self.at :].lstrip()
            self.at = len(self.source) - len(rest)
            if not rest:
                raise _cannot(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            if rest[0] == ">":
                self.at += 1
                return found
            match = _ATTRIBUTE.match(rest)
            if match is None:
                raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            value = next((part for part in match.groups()[2:] if part is not None), "")
            found[match[1].lower()] = unescaped(value)
            self.at += match.end()

    def _opened(self, tag: str, attributes: dict[str, str], begin: int) -> _Open:
        kind, extra = _TYPES[tag], {}
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        if tag == "blockquote" and "expandable" in attributes:
            kind = "expandable_blockquote"
        if tag == "a":
            extra = {"url": attributes.get("href", "")}
        if tag == "code" and attributes.get("class", "").startswith("language-"):
            extra = {"language": attributes["class"].removeprefix("language-")}
        if tag == "tg-emoji":
            extra = {"custom_emoji_id": attributes.get("emoji-id", "")}
        return _Open(tag, kind, self.length, extra)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _cannot(f"Unexpected end tag at byte offset {self._byte(begin)}")
        name = _tag_name(self.source, begin + 2)
        end = self.source.find(">", begin + 2 + len(name))
        if end < 0 or self.source[begin + 2 + len(name) : end].strip():
            raise _cannot(f"Unclosed end tag at byte offset {self._byte(begin)}")
        opened = self.open.pop()
        if name and name.lower() != opened.tag:
            found, wanted = f"</{name.lower()}>", f"</{opened.tag}>"
            raise _cannot(f'Unmatched end tag at byte offset {self._byte(begin)}, expected "{wanted}", found "{found}"')
        self.at = end + 1
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        if length == 0:
            return
        if opened.tag == "pre" and self._takes_language(opened.offset, length):
            return
        extra = opened.extra
        if opened.tag == "a":
            inner = "".join(self.out).encode("utf-16-le", "surrogatepass")[2 * opened.offset :]
            link = link_entity(extra["url"] or inner.decode("utf-16-le", "surrogatepass"))
            if link is None:
                return
            self.entities.append({**link, "offset": opened.offset, "length": length})
            return
        if opened.tag == "code" and not (self.open and self.open[-1].tag == "pre"):
            extra = {}
        self.entities.append({"type": opened.type, "offset": opened.offset, "length": length, **extra})

    def _takes_language(self, offset: int, length: int) -> bool:
        """``<pre><code class="language-x">`` over the same text is one ``pre`` entity with a language."""
        last = self.entities[-1] if self.entities else {}
        if last.get("type") != "code" or (last["offset"], last["length"]) != (offset, length):
            return False
        last["type"] = "pre"
        return True


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of an HTML-mode text; raises ``can't parse entities`` with Telegram's reason."""
    if "<" not in source:
        return unescaped(source), []
    return _Parser(source).parse()


def unescaped(text: str) -> str:
    """Resolve the four named references and all numeric ones; anything else stays as written."""
    return _REFERENCE.sub(_reference, text) if "&" in text else text


def link_entity(url: str) -> Entity | None:
    """The entity for a link target: a mention of a user, a text link, or None when it is no address."""
    if match := _USER_LINK.match(url):
        return {"type": "text_mention", "user": {"id": int(match[1])}}
    url = url.strip()
    address = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or re.search(r"\s", address):
        return None
    if parts.scheme.lower() != "tg" and "." not in host and host != "localhost":
        return None
    return {"type": "text_link", "url": address if parts.path or parts.query or parts.fragment else f"{address}/"}


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut white space off both ends, as Telegram does, and move the entities along."""
    stripped = text.strip()
    if len(stripped) == len(text):
        return text, entities
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(stripped)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return stripped, moved


def checked_entities(given: Any, text: str) -> list[Entity]:
    """Entities the caller listed itself; raises 400 when one is no MessageEntity or lies outside the text."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    length = utf16_length(text)
    return [_checked_entity(entity, length) for entity in given]


def _checked_entity(entity: Any, length: int) -> Entity:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse entities: can't parse MessageEntity: field \"type\" must be of type String")
    if entity["type"] not in PLAIN_TYPES:
        raise bad_request("can't parse entities: can't parse MessageEntity: unsupported type specified")
    offset, extent = entity.get("offset"), entity.get("length")
    if type(offset) is not int or type(extent) is not int:
        raise bad_request("can't parse entities: can't parse MessageEntity: field \"offset\" must be of type Number")
    if offset < 0 or extent <= 0 or offset + extent > length:
        raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
    if entity["type"] == "text_link" and link_entity(str(entity.get("url", ""))) is None:
        raise bad_request(f"entity URL '{entity.get('url', '')}' is invalid: Wrong HTTP URL")
    return entity


def _reference(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name, match[0]) if f"{name};" in html5 else match[0]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def _tag_name(source: str, at: int) -> str:
    match = _TAG_NAME.match(source, at)
    return match[0] if match else ""


def _cannot(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
