"""What an answer looks like: the fact first, then its sentence, then plan, level, year and clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape

from handlers import keyboards
from handlers.callback_data import pack
from handlers.dates import day_and_left, deadline_line
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import clause_label, period, plan_details, short_date
from knowledge.facts import Deadline, Indicator, Span
from knowledge.search import Answer
from village.errors import NotFound
from village.model.people import Person, UnitKind
from village.model.plans import Plan
from village.model.questions import Faq, QuestionState
from village.ports import UnitOfWork
from village.services import figures
from village.services.answers import Found, clause_number

NEAR = 3
LISTED = 5
TITLE_SHOWN = 24
LINE_SHOWN = 90
FACT_SHOWN = 60
DEADLINES_SHOWN = 4
OWN = {"town", "township"}
NUMBER = re.compile(r"^\s*\d{1,3}[.、．]\s*")
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
    """Whether several plans answer with a fact each; whole sentences beside each other are no comparison."""
    first = choice(found).first
    return len(first) > 1 and all(0 < len(answer.fact.strip()) <= FACT_SHOWN for answer in first)


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
    lines = _contradiction(answer, plan) if answer.contradicts and plan else _fact_and_sentence(answer, turn.now)
    lines += _present_value(turn, answer)
    lines += _responsible(answer) if part == SAY_WHO else []
    lines += _due(turn, answer, plan) if part == SAY_WHEN else []
    lines += [Html(""), source_line(answer)]
    return Html("\n".join(lines)), _clause_buttons(turn, found, number, part)


def cited(answer: Answer, now: datetime) -> Html:
    """A clause with its place, as it is put into any chat, where nobody knows what was asked."""
    lines = _fact_and_sentence(answer, now)
    if answer.indicator is not None and len(lines) > 1:
        lines[0] = say("ask.named", name=answer.indicator.name, fact=lines[0])
    return Html("\n".join([*lines, "", source_line(answer)]))


def title(answer: Answer) -> str:
    """An answer in one line without its source."""
    if answer.indicator is not None and 0 < len(answer.fact) <= FACT_SHOWN:
        return f"{answer.indicator.name} {answer.fact}"
    return _short(answer)


def side_by_side(turn: Turn, found: Found) -> tuple[Html, Markup]:
    """The same matter in several plans: own level first, then the newest, one line each."""
    group = found.reply.groups[0]
    lines = [say("ask.differ" if group.differ else "ask.agree", name=group.name)]
    lines += [_line_of_plan(answer) for answer in group.answers]
    own = group.answers[0]
    words = word("button.own_source" if own.level in OWN else "button.source")
    sources = _source_of(turn, int(own.plan_key), own.clause, words)
    more = [button(word("button.all"), pack("all", found.question.id))]
    return Html("\n".join(lines)), keyboards.inline([*sources, *more], _votes(turn, found, answer_key(own), "0"))


def faq_card(turn: Turn, found: Found, faq: Faq) -> tuple[Html, Markup]:
    """An answer the office gave, with its author and date; what the plans say is one tap away."""
    lines = [faq_text(turn.uow, faq)]
    if faq.question.strip() != found.question.text.strip():
        lines += [say("faq.about", question=faq.question)]
    rows = []
    if faq.plan_id is not None and faq.clause:
        rows += _source_of(turn, faq.plan_id, faq.clause, word("button.source"))
    if found.reply.found:
        rows.append(button(word("button.plans_say"), pack("cand", found.question.id, 0)))
    return Html("\n".join(lines)), keyboards.inline(rows, _votes(turn, found, faq_key(faq), f"f{faq.id}"))


def faq_text(uow: UnitOfWork, faq: Faq) -> Html:
    """The answer in bold, unless that would be a page of bold; then who gave it, and when."""
    text = escape(faq.answer, quote=False)
    shown = Html(f"<b>{text}</b>" if len(faq.answer) <= FACT_SHOWN * 2 else text)
    author, unit = uow.people.get(faq.author_id).name, uow.units.get(faq.unit_id).name
    return Html(f"{shown}\n\n{say('faq.by', unit=unit, author=author, date=short_date(faq.made_at))}")


def all_found(turn: Turn, found: Found) -> tuple[Html, Markup]:
    """Everything found, each with a button that opens it."""
    answers = choice(found).all[:LISTED]
    lines: list[Html] = [say("ask.all", question=found.question.text)]
    for number, answer in enumerate(answers, 1):
        lines.append(say("ask.all_line", number=number, text=_short(answer), source=_place(answer)))
    keys = [button(str(n + 1), pack("cand", found.question.id, n)) for n in range(len(answers))]
    return Html("\n\n".join(lines)), keyboards.inline(keys)


# -- pieces of text ------------------------------------------------------------------------------------------------


def _fact_and_sentence(answer: Answer, now: datetime) -> list[Html]:
    """The asked fact alone on top, where the sentence is longer than it; else the sentence with the fact marked."""
    fact, hint = answer.fact.strip(), _due_hint(answer, now)
    if not fact or len(fact) > FACT_SHOWN or (len(answer.text) <= len(fact) * 2 and not hint):
        return [_sentence(answer)]
    sentence = NUMBER.sub("", answer.text)
    return [Html(say("ask.fact", fact=fact) + hint), Html(escape(sentence, quote=False))]


def _sentence(answer: Answer) -> Html:
    """The sentence with the asked words in bold, without the number its clause is printed with: the source says it."""
    number = NUMBER.match(answer.text)
    cut = number.end() if number else 0
    spans = tuple(Span(s.start - cut, s.end - cut) for s in answer.asked if s.start >= cut)
    return bold(answer.text[cut:], spans)


def _due_hint(answer: Answer, now: datetime) -> Html:
    """The day in the calendar and how long is left, where a date was asked for."""
    if answer.kind != "deadline" or answer.deadline is None:
        return Html("")
    words = day_and_left(answer.deadline.when, answer.year, now)
    return say("ask.due_hint", when=words) if words else Html("")


def _contradiction(answer: Answer, plan: Plan) -> list[Html]:
    """Both figures as they stand in the plan, and that the office has the last word."""
    torn = [i for i in plan.draft.indicators if i.clause == answer.clause and i.conflict]
    return [say("ask.contradicts"), *(say("ask.contradiction", quote=_quoted(each)) for each in torn)]


def _quoted(indicator: Indicator) -> Html:
    """The quote with its figure in bold."""
    text = keyboards.shorten(indicator.quote.strip(), LINE_SHOWN)
    values = indicator.value if isinstance(indicator.value, tuple) else (indicator.value,)
    at = text.find(f"{values[0]:g}")
    end = at + len(f"{values[0]:g}{indicator.unit}")
    return bold(text, (Span(at, end),) if at >= 0 else ())


def _present_value(turn: Turn, answer: Answer) -> list[Html]:
    """What has been reported of the target so far, where a form says which of its figures that is."""
    target = answer.indicator
    found = figures.present(turn.uow, turn.person, target.name, target.unit) if turn.person and target else None
    if found is None or target is None:
        return []
    values = {"period": period(found.period, turn.now), "unit": found.unit.name, "measure": target.unit}
    if found.units == 1 and found.unit.kind is UnitKind.VILLAGE:
        return [Html(""), say("ask.present", value=f"{found.lowest:g}", **values)]
    if found.total is not None:
        return [Html(""), say("ask.present_total", value=f"{found.total:g}", count=found.units, **values)]
    ends = {"low": f"{found.lowest:g}", "high": f"{found.highest:g}"}
    return [Html(""), say("ask.present_range", count=found.units, **ends, **values)]


def _responsible(answer: Answer) -> list[Html]:
    parts = [("card_who.lead", answer.lead), ("card_who.support", answer.support)]
    return [Html(""), *(say(key, who="、".join(names)) for key, names in parts if names)]


def _due(turn: Turn, answer: Answer, plan: Plan | None) -> list[Html]:
    lines = [deadline_line(d, answer.year, turn.now) for d in deadlines_of(answer, plan)[:DEADLINES_SHOWN]]
    if not lines and answer.indicator is not None and answer.indicator.due:
        lines.append(say("card_when.target", due=answer.indicator.due, name=answer.indicator.name))
    return [Html(""), *lines]


def deadlines_of(answer: Answer, plan: Plan | None) -> list[Deadline]:
    """What the answer's clause says is due when; the deadline meant by the answer first."""
    every = [d for d in plan.draft.deadlines if d.clause == answer.clause] if plan and answer.clause else []
    first = [answer.deadline] if answer.deadline is not None else []
    return [*first, *(d for d in every if d not in first)]


