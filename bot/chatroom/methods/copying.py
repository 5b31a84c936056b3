"""forwardMessage and copyMessage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chatroom.errors import bad_request
from bot.chatroom.methods.registry import method
from bot.chatroom.methods.sending import DELIVERY, post, read_envelope
from bot.chatroom.methods.targets import known_chat, message_number, take_turn
from bot.chatroom.methods.texts import caption_content
from bot.chatroom.records import Message
from bot.chatroom.views import Wire, message_view, sender_view
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

_SOURCE = ("from_chat_id", "message_id")
_COPIED = {
    "text", "entities", "caption", "caption_entities", "photo", "document", "voice", "sticker", "location", "contact",
    "link_preview_options",
}  # fmt: skip


@method("forwardMessage", *(name for name in DELIVERY if name != "reply_parameters"), *_SOURCE)
def forward_message(room: ChatRoom, params: Params) -> Wire:
    """Forward a message with its origin."""
    envelope = read_envelope(room, params)
    source = _source(room, params, "message to forward not found")
    content = _content(source, "message can't be forwarded")
    sender = sender_view(room, source.sender or room.profile.id)
    origin = {"type": "user", "sender_user": sender, "date": source.date}
    take_turn(room, envelope.chat)
    return message_view(room, post(room, envelope, content | {"forward_origin": origin}))


@method("copyMessage", *DELIVERY, *_SOURCE, "caption", "parse_mode", "caption_entities", "reply_markup")
def copy_message(room: ChatRoom, params: Params) -> Wire:
    """Send the same content again, without a link to where it came from."""
    envelope = read_envelope(room, params)
    content = _content(_source(room, params, "message to copy not found"), "message can't be copied")
    if params.has("caption") and "text" not in content:
        content = {name: value for name, value in content.items() if not name.startswith("caption")} | caption_content(
            params
        )
    take_turn(room, envelope.chat)
    return {"message_id": post(room, envelope, content).id}


def _source(room: ChatRoom, params: Params, missing: str) -> Message:
    chat = known_chat(room, params, "from_chat_id")
    message = room.message(chat.id, message_number(params))
    if message is None:
        raise bad_request(missing)
    return message


def _content(message: Message, refused: str) -> dict[str, Any]:
    content = {name: value for name, value in message.content.items() if name in _COPIED}
    if not content or message.protected:
        raise bad_request(refused)
    return content
