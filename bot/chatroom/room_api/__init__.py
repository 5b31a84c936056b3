"""The people's side over HTTP, one file a topic."""

from __future__ import annotations

from aiohttp import web

from bot.chatroom.room import ChatRoom
from bot.chatroom.room_api.controls import Controls
from bot.chatroom.room_api.exchange import guarded
from bot.chatroom.room_api.places import Places
from bot.chatroom.room_api.stream import Stream
from bot.chatroom.room_api.talk import Talk

__all__ = ["add_room_routes"]


def add_room_routes(app: web.Application, room: ChatRoom) -> None:
    """Register everything under ``/room``."""
    for part in (Places(room), Talk(room), Controls(room), Stream(room)):
        for verb, path, handler in part.routes():
            app.router.add_route(verb, f"/room{path}", guarded(handler))
