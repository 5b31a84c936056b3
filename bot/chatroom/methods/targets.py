"""Where a call goes: the chat it names, whether the bot may write there, and whether it is the chat's turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chatroom.errors import bad_request, forbidden, migrated, too_many
from bot.chatroom.records import Chat, Message
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom


def known_chat(room: ChatRoom, params: Params, name: str = "chat_id") -> Chat:
    """The chat a parameter names; raises 400 or 403 when the bot has no way to it."""
    given = params.text(name).strip()
    if not given:
        raise bad_request(f"{name} is empty")
    chat = room.chats.get(int(given)) if given.removeprefix("-").isdecimal() else None
    if chat is None or chat.bot == "never":
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if chat.bot == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.bot == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def writable_chat(room: ChatRoom, params: Params) -> Chat:
    """The chat of ``chat_id`` where the bot may write; raises 403 when the person blocked it or never wrote to it."""
    chat = known_chat(room, params)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if chat.private and not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def take_turn(room: ChatRoom, chat: Chat, count: int = 1) -> None:
    """Count messages sent or edited against the limits, when they apply; raises 429."""
    if room.settings.strict_limits and (seconds := room.limits.take(chat.id, count)):
        raise too_many(seconds)


def message_number(params: Params) -> int:
    """The ``message_id``; raises 400 when it is missing."""
    number = params.integer("message_id")
    if number <= 0:
        raise bad_request("message identifier is not specified")
    return number


def own_message(room: ChatRoom, params: Params) -> Message:
    """The bot's own message an edit names; raises 400 when it is gone, somebody else's, or has a reply keyboard."""
    if params.has("inline_message_id") and not params.has("chat_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = writable_chat(room, params)
    message = room.message(chat.id, message_number(params))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender != room.profile.id or message.reply_keyboard:
        raise bad_request("message can't be edited")
    return message
