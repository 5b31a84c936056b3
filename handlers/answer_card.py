"""What an answer looks like: the fact first, then its sentence, then plan, level, year and clause."""

from __future__ import annotations

from dataclasses import dataclass

from handlers import answer_parts, keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.turn import Turn
from knowledge.search import Answer
from village.errors import NotFound
from village.model.people import Person
from village.model.plans import Plan
from village.model.questions import Faq, QuestionState
from village.ports import UnitOfWork
from village.services.answers import Found, clause_number

NEAR = 3
LISTED = 5
OWN = {"town", "township"}
SAY_WHO, SAY_WHEN = "who", "when"


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything a question led to, in one row that buttons can count: those of the first matter, then the rest."""

    first: tuple[Answer, ...]
    rest: tuple[Answer, ...]

    @property
    def all(self) -> tuple[Answer, ...]:
        """In order."""
        return (*self.first, *self.rest)


def choice(found: Found) -> Choice:
    """The matter asked for as each plan states it, and what else was found."""
    reply = found.reply
    if not reply.found or not reply.groups:
        return Choice((), reply.answers)
    first = reply.groups[0].answers
    there = {(a.plan_key, a.clause, a.text) for a in first}
    return Choice(first, tuple(a for a in reply.answers if (a.plan_key, a.clause, a.text) not in there))


def answer_key(answer: Answer) -> str:
    """What a vote on this answer is kept under."""
    return f"plan:{answer.plan_key}/{answer.clause}"[:80]


def faq_key(faq: Faq) -> str:
    """What a vote on an answer of the office is kept under."""
    return f"faq:{faq.id}"


# -- the cards -----------------------------------------------------------------------------------------------------


def first_card(turn: Turn, found: Found) -> tuple[Html, Markup]:
    """The card a question is answered with: the office's own answer, several plans side by side, or one clause."""
    if found.faq is not None:
        return faq_card(turn, found, found.faq)
    if stands_side_by_side(found):
        return side_by_side(turn, found)
    return clause_card(turn, found, 0)


def stands_side_by_side(found: Found) -> bool:
    """Whether several plans answer with a fact each; whole sentences are no comparison, nor is what a word means."""
    first = choice(found).first
    if "term" in found.reply.wants:
        return False
    return len(first) > 1 and all(0 < len(answer.fact.strip()) <= answer_parts.FACT_SHOWN for answer in first)


def clause_card(turn: Turn, found: Found, number: int, part: str = "") -> tuple[Html, Markup]:
    """One clause; ``part`` adds who is responsible or when it is due.

    Raises:
        NotFound: the library has changed and there is no such answer any more.
    """
    answers = choice(found).all
    if number >= len(answers):
        raise NotFound("answer", number)
    answer = answers[number]
    plan = plan_of(turn.uow, answer)
    torn = answer.contradicts and plan is not None
    lines = answer_parts.contradiction(answer, plan) if torn else answer_parts.fact_and_sentence(answer, turn.now)
    lines += answer_parts.present_value(turn, answer)
    lines += answer_parts.responsible(answer) if part == SAY_WHO else []
    lines += answer_parts.due(turn, answer, plan) if part == SAY_WHEN else []
    lines += [Html(""), answer_parts.source_line(answer)]
    return Html("\n".join(lines)), _clause_buttons(turn, found, number, part)


def side_by_side(turn: Turn, found: Found) -> tuple[Html, Markup]:
    """The same matter in several plans: own level first, then the newest, one line each."""
    group = found.reply.groups[0]
    lines = [say("ask.differ" if group.differ else "ask.agree", name=group.name)]
    lines += [answer_parts.line_of_plan(answer) for answer in group.answers]
    own = group.answers[0]
    words = word("button.own_source" if own.level in OWN else "button.source")
    sources = _source_of(turn, int(own.plan_key), own.clause, words)
    more = [button(word("button.all"), pack("all", found.question.id))]
    return Html("\n".join(lines)), keyboards.inline([*sources, *more], _votes(turn, found, answer_key(own), "0"))


def faq_card(turn: Turn, found: Found, faq: Faq) -> tuple[Html, Markup]:
    """An answer the office gave, with its author and date; what the plans say is one tap away."""
    lines = [answer_parts.faq_text(turn.uow, faq)]
    if faq.question.strip() != found.question.text.strip():
        lines += [say("faq.about", question=faq.question)]
    rows = []
    if faq.plan_id is not None and faq.clause:
        rows += _source_of(turn, faq.plan_id, faq.clause, word("button.source"))
    if found.reply.found:
        rows.append(button(word("button.plans_say"), pack("cand", found.question.id, 0)))
    return Html("\n".join(lines)), keyboards.inline(rows, _votes(turn, found, faq_key(faq), f"f{faq.id}"))


