"""Questions to the plan library, answered from an index that is never older than the last change."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime

from knowledge.facts import Clause
from knowledge.search import Library, Reply
from knowledge.search.alike import ALIKE_FROM, Wording, likeness, wording
from village.clock import local
from village.errors import NotAllowed, NotFound
from village.model.people import Person, UnitKind, UnitTree
from village.model.plans import Plan
from village.model.questions import Faq, Question
from village.ports import UnitOfWork

LEVELS_OF_KIND = {
    UnitKind.COUNTY: ("county", "district", "city"),
    UnitKind.TOWN: ("town", "township"),
    UnitKind.DEPARTMENT: ("county", "district", "city"),
    UnitKind.VILLAGE: ("town", "township"),
}
NEAR_FROM = 0.45


@dataclass(frozen=True, slots=True)
class Found:
    """What a question led to: the office's own answer first, the plans after it.

    ``near`` are answers of the office to questions not quite the same.
    """

    question: Question
    reply: Reply
    faq: Faq | None = None
    near: tuple[Faq, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether there is anything to show as an answer."""
        return self.faq is not None or self.reply.found


@dataclass(slots=True)
class _Memory:
    """What is kept in memory, with the numbers it was read at."""

    library: Library = field(default_factory=lambda: Library([]))
    sequence: int = -1
    words_sequence: int = -1
    versions: dict[int, int] = field(default_factory=dict)
    faqs: list[tuple[Faq, Wording]] = field(default_factory=list)
    faq_sequence: int = -1


class Answers:
    """Holds the search index in memory; every question first takes over what has changed since the last one.

    Safe to use from several threads: one at a time reads and changes the memory, which takes milliseconds. A change
    that is rolled back later is undone at the next question, because its numbers never come again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._memory = _Memory()

    def ask(self, uow: UnitOfWork, question: str, person: Person | None = None) -> Reply:
        """The best answers of the plans to a question, the asker's own level first where several fit."""
        with self._lock:
            return self._library(uow).ask(question, prefer=levels_of(person))

    def ask_for(self, uow: UnitOfWork, person: Person, asked: Question) -> Found:
        """The same for a person, with the office's own answers, and the question kept for buttons and gaps."""
        found = self._look(uow, person, asked)
        return replace(found, question=uow.questions.add(replace(asked, found=found.answered)))

    def glance(self, uow: UnitOfWork, person: Person, text: str, now: datetime) -> Found:
        """What a question would lead to, without keeping it: somebody is still typing."""
        return self._look(uow, person, Question(0, person.id, 0, text, found=False, asked_at=now))

    def ask_anew(self, uow: UnitOfWork, person: Person, question: Question, text: str) -> Found:
        """The asker has changed the words of a question."""
        found = self._look(uow, person, replace(question, text=text))
        uow.questions.reword(question.id, text, found=found.answered)
        return found

    def again(self, uow: UnitOfWork, person: Person, chat_id: int, question_id: int) -> Found:
        """A kept question asked once more, by whoever may see it: its asker, or anybody in the same group.

        Raises:
            NotFound: there is no such question.
            NotAllowed: it is somebody else's, asked in private or in another group.
        """
        question = uow.questions.get(question_id)
        same_group = chat_id < 0 and question.chat_id == chat_id
        if question.person_id != person.id and not same_group:
            raise NotAllowed("see_question")
        return self._look(uow, person, question)

    def likely(self, uow: UnitOfWork, person: Person, text: str) -> list[Faq]:
        """All answers of the person's office, the likeliest for this question first."""
        with self._lock:
            tree, asked = uow.units.tree(), wording(text)
            mine = [(likeness(asked, known), faq) for faq, known in self._faqs(uow) if concerns(tree, faq, person)]
        return [faq for _, faq in sorted(mine, key=lambda pair: -pair[0])]

    def _look(self, uow: UnitOfWork, person: Person, question: Question) -> Found:
        with self._lock:
            reply = self._library(uow).ask(question.text, prefer=levels_of(person), year=local(question.asked_at).year)
            alike = self._alike(uow, person, question.text)
        same = next((faq for likely, faq in alike if likely >= ALIKE_FROM), None)
        return Found(question, reply, same, tuple(faq for _, faq in alike if faq is not same))

    def _alike(self, uow: UnitOfWork, person: Person, text: str) -> list[tuple[float, Faq]]:
        """The office's answers to questions like this one, best first, of equal ones the newest."""
        tree, asked = uow.units.tree(), wording(text)
        near = [(likeness(asked, known), faq) for faq, known in self._faqs(uow) if concerns(tree, faq, person)]
        return sorted((pair for pair in near if pair[0] >= NEAR_FROM), key=lambda pair: -pair[0])

    def _library(self, uow: UnitOfWork) -> Library:
        """The index as the library stands in this unit of work; only what changed is read."""
        held, sequence, words = self._memory, uow.plans.sequence(), uow.words.sequence()
        if (sequence, words) == (held.sequence, held.words_sequence):
            return held.library
        versions = uow.plans.versions()
        if held.versions:
            _take_over(held, versions, uow)
        else:
            held.library = Library((str(plan.id), plan.draft) for plan in uow.plans.all())
        if words != held.words_sequence or not held.versions:
            held.library.learn(office_names(uow))
        held.sequence, held.words_sequence, held.versions = sequence, words, versions
        return held.library

    def _faqs(self, uow: UnitOfWork) -> list[tuple[Faq, Wording]]:
        held, sequence = self._memory, uow.faqs.sequence()
        if sequence != held.faq_sequence:
            known = {faq.question: words for faq, words in held.faqs}
            held.faqs = [(faq, known.get(faq.question) or wording(faq.question)) for faq in uow.faqs.all()]
            held.faq_sequence = sequence
        return held.faqs


def _take_over(held: _Memory, versions: dict[int, int], uow: UnitOfWork) -> None:
    """Put in what is new or changed, take out what is gone."""
    for gone in held.versions.keys() - versions.keys():
        held.library.remove(str(gone))
    for plan_id, version in versions.items():
        if held.versions.get(plan_id) != version:
            held.library.add(str(plan_id), uow.plans.get(plan_id).draft)


def office_names(uow: UnitOfWork) -> dict[str, list[str]]:
    """The office's own words as the library takes them: what is said → what the plans may call it."""
    names: dict[str, list[str]] = {}
    for word in uow.words.all():
        names.setdefault(word.word, []).append(word.meaning)
    return names


def concerns(tree: UnitTree, faq: Faq, person: Person) -> bool:
    """Whether an answer was given for the person's unit, or for one above it."""
    return person.home is not None and tree.covers(faq.unit_id, person.home.id)


def levels_of(person: Person | None) -> tuple[str, ...]:
    """Plan levels nearest to a person's own unit."""
    if person is None or person.home is None:
        return ()
    return LEVELS_OF_KIND[person.home.kind]


def clause_number(plan: Plan, clause_id: str) -> int | None:
    """Where a clause stands in its plan, counted from 0: short enough for a button."""
    ids = [clause.id for clause in plan.draft.clauses]
    return ids.index(clause_id) if clause_id in ids else None


def source(uow: UnitOfWork, plan_id: int, number: int) -> tuple[Plan, Clause]:
    """A clause as it stands in its plan 原文.

    Raises:
        NotFound: the plan is gone or retired, or has no such clause.
    """
    plan = uow.plans.get(plan_id)
    if not plan.live:
        raise NotFound("plan", plan_id)
    if not 0 <= number < len(plan.draft.clauses):
        raise NotFound("clause", number)
    return plan, plan.draft.clauses[number]