def source_line(answer: Answer) -> Html:
    """``清河镇2026年方案 · 镇级 · 2026年 · 三、1``."""
    return say("ask.source_line", plan=answer.plan, details=plan_details(answer.level, answer.year, answer.clause))


def _line_of_plan(answer: Answer) -> Html:
    level = word(f"level.{answer.level}") if answer.level else ""
    year = f"{answer.year}年" if answer.year else word("year_unknown")
    fact = Html(_stated(answer) + say("ask.side_corrected")) if answer.corrected else _stated(answer)
    return say("ask.side_line", who=" ".join(p for p in (level, year) if p), fact=fact, source=_place(answer))


def _stated(answer: Answer) -> Html:
    """The fact in bold, or that the plan contradicts itself."""
    if answer.contradicts:
        return Html(word("ask.torn"))
    return say("ask.fact", fact=answer.fact.strip())


def _place(answer: Answer) -> str:
    return f"{keyboards.shorten(answer.plan, TITLE_SHOWN)} {clause_label(answer.clause)}".strip()


def _short(answer: Answer) -> str:
    return keyboards.shorten(NUMBER.sub("", " ".join(answer.text.split())), LINE_SHOWN)


def label(answer: Answer) -> str:
    """A candidate in the few words a button holds: how it begins, and where it stands."""
    start = NUMBER.sub("", answer.text.split("\n", 1)[0])
    where = f"（{answer.plan[:8]} {clause_label(answer.clause)}）" if answer.clause else f"（{answer.plan[:8]}）"
    return keyboards.shorten(start, keyboards.BUTTON_LENGTH - len(where)) + where


