"""Joining: /start with a deep link, the question whether it is them, and help."""

from __future__ import annotations

from handlers import keyboards, texts
from handlers.callback_data import pack
from handlers.commands import show_commands
from handlers.texts import say
from handlers.turn import Turn
from village.errors import InvitationRefused
from village.model.people import Person, Role, Unit, UnitKind
from village.services import people
from village.services.access import OVERSEERS, STAFF

FROM_INLINE = "join"  # what the button above inline results carries: no invitation, only the way in


def start(turn: Turn) -> None:
    """/start: with a code the invitation behind it, else a welcome or the sentence for strangers."""
    code = turn.text if turn.text != FROM_INLINE else ""
    can_be_written_to(turn)
    if code:
        return _ask_whether(turn, code)
    return _welcome(turn)


def can_be_written_to(turn: Turn) -> None:
    """Whoever says /start has opened the chat, so that messages arrive from now on."""
    if turn.person is not None:
        turn.uow.people.set_reachable(turn.account, reachable=True)


def _ask_whether(turn: Turn, code: str) -> None:
    try:
        invitation = people.look_at(turn.uow, code, turn.now)
    except InvitationRefused:
        if turn.person is not None:
            return turn.say(say("join.welcome_back", name=turn.person.name), keyboards.menu(turn.person))
        raise
    text = say("join.ask", name=invitation.name, unit=invitation.unit.name, title=invitation.title)
    yes = keyboards.button(texts.word("button.yes_me"), pack("join", code))
    no = keyboards.button(texts.word("button.not_me"), pack("nojoin", code))
    turn.say(text, keyboards.inline([yes, no]))


def _welcome(turn: Turn) -> None:
    if turn.person is None:
        return stranger(turn)
    turn.say(say("join.welcome_back", name=turn.person.name), keyboards.menu(turn.person))
    show_commands(turn, turn.person)


def join(turn: Turn) -> None:
    """The person pressed “对，是我”; pressed twice it says that all is well."""
    try:
        post = people.look_at(turn.uow, turn.tap.text(0), turn.now)
        person = people.join(turn.uow, post.code, turn.account, turn.now)
    except InvitationRefused:
        if turn.person is None:
            raise
        turn.toast = say("join.welcome_back", name=turn.person.name)
        return
    turn.say(welcome_text(person), keyboards.menu(person))
    show_commands(turn, person)
    notice = say("join.joined_notice", name=person.name, unit=post.unit.name, title=post.title)
    _tell_clerks(turn, post.unit, person, notice)


def decline(turn: Turn) -> None:
    """The person pressed “不是”: the link becomes worthless and the office hears of it."""
    gone = people.decline(turn.uow, turn.tap.text(0), turn.now)
    turn.show(say("join.declined"))
    if gone.made_by is not None:
        maker = turn.uow.people.get(gone.made_by)
        text = say("join.declined_notice", name=gone.name, unit=gone.unit.name, title=gone.title)
        _tell(turn, maker, text)


def _tell_clerks(turn: Turn, about: Unit, person: Person, text: texts.Html) -> None:
    town = turn.uow.units.tree().town_of(about.id)
    for clerk in turn.uow.people.in_units([town.id], *STAFF):
        if clerk.id != person.id:
            _tell(turn, clerk, text)


def _tell(turn: Turn, to: Person, text: texts.Html) -> None:
    if to.account is not None:
        turn.say(text, to=to.account, silent=True)


def welcome_text(person: Person) -> texts.Html:
    """What a person can do here, by what they are."""
    if person.has(*STAFF):
        return say("join.done_clerk")
    return say("join.done_leader" if person.has(Role.LEADER) else "join.done")


def help_(turn: Turn) -> None:
    """/help, by what the person does; short in a group."""
    if not turn.is_private:
        return turn.say(say("help.group"))
    if turn.person is None:
        return stranger(turn)
    person = turn.person
    role = "official"
    if person.has(*OVERSEERS):
        role = "clerk" if person.has(*STAFF) else "leader"
    turn.say(say(f"help.{role}", office=office_name(turn)), keyboards.menu(person))


def stranger(turn: Turn) -> None:
    """The one sentence for people nobody invited; no data, and nothing else."""
    turn.say(say("stranger", office=office_name(turn)))


def office_name(turn: Turn) -> str:
    """The office people should turn to: the office of their town, or of the first town there is."""
    tree = turn.uow.units.tree()
    home = turn.person.home if turn.person else None
    towns = [tree.town_of(home.id)] if home else [u for u in tree if u.kind is UnitKind.TOWN]
    return f"{towns[0].name}办公室" if towns else "镇办公室"
