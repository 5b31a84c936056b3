"""``PlanDraft`` → YAML with comments that tell a person what may be changed."""

from __future__ import annotations

import re
from typing import Any

import yaml

from knowledge.facts import Clause, Deadline, Indicator, PlanDraft, Unclear

_HEAD = """\
# 这是读出来的方案，可以用记事本改。改好以后用 village-desk plans import 这个文件 读回来。
# 每条事实都带着原文的话（quote），要和下面 text 里的原文一字不差。
# at 是这句话在原文里的位置，不用管；换了 quote，会自动去找最近的那一处。
# 改了数或日期，查政策时就照改过的说，并注明原文；corrected 是那时要说的话，可以不管。
# 不要的条目，连同它下面缩进的几行一起删掉；要添的，照样子抄一条。
"""
_SECTIONS = {
    "plan": """
# 方案本身。kind：plan 方案，report 汇报，notice 通知，other 其他。
# level：town 镇，township 乡，county 县，district 区，city 或 municipal 市，province 省；不知道就写 null。
""",
    "clauses": """
# 条款。id 是编号，三.一.2 就是 三、（一）2.；lead 牵头单位，support 配合单位。
""",
    "indicators": """
# 指标。op：">=" 不低于，"<=" 不超过，"=" 等于，">" 高于，"<" 低于，increase 比以前增加，decrease 比以前减少。
# value 是数，一个范围写成 [2, 3]；due 是到什么时候：2025、2025-12-31 或 12-31，没有写 null。
""",
    "deadlines": """
# 时限。when：某天 2021-12-31 或 12-31；每月25日 monthly:25；每月 monthly；每季度 quarterly；每年 yearly；
# 每周一次 weekly:1；每天 daily；每天两次 daily:2；一段时间 {from: 02-01, to: 06-30}。who 是谁来做。
# owes 是要交的材料（月报、台账），有它才算报送任务，只做事的不写；season 是只在哪个季节要，像 汛期，within 是它的起止。
""",
    "unclear": """
# 没看懂的地方，只给人看，删了也行。
""",
    "source": """
# 原文，和修补以前的位置。改错了原文，上面的 quote 就对不上。
""",
}


_ODD = re.compile("[\r\x85\u2028\u2029]")  # line ends to YAML, which it would turn into others


class _Row(list[Any]):
    """A list that is written on one line."""


class _Writer(yaml.SafeDumper):
    """Plain YAML, long texts as they read, short lists on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a list under their key."""
        super().increase_indent(flow, False)


def _text(writer: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = '"' if _ODD.search(value) else "|" if "\n" in value else None
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _row(writer: yaml.SafeDumper, value: _Row) -> yaml.SequenceNode:
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Writer.add_representer(str, _text)
_Writer.add_representer(_Row, _row)


def as_yaml(plan: PlanDraft) -> str:
    """The whole plan as YAML: facts first, then its text; ``from_yaml`` reads it back equal."""
    sections = {
        "plan": _about(plan),
        "clauses": [_clause(clause) for clause in plan.clauses],
        "indicators": [_indicator(indicator) for indicator in plan.indicators],
        "deadlines": [_deadline(deadline) for deadline in plan.deadlines],
        "unclear": [_unclear(piece) for piece in plan.unclear],
        "source": {
            "cleaned": _Row(plan.cleaned),
            "shifts": [
                {"places": _Row(shift.places), "moves": _Row(shift.moves), "floors": _Row(shift.floors)}
                for shift in plan.offsets.shifts
            ],
            "text": plan.text,
        },
    }
    return _HEAD + "".join(_SECTIONS[name] + _dumped({name: content}) for name, content in sections.items())


def _dumped(content: dict[str, Any]) -> str:
    dumped: str = yaml.dump(
        content, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10**9, default_flow_style=False
    )
    return dumped


def _about(plan: PlanDraft) -> dict[str, Any]:
    about = {"title": plan.title, "kind": plan.kind, "level": plan.level, "year": plan.year, "file": plan.file}
    return about | {name: said for name in ("headline", "cover", "like") if (said := getattr(plan, name)) is not None}


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "heading": clause.heading,
        "lead": _Row(clause.lead),
        "support": _Row(clause.support),
        **({"corrected": True} if clause.corrected else {}),
        "text": clause.text,
        "at": clause.span.start,
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    value = _Row(indicator.value) if isinstance(indicator.value, tuple) else indicator.value
    return indicator.as_json() | {"value": value, **_corrected(indicator), "at": indicator.span.start}


def _corrected(fact: Indicator | Deadline) -> dict[str, Any]:
    return {"corrected": fact.corrected} if fact.corrected else {}


def _deadline(deadline: Deadline) -> dict[str, Any]:
    said = deadline.as_json()
    only = {name: said.pop(name) for name in ("owes", "season", "within", "reports")}
    filled = {name: words for name, words in only.items() if words and name != "reports"}
    return said | {"who": _Row(deadline.who)} | filled | _corrected(deadline) | {"at": deadline.span.start}


def _unclear(piece: Unclear) -> dict[str, Any]:
    return piece.as_json() | {"at": piece.span.start}
