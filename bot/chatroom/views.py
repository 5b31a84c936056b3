"""Records in the published form of the Bot API's types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chatroom.records import BotStatus, Chat, Message, Person, StoredFile

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

Wire = dict[str, Any]

_ADMIN_RIGHTS = {
    "can_be_edited": False, "is_anonymous": False, "can_manage_chat": True, "can_delete_messages": True,
    "can_manage_video_chats": True, "can_restrict_members": True, "can_promote_members": False,
    "can_change_info": True, "can_invite_users": True, "can_post_stories": False, "can_edit_stories": False,
    "can_delete_stories": False, "can_send_welcome_messages": False, "can_pin_messages": True,
}  # fmt: skip
_MEMBER_RIGHTS = {
    "can_send_messages": True, "can_send_audios": True, "can_send_documents": True, "can_send_photos": True,
    "can_send_videos": True, "can_send_video_notes": True, "can_send_voice_notes": True, "can_send_polls": True,
    "can_send_other_messages": True, "can_add_web_page_previews": True, "can_change_info": False,
    "can_invite_users": True, "can_pin_messages": False,
}  # fmt: skip
_GIFTS = {
    "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
    "gifts_from_channels": False,
}  # fmt: skip


def user_view(person: Person) -> Wire:
    """User of a person."""
    view: Wire = {"id": person.id, "is_bot": False, "first_name": person.name}
    if person.username:
        view["username"] = person.username
    return view | {"language_code": person.language}


def bot_view(room: ChatRoom) -> Wire:
    """User of the bot."""
    profile = room.profile
    return {"id": profile.id, "is_bot": True, "first_name": profile.name, "username": profile.username}


def me_view(room: ChatRoom) -> Wire:
    """User of the bot with what only getMe tells."""
    return bot_view(room) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not room.settings.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def sender_view(room: ChatRoom, user_id: int) -> Wire:
    """User by id, the bot included."""
    return bot_view(room) if user_id == room.profile.id else user_view(room.people[user_id])


def chat_view(room: ChatRoom, chat: Chat) -> Wire:
    """Chat as it stands in messages."""
    if chat.private:
        person = room.people[chat.id]
        view: Wire = {"id": chat.id, "first_name": person.name, "type": "private"}
        return view | {"username": person.username} if person.username else view
    view = {"id": chat.id, "title": chat.title, "type": chat.type}
    return view | {"is_forum": True} if chat.forum else view


def full_chat_view(room: ChatRoom, chat: Chat) -> Wire:
    """ChatFullInfo."""
    view = chat_view(room, chat) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
    if not chat.private:
        view["permissions"] = _MEMBER_RIGHTS
    if chat.pinned and (pinned := room.message(chat.id, chat.pinned[-1])):
        view["pinned_message"] = message_view(room, pinned)
    return view


def message_view(room: ChatRoom, message: Message, *, reply: bool = True) -> Wire:
    """Message; the message it replies to is drawn one level deep."""
    view: Wire = {"message_id": message.id}
    if message.sender is not None:
        view["from"] = sender_view(room, message.sender)
    view["chat"] = chat_view(room, room.chats[message.chat])
    view["date"] = message.date
    if message.edited is not None:
        view["edit_date"] = message.edited
    if message.thread is not None:
        view |= {"message_thread_id": message.thread, "is_topic_message": True}
    if reply and message.reply_to is not None and (target := room.message(message.chat, message.reply_to)):
        view["reply_to_message"] = message_view(room, target, reply=False)
    if message.protected:
        view["has_protected_content"] = True
    view |= message.content
    if message.keyboard:
        view["reply_markup"] = message.keyboard
    return view


def member_view(room: ChatRoom, chat: Chat, user_id: int) -> Wire:
    """ChatMember of a person or the bot in a group."""
    if user_id == room.profile.id:
        return bot_member_view(room, chat.bot)
    user = user_view(room.people[user_id])
    if user_id not in chat.members:
        return {"status": "left", "user": user}
    if user_id == chat.creator:
        return {"status": "creator", "user": user, "is_anonymous": False}
    return {"status": "member", "user": user}


def bot_member_view(room: ChatRoom, status: BotStatus) -> Wire:
    """ChatMember of the bot with a given status."""
    user = bot_view(room)
    if status == "administrator":
        return {"status": "administrator", "user": user} | _ADMIN_RIGHTS
    if status == "kicked":
        return {"status": "kicked", "user": user, "until_date": 0}
    return {"status": "left" if status == "never" else status, "user": user}


def file_fields(file: StoredFile) -> Wire:
    """The content fields a sent file adds to a message."""
    own: Wire = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}
    if file.kind == "photo":
        return {"photo": [own | {"width": file.width or 1, "height": file.height or 1}]}
    if file.kind == "voice":
        return {"voice": own | {"duration": file.duration, "mime_type": file.mime}}
    return {"document": own | {"file_name": file.name, "mime_type": file.mime}}


def file_view(file: StoredFile) -> Wire:
    """File, as getFile answers."""
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size, "file_path": file.path}
