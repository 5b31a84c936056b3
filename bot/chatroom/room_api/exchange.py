"""Reading the people's calls and answering them: JSON or forms in, JSON out, one sentence when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.chatroom import words
from bot.chatroom.errors import ApiError, RoomError
from bot.chatroom.records import Chat
from bot.chatroom.room import ChatRoom
from bot.chatroom.wire import Params, read_params

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Route = tuple[str, str, Handler]


class Fields:
    """The fields of a people's call; a missing or ill-typed one raises RoomError naming it."""

    def __init__(self, params: Params) -> None:
        self._params = params
        self.values = params.values
        self.files = params.files

    def has(self, name: str) -> bool:
        """Whether the field was given and is not null."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """A text, empty when absent."""
        return self._params.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no."""
        return self._params.flag(name) if self.has(name) else default

    def number(self, name: str) -> int:
        """A whole number that must be there."""
        found = self.maybe_number(name)
        if found is None:
            raise RoomError(400, words.missing(name))
        return found

    def maybe_number(self, name: str) -> int | None:
        """A whole number, or None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise RoomError(400, words.not_a_number(name)) from None

    def decimal(self, name: str) -> float:
        """A decimal number that must be there."""
        found = self._params.number(name)
        if found is None:
            raise RoomError(400, words.not_a_number(name))
        return found

    def numbers(self, name: str) -> list[int]:
        """A list of whole numbers, empty when absent."""
        found = self._params.parsed(name, name) or []
        if not isinstance(found, list) or not all(type(item) is int for item in found):
            raise RoomError(400, words.not_numbers(name))
        return found


async def read_fields(request: web.Request) -> Fields:
    """The fields of a call, from JSON, a form or multipart."""
    params = await read_params(request)
    return Fields(params)


def viewer_of(request: web.Request) -> int | None:
    """The person of ``?as``, or None."""
    return query_number(request, "as")


def query_number(request: web.Request, name: str) -> int | None:
    """A whole number from the query, or None when absent."""
    given = request.query.get(name, "")
    if not given:
        return None
    try:
        return int(given)
    except ValueError:
        raise RoomError(400, words.not_a_number(name)) from None


def chat_of(room: ChatRoom, request: web.Request) -> Chat:
    """The chat in the path, followed to its supergroup if it became one."""
    try:
        chat = room.chats.get(int(request.match_info["id"]))
    except ValueError:
        chat = None
    while chat is not None and chat.migrated_to is not None:
        chat = room.chats[chat.migrated_to]
    if chat is None:
        raise RoomError(404, words.NO_CHAT)
    return chat


def json_answer(page: Any, status: int = 200) -> web.Response:
    """A page of JSON."""
    return web.Response(
        body=json.dumps(page, ensure_ascii=False).encode("utf-8", "surrogatepass"),
        status=status,
        content_type="application/json",
    )


async def saved(room: ChatRoom, page: Any) -> web.Response:
    """Answer once everything changed so far is on disk."""
    await room.store.saved()
    return json_answer(page)


def guarded(handler: Handler) -> Handler:
    """A handler whose refusals become ``{"error": …}`` with their status."""

    async def run(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except RoomError as error:
            return json_answer({"error": error.text}, error.status)
        except ApiError as error:
            return json_answer({"error": words.TOO_BIG if error.code == 413 else words.UNREADABLE}, error.code)

    return run
