"""One question at a time: what a dialogue's state looks like on screen, and the taps and answers that move it."""

from __future__ import annotations

from handlers import keyboards, start
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import report_name
from village.errors import NotFound
from village.forms.schema import Field, FieldKind, Form
from village.forms.session import Session
from village.model.reports import SavedSession
from village.services import dialogues, drafts
from village.services.duties import find_owed

ANSWER_SHOWN = 600
SUMMARY_SHOWN = 3000  # all answers together; a message holds 4,096 characters, headings and names included


def token(subject: str) -> str:
    """The subject in a button: ``i`` for an invitation, ``f`` and numbers for a fact, a number for a report."""
    kind, _, rest = subject.partition(":")
    return {dialogues.INVITATION: "i", drafts.FIX: f"f{rest}"}.get(kind, rest)


def subject(text: str) -> str:
    """The other way round."""
    if text == "i":
        return dialogues.INVITATION
    return f"{drafts.FIX}:{text[1:]}" if text.startswith("f") else f"occurrence:{text}"


def view(turn: Turn, saved: SavedSession) -> tuple[Html, Markup]:
    """The open question, or the summary when all are answered."""
    field = saved.session.question
    return _question(saved, field) if field else _preview(turn, saved)


def _question(saved: SavedSession, field: Field) -> tuple[Html, Markup]:
    session, key = saved.session, token(saved.subject)
    total = len(session.form.fields)
    lines = [say("report.question", number=session.position + 1, total=total, label=field.label)]
    if field.example:
        lines.append(say("report.example", example=field.example))
    choices = [button(choice, pack("fc", key, session.position, n)) for n, choice in enumerate(field.choices)]
    moves = []
    if not field.required:
        moves.append(button(word("button.nothing"), pack("fs", key, session.position)))
    if session.returning:
        moves.append(button(word("button.summary"), pack("fb", key, session.position)))
    elif session.position:
        moves.append(button(word("button.back"), pack("fb", key, session.position)))
    moves.append(button(leave_word(saved.subject), pack("fx", key)))
    return Html("\n".join(lines)), keyboards.inline(*keyboards.columns(choices, 2), moves)


def leave_word(subject: str) -> str:
    """What the button that leaves the dialogue says."""
    return word("button.leave" if subject.startswith("occurrence") else "button.leave_other")


def _preview(turn: Turn, saved: SavedSession) -> tuple[Html, Markup]:
    key = token(saved.subject)
    is_report = saved.occurrence_id is not None
    if is_report:
        head, done = say("report.preview", heading=heading(turn, saved)), word("button.submit")
    elif saved.subject == dialogues.INVITATION:
        head, done = say("invite.preview"), word("button.make_link")
    else:
        head, done = say("draft.fix"), word("button.save_fix")
    buttons = [
        button(done, pack("fok", key)),
        button(word("button.mend"), pack("fl", key)),
        button(leave_word(saved.subject), pack("fx", key)),
    ]
    lines = answer_lines(saved.session.form, saved.session.answers)
    return Html("\n".join([head, *lines])), keyboards.inline(buttons)


def answer_lines(form: Form, answers: dict[str, str]) -> list[Html]:
    """The answers under their headings, long ones shortened: the whole text stands in the chat above."""
    lines = []
    most = min(ANSWER_SHOWN, SUMMARY_SHOWN // len(form.fields))
    for field in form.fields:
        answer = answers.get(field.name) or word("report.nothing")
        shown = answer if len(answer) <= most else answer[:most] + "……"
        lines.append(say("report.preview_line", heading=field.heading, answer=shown))
    return lines


def heading(turn: Turn, saved: SavedSession) -> str:
    """``甘溪沟村 5月月报``."""
    duty, occurrence = find_owed(turn.uow, turn.somebody, saved.occurrence_id or 0)
    return report_name(duty, occurrence, turn.now)


def answer(turn: Turn, saved: SavedSession, text: str) -> None:
    """What the person typed is the answer to the open question."""
    turn.say(*view(turn, dialogues.keep(turn.uow, saved, saved.session.answer(text), turn.now)))


def _tapped(turn: Turn) -> SavedSession:
    return dialogues.find(turn.uow, turn.somebody, subject(turn.tap.text(0)))


def _is_current(turn: Turn, saved: SavedSession) -> bool:
    """Whether the button belongs to the question that is open; an old one brings the open question back instead."""
    if turn.tap.number(1) == saved.session.position:
        return True
    turn.say(*view(turn, dialogues.keep(turn.uow, saved, saved.session, turn.now)))
    return False


def _move(turn: Turn, saved: SavedSession, session: Session) -> None:
    turn.show(*view(turn, dialogues.keep(turn.uow, saved, session, turn.now)))


def back(turn: Turn) -> None:
    """“上一步”."""
    saved = _tapped(turn)
    if _is_current(turn, saved):
        _move(turn, saved, saved.session.back())


def skip(turn: Turn) -> None:
    """“没有”."""
    saved = _tapped(turn)
    if _is_current(turn, saved):
        _move(turn, saved, saved.session.skip())


def choose(turn: Turn) -> None:
    """One of the choices."""
    saved = _tapped(turn)
    if not _is_current(turn, saved):
        return
    field, number = saved.session.question, turn.tap.number(2)
    if field is None or field.kind is not FieldKind.CHOICE or number >= len(field.choices):
        raise NotFound("choice", number)
    _move(turn, saved, saved.session.answer(field.choices[number]))


def list_fields(turn: Turn) -> None:
    """“改一处”: which one?"""
    saved = _tapped(turn)
    key = token(saved.subject)
    buttons = [button(f.heading, pack("fm", key, n)) for n, f in enumerate(saved.session.form.fields)]
    to_summary = button(word("button.summary"), pack("fv", key))
    lines = [*answer_lines(saved.session.form, saved.session.answers), "", say("report.mend_which")]
    turn.show(Html("\n".join(lines)), keyboards.inline(*keyboards.columns(buttons, 2), [to_summary]))


def mend(turn: Turn) -> None:
    """One answer again, then back to the summary."""
    saved, number = _tapped(turn), turn.tap.number(1)
    fields = saved.session.form.fields
    if number >= len(fields):
        raise NotFound("field", number)
    _move(turn, saved, saved.session.mend(fields[number].name))


def show_again(turn: Turn) -> None:
    """Back to where the dialogue stands."""
    saved = _tapped(turn)
    _move(turn, saved, saved.session)


def leave(turn: Turn) -> None:
    """“先不报了”: the draft stays."""
    if turn.person is None:
        return start.stranger(turn)
    left = dialogues.current(turn.uow, turn.somebody)
    if left is None:
        return turn.show(say("report.left_nothing"))
    dialogues.put_aside(turn.uow, turn.somebody)
    turn.show(say("report.left" if left.occurrence_id is not None else "report.left_other"))


def step_back(turn: Turn, saved: SavedSession) -> None:
    """The typed word 上一步."""
    turn.say(*view(turn, dialogues.keep(turn.uow, saved, saved.session.back(), turn.now)))


def step_over(turn: Turn, saved: SavedSession) -> None:
    """The typed word 跳过."""
    turn.say(*view(turn, dialogues.keep(turn.uow, saved, saved.session.skip(), turn.now)))
