"""What was asked, what the office answered by hand, and what people thought of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class QuestionState(StrEnum):
    """Where a question stands with the office; ``asked`` means that nobody has to do anything about it."""

    ASKED = "asked"
    SENT = "sent"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


SETTLED = frozenset({QuestionState.ANSWERED, QuestionState.DECLINED, QuestionState.DROPPED})


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the plan library.

    Attributes:
        found: whether it was answered from the library or by an earlier answer of the office.
        message_id: the message it was asked with, to know it again when that message is changed.
        update_id: the update it came with, which names the reply to it in the outbox.
        joined_id: the question in the same words that the office had before it when this one was sent.
        faq_id: the office's answer.
        handled_by: the clerk who settled it.
    """

    id: int
    person_id: int
    chat_id: int
    text: str
    found: bool
    asked_at: datetime
    message_id: int | None = None
    update_id: int | None = None
    state: QuestionState = QuestionState.ASKED
    joined_id: int | None = None
    faq_id: int | None = None
    handled_by: int | None = None


@dataclass(frozen=True, slots=True)
class Faq:
    """An answer 办公室答复 a clerk gave once, for everybody in the unit who asks the same again.

    ``plan_id`` and ``clause`` are set where the clerk pointed to a clause instead of writing.
    """

    id: int
    unit_id: int
    question: str
    answer: str
    author_id: int
    made_at: datetime
    plan_id: int | None = None
    clause: str | None = None
    live: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the library did not answer well: one wording, everybody who asked it.

    ``question`` is the one to work on (one sent to the office before others, then the oldest); ``disliked`` counts the
    👎 it got.
    """

    question: Question
    askers: tuple[int, ...]
    disliked: int = 0


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap as a line of the exported list; ``waiting`` says that somebody asked the office and waits."""

    question: str
    people: tuple[str, ...]
    units: tuple[str, ...]
    asked_at: datetime
    disliked: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class OfficeWord:
    """A word people here say, and what the plans call it (茅厕 = 厕所)."""

    id: int
    word: str
    meaning: str
    made_by: int
    made_at: datetime
