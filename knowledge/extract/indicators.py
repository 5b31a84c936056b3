"""Figures that are targets → indicators: with name, operator and due date, each target once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rapidfuzz import fuzz

from knowledge.extract.figures import Figure, figures
from knowledge.extract.judging import Judged, Setting, names_quantity
from knowledge.extract.naming import clean_name, names_of
from knowledge.extract.outline import Outline
from knowledge.extract.patterns import (
    AFTER_FIGURE,
    BEFORE_FIGURE,
    CHANGE_EACH,
    DUTY_VERB,
    NUMERALS,
    PEOPLE_VERB,
    SHARE_OF,
    SPENT_ON,
    TASK_VERB,
)
from knowledge.extract.tables import Target
from knowledge.facts import Indicator, Op, Span
from knowledge.lexicon import lexicon

_WORDS = lexicon("indicators")
_VAGUE = frozenset(_WORDS["vague"])
_THING = re.compile(
    r"^(?:(?:不少于|不低于|至少)?\d+[人名](?:以上|左右)?(?=的))?(?:以上|以内|以下|左右)?的?(?P<thing>(?!以上|以内|以下|左右|不少于|不低于)[\u4e00-\u9fff“”]{2,24})"
)
_RANKED = re.compile(r"(名次|位次|排名|排位).*$")
_NO_NAME = re.compile(
    r"^(?:到|至|在|截至)?(?:20\d\d年|20[x*×]{2}年|二零[零一二三四五六七八九]{2}年|今年|本年|年)?(?:\d{1,2}月)?(?:底|末|内)?(?:之?前)?$"
    r"|^[全我本](?:县|镇|乡|区|市|省|街道|村)$"
)
_MUST = re.compile(r"(?:要|需|应|须|要求|必须|力争|争取|确保|计划)+$")
_NEXT_ONE = re.compile(r"[^、,;\d]{1,24}?(?:[、,;]|(?:和|及|以及)(?=[^、,;\d]{0,12}$))")
_EACH_GROUP = re.compile(r"每(?:[支队组]|个?[\u4e00-\u9fff]{1,6}(?:会|队|组|专班))")
_EACH_OWNER = re.compile(r"(?:^|[,、为在给])\s?(?P<each>每个?[\u4e00-\u9fff]{1,8}?)(?:至少|要|应|须|均|都)?$")
_NO_DEED = ("全部", "全面", "基本", "完成", "到位", "实现", "确保")
_LONGEST_WAY = 50
_OWN_NAMES = ("增收", "减排")
_EACH_TIME = ("每次", "每人", "每期", "每场")
_FOR_WHAT = re.compile(r"(?<=..)(?:对(?=.{2})|用于|进行)")
_STAFF = re.compile(r"(?:以上|左右|以内)?的(?P<thing>[\u4e00-\u9fff]{2,12})")
_PROVIDED = re.compile(r"(?<=..)(?:统筹)?(?:安排|投入|列支|筹措)(?=[\u4e00-\u9fff]{2})")
_TAIL = re.compile(r"(?:(?![和及][^,。;、\d]{0,8}\d)[^,。;、!?:()\n\t]|、(?![^,。;、]{0,12}\d)){0,30}")
_ALONG = re.compile(r"(?:以上|以内|以下|左右)?[、和及]")
_FROM = re.compile(r"(?:由|从)[^,。;]{0,16}\d[^,。;]{0,8}$|(?:由|从)(?:上年|去年|目前|现在|20\d\d年)[^,。;]{0,16}$")
_COMPARED = re.compile(r"[\s,]*(?:同比|比|较|年均)")
_AT_LEAST = re.compile(r"至少|不少于|不低于")
_CUTS = ",;。:!?"
_FAR = 30
_NEAR = 150
_LONGEST_HEADING = 120
_MOST_RIVALS = 20
_DONE = ("已", "未", "经")


def indicators(
    text: str, folded: str, tree: Outline, numbers: Iterable[Judged], columns: Iterable[Target] = ()
) -> list[Indicator]:
    """The targets of a plan, in order: those of its sentences and those of its target columns."""
    found = [_of_column(text, tree, target) for target in columns]
    found += [
        target
        for figure in numbers
        if figure.why is None
        for target in _targets(text, folded, figure.run, figure.setting, tree, figure.due)
    ]
    return _without_repeats(sorted(found, key=lambda target: target.span.start), folded, tree)


def _of_column(text: str, tree: Outline, target: Target) -> Indicator:
    """A target of a table row."""
    hit = BEFORE_FIGURE.search(target.before)
    change = CHANGE_EACH.search(target.before)
    op: Op = _compare(hit, AFTER_FIGURE.match(target.after), target.figure, target.before)
    if change and not hit:
        op = "decrease" if change.group("verb") in _WORDS["down"] else "increase"
    return Indicator(
        name=clean_name(target.name),
        op=op,
        value=target.figure.value,
        unit=target.figure.unit,
        due=target.due,
        clause=tree.id_at(target.start),
        quote=text[target.start : target.end],
        span=Span(target.start, target.end),
    )


def _targets(
    text: str, folded: str, run: list[Figure], setting: Setting, tree: Outline, due: str | None
) -> Iterator[Indicator]:
    """One indicator a figure, or one a name where several names share a figure."""
    op, words = _operator(run, setting)
    names = _names(folded, words, setting, len(run), tree)
    start, end = _quote(folded, run, setting, names[0], tree)
    pairs = list(zip(names, run, strict=True)) if len(run) > 1 else [(name, run[0]) for name in names]
    dues: list[str | None] = [*_listed_years(words, len(run))] or [due] * len(pairs)
    for (name, figure), by in zip(pairs, dues, strict=True):
        yield Indicator(
            name=name,
            op=op,
            value=figure.value,
            unit="" if figure.unit == "" else figure.unit,
            due=by,
            clause=tree.id_at(setting.part),
            quote=text[start:end],
            span=Span(start, end),
        )


def _listed_years(words: str, wanted: int) -> list[str]:
    """The years of a run that has one for each figure: 2023年、2024年普及率分别达到80%、85%."""
    years = re.findall(r"20\d\d(?=年)", words)
    return years if wanted > 1 and len(years) == wanted else []


def _operator(run: list[Figure], setting: Setting) -> tuple[Op, str]:
    """The operator of a run, and the words before it that name what is measured."""
    before = setting.before
    own = _behind_others(before)
    before = own if CHANGE_EACH.search(own) else before
    change = CHANGE_EACH.search(before)
    if change and not BEFORE_FIGURE.search(before[change.end() - 1 :]):
        words = before[: change.end("verb") if change.group("verb") in _OWN_NAMES else change.start()]
        return ("decrease" if change.group("verb") in _WORDS["down"] else "increase"), words
    if run[0].doubled:
        return "increase", before
    hit = BEFORE_FIGURE.search(before)
    words = _MUST.sub("", before[: hit.start()] if hit else before)
    after = AFTER_FIGURE.match(setting.after[run[-1].end - run[0].end :])
    if run[0].ranked:
        return "<=", _RANKED.sub(r"\1", before)
    return _compare(hit, after, run[0], before), words


def operator_rule(judged: Judged) -> str:
    """The name of the rule that gives a run its operator, for an explanation."""
    setting, run = judged.setting, judged.run
    change = CHANGE_EACH.search(setting.before)
    if change and not BEFORE_FIGURE.search(setting.before[change.end() - 1 :]):
        return "change of each"
    if AFTER_FIGURE.match(setting.after[run[-1].end - run[0].end :]):
        return "comparator after"
    return "comparator before" if BEFORE_FIGURE.search(setting.before) else "no comparator"


def _compare(before: re.Match[str] | None, after: re.Match[str] | None, figure: Figure, words: str) -> Op:
    if after and after.group("least"):
        return ">="
    if after and after.group("most"):
        return "<="
    if before is None and _AT_LEAST.search(words):
        return ">="
    if before is None or (after and after.group("about")):
        return "="
    if before.group("least"):
        return ">" if before.group("least") in ("高于", "超过", "超", "大于", "多于", ">") else ">="
    if before.group("most"):
        return "<" if before.group("most") in ("低于", "少于", "小于", "<") else "<="
    if before.group("cap"):
        return "<="
    return ">=" if before.group("reach") and figure.value != 100 else "="


def _names(folded: str, words: str, setting: Setting, wanted: int, tree: Outline) -> list[str]:
    """What is measured: the words before the figure; where they are too few, those behind it or of the part before."""
    share = SHARE_OF.match(setting.after) if setting.figure.percent else None
    if share:
        return [share.group("thing") + "比例"]
    staff = _STAFF.match(setting.after) if setting.figure.unit in _WORDS["people"] else None
    if staff and re.search(r"\d|一支", words):
        return [staff.group("thing") + "人数"]
    words = _FROM.sub("", _behind_others(_FROM.sub("", words)))
    names = names_of(words, wanted)
    if setting.figure.unit in _WORDS["people"] and _EACH_GROUP.fullmatch(names[0]):
        group = TASK_VERB.sub("", _before_figures(setting.before)) if len(names[0]) < 3 else ""
        return [names[0] + group + "人数"]
    if names[0].startswith("每") and setting.figure.unit.endswith(("亩", "平方米")) and not _counted(setting.after):
        return [names[0] + ("" if names_quantity(names[0]) else "面积")]
    if names[0] in _EACH_TIME:
        return [_borrowed(folded, names[0], setting, tree)]
    if setting.figure.unit.endswith("元"):
        names = [_of_money(name, setting.after) for name in names]
    if len(names) > 1:
        return names if any(_says_nothing(name) for name in names[-1:]) else _without_years(names)
    if not setting.figure.percent and not names_quantity(setting.before) and (thing := _counted(setting.after)):
        dealt_with = _dealt_with(folded, setting) if setting.dealt else ""
        return [clean_name((dealt_with or _whose(words) or _last_verb(words)) + thing)]
    if names[0] in _WORDS["verbs"]:
        return [names[0] + (_counted(setting.after) or _object(folded, names[0], setting, tree))]
    if not names[0] or names[0] in _VAGUE or _says_nothing(names[0]):
        return [_borrowed(folded, "" if _says_nothing(names[0]) else names[0], setting, tree)]
    return names


def _of_money(name: str, after: str) -> str:
    """A name for a sum: what it is spent on where the words before it say only that it is spent."""
    spent = SPENT_ON.match(after) if name in _WORDS["sums"] else None
    return spent.group("thing").replace("的", "") + "投资" if spent else _PROVIDED.sub("", name)


def _says_nothing(name: str) -> bool:
    """Whether a name is a time or a place and no more."""
    return bool(_NO_NAME.match(name))


def _without_years(names: list[str]) -> list[str]:
    """One name for all where the others are years: 2023年、2024年普及率."""
    years = [name for name in names if _says_nothing(name)]
    return [names[-1]] * len(names) if years and len(years) >= len(names) - 1 else names


def _behind_others(words: str) -> str:
    """The words behind an earlier figure of the same part: 示范村6个以上、(示范街道), 投资20万元(新建公厕)."""
    for figure in reversed(figures(words, 0, len(words))):
        along = _ALONG.match(words, figure.end) or _NEXT_ONE.match(words, figure.end)
        if along:
            return words[along.end() :]
        if TASK_VERB.match(words, figure.end):
            return words[figure.end :]
    return words


def _counted(after: str) -> str:
    """What is counted, as said behind the number: 3个(示范点)."""
    hit = _THING.match(after)
    if hit is None:
        return ""
    listed = hit.group("thing")[-1] in "和及与" and after[hit.end() : hit.end() + 1].isdigit()
    return _FOR_WHAT.split(hit.group("thing")[: -1 if listed else None])[0]


def _whose(words: str) -> str:
    """Who has so many of a thing each: 每村(确定1名)管护员; empty when it is not said."""
    verb = next((hit for hit in TASK_VERB.finditer(words) if hit.end() == len(words.rstrip())), None)
    verb = verb or PEOPLE_VERB.search(words)
    owner = _EACH_OWNER.search(words[: verb.start()]) if verb else None
    return owner.group("each") if owner else ""


def _dealt_with(folded: str, setting: Setting) -> str:
    """What is done by a day behind a figure, where nothing before it says so: (5辆校车,1月底前)更新."""
    if not setting.before.rstrip().endswith("的"):
        return ""
    behind = folded[setting.figure.end : setting.figure.end + _LONGEST_WAY]
    verbs = (hit.group() for hit in DUTY_VERB.finditer(behind) if hit.group() not in _NO_DEED)
    return next(verbs, "")


def _last_verb(words: str) -> str:
    """The words before a number from its verb on: 集中人力打造 → 打造."""
    near = words[-_FAR:]
    hits = [hit.start() for hit in TASK_VERB.finditer(near) if near[max(0, hit.start() - 1) : hit.start()] not in _DONE]
    return near[hits[-1] :] if hits else words


def _borrowed(folded: str, name: str, setting: Setting, tree: Outline) -> str:
    """A name for a figure that has hardly any: from behind it (80%乡镇通过验收), else from the words before."""
    if not name and (thing := _counted(setting.after)):
        return clean_name(thing)
    own = _before_figures(setting.before) if figures(setting.before, 0, len(setting.before)) else ""
    if own and not name and not _says_nothing(own):
        return own
    start, stop = setting.part, setting.part
    ahead = ""
    while not ahead and start > _lowest(tree, setting.part):
        start, stop = _part_before(folded, start, tree), start
        words = folded[start:stop].strip(",:;( ")
        ahead = "" if _COMPARED.match(words) else _before_figures(words)
        ahead = "" if _says_nothing(ahead) else ahead
    return ahead + name


def _object(folded: str, verb: str, setting: Setting, tree: Outline) -> str:
    """What a bare verb has for an object one part before: 签订承诺书,签订(600份)."""
    before = folded[_part_before(folded, setting.part, tree) : setting.part]
    hit = re.search(rf"{re.escape(verb)}([^,。;、\d{NUMERALS}]{{2,16}})(?=[,;。\d])", before)
    return hit.group(1).removesuffix("的") if hit else ""


def _before_figures(words: str) -> str:
    """The name that stands before the first figure of some words."""
    numbers = figures(words, 0, len(words))
    if numbers:
        words = words[: numbers[0].start]
        hit = CHANGE_EACH.search(words) or BEFORE_FIGURE.search(words)
        words = words[: hit.start()] if hit else words
    return clean_name(_MUST.sub("", words))


def _lowest(tree: Outline, part: int) -> int:
    """How far back a name may be looked for: in its own item, and near."""
    item = tree.at(part)
    return max(tree.start, part - _NEAR, item.body if item and item.body <= part else 0)


def _part_before(folded: str, part: int, tree: Outline) -> int:
    """Where the part of the sentence before the one at ``part`` begins."""
    low = _lowest(tree, part)
    return max(low, max(folded.rfind(cut, low, max(low, part - 1)) for cut in _CUTS + "\n") + 1)


def _quote(folded: str, run: list[Figure], setting: Setting, name: str, tree: Outline) -> tuple[int, int]:
    """The piece of the text that states a target: from its name to its comparator, or to the counted thing."""
    end = run[-1].end
    after = AFTER_FIGURE.match(folded[end : end + 8])
    end += after.end() if after else 0
    if not (run[0].percent and after) or folded[end : end + 1] == "的":
        tail = _TAIL.match(folded[end : min(end + 40, tree.end)])
        end += tail.end() if tail else 0
    if setting.dealt and folded[end : end + 1] == ",":
        tail = _TAIL.match(folded[end + 1 : min(end + 41, tree.end)])
        end += 1 + tail.end() if tail else 0
    start = setting.part
    if name and name[:2] not in folded[start:end] and start > tree.start:
        start = _part_before(folded, start, tree)
    while start < end and folded[start] in " \n,;。":
        start += 1
    return start, end


def _without_repeats(found: list[Indicator], folded: str, tree: Outline) -> list[Indicator]:
    """Each target once: what a heading says and its text says again is one; where they differ, both are marked."""
    kept: list[Indicator] = []
    headings: dict[str, list[int]] = {}
    for target in found:
        if _in_heading(folded, tree, target.span.start):
            headings.setdefault(target.clause, []).append(len(kept))
            kept.append(target)
            continue
        rival = next((at for at in headings.get(target.clause, [])[:_MOST_RIVALS] if _restates(kept[at], target)), None)
        if rival is None:
            kept.append(target)
        elif kept[rival].value != target.value:
            kept[rival] = replace(kept[rival], conflict=True)
            kept.append(replace(target, conflict=True))
    return kept


def _in_heading(folded: str, tree: Outline, position: int) -> bool:
    """Whether a position stands in the first sentence of an item that has more than one."""
    item = tree.at(position)
    if item is None:
        return False
    stop = folded.find("。", item.body, min(item.end, item.body + _LONGEST_HEADING))
    return position < stop


def _restates(first: Indicator, second: Indicator) -> bool:
    """Whether a target of the text is about the same thing as one of the heading."""
    if first.unit != second.unit or first.op in ("increase", "decrease"):
        return False
    return fuzz.ratio(first.name, second.name) >= (60 if first.value == second.value else 85)
