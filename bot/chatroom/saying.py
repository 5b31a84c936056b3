"""People speak: texts, photos, documents, voice, positions, stickers; and they edit what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

from bot.chatroom import words
from bot.chatroom.detect import with_found
from bot.chatroom.errors import RoomError
from bot.chatroom.files import Kind
from bot.chatroom.membership import let_bot_in
from bot.chatroom.privacy import reaches_bot
from bot.chatroom.records import Chat, Message
from bot.chatroom.stickers import sticker_content
from bot.chatroom.views import file_fields
from bot.chatroom.wire import Upload

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

Content = dict[str, Any]


def place(room: ChatRoom, speaker: int, chat_id: int | None) -> Chat:
    """The chat a person speaks in (without an id their chat with the bot); raises RoomError when they may not."""
    if speaker not in room.people:
        raise RoomError(404, words.NOBODY)
    chat = room.chats.get(speaker if chat_id in (None, room.profile.id) else chat_id)
    while chat is not None and chat.migrated_to is not None:
        chat = room.chats[chat.migrated_to]
    if chat is None:
        raise RoomError(404, words.NO_CHAT)
    if speaker not in chat.members:
        raise RoomError(403, words.NOT_INSIDE)
    return chat


def say(
    room: ChatRoom,
    speaker: int,
    chat: Chat,
    content: Content,
    *,
    reply_to: int | None = None,
    thread: int | None = None,
) -> Message:
    """Post a person's message and let the bot have it if it may."""
    if chat.blocked:
        raise RoomError(403, words.BLOCKED)
    if reply_to is not None and room.message(chat.id, reply_to) is None:
        raise RoomError(404, words.NO_MESSAGE)
    if chat.private and not chat.started:
        chat.started = True
        room.chat_changed(chat)
    message = room.post(chat, speaker, content, reply_to=reply_to, thread=thread if chat.forum else None)
    mark_read(room, chat, speaker)
    if reaches_bot(room, chat, message):
        room.tell_bot(message)
    return message


def text_parts(text: str) -> list[Content]:
    """A person's text as message contents: over 4,096 characters it is split, as every Telegram client does."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise RoomError(400, words.EMPTY)
    parts = [text[at : at + TEXT_LIMIT].strip() for at in range(0, len(text), TEXT_LIMIT)]
    return [_with_entities("text", part) for part in parts if part]


def caption_part(text: str) -> Content:
    """A caption as content fields; longer ones are refused, as clients do."""
    text = text.strip()
    if len(text) > CAPTION_LIMIT:
        raise RoomError(400, words.long_caption(CAPTION_LIMIT))
    return _with_entities("caption", text) if text else {}


def file_part(room: ChatRoom, kind: str, upload: Upload, caption: str, duration: int = 0) -> Content:
    """A photo, document or voice message with its caption; a person may send what the bot may not fetch."""
    if kind not in ("photo", "document", "voice"):
        raise RoomError(400, words.WRONG_KIND)
    if not upload.data:
        raise RoomError(400, words.EMPTY_FILE)
    said = caption_part(caption)
    return file_fields(room.files.add(cast(Kind, kind), upload, duration)) | said


def sticker_part(room: ChatRoom, emoji: str) -> Content:
    """A sticker for an emoji."""
    return sticker_content(room.files, emoji)


def contact_part(room: ChatRoom, speaker: int, phone: str) -> Content:
    """A person's own contact, as the button that asks for it sends."""
    return {"contact": {"phone_number": phone, "first_name": room.people[speaker].name, "user_id": speaker}}


def change_text(room: ChatRoom, speaker: int, chat: Chat, number: int, text: str) -> Message:
    """A person edits a text or caption of their own."""
    message = room.message(chat.id, number)
    if message is None or message.sender != speaker:
        raise RoomError(404, words.NOT_OWN)
    field = "text" if "text" in message.content else "caption"
    if field == "text" and not text.strip():
        raise RoomError(400, words.EMPTY)
    fresh = caption_part(text) if field == "caption" else text_parts(text)[0]
    kept = {name: value for name, value in message.content.items() if name not in (field, _entities_name(field))}
    message.content, message.edited = kept | fresh, room.now()
    room.edited(message)
    if reaches_bot(room, chat, message):
        room.tell_bot(message, "edited_message")
    return message


def open_link(room: ChatRoom, speaker: int, url: str, chat_id: int | None = None) -> Message:
    """A person opens a t.me link to the bot: ``?start=`` says /start, ``?startgroup=`` brings it into a group."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:
        raise RoomError(400, words.NO_BOT_LINK) from None
    if parts.hostname not in ("t.me", "telegram.me") or parts.path.strip("/").lower() != room.profile.username.lower():
        raise RoomError(400, words.NO_BOT_LINK)
    query = parse_qs(parts.query, keep_blank_values=True)
    if "startgroup" in query:
        chat = place(room, speaker, chat_id)
        if chat.private:
            raise RoomError(400, words.LINK_NEEDS_GROUP)
        let_bot_in(room, chat, speaker)
        return say(room, speaker, chat, text_parts(f"/start@{room.profile.username} {query['startgroup'][0]}")[0])
    payload = query.get("start", [""])[0]
    return say(room, speaker, place(room, speaker, None), text_parts(f"/start {payload}")[0])


def mark_read(room: ChatRoom, chat: Chat, reader: int) -> None:
    """Everything in the chat has been seen by this person."""
    last = next(reversed(room.history[chat.id]), 0)
    if chat.read.get(str(reader), 0) < last:
        chat.read[str(reader)] = last
        room.store.put("chat", chat.id, chat)


def _with_entities(field: str, text: str) -> Content:
    found = with_found(text, [])
    return {field: text} | ({_entities_name(field): found} if found else {})


def _entities_name(field: str) -> str:
    return "entities" if field == "text" else "caption_entities"
