"""What the bot asks and changes about chats: getChat…, leaveChat, pins, the menu button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chatroom.errors import bad_request
from bot.chatroom.membership import bot_leaves
from bot.chatroom.methods.registry import method
from bot.chatroom.methods.targets import known_chat, message_number, writable_chat
from bot.chatroom.records import Chat, Message
from bot.chatroom.views import Wire, full_chat_view, member_view, message_view
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom


@method("getChat", "chat_id")
def get_chat(room: ChatRoom, params: Params) -> Wire:
    """Tell about a chat."""
    return full_chat_view(room, known_chat(room, params))


@method("getChatMember", "chat_id", "user_id")
def get_chat_member(room: ChatRoom, params: Params) -> Wire:
    """Tell a person's standing in a chat."""
    chat, user = known_chat(room, params), params.integer("user_id")
    if user <= 0:
        raise bad_request("invalid user_id specified")
    if user not in room.people and user != room.profile.id:
        raise bad_request("user not found")
    return member_view(room, chat, user)


@method("getChatAdministrators", "chat_id")
def get_chat_administrators(room: ChatRoom, params: Params) -> list[Wire]:
    """Tell who runs a group; bots are left out, as published."""
    chat = known_chat(room, params)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [member_view(room, chat, chat.creator)] if chat.creator in chat.members and chat.creator else []


@method("getChatMemberCount", "chat_id")
def get_chat_member_count(room: ChatRoom, params: Params) -> int:
    """Count the members, the bot included."""
    return len(known_chat(room, params).members) + 1


@method("leaveChat", "chat_id")
def leave_chat(room: ChatRoom, params: Params) -> bool:
    """Leave a group."""
    chat = known_chat(room, params)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    bot_leaves(room, chat)
    return True


@method("pinChatMessage", "chat_id", "message_id", "disable_notification")
def pin_chat_message(room: ChatRoom, params: Params) -> bool:
    """Pin a message; in groups only as administrator."""
    chat = _pinnable(room, params)
    message = room.message(chat.id, message_number(params))
    if message is None:
        raise bad_request("message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        room.chat_changed(chat)
        _show_pin(room, chat, message, silent=params.flag("disable_notification"))
    return True


@method("unpinChatMessage", "chat_id", "message_id")
def unpin_chat_message(room: ChatRoom, params: Params) -> bool:
    """Unpin a message, or the last pinned one."""
    chat = _pinnable(room, params)
    number = params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    room.chat_changed(chat)
    return True


@method("setChatMenuButton", "chat_id", "menu_button")
def set_chat_menu_button(room: ChatRoom, params: Params) -> bool:
    """Choose what the button beside the text field does, in one private chat or in all."""
    button = _menu_button(params.parsed("menu_button", "menu button"))
    if not params.text("chat_id"):
        room.profile.set_menu({"type": "commands"} if button["type"] == "default" else button)
        return True
    chat = _private(room, params)
    chat.menu = None if button["type"] == "default" else button
    room.chat_changed(chat)
    return True


@method("getChatMenuButton", "chat_id")
def get_chat_menu_button(room: ChatRoom, params: Params) -> Wire:
    """Tell the menu button of a private chat, or the general one."""
    if not params.text("chat_id"):
        return room.profile.menu
    return _private(room, params).menu or {"type": "default"}


def _private(room: ChatRoom, params: Params) -> Chat:
    chat = known_chat(room, params)
    if not chat.private:
        raise bad_request("chat_id must be a private chat")
    return chat


def _pinnable(room: ChatRoom, params: Params) -> Chat:
    chat = writable_chat(room, params)
    if not chat.private and chat.bot != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _show_pin(room: ChatRoom, chat: Chat, message: Message, *, silent: bool) -> None:
    pinned = message_view(room, message, reply=False)
    room.post(chat, room.profile.id, {"pinned_message": pinned}, silent=silent)


def _menu_button(given: Any) -> Wire:
    if given is None:
        return {"type": "default"}
    kind = given.get("type") if isinstance(given, dict) else None
    if kind in ("default", "commands"):
        return {"type": kind}
    if kind != "web_app":
        raise bad_request("can't parse menu button: unsupported type specified")
    target = given.get("web_app")
    address = target.get("url") if isinstance(target, dict) else None
    if not given.get("text") or not str(address).startswith("https://"):
        raise bad_request("BUTTON_URL_INVALID")
    return {"type": "web_app", "text": str(given["text"]), "web_app": {"url": str(address)}}
