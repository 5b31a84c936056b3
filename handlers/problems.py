"""Problems: registering, giving them to somebody, putting them right, checking them, and the lists of all that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from handlers import dialogue, keyboards, problem_cards, sent_files
from handlers.callback_data import pack
from handlers.keyboards import Markup, button, shorten
from handlers.sentences import explain
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import short_moment
from village.errors import NotFound, Overtaken
from village.forms import values
from village.model.attachments import Attachment
from village.model.people import Person
from village.model.problems import Problem, ProblemState, Step, StepKind
from village.ports import UnitOfWork
from village.services import attachments, problem_dialogues, problem_lists, problem_news, problems
from village.services.access import OVERSEERS, STAFF
from village.services.problem_dialogues import LETTERS, NEW, Aim
from village.services.problem_lists import PAGE

K = StepKind
STATES = tuple(ProblemState)
MOST_OFFERED = 3
NAMED_LATE = 10


def _up_to_date(handle: Callable[[Turn], None]) -> Callable[[Turn], None]:
    """The same tap; on a problem that has moved on it says so and shows how it stands now."""

    @wraps(handle)
    def shown(turn: Turn) -> None:
        try:
            handle(turn)
        except Overtaken as late:
            turn.toast = explain(late)
            _show(turn, turn.uow.problems.get(late.key))

    return shown


def _show(turn: Turn, problem: Problem) -> None:
    turn.show(*problem_cards.card(turn.uow, turn.somebody, problem, turn.now))


# Registering


def register(turn: Turn) -> None:
    """“登记问题”: go on with what was begun, or begin."""
    if turn.person is None:
        return stranger(turn)
    draft = problem_dialogues.draft_of_new(turn.uow, turn.person)
    if draft is None:
        return _begin_new(turn, [])
    go_on = button(word("button.register_on"), pack("fv", dialogue.token(NEW)))
    anew = button(word("button.register_anew"), pack("pn", 0))
    what = draft.session.answers.get("what") or draft.session.answers.get("where") or word("report.nothing")
    turn.say(say("problem.ask_draft", what=shorten(what)), keyboards.inline([go_on, anew]))


def register_tapped(turn: Turn) -> None:
    """“登记问题” under something sent (its number comes with the button), or “重新登记”."""
    number = turn.tap.number(0)
    _begin_new(turn, attachments.sent_with(turn.uow, turn.somebody, number) if number else [])


def _begin_new(turn: Turn, sent: list[Attachment]) -> None:
    saved = problem_dialogues.begin_new(turn.uow, turn.somebody, turn.desk.forms, turn.now, sent)
    turn.say(*dialogue.view(turn, saved))


def finish(turn: Turn, subject: str) -> None:
    """The end of every dialogue about a problem: what it is now."""
    try:
        problem = problem_dialogues.finish(turn.uow, turn.somebody, subject, turn.now)
    except Overtaken as late:
        turn.say(explain(late) or Html(""))
        return _show(turn, turn.uow.problems.get(late.key))
    if subject == NEW:
        return _registered(turn, problem)
    turn.say(*problem_cards.card(turn.uow, turn.somebody, problem, turn.now))
    if problem.last_turn is problem.steps[-1] and problem.last_turn.kind is K.ASSIGNED:
        _say_who_to_call(turn, problem)


def _say_who_to_call(turn: Turn, problem: Problem) -> None:
    """Where nobody of the unit can be written to, the clerk has to ring up."""
    unit = problem.responsible or problem.unit
    reached = [p for p in problem_news.in_charge(turn.uow, unit) if p.account is not None and p.reachable]
    if not reached:
        turn.say(say("problem.call", unit=unit.name))


def _registered(turn: Turn, problem: Problem) -> None:
    key = "problem.registered_office" if turn.somebody.has(*STAFF) else "problem.registered"
    lines = [say(key, number=problem.id), *problem_cards.facts(problem, turn.now)]
    turn.show(Html("\n".join(lines)), problem_cards.buttons(turn.uow, turn.somebody, problem))


def for_attachment(uow: UnitOfWork, person: Person, attachment_id: int) -> list[list[dict[str, str]]]:
    """What something sent out of the blue may be for: a new problem, or one that is being put right."""
    rows = [[button(word("button.register_problem"), pack("pn", attachment_id))]]
    tree = uow.units.tree()
    for problem in uow.problems.of_units([unit.id for unit in person.units()]):
        if len(rows) <= MOST_OFFERED and K.PROGRESS in problems.possible(tree, person, problem):
            name = word("button.sent_for", what=problem_cards.title(problem))
            rows.append([button(name, pack("px", attachment_id, problem.id))])
    return rows


@_up_to_date
def attach(turn: Turn) -> None:
    """“附到……”: what was sent is news of this problem; a sentence is asked for unless it came with one."""
    sent = attachments.sent_with(turn.uow, turn.somebody, turn.tap.number(0))
    aim = Aim(K.PROGRESS, turn.tap.number(1), 0)
    saved = problem_dialogues.begin(turn.uow, turn.somebody, aim, turn.desk.forms, turn.now)
    session = saved.session
    for attachment in sent:
        session = session.with_file("words", attachment.id)
    done = problem_dialogues.keep(turn.uow, saved, session, next((a.caption for a in sent if a.caption), ""), turn.now)
    if dialogue.is_done(done):
        return finish(turn, done.subject)
    turn.say(*dialogue.view(turn, done))


# Steps


@_up_to_date
def begin(turn: Turn) -> None:
    """A step that asks for more than a tap: 交办, 报进展, 申请销号, 退回."""
    letter = turn.tap.text(0)
    kind = next((kind for kind, known in LETTERS.items() if known == letter), None)
    if kind is None:
        raise ValueError(letter)
    aim = Aim(kind, turn.tap.number(1), turn.tap.number(2))
    turn.say(*dialogue.view(turn, problem_dialogues.begin(turn.uow, turn.somebody, aim, turn.desk.forms, turn.now)))


@_up_to_date
def approve(turn: Turn) -> None:
    """“通过，销号”."""
    _show(turn, problems.approve(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), turn.now))


@_up_to_date
def no_return(turn: Turn) -> None:
    """“没有反弹”."""
    problem = problems.looked_back(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), turn.now)
    turn.toast = say("problem.checked")
    _show(turn, problem)


@_up_to_date
def reopen(turn: Turn) -> None:
    """“又出现了”: to be given to somebody once more."""
    problem = problems.reopen(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), turn.now)
    turn.toast = say("problem.reopened")
    _show(turn, problem)


# Looking


def details(turn: Turn) -> None:
    """“看详情”: the card, as a message of its own."""
    problem = problems.find(turn.uow, turn.somebody, turn.tap.number(0))
    turn.say(*problem_cards.card(turn.uow, turn.somebody, problem, turn.now))


def files(turn: Turn) -> None:
    """“看照片”: everything sent with it, oldest first, each with where it belongs."""
    problem = problems.find(turn.uow, turn.somebody, turn.tap.number(0))
    captions = {number: _caption(turn, problem, step) for step in problem.steps for number in step.files}
    sent_files.show(turn, captions)


def position(turn: Turn) -> None:
    """“看位置”: the position that was sent, on the map."""
    problem = problems.find(turn.uow, turn.somebody, turn.tap.number(0))
    point = values.POINT.fullmatch(problem.place)
    if point is None:
        raise NotFound("position", problem.id)
    turn.send_position(float(point[1]), float(point[2]))


def _caption(turn: Turn, problem: Problem, step: Step) -> Html:
    name, words = problem_cards.by_whom(turn.uow, step), problem_cards.step_words(step)
    return say("problem.caption", number=problem.id, when=short_moment(step.at), name=name, step=words)


def mine(turn: Turn) -> None:
    """“我的问题”: what the person's units have to put right, overdue first."""
    if turn.person is None:
        return stranger(turn)
    turn.say(*_mine(turn, 0))


