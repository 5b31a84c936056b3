"""Photos, albums, voice notes, files and positions go where they belong, and nothing sent is lost."""

from __future__ import annotations

import pytest

from tests.acceptance.test_problems import assign, kept, patrol, register, told
from tests.acceptance.town import Said, Town, texts
from village.model.attachments import Attachment

WANG, ZHOU = "王秀兰", "周敏"


async def photo(town: Town, name: str = WANG, caption: str = "", album: str = "") -> Said:
    more = {key: value for key, value in (("caption", caption), ("album", album)) if value}
    return await town.send_file(name, "photo", b"x" * 300, "a.jpg", "image/jpeg", **more)


async def voice(town: Town, name: str = WANG) -> Said:
    return await town.send_file(name, "voice", b"OggS" * 50, "v.ogg", "audio/ogg")


def attachments(town: Town) -> list[Attachment]:
    with town.office.storage.read() as uow:
        return uow.attachments.of(range(1, 100))


async def test_photos_answer_the_question_for_a_photo_until_all_are_sent(town: Town) -> None:
    await town.say(WANG, "登记问题")
    await town.say(WANG, "三组水塘边")
    await town.say(WANG, "有垃圾")
    assert "收到 1 个，还可以再发" in texts(await photo(town))
    assert "收到 2 个，还可以再发" in texts(await photo(town))
    await town.tap(WANG, "好了")
    await town.tap(WANG, "登记")
    assert len(kept(town)[0].files) == 2
    await town.tap(ZHOU, "看照片")
    shown = [m for m in await town.said_to(ZHOU) if m["photo"]]
    assert len(shown) == 2
    assert "问题 1，5月18日" in shown[0]["text"]


async def test_an_album_is_one_answer_and_gets_one_reply(town: Town) -> None:
    await town.say(WANG, "登记问题")
    await town.say(WANG, "三组水塘边")
    await town.say(WANG, "有垃圾")
    before = len(await town.said_to(WANG))
    for number in range(4):
        await photo(town, album="g1", caption="都在这里" if number == 0 else "")
    await town.later(seconds=5)
    said = (await town.said_to(WANG))[before:]
    assert len(said) <= 2, "pieces that come together are answered together"
    assert "收到 4 个，还可以再发" in said[-1]["text"]


async def test_the_caption_answers_a_question_for_words_and_the_rest_of_the_album_stays_with_it(town: Town) -> None:
    await town.say(WANG, "月报")
    await photo(town, caption="改厕 12 户", album="g2")
    await photo(town, album="g2")
    await photo(town, album="g2")
    await town.later(seconds=5)
    assert "2/4" in (await town.said_to(WANG))[-1]["text"]
    for _ in range(3):
        await town.say(WANG, "没有")
    await town.tap(WANG, "提交")
    with town.office.storage.read() as uow:
        report = uow.reports.latest(1)
    assert report is not None
    assert report.answers["progress"] == "改厕 12 户"
    assert {name: len(files) for name, files in report.files.items()} == {"progress": 3}


async def test_a_photo_without_words_is_kept_and_the_question_asked_again(town: Town) -> None:
    await town.say(WANG, "月报")
    said = texts(await photo(town))
    assert "照片收到了" in said
    assert "1/4" in said
    assert "2/4" in texts(await town.say(WANG, "改厕 12 户"))


async def test_a_caption_that_is_no_answer_loses_nothing(town: Town) -> None:
    await town.say(WANG, "月报")
    said = texts(await photo(town, caption="字" * 1001))
    assert "最多 1000 字" in said
    assert "1/4" in said
    assert len(attachments(town)) == 1


async def test_a_voice_note_answers_a_question_for_words_and_is_flagged(town: Town) -> None:
    await town.say(WANG, "月报")
    assert "2/4" in texts(await voice(town))
    [note] = attachments(town)
    assert (note.flagged, note.subject, note.field) == (True, "occurrence:1", "progress")


async def test_the_office_is_asked_to_listen_to_a_report_spoken(town: Town) -> None:
    await town.say(WANG, "月报")
    await voice(town)
    await photo(town, caption="干净了")
    for _ in range(2):
        await town.say(WANG, "没有")
    await town.tap(WANG, "提交")
    assert "甘溪沟村 5月月报 里有 1 段语音，请听一下（王秀兰）。" in await told(town, ZHOU)
    _, said = await town.tap(ZHOU, "看照片、听语音")
    assert [(bool(m["voice"]), bool(m["photo"])) for m in said[1:]] == [(True, False), (False, True)]
    assert "取得成效" in said[2]["text"]
    _, said = await town.tap(ZHOU, "看报告")
    assert "看照片、听语音" in str(said[-1]["inline_keyboard"])


async def test_a_reason_may_be_spoken(town: Town) -> None:
    await register(town)
    await town.tap(ZHOU, "不用办")
    said = texts(await voice(town, ZHOU))
    assert "定为不用办：（语音，请听）（1 个附件）" in said
    await town.tap(WANG, "看照片")
    assert (await town.said_to(WANG))[-1]["voice"]


