"""A bare python-telegram-bot echo bot, to compare with: ``python -m bench.bare ROOT``."""

from __future__ import annotations

import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters

SIDE_BY_SIDE = 24


async def echo(update: Update, _context: Any) -> None:
    """Say it again."""
    if update.message:
        await update.message.reply_text(update.message.text or "")


def main(root: str) -> None:
    """Poll until killed."""
    logging.disable(logging.CRITICAL)
    builder = Application.builder().token("1:a").base_url(f"{root}/bot").concurrent_updates(SIDE_BY_SIDE)
    application = builder.connection_pool_size(SIDE_BY_SIDE + 8).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1])
