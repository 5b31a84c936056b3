"""What people really send: too long, unreadable, forged, twice, from the wrong person. Each gets a clear sentence."""

from __future__ import annotations

import asyncio
import io
import random
import string
from typing import Any

import aiohttp
import pytest

from tests.acceptance.town import Said, Town, texts

WANG = "王秀兰"
STALE = "这个按钮已经过时了，请用最新的一条。"


async def send(town: Town, name: str, **thing: Any) -> Said:
    """Something that is no text, in private; returns what the bot said to it."""
    mine = await town.post("/room/messages", {"as": town.id(name), "chat": town.id(name), **thing})
    await town.idle()
    return await town.said_to(name, mine["id"])


async def still_works(town: Town, name: str = WANG) -> None:
    assert "85%以上" in texts(await town.say(name, "秸秆利用率"))


def put_aside(town: Town) -> list[str]:
    """References of updates that failed."""
    query = "SELECT reference FROM inbox WHERE reference IS NOT NULL"
    with town.office.storage.engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(query)]


# -- things that are no words ----------------------------------------------------------------------------------------


async def test_five_thousand_characters_get_one_sentence(town: Town) -> None:
    said = await town.say(WANG, "问" * 5000)
    assert [m["text"].split("，")[0] for m in said] == ["这段话太长（4096 个字）"]
    await still_works(town)


async def test_the_tail_of_a_cut_text_is_no_answer_to_the_open_question(town: Town) -> None:
    await town.say(WANG, "月报")
    said = await town.say(WANG, "字" * 9000)
    assert len(said) == 1
    assert "最多 1000 字" in texts(said)
    await town.later(seconds=5)
    assert "2/4" in texts(await town.say(WANG, "改厕 12 户"))


@pytest.mark.parametrize("text", ["😀😀", "👍🏽", "……", "——＋", "\u200b\u200b", "١٢٣", "🇨🇳"])
async def test_signs_alone_get_a_sentence(town: Town, text: str) -> None:
    [said] = await town.say(WANG, text)
    assert said["text"].startswith(("没看懂这一句。", "没有查到"))
    assert put_aside(town) == []


async def test_a_sticker_is_answered_and_the_dialogue_stays(town: Town) -> None:
    await town.say(WANG, "月报")
    assert "表情我看不懂" in texts(await send(town, WANG, sticker="😀"))
    assert "2/4" in texts(await town.say(WANG, "改厕"))


async def test_a_position_and_a_contact_are_answered(town: Town) -> None:
    assert "请打字" in texts(await send(town, WANG, latitude=30.5, longitude=110.1))
    assert "请打字" in texts(await send(town, WANG, contact="13900000000"))


async def test_a_large_file_is_named_too_large(town: Town) -> None:
    form = aiohttp.FormData({"as": str(town.id(WANG)), "chat": str(town.id(WANG))})
    form.add_field("document", io.BytesIO(b"x" * 30 * 2**20), filename="方案.docx")
    async with town.http.post("/room/messages", data=form) as response:
        mine = await response.json()
    await town.idle()
    assert texts(await town.said_to(WANG, mine["id"])) == "这个文件太大（30 MB），我打不开。请把要紧的文字复制过来。"
    await still_works(town)


@pytest.mark.parametrize(
    ("field", "filename", "mime", "sentence"),
    [
        ("photo", "a.jpg", "image/jpeg", "收到 1 张照片。要做什么？"),
        ("voice", "a.ogg", "audio/ogg", "语音我还听不懂"),
        ("document", "a.docx", "application/msword", "由镇办公室放进来"),
    ],
)
async def test_files_get_a_sentence_each(town: Town, field: str, filename: str, mime: str, sentence: str) -> None:
    assert sentence in texts(await town.send_file(WANG, field, b"x" * 300, filename, mime))


async def test_a_strangers_file_gets_the_sentence_for_strangers(town: Town) -> None:
    said = await town.send_file("路人甲", "photo", b"x", "a.jpg", "image/jpeg")
    assert "请向清河镇办公室要一个加入链接" in texts(said)


# -- words that are odd ----------------------------------------------------------------------------------------------


