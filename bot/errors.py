"""What happens when a handler fails: a plain sentence with a short number, and the trace under that number in the log.

Order of decision: 1 the database cannot do it now → the update is tried again; 2 anything else → the person gets the
sentence, the update is done, the log has the trace.
"""

from __future__ import annotations

import logging
import secrets

from telegram import Update

from handlers.desk import Desk
from handlers.texts import say
from handlers.turn import Turn
from village.errors import StorageError

log = logging.getLogger(__name__)


def is_passing(error: BaseException) -> bool:
    """Whether trying the same update again may help."""
    return isinstance(error, StorageError)


def new_reference() -> str:
    """Four characters a person can read out over the phone."""
    return secrets.token_hex(2).upper()


def apologise(desk: Desk, update: Update, error: BaseException) -> str:
    """Tell the person, mark the update done under a reference number, log the trace; returns the number.

    Raises:
        StorageError: not even this could be written; the update stays open.
    """
    reference = new_reference()
    log.error(
        "update failed",
        exc_info=error,
        extra={"action": "update.failed", "reference": reference, "update": update.update_id},
    )
    with desk.storage.begin() as uow:
        if not uow.inbox.is_open(update.update_id):
            return reference
        made = Turn(desk, uow, update, desk.clock.now(), None)
        if _somebody_waits(made):
            made.say(say("failed", reference=reference))
        for message in made.messages:
            uow.outbox.add(message, made.now)
        uow.inbox.done(update.update_id, made.now, reference)
        uow.commit()
    return reference


def _somebody_waits(turn: Turn) -> bool:
    """Whether a person asked for something: in private always, in a group by a button or a command."""
    if turn.update.effective_chat is None:
        return False
    return turn.is_private or turn.update.callback_query is not None or _is_command(turn.update)


def _is_command(update: Update) -> bool:
    return update.message is not None and (update.message.text or "").startswith("/")
