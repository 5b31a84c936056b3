"""getUpdates, webhooks and getFile: how the bot receives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chatroom.errors import CONFLICT_SET_WEBHOOK, CONFLICT_WEBHOOK, ApiError, bad_request
from bot.chatroom.files import DOWNLOAD_LIMIT
from bot.chatroom.methods.registry import method
from bot.chatroom.views import Wire, file_view
from bot.chatroom.webhook import Webhook, checked_secret, checked_url
from bot.chatroom.wire import Params

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

_LONGEST_POLL = 50
_BATCH = 100
_CONNECTIONS = 40


@method("getUpdates", "offset", "limit", "timeout", "allowed_updates")
async def get_updates(room: ChatRoom, params: Params) -> list[Wire]:
    """Fetch what waits; raises 409 while a webhook is set or when another poller comes."""
    if room.webhook.hook.url:
        raise ApiError(409, CONFLICT_WEBHOOK)
    _remember_allowed(room, params)
    limit = min(max(params.integer("limit", _BATCH), 1), _BATCH)
    timeout = min(max(params.integer("timeout"), 0), _LONGEST_POLL)
    return await room.updates.fetch(params.integer("offset"), limit, timeout)


@method("setWebhook", "url", "ip_address", "max_connections", "allowed_updates", "drop_pending_updates", "secret_token")
def set_webhook(room: ChatRoom, params: Params) -> bool:
    """Push updates to an address from now on; an empty one takes the webhook away."""
    url = params.text("url").strip()
    if not url:
        return _go_back_to_polling(room, params)
    hook = Webhook(
        url=checked_url(url),
        secret=checked_secret(params.text("secret_token")),
        max_connections=min(max(params.integer("max_connections", _CONNECTIONS), 1), 100),
        ip_address=params.text("ip_address"),
    )
    _remember_allowed(room, params)
    room.updates.interrupt(CONFLICT_SET_WEBHOOK)
    _drop_if_asked(room, params)
    room.webhook.set(hook)
    return True


@method("deleteWebhook", "drop_pending_updates")
def delete_webhook(room: ChatRoom, params: Params) -> bool:
    """Take the webhook away."""
    return _go_back_to_polling(room, params)


@method("getWebhookInfo")
def get_webhook_info(room: ChatRoom, params: Params) -> Wire:
    """Tell where updates go and how that fares."""
    return room.webhook.info()


@method("getFile", "file_id")
def get_file(room: ChatRoom, params: Params) -> Wire:
    """Tell where a file can be fetched; raises 400 over 20 MB."""
    given = params.text("file_id")
    if not given:
        raise bad_request("file_id not specified")
    file = room.files.get(given)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return file_view(file)


def _go_back_to_polling(room: ChatRoom, params: Params) -> bool:
    room.webhook.set(Webhook())
    _drop_if_asked(room, params)
    return True


def _remember_allowed(room: ChatRoom, params: Params) -> None:
    kinds: Any = params.parsed("allowed_updates", "list of allowed updates")
    if kinds is None:
        return
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("allowed_updates must be an Array of String")
    room.updates.allow(kinds)


def _drop_if_asked(room: ChatRoom, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        room.updates.drop_all()
