"""What the asking services want of storage, beside ``village.ports``: questions, the office's answers, its words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from village.model.questions import Faq, OfficeWord, Question, QuestionState
from village.model.reports import Figure


class Questions(Protocol):
    """Questions people asked, and their votes on the answers."""

    def add(self, question: Question) -> Question:
        """Keep a question; returns it with its id."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many were ever asked, and for how many there was an answer."""
        ...

    def get(self, question_id: int) -> Question:
        """The question with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def asked_with(self, chat_id: int, message_id: int) -> Question | None:
        """The question asked with this message, if it was one."""
        ...

    def reword(self, question_id: int, text: str, *, found: bool) -> None:
        """The asker changed the words."""
        ...

    def move(
        self,
        question_id: int,
        state: QuestionState,
        *,
        only_from: Collection[QuestionState],
        by: int | None,
        now: datetime,
    ) -> bool:
        """Move a question to another state; False when it no longer stands where it may be moved from."""
        ...

    def answered_by(self, question_id: int, faq_id: int) -> None:
        """Note which answer of the office settles it."""
        ...

    def join(self, question_id: int, to: int) -> None:
        """Wait together with the question that was sent before."""
        ...

    def joined(self, question_id: int) -> list[Question]:
        """Questions that wait together with this one, oldest first."""
        ...

    def sent(self) -> list[Question]:
        """Questions the office has to answer, oldest first."""
        ...

    def unanswered(self, since: datetime) -> list[tuple[Question, int]]:
        """Unsettled questions since then that found nothing, were sent, or got a 👎, with the number of 👎."""
        ...

    def vote(self, question_id: int, person_id: int, answer: str, now: datetime, *, good: bool) -> None:
        """Keep what a person thinks of an answer (``plan:3/二.1``, ``faq:2``); a second vote changes the first."""
        ...

    def votes(self, question_id: int) -> dict[tuple[int, str], bool]:
        """Votes on the answers to a question, by person and answer."""
        ...


class Faqs(Protocol):
    """What the office answered by hand."""

    def add(self, faq: Faq) -> Faq:
        """Keep an answer; returns it with its id."""
        ...

    def get(self, faq_id: int) -> Faq:
        """The answer with this id, removed or not.

        Raises:
            NotFound: there is none.
        """
        ...

    def all(self) -> list[Faq]:
        """Answers in force, newest first."""
        ...

    def mend(self, faq_id: int, answer: str, author_id: int, now: datetime) -> None:
        """Give it another text; it is that clerk's from now on, of that day."""
        ...

    def set_live(self, faq_id: int, *, live: bool) -> None:
        """Take it out of the answers, where it stays on record, or bring it back."""
        ...

    def sequence(self) -> int:
        """A number that grows with every change; cheap to ask."""
        ...


class Figures(Protocol):
    """Present values of indicators, as reports give them."""

    def put(self, figure: Figure) -> None:
        """Keep a value; a changed report's takes the place of the one before."""
        ...

    def drop(self, occurrence_id: int, field: str) -> None:
        """The changed report gives no value any more."""
        ...

    def of(self, indicator: str, unit_ids: Collection[int]) -> list[Figure]:
        """All values units reported of an indicator, newest period first."""
        ...


class Words(Protocol):
    """Words the office added to what the search understands."""

    def add(self, word: str, meaning: str, made_by: int, now: datetime) -> bool:
        """Keep a word; False when it is there already with this meaning."""
        ...

    def all(self) -> list[OfficeWord]:
        """All words, oldest first."""
        ...

    def remove(self, word_id: int) -> OfficeWord | None:
        """Forget a word; None when it is gone already."""
        ...

    def sequence(self) -> int:
        """A number that grows with every change; cheap to ask."""
        ...
