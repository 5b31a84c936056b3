"""The bot's own account: who it is, what it offers in which scope, its menu button."""

from __future__ import annotations

from typing import Any

from bot.chatroom.records import Chat
from bot.chatroom.store import Store

Commands = list[dict[str, str]]


class BotProfile:
    """The bot's name, texts and commands; everything the bot set itself survives a restart.

    A command list stands under (scope, language), the scope written as ``chat:-5``, ``chat_member:-5:7``, ``default`` …
    """

    def __init__(self, store: Store, token: str, username: str, name: str) -> None:
        self._store = store
        self.id = bot_id(token)
        self.username = username
        self._texts: dict[str, str] = {"name": name} | dict(store.load("profile"))
        self._commands: dict[str, Commands] = dict(store.load("commands"))
        self.menu: dict[str, Any] = dict(store.load("menu")).get("default") or {"type": "commands"}

    @property
    def name(self) -> str:
        """The name people see."""
        return self._texts["name"]

    def text(self, field: str, language: str = "") -> str:
        """``name``, ``description`` or ``short_description`` in a language, else the general one."""
        return self._texts.get(f"{field}/{language}") or self._texts.get(field, "")

    def set_text(self, field: str, language: str, text: str) -> None:
        """Set or, with an empty text, unset one of the texts."""
        key = f"{field}/{language}" if language else field
        if text:
            self._texts[key] = text
        elif key != "name":
            self._texts.pop(key, None)
        self._store.put("profile", key, text or None)

    def set_menu(self, menu: dict[str, Any]) -> None:
        """Set the menu button of all private chats that have none of their own."""
        self.menu = menu
        self._store.put("menu", "default", menu)

    def commands(self, scope: str, language: str) -> Commands:
        """The list set for exactly this scope and language."""
        return self._commands.get(f"{scope}/{language}", [])

    def set_commands(self, scope: str, language: str, commands: Commands) -> None:
        """Set a list; an empty one removes it."""
        key = f"{scope}/{language}"
        if commands:
            self._commands[key] = commands
        else:
            self._commands.pop(key, None)
        self._store.put("commands", key, commands or None)

    def commands_for(self, chat: Chat | None, person: int | None, language: str) -> Commands:
        """The list a person sees in a chat: the narrowest scope that has one, in the person's language first."""
        for scope in _scopes(chat, person):
            for tongue in (language.split("-")[0], ""):
                if found := self._commands.get(f"{scope}/{tongue}"):
                    return found
        return []


def bot_id(token: str) -> int:
    """The bot's user id, which stands before the colon of its token."""
    head = token.split(":", 1)[0]
    return int(head) if head.isdecimal() else 1_000_000_001


def _scopes(chat: Chat | None, person: int | None) -> list[str]:
    if chat is None:
        return ["default"]
    if chat.private:
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    leads = person is not None and person == chat.creator
    narrow = [
        f"chat_member:{chat.id}:{person}",
        *([f"chat_administrators:{chat.id}"] if leads else []),
        f"chat:{chat.id}",
    ]
    wide = [*(["all_chat_administrators"] if leads else []), "all_group_chats", "default"]
    return narrow + wide
