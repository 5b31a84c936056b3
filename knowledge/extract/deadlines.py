"""Times → what is owed by them: a date is a deadline when something is to be done, a cadence when someone does it.

Not deadlines: dates of laws and letters, what happened, forecasts, the day a plan takes effect, a target's own due
date, slogans in quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from knowledge.extract.dates import Moment, moments
from knowledge.extract.figures import figures
from knowledge.extract.outline import Outline, opening
from knowledge.extract.parties import Tag, is_unit, split_names
from knowledge.extract.patterns import (
    DUTY_VERB,
    FORECAST,
    IN_FORCE,
    NAMED_DAY,
    NOT_DUE,
    PAST,
    SEASON,
    SEASON_AFTER,
    SENTENCE,
)
from knowledge.facts import Deadline, Span, When

_LONGEST_WHAT = 60
_NO_WORDS = re.compile(r"[()（）\[\]【】]|完成|前")
_NTH = re.compile(r"\s*[一二三四五六七八九十](?:是要?|要)(?=\S)")
_SENTENCE = 400
_PARTS_BACK = 6
_REPORT_IN_QUOTES = re.compile(r"^[^“”\"]{0,6}(?:报告|巡查|调度|通报|排查|上报)")
_REACHED = re.compile(r"达到?|提高到|提升到|为|控制在|稳定在|≥|≤|不低于|不超过")
_PAST_YEAR = re.compile(r"^(?:已|以来|的)|^[^,。;]{0,6}已(?![^,。;]{0,12}的)")
_SUBJECT = re.compile(
    r"^(?:由|请)?(?!对|向|按|以|在|于|将|把|从|为)(?P<who>[^,。;:\s《》“”]{2,40}?)(?=(?:要|应当|应|须|必须|需|原则上)(?![求点素])|负责|至少|每|按[月季周日]|[在于]?$)"
)


def deadlines(text: str, folded: str, tree: Outline, year: int | None, tags: Sequence[Tag] = ()) -> list[Deadline]:
    """What is owed by a time, in order."""
    found = [
        deadline
        for hit in SENTENCE.finditer(folded, tree.start, tree.end)
        for deadline in _in_sentence(text, folded, hit.start(), hit.end(), tree, year, tags)
    ]
    said = {(deadline.clause, str(deadline.when)) for deadline in found if DUTY_VERB.search(deadline.quote)}
    return [d for d in found if DUTY_VERB.search(d.quote) or (d.clause, str(d.when)) not in said]


def _in_sentence(
    text: str, folded: str, start: int, end: int, tree: Outline, year: int | None, tags: Sequence[Tag]
) -> Iterator[Deadline]:
    times = [time for time in moments(folded, start, end, year) if time.kind != "year"]
    if not times or FORECAST.search(folded, start, end):
        return
    seen: set[str] = set()
    for at, time in enumerate(times):
        close = _close(folded, times, at, end)
        if str(time.when) in seen and time.kind in ("cadence", "period") and time.start < times[at - 1].end + 12:
            continue
        if _is_due(folded, time, start, close):
            seen.add(str(time.when))
            yield _deadline(text, folded, time, start, close, tree, tags)


def _close(folded: str, times: list[Moment], at: int, end: int) -> int:
    """Where the words of a time end: before the part of the sentence in which the next time stands."""
    if at + 1 >= len(times):
        return end
    following = times[at + 1].start
    comma = max(folded.rfind(",", times[at].end, following), folded.rfind("、", times[at].end, following))
    return comma if comma > 0 else following


def _is_due(folded: str, time: Moment, start: int, close: int) -> bool:
    before, after = folded[start : time.start], folded[time.end : close]
    if _in_title(before) or NOT_DUE.search(before) or IN_FORCE.match(after):
        return False
    if _in_quotes(before):
        return time.kind == "cadence" or (time.kind == "period" and _REPORT_IN_QUOTES.match(after) is not None)
    if time.kind in ("period", "cadence"):
        return not (PAST.search(folded, start, time.start) and _PAST_YEAR.match(after))
    if time.kind == "on" and NAMED_DAY.match(after):
        return False
    if _PAST_YEAR.match(after) or (time.kind == "on" and after.startswith(",") and not DUTY_VERB.search(after)):
        return False
    return _asks(folded, time, before, close)


def _asks(folded: str, time: Moment, before: str, close: int) -> bool:
    """Whether something is to be done by then; a share to reach by then is the indicator's business."""
    words = folded[time.end : close]
    if "\t" in before and time.kind != "since":
        return True
    if time.kind == "window" and (SEASON.search(before) or SEASON_AFTER.match(words)):
        return True
    shares = [figure for figure in figures(folded, time.end, close) if figure.percent]
    if shares:
        words = "".join(part for part in re.split(r"[,、]", words) if "%" not in part or not _REACHED.search(part))
    if DUTY_VERB.search(words):
        return True
    return not shares and bool(DUTY_VERB.search(before[-20:]))