def all_found(turn: Turn, found: Found) -> tuple[Html, Markup]:
    """Everything found, each with a button that opens it."""
    answers = choice(found).all[:LISTED]
    lines: list[Html] = [say("ask.all", question=found.question.text)]
    for number, answer in enumerate(answers, 1):
        text, place = answer_parts.short(answer), answer_parts.place(answer)
        lines.append(say("ask.all_line", number=number, text=text, source=place))
    keys = [button(str(n + 1), pack("cand", found.question.id, n)) for n in range(len(answers))]
    return Html("\n\n".join(lines)), keyboards.inline(keys)


# -- buttons -------------------------------------------------------------------------------------------------------


def _clause_buttons(turn: Turn, found: Found, number: int, part: str) -> Markup:
    question, answers = found.question, choice(found).all
    answer = answers[number]
    row = _source_of(turn, int(answer.plan_key), answer.clause, word("button.source"))
    if part != SAY_WHO and (answer.lead or answer.support):
        row.append(button(word("button.who"), pack("who", question.id, number)))
    if part != SAY_WHEN and (answer_parts.deadlines_of(answer, plan_of(turn.uow, answer)) or _hasdue(answer)):
        row.append(button(word("button.when"), pack("whn", question.id, number)))
    more = [button(word("button.all"), pack("all", question.id))] if len(answers) > 1 else []
    confirm = [_to_office(found, "button.confirm")] if answer.contradicts and turn.is_private else []
    return keyboards.inline(row, confirm, [*more, *_votes(turn, found, answer_key(answer), str(number))])


def _hasdue(answer: Answer) -> bool:
    return answer.indicator is not None and bool(answer.indicator.due)


def _source_of(turn: Turn, plan_id: int, clause: str, words: str) -> list[dict[str, str]]:
    number = clause_number(turn.uow.plans.get(plan_id), clause)
    return [] if number is None else [button(words, pack("src", plan_id, number))]


def plan_of(uow: UnitOfWork, answer: Answer) -> Plan | None:
    """The plan an answer is from, None when it has just gone."""
    try:
        return uow.plans.get(int(answer.plan_key))
    except NotFound:
        return None


def _votes(turn: Turn, found: Found, key: str, token: str) -> list[dict[str, str]]:
    """👍 and 👎; ``token`` is ``f3`` for an answer of the office, a number for an answer of the plans.

    After a 👎 in private the office can be asked instead.
    """
    question, mine = found.question, None
    if turn.person is not None and turn.is_private:
        mine = turn.uow.questions.votes(question.id).get((turn.person.id, key))
    good = button(word("button.good_now" if mine is True else "button.good"), pack("vy", question.id, token))
    bad = button(word("button.bad_now" if mine is False else "button.bad"), pack("vn", question.id, token))
    ask = mine is False and turn.person is not None and may_ask_office(found, turn.person)
    return [good, bad, *([_to_office(found, "button.ask_office")] if ask else [])]


def may_ask_office(found: Found, person: Person) -> bool:
    """Whether the question is the person's own and not with the office already."""
    return found.question.person_id == person.id and found.question.state is not QuestionState.SENT


def _to_office(found: Found, key: str) -> dict[str, str]:
    return button(word(key), pack("ofc", found.question.id))


def not_found(turn: Turn, found: Found) -> tuple[Html, Markup | None]:
    """Nothing fits: what is near, and the way to the office. In a group one line with a way into private."""
    question = found.question
    if not turn.is_private:
        private = keyboards.link(word("button.ask_in_private"), turn.desk.deep_link(f"q{question.id}"))
        return say("ask.not_found_group"), keyboards.inline([private])
    near = [button(f.question, pack("fqs", question.id, f.id)) for f in found.near[:NEAR]]
    near += [button(answer_parts.label(a), pack("cand", question.id, n)) for n, a in enumerate(choice(found).all)]
    empty = not near and not turn.uow.plans.all()
    key = "ask.not_found_near" if near else "ask.empty_library" if empty else "ask.not_found"
    return say(key), keyboards.inline(*([b] for b in near[:NEAR]), [_to_office(found, "button.ask_office")])
