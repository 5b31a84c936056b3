"""What people see in the page: live messages, edits, names, days, long texts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.page.conftest import DESK, OpenPage
from tests.acceptance.page.room import Room

pytestmark = pytest.mark.chromium


def overflow(page: Page) -> int:
    """How many pixels wider than the window the page is."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def test_a_message_of_the_bot_appears_without_reloading(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    page = open_page(person, person)
    expect(page.locator(".bubble", has_text="/start")).to_be_visible()
    room.bot("sendMessage", chat_id=person, text="本期 <b>还剩 3 天</b>", parse_mode="HTML")
    expect(page.locator(".bubble strong", has_text="还剩 3 天")).to_be_visible()


def test_an_edit_replaces_the_text_in_place(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    group = room.group("石桥村工作群", person)
    card = room.bot("sendMessage", chat_id=group, text="已报 2/8")["message_id"]
    page = open_page(person, group)
    expect(page.locator(".bubble", has_text="已报 2/8")).to_be_visible()
    room.bot("editMessageText", chat_id=group, message_id=card, text="已报 3/8")
    row = page.locator(f'[data-id="{card}"]')
    expect(row).to_contain_text("已报 3/8")
    expect(row.locator(".edited")).to_be_visible()


def test_a_deleted_message_goes_away(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    note = room.bot("sendMessage", chat_id=person, text="这条会收回")["message_id"]
    page = open_page(person, person)
    expect(page.locator(".bubble", has_text="这条会收回")).to_be_visible()
    room.bot("deleteMessage", chat_id=person, message_id=note)
    expect(page.locator(f'[data-id="{note}"]')).to_have_count(0)


def test_html_in_a_name_or_a_text_is_shown_as_it_was_typed(room: Room, open_page: OpenPage) -> None:
    name = "<b>赵</b><img src=x onerror=document.title='坏了'>"
    strange, other = room.person(name), room.person("孙丽")
    group = room.group("<i>群</i>", other, strange)
    room.post("/room/messages", **{"as": strange}, chat=group, text="<script>document.title='坏了'</script> <u>划线</u>")
    page = open_page(other, group)
    expect(page.locator(".sender-name")).to_have_text(name)
    expect(page.locator(".text").last).to_contain_text("<u>划线</u>")
    expect(page.locator(".pane-name")).to_have_text("<i>群</i>")
    assert page.locator(".messages :is(script, u, img)").count() == 0
    assert "坏了" not in page.title()


def test_links_that_run_scripts_are_not_links(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    room.bot(
        "sendMessage", chat_id=person, text='<a href="https://example.org/a">好链接</a> 后面', parse_mode="HTML"
    )
    page = open_page(person, person)
    expect(page.locator(".text a", has_text="好链接")).to_have_attribute("href", "https://example.org/a")
    made = page.evaluate(
        """async () => {
            const { richText } = await import("/static/js/richtext.js");
            const box = document.createElement("div");
            box.append(richText("点我", [{ type: "text_link", offset: 0, length: 2, url: "javascript:alert(1)" }]));
            return [box.textContent, box.querySelectorAll("a").length];
        }"""
    )
    assert made == ["点我", 0]


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 320, "height": 640}, DESK], ids=str)
def test_nothing_makes_the_page_scroll_sideways(room: Room, open_page: OpenPage, size: dict[str, int]) -> None:
    person = room.started("欧阳" * 30, "备注很长" * 12)
    group = room.group("专项行动联络员协调群" * 8, person)
    keys = [[{"text": f"第{row}行的按钮{n}", "callback_data": f"{row}.{n}"} for n in range(5)] for row in range(6)]
    room.bot("sendMessage", chat_id=group, text="长" * 2000 + "x" * 2000, reply_markup={"inline_keyboard": keys})
    page = open_page(person, size=size)
    assert overflow(page) <= 0
    page.click(f'[data-chat="{group}"]')
    expect(page.locator(".inline-key")).to_have_count(30)
    assert overflow(page) <= 0
    assert page.evaluate("(() => { const s = document.querySelector('.scroller'); return s.scrollWidth - s.clientWidth })()") <= 0
    page.click(".pane-title")
    expect(page.locator("dialog.sheet")).to_be_visible()
    assert overflow(page) <= 0


def test_whoever_reads_further_up_keeps_the_place_and_sees_a_count(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    for number in range(30):
        room.bot("sendMessage", chat_id=person, text=f"第 {number} 条\n第二行")
    page = open_page(person, person)
    expect(page.locator(".bubble", has_text="第 29 条")).to_be_in_viewport()
    page.evaluate("document.querySelector('.scroller').scrollTop = 400")
    expect(page.locator(".to-bottom")).to_be_visible()
    before = page.evaluate("document.querySelector('.scroller').scrollTop")
    room.bot("sendMessage", chat_id=person, text="刚来的")
    expect(page.locator(".to-bottom .count")).to_have_text("1")
    assert page.evaluate("document.querySelector('.scroller').scrollTop") == pytest.approx(before, abs=2)
    page.click(".to-bottom")
    expect(page.locator(".bubble", has_text="刚来的")).to_be_in_viewport()
    expect(page.locator(".to-bottom")).to_be_hidden()


def test_old_messages_come_when_the_top_is_reached(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    for number in range(260):
        room.bot("sendMessage", chat_id=person, text=f"记录 {number}。")
    page = open_page(person, person)
    expect(page.locator(".bubble", has_text="记录 259。")).to_be_in_viewport()
    first = page.locator(".bubble", has_text="/start")
    for _ in range(60):
        if first.count():
            break
        page.evaluate("document.querySelector('.scroller').scrollTop = 0")
        page.wait_for_timeout(60)
    expect(first).to_be_attached()
    assert page.locator(".messages .row").count() == 261


def test_unread_messages_are_counted_until_the_chat_is_opened(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    group = room.group("石桥村工作群", person)
    page = open_page(person, size=DESK)
    page.click(f'[data-chat="{person}"]')
    for text in ("一", "二"):
        room.bot("sendMessage", chat_id=group, text=text)
    row = page.locator(".chat", has=page.locator(f'[data-chat="{group}"]'))
    expect(row.locator(".count")).to_have_text("2")
    row.locator(".chat-open").click()
    expect(row.locator(".count")).to_have_count(0)
    page.reload()
    page.wait_for_selector(".chat-open")
    expect(row.locator(".count")).to_have_count(0)


def test_a_broken_connection_catches_up(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    page = open_page(person, person)
    expect(page.locator(".bubble", has_text="/start")).to_be_visible()
    page.context.set_offline(True)
    room.bot("sendMessage", chat_id=person, text="断线时来的")
    expect(page.locator(".pane .offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".bubble", has_text="断线时来的")).to_be_visible()
    expect(page.locator(".pane .offline")).to_be_hidden()
