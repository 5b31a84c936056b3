"""Emergency response in chat: set by the office or a leader, confirmed by everybody, watched on one board."""

from __future__ import annotations

from datetime import datetime

from handlers import dialogue, keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import short_moment
from village.errors import NotFound
from village.model.messages import OutboxMessage
from village.model.people import Person
from village.model.responses import Response, Task, actions, levels
from village.ports import UnitOfWork
from village.services import responses
from village.services.access import OVERSEERS
from village.services.responses import Standing

NAMES_SHOWN = 40


def begin(turn: Turn) -> None:
    """“发布预警”."""
    if turn.person is None:
        return stranger(turn)
    saved = responses.begin(turn.uow, turn.person, turn.desk.forms["response"], turn.now)
    turn.say(*dialogue.view(turn, saved))


def finish(turn: Turn) -> None:
    """“发布”: everybody concerned hears of it with the same commit."""
    response = responses.finish(turn.uow, turn.somebody, turn.now)
    count = len(turn.uow.responses.tasks(response.id))
    turn.show(say("response.set", title=title(response), count=count))
    turn.say(*board(responses.standing(turn.uow, response, turn.now)))


def title(response: Response) -> str:
    """``地质灾害 二级橙色``."""
    return f"{response.hazard} {levels()[response.level].name}"


def show(turn: Turn) -> None:
    """“应急响应”: the board for the office, the own checklist for everybody else."""
    if turn.person is None:
        return stranger(turn)
    going_on = responses.on_for(turn.uow, turn.person)
    if not going_on:
        return turn.say(say("response.none"))
    for response in going_on:
        if turn.person.has(*OVERSEERS):
            turn.say(*board(responses.standing(turn.uow, response, turn.now)))
        else:
            turn.say(*_checklist(turn.uow, response, turn.person))


def board(standing: Standing) -> tuple[Html, Markup]:
    """How a response stands: who confirmed, what was reported, whom to call."""
    response, tasks = standing.response, standing.tasks
    lines = [say("response.board", title=title(response), when=short_moment(response.set_at))]
    received = len(tasks) - len(standing.waiting)
    done = len([task for task in tasks if task.done_at is not None])
    lines.append(say("response.counts", received=received, total=len(tasks), done=done))
    if not response.is_on:
        return Html("\n".join([*lines, say("response.over")])), keyboards.inline()
    lines.append(say("response.reports", reported=standing.reported, owing=standing.owing, moved=standing.moved))
    if standing.waiting:
        lines.append(say("response.waiting", names=_names(standing.waiting)))
    refresh = button(word("button.refresh"), pack("rb", response.id))
    change = button(word("button.other_level"), pack("rn"))
    lift = button(word("button.lift"), pack("rl", response.id))
    return Html("\n".join(lines)), keyboards.inline([refresh, change, lift])


def _names(tasks: list[Task]) -> str:
    return "、".join(called(task.person) for task in tasks[:NAMES_SHOWN])


def called(person: Person) -> str:
    """``黑水村 张勇``, and why he cannot be written to."""
    name = f"{person.home.name} {person.name}" if person.home else person.name
    if person.account is None:
        return f"{name}（{word('notice.not_joined')}）"
    return name if person.reachable else f"{name}（{word('notice.stopped')}）"


def refresh(turn: Turn) -> None:
    """“刷新”."""
    response = responses.find(turn.uow, turn.somebody, turn.tap.number(0))
    turn.show(*board(responses.standing(turn.uow, response, turn.now)))


def ask_lift(turn: Turn) -> None:
    """“解除”: sure?"""
    response = responses.find(turn.uow, turn.somebody, turn.tap.number(0))
    yes = button(word("button.lift_yes"), pack("ry", response.id))
    no = button(word("button.board"), pack("rb", response.id))
    turn.show(say("response.ask_lift", title=title(response)), keyboards.inline([yes, no]))


def lift(turn: Turn) -> None:
    """“解除”, sure."""
    response = responses.lift(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    turn.show(*board(responses.standing(turn.uow, response, turn.now)))


def received(turn: Turn) -> None:
    """“收到”."""
    _confirm(turn, done=False)


def done(turn: Turn) -> None:
    """“都做了”."""
    _confirm(turn, done=True)


def _confirm(turn: Turn, *, done: bool) -> None:
    response, task = responses.confirm(turn.uow, turn.somebody, turn.tap.number(0), turn.now, done=done)
    turn.show(*_view(turn.uow, response, task))


def _checklist(uow: UnitOfWork, response: Response, person: Person) -> tuple[Html, Markup]:
    task = next((t for t in uow.responses.tasks(response.id) if t.person.id == person.id), None)
    if task is None:
        raise NotFound("task", response.id)
    return _view(uow, response, task)


def _view(uow: UnitOfWork, response: Response, task: Task) -> tuple[Html, Markup]:
    """A person's checklist with what is confirmed of it."""
    if not response.is_on:
        return say("response.lifted", title=title(response)), keyboards.inline()
    lines = [say("response.head", title=title(response), area=_area(uow, response))]
    lines += [say("response.note", note=response.note)] if response.note else []
    lines += [say("response.action", action=action) for action in actions(response.level, task.person)]
    if task.done_at is not None:
        return Html("\n".join([*lines, say("response.done", when=short_moment(task.done_at))])), keyboards.inline()
    if task.received_at is not None:
        lines.append(say("response.received", when=short_moment(task.received_at)))
        return Html("\n".join(lines)), keyboards.inline([button(word("button.all_done"), pack("rd", response.id))])
    return Html("\n".join(lines)), keyboards.inline([button(word("button.received"), pack("rr", response.id))])


def _area(uow: UnitOfWork, response: Response) -> str:
    names = [uow.units.get(village).name for village in response.villages]
    return "、".join(names) or responses.WHOLE_TOWN


def message(uow: UnitOfWork, sent: OutboxMessage, now: datetime) -> tuple[Html, Markup | None] | None:
    """What people are sent, by kind; nothing that is pointless by now."""
    response = uow.responses.get(sent.body["response"])
    if sent.kind == "response_lifted":
        return say("response.lifted", title=title(response)), None
    if not response.is_on:
        return None
    person = uow.people.by_account(sent.chat_id) if sent.chat_id is not None else None
    if sent.kind == "response":
        return _checklist(uow, response, person) if person is not None else None
    waiting = [task for task in uow.responses.tasks(response.id) if task.received_at is None]
    if sent.kind == "response_call":
        return (say("response.call", title=title(response), names=_names(waiting)), None) if waiting else None
    absent = int(sent.key.rpartition("/")[0].rpartition("deputy-")[2])
    task = next((task for task in waiting if task.person.id == absent), None)
    return (say("response.deputy", title=title(response), name=task.person.name), None) if task is not None else None
