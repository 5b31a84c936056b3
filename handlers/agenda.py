"""“本月我们村要做什么”: one card with what is owed and what the plans ask, a page at a time."""

from __future__ import annotations

import re

from handlers import keyboards
from handlers.callback_data import pack
from handlers.dates import by_day, due_words
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import clause_label, left, moment, report_name
from village.model.duties import Duty, Occurrence
from village.services import agenda as service
from village.services.agenda import Agenda, Item

A_PAGE = 6
WHAT_SHOWN = 60
TITLE_SHOWN = 20
FURTHEST = 12  # months

_TIME = r"(?P<time>本月|这个?月|当月|近期|最近|眼下|这几天|(?P<next>下个?月))"
_WHOSE = r"(?P<whose>(?:我们|咱们|俺们|我|咱|俺)(?:村里?|镇里?|乡里?|街道|单位|办)?|村里|镇里)"
_MUST = r"(?:还|都|得|要|该|应该|需要|应当)*"
_WHAT = r"(?:些|点)?(?:什么|啥子?|哪些|那些|么子)(?:事情?|工作|任务|活)?"
_DO = rf"(?:(?:做|干|办|交|报|完成|搞){_WHAT}|有{_WHAT}(?:要|该|得)?(?:做|干|办)?(?:的)?)"
MEANT = re.compile(rf"(?:{_TIME}|{_WHOSE})+{_MUST}{_DO}[呢啊呀吗嘛哟喽了]*[?？。.!！]*")


def is_meant(text: str) -> bool:
    """Whether somebody asks what their unit has to do."""
    return MEANT.fullmatch("".join(text.split())) is not None


def show(turn: Turn) -> None:
    """The first page, of this month or of the next one if that was asked for."""
    if turn.person is None:
        return stranger(turn)
    found = MEANT.fullmatch("".join(turn.text.split()))
    turn.say(*_page(turn, 0, 1 if found and found["next"] else 0))


def page(turn: Turn) -> None:
    """Another page, or the next month."""
    turn.show(*_page(turn, turn.tap.number(0), min(turn.tap.number(1), FURTHEST)))


def _page(turn: Turn, number: int, ahead: int) -> tuple[Html, Markup | None]:
    found = service.agenda(turn.uow, turn.somebody, turn.now, ahead)
    pages = max(1, -(-len(found.items) // A_PAGE))
    number = min(number, pages - 1)
    shown = found.items[number * A_PAGE : (number + 1) * A_PAGE]
    owed = found.owed if number == 0 else ()
    lines = [_heading(found)]
    lines += [_owed_line(turn, duty, occurrence) for duty, occurrence in owed]
    for place, item in enumerate(shown, number * A_PAGE + 1):
        if item.deadline is None and (item is shown[0] or found.items[place - 2].deadline is not None):
            lines += [Html(""), say("agenda.always")]
        lines.append(_line(turn, place, item))
    if not found.owed and not found.items:
        lines.append(say("agenda.none"))
    rows = [_report_button(turn, duty, o) for duty, o in owed if o.is_missing and turn.is_private]
    keys = [_source(number * A_PAGE + n, item) for n, item in enumerate(shown, 1) if item.number is not None]
    turning = keyboards.pager(number, pages, lambda n: pack("ag", n, ahead))
    month = [] if ahead else [button(word("button.next_month"), pack("ag", 0, 1))]
    return Html("\n".join(lines)), keyboards.inline(*rows, *keyboards.columns(keys, 3), [*turning, *month])


def _heading(found: Agenda) -> Html:
    dated = sum(item.deadline is not None for item in found.items)
    count = dated + len([o for _, o in found.owed if o.is_missing])
    key = "agenda.head" if count else "agenda.head_none"
    return say(key, unit=found.unit.name, month=found.month.month, **({"count": count} if count else {}))


def _owed_line(turn: Turn, duty: Duty, occurrence: Occurrence) -> Html:
    name = report_name(duty, occurrence, turn.now)
    if not occurrence.is_missing:
        return say("agenda.reported", heading=name)
    return say("agenda.owed", heading=name, due=moment(occurrence.due), left=left(occurrence.due, turn.now))


def _line(turn: Turn, number: int, item: Item) -> Html:
    plan = item.plan.draft
    where = f"{keyboards.shorten(plan.title, TITLE_SHOWN)} {clause_label(item.clause)}".strip()
    what = keyboards.shorten(item.what.strip("，。；, "), WHAT_SHOWN)
    if item.deadline is None:
        return say("agenda.undated", number=number, what=what, source=where)
    on = item.occasion.due if item.occasion is not None else None
    when = by_day(on, turn.now) if on is not None else due_words(item.deadline.when, plan.year, turn.now)
    return say("agenda.dated", number=number, when=when, what=what, source=where)


def _report_button(turn: Turn, duty: Duty, occurrence: Occurrence) -> list[dict[str, str]]:
    key = "button.report_late" if occurrence.is_closed(turn.now) else "button.report_now"
    return [button(f"{word(key)}：{report_name(duty, occurrence, turn.now)}", pack("rep", occurrence.id))]


def _source(number: int, item: Item) -> dict[str, str]:
    return button(f"{word('button.source')} {number}", pack("src", item.plan.id, item.number))
