"""The words before a figure → the names of what is measured."""

from __future__ import annotations

import re

from knowledge.extract.patterns import DUE_WORDS, LEAD_IN, PLACE_WORDS
from knowledge.lexicon import lexicon

_QUANTITY = tuple(lexicon("indicators")["quantity_ends"])
_OWN_QUANTITY = tuple(lexicon("indicators")["own_quantity"])
_EACH = re.compile(r"(?:(?<![户人亩年日月平])均|都|分别|各)+$")
_TRAILING = re.compile(
    r"(?:年均|每年|每月|每日|每周|每天|每季度|全年|平均每年|累计|(?<=..)的|常年|始终|一直|总体|全部|必须|力争|原则上|总体上|不得|(?:到|至|在)?20\d\d年(?:底|末|度)?"
    r"|以(?:乡镇|村|县|街道|行政村|自然村|户)为单位|在?20\d\d年(?:的)?基础上|在上年基础上|(?:力争|实现)翻.番)$"
)
_EDGES = ',;。:、()“”"•·●■◆▪*-'
_YEAR_INSIDE = re.compile(r"(?<=.)20(?:\d\d|[xX*]{1,2})年(?:度)?(?=.{2})")
_AVERAGE = re.compile(r"^(发放)?(.{2,})([户人村]均|每[户村人])$")
_EACH_STAFF = re.compile(r"^(每个?[\u4e00-\u9fff]{1,4}?)(?:聘请|选聘|聘用|招聘)(?=..)")
_UP_TO_DATE = re.compile(r"^[^,]{0,14}?\d{1,2}月(?:\d{1,2}日|[底初末]|[上中下]旬)?(?:之?前)(?=.{2})")
_PLANNED = re.compile(r"计划(?=投资|新建|建设|完成|实施|申报|改造)")
_SPLIT = re.compile(r"、|以及|及|和|与")


def names_of(words: str, wanted: int) -> list[str]:
    """The names a figure or a run of ``wanted`` figures belongs to.

    Several names share one figure after 均, or when each of them is a quantity of its own (起数、人数).
    """
    each = _EACH.search(words)
    bare = words[: each.start()] if each else words
    parts = [part for part in _SPLIT.split(bare) if part.strip()]
    if wanted > 1:
        return _shared([clean_name(part) for part in parts[-wanted:]] + [""] * (wanted - len(parts)))
    quantities = [part for part in parts if part.rstrip().endswith(_OWN_QUANTITY)]
    if len(quantities) > 1:
        return [clean_name(name) for name in _grouped(bare)]
    if len(parts) > 1 and each:
        return _shared([clean_name(part) for part in parts])
    return [clean_name(bare)]


def _grouped(words: str) -> list[str]:
    """Names of which each ends in a quantity; what has none of its own goes with the next (货车、挂车检验率)."""
    names, start = [], 0
    for hit in [*_SPLIT.finditer(words), None]:
        stop = hit.start() if hit else len(words)
        if words[start:stop].rstrip().endswith(_OWN_QUANTITY):
            names.append(words[start:stop])
            start = hit.end() if hit else stop
    return names


def clean_name(words: str) -> str:
    """A name without what only leads in to it: 确保, 到2022年, 全县."""
    name = re.sub(r"\s+", "", words).strip(_EDGES)
    while _TRAILING.search(name):
        name = _TRAILING.sub("", name).strip(_EDGES)
    name = _UP_TO_DATE.sub("", name)
    name = _PLANNED.sub("", _YEAR_INSIDE.sub("", name))
    while True:
        shorter = name
        for pattern in (LEAD_IN, DUE_WORDS, PLACE_WORDS):
            hit = pattern.match(shorter)
            if hit and len(shorter) - hit.end() >= 2:
                shorter = shorter[hit.end() :]
        if shorter == name:
            return _quoted(_AVERAGE.sub(r"\3\2", _EACH_STAFF.sub(r"\1", name.strip(",、"))))
        name = shorter


def _quoted(name: str) -> str:
    """A name with both marks of a quotation or bracket of which cleaning left one."""
    for begin, end in ("“”", "()"):
        opened, closed = name.count(begin), name.count(end)
        name = begin * (closed - opened) + name + end * (opened - closed)
    return name


def _shared(names: list[str]) -> list[str]:
    """Give the quantity that only the last name says to the others: 肥料、农药利用率 → 肥料利用率, 农药利用率."""
    last = names[-1]
    bracket = re.search(r"\)(?:等(?:(?:主要|各类|其他)[^()]{2,3}?(?=排放|使用|去除))?)?(?P<tail>[^()]{2,})$", last)
    if bracket:
        return [name if name.endswith(_QUANTITY) else name + bracket.group("tail") for name in names[:-1]] + [last]
    return [
        name + last[len(name) :] if name and not name.endswith(_QUANTITY) and len(last) > len(name) else name
        for name in names
    ]
