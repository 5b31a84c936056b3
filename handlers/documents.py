"""The compiled report, the ledger and the chart of a period: ordered by a tap, made when they are sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from telegram import InputFile

from handlers.callback_data import pack
from handlers.keyboards import button, columns, inline
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import moment
from village.errors import NotFound
from village.forms.schema import Form
from village.model.compiled import Compilation
from village.model.messages import OutboxMessage
from village.model.people import Person
from village.ports import UnitOfWork
from village.services import compile as compiling
from village.services import figures, problem_lists
from village.services.access import OVERSEERS, require_any
from village.services.compile import Paper
from village.services.duties import Board

NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 60
IN_CHART = 12  # periods
OF_A_PERIOD = (Paper.COMPILED, Paper.BY_VILLAGE, Paper.LEDGER, Paper.CHART)
YEAR = 4  # letters of a period's key


def buttons(board: Board, now: datetime) -> list[list[dict[str, str]]]:
    """What stands under a board: before the window closes the compiled report is a draft, and says so."""
    compiled = word("button.compile" if now > board.due else "button.compile_draft")
    if board.duty.form is None:
        return []
    words = [compiled, word("button.compile_village"), word("button.ledger"), word("button.chart")]
    keys = [
        button(name, pack("doc", paper, board.duty.id, board.period))
        for name, paper in zip(words, OF_A_PERIOD, strict=True)
    ]
    return columns(keys, 2)


def order(turn: Turn) -> None:
    """“生成汇总”, “台账”, “报送图”, of a period or a year: it comes in a moment."""
    paper, duty_id, period = Paper(turn.tap.text(0)), turn.tap.number(1), turn.tap.text(2)
    if paper not in OF_A_PERIOD:
        raise ValueError(paper)
    compiling.order(turn.uow, turn.somebody, paper, duty_id, period, turn.chat_id, turn.now)
    turn.toast = word("document.coming")


def upload(
    uow: UnitOfWork, message: OutboxMessage, forms: Mapping[str, Form], now: datetime
) -> tuple[str, dict[str, Any]]:
    """The call that sends the file or picture, out of what has come in by now.

    Raises:
        NotFound: the duty or the period is no more.
    """
    paper = Paper(message.body["paper"])
    if "person" in message.body:
        person = uow.people.get(message.body["person"])
        return _indicators(uow, person, now) if paper is Paper.INDICATORS else _problems(uow, paper, person, now)
    duty, period = uow.duties.get(message.body["duty"]), message.body["period"]
    if paper is Paper.CHART:
        first = compiling.periods_up_to(uow, duty.id, period, IN_CHART)[0]
        return "sendPhoto", {"photo": _chart(compiling.compiled(uow, duty, first, period, forms, now))}
    made = compiling.compiled(uow, duty, period, period, forms, now)
    name, content = _file(paper, made)
    params = {"document": InputFile(content, filename=name), "caption": str(_caption(made)), "parse_mode": "HTML"}
    year = period[:YEAR]
    if period != year and len(compiling.periods_between(uow, duty.id, year, year)) > 1:
        whole = button(word("button.whole_year", year=year), pack("doc", paper, duty.id, year))
        params["reply_markup"] = inline([whole])
    return "sendDocument", params


def order_problems(turn: Turn) -> None:
    """“导出台账” or “整改图” under the ledger of problems."""
    paper = Paper.PROBLEMS_CHART if turn.tap.text(0) == "png" else Paper.PROBLEMS
    compiling.order_own(turn.uow, turn.somebody, paper, turn.chat_id, turn.now)
    turn.toast = word("document.coming")


def order_indicators(turn: Turn) -> None:
    """“指标进度”: targets of the plans beside what was reported, where a form says which figure that is."""
    if turn.person is None:
        return stranger(turn)
    require_any(turn.person, "see_ledger", *OVERSEERS)
    if turn.person.home is None or not figures.states(turn.uow, turn.person.home):
        return turn.say(say("document.no_figures"))
    compiling.order_own(turn.uow, turn.person, Paper.INDICATORS, turn.chat_id, turn.now)


def _indicators(uow: UnitOfWork, person: Person, now: datetime) -> tuple[str, dict[str, Any]]:
    from village.exports.charts import indicators_png

    if person.home is None:
        raise NotFound("unit", person.id)
    picture = indicators_png(figures.states(uow, person.home), person.home.name, now)
    return "sendPhoto", {"photo": InputFile(picture, filename="indicators.png")}


def _problems(uow: UnitOfWork, paper: Paper, person: Person, now: datetime) -> tuple[str, dict[str, Any]]:
    from village.exports.ledger_of_problems import problems_png, problems_title, problems_xlsx

    found, names = compiling.problems_of(uow, problem_lists.overseen(uow, person))
    office = person.home.name if person.home else ""
    if paper is Paper.PROBLEMS_CHART:
        picture = problems_png(found, office=office, now=now)
        return "sendPhoto", {"photo": InputFile(picture, filename="problems.png")}
    content = problems_xlsx(found, names, office=office, now=now)
    return "sendDocument", {"document": InputFile(content, filename=_name(problems_title(office), ".xlsx"))}


def _file(paper: Paper, made: Compilation) -> tuple[str, bytes]:
    """The office formats are loaded only when somebody wants one."""
    if paper is Paper.LEDGER:
        from village.exports.ledger_of_reports import ledger_title, reports_xlsx

        return _name(ledger_title(made), ".xlsx"), reports_xlsx(made)
    from village.exports.compiled import Order, compiled_docx, title_of

    order = Order.VILLAGE if paper is Paper.BY_VILLAGE else Order.SECTION
    ending = (word("document.by_village") if paper is Paper.BY_VILLAGE else "") + (
        word("document.draft_name") if made.is_draft else ""
    )
    return _name(title_of(made), f"{ending}.docx"), compiled_docx(made, order)


def _chart(made: Compilation) -> InputFile:
    from village.exports.charts import submission_png

    return InputFile(submission_png(made), filename=f"{made.duty.id}.png")


def _caption(made: Compilation) -> Html:
    facts = say("document.caption", reported=len(made.reported), total=made.owed)
    if not made.is_draft:
        return facts
    return Html(f"{facts}\n{say('document.draft', due=moment(made.due))}")


def _name(title: str, ending: str) -> str:
    return NOT_IN_NAMES.sub("", title)[:LONGEST_NAME] + ending
