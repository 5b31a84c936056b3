"""What a problem looks like: its card with the whole story, a line in a list, and the news about it."""

from __future__ import annotations

from datetime import datetime

from handlers import keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button, shorten
from handlers.texts import Html, say, word
from handlers.wording import day_name, left, short_moment
from village.clock import local
from village.forms import values
from village.model.messages import OutboxMessage
from village.model.people import Person
from village.model.problems import Problem, ProblemState, Step, StepKind
from village.ports import UnitOfWork
from village.services import problems
from village.services.problem_dialogues import LETTERS

K = StepKind
STEPS_SHOWN = 10
REMARK_SHOWN = 120
PLACE_SHOWN, WHAT_SHOWN = 30, 60
LISTED = 10

Said = tuple[Html, Markup]


def card(uow: UnitOfWork, person: Person, problem: Problem, now: datetime) -> Said:
    """Where it stands, who puts it right by when, and everything that has happened."""
    head = say("problem.head", number=problem.id, state=word(f"problem.state.{problem.state}"))
    lines = [head, *facts(problem, now), Html(""), say("problem.story"), *_story(uow, problem)]
    return Html("\n".join(lines)), buttons(uow, person, problem)


def facts(problem: Problem, now: datetime) -> list[Html]:
    """Where, what, whose, until when."""
    where, name = place(problem), problem.unit.name
    key = "problem.where" if where else "problem.where_unknown"
    lines = [say(key, unit=name, place=where, what=problem.what)]
    if problem.responsible:
        lines.append(say("problem.owner", unit=problem.responsible.name))
    if problem.due and problem.state.is_open:
        lines.append(_due(problem, problem.due, now))
    if problem.helpers:
        lines.append(say("problem.helpers", names="、".join(unit.name for unit in problem.helpers)))
    if problem.look_back:
        lines.append(say("problem.look_back", day=_day(problem.look_back)))
    return lines


def place(problem: Problem) -> str:
    """Where it is, in words; a position that was sent is called one."""
    point = values.POINT.fullmatch(problem.place)
    return word("problem.point", point=problem.place) if point else problem.place


def title(problem: Problem) -> str:
    """``三组水塘边 有一堆建筑垃圾``, short enough for a line."""
    return f"{shorten(place(problem), PLACE_SHOWN)} {shorten(problem.what, WHAT_SHOWN)}".strip()


def _due(problem: Problem, due: datetime, now: datetime) -> Html:
    if problem.is_overdue(now):
        return say("problem.due_late", due=_day(due), late=late(due, now))
    return say("problem.due", due=_day(due), left=left(due, now))


def _day(moment: datetime) -> str:
    return day_name(local(moment).date())


def late(due: datetime, now: datetime) -> str:
    """For how many days of the calendar it has been late."""
    days = (local(now).date() - local(due).date()).days
    return say("problem.late", count=days) if days else word("problem.late_today")


def _story(uow: UnitOfWork, problem: Problem) -> list[Html]:
    hidden = len(problem.steps) - STEPS_SHOWN
    lines = [say("problem.earlier", count=hidden)] if hidden > 0 else []
    return [*lines, *(_line(uow, step) for step in problem.steps[-STEPS_SHOWN:])]


def _line(uow: UnitOfWork, step: Step) -> Html:
    values = {"when": short_moment(step.at), "name": by_whom(uow, step), "step": step_words(step)}
    remark = shorten(step.remark, REMARK_SHOWN)
    line = say("problem.line_remark", **values, remark=remark) if remark else say("problem.line", **values)
    return say("problem.files", line=line, count=len(step.files)) if step.files else line


def by_whom(uow: UnitOfWork, step: Step) -> str:
    """The name of whoever took a step."""
    return uow.people.get(step.by).name if step.by is not None else ""


def step_words(step: Step) -> Html:
    """What was done, in the words of the office."""
    if step.kind is K.CORRECTED and not step.remark:
        return say("problem.step.corrected_more")
    done = say(f"problem.step.{step.kind}")
    if step.unit is not None and step.due is not None:
        return say("problem.to_unit", step=done, unit=step.unit.name, due=_day(step.due))
    return say("problem.until", step=done, due=_day(step.due)) if step.due else done