def bold(text: str, spans: tuple[Span, ...]) -> Html:
    """Text with some stretches in bold, everything escaped."""
    parts, at = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < at or span.end <= span.start:
            continue
        parts += [
            escape(text[at : span.start], quote=False),
            f"<b>{escape(text[span.start : span.end], quote=False)}</b>",
        ]
        at = span.end
    return Html("".join([*parts, escape(text[at:], quote=False)]))


# -- buttons -------------------------------------------------------------------------------------------------------


def _clause_buttons(turn: Turn, found: Found, number: int, part: str) -> Markup:
    question, answers = found.question, choice(found).all
    answer = answers[number]
    row = _source_of(turn, int(answer.plan_key), answer.clause, word("button.source"))
    if part != SAY_WHO and (answer.lead or answer.support):
        row.append(button(word("button.who"), pack("who", question.id, number)))
    if part != SAY_WHEN and (deadlines_of(answer, plan_of(turn.uow, answer)) or _has_due(answer)):
        row.append(button(word("button.when"), pack("whn", question.id, number)))
    more = [button(word("button.all"), pack("all", question.id))] if len(answers) > 1 else []
    confirm = [_to_office(found, "button.confirm")] if answer.contradicts and turn.is_private else []
    return keyboards.inline(row, confirm, [*more, *_votes(turn, found, answer_key(answer), str(number))])


def _has_due(answer: Answer) -> bool:
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
    near += [button(label(a), pack("cand", question.id, n)) for n, a in enumerate(choice(found).all)]
    empty = not near and not turn.uow.plans.all()
    key = "ask.not_found_near" if near else "ask.empty_library" if empty else "ask.not_found"
    return say(key), keyboards.inline(*([b] for b in near[:NEAR]), [_to_office(found, "button.ask_office")])
