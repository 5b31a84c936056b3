"""Who still owes what, for clerks and leaders; and the group's one status card."""

from __future__ import annotations

from datetime import datetime

from handlers import documents, keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, has, say, word
from handlers.turn import Turn
from handlers.wording import left, moment, period_name
from village.model.duties import Duty, Occurrence
from village.ports import UnitOfWork
from village.services import duties
from village.services.access import STAFF
from village.services.duties import Board

NAMES_SHOWN = 60  # a county has hundreds of villages, a message 4,096 characters
NAME_LENGTH = 20
TASKS = {
    "board.head": "board.task_head",
    "board.missing": "board.task_missing",
    "board.complete": "board.task_complete",
}


def show(turn: Turn) -> None:
    """“谁还没报” or /board."""
    if turn.person is None:
        return stranger(turn)
    boards = duties.boards_for(turn.uow, turn.person, turn.now)
    if not boards:
        return turn.say(say("board.none" if turn.person.has(*STAFF) else "board.none_leader"))
    for board in boards:
        turn.say(*view(turn.uow, board, turn.now))


def refresh(turn: Turn) -> None:
    """“刷新” under a board: change it in place."""
    wanted, period = turn.tap.number(0), turn.tap.text(1)
    boards = duties.boards_for(turn.uow, turn.somebody, turn.now)
    mine = next((b for b in boards if b.duty.id == wanted and b.period == period), None)
    if mine is None:
        return turn.say(say("refused.not_found"))
    turn.show(*view(turn.uow, mine, turn.now))


def view(uow: UnitOfWork, board: Board, now: datetime) -> tuple[Html, Markup]:
    """The clerk's board of one period: counts, who is missing, who cannot be reached."""
    name = period_name(board.duty, board.period, now)
    head = say(
        _said(board, "board.head"),
        heading=name,
        reported=len(board.reported),
        total=board.total,
        left=left(board.due, now),
    )
    lines = [head]
    if board.missing:
        lines.append(say(_said(board, "board.missing"), names=_names(board.missing)))
        lines += _unreachable(uow, board)
    else:
        lines.append(say(_said(board, "board.complete")))
    if board.exempt:
        lines.append(say("board.exempt", names=_names(board.exempt)))
    row = [button(word("button.refresh"), pack("brd", board.duty.id, board.period))]
    if board.reported and board.duty.form is not None:
        row.append(button(word("button.read_reports"), pack("jl", board.duty.id, board.period, 0)))
    made = documents.buttons(board, now) if board.duty.form is not None else []
    return Html("\n".join(lines)), keyboards.inline(row, *made)


def _said(board: Board, key: str) -> str:
    """The sentence for a report, or its twin for a task without one."""
    return key if board.duty.form is not None else TASKS[key]


def _unreachable(uow: UnitOfWork, board: Board) -> list[Html]:
    by_reason: dict[str, list[Occurrence]] = {}
    for occurrence in board.missing:
        if why := _out_of_reach(uow, board.duty, occurrence):
            by_reason.setdefault(why, []).append(occurrence)
    parts = [say("board.why", names=_names(tuple(mine)), why=why) for why, mine in by_reason.items()]
    return [say("board.unreachable", names=Html("；".join(parts)))] if parts else []


def _out_of_reach(uow: UnitOfWork, duty: Duty, occurrence: Occurrence) -> str | None:
    """Why nobody of the unit can be told, or None when somebody can."""
    officials = uow.people.in_units([occurrence.unit.id], *duty.owing_roles)
    if any(p.account is not None and p.reachable for p in officials):
        return None
    lost = next((p.trouble for p in officials if p.account is not None), "not_joined")
    reason = (lost or "").replace(" ", "_")
    return word(f"reach_short.{reason}") if has(f"reach_short.{reason}") else word("reach_short.other")


def _names(occurrences: tuple[Occurrence, ...]) -> str:
    shown = "、".join(keyboards.shorten(o.unit.name, NAME_LENGTH) for o in occurrences[:NAMES_SHOWN])
    more = len(occurrences) > NAMES_SHOWN
    return say("board.and_so_on", names=shown, count=len(occurrences)) if more else shown


def card_text(board: Board, now: datetime) -> Html:
    """What the group sees: a count and the due date; never who is missing."""
    name = period_name(board.duty, board.period, now)
    if not board.missing:
        return say("card.complete", heading=name, total=board.total)
    key = "card.closed" if now > board.due else "card.text"
    values = {"heading": name, "reported": len(board.reported), "total": board.total, "due": moment(board.due)}
    return say(key, **{k: v for k, v in values.items() if k != "due" or key == "card.text"})
