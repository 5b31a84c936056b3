"""Which of the numbers in a plan are something to reach: every figure with the rule by which it is no target.

A share is a target unless the sentence tells of the past, a forecast or a slogan. A count needs more: a verb of
achievement before it, a comparator, or a name that is a quantity (减排量90吨). Durations, distances that bound a zone
and thresholds of objects (20吨以上的设施) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.extract.claims import Claims
from knowledge.extract.dates import Moment, moments, year_at
from knowledge.extract.figures import Figure, figures
from knowledge.extract.outline import Item, Outline, opening
from knowledge.extract.patterns import (
    AFTER_NOUN_VERB,
    ALREADY,
    AROUND,
    ATTRIBUTE,
    BACKGROUND,
    BEFORE_FIGURE,
    CHANGE_EACH,
    CONDITION,
    COUNT_OF_PERCENT,
    DONE_BY,
    EACH_COSTS,
    EACH_POINT,
    FORECAST,
    FREQUENCY,
    GOES_TO,
    NOT_COUNTED,
    OF_THOSE,
    OF_THOSE_COUNTED,
    PAST,
    PEOPLE_VERB,
    PRESENT,
    QUOTED_FIGURE,
    RATE,
    SCORE,
    SENTENCE,
    SO_MANY_ITEMS,
    STAFF_NOT_COUNTED,
    STARTED_FROM,
    TASK_VERB,
    THRESHOLD,
    TOLD_YEAR,
    WEIGHT,
)
from knowledge.extract.tables import Tables
from knowledge.lexicon import lexicon

_WORDS = lexicon("indicators")
_QUANTITY = tuple(_WORDS["quantity_ends"])
_NEGATED = re.compile(r"不发生|不出现|未发生|杜绝|防止|避免|无(?=重|较)")
_JOINED = re.compile(r"^(?:以上|以内|左右)?(?:和|、|及|以及|,)$")
_TOWARDS = re.compile(r"到|至")
_NTH = re.compile(r"\s*[一二三四五六七八九十](?:是要?|要)(?=\S)")
_AT_LEAST_SO_MANY = re.compile(r"(?:以上|左右|以内)(?=$|[,;。、)\s])")
_OF_THE_SAME = re.compile(r"\s*(?:其中|同比|比上年|较上年|比去年|较去年|增长|下降|年均)")
_AT_LEAST = re.compile(r"至少|不少于|不低于")
_GOALS_LABEL = re.compile(r"(?:任务|目标|指标)[^,。;:\n]{0,4}:[^。\n]{0,40}$")
_GOALS = re.compile(r"^[^,;]{0,10}(?:目标|指标)")
_ENDS_PART = re.compile(r"(?:以上|以内|左右)?(?:$|[,;。、])")
_DEEPEST, _LONGEST_GOALS = 4, 20
_CASE = re.compile(r"凡|如|若|对|单次|一次性|涉及|属于|载客|核载|核定|直径|面积|深度|高度|间距|距离|范围|半径|超过")
_HANDLED = re.compile(r"\s?(?:对|针对|将|把)")
_DEALT = re.compile(r"[^,。;\d]{0,24},?(?:[^,。;\d]{0,6})")
_AT_ONCE = re.compile(r"[^,。;、\d]{0,12}(?:于|在|要|应|须|力争|确保)")
_CUTS = ",;。:!?"
_STRICT_UNITS = ("分", "分钟", "")
_FAR = 30
_NEAR = 150
_NOT_PROSE = ("target", "score", "note", "number", "due", "unit")
_NO_SHARES = {"count of percents": COUNT_OF_PERCENT, "each point": EACH_POINT, "weight": WEIGHT}
_ENDS_CONDITION = re.compile(r"(?:以上|以下|以内)?的(?=[,;:])")
_SAME_DATE = re.compile(rf"\s?(?:其中|{TASK_VERB.pattern})")
_TITLE_OF_LETTER = re.compile(r"[#\s]*关于[^,。;]{2,80}(?:通知|意见|方案|报告|函)")
_SET_UP = re.compile(r"(?:^|[,;、])\s?(?:增?设|设有)[\u4e00-\u9fff]{1,8}$")
_EACH_TIME = re.compile(r"每(?:年|月|季度?|周|日|天)$")
_TIMES_DONE = ("次", "场", "场次", "期", "回", "轮", "遍", "篇")
_THINGS = ("个", "家", "处", "户", "座", "所", "条", "支", "名")
_OR_MORE = ("以上的", "及以上的")
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
    dated: bool
    background: bool = False
    dealt: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures that share one verb, and the name of the rule by which they are no target (None: they are)."""

    run: list[Figure]
    setting: Setting
    why: str | None
    due: str | None


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
        times = moments(folded, hit.start(), hit.end(), year_at(folded, tree, hit.start(), year))
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
    last: Figure | None = None
    for run in _runs(folded, numbers):
        setting = _setting(folded, run[0], start, end, tree, times)
        why = "forecast" if forecast else _no_target(setting)
        due = _due(folded, times, setting) or goal or (before if _OF_THE_SAME.match(setting.before) else None)
        if why == NOTHING_ASKED and last and last.unit == run[0].unit and _in_bracket(folded, start, run[0]):
            why = None  # what a target consists of: 25000亩(早稻12000亩,中稻1000亩)
        if due is None and setting.before.startswith("其中"):
            due = next((t.due for t in reversed(times) if t.kind == "by" and t.end <= run[0].start), None)
        due = due or (before if _SAME_DATE.match(setting.before) and not run[0].percent else None)
        yield Judged(run, setting, why, due)
        before, last = due, run[0] if why is None else last


