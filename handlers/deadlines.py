"""A plan's deadlines made reminders: all at once, or chosen one by one; buttons carry the choice, nothing is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from handlers import keyboards, plan_words
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import moment
from knowledge.corrections import when_words
from village.errors import NotAllowed
from village.model.duties import Duty
from village.model.people import Unit
from village.model.plans import Plan
from village.services import plan_duties
from village.services.access import STAFF
from village.services.plan_duties import Candidate

A_PAGE = 7
SHOWN = 8
NEXT = 5
WHAT_SHOWN = 36
WHO_SHOWN = 12
SIX_BITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MOST = 240  # deadlines of one plan that can be chosen from: what a button has room for

Chosen = frozenset[int]


def pack_choice(chosen: Iterable[int]) -> str:
    """Numbers as a word of a button, six to a letter."""
    digits: list[int] = []
    for number in chosen:
        while len(digits) <= number // 6:
            digits.append(0)
        digits[number // 6] |= 1 << number % 6
    return "".join(SIX_BITS[digit] for digit in digits)


def unpack_choice(text: str) -> Chosen:
    """The other way round.

    Raises:
        ValueError: a sign that does not belong there: the payload is forged.
    """
    digits = [SIX_BITS.index(sign) for sign in text]
    return frozenset(6 * place + bit for place, digit in enumerate(digits) for bit in range(6) if digit >> bit & 1)


def _town(turn: Turn) -> Unit:
    posts = turn.somebody.units(*STAFF)
    if not posts:
        raise NotAllowed("make_duty")
    return turn.uow.units.tree().town_of(posts[0].id)


def _candidates(turn: Turn, plan_id: int) -> list[Candidate]:
    found = plan_duties.candidates(turn.uow, turn.somebody, plan_id, _town(turn).id, turn.now, turn.desk.seasons)
    return found[:MOST]


def _able(found: list[Candidate]) -> list[Candidate]:
    return [c for c in found if c.rule is not None]


# From the menu


def show(turn: Turn) -> None:
    """“方案时限” or /deadlines: the plans that have some; straight to the deadlines where there is one plan."""
    if turn.person is None:
        return stranger(turn)
    _list(turn, 0)


def show_page(turn: Turn) -> None:
    """Another page of the plans, or the first."""
    _list(turn, turn.tap.number(0))


def _list(turn: Turn, page: int) -> None:
    _town(turn)
    with_some = [(plan, found) for plan in turn.uow.plans.all() if _able(found := _candidates(turn, plan.id))]
    if not with_some:
        return turn.show(say("deadlines.none"))
    if len(with_some) == 1:
        return turn.show(*_choice(turn, with_some[0][0], _set_already(with_some[0][1]), 0))
    rows = []
    for plan, found in keyboards.page_of(with_some, page, A_PAGE):
        able, made = _able(found), _set_already(found)
        rows.append([button(_plan_line(plan, len(able), len(made)), pack("kp", plan.id, 0, pack_choice(made)))])
    turn.show(
        say("deadlines.which"),
        keyboards.inline(
            *rows, keyboards.pager(*keyboards.place(page, len(with_some), A_PAGE), lambda n: pack("kl", n))
        ),
    )


def _plan_line(plan: Plan, able: int, made: int) -> str:
    count = word("deadlines.plan_made", able=able, made=made) if made else word("deadlines.plan_able", able=able)
    return keyboards.shorten(plan.draft.title, keyboards.BUTTON_LENGTH - len(count)) + count


def _set_already(found: list[Candidate]) -> Chosen:
    return frozenset(c.number for c in found if c.duty is not None)


# After a plan was confirmed


def offer(turn: Turn, plan: Plan) -> None:
    """What of a plan can be reminded of; what the town has to do is ticked, what others have to do is not."""
    found = _candidates(turn, plan.id)
    if not found:
        return
    able = _able(found)
    if not able:
        return turn.say(Html("\n".join([say("deadlines.none_able", total=len(found)), *_left_out(found, alone=True)])))
    ours = [c for c in able if c.is_ours]
    lines = [say("deadlines.able", total=len(found), count=len(able))]
    lines += [_line(turn, c, ticked=True) for c in ours[:SHOWN]]
    if len(ours) > SHOWN:
        lines.append(say("deadlines.and_more", count=len(ours) - SHOWN))
    if len(able) > len(ours):
        lines.append(say("deadlines.others", count=len(able) - len(ours)))
    ticked = pack_choice(c.number for c in ours)
    every = [button(word("button.remind_all", count=len(ours)), pack("ks", plan.id, ticked))] if ours else []
    some = button(word("button.choose_some"), pack("kp", plan.id, 0, ticked))
    later = button(word("button.later"), pack("kn", plan.id))
    turn.say(Html("\n".join([*lines, *_left_out(found)])), keyboards.inline(every, [some, later]))


def _line(turn: Turn, found: Candidate, *, ticked: bool) -> Html:
    deadline = found.deadline
    return say(
        "deadlines.line",
        mark=word("mark.on" if ticked else "mark.off"),
        when=_when(turn, found),
        what=keyboards.shorten(deadline.what, WHAT_SHOWN),
        who=_who(found),
        owes=word("deadlines.report") if deadline.reports else "",
    )


def _who(found: Candidate) -> str:
    """Who is reminded; of what others have to do, who they are."""
    names = "、".join(found.deadline.who)
    return plan_words.audience(found.audience) if found.is_ours or not names else keyboards.shorten(names, WHO_SHOWN)


def _when(turn: Turn, found: Candidate) -> str:
    words = when_words(found.deadline.when, found.plan.draft.year)
    return f"{found.deadline.season}{words}" if found.deadline.season else words


def _left_out(found: list[Candidate], *, alone: bool = False) -> list[Html]:
    """How many cannot be reminded of, and why; ``alone`` where that is all of them."""
    why = Counter(c.why for c in found if c.rule is None)
    parts = [say(f"why.{reason}", count=count) for reason, count in why.items()]
    if alone:
        return [say("deadlines.reasons", parts=Html("，".join(parts)))]
    return [say("deadlines.left_out", count=sum(why.values()), parts=Html("，".join(parts)))] if parts else []


def not_now(turn: Turn) -> None:
    """“先不设”."""
    plan = turn.uow.plans.get(turn.tap.number(0))
    turn.show(say("deadlines.later", title=plan.draft.title))


# One by one


def choose(turn: Turn) -> None:
    """A tick, another page, or the first look: the button says how it shall look."""
    plan = turn.uow.plans.get(turn.tap.number(0))
    turn.show(*_choice(turn, plan, unpack_choice(turn.tap.text(2)), turn.tap.number(1)))


def _choice(turn: Turn, plan: Plan, chosen: Chosen, page: int) -> tuple[Html, Markup]:
    found = _candidates(turn, plan.id)
    able = _able(found)
    rows = [[_tick(turn, plan, c, chosen, page)] for c in keyboards.page_of(able, page, A_PAGE)]
    ticked = pack_choice(chosen)
    save = [button(word("button.save_choice", count=len(chosen)), pack("ks", plan.id, ticked))]
    turning = keyboards.pager(*keyboards.place(page, len(able), A_PAGE), lambda n: pack("kp", plan.id, n, ticked))
    text = say("deadlines.choose", title=plan.draft.title, count=len(chosen), total=len(able))
    return Html("\n".join([text, *_left_out(found)])), keyboards.inline(*rows, turning, save)


def _tick(turn: Turn, plan: Plan, found: Candidate, chosen: Chosen, page: int) -> dict[str, str]:
    on = found.number in chosen
    others = chosen ^ {found.number}
    label = f"{word('mark.on' if on else 'mark.off')} {_when(turn, found)} {found.deadline.what}"
    return button(label, pack("kp", plan.id, page, pack_choice(others)))


def save(turn: Turn) -> None:
    """“保存”, “全部设提醒”: exactly these are reminded of from now on; the next due times are said."""
    plan, chosen = turn.uow.plans.get(turn.tap.number(0)), unpack_choice(turn.tap.text(1))
    town = _town(turn)
    done = plan_duties.choose(turn.uow, turn.somebody, plan.id, chosen, town.id, turn.now, turn.desk.seasons)
    now_set = [c.duty for c in _candidates(turn, plan.id) if c.duty is not None]
    lines = [
        say("deadlines.saved", count=len(now_set)) if now_set else say("deadlines.none_set", title=plan.draft.title)
    ]
    lines += _following(turn, now_set)
    if done.ended:
        lines.append(say("deadlines.ended", count=len(done.ended)))
    turn.show(Html("\n".join(lines)))


def _following(turn: Turn, duties: list[Duty]) -> list[Html]:
    """The next due times, soonest first."""
    due = [(duty.due(period), duty) for duty in duties for period in islice(duty.upcoming(turn.now), 1)]
    due.sort(key=lambda pair: pair[0])
    lines = [
        say(
            "deadlines.next",
            due=moment(at),
            name=keyboards.shorten(duty.name, WHAT_SHOWN),
            who=plan_words.audience(duty.audience),
        )
        for at, duty in due[:NEXT]
    ]
    return lines + ([say("deadlines.more", count=len(due) - NEXT)] if len(due) > NEXT else [])
