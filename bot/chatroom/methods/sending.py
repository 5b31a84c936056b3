"""sendMessage, sendLocation, sendChatAction, and what every send has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.chatroom.errors import bad_request
from bot.chatroom.keyboards import Markup, read_markup
from bot.chatroom.methods.registry import method
from bot.chatroom.methods.targets import take_turn, writable_chat
from bot.chatroom.methods.texts import text_content
from bot.chatroom.records import Chat, Message
from bot.chatroom.views import Wire, message_view
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

DELIVERY = ("chat_id", "message_thread_id", "disable_notification", "protect_content", "reply_parameters")
ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip
_PREVIEW = {
    "is_disabled": bool, "url": str, "prefer_small_media": bool, "prefer_large_media": bool, "show_above_text": bool,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything about a send but its content: where to, as a reply to what, with which keyboard, how loud."""

    chat: Chat
    reply_to: int | None
    thread: int | None
    markup: Markup
    silent: bool
    protected: bool


def read_envelope(room: ChatRoom, params: Params) -> Envelope:
    """Read and check what all sends share; raises 400 or 403."""
    chat = writable_chat(room, params)
    return Envelope(
        chat,
        reply_target(room, chat, params),
        _thread(chat, params),
        read_markup(params),
        params.flag("disable_notification"),
        params.flag("protect_content"),
    )


def post(room: ChatRoom, envelope: Envelope, content: dict[str, Any]) -> Message:
    """Write the bot's message into the chat; the caller has taken the chat's turn."""
    return room.post(
        envelope.chat,
        room.profile.id,
        content,
        reply_to=envelope.reply_to,
        keyboard=envelope.markup.inline,
        reply_keyboard=envelope.markup.reply,
        silent=envelope.silent,
        protected=envelope.protected,
        thread=envelope.thread,
    )


@method("sendMessage", *DELIVERY, "text", "parse_mode", "entities", "link_preview_options", "reply_markup")
def send_message(room: ChatRoom, params: Params) -> Wire:
    """Send a text."""
    envelope = read_envelope(room, params)
    content = text_content(params) | preview_content(params)
    take_turn(room, envelope.chat)
    return message_view(room, post(room, envelope, content))


@method("sendLocation", *DELIVERY, "latitude", "longitude", "horizontal_accuracy", "reply_markup")
def send_location(room: ChatRoom, params: Params) -> Wire:
    """Send a point on the map."""
    envelope = read_envelope(room, params)
    location = read_location(params)
    take_turn(room, envelope.chat)
    return message_view(room, post(room, envelope, {"location": location}))


@method("sendChatAction", "chat_id", "message_thread_id", "action")
def send_chat_action(room: ChatRoom, params: Params) -> bool:
    """Show "is typing…" in the chat for a moment."""
    chat = writable_chat(room, params)
    action = params.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    _thread(chat, params)
    sender = {"id": room.profile.id, "name": room.profile.name, "bot": True}
    room.events.publish("typing", {"chat": chat.id, "from": sender, "action": action}, chat.members)
    return True


def reply_target(room: ChatRoom, chat: Chat, params: Params) -> int | None:
    """The message replied to; raises 400 when it is gone, unless the call allows sending without."""
    given = params.parsed("reply_parameters", "reply parameters")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad_request("can't parse reply parameters: object expected")
    number = given.get("message_id")
    elsewhere = given.get("chat_id") not in (None, chat.id, str(chat.id))
    if isinstance(number, int) and not elsewhere and room.message(chat.id, number):
        return number
    if given.get("allow_sending_without_reply") is True:
        return None
    raise bad_request("message to be replied not found")


def read_location(params: Params) -> Wire:
    """``latitude`` and ``longitude`` of a call as a Location."""
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request(f"{'latitude' if latitude is None else 'longitude'} is empty")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong latitude or longitude specified")
    location: Wire = {"latitude": latitude, "longitude": longitude}
    accuracy = params.number("horizontal_accuracy")
    return location | ({"horizontal_accuracy": accuracy} if accuracy else {})


def _thread(chat: Chat, params: Params) -> int | None:
    number = params.integer("message_thread_id")
    if number and not chat.forum:
        raise bad_request("message thread not found")
    return number or None


def preview_content(params: Params) -> dict[str, Any]:
    """``link_preview_options`` of a call as a content field; raises 400 for a wrong type."""
    options = params.parsed("link_preview_options", "link preview options")
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise bad_request("can't parse link preview options: object expected")
    for name, kind in _PREVIEW.items():
        if name in options and not isinstance(options[name], kind):
            raise bad_request(f'can\'t parse link preview options: field "{name}" must be of type {kind.__name__}')
    return {"link_preview_options": {name: options[name] for name in _PREVIEW if name in options}}
