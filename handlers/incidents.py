"""Incidents: 速报 in six taps, 续报 with only what changed, 终报, and the chain on one card."""

from __future__ import annotations

import re
from html import escape

from handlers import dialogue, keyboards, search
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import short_moment
from village.clock import local
from village.errors import NotFound
from village.model.incidents import FORMS, Entry, EntryKind, Incident
from village.model.messages import OutboxMessage
from village.model.people import Person
from village.model.questions import Question
from village.ports import UnitOfWork
from village.services import incidents

KINDS = {form: kind for kind, form in FORMS.items()}
HAPPENED = re.compile(
    r"(?:.{0,8})(?:滑坡|塌方|崩塌|垮塌|泥石流|山洪|内涝|决口|溃坝|管涌|着火|起火|失火|火灾|地震|落水|被困|被淹|淹|垮|塌)"
    r"(?:了|啦|咯|哦)[。!！]*"
)
SHORTEST_TEXT = 3900  # the card of a long chain is cut to what one message holds


def happened(text: str) -> bool:
    """Whether a short text says that something has happened (滑坡了, 三组后山塌方了)."""
    return HAPPENED.fullmatch(text.strip()) is not None


def ask_whether(turn: Turn) -> None:
    """Is it to be reported, or was it a question?"""
    said = Question(0, turn.somebody.id, turn.chat_id, turn.text, found=True, asked_at=turn.now)  # no gap of the plans
    asked = turn.uow.questions.add(said)
    yes = button(word("button.report_at_once"), pack("ib", 0, EntryKind.FIRST))
    no = button(word("button.only_asking"), pack("iq", asked.id))
    turn.say(say("incident.ask"), keyboards.inline([yes, no]))


def only_asking(turn: Turn) -> None:
    """“不是，我在问政策”: the text is a question after all."""
    search.ask(turn, turn.uow.questions.get(turn.tap.number(0)).text)


def begin_form(turn: Turn, form: str) -> None:
    """The typed word 速报, 续报 or 终报."""
    if turn.person is None:
        return stranger(turn)
    kind = KINDS[form]
    if kind is EntryKind.FIRST:
        return _begin(turn, kind, 0)
    going_on = incidents.open_ones(turn.uow, turn.person)
    if not going_on:
        return turn.say(say("incident.none_open"), _first_button())
    if len(going_on) == 1:
        return _begin(turn, kind, going_on[0].id)
    rows = [[button(title(incident), pack("ib", incident.id, kind))] for incident in going_on]
    turn.say(say("incident.which"), keyboards.inline(*rows))


def begin_tapped(turn: Turn) -> None:
    """“马上报”, “续报”, “终报”."""
    _begin(turn, _kind(turn.tap.text(1)), turn.tap.number(0))


def _kind(text: str) -> EntryKind:
    if text not in set(EntryKind):
        raise ValueError(text)
    return EntryKind(text)


def _begin(turn: Turn, kind: EntryKind, incident_id: int) -> None:
    saved = incidents.begin(turn.uow, turn.somebody, kind, turn.desk.forms, turn.now, incident_id)
    turn.say(*dialogue.view(turn, saved))


def finish(turn: Turn, subject: str) -> None:
    """The last answer sends it: whoever has to know hears of it with the same commit."""
    incident, entry = incidents.finish(turn.uow, turn.somebody, subject, turn.now)
    turn.show(_sent(turn, incident, entry), buttons(incident))


