"""What was asked, where each question stands with the office, and the votes on the answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, update

from village.errors import NotFound
from village.model.questions import Question, QuestionState
from village.storage.database import Database
from village.storage.tables import questions, votes


class QuestionRows:
    """Questions people asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, question: Question) -> Question:
        """Keep a question; returns it with its id."""
        values = {
            "person_id": question.person_id,
            "chat_id": question.chat_id,
            "text": question.text,
            "found": question.found,
            "asked_at": question.asked_at,
            "message_id": question.message_id,
            "update_id": question.update_id,
            "state": question.state,
        }
        return self.get(self._database.insert(questions, values))

    def counts(self) -> tuple[int, int]:
        """How many were ever asked, and for how many the library had an answer."""
        found = func.count().filter(questions.c.found)
        row = self._database.run(select(func.count().label("asked"), found.label("found")).select_from(questions)).one()
        return row.asked, row.found

    def get(self, question_id: int) -> Question:
        """The question with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(questions).where(questions.c.id == question_id)).one_or_none()
        if row is None:
            raise NotFound("question", question_id)
        return _question(row)

    def asked_with(self, chat_id: int, message_id: int) -> Question | None:
        """The question asked with this message, if it was one."""
        asked = and_(questions.c.chat_id == chat_id, questions.c.message_id == message_id)
        found = self._select(asked)
        return found[-1] if found else None

    def reword(self, question_id: int, text: str, *, found: bool) -> None:
        """The asker changed the words."""
        self._set(question_id, text=text, found=found)

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
        there = and_(questions.c.id == question_id, questions.c.state.in_([s.value for s in only_from]))
        moved = update(questions).where(there).values(state=state, handled_by=by, handled_at=now)
        return self._database.run(moved).rowcount == 1

    def answered_by(self, question_id: int, faq_id: int) -> None:
        """Note which answer of the office settles it."""
        self._set(question_id, faq_id=faq_id)

    def join(self, question_id: int, to: int) -> None:
        """Wait together with the question that was sent before."""
        self._set(question_id, joined_id=to)

    def joined(self, question_id: int) -> list[Question]:
        """Questions that wait together with this one, oldest first."""
        return self._select(questions.c.joined_id == question_id)

    def sent(self) -> list[Question]:
        """Questions the office has to answer, oldest first."""
        return self._select(questions.c.state == QuestionState.SENT.value)

    def unanswered(self, since: datetime) -> list[tuple[Question, int]]:
        """Unsettled questions since then that found nothing, were sent, or got a 👎, with the number of 👎."""
        bad = select(votes.c.question_id, func.count().label("number")).where(votes.c.good.is_(False))
        disliked = bad.group_by(votes.c.question_id).subquery()
        open_ones = or_(
            questions.c.state == QuestionState.SENT.value,
            and_(
                questions.c.state == QuestionState.ASKED.value,
                questions.c.asked_at >= since,
                or_(questions.c.found.is_(False), disliked.c.number > 0),
            ),
        )
        query = (
            select(questions, func.coalesce(disliked.c.number, 0).label("disliked"))
            .select_from(questions.outerjoin(disliked, disliked.c.question_id == questions.c.id))
            .where(open_ones)
            .order_by(questions.c.id)
        )
        return [(_question(row), row.disliked) for row in self._database.run(query)]

    def vote(self, question_id: int, person_id: int, answer: str, now: datetime, *, good: bool) -> None:
        """Keep what a person thinks of an answer; a second vote changes the first."""
        whose = {"question_id": question_id, "person_id": person_id, "answer": answer}
        self._database.upsert(votes, whose, {"good": good, "voted_at": now})

    def votes(self, question_id: int) -> dict[tuple[int, str], bool]:
        """Votes on the answers to a question, by person and answer."""
        rows = self._database.run(select(votes).where(votes.c.question_id == question_id))
        return {(row.person_id, row.answer): row.good for row in rows}

    def _set(self, question_id: int, **values: Any) -> None:
        self._database.run(update(questions).where(questions.c.id == question_id).values(values))

    def _select(self, condition: Any) -> list[Question]:
        query = select(questions).where(condition).order_by(questions.c.id)
        return [_question(row) for row in self._database.run(query)]


def _question(row: Row[Any]) -> Question:
    return Question(
        id=row.id,
        person_id=row.person_id,
        chat_id=row.chat_id,
        text=row.text,
        found=row.found,
        asked_at=row.asked_at,
        message_id=row.message_id,
        update_id=row.update_id,
        state=QuestionState(row.state),
        joined_id=row.joined_id,
        faq_id=row.faq_id,
        handled_by=row.handled_by,
    )
