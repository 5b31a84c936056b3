"""Updates pushed to the bot's own address instead of being fetched.

Within a chat they arrive in order, across chats up to ``max_connections`` at once; whatever is not answered with 2xx is
tried again with growing pauses, and the chat's later updates wait behind it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.chatroom.errors import bad_request
from bot.chatroom.settings import RoomSettings
from bot.chatroom.store import Store
from bot.chatroom.updates import RETENTION, Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
_PORTS = {443, 80, 88, 8443}
_LONGEST_PAUSE = 60.0
_ANSWER_SECONDS = 60.0
_SECRET = re.compile(r"[A-Za-z0-9_-]*\Z")

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Webhook:
    """Where updates go; an empty ``url`` means nowhere."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_date: int = 0
    last_error: str = ""


class WebhookSender:
    """Delivers what waits in the queue while a webhook is set."""

    def __init__(self, store: Store, updates: Updates, settings: RoomSettings) -> None:
        self._store = store
        self._updates = updates
        self._settings = settings
        self.hook = Webhook(**dict(store.load("webhook")).get("now", {}))
        self.answer: Callable[[dict[str, Any]], Awaitable[None]] | None = None
        self._lanes: dict[int, deque[Update]] = {}
        self._ready: deque[int] = deque()
        self._failures: dict[int, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._pauses: set[asyncio.TimerHandle] = set()
        self._session: aiohttp.ClientSession | None = None

    def set(self, hook: Webhook) -> None:
        """Deliver to another address from now on, or to none."""
        self._halt()
        self.hook = hook
        self._save()
        self.start()

    def start(self) -> None:
        """Take up everything that waits and everything that comes."""
        if self.hook.url:
            self._updates.listen(self._offer)
            for update in self._updates.waiting():
                self._offer(update)

    async def stop(self) -> None:
        """End all deliveries; what was not confirmed stays."""
        running = list(self._tasks)
        self._halt()
        await asyncio.gather(*running, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None

    def info(self) -> dict[str, Any]:
        """WebhookInfo."""
        hook = self.hook
        view: dict[str, Any] = {
            "url": hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if hook.url:
            view["max_connections"] = hook.max_connections
        if hook.ip_address:
            view["ip_address"] = hook.ip_address
        if hook.last_error_date:
            view |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
        if self._updates.allowed:
            view["allowed_updates"] = self._updates.allowed
        return view

    def _halt(self) -> None:
        self._updates.listen(None)
        for task in self._tasks:
            task.cancel()
        for pause in self._pauses:
            pause.cancel()
        self._tasks, self._pauses = set(), set()
        self._lanes, self._failures = {}, {}
        self._ready.clear()

    def _offer(self, update: Update) -> None:
        lane = self._lanes.get(update.lane)
        if lane is None:
            self._lanes[update.lane] = deque([update])
            self._ready.append(update.lane)
        else:
            lane.append(update)
        self._pump()

    def _pump(self) -> None:
        while self._ready and len(self._tasks) < self.hook.max_connections:
            task = asyncio.ensure_future(self._deliver(self._ready.popleft()))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task not in self._tasks:
            return
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("webhook_delivery_broke", exc_info=error)
        self._pump()

    async def _deliver(self, lane: int) -> None:
        """Send the lane's first update and put the lane back in line, at once or after a pause."""
        update = self._lanes[lane][0]
        failure = await self._sent(update)
        if failure and time.time() - update.at < RETENTION:
            self._note(failure)
            self._failures[lane] = self._failures.get(lane, 0) + 1
            self._again_later(lane)
            return
        self._failures.pop(lane, None)
        self._updates.done(update.id)
        await self._store.saved()
        self._lanes[lane].popleft()
        if self._lanes[lane]:
            self._ready.append(lane)
        else:
            del self._lanes[lane]

    def _again_later(self, lane: int) -> None:
        pause = min(self._settings.webhook_retry_seconds * 2 ** (self._failures[lane] - 1), _LONGEST_PAUSE)

        def back() -> None:
            self._pauses.discard(handle)
            self._ready.append(lane)
            self._pump()

        handle = asyncio.get_running_loop().call_later(pause, back)
        self._pauses.add(handle)

    async def _sent(self, update: Update) -> str | None:
        """Post one update; returns why it failed, or None.  A method call in the answer is carried out."""
        body = json.dumps(update.wire(), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        if self.hook.secret:
            headers[SECRET_HEADER] = self.hook.secret
        try:
            async with self._client().post(
                self.hook.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                answer = await response.read()
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection closed"
        if not 200 <= response.status < 300:
            return f"Wrong response from the webhook: {response.status} {response.reason}"
        await self._carry_out(answer)
        return None

    async def _carry_out(self, answer: bytes) -> None:
        if self.answer is None or b'"method"' not in answer:
            return
        try:
            call = json.loads(answer)
        except ValueError:
            return
        if isinstance(call, dict):
            await self.answer(call)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))
        return self._session

    def _note(self, failure: str) -> None:
        self.hook.last_error, self.hook.last_error_date = failure, int(time.time())
        self._save()

    def _save(self) -> None:
        self._store.put("webhook", "now", asdict(self.hook))


def checked_url(url: str) -> str:
    """A webhook address Telegram would take: HTTPS on its four ports; plain HTTP and any port on this machine only."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None
    if _loopback(parts.hostname or "") and parts.scheme in {"http", "https"}:
        return parts.geturl()
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not parts.hostname or "." not in parts.hostname:
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    if (port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return parts.geturl()


def checked_secret(secret: str) -> str:
    """A secret token of allowed length and letters."""
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
