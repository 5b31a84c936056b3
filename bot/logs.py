"""Logs as data: a stable ``action`` word and ids as fields; never what people wrote, never the token."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

from pythonjsonlogger.json import JsonFormatter

TOKEN = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
NOISY = ("telegram", "httpx", "httpcore", "aiohttp.access", "apscheduler", "alembic")


class HideToken(logging.Filter):
    """Replaces anything that looks like a bot token, wherever a library puts it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, cleaned."""
        message = record.getMessage()
        if TOKEN.search(message):
            record.msg, record.args = TOKEN.sub("<token>", message), ()
        return True


class TextFormatter(logging.Formatter):
    """For people: time, level, words, then the fields as ``name=value``."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback below it if there is one."""
        line = super().format(record)
        facts = {k: v for k, v in record.__dict__.items() if k not in STANDARD}
        head, newline, trace = line.partition("\n")
        return TOKEN.sub("<token>", " ".join([head, *(f"{k}={v}" for k, v in facts.items())]) + newline + trace)


class SafeJsonFormatter(JsonFormatter):
    """For programs: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, cleaned of tokens in tracebacks too."""
        return TOKEN.sub("<token>", super().format(record))


def set_up(level: str, style: str) -> None:
    """Log to standard error in the chosen form."""
    handler = logging.StreamHandler(sys.stderr)
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s"
    made: Any = (
        SafeJsonFormatter(fields) if style == "json" else TextFormatter("%(asctime)s %(levelname)-7s %(message)s")
    )
    handler.setFormatter(made)
    handler.addFilter(HideToken())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
