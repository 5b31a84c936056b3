"""What of a group's talk reaches the bot: Telegram's privacy mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chatroom.records import Chat, Message

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom


def reaches_bot(room: ChatRoom, chat: Chat, message: Message) -> bool:
    """Whether the bot receives a person's message: everything in private and as administrator, else what is for it."""
    if chat.private:
        return True
    if not chat.bot_inside:
        return False
    if not room.settings.privacy or chat.bot == "administrator":
        return True
    return _is_reply(room, message) or _is_command(room, message) or _via_bot(message) or _mentions(room, message)


def _is_reply(room: ChatRoom, message: Message) -> bool:
    target = room.message(message.chat, message.reply_to) if message.reply_to is not None else None
    return target is not None and target.sender == room.profile.id


def _is_command(room: ChatRoom, message: Message) -> bool:
    first = message.entities[0] if message.entities else {}
    if first.get("type") != "bot_command" or first.get("offset") != 0:
        return False
    _, at, name = message.text[: first["length"]].partition("@")
    return not at or name.lower() == room.profile.username.lower()


def _via_bot(message: Message) -> bool:
    return "via_bot" in message.content


def _mentions(room: ChatRoom, message: Message) -> bool:
    if not room.settings.mentions:
        return False
    wanted = f"@{room.profile.username}".lower()
    text = message.text.encode("utf-16-le", "surrogatepass")
    spans = [(entity["offset"], entity["length"]) for entity in message.entities if entity["type"] == "mention"]
    return any(text[2 * at : 2 * (at + length)].decode("utf-16-le").lower() == wanted for at, length in spans)
