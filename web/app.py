"""The HTTP side of the office: Telegram's webhook in, a health answer out; the console will join them."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from village.errors import StorageError

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
LARGEST_UPDATE = 1 << 20

Accept = Callable[[bytes], Awaitable[None]]
Health = Callable[[], Mapping[str, object]]
Page = Callable[[], Awaitable[bytes]]
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def create_app(
    *,
    health: Health,
    metrics: Page | None = None,
    accept: Accept | None = None,
    path: str = "/",
    secret: str = "",
) -> web.Application:
    """The application; without ``accept`` there is no webhook, without ``metrics`` no ``/metrics``.

    ``accept`` returns once the update is on disk; only then Telegram hears 200 and forgets it.
    """
    app = web.Application(client_max_size=LARGEST_UPDATE)

    async def webhook(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if accept is None or not hmac.compare_digest(given.encode(), secret.encode()):
            return web.Response(status=403)
        try:
            await accept(await request.read())
        except ValueError:
            return web.Response(status=400)
        except StorageError:
            log.exception("update refused, Telegram will send it again", extra={"action": "webhook.storage"})
            return web.Response(status=503)
        return web.Response()

    async def healthy(_request: web.Request) -> web.Response:
        facts = dict(health())
        return web.json_response(facts, status=200 if facts.get("ok") else 503)

    async def measured(_request: web.Request) -> web.Response:
        body = await metrics() if metrics else b""
        return web.Response(body=body, headers={"Content-Type": PROMETHEUS})

    app.router.add_get("/health", healthy)
    if metrics is not None:
        app.router.add_get("/metrics", measured)
    if accept is not None:
        app.router.add_post(path, webhook)
    return app