def no_change(turn: Turn) -> None:
    """“没有变化”, one tap under the question for news."""
    incident, entry = incidents.no_change(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    turn.show(_sent(turn, incident, entry), buttons(incident))


def _sent(turn: Turn, incident: Incident, entry: Entry) -> Html:
    readers = incidents.readers(turn.uow, incident, turn.somebody, turn.now)
    reached = [person.name for person in readers if person.account is not None and person.reachable]
    missed = [person.name for person in readers if person.name not in reached]
    names = "、".join(reached) or word("incident.nobody")
    text = say(f"incident.sent_{entry.kind}", names=names, time=f"{local(entry.made_at):%H:%M}")
    return Html(f"{text}\n{say('incident.call', names='、'.join(missed))}") if missed else text


def buttons(incident: Incident) -> Markup:
    """What can be done with it next."""
    story = button(word("button.story"), pack("it", incident.id))
    if not incident.is_open:
        return keyboards.inline([story])
    news = button(word("button.news"), pack("ib", incident.id, EntryKind.UPDATE))
    over = button(word("button.over"), pack("ib", incident.id, EntryKind.FINAL))
    return keyboards.inline([news, over], [story])


def _first_button() -> Markup:
    return keyboards.inline([button(word("button.report_at_once"), pack("ib", 0, EntryKind.FIRST))])


def title(incident: Incident) -> str:
    """``甘溪沟村 三组后山 滑坡``."""
    return f"{incident.unit.name} {incident.place} {incident.what}"


def show_open(turn: Turn) -> None:
    """“险情”: what is going on now."""
    if turn.person is None:
        return stranger(turn)
    going_on = incidents.open_ones(turn.uow, turn.person)
    if not going_on:
        return turn.say(say("incident.all_quiet"), _first_button())
    rows = [[button(title(incident), pack("it", incident.id))] for incident in going_on]
    turn.say(say("incident.going_on", count=len(going_on)), keyboards.inline(*rows))


def story(turn: Turn) -> None:
    """The whole chain, oldest first."""
    incident = incidents.find(turn.uow, turn.somebody, turn.tap.number(0))
    lines = [say("incident.story", title=title(incident), state=word(_state(incident)))]
    for entry in turn.uow.incidents.entries(incident.id):
        reporter = turn.uow.people.get(entry.made_by).name
        when, kind = short_moment(entry.made_at), word(f"incident.{entry.kind}")
        lines += [say("incident.step", when=when, kind=kind, name=reporter), *answer_lines(entry)]
    turn.say(_cut(lines), buttons(incident))


def _state(incident: Incident) -> str:
    return "incident.open" if incident.is_open else "incident.closed"


def _cut(lines: list[Html]) -> Html:
    """The newest part of a chain too long for one message, under its title."""
    text = "\n".join(lines)
    while len(text) > SHORTEST_TEXT and len(lines) > 2:
        lines = [lines[0], *lines[2:]]
        text = "\n".join(lines)
    return Html(text)


def answer_lines(entry: Entry) -> list[Html]:
    """What an entry says, a line an answer."""
    return [Html(f"{escape(heading)}：{escape(answer)}") for heading, answer in entry.lines]


def card(uow: UnitOfWork, message: OutboxMessage) -> tuple[Html, Markup]:
    """What those who have to know receive at once."""
    incident = uow.incidents.get(message.body["incident"])
    entry = next((e for e in uow.incidents.entries(incident.id) if e.id == message.body["entry"]), None)
    if entry is None:
        raise NotFound("entry", message.body["entry"])
    values = {"kind": word(f"incident.{entry.kind}"), "title": title(incident)}
    head = say("incident.card", **values, when=short_moment(entry.made_at), name=_called(uow.people.get(entry.made_by)))
    return Html("\n".join([head, *answer_lines(entry)])), buttons(incident)


def _called(person: Person) -> str:
    """A name with the post, so that one knows whom to call."""
    return f"{person.name}（{person.posts[0].title}）" if person.posts else person.name


def news_wanted(uow: UnitOfWork, message: OutboxMessage) -> tuple[Html, Markup] | None:
    """The question for news of an open incident; nothing once it is closed."""
    incident = uow.incidents.get(message.body["incident"])
    if not incident.is_open:
        return None
    same = button(word("button.no_change"), pack("in", incident.id))
    markup = buttons(incident)
    markup["inline_keyboard"].insert(0, [same])
    return say("incident.news_wanted", title=title(incident)), markup
