"""One question at a time: what a dialogue's state looks like on screen, and the taps and answers that move it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers import keyboards, question, reach, start
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import day_name, report_name
from village.clock import local
from village.errors import NotFound
from village.forms import values
from village.forms.schema import Field, FieldKind
from village.forms.session import Session
from village.model.reports import SavedSession
from village.services import (
    decisions,
    dialogues,
    incidents,
    notices,
    office_answers,
    problem_dialogues,
    responses,
    roster,
)
from village.services.duties import find_owed

ANSWER_SHOWN = 600
LETTERS = {
    dialogues.INVITATION: "i",
    incidents.SUBJECT: "e",
    office_answers.SUBJECT: "a",
    office_answers.MENDING: "m",
    notices.SUBJECT: "n",
    notices.CORRECTION: "c",
    roster.SUBJECT: "r",
    roster.HANDOVER: "h",
    decisions.SUBJECT: "d",
    responses.SUBJECT: "w",
    problem_dialogues.SUBJECT: "p",
}
SUMMARY_SHOWN = 3000  # all answers together; a message holds 4,096 characters, headings and names included


def token(subject: str) -> str:
    """The subject in a button: a letter and numbers, or for a report the occurrence's number alone."""
    kind, _, rest = subject.partition(":")
    return LETTERS[kind] + rest if kind in LETTERS else rest


def subject(text: str) -> str:
    """The other way round."""
    kind = next((kind for kind, letter in LETTERS.items() if text[:1] == letter), None)
    if kind is None:
        return f"occurrence:{text}"
    return f"{kind}:{text[1:]}" if text[1:] else kind


def view(turn: Turn, saved: SavedSession) -> tuple[Html, Markup]:
    """The open question, or the summary when all are answered."""
    return asked(saved) or _preview(turn, saved)


def asked(saved: SavedSession) -> tuple[Html, Markup] | None:
    """The open question, if there is one; also for what is made when it is sent, outside of a turn."""
    field = saved.session.question
    if field is None:
        return None
    return question.view(saved.session, field, token(saved.subject), leave_word(saved.subject))


def leave_word(subject: str) -> str:
    """What the button that leaves the dialogue says."""
    return word("button.leave" if subject.startswith("occurrence") else "button.leave_other")


def _preview(turn: Turn, saved: SavedSession) -> tuple[Html, Markup]:
    key, kind = token(saved.subject), saved.subject.partition(":")[0]
    head, done = _ends(turn, saved, kind)
    buttons = [
        button(done, pack("fok", key)),
        _mend_button(saved.session, key),
        button(leave_word(saved.subject), pack("fx", key)),
    ]
    lines = [head, *session_lines(saved.session)]
    lines += reach.lines(turn, saved.session.final) if kind == notices.SUBJECT else []
    return Html("\n".join(lines)), keyboards.inline(buttons)


def _ends(turn: Turn, saved: SavedSession, kind: str) -> tuple[Html, str]:
    """What stands above the summary, and on the button that finishes."""
    if saved.occurrence_id is not None:
        return say("report.preview", heading=heading(turn, saved)), word("button.submit")
    if kind == dialogues.INVITATION:
        return say("invite.preview"), word("button.make_link")
    if kind == notices.SUBJECT:
        return say("notice.preview"), word("button.send")
    if kind == responses.SUBJECT:
        return say("response.preview"), word("button.publish")
    if kind == incidents.SUBJECT:
        return say("dialogue.preview"), word("button.save_all")
    if kind == problem_dialogues.SUBJECT:
        return say("problem.preview"), word("button.register")
    asked, _, _ = saved.session.form.fields[0].label.partition("\n")
    return say("plea.preview", question=asked), word("button.send_answer")


def _mend_button(session: Session, key: str) -> dict[str, str]:
    """Which of the answers? Where there is only one, that one."""
    if len(session.steps) == 1:
        return button(word("button.change"), pack("fm", key, 0))
    return button(word("button.mend"), pack("fl", key))


def pasted_view(turn: Turn, saved: SavedSession) -> tuple[Html, Markup]:
    """The summary of a report sent in one message: is it one, and was it split rightly?"""
    key, name = token(saved.subject), heading(turn, saved)
    buttons = [
        button(word("button.right_submit"), pack("fok", key)),
        button(word("button.mend"), pack("fl", key)),
        button(word("button.no_report", title=saved.session.form.title), pack("fno", key)),
    ]
    lines = [say("report.pasted", heading=name), *session_lines(saved.session)]
    return Html("\n".join(lines)), keyboards.inline(buttons)


def session_lines(session: Session) -> list[Html]:
    """The answers given so far, under their headings."""
    return answer_lines(session.steps, session.answers)


