"""Times → what is owed by them: a date is a deadline when something is to be done, a cadence when someone does it.

Not deadlines: dates of laws and letters, what happened, forecasts, the day a plan takes effect, a target's own due
date, slogans in quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from knowledge.extract.dates import Moment, moments, year_at
from knowledge.extract.figures import figures
from knowledge.extract.outline import Outline, opening
from knowledge.extract.parties import Tag, names_office, split_names
from knowledge.extract.patterns import (
    CAPPED,
    DUTY_VERB,
    FORECAST,
    IN_FORCE,
    MARKER,
    NAMED_DAY,
    NOT_DONE_BY,
    NOT_DUE,
    PAST,
    SEASON,
    SEASON_AFTER,
    SENTENCE,
    SINCE,
    TIME_LABEL,
)
from knowledge.extract.reporting import owed, owed_in, season_of
from knowledge.extract.tables import Cell, Row, Table, Tables
from knowledge.facts import Deadline, Span, When
from knowledge.lexicon import lexicon

_LONGEST_WHAT = 60
_LONGEST_HEADING = 20
_SHORTEST = 4
_ALIKE = 70
_NEAR = 160
_NO_WORDS = re.compile(r"[()（）\[\]【】]|完成|前")
_NTH = re.compile(r"\s*[一二三四五六七八九十](?:是要?|要)(?=\S)")
_SENTENCE = 400
_PARTS_BACK = 6
_REPORT_IN_QUOTES = re.compile(r"^[^“”\"]{0,6}(?:报告|巡查|调度|通报|排查|上报)")
_REACHED = re.compile(r"达到?|提高到|提升到|为|控制在|稳定在|≥|≤|不低于|不超过")
_SHARE_END = re.compile(r"^(?:以上|以内|以下|左右)?(?:的|,|。|;)?$")
_PAST_YEAR = re.compile(r"^(?:已|以来|的)|^[^,。;]{0,6}已(?![^,。;]{0,12}的)")
_RESOLVED = re.compile(r"^[^,。;]{0,20}(?:审议|研究)?通过")
_SUBJECT = re.compile(
    r"^(?:由|请)?(?!对|向|按|以|在|于|将|把|从|为|依托|结合|通过|围绕|根据)(?P<who>[^,。;:\s《》]{2,40}?)(?=(?:要|应当|应|须|必须|需|原则上)(?![求点素])|负责|主持|至少|每|按[月季周日]|[在于]?$)"
)
_NOT_WHO = re.compile(r"(?<!党)组织(?!书记)|按照?|对|将|把|向|根据|结合|要|应当|应|须|必须|需|统一|集中|于|在|全面")
_ALMOST_NOTHING = re.compile(r"[,，]?[^,。;]{0,6}")
_PART_END = re.compile(r"[,;。]")
_GOES_ON = re.compile(rf"[,;]\s?(?:并|同时|及时)?(?:{DUTY_VERB.pattern})")
_BY_WHOM = re.compile(r"^[^由,。;]{0,14}由(?=[\u4e00-\u9fff]{2})")
_NOBODY = re.compile(r"[\d:]|^(?:全部|内部|外部|局部|各|每.)$|^(?:基本|全面|完成|建成|建立|前|经)")
_ACTORS = tuple(lexicon("parties")["actors"])


NOTHING_TO_DO = "nothing to do"
"""A time beside no verb of duty: perhaps one that is not known yet."""


@dataclass(frozen=True, slots=True)
class JudgedTime:
    """A time with the words it governs, and the rule by which nothing is owed by it (None: something is)."""

    time: Moment
    start: int
    close: int
    why: str | None


def deadlines(
    text: str,
    folded: str,
    tree: Outline,
    times: Iterable[JudgedTime],
    tags: Sequence[Tag] = (),
    grids: Tables | None = None,
) -> list[Deadline]:
    """What is owed by a time, in order; in a column of times it is what the row is about."""
    found = [
        _deadline(text, folded, judged.time, judged.start, judged.close, tree, tags, _subject_cell(grids, judged.time))
        for judged in times
        if judged.why is None
    ]
    said = {(deadline.clause, str(deadline.when)) for deadline in found if DUTY_VERB.search(deadline.quote)}
    found = [d for d in found if DUTY_VERB.search(d.quote) or (d.clause, str(d.when)) not in said]
    found = _within_seasons(found)
    pairs = ((d, found[at + 1 : at + 3]) for at, d in enumerate(found))
    return [d for d, following in pairs if not any(_restates(folded, d, later, tree) for later in following)]


def _within_seasons(found: list[Deadline]) -> list[Deadline]:
    """A cadence right behind the dates of its season takes them along: 汛期(5月1日至9月30日)每日打捞."""
    merged: list[Deadline] = []
    for each in found:
        before = merged[-1] if merged else None
        dates = before.when if before and isinstance(before.when, dict) else None
        inside = before is not None and each.span.start <= before.span.start and before.span.end <= each.span.end
        same = before is not None and before.season and before.season == each.season
        if dates and inside and same and isinstance(each.when, str):
            merged[-1] = replace(each, within=dates)
        else:
            merged.append(each)
    return merged


def _restates(folded: str, first: Deadline, later: Deadline, tree: Outline) -> bool:
    """Whether the text of an item says again what its heading says, or gives the day of a report it asked for."""
    if first.clause == later.clause and first.reports and later.reports:
        return str(later.when).startswith(f"{first.when}:") and later.span.start - first.span.end < _NEAR
    if (first.clause, first.when) != (later.clause, later.when):
        return False
    item = tree.at(first.span.start)
    heading = folded.find("。", item.body, item.body + _LONGEST_WHAT) if item else -1
    in_heading = first.span.start < heading < later.span.start
    return in_heading and fuzz.partial_ratio(first.what, later.what) >= _ALIKE


def judged_times(folded: str, tree: Outline, year: int | None, grids: Tables | None = None) -> Iterator[JudgedTime]:
    """Every time of a plan, each with the reason why nothing is owed by it; a column of times holds nothing else."""
    read = -1
    for hit in SENTENCE.finditer(folded, tree.start, tree.end):
        found = grids.row_at(hit.start()) if grids else None
        if found and found[1].start > read:
            read = found[1].start
            yield from _in_row(folded, *found, year)
        elif not found:
            yield from _in_sentence(folded, hit.start(), hit.end(), year_at(folded, tree, hit.start(), year))


def _in_row(folded: str, table: Table, row: Row, year: int | None) -> Iterator[JudgedTime]:
    due: set[str] = set()
    for kind, cell in sorted(zip(table.columns, row.cells, strict=True), key=lambda each: each[0] != "due"):
        if kind == "due":
            for time in moments(folded, cell.start, cell.end, year, whole=True):
                due.add(str(time.when))
                yield JudgedTime(time, cell.start, cell.end, None if time.kind != "year" else NOTHING_TO_DO)
        elif kind in ("subject", "other", "target"):
            for hit in SENTENCE.finditer(folded, cell.start, cell.end):
                said = _in_sentence(folded, hit.start(), hit.end(), year)
                yield from (judged for judged in said if not _told_by(str(judged.time.when), due))


def _told_by(when: str, due: set[str]) -> bool:
    """Whether the column of times says the same, or the day of it (每月 and 每月25日前)."""
    return any(each == when or each.startswith(f"{when}:") for each in due)


def _in_sentence(folded: str, start: int, end: int, year: int | None) -> Iterator[JudgedTime]:
    times = [time for time in moments(folded, start, end, year) if time.kind != "year"]
    if not times:
        return
    forecast = FORECAST.search(folded, start, end) is not None
    seen: set[str] = set()
    for at, time in enumerate(times):
        close = _close(folded, times, at, end)
        if str(time.when) in seen and time.kind in ("cadence", "period") and time.start < times[at - 1].reach + 12:
            continue
        why = "forecast" if forecast else _not_due(folded, time, start, close)
        if why is None and time.kind == "since" and _begins_cadence(folded, times, at):
            why = "begins a cadence"
        if why is None:
            seen.add(str(time.when))
        yield JudgedTime(time, start, close, why)


def _begins_cadence(folded: str, times: list[Moment], at: int) -> bool:
    """Whether a beginning only says since when the cadence right behind it holds (自3月起,每周…)."""
    following = times[at + 1] if at + 1 < len(times) else None
    return (
        following is not None
        and following.kind in ("period", "cadence")
        and _ALMOST_NOTHING.fullmatch(folded[times[at].reach : following.start]) is not None
    )


def _close(folded: str, times: list[Moment], at: int, end: int) -> int:
    """Where the words of a time end: with its bracket, or before the part in which the next time stands."""
    if _fills_bracket(folded, times[at]):
        return times[at].reach
    if times[at].kind == "cadence":  # a regime stands whole: 日巡查、周调度制度
        part = _PART_END.search(folded, times[at].reach, end)
        return part.start() if part else end
    later = next((time for time in times[at + 1 :] if time.start >= times[at].reach), None)
    if later is None:
        return end
    following = later.start
    comma = max(folded.rfind(",", times[at].reach, following), folded.rfind("、", times[at].reach, following))
    return comma if comma > 0 else following


def _not_due(folded: str, time: Moment, start: int, close: int) -> str | None:
    """Why nothing is owed by a time, by the name of the rule that says so; None when something is."""
    before, after = folded[start : time.start], folded[time.reach : close]
    if _in_title(before):
        return "in a title"
    if TIME_LABEL.search(before) and time.kind in ("by", "window"):
        return None
    if NOT_DUE.search(before):
        return "not due before"
    if IN_FORCE.match(after):
        return "in force"
    if _in_quotes(before, folded[time.reach : time.reach + _LONGEST_WHAT]):
        told = time.kind == "cadence" or (time.kind == "period" and _REPORT_IN_QUOTES.match(after))
        return None if told else "in quotes"
    if time.kind == "period" and CAPPED.match(after):
        return "capped"
    if time.kind in ("period", "cadence"):
        return "past" if PAST.search(folded, start, time.start) and _PAST_YEAR.match(after) else None
    if time.kind in ("window", "by") and (_fills_bracket(folded, time) or _opens_entry(before, after)):
        return None
    if time.kind == "on" and NAMED_DAY.match(after):
        return "named day"
    if time.kind == "on" and _RESOLVED.match(after):
        return "past"
    if _PAST_YEAR.match(after) or NOT_DONE_BY.match(after):
        return "past"
    if time.kind == "on" and after.startswith(",") and not DUTY_VERB.search(after):
        return NOTHING_TO_DO
    return None if _asks(folded, time, before, close) else NOTHING_TO_DO


def _asks(folded: str, time: Moment, before: str, close: int) -> bool:
    """Whether something is to be done by then; a share to reach by then is the indicator's business."""
    words = folded[time.reach : close]
    if "\t" in before and time.kind != "since":
        return True
    if time.kind == "window" and (SEASON.search(before) or SEASON_AFTER.match(words)):
        return True
    rest = _without_shares(folded, time.reach, close)
    if DUTY_VERB.search(rest):
        return True
    ends_before = time.kind == "by" and folded[time.reach - 1] == "前" and len(rest.strip(" ,、。;")) > 1
    return ends_before or (rest == words and bool(DUTY_VERB.search(before[-20:])))


