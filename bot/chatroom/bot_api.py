"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``.

Judging by status codes matters: python-telegram-bot looks at the HTTP status, not at ``ok``.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from typing import Any

from aiohttp import web

from bot.chatroom.calls import Call
from bot.chatroom.errors import ApiError
from bot.chatroom.faults import Fault
from bot.chatroom.methods import METHODS, Method
from bot.chatroom.room import ChatRoom
from bot.chatroom.serving import file_answer
from bot.chatroom.wire import Params, read_params

logger = logging.getLogger(__name__)

_UNAUTHORIZED = ApiError(401, "Unauthorized")
_NOT_FOUND = ApiError(404, "Not Found")


class BotApi:
    """The two routes of the bot's side."""

    def __init__(self, room: ChatRoom) -> None:
        self._room = room
        room.webhook.answer = self._answer_from_webhook

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_route("GET", "/bot{token:[^/]*}/{method:[^/]*}", self.call)
        app.router.add_route("POST", "/bot{token:[^/]*}/{method:[^/]*}", self.call)
        app.router.add_get("/file/bot{token:[^/]*}/{path:.*}", self.file)

    async def call(self, request: web.Request) -> web.Response:
        """Answer one method call, or fail as ordered."""
        try:
            method = self._method(request)
            params = await read_params(request)
        except ApiError as error:
            return _answer(error.code, error.answer())
        call = self._room.calls.begin(method.name, params.logged(), method.known)
        fault = self._room.faults.take(method.name, params.integer("chat_id") or None)
        status, body = await self._done(method, params, call, fault)
        if fault and (fault.drops_before or fault.after):
            _drop(request)
        return _answer(status, body)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Send an uploaded file's bytes."""
        room, path = self._room, request.match_info["path"]
        file = room.files.at(path) if request.match_info["token"] == room.token else None
        if file is None:
            return _answer(404, _NOT_FOUND.answer())
        return file_answer(room.files, file, {"Content-Type": "application/octet-stream"})

    def _method(self, request: web.Request) -> Method:
        if request.match_info["token"] != self._room.token:
            raise _UNAUTHORIZED
        method = METHODS.get(request.match_info["method"].lower())
        if method is None:
            raise _NOT_FOUND
        return method

    async def _done(
        self, method: Method, params: Params, call: Call, fault: Fault | None
    ) -> tuple[int, dict[str, Any]]:
        pause = self._room.settings.latency_ms / 1000 + (fault.delay if fault else 0)
        if pause:
            await asyncio.sleep(pause)
        if fault and fault.drops_before:
            call.ok, call.error = False, "connection dropped"
            return 500, {}
        try:
            if fault:
                fault.strike()
            result = method.run(self._room, params)
            if inspect.isawaitable(result):
                result = await result
            await self._room.store.saved()
        except ApiError as error:
            call.ok, call.error = False, error.description
            return error.code, error.answer()
        except Exception:
            logger.exception("bot_api_call_broke", extra={"method": method.name})
            call.ok, call.error = False, "Internal Server Error"
            return 500, ApiError(500, "Internal Server Error").answer()
        call.ok = True
        return 200, {"ok": True, "result": result}

    async def _answer_from_webhook(self, given: dict[str, Any]) -> None:
        """Carry out a call the bot wrote into its answer to a webhook delivery; its result is told to nobody."""
        method = METHODS.get(str(given.pop("method", "")).lower())
        if method is not None:
            params = Params(given)
            await self._done(method, params, self._room.calls.begin(method.name, given, method.known), None)


def _answer(status: int, body: dict[str, Any]) -> web.Response:
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return web.Response(body=data, status=status, content_type="application/json")


def _drop(request: web.Request) -> None:
    """End the connection without a byte, as a dying network does."""
    if request.transport is not None:
        request.transport.abort()
