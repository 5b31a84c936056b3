"""editMessageText, editMessageCaption, editMessageReplyMarkup, deleteMessage(s)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chatroom.errors import NOT_MODIFIED, bad_request
from bot.chatroom.keyboards import Keyboard, read_inline
from bot.chatroom.methods.registry import method
from bot.chatroom.methods.sending import preview_content
from bot.chatroom.methods.targets import known_chat, message_number, own_message, take_turn
from bot.chatroom.methods.texts import caption_content, text_content
from bot.chatroom.records import Chat, Message
from bot.chatroom.views import Wire, message_view
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

_WHICH = ("chat_id", "message_id", "inline_message_id", "reply_markup")
_DELETABLE_SECONDS = 48 * 3600
_MOST_AT_ONCE = 100


@method("editMessageText", *_WHICH, "text", "parse_mode", "entities", "link_preview_options")
def edit_message_text(room: ChatRoom, params: Params) -> Wire:
    """Replace the text; a keyboard that is not given again goes."""
    message = own_message(room, params)
    content = text_content(params) | preview_content(params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _changed(room, message, content, read_inline(params))


@method("editMessageCaption", *_WHICH, "caption", "parse_mode", "caption_entities")
def edit_message_caption(room: ChatRoom, params: Params) -> Wire:
    """Replace or remove the caption; a keyboard that is not given again goes."""
    message = own_message(room, params)
    caption = caption_content(params)
    if not message.content.keys() & {"photo", "document", "voice"}:
        raise bad_request("there is no caption in the message to edit")
    kept = {name: value for name, value in message.content.items() if not name.startswith("caption")}
    return _changed(room, message, kept | caption, read_inline(params))


@method("editMessageReplyMarkup", *_WHICH)
def edit_message_reply_markup(room: ChatRoom, params: Params) -> Wire:
    """Replace or remove the keyboard under a message."""
    message = own_message(room, params)
    return _changed(room, message, message.content, read_inline(params))


@method("deleteMessage", "chat_id", "message_id")
def delete_message(room: ChatRoom, params: Params) -> bool:
    """Take a message away for everybody."""
    chat = known_chat(room, params)
    message = room.message(chat.id, message_number(params))
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(room, chat, message)
    room.delete(message)
    return True


@method("deleteMessages", "chat_id", "message_ids")
def delete_messages(room: ChatRoom, params: Params) -> bool:
    """Take up to a hundred messages away; those that are gone already are skipped."""
    chat = known_chat(room, params)
    numbers = params.parsed("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not numbers or not all(type(number) is int for number in numbers):
        raise bad_request("message identifiers are not specified")
    if len(numbers) > _MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    found = [message for number in dict.fromkeys(numbers) if (message := room.message(chat.id, number))]
    for message in found:
        _check_deletable(room, chat, message)
    for message in found:
        room.delete(message)
    return True


def _changed(room: ChatRoom, message: Message, content: dict[str, Any], keyboard: Keyboard | None) -> Wire:
    if content == message.content and keyboard == message.keyboard:
        raise bad_request(NOT_MODIFIED)
    take_turn(room, room.chats[message.chat])
    message.content, message.keyboard, message.edited = content, keyboard, room.now()
    room.edited(message)
    return message_view(room, message)


def _check_deletable(room: ChatRoom, chat: Chat, message: Message) -> None:
    """The bot's own and a private chat's messages for two days; others in groups only as administrator."""
    own = message.sender == room.profile.id
    if not own and not chat.private and chat.bot != "administrator":
        raise bad_request("message can't be deleted")
    if room.now() - message.date > _DELETABLE_SECONDS and not (chat.bot == "administrator" and not chat.private):
        raise bad_request("message can't be deleted for everyone")