def _without_shares(folded: str, start: int, close: int) -> str:
    """The words of a time without those that say which share is reached by then."""
    parts = []
    for part in re.split(r"[,、]", folded[start:close]):
        shares = [figure for figure in figures(part, 0, len(part)) if figure.percent]
        parts.append(_SHARE_END.sub("", part[shares[-1].end :]) if shares and _REACHED.search(part) else part)
    return folded[start:close] if parts == re.split(r"[,、]", folded[start:close]) else ",".join(parts)


def _fills_bracket(folded: str, time: Moment) -> bool:
    """Whether a bracket holds a time and nothing else: 摸底阶段(3月1日至31日)."""
    return folded[time.start - 1 : time.start] == "(" and folded[time.reach : time.reach + 1] == ")"


def _opens_entry(before: str, after: str) -> bool:
    """Whether a time stands before a colon at the start of a line or part, as in a calendar of steps."""
    return after.startswith(":") and len(after) > 2 and before.rstrip(" ")[-1:] in ("", ";", "。")


def _in_title(before: str) -> bool:
    return before.rfind("《") > before.rfind("》") or before.rfind("〔") > before.rfind("〕")


def _in_quotes(before: str, after: str) -> bool:
    """Whether a quotation that opened before a time is closed behind it."""
    curly = before.rfind("“") > before.rfind("”") and "”" in after.split("“")[0]
    return curly or (before.count('"') % 2 == 1 and '"' in after)


