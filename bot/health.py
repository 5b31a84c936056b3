"""``/health`` and ``/metrics`` on a port of their own, when the settings name one."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.app import Office
from village.settings import Settings
from web.app import create_app

log = logging.getLogger(__name__)


class HealthPortError(RuntimeError):
    """The health port is taken."""


@asynccontextmanager
async def serve_health(office: Office, settings: Settings) -> AsyncIterator[None]:
    """Answer on ``HEALTH_PORT`` while the block runs; nothing without one.

    Raises:
        HealthPortError: the port cannot be opened.
    """
    if not settings.health_port:
        yield
        return
    page = office.measure()

    async def metrics() -> bytes:
        return await office.desk.off_loop(page)

    runner = web.AppRunner(create_app(health=office.health, metrics=metrics), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.health_host, settings.health_port).start()
    except OSError as error:
        await runner.cleanup()
        raise HealthPortError(f"HEALTH_PORT {settings.health_port} 打不开（{error.strerror}），请换一个。") from error
    log.info("health answers", extra={"action": "health", "port": settings.health_port})
    try:
        yield
    finally:
        await runner.cleanup()
