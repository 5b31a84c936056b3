"""A local chat room that speaks Telegram's Bot API, with people to play in the browser or from tests.

The bot runs the same code over the same wire as in production; nothing here knows the bot's own packages.
"""

from bot.chatroom.app import Server, create_app, serve
from bot.chatroom.clock import RoomClock
from bot.chatroom.records import Chat, Message, Person
from bot.chatroom.room import ChatRoom

__all__ = ["Chat", "ChatRoom", "Message", "Person", "RoomClock", "Server", "create_app", "serve"]
