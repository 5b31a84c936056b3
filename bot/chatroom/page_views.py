"""Records in the shapes the page reads (design.md, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.chatroom import words
from bot.chatroom.records import Chat, Message, Person
from bot.chatroom.safe_html import safe_html

if TYPE_CHECKING:
    from bot.chatroom.events import Event
    from bot.chatroom.room import ChatRoom

Page = dict[str, Any]


def person_page(person: Person) -> Page:
    """A person in the list of people."""
    return {"id": person.id, "name": person.name, "username": person.username, "note": person.note}


def chat_page(room: ChatRoom, chat: Chat, viewer: int | None = None) -> Page:
    """A chat in the list; with a viewer it has their title and unread count."""
    last = next(reversed(room.history[chat.id].values()), None)
    return {
        "id": chat.id,
        "type": chat.type,
        "title": _title(room, chat, viewer),
        "members": chat.members,
        "bot": chat.private or chat.bot_inside,
        "blocked": chat.blocked,
        "last": message_page(room, last) if last else None,
        "unread": _unread(room, chat, viewer),
        "started": chat.started,
        "admin": chat.bot == "administrator",
        "migrated_to": chat.migrated_to,
        "pinned": [number for number in chat.pinned if room.message(chat.id, number)],
    }


def message_page(room: ChatRoom, message: Message) -> Page:
    """A message as the page draws it; ``html`` is safe to insert."""
    content = message.content
    return {
        "id": message.id,
        "chat": message.chat,
        "from": _sender(room, message.sender),
        "date": message.date,
        "edited": message.edited,
        "text": message.text or None,
        "html": safe_html(message.text, message.entities),
        "entities": message.entities,
        "photo": _file(room, content["photo"][-1]) if "photo" in content else None,
        "document": _file(room, content.get("document")),
        "voice": _file(room, content.get("voice")),
        "location": content.get("location"),
        "sticker": content["sticker"].get("emoji") if "sticker" in content else None,
        "contact": content.get("contact"),
        "service": _service(room, message),
        "forwarded_from": _origin(content),
        "via": content["via_bot"]["first_name"] if "via_bot" in content else None,
        "reply_to": message.reply_to,
        "inline_keyboard": _buttons(message),
        "reply_keyboard": message.reply_keyboard,
        "silent": message.silent,
        "album": content.get("media_group_id"),
        "thread": message.thread,
    }


def event_page(room: ChatRoom, event: Event, viewer: int | None) -> Page:
    """An event's data for one stream."""
    if isinstance(event.subject, Message):
        return message_page(room, event.subject)
    if isinstance(event.subject, Chat):
        return chat_page(room, event.subject, viewer)
    data: Page = event.subject
    return data


def bot_page(room: ChatRoom, viewer: int | None, chat: Chat | None) -> Page:
    """The bot as a person sees it in a chat: name, commands, menu button."""
    person = room.people.get(viewer) if viewer is not None else None
    language = person.language if person else ""
    return {
        "id": room.profile.id,
        "username": room.profile.username,
        "name": room.profile.name,
        "description": room.profile.text("description"),
        "short_description": room.profile.text("short_description"),
        "commands": room.profile.commands_for(chat, viewer, language),
        "menu": (chat.menu if chat and chat.private else None) or room.profile.menu,
    }


def _title(room: ChatRoom, chat: Chat, viewer: int | None) -> str:
    if not chat.private:
        return chat.title
    return room.profile.name if viewer == chat.id else room.people[chat.id].name


def _unread(room: ChatRoom, chat: Chat, viewer: int | None) -> int:
    if viewer is None:
        return 0
    read, count = chat.read.get(str(viewer), 0), 0
    for message in reversed(room.history[chat.id].values()):
        if message.id <= read:
            break
        count += message.sender != viewer and _service(room, message) is None
    return count


def _sender(room: ChatRoom, sender: int | None) -> Page | None:
    if sender is None:
        return None
    if sender == room.profile.id:
        return {"id": sender, "name": room.profile.name, "bot": True}
    return {"id": sender, "name": room.people[sender].name, "bot": False}


def _file(room: ChatRoom, part: Page | None) -> Page | None:
    file = room.files.get(part["file_id"]) if part else None
    if part is None or file is None:
        return None
    page = {"file_id": file.id, "name": file.name, "size": file.size, "mime": file.mime}
    page["url"] = f"/room/files/{quote(file.id)}"
    if file.kind == "photo":
        page |= {"width": part["width"], "height": part["height"]}
    return page | ({"duration": file.duration} if file.kind == "voice" else {})


def _buttons(message: Message) -> list[list[Page]] | None:
    if not message.keyboard:
        return None
    return [[_button(button) for button in row] for row in message.keyboard["inline_keyboard"]]


def _button(button: Page) -> Page:
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    if "copy_text" in button:
        return {"text": button["text"], "copy": button["copy_text"].get("text", "")}
    return {"text": button["text"], "url": button.get("url") or (button.get("web_app") or {}).get("url")}


def _origin(content: Page) -> str | None:
    origin = content.get("forward_origin")
    return origin["sender_user"]["first_name"] if origin else None


def _service(room: ChatRoom, message: Message) -> str | None:
    """The line in the middle of the chat, in the words the page shows."""
    content = message.content
    who = (_sender(room, message.sender) or {}).get("name", "")
    if "group_chat_created" in content or "supergroup_chat_created" in content:
        return words.created(who, room.chats[message.chat].title)
    if "new_chat_members" in content:
        names = "、".join(user["first_name"] for user in content["new_chat_members"])
        joined = [user["id"] for user in content["new_chat_members"]] == [message.sender]
        return words.joined(names) if joined else words.invited(who, names)
    if "left_chat_member" in content:
        left = content["left_chat_member"]
        return (
            words.left(left["first_name"]) if left["id"] == message.sender else words.removed(who, left["first_name"])
        )
    if "migrate_to_chat_id" in content or "migrate_from_chat_id" in content:
        return words.UPGRADED
    if "pinned_message" in content:
        return words.pinned(who)
    return None