def _deadline(
    text: str,
    folded: str,
    time: Moment,
    start: int,
    close: int,
    tree: Outline,
    tags: Sequence[Tag],
    subject: Cell | None,
) -> Deadline:
    first = _opening(folded, time, start, tree)
    end = first + len(text[first:close].rstrip(" ,，、。；;!！\n\t"))
    end = _without_bracket(folded, first, end)
    if subject:  # a column of times: the quote goes from what the row is about to the time
        what = re.sub(r"\s+", "", text[subject.start : subject.end])[:_LONGEST_WHAT]
        owes = owed_in(what)
        first, end = min(subject.start, first), max(subject.end, end)
    else:
        owes = owed(folded, time, start, first, end)
        end = _told(folded, time, start, first, end, owes)
        what = _what(text, folded, time, first, end, tree)
    return Deadline(
        what=what,
        when=_with_open_end(time.when),
        who=_who(folded, time, first, end, tree, tags),
        clause=tree.id_at(time.start),
        quote=text[first:end],
        span=Span(first, end),
        owes=owes,
        season=season_of(folded, time, start, close, _head(text, folded, tree, time)[:_LONGEST_HEADING]),
    )


def _told(folded: str, time: Moment, start: int, first: int, end: int, owes: str) -> int:
    """Where the words end that say what is owed by a time: a quote is no longer than it has to be.

    That is the first part with a verb of duty (and with what is handed in), and those that go on with another verb.
    """
    stops = [time.reach + cut.start() for cut in re.finditer(r"[,;]", folded[time.reach : end])] + [end]
    stops = [stop for stop in stops if folded.count("(", first, stop) <= folded.count(")", first, stop)] or [end]
    said = False
    for at, stop in enumerate(stops):
        told = owed(folded, time, start, first, stop) == owes if owes else DUTY_VERB.search(folded, time.reach, stop)
        said = said or (bool(told) and stop - time.reach >= _SHORTEST)
        if said and not (at + 1 < len(stops) and _GOES_ON.match(folded, stop, stops[at + 1])):
            return stop
    return end


