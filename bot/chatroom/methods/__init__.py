"""The bot's side, one file a topic; importing this package fills the registry."""

from bot.chatroom.methods import chats, commands, copying, editing, identity, media, queries, receiving, sending
from bot.chatroom.methods.registry import METHODS, Method

__all__ = [
    "METHODS",
    "Method",
    "chats",
    "commands",
    "copying",
    "editing",
    "identity",
    "media",
    "queries",
    "receiving",
    "sending",
]
