"""The command lists people see under “/”, by scope, and the Chinese words that do the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.texts import word
from handlers.turn import Turn
from village.forms.schema import Form
from village.model.messages import NewMessage, Rank
from village.model.people import Person, Role
from village.services.access import OVERSEERS, STAFF

PRIVATE = ("report", "tasks", "problems", "mine", "missed", "q", "help", "cancel")
GROUP = ("q", "status", "bind", "help")


def described(names: tuple[str, ...], *, private: bool = False) -> list[dict[str, str]]:
    """Commands with their Chinese descriptions, as setMyCommands takes them; /status means two things."""
    return [{"command": name, "description": _description(name, private=private)} for name in names]


def _description(name: str, *, private: bool) -> str:
    return word("command.status_private") if private and name == "status" else word(f"command.{name}")


def commands_of(person: Person) -> tuple[str, ...]:
    """Commands of one person's private chat."""
    names: tuple[str, ...] = ("report", "tasks", "problems", "mine") if person.has(Role.OFFICIAL) else ()
    names += ("board", "ledger") if person.has(*OVERSEERS) else ()
    names += ("invite", "deadlines", "plans", "unanswered", "answers", "words", "status") if person.has(*STAFF) else ()
    return (*names, "missed", "q", "help", "cancel")


def default_calls() -> list[dict[str, Any]]:
    """The setMyCommands calls made once when the bot starts."""
    return [
        {"commands": described(PRIVATE), "scope": {"type": "all_private_chats"}},
        {"commands": described(GROUP), "scope": {"type": "all_group_chats"}},
    ]


def show_commands(turn: Turn, person: Person) -> None:
    """Give the person's private chat the commands of their posts."""
    if person.account is None:
        return
    params = {
        "commands": described(commands_of(person), private=True),
        "scope": {"type": "chat", "chat_id": person.account},
    }
    body = {"method": "setMyCommands", "params": params}
    key = f"upd:{turn.update.update_id}/commands"
    turn.messages.append(NewMessage(key, "reply", body, Rank.REPLY, person.account))


WORDS: dict[str, tuple[str, ...]] = {
    "report": ("报送", "月报", "报月报", "写月报", "报材料", "上报"),
    "tasks": ("我的任务", "任务", "该办什么", "待办"),
    "ask": ("查政策", "查询", "问政策"),
    "help": ("帮助", "怎么用", "使用说明", "你好", "您好", "在吗", "？", "?"),
    "cancel": ("取消", "退出", "先不报了", "先不填了", "不报了"),
    "board": ("谁还没报", "进度", "报送情况", "谁没报"),
    "invite": ("邀请人员", "邀请", "加人"),
    "deadlines": ("方案时限", "时限", "设提醒"),
    "library": ("方案库", "方案", "停用方案"),
    "problems": ("我的问题", "我的整改", "整改"),
    "ledger": ("问题台账", "台账", "问题清单"),
    "indicators": ("指标进度", "指标图", "指标完成情况"),
    "register": ("登记问题", "报问题", "发现问题"),
    "incidents": ("险情", "灾情", "灾险情"),
    "mine": ("本月要做什么", "本月任务", "我们村要做什么", "本月我们村要做什么", "这个月该干啥"),
    "gaps": ("没答上的", "没答上的问题", "没有答上的", "待答问题", "没查到的"),
    "faqs": ("办公室答复", "已有答复", "以前的答复"),
    "words": ("本地说法", "加词", "看加词"),
    "publicity": ("宣传节点", "宣传日", "宣传计划"),
    "responses": ("应急响应", "响应", "预警情况"),
    "roster": ("今晚谁值班", "谁值班", "今天谁值班", "值班表", "值班"),
    "notices": ("通知记录", "发过的通知", "查回执"),
    "missed": ("我错过了什么", "错过了什么", "有什么新消息", "有新消息吗"),
    "status": ("状态", "运行状态", "运转情况"),
    "back": ("上一步", "返回"),
    "skip": ("跳过",),
    "submit": ("提交", "确认提交"),
}


def word_meant(text: str) -> str | None:
    """The action a typed word stands for, or None when it is no such word."""
    plain = text.strip().strip("/。.!！")
    return next((action for action, words in WORDS.items() if plain in words), None)


def form_meant(forms: Mapping[str, Form], text: str) -> Form | None:
    """The report form a typed word asks for (零报告, 巡查日志), or None."""
    plain = text.strip().strip("/。.!！")
    return next((form for form in forms.values() if plain in form.words and word_meant(plain) is None), None)
