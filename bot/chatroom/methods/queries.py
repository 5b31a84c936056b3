"""answerCallbackQuery and answerInlineQuery: the bot's answers to taps and inline questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.chatroom.errors import bad_request
from bot.chatroom.keyboards import read_inline
from bot.chatroom.methods.registry import method
from bot.chatroom.methods.texts import text_content
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

_TOAST_LIMIT = 200
_MOST_RESULTS = 50
_MOST_ID_BYTES = 64
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@method("answerCallbackQuery", "callback_query_id", "text", "show_alert", "url", "cache_time")
def answer_callback_query(room: ChatRoom, params: Params) -> bool:
    """Answer a tap, with a toast, an alert or a link back to the bot."""
    text, url = params.text("text"), params.text("url")
    if len(text) > _TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not url.startswith(
        (f"https://t.me/{room.profile.username}?start=", f"t.me/{room.profile.username}?start=")
    ):
        raise bad_request("URL_INVALID")
    room.queries.answer(
        params.text("callback_query_id"),
        {"toast": text or None, "alert": params.flag("show_alert"), "url": url or None},
    )
    return True


@method("answerInlineQuery", "inline_query_id", "results", "cache_time", "is_personal", "next_offset", "button")
def answer_inline_query(room: ChatRoom, params: Params) -> bool:
    """Answer an inline question with up to 50 articles."""
    results = params.parsed("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > _MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    kept = [_result(result) for result in results]
    if len({result["id"] for result in kept}) < len(kept):
        raise bad_request("RESULT_ID_DUPLICATE")
    room.queries.answer(params.text("inline_query_id"), {"results": kept, "button": _button(room, params)})
    return True


def _button(room: ChatRoom, params: Params) -> dict[str, str] | None:
    """The button above the results, as the link it opens; a web app is no part of the local chat room."""
    given = params.parsed("button", "inline query results button")
    if not given:
        return None
    if not isinstance(given, dict) or not str(given.get("text") or "").strip():
        raise bad_request('can\'t parse inline query results button: Field "text" must be non-empty')
    start = given.get("start_parameter")
    if start is None:
        raise bad_request("can't parse inline query results button: start_parameter is needed in the local chat room")
    if not isinstance(start, str) or not _START_PARAMETER.fullmatch(start):
        raise bad_request("START_PARAM_INVALID")
    return {"text": str(given["text"]), "url": f"https://t.me/{room.profile.username}?start={start}"}


def _result(given: Any) -> dict[str, Any]:
    """An article with its message already read, so that choosing it cannot fail."""
    if not isinstance(given, dict) or given.get("type") != "article":
        raise bad_request("can't parse inline query result: type must be article in the local chat room")
    number = given.get("id")
    if not isinstance(number, str) or not 0 < len(number.encode()) <= _MOST_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not given.get("title"):
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = given.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("MESSAGE_EMPTY")
    read = Params({"text": content["message_text"], **content})
    return {
        "id": number,
        "title": str(given["title"]),
        "description": given.get("description"),
        "content": text_content(read),
        "keyboard": read_inline(Params(given)),
    }
