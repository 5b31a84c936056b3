"""sendPhoto, sendDocument, sendVoice, sendMediaGroup: files going out, uploaded or by file id."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.chatroom.errors import WRONG_FILE, bad_request
from bot.chatroom.files import Kind, image_size
from bot.chatroom.methods.registry import method
from bot.chatroom.methods.sending import DELIVERY, post, read_envelope
from bot.chatroom.methods.targets import take_turn
from bot.chatroom.methods.texts import caption_content
from bot.chatroom.records import StoredFile
from bot.chatroom.views import Wire, file_fields, message_view
from bot.chatroom.wire import Params, Upload

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

PHOTO_LIMIT = 10 << 20
_CAPTION = ("caption", "parse_mode", "caption_entities")
_ALBUM = range(2, 11)
_ALBUM_KINDS: dict[str, Kind] = {"photo": "photo", "document": "document"}


@method("sendPhoto", *DELIVERY, "photo", *_CAPTION, "reply_markup")
def send_photo(room: ChatRoom, params: Params) -> Wire:
    """Send a photo."""
    return _send_file(room, params, "photo")


@method("sendDocument", *DELIVERY, "document", *_CAPTION, "disable_content_type_detection", "reply_markup")
def send_document(room: ChatRoom, params: Params) -> Wire:
    """Send a file of any kind."""
    return _send_file(room, params, "document")


@method("sendVoice", *DELIVERY, "voice", "duration", *_CAPTION, "reply_markup")
def send_voice(room: ChatRoom, params: Params) -> Wire:
    """Send a voice message."""
    return _send_file(room, params, "voice")


@method("sendMediaGroup", *DELIVERY, "media")
def send_media_group(room: ChatRoom, params: Params) -> list[Wire]:
    """Send two to ten photos or documents as one album."""
    envelope = read_envelope(room, params)
    items = _album(params)
    sources = [_source(room, params, _ALBUM_KINDS[item.values["type"]], item.text("media")) for item in items]
    captions = [caption_content(item) for item in items]
    take_turn(room, envelope.chat, len(items))
    group = {"media_group_id": str(secrets.randbits(60))}
    sent = []
    for item, source, caption in zip(items, sources, captions, strict=True):
        file = _kept(room, source, _ALBUM_KINDS[item.values["type"]])
        sent.append(post(room, envelope, file_fields(file) | caption | group))
    return [message_view(room, message) for message in sent]


def _send_file(room: ChatRoom, params: Params, kind: Kind) -> Wire:
    envelope = read_envelope(room, params)
    source = _source(room, params, kind, params.text(kind))
    caption = caption_content(params)
    take_turn(room, envelope.chat)
    file = _kept(room, source, kind, params.integer("duration"))
    return message_view(room, post(room, envelope, file_fields(file) | caption))


def _album(params: Params) -> list[Params]:
    items = params.parsed("media", "input media")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise bad_request("expected an Array of InputMedia")
    if len(items) not in _ALBUM:
        raise bad_request("wrong number of messages to send as an album; it must be 2-10")
    kinds = {item.get("type") for item in items}
    if not kinds <= _ALBUM_KINDS.keys():
        raise bad_request("can't parse InputMedia: type must be photo or document in the local chat room")
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    return [Params(dict(item)) for item in items]


def _source(room: ChatRoom, params: Params, kind: Kind, given: str) -> StoredFile | Upload:
    """The file a parameter means: a part of the body, ``attach://`` to one, or the id of a file already here."""
    part = given.removeprefix("attach://") if given.startswith("attach://") else "" if given else kind
    upload = params.files.get(part)
    if upload is not None:
        return _checked(upload, kind)
    if not given or given.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = room.files.get(given)
    if file is None:
        raise bad_request(WRONG_FILE)
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return file


def _checked(upload: Upload, kind: Kind) -> Upload:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if kind != "photo":
        return upload
    size = len(upload.data)
    if size > PHOTO_LIMIT:
        raise bad_request(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes")
    _check_dimensions(upload.data)
    return upload


def _check_dimensions(data: bytes) -> None:
    found = image_size(data)
    if found is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = found
    if width + height > 10_000 or not width or not height or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _kept(room: ChatRoom, source: StoredFile | Upload, kind: Kind, duration: int = 0) -> StoredFile:
    return source if isinstance(source, StoredFile) else room.files.add(kind, source, duration)
