"""What people see in the page: live messages, edits, names, days, long texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.page.conftest import DESK, OpenPage
from tests.acceptance.page.room import Room, running_room

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
    room.post(
        "/room/messages", **{"as": strange}, chat=group, text="<script>document.title='坏了'</script> <u>划线</u>"
    )
    page = open_page(other, group)
    expect(page.locator(".sender-name")).to_have_text(name)
    expect(page.locator(".text").last).to_contain_text("<u>划线</u>")
    expect(page.locator(".pane-name")).to_have_text("<i>群</i>")
    assert page.locator(".messages :is(script, u, img)").count() == 0
    assert "坏了" not in page.title()


def test_links_that_run_scripts_are_not_links(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    room.bot("sendMessage", chat_id=person, text='<a href="https://example.org/a">好链接</a> 后面', parse_mode="HTML")
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
    assert (
        page.evaluate(
            "(() => { const s = document.querySelector('.scroller'); return s.scrollWidth - s.clientWidth })()"
        )
        <= 0
    )
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
    with page.expect_response(f"**/room/chats/{group}/read"):
        row.locator(".chat-open").click()
    expect(row.locator(".count")).to_have_count(0)
    page.click(f'[data-chat="{person}"]')
    page.reload()
    page.wait_for_selector(".chat-open")
    expect(row.locator(".count")).to_have_count(0)


def test_a_pinned_message_stands_under_the_header(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    group = room.group("置顶群", person)
    room.post(f"/room/chats/{group}/members", **{"as": person}, admin=True)
    page = open_page(person, group)
    card = room.bot("sendMessage", chat_id=group, text="本期已报 5/8")["message_id"]
    room.bot("pinChatMessage", chat_id=group, message_id=card)
    expect(page.locator(".pin")).to_contain_text("本期已报 5/8")


def test_a_group_that_became_a_supergroup_stays_open(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    group = room.group("会变的群", person)
    page = open_page(person, group)
    expect(page.locator(".pane-name")).to_have_text("会变的群")
    new = room.post(f"/room/chats/{group}/migrate")["id"]
    expect(page.locator(f'[data-chat="{new}"]')).to_have_count(1)
    room.bot("sendMessage", chat_id=new, text="搬过来了")
    expect(page.locator(".bubble", has_text="搬过来了")).to_be_visible()


def test_typing_is_shown_and_ends_with_the_message(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    page = open_page(person, person)
    expect(page.locator(".bubble", has_text="/start")).to_be_visible()
    room.bot("sendChatAction", chat_id=person, action="typing")
    expect(page.locator(".pane-subtitle")).to_have_text("正在输入…")
    room.bot("sendMessage", chat_id=person, text="好了")
    expect(page.locator(".pane-subtitle")).not_to_have_text("正在输入…")


def test_everything_to_press_is_a_finger_high(room: Room, open_page: OpenPage) -> None:
    person = room.started("何桂香")
    inline = {"inline_keyboard": [[{"text": "提交", "callback_data": "1"}, {"text": "改", "callback_data": "2"}]]}
    room.bot("sendMessage", chat_id=person, text="看一看", reply_markup=inline)
    room.bot("sendMessage", chat_id=person, text="菜单", reply_markup={"keyboard": [["报送"], ["帮助"]]})
    page = open_page(person, has_touch=True, is_mobile=True)
    small = """[...document.querySelectorAll("button, a, input")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".text"))
        .filter((one) => one.getBoundingClientRect().height < 43.5)
        .map((one) => one.outerHTML.slice(0, 120))"""
    assert page.evaluate(small) == []
    page.click(f'[data-chat="{person}"]')
    expect(page.locator(".reply-key").first).to_be_visible()
    assert page.evaluate(small) == []
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button')].filter((b) => !b.ariaLabel && !b.textContent.trim()).length"
    )
    assert unnamed == 0


def test_the_rooms_clock_is_shown_and_can_be_moved(clocked: Room, open_page: OpenPage) -> None:
    person = clocked.started("何桂香")
    page = open_page(person, at=clocked)
    clock = page.locator(".clock-line")
    before = clock.inner_text()
    clock.click()
    page.get_by_role("button", name="+1 天").click()
    expect(clock).not_to_have_text(before)
    expect(page.locator(".chat-time")).to_have_text("昨天")
    clock.click()
    page.get_by_label("选日期和时间").fill("2031-05-23T09:30")
    page.get_by_role("button", name="调到这个时间").click()
    expect(clock).to_contain_text("5月23日 周五 09:3")
    assert clocked.get("/room/clock")["now"].startswith("2031-05-23T01:3")
    page.click(f'[data-chat="{person}"]')
    clocked.bot("sendMessage", chat_id=person, text="到日子了")
    expect(page.locator(".day").last).to_have_text("今天")
    expect(page.locator(".day").first).to_contain_text("年")


def test_a_room_on_the_wall_clock_shows_no_clock(room: Room, open_page: OpenPage) -> None:
    page = open_page(room.started("何桂香"))
    expect(page.locator(".who")).to_contain_text("何桂香")
    expect(page.locator(".clock-line")).to_be_hidden()


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


def test_a_restarted_room_is_caught_up_with(open_page: OpenPage, tmp_path: Path) -> None:
    with running_room(tmp_path / "room.db") as first:
        person = first.started("何桂香")
        page = open_page(person, person, at=first)
        expect(page.locator(".bubble", has_text="/start")).to_be_visible()
        page.context.set_offline(True)
    with running_room(tmp_path / "room.db", port=int(first.base.rsplit(":", 1)[1])) as second:
        second.bot("sendMessage", chat_id=person, text="重启以后说的")
        page.context.set_offline(False)
        expect(page.locator(".bubble", has_text="重启以后说的")).to_be_visible(timeout=15000)
