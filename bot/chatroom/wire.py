"""Reading a Bot API call from HTTP: query, JSON, form and multipart bodies become one set of parameters.

The real server is lenient about types (numbers and booleans as text, objects as JSON text), and so is this one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import BodyPartReader, web

from bot.chatroom.errors import ApiError, bad_request

UPLOAD_LIMIT = 50 << 20
_DRAIN_LIMIT = 4 * UPLOAD_LIMIT
_CHUNK = 1 << 16
_TRUE = {"true", "yes", "1", "t", "on"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart body."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Params:
    """The parameters of one call, read by the type the method expects."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the parameter was given at all."""
        return name in self.values or name in self.files

    def text(self, name: str, default: str = "") -> str:
        """The parameter as text."""
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """The parameter as a whole number; anything else counts as not given, as on the real server."""
        value = self.values.get(name)
        if isinstance(value, bool):
            return default
        try:
            return int(value) if value is not None else default
        except (TypeError, ValueError):
            return default

    def number(self, name: str) -> float | None:
        """The parameter as a decimal number, or None."""
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """The parameter as a boolean; absent is false."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else str(value).strip().lower() in _TRUE

    def parsed(self, name: str, what: str) -> Any:
        """The parameter as JSON, or None when it is absent or empty; raises 400 naming ``what``."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return _whole(json.loads(value), value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def logged(self) -> dict[str, Any]:
        """The parameters as the call log shows them, files by name and size."""
        files = {name: {"file": upload.name, "size": len(upload.data)} for name, upload in self.files.items()}
        return self.values | files


async def read_params(request: web.Request) -> Params:
    """All parameters of a call; raises 413 for a body over 50 MB and 400 for one that cannot be read."""
    params = Params(dict(request.query))
    if request.method == "POST" and request.can_read_body:
        await _read_body(request, params)
    return params


async def _read_body(request: web.Request, params: Params) -> None:
    kind = request.content_type
    if kind.startswith("multipart/"):
        await _read_parts(request, params)
        return
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    if kind == "application/json":
        params.values.update(_json_object(body))
    else:
        params.values.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        found = _whole(json.loads(body or b"{}"), body.decode("utf-8", "replace"))
    except ValueError:
        raise bad_request("can't parse JSON object in the request body") from None
    if not isinstance(found, dict):
        raise bad_request("object expected in the request body")
    return found


def _whole(found: Any, source: str) -> Any:
    """Parsed JSON whose texts are real text: half an emoji (a lone surrogate) is a UnicodeEncodeError, a ValueError."""
    if "\\ud" in source or "\\uD" in source:
        json.dumps(found, ensure_ascii=False).encode()
    return found


async def _read_parts(request: web.Request, params: Params) -> None:
    taken = 0
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            data, taken = await _read_part(part, taken)
            if part.filename is None:
                params.values[part.name] = data.decode("utf-8", "replace")
            else:
                mime = part.headers.get("Content-Type", "application/octet-stream")
                params.files[part.name] = Upload(_file_name(part.filename), mime, bytes(data))
    except ValueError:
        raise bad_request("can't parse the multipart body") from None
    if taken > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")


def _file_name(given: str) -> str:
    """The name as meant: some clients percent-encode what is not ASCII, all of them a quotation mark."""
    try:
        decoded = unquote(given, errors="strict")
    except UnicodeDecodeError:
        return given
    return given.replace("%22", '"') if decoded.isascii() else decoded


async def _read_part(part: BodyPartReader, taken: int) -> tuple[bytearray, int]:
    """The part's bytes and the running total; beyond the limit bytes are only counted, so the sender hears the 413."""
    data = bytearray()
    while chunk := await part.read_chunk(_CHUNK):
        taken += len(chunk)
        if taken <= UPLOAD_LIMIT:
            data += chunk
        if taken > _DRAIN_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
    return data, taken