def _subject_cell(grids: Tables | None, time: Moment) -> Cell | None:
    """What the row of a time is about, when the time stands in a column of its own."""
    return grids.subject(time.start) if grids and grids.column_at(time.start) == "due" else None


def _without_bracket(folded: str, first: int, end: int) -> int:
    """The end without a bracket that opened before the quote."""
    words = folded[first:end]
    return (
        end - 1
        if words.endswith((")", "]")) and words.count("(") + words.count("[") < words.count(")") + words.count("]")
        else end
    )


def _with_open_end(when: When) -> When:
    return dict(when) if isinstance(when, dict) else when


def _opening(folded: str, time: Moment, start: int, tree: Outline) -> int:
    """The start of the part the time stands in, behind a number marker."""
    part = max(folded.rfind(cut, start, time.start) for cut in ",:") + 1
    begins = SINCE.search(folded, start, part)
    part = begins.start() if begins and time.kind in ("period", "cadence") else part
    bracket = folded.rfind("(", part, time.start) + 1
    part = part if ")" in folded[bracket : time.start] else max(part, bracket)
    nth = _NTH.match(folded, max(part, start), time.start)
    part = nth.end() if nth else part
    item = tree.at(time.start)
    begun = opening(folded, item) if item else start
    part = max(part, folded.rfind("\t", start, time.start) + 1, start, begun if begun <= time.start else start)
    while part < time.start and folded[part] in " \n":
        part += 1
    return part


