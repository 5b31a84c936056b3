"""What an open question looks like on a phone: its words, an example, and a button for every likely answer."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from village.forms.schema import Field, FieldKind
from village.forms.session import Session, choices_taken

LAST_SHOWN = 24
SHORT = 6  # characters of a choice that leave room for three in a row
Buttons = list[dict[str, str]]


def view(session: Session, field: Field, key: str, leave: str) -> tuple[Html, Markup]:
    """The open question, or the doubt about its answer; ``key`` names the dialogue, ``leave`` is the way out."""
    if session.doubt:
        return _doubt(session, field, key)
    total = len(session.steps)
    numbered = say("report.question", number=session.position + 1, total=total, label=field.label)
    lines = [numbered if total > 1 else say("report.only_question", label=field.label)]
    lines += [say("report.hint", hint=field.hint)] if field.hint else []
    lines += [say("report.example", example=field.example)] if field.example else []
    lines += [_sent(session, field)] if field.kind.is_attachment else []
    rows = [*_choice_rows(session, field, key), _quick_row(session, field, key)]
    return Html("\n".join(lines)), keyboards.inline(*rows, _moves(session, field, key, leave))


def _doubt(session: Session, field: Field, key: str) -> tuple[Html, Markup]:
    text = say("report.doubt", heading=field.heading, answer=session.doubt, message=field.warning_message)
    yes = button(word("button.meant"), pack("fd", key, session.position))
    again = button(word("button.again"), pack("fb", key, session.position))
    return text, keyboards.inline([yes, again])


def _sent(session: Session, field: Field) -> Html:
    count = len(session.files.get(field.name, ()))
    return say("report.sent_files", count=count) if count else say(f"report.send_{field.kind}")


def _choice_rows(session: Session, field: Field, key: str) -> list[Buttons]:
    taken = choices_taken(field, session.answers)
    several = field.kind is FieldKind.CHOICES
    buttons = [
        button(("☑ " if choice in taken else "☐ " if several else "") + choice, pack("fc", key, session.position, n))
        for n, choice in enumerate(field.choices)
    ]
    return keyboards.columns(buttons, _width(field.choices))


def _width(choices: Sequence[str]) -> int:
    """Short words three in a row, longer ones two, and those that would be cut off one."""
    longest = max((len(choice) for choice in choices), default=0)
    return 3 if longest <= SHORT else 2 if longest <= 2 * SHORT else 1


def quick_answers(session: Session, field: Field) -> list[tuple[str, str]]:
    """Answers one tap away, as (words on the button, answer): the last report's, the default, 今天, 没有."""
    found = []
    if field.last and session.last.get(field.name):
        found.append((word("button.as_last", answer=session.last[field.name][:LAST_SHOWN]), session.last[field.name]))
    if field.default and field.kind is not FieldKind.CHOICE:
        found.append((field.default, field.default))
    if field.kind is FieldKind.DATE:
        found += [(day, day) for day in (word("day.today"), word("day.yesterday"))]
    if field.kind is FieldKind.ACKNOWLEDGE:
        found.append((word("button.acknowledge"), "是"))
    if field.kind.is_number:
        found.append((word("button.nothing"), "0"))
    return found


def _quick_row(session: Session, field: Field, key: str) -> Buttons:
    answers = quick_answers(session, field)
    return [button(words, pack("fq", key, session.position, n)) for n, (words, _) in enumerate(answers)]


def _moves(session: Session, field: Field, key: str, leave: str) -> Buttons:
    """Go on without an answer, back, away."""
    moves, place = [], session.position
    if field.kind.is_attachment or field.kind is FieldKind.CHOICES:
        taken = session.answers.get(field.name)
        if taken or not field.required:
            moves.append(button(word("button.chosen" if taken else "button.skip"), pack("fn", key, place)))
    elif not field.required:
        words = "button.nothing" if field.kind is FieldKind.TEXT else "button.skip"
        moves.append(button(word(words), pack("fs", key, place)))
    if session.returning:
        moves.append(button(word("button.summary"), pack("fb", key, place)))
    elif place:
        moves.append(button(word("button.back"), pack("fb", key, place)))
    return [*moves, button(leave, pack("fx", key))]
