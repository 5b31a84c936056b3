"""An HTTP server on loopback that answers like Telegram on a good day, and on each kind of bad one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from aiohttp import web

ME = {"id": 1, "is_bot": True, "first_name": "desk", "username": "desk_bot"}


def refusal(code: int, description: str, **parameters: int) -> tuple[int, bytes]:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return code, msgspec.json.encode(body)


def success(result: object) -> tuple[int, bytes]:
    return 200, msgspec.json.encode({"ok": True, "result": result})


FAULTS: dict[str, tuple[int, bytes]] = {
    "bad request": refusal(400, "Bad Request: can't parse entities"),
    "forbidden": refusal(403, "Forbidden: bot was blocked by the user"),
    "unauthorized": refusal(401, "Unauthorized"),
    "not found": refusal(404, "Not Found"),
    "conflict": refusal(409, "Conflict: terminated by other getUpdates request"),
    "too many": refusal(429, "Too Many Requests: retry after 7", retry_after=7),
    "moved": refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005),
    "html": (502, b"<html><h1>502 Bad Gateway</h1></html>"),
    "server error": refusal(500, "Internal Server Error"),
    "not json": (200, b"<html>a captive portal</html>"),
}


class ApiServer:
    """``faults[method]`` is a list of what the next calls meet: a key of FAULTS, "drop", "hang", or a ready answer."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.raw: list[bytes] = []
        self.faults: dict[str, list[str | tuple[int, bytes]]] = {}
        self.delay = 0.0
        self.answers: dict[str, Callable[[dict[str, Any]], Any]] = {}
        self.closing = asyncio.Event()
        self.root = ""

    @property
    def base_url(self) -> str:
        return f"{self.root}/bot"

    def counted(self) -> Counter[str]:
        return Counter(method for method, _ in self.calls)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rsplit("/", 1)[-1]
        fault = (self.faults.get(method) or [""]).pop(0) if self.faults.get(method) else ""
        form = await request.post()
        fields = {
            name: (value.filename, value.content_type, value.file.read()) if isinstance(value, web.FileField) else value
            for name, value in form.items()
        }
        self.calls.append((method, fields))
        if fault == "hang":
            await self.closing.wait()
        if fault in ("drop", "hang"):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        await asyncio.sleep(0 if method == "getMe" else self.delay)
        if isinstance(fault, tuple):
            code, body = fault
        else:
            code, body = FAULTS[fault] if fault else success(self._result(method, fields))
        return web.Response(status=code, body=body, content_type="application/json")

    def _result(self, method: str, fields: dict[str, Any]) -> Any:
        if method in self.answers:
            return self.answers[method](fields)
        if method == "getMe":
            return ME
        if method.startswith("send"):
            chat = {"id": int(fields.get("chat_id", 1)), "type": "private", "first_name": "x"}
            return {"message_id": len(self.calls), "date": 1, "chat": chat, "text": fields.get("text", "")}
        return True


@asynccontextmanager
async def api_server() -> AsyncIterator[ApiServer]:
    server = ApiServer()
    app = web.Application(client_max_size=60_000_000)
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        server.closing.set()
        await runner.cleanup()
