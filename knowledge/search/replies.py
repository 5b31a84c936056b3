"""What the library says: answers with their source, and the same matter as several plans state it.

A shell needs nothing but these types: what to print, what to print bold, the fact behind it in figures, and where it
stands. Everything is a value; nothing here knows the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.facts import Deadline, Indicator, Level, Span

AnswerKind = Literal["indicator", "clause", "deadline", "party", "row", "term"]
"""indicator: a target; deadline: a date or rhythm; party: who leads and supports; row: a line of a table (隐患点 of a
place); term: an expression explained (两站两员); clause: anything else, the sentence itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One cited answer; ``text`` is what the person sees, ``asked`` the stretches of it to print bold.

    Attributes:
        kind: what the card is, so that a shell can choose its sign and buttons.
        text: the sentence (at most 700 characters), under the heading of its clause.
        asked: where the asked words stand in ``text``.
        plan_key: the caller's key of the plan.
        plan: title of the plan.
        level: whose plan it is (``town``, ``county`` …), None when unknown.
        year: the plan's year, None when unknown.
        file: the document it was read from.
        clause: number of the clause as printed, "" for text outside the clauses.
        score: how far to trust it, from 0 to 1; the order of answers also weighs level, year and wording.
        fact: the asked words alone (85%以上, 6月底前, 镇建设办), for a list with one line a plan; "" where the whole
            sentence is the answer.
        indicator: the target the answer states, as it stands in the plan's facts: a corrected one wins over its quote.
        deadline: what is owed by when, to say the date in words and count the days; None when nothing is.
        lead: units that lead 牵头 on this.
        support: units that support 配合.
        contradicts: the plan contradicts itself here, so the office has to say which figure holds.
        corrected: the office put this fact right; ``text`` says so and still quotes the document.
    """

    kind: AnswerKind
    text: str
    asked: tuple[Span, ...]
    plan_key: str
    plan: str
    level: Level | None
    year: int | None
    file: str
    clause: str
    score: float
    fact: str = ""
    indicator: Indicator | None = None
    deadline: Deadline | None = None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    contradicts: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One matter as each plan states it: the asker's own level first, then the newest.

    Attributes:
        name: the matter in few words: the indicator's name, else what was asked.
        answers: one a plan.
        differ: the plans want different things (85% here, 95% there), so no single line is the whole answer.
    """

    name: str
    answers: tuple[Answer, ...]
    differ: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What the question itself says about where to look; a shell may repeat it (“只看 2020 年的方案”)."""

    levels: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    places: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.levels or self.years or self.places)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answers to a question, best first; when ``found`` is false they are only near: offer up to three.

    Attributes:
        question: as it was asked.
        found: the library answers it.
        answers: best first; ``answers[0]`` is the answer where ``groups[0]`` holds one plan.
        groups: the answers by matter, the matter of the best answer first. Show ``groups[0]`` line by line (its
            ``fact`` and source) when it holds several plans, and say so when they ``differ``. Empty when not found.
        wants: the kinds of answer asked for: percent, money, count, figure, when, often, who, where, list, how,
            whether, phone, procedure, standard, term, mine (本月我们村要做什么: the caller's duties answer that, not
            the plans).
        filters: level, year and place named in the question.
    """

    question: str
    found: bool
    answers: tuple[Answer, ...] = ()
    groups: tuple[Group, ...] = ()
    wants: frozenset[str] = frozenset()
    filters: Filters = Filters()
