"""Every sentence the people's side answers with: refusals, and the lines in the middle of a chat."""

from __future__ import annotations

NOBODY = "聊天室里没有这个人。"
NO_CHAT = "没有这个聊天。"
NOT_INSIDE = "这个人不在群里，说不了话。"
BLOCKED = "您已屏蔽助手，解除屏蔽后再发。"
NO_MESSAGE = "这条消息已经不在了。"
EMPTY = "还没有写内容。"
WRONG_KIND = "文件只能按照片、文件或语音发送。"
EMPTY_FILE = "这个文件是空的。"
TOO_BIG = "文件太大，最多 50 MB。"
NO_FILE = "没有这个文件。"
NOT_OWN = "只能改自己发的消息。"
NO_BOT_LINK = "这不是打开助手的链接。"
LINK_NEEDS_GROUP = "这个链接要在群里打开。"
NEEDS_NAME = "请填写姓名。"
NEEDS_GROUP = "请填写群名，并至少选一名成员。"
CHAT_TYPES = "聊天只有单聊、群和超级群三种。"
NO_OTHERS = "单聊里不能加人。"
ONLY_PRIVATE = "只有单聊可以屏蔽。"
ONLY_GROUP = "只有普通群可以升级，而且只能升级一次。"
NO_BUTTON = "这条消息上没有这个按钮。"
NO_RESULT = "没有这个结果。"
ONE_EMOJI = "贴纸是一个表情符号。"
WALL_CLOCK = "聊天室用的是真实时间，不能调。"
ISO_TIME = "时间请写成 2026-05-25T18:00 这样。"
FAULT_CODE = "error_code 是 0、drop、drop_after 或 400 到 599 的数。"
FAULT_FIELDS = "times 是正整数，parameters 是对象，delay 和 chat 是数。"
FOREIGN = "聊天室只给本机的页面用。"
UNREADABLE = "内容读不出来，请再试一次。"
UPGRADED = "群已升级为超级群"


def long_caption(most: int) -> str:
    """A caption over the limit."""
    return f"说明最多 {most} 个字。"


def missing(name: str) -> str:
    """A field that has to be there."""
    return f"缺少 {name}。"


def not_a_number(name: str) -> str:
    """A field that has to be a number."""
    return f"{name} 要填数字。"


def not_numbers(name: str) -> str:
    """A field that has to be a list of numbers."""
    return f"{name} 要填一串数字。"


def no_setting(name: str) -> str:
    """A switch nobody knows."""
    return f"没有 {name} 这个设置。"


def setting_takes(name: str, kind: str) -> str:
    """A switch set to something of the wrong kind."""
    return f"{name} 要填{kind}。"


def created(who: str, title: str) -> str:
    """A group was made."""
    return f"{who}创建了群“{title}”"


def joined(who: str) -> str:
    """Somebody came by themselves."""
    return f"{who}加入了群"


def invited(by: str, whom: str) -> str:
    """Somebody was brought in."""
    return f"{by}邀请{whom}加入了群"


def left(who: str) -> str:
    """Somebody went."""
    return f"{who}退出了群"


def removed(by: str, whom: str) -> str:
    """Somebody was put out."""
    return f"{by}将{whom}移出了群"


def pinned(who: str) -> str:
    """A message was pinned."""
    return f"{who}置顶了一条消息"
