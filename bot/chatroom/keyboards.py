"""``reply_markup``: what Telegram accepts under a message, and its reasons for refusing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.chatroom.errors import ApiError, bad_request
from bot.chatroom.wire import Params

Keyboard = dict[str, Any]

MAX_BUTTONS = 100
MAX_IN_ROW = 8
_MAX_BYTES = 10 << 10
_MAX_DATA = 64
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_OBJECTS = {"web_app": "url", "login_url": "url", "copy_text": "text"}
_MAY_BE_EMPTY = {"switch_inline_query", "switch_inline_query_current_chat"}
_LOOKS = ("text", "style", "icon_custom_emoji_id")
_REPLY_FIELDS = ("is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective")


@dataclass(frozen=True, slots=True)
class Markup:
    """A read ``reply_markup``: at most one of the two is set."""

    inline: Keyboard | None = None
    reply: Keyboard | None = None


def read_markup(params: Params) -> Markup:
    """The call's ``reply_markup``; raises 400 with Telegram's wording."""
    given = params.parsed("reply_markup", "reply keyboard markup")
    if given is None:
        return Markup()
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if len(json.dumps(given, ensure_ascii=False).encode("utf-8", "surrogatepass")) > _MAX_BYTES:
        raise bad_request("reply markup is too long")
    if "inline_keyboard" in given:
        return Markup(inline=_inline(given["inline_keyboard"]))
    if "keyboard" in given:
        return Markup(reply=_reply(given))
    if given.get("remove_keyboard") is True:
        return Markup(reply={"remove_keyboard": True})
    if given.get("force_reply") is True:
        return Markup(reply={"force_reply": True} | _kept(given, ("input_field_placeholder", "selective")))
    return Markup()


def read_inline(params: Params) -> Keyboard | None:
    """The ``reply_markup`` of an edit, which may only be an inline keyboard."""
    markup = read_markup(params)
    if markup.reply is not None:
        raise bad_request("inline keyboard expected")
    return markup.inline


def _inline(rows: Any) -> Keyboard | None:
    kept = [[_inline_button(button) for button in row] for row in _rows(rows, "inline_keyboard") if row]
    if sum(map(len, kept)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": [row[:MAX_IN_ROW] for row in kept]} if kept else None


def _reply(given: Keyboard) -> Keyboard | None:
    rows = [[_reply_button(button) for button in row] for row in _rows(given["keyboard"], "keyboard") if row]
    if sum(map(len, rows)) > 3 * MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    if len(str(given.get("input_field_placeholder") or "")) > MAX_BUTTONS - 36:
        raise bad_request("input field placeholder is too long")
    return {"keyboard": rows} | _kept(given, _REPLY_FIELDS) if rows else None


def _rows(rows: Any, field: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" of the reply markup must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    return rows


def _inline_button(button: Any) -> Keyboard:
    if not isinstance(button, dict):
        raise _button("InlineKeyboardButton must be an Object", "inline keyboard button")
    text = _label(button, "inline keyboard button")
    actions = [name for name in _ACTIONS if _given(button, name)]
    if not actions:
        raise _button("Text buttons are unallowed in the inline keyboard", "inline keyboard button")
    kept = {"text": text} | _kept(button, (*_LOOKS[1:], actions[0]))
    if actions[0] == "callback_data":
        _check_data(button["callback_data"])
    if actions[0] == "url":
        kept["url"] = _checked_url(button["url"])
    if field := _OBJECTS.get(actions[0]):
        _check_object(button[actions[0]], actions[0], field)
    return kept


def _given(button: Keyboard, name: str) -> bool:
    value = button.get(name)
    return value is not None and (value not in ("", False) or name in _MAY_BE_EMPTY)


def _label(button: Keyboard, what: str) -> str:
    if "text" not in button:
        raise _button('Can\'t find field "text"', what)
    text = button["text"]
    if not isinstance(text, str):
        raise _button('Field "text" must be of type String', what)
    if not text.strip():
        raise bad_request(f"{what} text must be non-empty")
    return text


def _check_data(data: Any) -> None:
    if not isinstance(data, str):
        raise _button('Field "callback_data" must be of type String', "inline keyboard button")
    if len(data.encode("utf-8", "surrogatepass")) > _MAX_DATA:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_object(value: Any, name: str, field: str) -> None:
    """A web app, a login link or a text to copy; web pages only under https."""
    if not isinstance(value, dict) or not isinstance(value.get(field), str) or not value[field]:
        raise _button(f'Field "{name}" must be an Object with "{field}"', "inline keyboard button")
    if field == "url" and not value[field].startswith("https://"):
        raise bad_request("BUTTON_URL_INVALID")


def _checked_url(url: Any) -> str:
    text = str(url).strip()
    address = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        raise bad_request(f"inline keyboard button URL '{text}' is invalid: Wrong HTTP URL") from None
    if parts.scheme not in {"http", "https", "tg"}:
        raise bad_request(f"inline keyboard button URL '{text}' is invalid: Unsupported URL protocol")
    if parts.scheme != "tg" and ("." not in parts.netloc or " " in address):
        raise bad_request(f"inline keyboard button URL '{text}' is invalid: Wrong HTTP URL")
    return address


def _reply_button(button: Any) -> Keyboard:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise _button("KeyboardButton must be a String or an Object", "keyboard button")
    text = _label(button, "keyboard button")
    return {"text": text} | _kept(
        button, tuple(name for name in button if name.startswith("request_") or name in _LOOKS)
    )


def _kept(given: Keyboard, names: tuple[str, ...]) -> Keyboard:
    return {name: given[name] for name in names if given.get(name) not in (None, False)}


def _button(reason: str, what: str) -> ApiError:
    return bad_request(f"can't parse {what}: {reason}")