async def test_html_in_answers_is_shown_as_typed(town: Town) -> None:
    await town.say(WANG, "月报")
    answers = ("<b>改厕</b> 12 户 & <script>", "</b></i>", "&lt;无&gt;", "a<b")
    for answer in answers:
        [said] = await town.say(WANG, answer)
    for answer in answers:
        assert answer in said["text"]
    _, said_after = await town.tap(WANG, "提交")
    assert "第1版" in texts(said_after)


async def test_long_answers_still_fit_into_the_summary(town: Town) -> None:
    await town.say(WANG, "月报")
    for _ in range(4):
        [said] = await town.say(WANG, "<&>" * 300 + "字" * 100)
    assert "还没有提交" in said["text"]
    _, said_after = await town.tap(WANG, "提交")
    assert "第1版" in texts(said_after)


async def test_directions_and_zero_widths_do_no_harm(town: Town) -> None:
    await town.say(WANG, "月报")
    for answer in ("\u202e改厕 12 户", "\u200b村口\u200d干净", "\u2066一\u2069", "\ufeff完"):
        [said] = await town.say(WANG, answer)
    assert "还没有提交" in said["text"]


async def test_an_edited_message_is_not_handled_again(town: Town) -> None:
    await town.say(WANG, "月报")
    mine = await town.post("/room/messages", {"as": town.id(WANG), "text": "改厕 3 户"})
    await town.idle()
    before = await town.messages(town.id(WANG))
    edit = {"as": town.id(WANG), "chat": town.id(WANG), "message": mine["id"], "text": "改厕 300 户"}
    await town.post("/room/edits", edit)
    await town.idle()
    after = await town.messages(town.id(WANG))
    assert [m["id"] for m in after] == [m["id"] for m in before]


@pytest.mark.parametrize("text", ["/foo", "/start@other_bot", "/HELP", "/", "//", "/bind extra", "/月报", "/start  "])
async def test_odd_commands_are_answered(town: Town, text: str) -> None:
    assert len(await town.say(WANG, text)) == 1
    assert put_aside(town) == []


async def test_the_chinese_command_works_with_a_slash_too(town: Town) -> None:
    assert "1/4" in texts(await town.say(WANG, "/月报"))


# -- buttons ---------------------------------------------------------------------------------------------------------

FORGED = [
    *("", " ", ":", "::::", "rep", "rep:", "rep:-1", "rep:0", "rep:abc", "rep:1.5", "rep:１", "rep:99999", "rep:2"),
    *("rep:9223372036854775807", "rep:" + "9" * 40, "go:2", "new:2", "go:", "fok", "fok:", "fok:i", "fok:2", "fok:x"),
    *("fb:1", "fb:1:-1", "fb:1:99", "fs:1:0", "fs:i:0", "fc:1:0:0", "fc:i:0:0", "fc:i:0:-5", "fl:77", "fm:1:99"),
    *("fm:1:-1", "fv:9", "brd:1:2026-05", "brd:1", "brd:x:y", "mkd:2:0", "mkd:-1:0", "bind:1", "bind:", "cand:1:0"),
    *("cand:99:99", "cand:0:-1", "src:1:0", "src:1:999", "src:99:0", "src:-1:-1", "join", "join:", "join:xx"),
    *("nojoin:xx", "zz", "REP:1", "rep:1:2:3:4", "x" * 64, "报送", "\u202e:1", "'; drop table people;--", "<b>:1"),
]


async def test_forged_buttons_are_answered_and_break_nothing(town: Town) -> None:
    [shown] = await town.say(WANG, "/help")
    for data in FORGED:
        toast, _ = await town.tap_data(WANG, town.id(WANG), shown["id"], data, forged=True)
        assert toast["answered"], data
    assert put_aside(town) == []
    await town.say(WANG, "先不报了")
    await still_works(town)


async def test_random_payloads_are_answered_and_break_nothing(town: Town) -> None:
    [shown] = await town.say(WANG, "/help")
    chance = random.Random(7)
    verbs = ["rep", "go", "new", "fb", "fs", "fc", "fl", "fm", "fv", "fok", "brd", "mkd", "cand", "src", "join", "bind"]
    letters = string.printable + "：１报\u200b"
    for _ in range(120):
        junk = "".join(chance.choices(letters, k=chance.randrange(12)))
        data = f"{chance.choice(verbs)}:{junk}".encode()[:64].decode(errors="ignore")
        toast, _ = await town.tap_data(WANG, town.id(WANG), shown["id"], data, forged=True)
        assert toast["answered"], data
    assert put_aside(town) == []