def buttons(uow: UnitOfWork, person: Person, problem: Problem, *, more: bool = False) -> Markup:
    """What this person can do with it now; ``more`` leads from the news to the card."""
    able = problems.possible(uow.units.tree(), person, problem)
    number, turns = problem.id, problem.turns
    give = "assign" if problem.state is ProblemState.NEW else "reassign"
    rows = [
        [_begin("progress", K.PROGRESS, problem), _begin("apply", K.APPLIED, problem)],
        [
            (K.APPROVED, button(word("button.approve"), pack("py", number, turns))),
            _begin("give_back", K.RETURNED, problem),
        ],
        [_begin(give, K.ASSIGNED, problem), _begin("waive", K.WAIVED, problem), _begin("helpers", K.HELPED, problem)],
        [
            (K.LOOKED, button(word("button.no_return"), pack("pk", number, turns))),
            (K.REOPENED, button(word("button.returned_again"), pack("po", number, turns))),
        ],
    ]
    look = [button(word("button.see_files"), pack("pf", number))] if problem.files else []
    look += [button(word("button.see_position"), pack("pq", number))] if values.POINT.fullmatch(problem.place) else []
    look += [button(word("button.details"), pack("pv", number))] if more else []
    return keyboards.inline(*([key for kind, key in row if kind in able] for row in rows), look)


def _begin(name: str, kind: StepKind, problem: Problem) -> tuple[StepKind, dict[str, str]]:
    turns = problem.turns if kind in problems.OFFICE else 0
    return kind, button(word(f"button.{name}"), pack("ps", LETTERS[kind], problem.id, turns))


def item(problem: Problem, number: int, now: datetime) -> Html:
    """A line of a list."""
    values = {
        "number": number,
        "unit": problem.unit.name,
        "title": title(problem),
    }
    if problem.is_overdue(now) and problem.due:
        return say("problem.item_late", **values, late=late(problem.due, now))
    if problem.state is ProblemState.ASSIGNED and problem.due:
        return say("problem.item_due", **values, due=_day(problem.due), left=left(problem.due, now))
    if problem.state in {ProblemState.NEW, ProblemState.APPLIED}:
        return say(f"problem.item_{problem.state}", **values)
    return say("problem.item", **values)


def open_button(problem: Problem, number: int) -> dict[str, str]:
    """The button under a list that opens a problem's card."""
    return button(f"{number} {title(problem)}", pack("pv", problem.id))


# News


def news(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Said | None:
    """A step, to somebody it concerns; nothing once it has been overtaken by the next."""
    problem, person = _about(uow, message)
    step = problem.steps[message.body["step"]]
    still = problem.state.is_open if step.kind is K.HELPED else problem.last_turn is step
    if not still:
        return None
    said = [_said(step)] if step.kind is K.APPLIED else []
    lines = [_news_head(problem, person, step), *facts(problem, now), *said]
    return Html("\n".join(lines)), buttons(uow, person, problem, more=True)


def _said(step: Step) -> Html:
    """What the unit says it has done, and how much it shows of it."""
    line = say("problem.said", words=shorten(step.remark, REMARK_SHOWN))
    return say("problem.files", line=line, count=len(step.files)) if step.files else line


def _news_head(problem: Problem, person: Person, step: Step) -> Html:
    owner = problem.responsible.name if problem.responsible else problem.unit.name
    mine = any(post.unit == problem.responsible for post in person.posts)
    event = "moved" if step.kind is K.ASSIGNED and not mine else step.kind
    return say(f"problem.news.{event}", unit=owner, reason=step.remark)


def due(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Said | None:
    """The reminder on the morning it is due."""
    problem, person = _about(uow, message)
    if problem.state is not ProblemState.ASSIGNED:
        return None
    return Html("\n".join([say("problem.news.due"), *facts(problem, now)])), buttons(uow, person, problem, more=True)


def look_back(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Said | None:
    """A month later: has it come back?"""
    problem, person = _about(uow, message)
    if problem.look_back is None:
        return None
    return Html("\n".join([say("problem.news.back"), *facts(problem, now)])), buttons(uow, person, problem, more=True)


def found(uow: UnitOfWork, message: OutboxMessage, now: datetime) -> Said | None:
    """What a report opened, or names no longer, in one message; nothing once all of it has been dealt with."""
    waiting = [p for p in uow.problems.of_report(message.body["occurrence"]) if p.state is ProblemState.NEW]
    if not waiting:
        return None
    lines = [say("problem.found", name=by_whom(uow, waiting[0].registered))]
    rows = []
    for number, problem in enumerate(waiting[:LISTED], 1):
        gone = say("problem.no_longer") if problem.is_dropped else ""
        lines.append(Html(_plain_item(problem, number) + gone))
        rows.append([open_button(problem, number)])
    return Html("\n".join(lines)), keyboards.inline(*rows)


def _plain_item(problem: Problem, number: int) -> Html:
    return say("problem.item", number=number, unit=problem.unit.name, title=title(problem))


def _about(uow: UnitOfWork, message: OutboxMessage) -> tuple[Problem, Person]:
    return uow.problems.get(message.body["problem"]), uow.people.get(message.body["person"])
