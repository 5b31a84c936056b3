"""The people's side over HTTP, one file a topic.

Beyond the calls of design.md, section 5:

==========================================  ==========================================================================
``POST /room/edits``                        a person changes an own text: ``{as, chat, message, text}``
``POST /room/links``                        a person opens ``https://t.me/<bot>?start=…``: ``{as, url, chat?}``
``POST /room/inline``, ``…/choose``         ``{as, chat, query}`` → ``{query_id, results}``; then ``{…, result_id}``
``POST /room/chats/{id}/members``           ``{add, remove, bot, admin, as}``; ``admin`` makes the bot an administrator
``POST /room/chats/{id}/block``, ``…/read`` ``{blocked}``; ``{as}`` has seen everything, ``unread`` counts from there
``POST /room/chats/{id}/migrate``           the group becomes a supergroup; answers with the new chat
``GET, DELETE /room/faults``                what is still going to fail; nothing any more
``POST /room/limits``                       ``{strict}``
``GET, POST /room/settings``                the switches of ``settings.RoomSettings``
``GET /room/bot?as&chat``                   name, commands and menu button as this person sees them there
``GET /room/calls?after=N&method=M``        the bot's calls: ``{n, at, method, params, ok, error, unknown}``
``GET, POST /room/clock``                   ``{now}`` or ``{advance}``, when the room was given a clock
==========================================  ==========================================================================

A refusal is ``{"error": sentence}`` with its status.

A fault is ``{method, times, error_code, parameters, description?, delay?, chat?}``: ``error_code`` 0 or ``"drop"`` ends
the connection before the call is done, ``"drop_after"`` once it is done, none only delays.
"""

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
