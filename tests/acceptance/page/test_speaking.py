"""What people do in the page: write, press, choose who they are, follow links, send files."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.page.conftest import DESK, OpenPage
from tests.acceptance.page.room import Room

pytestmark = pytest.mark.chromium

# The smallest PNG there is: one grey pixel.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001" + "e221bc33" + "0000000049454e44ae426082"
)


def test_a_newcomer_presses_start(room: Room, open_page: OpenPage) -> None:
    person = room.person("周明")
    page = open_page(person, person)
    expect(page.locator("textarea")).to_have_count(0)
    page.click(".start-button")
    expect(page.locator(".mine .text", has_text="/start")).to_be_visible()
    expect(page.locator("textarea")).to_be_visible()
    assert [message["text"] for message in room.get(f"/room/chats/{person}/messages")] == ["/start"]


def test_what_is_typed_reaches_the_bot_once(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    room.updates()
    page = open_page(person, person, size=DESK)
    page.fill("textarea", "今年改厕多少户")
    page.press("textarea", "Enter")
    expect(page.locator(".mine .text", has_text="今年改厕多少户")).to_have_count(1)
    expect(page.locator(".pending")).to_have_count(0)
    assert [update["message"]["text"] for update in room.updates()] == ["今年改厕多少户"]


def test_a_button_waits_and_then_shows_the_answer(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    keys = {"inline_keyboard": [[{"text": "提交", "callback_data": "send:1"}]]}
    room.bot("sendMessage", chat_id=person, text="看看对不对", reply_markup=keys)
    page = open_page(person, person)
    button = page.get_by_role("button", name="提交")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    tap = room.next_tap()
    assert (tap["data"], tap["from"]["id"]) == ("send:1", person)
    room.bot("answerCallbackQuery", callback_query_id=tap["id"], text="已经记下")
    expect(page.locator(".toast")).to_have_text("已经记下")
    expect(button).not_to_have_attribute("aria-busy", "true")


def test_an_alert_stays_until_it_is_read(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    keys = {"inline_keyboard": [[{"text": "为什么", "callback_data": "why"}]]}
    room.bot("sendMessage", chat_id=person, text="已截止", reply_markup=keys)
    page = open_page(person, person)
    page.get_by_role("button", name="为什么").click()
    room.bot("answerCallbackQuery", callback_query_id=room.next_tap()["id"], text="时间已过", show_alert=True)
    expect(page.get_by_role("alertdialog")).to_contain_text("时间已过")
    page.get_by_role("button", name="好", exact=True).click()
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_quick_buttons_stand_above_the_input_and_fold(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    keyboard = {"keyboard": [["报送", "零报告"], ["我的任务", "帮助"]], "is_persistent": True}
    room.bot("sendMessage", chat_id=person, text="菜单在下面", reply_markup=keyboard)
    page = open_page(person, person)
    expect(page.locator(".reply-key")).to_have_text(["报送", "零报告", "我的任务", "帮助"])
    page.get_by_label("收起快捷按钮").click()
    expect(page.locator(".reply-key").first).to_be_hidden()
    page.get_by_label("打开快捷按钮").click()
    page.get_by_role("button", name="零报告").click()
    expect(page.locator(".mine .text", has_text="零报告")).to_be_visible()
    room.bot("sendMessage", chat_id=person, text="收起来了", reply_markup={"remove_keyboard": True})
    expect(page.locator(".keys-panel")).to_be_hidden()


def test_a_forced_reply_is_begun_for_the_person(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    asked = room.bot(
        "sendMessage",
        chat_id=person,
        text="哪一天",
        reply_markup={"force_reply": True, "input_field_placeholder": "例：5月3日"},
    )
    page = open_page(person, person, size=DESK)
    expect(page.locator(".reply-bar")).to_contain_text("哪一天")
    expect(page.locator("textarea")).to_have_attribute("placeholder", "例：5月3日")
    page.fill("textarea", "5月3日")
    page.press("textarea", "Enter")
    expect(page.locator(".mine .quote")).to_contain_text("哪一天")
    said = room.get(f"/room/chats/{person}/messages?after={asked['message_id']}")
    assert said[0]["reply_to"] == asked["message_id"]


def test_the_menu_offers_the_commands_of_this_chat(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    room.bot(
        "setMyCommands",
        commands=[{"command": "ling", "description": "零报告"}],
        scope={"type": "chat", "chat_id": person},
    )
    page = open_page(person, person)
    page.get_by_label("菜单", exact=True).click()
    page.locator(".command", has_text="零报告").click()
    expect(page.locator(".mine .text", has_text="/ling")).to_be_visible()


def test_switching_person_switches_the_chats(room: Room, open_page: OpenPage) -> None:
    first, second = room.started("钱多", "东沟村 会计"), room.started("冯程", "西沟村 主任")
    group = room.group("只有冯程的群", second)
    page = open_page(first)
    expect(page.locator(f'[data-chat="{group}"]')).to_have_count(0)
    page.click(".who")
    page.locator(f'[data-person="{second}"]').click()
    expect(page.locator(".who")).to_contain_text("西沟村 主任")
    page.click(f'[data-chat="{group}"]')
    page.fill("textarea", "是我说的")
    page.click(".send-button")
    expect(page.locator(".mine .text", has_text="是我说的")).to_be_visible()
    assert room.get(f"/room/chats/{group}/messages")[-1]["from"]["id"] == second


def test_a_person_can_be_added_in_the_page(room: Room, open_page: OpenPage) -> None:
    page = open_page(room.person("周明"))
    page.click(".who")
    page.get_by_role("button", name="加一个人").click()
    page.get_by_label("姓名").fill("龚雪")
    page.get_by_label("备注").fill("北山村 妇联主席")
    page.get_by_role("button", name="加上").click()
    expect(page.locator(".who")).to_contain_text("龚雪")
    assert ("龚雪", "北山村 妇联主席") in [(one["name"], one["note"]) for one in room.get("/room/people")]


def test_a_group_is_made_with_members_and_the_bot(room: Room, open_page: OpenPage) -> None:
    maker, other = room.person("周明"), room.person("唯一成员")
    page = open_page(maker)
    page.get_by_role("button", name="新建群").click()
    page.get_by_label("群名").fill("防汛小组")
    page.get_by_label("唯一成员").check()
    page.get_by_role("button", name="建群", exact=True).click()
    expect(page.locator(".pane-name")).to_have_text("防汛小组")
    made = next(chat for chat in room.get(f"/room/chats?as={maker}") if chat["title"] == "防汛小组")
    assert (sorted(made["members"]), made["bot"]) == (sorted([maker, other]), True)
    page.get_by_label("聊天菜单").click()
    page.get_by_label("请村务助手出群").click()
    expect(page.locator(".pane-subtitle")).to_have_text("2 人")


def test_a_blocked_bot_can_be_let_back_in(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    page = open_page(person, person)
    page.get_by_label("聊天菜单").click()
    page.get_by_role("button", name="屏蔽村务助手").click()
    expect(page.locator("textarea")).to_have_count(0)
    page.get_by_role("button", name="解除屏蔽").click()
    expect(page.locator("textarea")).to_be_visible()


@pytest.mark.parametrize("where", ["text", "button"])
def test_a_deep_link_leads_to_the_private_chat_and_start_sends_its_payload(
    room: Room, open_page: OpenPage, where: str
) -> None:
    person = room.started("周明")
    group = room.group("链接群", person)
    link = f"https://t.me/{room.username}?start=rep-17_a"
    markup = {"inline_keyboard": [[{"text": "我要报送", "url": link}]]}
    room.bot(
        "sendMessage",
        chat_id=group,
        **({"text": link} if where == "text" else {"text": "请点", "reply_markup": markup}),
    )
    room.updates()
    page = open_page(person, group)
    page.locator(".text a" if where == "text" else ".inline-key").click()
    page.click(".start-button")
    expect(page.locator(".mine .text", has_text="/start rep-17_a")).to_be_visible()
    assert [update["message"]["text"] for update in room.updates()] == ["/start rep-17_a"]
    assert len(page.context.pages) == 1


def test_two_people_side_by_side(room: Room, open_page: OpenPage) -> None:
    clerk, official = room.started("办公室小陈"), room.started("村书记老高")
    group = room.group("并排群", clerk, official)
    card = room.bot("sendMessage", chat_id=group, text="已报 0/1")["message_id"]
    page = open_page(clerk, group, size=DESK)
    page.get_by_label("在旁边再开一个聊天").click()
    beside = page.locator(".desk.spare")
    beside.locator(".who").click()
    page.locator(f'[data-person="{official}"]').click()
    beside.locator(f'[data-chat="{official}"]').click()
    beside.locator("textarea").fill("报好了")
    beside.locator("textarea").press("Enter")
    expect(beside.locator(".mine .text", has_text="报好了")).to_be_visible()
    room.bot("editMessageText", chat_id=group, message_id=card, text="已报 1/1")
    first = page.locator(".desk:not(.spare)")
    expect(first.locator(f'.pane [data-id="{card}"]')).to_contain_text("已报 1/1")
    expect(first.locator(".who")).to_contain_text("办公室小陈")
    page.reload()
    expect(page.locator(".desk.spare .mine .text", has_text="报好了")).to_be_visible()


def test_the_back_arrow_and_the_browsers_back_both_lead_to_the_list(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    page = open_page(person)
    page.click(f'[data-chat="{person}"]')
    expect(page.locator(".chat-open").first).to_be_hidden()
    page.get_by_label("返回聊天列表").click()
    expect(page.locator(".chat-open").first).to_be_visible()
    page.click(f'[data-chat="{person}"]')
    expect(page.locator("textarea")).to_be_visible()
    page.go_back()
    expect(page.locator(".chat-open").first).to_be_visible()
    expect(page.locator("textarea")).to_have_count(0)


def test_a_photo_and_a_document_are_sent_and_shown(room: Room, open_page: OpenPage, tmp_path: Path) -> None:
    person = room.started("周明")
    picture, paper = tmp_path / "村口.png", tmp_path / "五月.txt"
    picture.write_bytes(_PIXEL)
    paper.write_text("清运垃圾 3 车", encoding="utf-8")
    page = open_page(person, person)
    for tile, file, caption in ((".tile-photo", picture, "村口照片"), (".tile-file", paper, "")):
        page.get_by_label("发照片、文件或位置").click()
        with page.expect_file_chooser() as chooser:
            page.click(tile)
        chooser.value.set_files(file)
        page.locator("dialog .field-input").fill(caption)
        page.locator("dialog .main-button").click()
    expect(page.locator(".mine .document")).to_contain_text("五月.txt")
    photo = page.locator(".mine .photo img")
    expect(photo).to_be_visible()
    expect(photo).to_have_js_property("naturalWidth", 1)
    expect(page.locator(".mine .text", has_text="村口照片")).to_be_visible()
    with page.expect_download() as download:
        page.click(".document")
    assert download.value.path().read_bytes() == paper.read_bytes()
    page.click(".mine .photo")
    expect(page.locator(".lightbox img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".lightbox")).to_have_count(0)


def test_an_own_message_can_be_corrected(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    said = room.post("/room/messages", **{"as": person}, chat=person, text="改厕11户")["id"]
    page = open_page(person, person, size=DESK)
    row = page.locator(f'[data-id="{said}"]')
    row.hover()
    row.get_by_label("更多").click()
    page.get_by_role("button", name="改一改").click()
    page.fill("textarea", "改厕12户")
    page.press("textarea", "Enter")
    expect(row).to_contain_text("改厕12户")
    expect(row.locator(".edited")).to_be_visible()
    assert len(room.get(f"/room/chats/{person}/messages")) == 2


def test_a_reply_names_what_it_answers(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    group = room.group("回复群", person)
    card = room.bot("sendMessage", chat_id=group, text="请各村回复")["message_id"]
    page = open_page(person, group)
    page.locator(f'[data-id="{card}"] .bubble').dispatch_event("contextmenu")
    page.locator("dialog .action", has_text="回复").click()
    page.fill("textarea", "收到")
    page.click(".send-button")
    expect(page.locator(".mine .quote")).to_contain_text("请各村回复")
    expect(page.locator(".reply-bar")).to_be_hidden()
    assert room.get(f"/room/chats/{group}/messages")[-1]["reply_to"] == card


def test_a_place_and_a_sticker_can_be_sent(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    page = open_page(person, person)
    page.get_by_label("发照片、文件或位置").click()
    page.get_by_role("button", name="位置", exact=True).click()
    page.get_by_label("纬度").fill("95")
    page.get_by_label("经度").fill("112.75")
    page.locator("dialog .main-button").click()
    expect(page.locator(".toast.bad")).to_contain_text("纬度在")
    page.get_by_label("纬度").fill("32.13")
    page.locator("dialog .main-button").click()
    expect(page.locator(".mine .place")).to_contain_text("32.13000, 112.75000")
    page.get_by_label("发照片、文件或位置").click()
    page.get_by_role("button", name="贴纸").click()
    page.locator(".sticker-pick").first.click()
    expect(page.locator(".mine .sticker")).to_be_visible()
    assert [one["sticker"] for one in room.get(f"/room/chats/{person}/messages")][-1] == "👍"


def test_a_refusal_is_said_and_the_words_are_not_lost(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    page = open_page(person, person, size=DESK)
    expect(page.locator(".bubble", has_text="/start")).to_be_visible()
    page.route("**/room/messages", lambda route: route.fulfill(status=400, json={"error": "太长了，请分两次发。"}))
    page.fill("textarea", "很长的话")
    page.press("textarea", "Enter")
    expect(page.locator(".toast.bad")).to_have_text("太长了，请分两次发。")
    expect(page.locator(".failed")).to_contain_text("很长的话")
    page.unroute("**/room/messages")
    page.get_by_role("button", name="再发一次").click()
    expect(page.locator(".failed")).to_have_count(0)
    assert [one["text"] for one in room.get(f"/room/chats/{person}/messages")] == ["/start", "很长的话"]


def test_the_bots_name_and_a_word_offer_what_it_found_to_say(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    group = room.group("工作群", person)
    room.updates()
    page = open_page(person, group)
    page.fill("textarea", f"@{room.username} 秸秆")
    query = room.next_update("inline_query")
    assert (query["query"], query["chat_type"]) == ("秸秆", "group")
    article = {
        "type": "article",
        "id": "a0",
        "title": "85%以上",
        "description": "清河镇方案 二、2",
        "input_message_content": {"message_text": "秸秆综合利用率 85% 以上"},
    }
    button = {"text": "先加入", "start_parameter": "join"}
    room.bot("answerInlineQuery", inline_query_id=query["id"], results=[article], button=button)
    expect(page.get_by_role("button", name="先加入")).to_be_visible()
    page.get_by_role("button", name="85%以上").click()
    expect(page.locator(".mine .text", has_text="秸秆综合利用率 85% 以上")).to_be_visible()
    expect(page.locator(".mine .forwarded")).to_have_text("来自 村务助手")
    expect(page.locator("textarea")).to_have_value("")


def test_where_the_bot_finds_nothing_the_page_says_so(room: Room, open_page: OpenPage) -> None:
    person = room.started("周明")
    room.updates()
    page = open_page(person, person)
    page.fill("textarea", f"@{room.username} 天气")
    query = room.next_update("inline_query")
    room.bot("answerInlineQuery", inline_query_id=query["id"], results=[])
    expect(page.locator(".inline-note")).to_have_text("没有查到，换个词试试。")
    page.fill("textarea", "算了")
    expect(page.locator(".inline-note")).to_be_hidden()
