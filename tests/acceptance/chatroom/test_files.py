"""Files up and down: kept whole, refused over Telegram's sizes, sent again by id."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import aiohttp
import pytest

from bot.chatroom.files import image_size
from tests.acceptance.chatroom.conftest import TOKEN, Desk, png

MB = 1 << 20


async def give(desk: Desk, person: int, kind: str, data: bytes, name: str, status: int = 200, **more: str) -> Any:
    """A person sends a file."""
    form = aiohttp.FormData({"as": str(person), "chat": str(person), **more})
    form.add_field(kind, io.BytesIO(data), filename=name)
    async with desk.http.post(f"{desk.url}/room/messages", data=form) as response:
        assert response.status == status, await response.text()
        return await response.json()


async def upload(
    desk: Desk, method: str, kind: str, data: bytes, name: str, **params: Any
) -> tuple[int, dict[str, Any]]:
    """The bot sends a file as multipart."""
    form = aiohttp.FormData({key: str(value) for key, value in params.items()})
    form.add_field(kind, io.BytesIO(data), filename=name)
    async with desk.http.post(f"{desk.url}/bot{TOKEN}/{method}", data=form) as response:
        return response.status, await response.json()


async def fetched(desk: Desk, file_id: str) -> bytes:
    path = (await desk.ok("getFile", file_id=file_id))["file_path"]
    async with desk.http.get(f"{desk.url}/file/bot{TOKEN}/{path}") as response:
        assert response.status == 200
        return await response.read()


@pytest.mark.parametrize(
    ("kind", "data", "name"),
    [("document", b"\0\xff" * 999, "五月月报.docx"), ("photo", png(40, 30), "现场.png"), ("voice", b"OggS!", "v.oga")],
    ids=["document", "photo", "voice"],
)
async def test_a_file_reaches_the_bot_byte_for_byte(desk: Desk, kind: str, data: bytes, name: str) -> None:
    person = await desk.person()
    said = await give(desk, person, kind, data, name, caption="请看 #附件")
    assert (said[kind]["name"], said[kind]["size"], said["text"]) == (name, len(data), "请看 #附件")
    message = (await desk.updates())[0]["message"]
    part = message[kind][-1] if kind == "photo" else message[kind]
    assert message["caption_entities"][0]["type"] == "hashtag"
    assert await fetched(desk, part["file_id"]) == data
    async with desk.http.get(desk.url + said[kind]["url"]) as response:
        assert await response.read() == data


async def test_a_photo_knows_its_size(desk: Desk) -> None:
    person = await desk.person()
    await give(desk, person, "photo", png(40, 30), "a.png")
    photo = (await desk.updates())[0]["message"]["photo"][-1]
    assert (photo["width"], photo["height"]) == (40, 30)


async def test_a_file_over_20_mb_arrives_but_cannot_be_fetched(desk: Desk) -> None:
    person = await desk.person()
    await give(desk, person, "document", bytes(30 * MB), "大.zip")
    document = (await desk.updates())[0]["message"]["document"]
    assert document["file_size"] == 30 * MB
    assert await desk.refused("getFile", file_id=document["file_id"]) == "400 Bad Request: file is too big"
    await give(desk, person, "document", bytes(20 * MB), "刚好.zip")
    document = (await desk.updates())[0]["message"]["document"]
    assert len(await fetched(desk, document["file_id"])) == 20 * MB


async def test_an_upload_over_50_mb_is_413(desk: Desk) -> None:
    person = await desk.person()
    status, body = await upload(desk, "sendDocument", "document", bytes(50 * MB + 1), "大.zip", chat_id=person)
    assert (status, body["description"]) == (413, "Request Entity Too Large")
    refusal = await give(desk, person, "document", bytes(50 * MB + 1), "大.zip", status=413)
    assert refusal == {"error": "文件太大，最多 50 MB。"}


async def test_the_bots_upload_is_kept_and_sent_again_by_its_id(desk: Desk) -> None:
    person = await desk.person()
    data = bytes(range(256)) * 10
    params = {"chat_id": person, "caption": "<b>汇总</b>", "parse_mode": "HTML"}
    status, body = await upload(desk, "sendDocument", "document", data, "汇总.xlsx", **params)
    assert status == 200
    document = body["result"]["document"]
    assert (document["file_name"], body["result"]["caption"]) == ("汇总.xlsx", "汇总")
    again = await desk.ok("sendDocument", chat_id=person, document=document["file_id"])
    assert again["document"] == document
    shown = (await desk.messages(person))[-1]["document"]
    async with desk.http.get(desk.url + shown["url"]) as response:
        assert hashlib.sha256(await response.read()).digest() == hashlib.sha256(data).digest()
        assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(2, 60), "PHOTO_INVALID_DIMENSIONS"),
        (b"", "file must be non-empty"),
        (png() + bytes(10 * MB), f"file of size {10 * MB + len(png())} bytes is too big for a photo"),
    ],
    ids=["text", "stripe", "empty", "11 MB"],
)
async def test_a_photo_telegram_refuses_is_refused_here(desk: Desk, data: bytes, refusal: str) -> None:
    status, body = await upload(desk, "sendPhoto", "photo", data, "a.png", chat_id=await desk.person())
    assert status == 400
    assert body["description"].startswith(f"Bad Request: {refusal}")


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        (None, "there is no document in the request"),
        ("attach://x", "there is no document in the request"),
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("https://example.org/a.pdf", "failed to get HTTP URL content"),
    ],
)
async def test_a_document_that_is_not_there_is_refused(desk: Desk, document: str | None, refusal: str) -> None:
    person = await desk.person()
    assert await desk.refused("sendDocument", chat_id=person, document=document) == f"400 Bad Request: {refusal}"


async def test_a_file_id_serves_only_its_own_kind(desk: Desk) -> None:
    person = await desk.person()
    said = await give(desk, person, "photo", png(), "a.png")
    refusal = await desk.refused("sendDocument", chat_id=person, document=said["photo"]["file_id"])
    assert refusal == "400 Bad Request: can't use file of type Photo as Document"


async def test_captions_have_1024_characters_on_both_sides(desk: Desk) -> None:
    person = await desk.person()
    said = await give(desk, person, "photo", png(), "a.png", caption="字" * 1024)
    photo = said["photo"]["file_id"]
    await desk.ok("sendPhoto", chat_id=person, photo=photo, caption="字" * 1024)
    refusal = await desk.refused("sendPhoto", chat_id=person, photo=photo, caption="字" * 1025)
    assert refusal == "400 Bad Request: message caption is too long"
    await give(desk, person, "photo", png(), "a.png", caption="字" * 1025, status=400)


async def test_an_album_has_two_to_ten_items_of_one_kind(desk: Desk) -> None:
    person = await desk.person()
    photo = (await give(desk, person, "photo", png(), "a.png"))["photo"]["file_id"]
    item = {"type": "photo", "media": photo}
    sent = await desk.ok("sendMediaGroup", chat_id=person, media=[item | {"caption": "一"}, item])
    assert len({message["media_group_id"] for message in sent}) == 1
    for media in ([item], [item] * 11):
        refusal = await desk.refused("sendMediaGroup", chat_id=person, media=media)
        assert refusal.startswith("400 Bad Request: wrong number of messages")
    mixed = [item, {"type": "document", "media": photo}]
    assert (await desk.refused("sendMediaGroup", chat_id=person, media=mixed)).endswith("mixed with other media types")


async def test_a_files_address_needs_the_token_and_stays_inside(desk: Desk) -> None:
    person = await desk.person()
    said = await give(desk, person, "document", b"x", "a.txt")
    path = (await desk.ok("getFile", file_id=said["document"]["file_id"]))["file_path"]
    for address in (f"/file/bot1:other/{path}", f"/file/bot{TOKEN}/../../room.py", f"/file/bot{TOKEN}/documents/none"):
        async with desk.http.get(desk.url + address) as response:
            assert response.status == 404
    assert await desk.refused("getFile", file_id="x") == (
        "400 Bad Request: wrong file_id or the file is temporarily unavailable"
    )


async def test_a_web_page_sent_as_a_file_does_not_open_in_the_room(desk: Desk) -> None:
    said = await give(desk, await desk.person(), "document", b"<script>alert(1)</script>", "a.html")
    async with desk.http.get(desk.url + said["document"]["url"]) as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(7, 5), (7, 5)),
        (b"GIF89a\x07\0\x05\0", (7, 5)),
        (b"\xff\xd8\xff\xe0\0\x04xx\xff\xc0\0\x11\x08\0\x05\0\x07", (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x06\0\0\x04\0\0", (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x06\x00\x01\0\0\0\0\0\0", (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x07\0\x05\0", (7, 5)),
        (b"\xff\xd8\xff", None),
        (b"", None),
    ],
    ids=["png", "gif", "jpeg", "webp", "lossless webp", "lossy webp", "cut", "empty"],
)
def test_a_pictures_size_is_read_from_its_head(data: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(data) == size