def _in_title(before: str) -> bool:
    return before.rfind("《") > before.rfind("》") or before.rfind("〔") > before.rfind("〕")


def _in_quotes(before: str) -> bool:
    return before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1


def _deadline(
    text: str, folded: str, time: Moment, start: int, close: int, tree: Outline, tags: Sequence[Tag]
) -> Deadline:
    first = _opening(folded, time, start, tree)
    end = first + len(text[first:close].rstrip(" ,，、。；;!！\n\t"))
    end = _without_bracket(folded, first, end)
    return Deadline(
        what=_what(text, folded, time, first, end, tree),
        when=_with_open_end(time.when),
        who=_who(folded, time, first, end, tree, tags),
        clause=tree.id_at(time.start),
        quote=text[first:end],
        span=Span(first, end),
    )


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
    part = max(folded.rfind(cut, start, time.start) for cut in ",:(") + 1
    nth = _NTH.match(folded, max(part, start), time.start)
    part = nth.end() if nth else part
    item = tree.at(time.start)
    begun = opening(folded, item) if item else start
    part = max(part, folded.rfind("\t", start, time.start) + 1, start, begun if begun <= time.start else start)
    while part < time.start and folded[part] in " \n":
        part += 1
    return part


def _what(text: str, folded: str, time: Moment, first: int, end: int, tree: Outline) -> str:
    """The task without its date: the words behind it, or those around a cadence in the middle."""
    if "\t" in text[max(0, first - 1) : first]:  # a cell of a table: the task stands in the cells before it
        line = text.rfind("\n", 0, first) + 1
        return max(text[line:first].split("\t"), key=len)[:_LONGEST_WHAT]
    behind = re.sub(r"^[,，、:：\s]*(?:前|之前)?[,，:：\s]*(?:要|须|应|的)?", "", text[time.end : end])
    ahead = text[first : time.start] if time.kind in ("period", "cadence") else ""
    words = behind if len(behind) >= 4 else ahead + behind
    if len(_NO_WORDS.sub("", words)) < 2:  # a bare date in a bracket or after a label: the item says what
        words = _head(text, folded, tree, time)
    return re.sub(r"\s+", "", words)[:_LONGEST_WHAT].rstrip(",，、；;") or text[first:end]


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
    for words in (folded[first : time.start], *folded[time.end : end].lstrip(",:、 ").split(",")[:2], *earlier):
        names = _subject(words)
        if names:
            return names
    if item is None:
        return ()
    low = bisect_left(tags, item.start, key=lambda tag: tag.start)
    own = tags[low : bisect_left(tags, item.end, key=lambda tag: tag.start)]
    after = next((tag for tag in own if tag.start >= time.start), own[-1] if own else None)
    return (after.lead or after.support) if after else ()


def _subject(words: str) -> tuple[str, ...]:
    hit = _SUBJECT.match(words.strip())
    names = split_names(hit.group("who")) if hit else []
    return tuple(names) if names and all(is_unit(name) and not DUTY_VERB.search(name) for name in names) else ()
