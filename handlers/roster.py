"""The duty roster in chat: who is on tonight, the week, putting it in, handing over."""

from __future__ import annotations

from handlers import dialogue, keyboards
from handlers.callback_data import pack
from handlers.keyboards import button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import day_name
from village.model.messages import OutboxMessage
from village.model.roster import OnDuty, Shift
from village.services import roster
from village.services.access import STAFF


def show(turn: Turn) -> None:
    """“今晚谁值班”: this shift, the next, and the note left."""
    if turn.person is None:
        return stranger(turn)
    shift, following = roster.tonight(turn.uow, turn.person, turn.now)
    if shift is None and following is None:
        return turn.say(say("roster.none_clerk" if turn.person.has(*STAFF) else "roster.none"))
    lines = [shift_line(s) for s in (shift, following) if s is not None]
    if shift is not None and shift.note:
        lines.append(say("roster.note", note=shift.note))
    turn.say(Html("\n".join(lines)), keyboards.inline([button(word("button.week"), pack("rw"))]))


def shift_line(shift: Shift) -> Html:
    """``7月8日(周三)　带班 李建国，值班 周敏（13800000001）``."""
    others = "、".join(called(p) for p in shift.people[1:])
    values = {"day": day_name(shift.day), "leader": called(shift.leader)}
    return say("roster.line", **values, others=others) if others else say("roster.line_alone", **values)


def called(person: OnDuty) -> str:
    """A name with the telephone number, where there is one."""
    return f"{person.name}（{person.phone}）" if person.phone else person.name


def week(turn: Turn) -> None:
    """The next seven days."""
    shifts = roster.coming(turn.uow, turn.somebody, turn.now)
    turn.show(Html("\n".join(shift_line(shift) for shift in shifts)) if shifts else say("roster.none"))


def begin(turn: Turn) -> None:
    """“登记值班”."""
    saved = roster.begin(turn.uow, turn.somebody, turn.desk.forms["roster"], turn.now)
    turn.say(*dialogue.view(turn, saved))


def finish(turn: Turn) -> None:
    """The days as they were understood, to be looked over at once."""
    shifts = roster.finish(turn.uow, turn.somebody, turn.now)
    strangers = [p.name for shift in shifts for p in shift.people if p.person_id is None]
    lines = [say("roster.kept", count=len(shifts)), *(shift_line(shift) for shift in shifts[:31])]
    if strangers:
        lines.append(say("roster.unknown", names="、".join(dict.fromkeys(strangers))))
    turn.say(Html("\n".join(lines)))


def begin_handover(turn: Turn) -> None:
    """“交接班”."""
    saved = roster.begin_handover(turn.uow, turn.somebody, turn.desk.forms["handover"], turn.now)
    turn.say(*dialogue.view(turn, saved))


def finish_handover(turn: Turn) -> None:
    """The note goes to the next shift."""
    _, people = roster.finish_handover(turn.uow, turn.somebody, turn.now)
    names = "、".join(p.name for p in people)
    turn.say(say("roster.handed_over", names=names) if names else say("roster.handed_over_nobody"))


def handover_text(message: OutboxMessage) -> Html:
    """What the next shift reads."""
    return say("roster.from_last", name=message.body["from"], note=message.body["note"])
