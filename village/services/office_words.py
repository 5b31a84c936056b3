"""The office's own words for the search: 茅厕 = 厕所."""

from __future__ import annotations

from datetime import datetime

from village.errors import Invalid
from village.model.people import Person
from village.model.questions import OfficeWord
from village.ports import UnitOfWork
from village.services.access import STAFF, require_any

LONGEST = 20
SHORTEST = 2


def add(uow: UnitOfWork, clerk: Person, word: str, meaning: str, now: datetime) -> bool:
    """From now on a question with ``word`` also finds ``meaning``; False when it did already.

    Raises:
        NotAllowed: the person is no clerk.
        Invalid: one of them is too short or too long for a word, or they are the same.
    """
    require_any(clerk, "add_word", *STAFF)
    said, printed = word.strip(), meaning.strip()
    if not all(SHORTEST <= len(text) <= LONGEST and text.isalnum() for text in (said, printed)) or said == printed:
        raise Invalid("word", "no_word", most=LONGEST)
    new = uow.words.add(said, printed, clerk.id, now)
    if new:
        uow.log.add(now, clerk.id, "add_word", f"{said}={printed}"[:120])
    return new


def remove(uow: UnitOfWork, clerk: Person, word_id: int, now: datetime) -> None:
    """Forget a word; one that is gone already is no error.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(clerk, "remove_word", *STAFF)
    gone = uow.words.remove(word_id)
    if gone is not None:
        uow.log.add(now, clerk.id, "remove_word", f"{gone.word}={gone.meaning}"[:120])


def words(uow: UnitOfWork, clerk: Person) -> list[OfficeWord]:
    """All words, oldest first.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(clerk, "see_words", *STAFF)
    return uow.words.all()
