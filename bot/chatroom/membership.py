"""Who is in a chat: groups made, people and the bot let in and out, the bot blocked, a group becoming a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chatroom import words
from bot.chatroom.errors import RoomError
from bot.chatroom.records import BotStatus, Chat, ChatType
from bot.chatroom.views import bot_member_view, bot_view, chat_view, member_view, user_view

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom


def create_group(
    room: ChatRoom,
    title: str,
    members: list[int],
    *,
    kind: ChatType = "group",
    bot: bool = True,
    chat_id: int | None = None,
) -> Chat:
    """Make a group in the first member's name; raises RoomError for an empty title or people who do not exist."""
    members = [person for person in dict.fromkeys(members) if person != room.profile.id]
    unknown = [person for person in members if person not in room.people]
    if unknown or not members or not title.strip():
        raise RoomError(400, words.NOBODY if unknown else words.NEEDS_GROUP)
    chat = room.new_chat(kind, title.strip(), members, chat_id)
    made = {"supergroup_chat_created": True} if kind == "supergroup" else {"group_chat_created": True}
    message = room.post(chat, members[0], made)
    if bot and kind == "group":
        _set_bot(room, chat, "member", members[0])
        room.tell_bot(message)
    elif bot:
        let_bot_in(room, chat, members[0])
    return chat


def let_bot_in(room: ChatRoom, chat: Chat, by: int) -> None:
    """Add the bot to a group; nothing happens when it is there already."""
    if chat.bot_inside:
        return
    _set_bot(room, chat, "member", by)
    message = room.post(chat, by, {"new_chat_members": [bot_view(room)]})
    room.tell_bot(message)


def put_bot_out(room: ChatRoom, chat: Chat, by: int) -> None:
    """Remove the bot; only in a plain group does it still see the service message about itself."""
    if not chat.bot_inside:
        return
    message = room.post(chat, by, {"left_chat_member": bot_view(room)})
    if chat.type == "group":
        room.tell_bot(message)
    _set_bot(room, chat, "kicked", by)


def bot_leaves(room: ChatRoom, chat: Chat) -> None:
    """The bot goes by itself."""
    bot = room.profile.id
    room.post(chat, bot, {"left_chat_member": bot_view(room)})
    _set_bot(room, chat, "left", bot)


def promote_bot(room: ChatRoom, chat: Chat, by: int, *, admin: bool) -> None:
    """Make the bot an administrator of a group it is in, or an ordinary member again."""
    status: BotStatus = "administrator" if admin else "member"
    if chat.bot_inside and chat.bot != status:
        _set_bot(room, chat, status, by)


def add_people(room: ChatRoom, chat: Chat, people: list[int], by: int) -> None:
    """Let people in, with one service message for all of them."""
    unknown = [person for person in people if person not in room.people]
    if unknown:
        raise RoomError(400, words.NOBODY)
    fresh = [person for person in dict.fromkeys(people) if person not in chat.members]
    if not fresh:
        return
    before = {person: member_view(room, chat, person) for person in fresh}
    chat.members.extend(fresh)
    room.chat_changed(chat)
    for person in fresh:
        _member_changed(room, chat, by, before[person], member_view(room, chat, person))
    message = room.post(chat, by, {"new_chat_members": [user_view(room.people[person]) for person in fresh]})
    if chat.bot_inside:
        room.tell_bot(message)


def remove_people(room: ChatRoom, chat: Chat, people: list[int], by: int) -> None:
    """Put people out (or let them leave, when they remove themselves), each with a service message."""
    for person in [person for person in dict.fromkeys(people) if person in chat.members]:
        before = member_view(room, chat, person)
        message = room.post(chat, by, {"left_chat_member": user_view(room.people[person])})
        if chat.bot_inside:
            room.tell_bot(message)
        room.events.publish("chat", chat, [person])
        chat.members.remove(person)
        room.chat_changed(chat)
        _member_changed(room, chat, by, before, member_view(room, chat, person))


def block(room: ChatRoom, chat: Chat, *, blocked: bool) -> None:
    """A person blocks the bot in their private chat, or lets it write again."""
    if not chat.private:
        raise RoomError(400, words.ONLY_PRIVATE)
    if chat.blocked == blocked:
        return
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    chat.blocked = blocked
    room.chat_changed(chat)
    _bot_changed(room, chat, chat.id, bot_member_view(room, old), bot_member_view(room, new))  # type: ignore[arg-type]


def migrate(room: ChatRoom, chat: Chat) -> Chat:
    """Turn a group into a supergroup under a new id; both chats say so, and calls to the old id get 400."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise RoomError(400, words.ONLY_GROUP)
    new = room.new_chat("supergroup", chat.title, list(chat.members))
    new.creator, new.bot, new.started = chat.creator, chat.bot, chat.started
    chat.migrated_to = new.id
    old_message = room.post(chat, chat.creator, {"migrate_to_chat_id": new.id})
    new_message = room.post(new, new.creator, {"migrate_from_chat_id": chat.id})
    room.chat_changed(chat)
    room.chat_changed(new)
    if new.bot_inside:
        room.tell_bot(old_message)
        room.tell_bot(new_message)
    return new


def _set_bot(room: ChatRoom, chat: Chat, status: BotStatus, by: int) -> None:
    before = bot_member_view(room, chat.bot)
    chat.bot = status
    room.chat_changed(chat)
    _bot_changed(room, chat, by, before, bot_member_view(room, status))


def _bot_changed(room: ChatRoom, chat: Chat, by: int, old: dict[str, Any], new: dict[str, Any]) -> None:
    room.updates.add("my_chat_member", _change(room, chat, by, old, new), chat.id)


def _member_changed(room: ChatRoom, chat: Chat, by: int, old: dict[str, Any], new: dict[str, Any]) -> None:
    if chat.bot == "administrator":
        room.updates.add("chat_member", _change(room, chat, by, old, new), chat.id)


def _change(room: ChatRoom, chat: Chat, by: int, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    actor = bot_view(room) if by == room.profile.id else user_view(room.people[by])
    return {
        "chat": chat_view(room, chat),
        "from": actor,
        "date": room.now(),
        "old_chat_member": old,
        "new_chat_member": new,
    }
