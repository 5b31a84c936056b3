"""Whether something said is meant for the bot, and what is left when the address is taken off."""

from __future__ import annotations

import re

from telegram import Message

from handlers.turn import Turn


def is_meant(turn: Turn) -> bool:
    """Whether the bot is meant in a group: where it hears everything it must not answer everything."""
    message = turn.update.effective_message
    if not isinstance(message, Message):
        return False
    said_to = message.reply_to_message.from_user if message.reply_to_message else None
    mentioned = f"@{turn.desk.bot_username}".lower() in (message.text or "").lower()
    is_command = (message.text or "").startswith("/")
    return is_command or mentioned or (said_to is not None and said_to.username == turn.desk.bot_username)


def question(turn: Turn) -> str:
    """What was said, without command and mention."""
    mention = re.escape(f"@{turn.desk.bot_username}")
    return re.sub(mention, "", turn.text, flags=re.IGNORECASE).strip()


def sent_through_us(turn: Turn) -> bool:
    """Whether the message is a citation the person chose from our own inline results: said, not asked."""
    message = turn.update.effective_message
    through = message.via_bot if isinstance(message, Message) else None
    return through is not None and through.username == turn.desk.bot_username
