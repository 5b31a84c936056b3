"""getMe and the texts of the bot's profile; logOut and close, which change nothing here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.chatroom.errors import bad_request
from bot.chatroom.methods.commands import read_language
from bot.chatroom.methods.registry import method
from bot.chatroom.views import Wire, me_view
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

_TEXTS = {"name": ("Name", 64), "description": ("Description", 512), "short_description": ("ShortDescription", 120)}


@method("getMe")
def get_me(room: ChatRoom, params: Params) -> Wire:
    """Tell who the bot is."""
    return me_view(room)


@method("getUserProfilePhotos", "user_id", "offset", "limit")
def get_user_profile_photos(room: ChatRoom, params: Params) -> Wire:
    """Nobody has a profile photo here."""
    if params.integer("user_id") not in room.people:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


@method("logOut")
def log_out(room: ChatRoom, params: Params) -> bool:
    """Accepted; the room stays the bot's server."""
    return True


@method("close")
def close(room: ChatRoom, params: Params) -> bool:
    """Accepted; the room goes on."""
    return True


def _setter(field: str, most: int) -> Callable[[ChatRoom, Params], bool]:
    def run(room: ChatRoom, params: Params) -> bool:
        text = params.text(field).strip()
        if len(text) > most:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        room.profile.set_text(field, read_language(params), text)
        return True

    return run


def _getter(field: str) -> Callable[[ChatRoom, Params], Wire]:
    def run(room: ChatRoom, params: Params) -> Wire:
        return {field: room.profile.text(field, read_language(params))}

    return run


for _field, (_suffix, _most) in _TEXTS.items():
    method(f"setMy{_suffix}", _field, "language_code")(_setter(_field, _most))
    method(f"getMy{_suffix}", "language_code")(_getter(_field))