async def test_a_photo_sent_as_a_file_is_shown_as_a_file(town: Town) -> None:
    await town.send_file(WANG, "document", b"x" * 300, "现场.jpg", "image/jpeg")
    await town.tap(WANG, "登记问题")
    await town.say(WANG, "塘边")
    await town.say(WANG, "有垃圾")
    await town.tap(WANG, "登记")
    await town.tap(WANG, "看照片")
    assert (await town.said_to(WANG))[-1]["document"]


async def test_a_photo_out_of_the_blue_becomes_a_problem(town: Town) -> None:
    said = await photo(town, caption="塘边一堆垃圾")
    assert "收到 1 张照片。要做什么？" in texts(said)
    await town.tap(WANG, "登记问题")
    preview = texts(await town.say(WANG, "三组水塘边"))
    assert "问题　塘边一堆垃圾" in preview
    assert "照片　已发 1 个" in preview
    await town.tap(WANG, "登记")
    assert len(kept(town)[0].files) == 1


async def test_a_photo_out_of_the_blue_is_news_of_a_problem_in_hand(town: Town) -> None:
    await register(town)
    await assign(town)
    await photo(town, album="g3")
    await photo(town, album="g3")
    await town.later(seconds=5)
    assert "收到 2 张照片" in (await town.said_to(WANG))[-1]["text"]
    await town.tap(WANG, "附到“三组水塘边")
    assert "报进展：清了一半（2 个附件）" in texts(await town.say(WANG, "清了一半"))


async def test_the_photo_after_stands_with_the_application(town: Town) -> None:
    await register(town)
    await assign(town)
    await town.tap(WANG, "申请销号")
    await photo(town)
    await town.tap(WANG, "好了")
    assert "申请销号：清完了（1 个附件）" in texts(await town.say(WANG, "清完了"))
    assert "看照片" in str((await town.said_to(ZHOU))[-1]["inline_keyboard"])


async def test_a_photo_in_a_patrol_goes_with_its_problem(town: Town) -> None:
    await town.office.desk.off_loop(lambda: None)
    await patrol(town, WANG, ("水塘边", "一堆垃圾", "要镇里帮忙"))
    assert kept(town)[0].files == ()
    await town.tap(WANG, "改一改")
    await town.tap(WANG, "改一处")
    await town.tap(WANG, "问题1 照片")
    await photo(town)
    await town.tap(WANG, "好了")
    await town.tap(WANG, "提交")
    assert len(kept(town)[0].files) == 1
    assert kept(town)[0].what == "一堆垃圾"


async def test_a_position_answers_where(town: Town) -> None:
    await town.say(WANG, "登记问题")
    await town.post("/room/messages", {"as": town.id(WANG), "latitude": 30.512345, "longitude": 110.1})
    await town.idle()
    assert "2/3" in await told(town, WANG)
    await town.say(WANG, "有垃圾")
    _, said = await town.tap(WANG, "跳过")
    assert "地点　已发位置（30.512345,110.100000）" in texts(said)
    _, said = await town.tap(WANG, "登记")
    assert "甘溪沟村　发来的位置（30.512345,110.100000）：有垃圾" in texts(said)
    _, said = await town.tap(ZHOU, "看位置")
    assert said[-1]["location"]["latitude"] == 30.512345


async def test_a_position_elsewhere_is_asked_for_in_words(town: Town) -> None:
    await town.say(WANG, "月报")
    await town.post("/room/messages", {"as": town.id(WANG), "latitude": 30.5, "longitude": 110.1})
    await town.idle()
    assert "这一题请打字" in await told(town, WANG)


@pytest.mark.parametrize(
    ("name", "filename", "answer"),
    [(ZHOU, "方案.txt", "正在读"), (WANG, "方案.txt", "由镇办公室放进来"), (WANG, "现场.jpg", "收到 1 张照片")],
)
async def test_a_file_out_of_the_blue(town: Town, name: str, filename: str, answer: str) -> None:
    mime = "image/jpeg" if filename.endswith("jpg") else "text/plain"
    assert answer in texts(await town.send_file(name, "document", "一、方案".encode(), filename, mime))


async def test_a_file_of_an_official_goes_with_the_open_question(town: Town) -> None:
    await town.say(WANG, "月报")
    said = texts(await town.send_file(WANG, "document", b"x" * 99, "改厕名单.xlsx", "application/octet-stream"))
    assert "文件收到了" in said
    assert [a.name for a in attachments(town)] == ["改厕名单.xlsx"]


async def test_somebody_elses_photo_cannot_be_taken(town: Town) -> None:
    await photo(town)
    [shown] = (await town.said_to(ZHOU))[-1:]
    toast, said = await town.tap_data(ZHOU, town.id(ZHOU), shown["id"], "pn:1", forged=True)
    assert toast["toast"]
    assert said == []
