"""One update in, one transaction, its answers out: the frame every handler runs in.

Whatever a handler changes, the messages it causes and the note that the update is done are committed together. After a
kill the update is handled again from the beginning, or not at all; nothing in between exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from html import unescape
from typing import Any

from telegram import Message, Update
from telegram.error import TelegramError

from handlers.callback_data import Tap, unpack
from handlers.desk import Desk
from handlers.keyboards import Markup
from handlers.sentences import explain
from handlers.texts import Html
from village.errors import StorageError, VillageError
from village.model.messages import REPLY, TOLD, NewMessage, Rank
from village.model.people import Person
from village.ports import UnitOfWork
from village.services import people

TOAST_LENGTH = 200
COMMAND = re.compile(r"/[A-Za-z_]\w*(@\w+)?", re.ASCII)


@dataclass
class Turn:
    """An update being handled: who, where, when, the open unit of work, and what to say."""

    desk: Desk
    uow: UnitOfWork
    update: Update
    now: datetime
    person: Person | None
    messages: list[NewMessage] = field(default_factory=list)
    toast: str | None = None

    @property
    def chat_id(self) -> int:
        """The chat the update came from."""
        chat = self.update.effective_chat
        if chat is None:
            raise LookupError("an update without a chat")
        return chat.id

    @property
    def account(self) -> int:
        """The account of whoever did it."""
        user = self.update.effective_user
        return user.id if user else 0

    @property
    def is_private(self) -> bool:
        """Whether this is a chat between one person and the bot."""
        return self.update.effective_chat is not None and self.update.effective_chat.type == "private"

    @property
    def somebody(self) -> Person:
        """The person, where the frame has made sure there is one."""
        if self.person is None:
            raise LookupError("nobody is bound to this account")
        return self.person

    @property
    def text(self) -> str:
        """What was typed, without the command in front (also where no blank stands behind it: ``/q秸秆``)."""
        message = self.update.effective_message
        text = (message.text or "") if message else ""
        return COMMAND.sub("", text.strip(), count=1).strip() if text.startswith("/") else text.strip()

    @property
    def tap(self) -> Tap:
        """The payload of the pressed button."""
        query = self.update.callback_query
        return unpack((query.data if query else None) or "")

    def say(self, text: Html, markup: Markup | None = None, *, to: int | None = None, silent: bool = False) -> None:
        """Send a message here, or to another chat; in a group as a reply to the one who asked."""
        chat = self.chat_id if to is None else to
        params: dict[str, Any] = {"text": str(text), "parse_mode": "HTML"}
        params["link_preview_options"] = {"is_disabled": True}
        if markup:
            params["reply_markup"] = markup
        if silent:
            params["disable_notification"] = True
        message = self.update.effective_message
        if to is None and not self.is_private and isinstance(message, Message) and not self.update.callback_query:
            params["reply_parameters"] = {"message_id": message.message_id, "allow_sending_without_reply": True}
        if to is None and isinstance(message, Message) and message.is_topic_message:
            params["message_thread_id"] = message.message_thread_id
        self._put("sendMessage", chat, params)

    def show(self, text: Html, markup: Markup | None = None) -> None:
        """Change the message whose button was pressed; say it anew where nothing was pressed or it is out of reach."""
        query = self.update.callback_query
        if query is None or query.message is None or not query.message.is_accessible:
            self.say(text, markup)
            return
        self.change(query.message.message_id, text, markup)

    def change(self, message_id: int, text: Html, markup: Markup | None = None) -> None:
        """Change a message of ours in this chat."""
        params: dict[str, Any] = {"message_id": message_id, "text": str(text), "parse_mode": "HTML"}
        params["link_preview_options"] = {"is_disabled": True}
        if markup:
            params["reply_markup"] = markup
        self._put("editMessageText", self.chat_id, params)

    def say_as_card(self, text: Html, markup: Markup, *, card: str) -> None:
        """Send a message that will be edited in place later, under the name ``card``."""
        self.say(text, markup)
        self.messages[-1].body["card"] = card

    def send(self, kind: str, token: str, caption: Html) -> None:
        """Send something the chat network keeps already: a ``photo``, ``voice``, ``document`` …; by its token."""
        params: dict[str, Any] = {kind: token, "caption": str(caption), "parse_mode": "HTML"}
        self._put(f"send{kind.capitalize()}", self.chat_id, params)

    def send_position(self, latitude: float, longitude: float) -> None:
        """Send a place on the map."""
        self._put("sendLocation", self.chat_id, {"latitude": latitude, "longitude": longitude})

    def _put(self, method: str, chat: int, params: dict[str, Any]) -> None:
        key = f"upd:{self.update.update_id}/{len(self.messages)}"
        body: dict[str, Any] = {"method": method, "params": params}
        asked_here = self.update.effective_chat is not None and chat == self.update.effective_chat.id
        self.messages.append(NewMessage(key, REPLY if asked_here else TOLD, body, Rank.REPLY, chat))


Handle = Callable[[Turn], None]
Callback = Callable[[Update, Any], Coroutine[Any, Any, None]]


def turn(handle: Handle) -> Callback:
    """Make a plain function over a ``Turn`` a handler of the application."""

    @wraps(handle)
    async def callback(update: Update, context: Any) -> None:
        desk: Desk = context.bot_data["desk"]
        toast = await desk.off_loop(run, desk, update, handle)
        desk.wake()
        if update.callback_query:
            await stop_spinner(update, toast)

    return callback


def run(desk: Desk, update: Update, handle: Handle) -> str | None:
    """Handle one update in one transaction; returns the toast for a pressed button, if any.

    A refusal (a ``VillageError`` other than the storage's own) rolls back what the handler did and becomes a sentence.
    """
    with desk.storage.begin() as uow:
        if not uow.inbox.is_open(update.update_id):
            return None
        user = update.effective_user
        person = uow.people.by_account(user.id) if user else None
        if person is not None:
            person = people.note_seen(uow, person, desk.clock.now())
        made = Turn(desk, uow, update, desk.clock.now(), person)
        try:
            handle(made)
        except StorageError:
            raise
        except (VillageError, ValueError) as refusal:
            return _refuse(desk, update, person, refusal, uow)
        return _finish(made)


def _refuse(desk: Desk, update: Update, person: Person | None, refusal: Exception, uow: UnitOfWork) -> str | None:
    sentence = explain(refusal, has_button=update.callback_query is not None)
    if sentence is None:
        raise refusal
    uow.rollback()
    made = Turn(desk, uow, update, desk.clock.now(), person)
    if update.callback_query:
        made.toast = sentence
    elif update.effective_chat is not None:
        made.say(sentence)
    return _finish(made)


def _finish(made: Turn) -> str | None:
    for message in made.messages:
        made.uow.outbox.add(message, made.now)
    if made.uow.inbox.done(made.update.update_id, made.now):
        made.uow.commit()
    return made.toast


async def stop_spinner(update: Update, toast: str | None = None) -> None:
    """Answer the tap, in plain text; too late or twice is nobody's trouble."""
    if update.callback_query is None:
        return
    try:
        await update.callback_query.answer(unescape(toast)[:TOAST_LENGTH] if toast else None)
    except TelegramError:
        return