def _what(text: str, folded: str, time: Moment, first: int, end: int, tree: Outline) -> str:
    """The task without its date: the words behind it, or those around a cadence in the middle; a regime by name."""
    if time.kind == "cadence":
        return text[time.start : time.end]
    if "\t" in text[max(0, first - 1) : first]:  # a cell of a table: the task stands in the cells before it
        line = text.rfind("\n", 0, first) + 1
        return max(text[line:first].split("\t"), key=len)[:_LONGEST_WHAT]
    behind = re.sub(r"^[,，、:：\s]*(?:前|之前)?[,，:：\s]*(?:要|须|应|的)?", "", text[time.reach : end])
    ahead = text[first : time.start] if time.kind in ("period", "cadence") else ""
    if _fills_bracket(folded, time):
        behind = _before_bracket(text, folded, time)
    words = behind if len(behind) >= 4 else ahead + behind
    if len(_NO_WORDS.sub("", words)) < 2:  # a bare date in a bracket or after a label: the item says what
        words = _head(text, folded, tree, time)
    return re.sub(r"\s+", "", words)[:_LONGEST_WHAT].rstrip(",，、；;") or text[first:end]


def _before_bracket(text: str, folded: str, time: Moment) -> str:
    """The words a bracket stands behind: 动员部署(4月上旬)."""
    low = max(0, time.start - _LONGEST_WHAT)
    first = max(folded.rfind(cut, low, time.start - 1) for cut in "。;,:)、\n") + 1
    nth = MARKER.match(folded, max(low, first), time.start - 1)
    return text[nth.end() if nth else max(low, first) : time.start - 1]


def _head(text: str, folded: str, tree: Outline, time: Moment) -> str:
    """The first sentence of the item a time stands in."""
    item = tree.at(time.start)
    start = item.body if item else tree.start
    words = re.split(r"[。;(\n]", folded[start : start + _LONGEST_WHAT])[0]
    return text[start : start + len(words)]


def _who(folded: str, time: Moment, first: int, end: int, tree: Outline, tags: Sequence[Tag]) -> tuple[str, ...]:
    """The subject: before the time, right behind it, or earlier in the sentence; else the units of the nearest tag."""
    item = tree.at(time.start)
    sentence = max(folded.rfind(cut, max(0, first - _SENTENCE), first) for cut in "。;\n") + 1
    sentence = max(sentence, opening(folded, item) if item else 0)
    earlier = reversed(folded[sentence:first].split(",")[-_PARTS_BACK:])
    behind = folded[time.reach : end].split("(")[0].lstrip(",:、 ").split(",")[:2]
    for words in (folded[first : time.start], *behind, *earlier):
        names = _subject(words)
        if names:
            return names
    if item is None:
        return ()
    low = bisect_left(tags, item.start, key=lambda tag: tag.start)
    own = tags[low : bisect_left(tags, item.end, key=lambda tag: tag.start)]
    around = (tag for tag in own if tag.start <= time.start < tag.end)
    after = next(around, None) or next((tag for tag in own if tag.start >= time.start), own[-1] if own else None)
    return (after.lead or after.support) if after else ()


def _subject(words: str) -> tuple[str, ...]:
    """Who the words say does it: before 要, 负责 or a cadence, else before the first verb of duty."""
    words = _BY_WHOM.sub("", words.split("(责任")[0].strip(" -●•·■◆"))
    hit = _SUBJECT.match(words)
    if hit and (names := _actors(hit.group("who"))):
        return names
    verb = DUTY_VERB.search(words, 0, _LONGEST_WHAT)
    return _actors(words[: verb.start()]) if verb else ()


def _actors(words: str) -> tuple[str, ...]:
    """The names of a list, when all of them are those of people or offices."""
    bare = _NOT_WHO.split(re.sub(r"^(?:由|请)|^[^,]{0,12}(?:期内|期间)(?=.{2})", "", words))[0]
    names = [name for each in split_names(bare) for name in each.split("会同")]
    return tuple(names) if names and all(map(_acts, names)) else ()


def _acts(name: str) -> bool:
    if (
        any(name.count(begin) != name.count(end) for begin, end in ("“”", "()"))
        or len(name) < 2
        or _NOBODY.search(name)
    ):
        return False
    verb = DUTY_VERB.search(name)
    inside = verb is not None and (verb.start() == 0 or name.startswith(("各", "全")))
    return name.endswith(_ACTORS) or (names_office(name) and not inside)
