"""A real room, a real Chromium, and pages at phone and desk width."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.acceptance.page.room import Room, start_room

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
_QUIET = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync"
)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed: the page of the chat room stays untested")
    expect.set_options(timeout=8000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def room(chromium: Browser) -> Iterator[Room]:
    """One room for all tests of the page: each brings its own people, so they do not meet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start_room(port)
    yield Room(f"http://127.0.0.1:{port}")
    process.terminate()
    try:
        process.communicate(timeout=8)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


@pytest.fixture
def open_page(chromium: Browser, room: Room) -> Iterator[OpenPage]:
    """Opens the page as somebody; anything the page's scripts throw fails the test at its end."""
    contexts = []
    thrown: list[str] = []

    def opened(person: int, chat: int | None = None, *, size: dict[str, int] = PHONE, **more: object) -> Page:
        context = chromium.new_context(viewport=size, locale="zh-CN", **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.on("console", lambda line: "Content Security Policy" in line.text and thrown.append(line.text))
        page.goto(f"{room.base}/#{person}/{chat or ''}")
        page.wait_for_selector(".chat-open", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert thrown == []
