"""The plan library: what questions are answered from; each plan can be put right, exported, retired, brought back."""

from __future__ import annotations

from handlers import keyboards, plan_files, plan_words
from handlers.callback_data import pack
from handlers.deadlines import pack_choice
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import short_moment
from knowledge.facts import Reading
from village.model.drafts import units_of
from village.model.messages import NewMessage, Rank
from village.model.plans import Plan
from village.services import drafts, plan_duties, plans
from village.services.access import STAFF, require_any

A_PAGE = 8
NAMED = 5
NAME_SHOWN = 30


def show(turn: Turn) -> None:
    """“方案库” or /plans."""
    if turn.person is None:
        return stranger(turn)
    require_any(turn.person, "see_library", *STAFF)
    _list(turn, 0)


def show_page(turn: Turn) -> None:
    """Another page."""
    require_any(turn.somebody, "see_library", *STAFF)
    _list(turn, turn.tap.number(0))


def _list(turn: Turn, page: int) -> None:
    found = turn.uow.plans.all()
    if not found:
        return turn.show(say("library.empty"))
    lines, rows = [say("library.head", count=len(found))], []
    for number, plan in keyboards.page_of(list(enumerate(found, 1)), page, A_PAGE):
        lines.append(say("library.line", number=number, title=plan.draft.title, details=plan_words.details(plan.draft)))
        rows.append(button(word("button.number", number=number), pack("yp", plan.id)))
    lines.append(say("library.how"))
    turning = keyboards.pager(*keyboards.place(page, len(found), A_PAGE), lambda n: pack("yl", n))
    turn.show(Html("\n".join(lines)), keyboards.inline(*keyboards.columns(rows, 4), turning))


def show_plan(turn: Turn) -> None:
    """One plan: what is in it and what can be done with it."""
    require_any(turn.somebody, "see_library", *STAFF)
    turn.show(*_view(turn, turn.uow.plans.get(turn.tap.number(0))))


def _view(turn: Turn, plan: Plan) -> tuple[Html, Markup]:
    draft, reminders = plan.draft, turn.uow.duties.of_plan(plan.id)
    lines = [say("library.title", title=draft.title, details=plan_words.details(draft))]
    lines.append(
        say(
            "draft.counts",
            clauses=len(draft.clauses),
            indicators=len(draft.indicators),
            deadlines=len(draft.deadlines),
            units=len(units_of(draft)),
        )
    )
    lines.append(say("library.since", when=short_moment(plan.imported_at), count=len(reminders)))
    back = [button(word("button.to_library"), pack("yl", 0))]
    if not plan.live:
        bring_back = [button(word("button.use_again"), pack("yb", plan.id))]
        return Html("\n".join([*lines, say("library.not_live")])), keyboards.inline(bring_back, back)
    first = [button(word("button.reminders"), pack("kp", plan.id, 0, _ticked(turn, plan)))] if draft.deadlines else []
    mend = [
        button(word("button.correct_plan"), pack("yc", plan.id)),
        button(word("button.export_plan"), pack("ye", plan.id)),
    ]
    return Html("\n".join(lines)), keyboards.inline(
        first, mend, [button(word("button.retire"), pack("lr", plan.id))], back
    )


def _ticked(turn: Turn, plan: Plan) -> str:
    posts = turn.somebody.units(*STAFF)
    town = turn.uow.units.tree().town_of(posts[0].id)
    found = plan_duties.candidates(turn.uow, turn.somebody, plan.id, town.id, turn.now, turn.desk.seasons)
    return pack_choice(c.number for c in found if c.duty is not None)


def correct(turn: Turn) -> None:
    """“核对、更正”: the plan as a draft once more; nothing changes before it is saved."""
    file = drafts.open_plan(turn.uow, turn.somebody, turn.chat_id, turn.tap.number(0), turn.now)
    draft = file.drafts[0]
    if draft is not None:
        turn.say(*plan_files.view(turn.uow, file, 0, draft))


def export(turn: Turn) -> None:
    """“导出”: the plan as a file that can be edited and sent back."""
    require_any(turn.somebody, "see_library", *STAFF)
    plan = turn.uow.plans.get(turn.tap.number(0))
    key = f"upd:{turn.update.update_id}/export"
    turn.messages.append(NewMessage(key, "plan_export", {"plan": plan.id}, Rank.REPLY, turn.chat_id))


def ask_retire(turn: Turn) -> None:
    """“停用”: ask once more, since answers change for everybody."""
    require_any(turn.somebody, "retire_plan", *STAFF)
    plan = turn.uow.plans.get(turn.tap.number(0))
    count = len(turn.uow.duties.of_plan(plan.id))
    yes, no = (
        button(word("button.retire_yes"), pack("ly", plan.id)),
        button(word("button.never_mind"), pack("yp", plan.id)),
    )
    text = say("library.ask_retire", title=plan.draft.title)
    turn.show(Html(text + say("library.ask_reminders", count=count)) if count else text, keyboards.inline([yes, no]))


def retire(turn: Turn) -> None:
    """“停用”, meant."""
    gone = plans.retire(turn.uow, turn.tap.number(0), turn.somebody, turn.now)
    lines = [say("library.retired", title=gone.plan.draft.title)]
    if gone.ended:
        names = "、".join(keyboards.shorten(duty.name, NAME_SHOWN) for duty in gone.ended[:NAMED])
        lines.append(say("library.reminders_ended", count=len(gone.ended), names=names))
    again = button(word("button.use_again"), pack("yb", gone.plan.id))
    turn.show(Html("\n".join(lines)), keyboards.inline([again]))


def bring_back(turn: Turn) -> None:
    """“重新启用”."""
    plan = turn.uow.plans.get(turn.tap.number(0))
    [kept] = plans.import_reading(turn.uow, Reading((plan.draft,)), turn.somebody, plan.unit_id, turn.now)
    turn.show(*_view(turn, kept.plan))
