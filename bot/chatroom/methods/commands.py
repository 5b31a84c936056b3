"""setMyCommands, getMyCommands, deleteMyCommands: the bot's menu of commands by scope and language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.chatroom.errors import bad_request
from bot.chatroom.methods.registry import method
from bot.chatroom.methods.targets import known_chat
from bot.chatroom.profile import Commands
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

_MOST = 100
_NAME_LIMIT = 32
_DESCRIPTION_LIMIT = 256
_NAME = re.compile(r"[a-z0-9_]+\Z")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?\Z")
_PLAIN = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_OF_CHAT = {"chat", "chat_administrators", "chat_member"}


@method("setMyCommands", "commands", "scope", "language_code")
def set_my_commands(room: ChatRoom, params: Params) -> bool:
    """Offer a list of commands in a scope."""
    given = params.parsed("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > _MOST:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    scope, language = _scope(room, params), read_language(params)
    room.profile.set_commands(scope, language, [_command(command) for command in given])
    return True


@method("getMyCommands", "scope", "language_code")
def get_my_commands(room: ChatRoom, params: Params) -> Commands:
    """Tell the list of exactly this scope and language."""
    return room.profile.commands(_scope(room, params), read_language(params))


@method("deleteMyCommands", "scope", "language_code")
def delete_my_commands(room: ChatRoom, params: Params) -> bool:
    """Take a list away; wider scopes show through again."""
    room.profile.set_commands(_scope(room, params), read_language(params), [])
    return True


def read_language(params: Params) -> str:
    """The two-letter ``language_code``, or nothing for all languages."""
    language = params.text("language_code")
    if not _LANGUAGE.match(language):
        raise bad_request("invalid language code specified")
    return language


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    if not isinstance(given.get("command"), str) or not isinstance(given.get("description"), str):
        raise bad_request('can\'t parse BotCommand: Can\'t find field "command" or "description"')
    name, description = given["command"].strip().removeprefix("/"), given["description"].strip()
    if not name or not description:
        raise bad_request(f"command {'description ' if name else ''}must be non-empty")
    if len(name) > _NAME_LIMIT:
        raise bad_request(f"command length must not exceed {_NAME_LIMIT}")
    if len(description) > _DESCRIPTION_LIMIT:
        raise bad_request(f"command description length must not exceed {_DESCRIPTION_LIMIT}")
    if not _NAME.match(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def _scope(room: ChatRoom, params: Params) -> str:
    """The scope as one key; raises 400 for an unknown kind or chat."""
    given = params.parsed("scope", "BotCommandScope")
    if given is None:
        return "default"
    kind = str(given.get("type")) if isinstance(given, dict) else ""
    if kind in _PLAIN:
        return kind
    if kind not in _OF_CHAT:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = known_chat(room, Params(given))
    if kind != "chat_member":
        return f"{kind}:{chat.id}"
    user = Params(given).integer("user_id")
    if user not in chat.members:
        raise bad_request("invalid user_id specified")
    return f"{kind}:{chat.id}:{user}"