async def test_nothing_of_another_village_can_be_touched(town: Town) -> None:
    await town.say("张勇", "月报")
    await town.say("张勇", "黑水的事")
    [shown] = await town.say(WANG, "/help")
    for data in ("rep:1", "go:1", "new:1", "fok:1"):
        toast, said = await town.tap_data(WANG, town.id(WANG), shown["id"], data, forged=True)
        assert "不能操作" in toast["toast"], data
        assert said == []
    for data in ("fb:1:1", "fs:1:1", "fl:1", "fm:1:0", "fv:1"):
        toast, said = await town.tap_data(WANG, town.id(WANG), shown["id"], data, forged=True)
        assert "草稿" in toast["toast"], data
        assert said == []
    assert "3/4" in texts(await town.say("张勇", "无"))


async def test_an_old_button_brings_the_open_question_back(town: Town) -> None:
    await town.say(WANG, "月报")
    [second] = await town.say(WANG, "改厕")
    await town.say(WANG, "干净了")
    _, said = await town.tap_data(WANG, town.id(WANG), second["id"], "fs:1:1")
    assert texts(said).startswith("3/4")


async def test_a_button_of_a_message_that_is_gone_still_answers(town: Town) -> None:
    await town.say(WANG, "月报")
    for answer in ("改厕", "无", "无", "无"):
        await town.say(WANG, answer)
    toast, said = await town.tap_data(WANG, town.id(WANG), 999_999, "fok:1", forged=True)
    assert toast["answered"]
    assert "已收到 甘溪沟村 5月月报（第1版" in texts(said)


async def test_two_fast_taps_on_the_same_button_do_it_once(town: Town) -> None:
    await town.say(WANG, "月报")
    for answer in ("改厕", "无", "无", "无"):
        [summary] = await town.say(WANG, answer)
    taps = [town.tap_data(WANG, town.id(WANG), summary["id"], "fok:1", forged=True) for _ in range(4)]
    await asyncio.gather(*taps)
    with town.office.storage.read() as uow:
        assert uow.reports.count(1) == 1


async def test_two_people_tapping_at_once_each_get_their_own(town: Town) -> None:
    names = (WANG, "张勇", "刘德福", "赵桂芳")
    await asyncio.gather(*(town.post("/room/messages", {"as": town.id(n), "text": "月报"}) for n in names))
    await town.idle()
    results = await asyncio.gather(*(town.tap(n, "先不报了") for n in names))
    assert all("草稿留 7 天" in texts(said) for _, said in results)


async def test_two_people_of_one_village_make_one_report_in_versions(town: Town) -> None:
    colleague = await town.post("/room/people", {"name": "王秀兰的同事"})
    with town.office.storage.begin() as uow:
        wang = uow.people.by_account(town.id(WANG))
        assert wang is not None
        person = uow.people.add(colleague["name"], colleague["id"])
        uow.people.add_post(person.id, wang.posts[0].unit.id, wang.posts[0].role, "村文书")
        uow.commit()
    for name in (WANG, colleague["name"]):
        await town.say(name, "月报")
        for answer in (f"{name}写的", "无", "无", "无"):
            await town.say(name, answer)
    results = await asyncio.gather(*(town.tap(n, "提交") for n in (WANG, colleague["name"])))
    versions = sorted("第1版" in texts(said) for _, said in results)
    assert versions == [False, True]
    with town.office.storage.read() as uow:
        assert uow.reports.count(1) == 2


async def test_a_flood_from_one_person_keeps_order_and_harms_nobody(town: Town) -> None:
    place = town.id(WANG)
    for number in range(40):
        await town.post("/room/messages", {"as": place, "text": f"不存在的词{number}"})
    await still_works(town, "张勇")
    await town.idle()
    assert len(await town.said_to(WANG)) >= 40
    assert put_aside(town) == []
