"""A real room, a real Chromium, and pages at phone and desk width, all under the strictest content policy."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from bot.chatroom.app import serve
from bot.chatroom.room import ChatRoom
from tests.acceptance.page.room import TOKEN, Room, running_room

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# No inline script or style, nothing from outside, and no string ever parsed as HTML.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)

OpenPage = Callable[..., Page]


class MovableClock:
    """Real time, shifted."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def set(self, now: datetime) -> None:
        self.ahead = now - datetime.now(UTC)


@pytest.fixture(scope="module")  # while Playwright runs, no other event loop may: it ends with its file
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed: the page of the chat room stays untested")
    expect.set_options(timeout=8000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")  # while Playwright runs, no other event loop may: it ends with its file
def room(chromium: Browser) -> Iterator[Room]:
    """One room for all tests of the page: each brings its own people, so they do not meet."""
    with running_room() as running:
        yield running


@pytest.fixture
def clocked(chromium: Browser) -> Iterator[Room]:
    """A room whose clock may be moved, as ``run`` opens it."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    chat_room = ChatRoom(TOKEN, "village_desk_bot", clock=MovableClock())
    server = asyncio.run_coroutine_threadsafe(serve(chat_room), loop).result(10)
    yield Room(server.url)
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def open_page(chromium: Browser, room: Room) -> Iterator[OpenPage]:
    """Opens the page as somebody; whatever its scripts throw, or the policy refuses, fails the test at its end."""
    contexts: list[BrowserContext] = []
    thrown: list[str] = []

    def opened(
        person: int, chat: int | None = None, *, size: dict[str, int] = PHONE, at: Room = room, **more: Any
    ) -> Page:
        context = chromium.new_context(viewport=size, locale="zh-CN", **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.on("console", lambda line: "Content Security Policy" in line.text and thrown.append(line.text))
        page.route(f"{at.base}/", _strictly)
        page.goto(f"{at.base}/#{person}/{chat or ''}")
        page.wait_for_selector(".chat-open", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert thrown == []


def _strictly(route: Route) -> None:
    response = route.fetch()
    route.fulfill(response=response, headers={**response.headers, "Content-Security-Policy": _POLICY})