def _in_bracket(folded: str, start: int, figure: Figure) -> bool:
    return folded.rfind("(", start, figure.start) > folded.rfind(")", start, figure.start)


def _runs(folded: str, numbers: list[Figure]) -> Iterator[list[Figure]]:
    """Figures that share one verb: 分别下降21%和15%."""
    run: list[Figure] = []
    for number in numbers:
        between = folded[run[-1].end : number.start] if run else ""
        shared = number.percent or (run and "分别" in folded[max(0, run[0].start - _FAR) : run[0].start])
        if run and _JOINED.match(between) and between != "," and number.unit == run[-1].unit and shared:
            run.append(number)
            continue
        if run:
            yield run
        run = [number]
    if run:
        yield run


def _setting(folded: str, figure: Figure, start: int, end: int, tree: Outline, times: list[Moment]) -> Setting:
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
    goal = _under(_GOALS, folded, tree, item) or _GOALS_LABEL.search(folded, start, part) is not None
    dated = any(time.kind == "by" and part <= time.start < figure.start for time in times)
    background = _under(BACKGROUND, folded, tree, item)
    setting = Setting(figure, part, before, after, told, goal, dated, background)
    dealt = any(_deals_with(folded, time, setting) for time in times)
    return replace(setting, dated=dated or dealt, dealt=dealt)


def _under(heading: re.Pattern[str], folded: str, tree: Outline, item: Item | None) -> bool:
    """Whether an item, or one it belongs to, is headed like that: as the goals of the plan, as its background."""
    for _ in range(_DEEPEST):
        if item is None:
            return False
        if heading.search(folded[item.body : item.body + _LONGEST_GOALS].split("\n")[0].split("。")[0]):
            return True
        item = tree.items[item.parent] if item.parent is not None else None
    return False


def _no_target(setting: Setting) -> str | None:
    """Why a figure is no target, by the name of the rule that says so; None when it is one."""
    figure, before = setting.figure, setting.before
    if setting.background:
        return "background"
    if PAST.search(setting.told) or PRESENT.search(setting.told):
        return "past"
    if ALREADY.search(before):
        return "already"
    if QUOTED_FIGURE.search(before):
        return "quoted figure"
    if _in_title(setting):
        return "in a title"
    if figure.ranked:
        return None
    condition = CONDITION.search(before) is not None and setting.after.startswith("的")
    if condition or _ENDS_CONDITION.match(setting.after) or THRESHOLD.match(setting.after):
        return "threshold"
    if _of_those(setting) or (_has_comparator(setting) and OF_THOSE_COUNTED.match(setting.after)):
        return "of those"
    if setting.after.startswith("的") and ATTRIBUTE.search(before):
        return "attribute"
    rate, money = RATE.search(before), figure.unit.endswith("元")
    if (rate and (money or "发放" not in rate.group())) or (money and EACH_COSTS.search(before)):
        return "rate"
    if AROUND.search(before):
        return "around"
    if STARTED_FROM.search(before) and GOES_TO.match(setting.after):
        return "started from"
    if figure.unit == "分" and (SCORE.search(before) or (not before and setting.after.startswith(")"))):
        return "score"
    if figure.percent:
        return next((why for why, rule in _NO_SHARES.items() if rule.search(before)), None)
    return _not_counted(setting)


