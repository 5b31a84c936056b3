"""The end of a dialogue, whatever it was about: what its last button, or its last answer, leads to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from handlers import (
    decisions,
    dialogue,
    faqs,
    incidents,
    invite,
    notices,
    pleas,
    problems,
    reports,
    responses,
    roster,
)
from handlers.turn import Turn
from village.model.reports import SavedSession
from village.services import decisions as deciding
from village.services import dialogues, office_answers, problem_dialogues
from village.services import incidents as chain
from village.services import notices as broadcasts
from village.services import responses as emergency
from village.services import roster as duty_roster

ENDS: dict[str, Callable[[Turn, str], None]] = {
    dialogues.INVITATION: lambda turn, _: invite.finish(turn),
    chain.SUBJECT: incidents.finish,
    office_answers.SUBJECT: pleas.finish_answer,
    office_answers.MENDING: faqs.finish_mending,
    broadcasts.SUBJECT: lambda turn, _: notices.finish(turn),
    broadcasts.CORRECTION: notices.finish_correction,
    deciding.SUBJECT: decisions.finish_reason,
    emergency.SUBJECT: lambda turn, _: responses.finish(turn),
    duty_roster.SUBJECT: lambda turn, _: roster.finish(turn),
    duty_roster.HANDOVER: lambda turn, _: roster.finish_handover(turn),
    problem_dialogues.SUBJECT: problems.finish,
}
"""What a dialogue is about → what finishing it does; anything else is a report."""


def finish(turn: Turn, subject: str) -> None:
    """“提交”, “生成链接”, “发出”: the dialogue's end, by what it was about."""
    kind, _, number = subject.partition(":")
    if kind in ENDS:
        return ENDS[kind](turn, subject)
    reports.submit_report(turn, int(number))


def finish_tapped(turn: Turn) -> None:
    """The same for the button."""
    subject = dialogue.subject(turn.tap.text(0))
    if subject.startswith("occurrence"):
        turn.tap.number(0)
    finish(turn, subject)


def handed_in(turn: Turn, done: SavedSession | None) -> None:
    """A form without a summary is handed in with its last answer."""
    if done is not None:
        finish(turn, done.subject)


def moving(move: Callable[[Turn], SavedSession | None]) -> Callable[[Turn], None]:
    """A tap that answers a question, and hands in what is complete by it."""

    @wraps(move)
    def handle(turn: Turn) -> None:
        handed_in(turn, move(turn))

    return handle
