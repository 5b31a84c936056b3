"""Registers the webhook and serves it, with the health answer beside it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import web

from bot.app import WEBHOOK_UPDATES, Office
from village.settings import Settings
from web.app import create_app

log = logging.getLogger(__name__)

CONNECTIONS = 40


@asynccontextmanager
async def serve_web(office: Office, settings: Settings) -> AsyncIterator[None]:
    """With ``WEBHOOK_URL``: listen, then tell Telegram where. Without: make sure no old webhook keeps updates away."""
    if not settings.webhook_url:
        yield  # an old webhook is taken away by the poller, which is told of it by a 409
        return
    path = urlsplit(settings.webhook_url).path or "/"
    app = create_app(
        health=office.health, accept=office.intake.accept_webhook, path=path, secret=settings.webhook_secret
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", settings.webhook_port).start()  # noqa: S104  # Telegram comes from outside
    try:
        await office.application.bot.set_webhook(
            settings.webhook_url,
            secret_token=settings.webhook_secret,
            allowed_updates=WEBHOOK_UPDATES,
            max_connections=CONNECTIONS,
        )
        log.info("webhook set", extra={"action": "webhook", "port": settings.webhook_port})
        yield
    finally:
        await runner.cleanup()