def answer_lines(steps: Sequence[Field], answers: dict[str, str]) -> list[Html]:
    """The answers under their headings, long ones shortened: the whole text stands in the chat above."""
    most = min(ANSWER_SHOWN, SUMMARY_SHOWN // len(steps))
    lines = []
    for field in steps:
        answer = shown(field, answers.get(field.name, ""))
        short = answer if len(answer) <= most else answer[:most] + "……"
        lines.append(say("report.preview_line", heading=field.heading, answer=short))
    return lines


def shown(field: Field, answer: str) -> str:
    """An answer in words: days and what was sent are kept in a form that nobody would say."""
    if not answer:
        return word("report.nothing")
    if field.kind is FieldKind.DATE:
        return day_name(date.fromisoformat(answer))
    if field.kind is FieldKind.PLACE and values.POINT.fullmatch(answer):
        return word("report.position", point=answer)
    return word("report.files", count=answer) if field.kind.is_attachment else answer


def heading(turn: Turn, saved: SavedSession) -> str:
    """``甘溪沟村 5月月报``."""
    duty, occurrence = find_owed(turn.uow, turn.somebody, saved.occurrence_id or 0)
    return report_name(duty, occurrence, turn.now)


def answer(turn: Turn, saved: SavedSession, text: str) -> SavedSession | None:
    """What the person typed is the answer to the open question; comes back when it was the last of a direct form."""
    return _say(turn, saved, _answered(turn, saved, text))


def _tapped(turn: Turn) -> SavedSession:
    return dialogues.find(turn.uow, turn.somebody, subject(turn.tap.text(0)))


def _is_current(turn: Turn, saved: SavedSession) -> bool:
    """Whether the button belongs to the question that is open; an old one brings the open question back instead."""
    if turn.tap.number(1) == saved.session.position:
        return True
    turn.say(*view(turn, dialogues.keep(turn.uow, saved, saved.session, turn.now)))
    return False


def _move(turn: Turn, saved: SavedSession, session: Session) -> SavedSession | None:
    kept = dialogues.keep(turn.uow, saved, session, turn.now)
    if is_done(kept):
        return kept
    turn.show(*view(turn, kept))
    return None


def _say(turn: Turn, saved: SavedSession, session: Session) -> SavedSession | None:
    kept = dialogues.keep(turn.uow, saved, session, turn.now)
    if is_done(kept):
        return kept
    turn.say(*view(turn, kept))
    return None


def is_done(saved: SavedSession) -> bool:
    """Whether the last answer of a form without a summary has been given."""
    return saved.session.form.direct and saved.session.question is None


def back(turn: Turn) -> SavedSession | None:
    """“上一步”."""
    saved = _tapped(turn)
    if not _is_current(turn, saved):
        return None
    return _move(turn, saved, saved.session.back())


def skip(turn: Turn) -> SavedSession | None:
    """“没有”."""
    saved = _tapped(turn)
    if not _is_current(turn, saved):
        return None
    return _move(turn, saved, saved.session.skip())


def choose(turn: Turn) -> SavedSession | None:
    """One of the choices; where several may be chosen, a second tap takes it back."""
    saved = _tapped(turn)
    if not _is_current(turn, saved):
        return None
    field, number = saved.session.question, turn.tap.number(2)
    if field is None or number >= len(field.choices):
        raise NotFound("choice", number)
    choice = field.choices[number]
    several = field.kind is FieldKind.CHOICES
    return _move(turn, saved, saved.session.tick(choice) if several else _answered(turn, saved, choice))


def choose_quick(turn: Turn) -> SavedSession | None:
    """An answer one tap away: as last time, today, none."""
    saved = _tapped(turn)
    if not _is_current(turn, saved):
        return None
    field, number = saved.session.question, turn.tap.number(2)
    answers = question.quick_answers(saved.session, field) if field else []
    if number >= len(answers):
        raise NotFound("choice", number)
    return _move(turn, saved, _answered(turn, saved, answers[number][1]))


def confirm(turn: Turn) -> SavedSession | None:
    """“对，就是这样”: the unlikely answer is meant."""
    saved = _tapped(turn)
    if not _is_current(turn, saved):
        return None
    return _move(turn, saved, saved.session.confirm())


def go_on(turn: Turn) -> SavedSession | None:
    """“好了”: all choices are ticked, all photos sent."""
    saved = _tapped(turn)
    if not _is_current(turn, saved):
        return None
    return _move(turn, saved, saved.session.next())


def _answered(turn: Turn, saved: SavedSession, text: str) -> Session:
    return saved.session.answer(text, local(turn.now).date())


def list_fields(turn: Turn) -> None:
    """“改一处”: which one?"""
    saved = _tapped(turn)
    key = token(saved.subject)
    buttons = [button(step.heading, pack("fm", key, n)) for n, step in enumerate(saved.session.steps)]
    to_summary = button(word("button.summary"), pack("fv", key))
    lines = [*session_lines(saved.session), "", say("report.mend_which")]
    turn.show(Html("\n".join(lines)), keyboards.inline(*keyboards.columns(buttons, 2), [to_summary]))


def mend(turn: Turn) -> None:
    """One answer again, then back to the summary."""
    saved, number = _tapped(turn), turn.tap.number(1)
    steps = saved.session.steps
    if number >= len(steps):
        raise NotFound("field", number)
    _move(turn, saved, saved.session.mend(steps[number].name))


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


def step_over(turn: Turn, saved: SavedSession) -> SavedSession | None:
    """The typed word 跳过."""
    return _say(turn, saved, saved.session.skip())
