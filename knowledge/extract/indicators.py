"""Figures → targets: which of the numbers in a plan are something to reach, with name, operator and due date.

A share is a target unless the sentence tells of the past, a forecast or a slogan. A count needs more: a verb of
achievement before it, a comparator, or a name that is a quantity (减排量90吨). Durations, distances that bound a zone
and thresholds of objects (20吨以上的设施) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from knowledge.extract.claims import Claims
from knowledge.extract.dates import Moment, moments
from knowledge.extract.figures import Figure, figures
from knowledge.extract.naming import clean_name, names_of
from knowledge.extract.outline import Item, Outline, opening
from knowledge.extract.patterns import (
    AFTER_FIGURE,
    AFTER_NOUN_VERB,
    ALREADY,
    ATTRIBUTE,
    BEFORE_FIGURE,
    CHANGE_EACH,
    COUNT_OF_PERCENT,
    EACH_POINT,
    FORECAST,
    FREQUENCY,
    GOES_TO,
    NOT_COUNTED,
    OF_THOSE,
    OF_THOSE_COUNTED,
    PAST,
    QUOTED_FIGURE,
    RATE,
    SCORE,
    SENTENCE,
    STARTED_FROM,
    TASK_VERB,
    THRESHOLD,
)
from knowledge.extract.tables import Tables, Target
from knowledge.facts import Indicator, Op, Span
from knowledge.lexicon import lexicon

_WORDS = lexicon("indicators")
_QUANTITY = tuple(_WORDS["quantity_ends"])
_VAGUE = frozenset(_WORDS["vague"])
_NEGATED = re.compile(r"不发生|不出现|未发生|杜绝|防止|避免|无(?=重|较)")
_JOINED = re.compile(r"^(?:以上|以内|左右)?(?:和|、|及|以及|,)$")
_THING = re.compile(r"^(?:以上|以内|以下|左右)?的?(?P<thing>(?!以上|以内|以下|左右)[\u4e00-\u9fff“”]{2,24})")
_RANKED = re.compile(r"(名次|位次|排名|排位).*$")
_TOWARDS = re.compile(r"到|至")
_NO_NAME = re.compile(
    r"^(?:到|至|在)?(?:20\d\d年|二零[零一二三四五六七八九]{2}年|今年|本年|年)?(?:\d{1,2}月)?(?:底|末|内)?(?:之?前)?$"
    r"|^[全我本](?:县|镇|乡|区|市|省|街道|村)$"
)
_MUST = re.compile(r"(?:要|需|应|须|要求|必须|力争|争取|确保|计划)+$")
_NTH = re.compile(r"\s*[一二三四五六七八九十](?:是要?|要)(?=\S)")
_ALONG = re.compile(r"(?:以上|以内|以下|左右)?[、和及]")
_AT_LEAST_SO_MANY = re.compile(r"(?:以上|左右|以内)(?=$|[,;。、)\s])")
_FROM = re.compile(r"(?:由|从)[^,。;]{0,16}\d[^,。;]{0,8}$|(?:由|从)(?:上年|去年|目前|现在|20\d\d年)[^,。;]{0,16}$")
_OF_THE_SAME = re.compile(r"\s*(?:其中|同比|比上年|较上年|比去年|较去年|增长|下降|年均)")
_COMPARED = re.compile(r"[\s,]*(?:同比|比|较|年均)")
_AT_LEAST = re.compile(r"至少|不少于|不低于")
_GOALS = re.compile(r"^[^,;]{0,10}(?:目标|指标)")
_ENDS_PART = re.compile(r"(?:以上|以内|左右)?(?:$|[,;。、])")
_DEEPEST, _LONGEST_GOALS = 4, 20
_CASE = re.compile(r"凡|如|若|对|单次|一次性|涉及|属于|载客|核载|核定|直径|面积|深度|高度|间距|距离|范围|半径|超过")
_CUTS = ",;。:!?"
_STRICT_UNITS = ("分", "分钟", "")
_FAR = 30
_NEAR = 150
_LONGEST_HEADING = 120
_MOST_RIVALS = 20
_NOT_PROSE = ("target", "score", "note", "number", "due", "unit")
_DONE = ("已", "未", "经")

NOTHING_ASKED = "nothing asked"
"""A count beside no verb of achievement, comparator or quantity: perhaps a target said in another way."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A figure in its part of the sentence: what stands between the last comma and it, behind it, and all before it."""

    figure: Figure
    part: int
    before: str
    after: str
    told: str
    goal: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures that share one verb, and the name of the rule by which they are no target (None: they are)."""

    run: list[Figure]
    setting: Setting
    why: str | None
    due: str | None


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


def judged_figures(folded: str, tree: Outline, year: int | None, grids: Tables | None = None) -> Iterator[Judged]:
    """Every figure of a plan that is no part of a time, each with the reason why it is no target.

    Figures in columns of targets, scores and remarks of a table are left to the table.
    """
    for judged in _figures_of_sentences(folded, tree, year):
        column = grids.column_at(judged.run[0].start) if grids else None
        if column not in _NOT_PROSE:
            yield judged


def _figures_of_sentences(folded: str, tree: Outline, year: int | None) -> Iterator[Judged]:
    goal: str | None = None
    for hit in SENTENCE.finditer(folded, tree.start, tree.end):
        times = moments(folded, hit.start(), hit.end(), year)
        yield from _in_sentence(folded, hit.start(), hit.end(), tree, times, goal)
        goal = (_goal(folded, times) or goal) if hit.group().endswith(";") else None


def _goal(folded: str, times: list[Moment]) -> str | None:
    """The date a list of targets opens with (到2025年底, …;…;…), which holds up to the full stop."""
    opening_dates = (
        t.due
        for t in times
        if t.due and folded[t.end : t.end + 1] == "," and _TOWARDS.search(folded, max(0, t.start - 1), t.end)
    )
    return next(opening_dates, None)


def _in_sentence(
    folded: str, start: int, end: int, tree: Outline, times: list[Moment], goal: str | None
) -> Iterator[Judged]:
    numbers = figures(folded, start, end)
    if not numbers:
        return
    forecast = FORECAST.search(folded, start, end) is not None
    claims = Claims()
    times = list(claims.take(times))
    numbers = [number for number in numbers if not claims.overlaps(number)]
    before: str | None = None
    for run in _runs(folded, numbers):
        setting = _setting(folded, run[0], start, end, tree)
        why = "forecast" if forecast else _no_target(setting)
        due = _due(folded, times, setting) or goal or (before if _OF_THE_SAME.match(setting.before) else None)
        yield Judged(run, setting, why, due)
        before = due


def _runs(folded: str, numbers: list[Figure]) -> Iterator[list[Figure]]:
    """Figures that share one verb: 分别下降21%和15%."""
    run: list[Figure] = []
    for number in numbers:
        between = folded[run[-1].end : number.start] if run else ""
        if run and _JOINED.match(between) and between != "," and number.unit == run[-1].unit and number.percent:
            run.append(number)
            continue
        if run:
            yield run
        run = [number]
    if run:
        yield run


def _setting(folded: str, figure: Figure, start: int, end: int, tree: Outline) -> Setting:
    part = max(folded.rfind(cut, start, figure.start) for cut in _CUTS) + 1
    part = max(part, folded.rfind("\t", start, figure.start) + 1, start)
    item = tree.at(figure.start)
    if item and part < (begun := opening(folded, item)) <= figure.start:
        part = begun
    nth = _NTH.match(folded, part, figure.start)
    part = nth.end() if nth else part
    bracket = folded.rfind("(", part, figure.start)
    if bracket >= 0 and ")" not in folded[bracket : figure.start]:
        part = bracket + 1
    before = folded[max(part, figure.start - _NEAR) : figure.start]
    after = folded[figure.end : min(end, figure.end + _NEAR)]
    told = folded[max(start, figure.start - 2 * _NEAR) : figure.start]
    return Setting(figure, part, before, after, told, _under_goals(folded, tree, item))


def _under_goals(folded: str, tree: Outline, item: Item | None) -> bool:
    """Whether an item, or one it belongs to, is headed as the goals of the plan."""
    for _ in range(_DEEPEST):
        if item is None:
            return False
        if _GOALS.search(folded[item.body : item.body + _LONGEST_GOALS].split("\n")[0].split("。")[0]):
            return True
        item = tree.items[item.parent] if item.parent is not None else None
    return False


def _no_target(setting: Setting) -> str | None:
    """Why a figure is no target, by the name of the rule that says so; None when it is one."""
    figure, before = setting.figure, setting.before
    if PAST.search(setting.told):
        return "past"
    if ALREADY.search(before):
        return "already"
    if QUOTED_FIGURE.search(before):
        return "quoted figure"
    if _in_title(setting):
        return "in a title"
    if figure.ranked:
        return None
    if THRESHOLD.match(setting.after):
        return "threshold"
    if OF_THOSE.match(setting.after) or (_has_comparator(setting) and OF_THOSE_COUNTED.match(setting.after)):
        return "of those"
    if setting.after.startswith("的") and ATTRIBUTE.search(before):
        return "attribute"
    if RATE.search(before):
        return "rate"
    if STARTED_FROM.search(before) and GOES_TO.match(setting.after):
        return "started from"
    if figure.unit == "分" and (SCORE.search(before) or (not before and setting.after.startswith(")"))):
        return "score"
    if figure.percent:
        return (
            "count of percents"
            if COUNT_OF_PERCENT.search(before)
            else "each point"
            if EACH_POINT.search(before)
            else None
        )
    return _not_counted(setting)


def _in_title(setting: Setting) -> bool:
    return setting.before.rfind("《") > setting.before.rfind("》") or setting.before.rfind("〔") > setting.before.rfind(
        "〕"
    )


def _not_counted(setting: Setting) -> str | None:
    """Why a count is none to reach."""
    figure, before, after = setting.figure, setting.before, setting.after
    if FREQUENCY.search(before):
        return "frequency"
    if NOT_COUNTED.match(after):
        return "not counted"
    if _NEGATED.search(before):
        return "negated"
    if _names_quantity(before) or CHANGE_EACH.search(before):
        return None
    if figure.more:
        return "about"
    if figure.unit in _STRICT_UNITS:
        strict = re.search(r"[≥≤<>]\s?$", before) or _has_comparator(setting)
        return None if strict else NOTHING_ASKED
    asked = (
        before.startswith("其中")
        or _AT_LEAST.search(before)
        or _has_verb(before)
        or _has_comparator(setting)
        or AFTER_NOUN_VERB.match(after)
    )
    so_many = _AT_LEAST_SO_MANY.match(after) and not _CASE.search(before)
    plain = setting.goal and _ENDS_PART.match(after) and len(before.strip()) > 1
    return None if asked or so_many or plain else NOTHING_ASKED


def _names_quantity(before: str) -> bool:
    hit = BEFORE_FIGURE.search(before)
    return (before[: hit.start()] if hit else before).rstrip().endswith(_QUANTITY)


def _has_verb(before: str) -> bool:
    """Whether a verb of achievement governs the figure; 已发放的 does not."""
    near = before[-_FAR:]
    return any(near[max(0, hit.start() - 1) : hit.start()] not in _DONE for hit in TASK_VERB.finditer(near))


def _has_comparator(setting: Setting) -> bool:
    hit = BEFORE_FIGURE.search(setting.before)
    strong = hit is not None and hit.group("keep") is None
    return strong and bool(setting.before[: hit.start()].strip()) if hit else False


def _due(folded: str, times: list[Moment], setting: Setting) -> str | None:
    """The last date named before the figure: in its own part, or standing alone before a comma (到2025年, …)."""
    for time in reversed([time for time in times if time.end <= setting.figure.start and time.due]):
        if time.start >= setting.part or folded[time.end : time.end + 1] == ",":
            return time.due
        if time.kind == "by" and "-" in str(time.due):
            return None  # a day that governs another part, nearer than any date for the whole sentence
    return None


def _targets(
    text: str, folded: str, run: list[Figure], setting: Setting, tree: Outline, due: str | None
) -> Iterator[Indicator]:
    """One indicator a figure, or one a name where several names share a figure."""
    op, words = _operator(run, setting)
    names = _names(folded, words, setting, len(run), tree)
    start, end = _quote(folded, run, setting, names[0], tree)
    pairs = list(zip(names, run, strict=True)) if len(run) > 1 else [(name, run[0]) for name in names]
    for name, figure in pairs:
        yield Indicator(
            name=name,
            op=op,
            value=figure.value,
            unit="" if figure.unit == "" else figure.unit,
            due=due,
            clause=tree.id_at(setting.part),
            quote=text[start:end],
            span=Span(start, end),
        )


def _operator(run: list[Figure], setting: Setting) -> tuple[Op, str]:
    """The operator of a run, and the words before it that name what is measured."""
    before = setting.before
    own = _behind_others(before)
    before = own if CHANGE_EACH.search(own) else before
    change = CHANGE_EACH.search(before)
    if change and not BEFORE_FIGURE.search(before[change.end() - 1 :]):
        return ("decrease" if change.group("verb") in _WORDS["down"] else "increase"), before[: change.start()]
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
        return ">" if before.group("least") in ("高于", "超过", "大于", "多于", ">") else ">="
    if before.group("most"):
        return "<" if before.group("most") in ("低于", "少于", "小于", "<") else "<="
    if before.group("cap"):
        return "<="
    return ">=" if before.group("reach") and figure.value != 100 else "="


def _names(folded: str, words: str, setting: Setting, wanted: int, tree: Outline) -> list[str]:
    """What is measured: the words before the figure; where they are too few, those behind it or of the part before."""
    words = _FROM.sub("", _behind_others(_FROM.sub("", words)))
    names = names_of(words, wanted)
    if len(names) > 1:
        return names
    if not setting.figure.percent and not _names_quantity(setting.before) and (thing := _counted(setting.after)):
        return [clean_name(_last_verb(words) + thing)]
    if names[0] in _WORDS["verbs"] and (thing := _counted(setting.after)):
        return [names[0] + thing]
    if not names[0] or names[0] in _VAGUE or _NO_NAME.match(names[0]):
        return [_borrowed(folded, "" if _NO_NAME.match(names[0]) else names[0], setting, tree)]
    return names


def _behind_others(words: str) -> str:
    """The words behind an earlier figure of the same part: 示范村6个以上、(示范街道)."""
    for figure in reversed(figures(words, 0, len(words))):
        along = _ALONG.match(words, figure.end)
        if along and words[along.end() :].strip():
            return words[along.end() :]
    return words


def _counted(after: str) -> str:
    """What is counted, as said behind the number: 3个(示范点)."""
    hit = _THING.match(after)
    return hit.group("thing") if hit else ""


def _last_verb(words: str) -> str:
    """The words before a number from its verb on: 集中人力打造 → 打造."""
    near = words[-_FAR:]
    hits = [hit.start() for hit in TASK_VERB.finditer(near) if near[max(0, hit.start() - 1) : hit.start()] not in _DONE]
    return near[hits[-1] :] if hits else words


def _borrowed(folded: str, name: str, setting: Setting, tree: Outline) -> str:
    """A name for a figure that has hardly any: from behind it (80%乡镇通过验收), else from the part before."""
    if not name and (thing := _counted(setting.after)):
        return clean_name(thing)
    start, stop = _part_before(folded, setting.part, tree), setting.part
    while _COMPARED.match(folded, start) and start > tree.start and setting.part - start < _NEAR:
        start, stop = _part_before(folded, start, tree), start
    ahead = folded[start:stop].strip(",:;( ")
    numbers = figures(ahead, 0, len(ahead))
    if numbers:
        hit = BEFORE_FIGURE.search(ahead[: numbers[0].start])
        ahead = ahead[: hit.start() if hit else numbers[0].start]
    return clean_name(_MUST.sub("", ahead)) + name


def _part_before(folded: str, part: int, tree: Outline) -> int:
    """Where the part of the sentence before the one at ``part`` begins."""
    low = max(tree.start, part - _NEAR)
    return max(low, max(folded.rfind(cut, low, max(low, part - 1)) for cut in _CUTS + "\n") + 1)


def _quote(folded: str, run: list[Figure], setting: Setting, name: str, tree: Outline) -> tuple[int, int]:
    """The piece of the text that states a target: from its name to its comparator, or to the counted thing."""
    end = run[-1].end
    after = AFTER_FIGURE.match(folded[end : end + 8])
    end += after.end() if after else 0
    if not (run[0].percent and after):
        tail = re.match(r"[^,。;、!?:()\n\t]{0,30}", folded[end : min(end + 40, tree.end)])
        end += tail.end() if tail else 0
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