def mine_page(turn: Turn) -> None:
    """Another page of it."""
    turn.show(*_mine(turn, turn.tap.number(0)))


def _mine(turn: Turn, page: int) -> tuple[Html, Markup]:
    found = problem_lists.mine(turn.uow, turn.somebody, turn.now)
    register = [button(word("button.register_problem"), pack("pn", 0))]
    if not found:
        return say("problem.mine_none"), keyboards.inline(register)
    shown = found[page * PAGE : (page + 1) * PAGE]
    head = [say("problem.mine", count=len(found))]
    return _listed(turn, head, shown, page, len(found), lambda at: pack("pm", at), [register])


def _listed(
    turn: Turn,
    head: list[Html],
    shown: list[Problem],
    page: int,
    total: int,
    to_page: Callable[[int], str],
    last: list[list[dict[str, str]]],
) -> tuple[Html, Markup]:
    lines, rows = [*head], list[list[dict[str, str]]]()
    for number, problem in enumerate(shown, page * PAGE + 1):
        lines.append(problem_cards.item(problem, number, turn.now))
        rows.append([problem_cards.open_button(problem, number)])
    pages = -(-total // PAGE)
    if pages > 1:
        lines.append(say("problem.page", page=page + 1, pages=pages))
    return Html("\n".join(lines)), keyboards.inline(*rows, keyboards.pager(page, pages, to_page), *last)


def ledger(turn: Turn) -> None:
    """“问题台账”: how many stand where, who is late, what to look back at; others get their own list."""
    if turn.person is None:
        return stranger(turn)
    if not turn.person.has(*OVERSEERS):
        return mine(turn)
    turn.say(*_ledger(turn))


def ledger_tapped(turn: Turn) -> None:
    """Back from a list to the ledger."""
    turn.show(*_ledger(turn))


def _ledger(turn: Turn) -> tuple[Html, Markup]:
    made = problem_lists.ledger(turn.uow, turn.somebody, turn.now)
    register = [button(word("button.register_problem"), pack("pn", 0))]
    if not made.total:
        return say("problem.ledger_none"), keyboards.inline(register)
    lines = [say("problem.ledger", count=made.total)]
    keys = []
    for number, state in enumerate(STATES):
        if made.counts[state]:
            name = word(f"problem.state.{state}")
            lines.append(say("problem.ledger_line", state=name, count=made.counts[state]))
            keys.append(button(f"{name} {made.counts[state]}", pack("pl", number, 0)))
    rows = keyboards.columns(keys, 2)
    if made.overdue:
        lines += [Html(""), say("problem.ledger_late", count=len(made.overdue))]
        late = made.overdue[:NAMED_LATE]
        lines += [problem_cards.item(problem, number, turn.now) for number, problem in enumerate(late, 1)]
    if made.to_look_back:
        lines.append(say("problem.ledger_back", count=len(made.to_look_back)))
        rows += [[problem_cards.open_button(problem, n)] for n, problem in enumerate(made.to_look_back[:3], 1)]
    papers = [
        button(word("button.export"), pack("docp", "xlsx")),
        button(word("button.problem_chart"), pack("docp", "png")),
    ]
    return Html("\n".join(lines)), keyboards.inline(*rows, register, papers)


def state_page(turn: Turn) -> None:
    """A page of the problems that stand so."""
    number, page = turn.tap.number(0), turn.tap.number(1)
    if number >= len(STATES):
        raise ValueError(number)
    state = STATES[number]
    shown = problem_lists.page(turn.uow, turn.somebody, state, page)
    total = problem_lists.ledger(turn.uow, turn.somebody, turn.now).counts[state]
    back = [[button(word("button.to_ledger"), pack("pb"))]]
    if not shown:
        return turn.show(say("problem.list_none"), keyboards.inline(*back))
    head = [say("problem.ledger_line", state=word(f"problem.state.{state}"), count=total)]
    turn.show(*_listed(turn, head, shown, page, total, lambda at: pack("pl", number, at), back))
