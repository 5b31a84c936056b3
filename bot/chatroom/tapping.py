"""People press buttons and ask the bot inline, and wait for its answer."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from bot.chatroom import words
from bot.chatroom.errors import RoomError
from bot.chatroom.privacy import reaches_bot
from bot.chatroom.records import Chat, Message
from bot.chatroom.views import bot_view, chat_view, message_view, user_view

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

PATIENCE = 10.0
_OFFERS_KEPT = 100

Inline = dict[str, Any]


async def tap(
    room: ChatRoom, person: int, chat: Chat, number: int, data: str, *, forged: bool = False
) -> dict[str, Any]:
    """Press a button and wait up to ten seconds; data that stands on no button is refused unless it is ``forged``."""
    message = room.message(chat.id, number)
    if not forged and (message is None or data not in _data_on(message)):
        raise RoomError(400, words.NO_BUTTON)
    query_id, answer = room.queries.ask()
    query: dict[str, Any] = {
        "id": query_id,
        "from": user_view(room.people[person]),
        "chat_instance": str(abs(chat.id) * 7919),
        "data": data,
    }
    gone = {"chat": chat_view(room, chat), "message_id": number, "date": 0}
    query["message"] = message_view(room, message) if message else gone
    if chat.private or chat.bot_inside:
        room.updates.add("callback_query", query, chat.id)
    await room.store.saved()
    given: dict[str, Any] | None = await _waited(answer)
    if given is not None:
        return given | {"answered": True}
    answer.add_done_callback(lambda late: _show_late(room, person, chat, number, late))
    return {"toast": None, "alert": False, "url": None, "answered": False}


async def ask_inline(room: ChatRoom, person: int, chat: Chat, query: str) -> dict[str, Any]:
    """Type ``@bot …`` and wait for the list: ``query_id``, ``results`` and the ``button`` above them, if any."""
    query_id, answer = room.queries.ask()
    asked = {"id": query_id, "from": user_view(room.people[person]), "query": query[:256], "offset": ""}
    room.updates.add("inline_query", asked | {"chat_type": "sender" if chat.private else chat.type}, person)
    await room.store.saved()
    given: dict[str, Any] = await _waited(answer) or {"results": [], "button": None}
    _remember(room, query_id, given["results"])
    shown = [{name: result[name] for name in ("id", "title", "description")} for result in given["results"]]
    return {"query_id": query_id, "results": shown, "button": given["button"]}


def choose_inline(room: ChatRoom, person: int, chat: Chat, query_id: str, result_id: str) -> Message:
    """Send one of the offered results in the person's name."""
    results = room.inline_results.get(query_id, [])
    result = next((result for result in results if result["id"] == result_id), None)
    if result is None:
        raise RoomError(404, words.NO_RESULT)
    content = result["content"] | {"via_bot": bot_view(room)}
    message = room.post(chat, person, content, keyboard=result["keyboard"])
    room.updates.add("chosen_inline_result", _chosen(room, person, result_id), person)
    if reaches_bot(room, chat, message):
        room.tell_bot(message)
    return message


def _remember(room: ChatRoom, query_id: str, results: list[Inline]) -> None:
    """Keep the offer until some later ones have come."""
    room.inline_results[query_id] = results
    while len(room.inline_results) > _OFFERS_KEPT:
        del room.inline_results[next(iter(room.inline_results))]


def _chosen(room: ChatRoom, person: int, result_id: str) -> dict[str, Any]:
    inline_id = secrets.token_urlsafe(16)
    return {"result_id": result_id, "from": user_view(room.people[person]), "query": "", "inline_message_id": inline_id}


def _show_late(room: ChatRoom, person: int, chat: Chat, number: int, answer: asyncio.Future[Any]) -> None:
    """An answer nobody waits for any more still reaches the person's stream."""
    toast = None if answer.cancelled() else answer.result()
    if toast is not None:
        where = {"chat": chat.id, "message": number, "person": person, "text": toast["toast"]}
        room.events.publish("toast", where | toast, [person])


def _data_on(message: Message) -> set[str]:
    rows = message.keyboard["inline_keyboard"] if message.keyboard else []
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}


async def _waited(answer: asyncio.Future[Any]) -> Any:
    try:
        return await asyncio.wait_for(asyncio.shield(answer), PATIENCE)
    except TimeoutError:
        return None