def _of_those(setting: Setting) -> bool:
    """Whether a figure only bounds what another one counts: 50万元以上的村占比30%; 90%以上的村达标 counts itself."""
    hit = OF_THOSE.match(setting.after)
    more = re.search(r"\d", re.split(r"[,。;]", setting.after)[0])
    return bool(hit and (more or not setting.figure.percent))


def _in_title(setting: Setting) -> bool:
    if _TITLE_OF_LETTER.fullmatch(f"{setting.before}1{setting.after}".strip()):
        return True
    return setting.before.rfind("《") > setting.before.rfind("》") or setting.before.rfind("〔") > setting.before.rfind(
        "〕"
    )


def _not_counted(setting: Setting) -> str | None:
    """Why a count is none to reach."""
    figure, before, after = setting.figure, setting.before, setting.after
    if _only_how_often(setting):
        return "frequency"
    built = figure.unit in _THINGS and _has_verb(before) and after.startswith(_OR_MORE)
    unnumbered = NOT_COUNTED.match(after) and not built and not before.endswith("支")
    if figure.unit == "部" and after[:1] in ("分", "门"):
        return "not counted"
    if figure.unit in ("名", "个", "位") and STAFF_NOT_COUNTED.match(after):
        return "staff"
    if unnumbered or (figure.unit in ("项", "条", "个") and SO_MANY_ITEMS.match(after)):
        return "not counted"
    if _NEGATED.search(before):
        return "negated"
    if names_quantity(before) or CHANGE_EACH.search(before):
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
    so_many = _AT_LEAST_SO_MANY.match(after) and before.strip() and not _CASE.search(before)
    plain = (setting.goal or setting.dated) and _ENDS_PART.match(after) and len(before.strip()) > 1
    handled = setting.dealt or (setting.dated and ("剩余" in before or after.startswith(("全部", "全面", "均", "都"))))
    staff = _SET_UP.search(before) or (figure.unit in _WORDS["people"] and PEOPLE_VERB.search(before))
    return None if asked or so_many or plain or handled or staff else NOTHING_ASKED


def _only_how_often(setting: Setting) -> bool:
    """Whether a figure says how often something is done; a cap (每月不超过3次) or a quantity kept is a target."""
    often = FREQUENCY.search(setting.before)
    if often is None or names_quantity(setting.before[: often.start()]):
        return False
    comparator = BEFORE_FIGURE.search(setting.before)
    if comparator and not setting.figure.unit.endswith("元") and (comparator.group("most") or comparator.group("cap")):
        return False
    return setting.figure.unit in _TIMES_DONE or not often.group().startswith("每年")


def names_quantity(before: str) -> bool:
    """Whether the words before a figure end in a quantity, such as 普及率."""
    hit = BEFORE_FIGURE.search(before)
    return _EACH_TIME.sub("", (before[: hit.start()] if hit else before).rstrip(" 约共")).endswith(_QUANTITY)


def _has_verb(before: str) -> bool:
    """Whether a verb of achievement governs the figure; 已发放的 does not."""
    near = before[-_FAR:]
    return any(near[max(0, hit.start() - 1) : hit.start()] not in _DONE for hit in TASK_VERB.finditer(near))


def _has_comparator(setting: Setting) -> bool:
    hit = BEFORE_FIGURE.search(setting.before)
    strong = hit is not None and hit.group("keep") is None
    return strong and bool(setting.before[: hit.start()].strip()) if hit else False


def _due(folded: str, times: list[Moment], setting: Setting) -> str | None:
    """The last date named before the figure: in its own part, or standing alone before a comma (到2025年, …).

    Where none is, a day behind the figure that says by when the things counted are to be dealt with.
    """
    for time in reversed([time for time in times if time.end <= setting.figure.start and time.due]):
        told = time.kind == "year" and TOLD_YEAR.match(folded, time.end)
        if not told and (time.start >= setting.part or folded[time.end : time.end + 1] == ","):
            return time.due
        if time.kind == "by" and "-" in str(time.due):
            break  # a day that governs another part, nearer than any date for the whole sentence
    return next((time.due for time in times if _deals_with(folded, time, setting)), None)


def _deals_with(folded: str, time: Moment, setting: Setting) -> bool:
    """Whether a day behind a figure is that by which the things counted are dealt with (对9处隐患,6月底前整改到位)."""
    between = folded[setting.figure.end : time.start]
    reach = _DEALT.fullmatch(between) if _HANDLED.match(setting.before) else _AT_ONCE.fullmatch(between)
    if reach is None and not setting.figure.unit.endswith("元") and DONE_BY.match(folded, time.end):
        reach = _DEALT.fullmatch(between)
    return time.kind == "by" and time.start >= setting.figure.end and reach is not None
