"""Outbox messages to Telegram, and Telegram's answers to outcomes.

Calls go through ``bot.request`` with the parameters as they stand on the wire. ``Bot.send_message`` and its sisters
build and take apart objects nobody looks at here: 0.26 ms of processor time a message against 0.14 ms.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.request import NotSent
from handlers.render import Rendered
from scheduler.ports import Broken, Delivered, Moved, NothingToSay, Outcome, RetryLater, Unreachable
from scheduler.repeats import Repeats, counts, digest
from village.clock import Clock
from village.errors import StorageError
from village.model.messages import AS_IT_STANDS, OutboxMessage

log = logging.getLogger(__name__)

Render = Callable[[OutboxMessage], Rendered | None]

TO_A_CHAT = ("send", "edit", "copy", "forward", "delete", "pin", "unpin", "stop")
OF_A_TOPIC = frozenset({"message_thread_id", "reply_parameters"})  # left out when the topic is gone or closed
MAKES_A_MESSAGE = ("send", "copy", "forward")  # what else is done twice is done once

# Answers that will not change by asking again: a piece of the description, in small letters, and what it means.
NOBODY_THERE = (
    ("bot was blocked by the user", "blocked"),
    ("user is deactivated", "deactivated"),
    ("can't initiate conversation", "never started"),
    ("can't send messages to bots", "a bot"),
    ("bot was kicked", "kicked"),
    ("bot is not a member", "kicked"),
    ("group chat was deleted", "deleted"),
    ("group chat was deactivated", "deleted"),
    ("chat not found", "no chat"),
    ("user not found", "no chat"),
    ("peer_id_invalid", "no chat"),
    ("chat_write_forbidden", "muted"),
    ("chat_restricted", "muted"),
    ("have no rights to send a message", "muted"),
    ("not enough rights to send", "muted"),
    ("need administrator rights", "muted"),
    ("topic_closed", "muted"),
)
TOPIC_GONE = (
    ("message thread not found", "deleted"),
    ("topic_deleted", "deleted"),
    ("topic_closed", "closed"),
)
NOTHING_LEFT = (
    ("message is not modified", "unchanged"),
    ("message to delete not found", "deleted already"),
    ("query is too old", "too late"),
)


class BotSender:
    """Sends what delivery takes from the outbox.

    A message of kind ``reply`` or ``told`` is a call as it stands: ``{"method": …, "params": {…}}``. Every other kind
    is rendered first, in the executor, since that reads the database.
    """

    def __init__(
        self, bot: Bot, render: Render, executor: Executor, clock: Clock, repeats: Repeats | None = None
    ) -> None:
        self._bot = bot
        self._render = render
        self._executor = executor
        self._clock = clock
        self._repeats = repeats or Repeats()

    async def send(self, message: OutboxMessage) -> Outcome:
        """Render and send; whatever the network or Telegram may do becomes an outcome."""
        call = await self._call(message)
        if not isinstance(call, Rendered):
            return call
        params = dict(call.params)
        if call.method.startswith(TO_A_CHAT):
            chat_id = params.get("chat_id") if message.chat_id is None else message.chat_id
            if chat_id is None:
                return Unreachable("no chat")
            params["chat_id"] = chat_id
        text = self._text_that_counts(message, call.method, params)
        if text and not self._repeats.allows(params["chat_id"], text, message.rank, self._clock.now()):
            return NothingToSay("said too often today")
        outcome = await self._post(call.method, params, text)
        if text and (isinstance(outcome, Delivered) or (isinstance(outcome, RetryLater) and outcome.unsure)):
            self._repeats.note(params["chat_id"], text, self._clock.now())
        return outcome

    async def _call(self, message: OutboxMessage) -> Rendered | Outcome:
        if message.kind in AS_IT_STANDS:
            return Rendered(message.body["method"], message.body["params"])
        try:
            loop = asyncio.get_running_loop()
            rendered = await loop.run_in_executor(self._executor, self._render, message)
        except StorageError:
            return RetryLater("storage is away")
        except Exception:  # a mistake in one template stops neither the others nor, once mended, this one
            log.exception("cannot render", extra={"action": "render", "key": message.key})
            return RetryLater("cannot render")
        return rendered or NothingToSay("pointless by now")

    async def _post(self, method: str, params: dict[str, Any], text: str | None) -> Outcome:
        parameters = [RequestParameter.from_input(name, value) for name, value in params.items()]
        try:
            result = await self._bot.request.post(
                f"{self._bot.base_url}/{method}", request_data=RequestData(parameters=parameters)
            )
        except TelegramError as error:
            if "message_thread_id" in params and _meaning(error, TOPIC_GONE):
                return await self._post(method, {k: v for k, v in params.items() if k not in OF_A_TOPIC}, text)
            return outcome_of(error, twice_is_once=not method.startswith(MAKES_A_MESSAGE))
        return Delivered(_message_id(result), text)

    def _text_that_counts(self, message: OutboxMessage, method: str, params: dict[str, Any]) -> str | None:
        if not counts(message.rank) or not method.startswith("send"):
            return None
        return digest(str(params.get("text") or params.get("caption") or sorted(params.items())))


def outcome_of(error: TelegramError, *, twice_is_once: bool = False) -> Outcome:
    """What an error means for the message.

    A call that broke off after it may have left is repeated, because a message may come twice but never not at all;
    the retry policy repeats such calls four times at most. A call that leaves no second message (``twice_is_once``)
    may be repeated like any other.
    """
    match error:
        case RetryAfter():
            return RetryLater("too many requests", after=_wait(error))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Unreachable(_meaning(error, NOBODY_THERE) or "forbidden")
        case BadRequest():
            return _refused(error)
        case InvalidToken():
            # 404 is also what a method this server does not know gets; that must not stop the others
            return RetryLater(f"token refused: {error.message}", whole_bot="unauthorized" in error.message.lower())
        case NotSent():
            return RetryLater("no connection", whole_bot=True)
        case TimedOut():
            never = "*not* sent" in error.message or "connect" in type(error.__cause__).__name__.lower()
            return RetryLater("timed out", unsure=not never and not twice_is_once)
        case NetworkError() if not _broke_off(error):
            return RetryLater(f"server error: {error.message}")
        case _:
            return RetryLater(f"broke off: {type(error.__cause__).__name__}", unsure=not twice_is_once)


def _refused(error: BadRequest) -> Outcome:
    if reason := _meaning(error, NOTHING_LEFT):
        return NothingToSay(reason)
    if reason := _meaning(error, NOBODY_THERE):
        return Unreachable(reason)
    return Broken(error.message)


def _meaning(error: TelegramError, table: tuple[tuple[str, str], ...]) -> str | None:
    description = error.message.lower()
    return next((meaning for piece, meaning in table if piece in description), None)


def _broke_off(error: NetworkError) -> bool:
    """Whether there was no answer at all, as far as PTB's and our request say."""
    return error.message.startswith(("aiohttp.", "httpx.", "Unknown error in HTTP"))


def _wait(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _message_id(result: Any) -> int | None:
    first = result[0] if isinstance(result, list) and result else result
    return first.get("message_id") if isinstance(first, dict) else None
