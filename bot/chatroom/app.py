"""The chat room as a web server: routes, who may call them, start and stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.chatroom import words
from bot.chatroom.bot_api import BotApi
from bot.chatroom.room import ChatRoom
from bot.chatroom.room_api import add_room_routes
from bot.chatroom.room_api.exchange import Handler, json_answer
from bot.chatroom.wire import UPLOAD_LIMIT

_STATIC = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'"
)
_OWN_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(slots=True)
class Server:
    """A listening room: where, and how to end it."""

    url: str
    port: int
    _runner: web.AppRunner

    async def stop(self) -> None:
        """Stop listening, end polls and streams, close the room's file."""
        await self._runner.cleanup()


def create_app(room: ChatRoom, hosts: Iterable[str] = ()) -> web.Application:
    """The web application of a room; ``hosts`` are names beyond this machine's own under which ``/room`` answers."""
    app = web.Application(client_max_size=UPLOAD_LIMIT + (1 << 20), middlewares=[_guard(_OWN_HOSTS | set(hosts))])
    BotApi(room).add_to(app)
    add_room_routes(app, room)
    app.router.add_get("/", _page)
    if _STATIC.is_dir():
        app.router.add_static("/static", _STATIC)
    app.on_shutdown.append(_releasing(room))
    app.cleanup_ctx.append(_living(room))
    return app


async def serve(room: ChatRoom, host: str = "127.0.0.1", port: int = 0, hosts: Iterable[str] = ()) -> Server:
    """Listen; port 0 takes a free one.  The caller stops the returned server."""
    runner = web.AppRunner(create_app(room, {host, *hosts}), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, backlog=1024).start()
    except OSError:
        await runner.cleanup()
        raise
    bound = int(runner.addresses[0][1])
    shown = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  # compared, not bound
    return Server(f"http://{shown}:{bound}", bound, runner)


def _releasing(room: ChatRoom) -> Callable[[web.Application], Awaitable[None]]:
    async def release(app: web.Application) -> None:
        room.release()

    return release


def _living(room: ChatRoom) -> Callable[[web.Application], AsyncIterator[None]]:
    async def live(app: web.Application) -> AsyncIterator[None]:
        await room.start()
        yield
        await room.close()

    return live


def _guard(hosts: frozenset[str]) -> Middleware:
    """Refuse ``/room`` to other names (a rebound DNS name) and changes to other pages (a foreign Origin)."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/room") and not _own(request, hosts):
            return json_answer({"error": words.FOREIGN}, 403)
        return await handler(request)

    return guard


def _own(request: web.Request, hosts: frozenset[str]) -> bool:
    if _host_name(f"//{request.host}") not in hosts:
        return False
    origin = request.headers.get("Origin")
    if origin is None or request.method in ("GET", "HEAD"):
        return True
    return urlsplit(origin).netloc == request.host


def _host_name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


async def _page(request: web.Request) -> web.StreamResponse:
    index = _STATIC / "index.html"
    if not index.is_file():
        raise web.HTTPNotFound(text="the page is not installed")
    return web.FileResponse(index, headers={"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY})
