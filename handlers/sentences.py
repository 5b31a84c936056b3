"""Domain errors carry facts; here they become sentences."""

from __future__ import annotations

from handlers.texts import Html, has, say, word
from handlers.wording import moment, short_moment
from village.errors import Invalid, InvitationRefused, NotAllowed, NotFound, NotPossible, Overtaken, WindowClosed
from village.services.dialogues import INVITATION
from village.services.office_answers import MENDING, SUBJECT
from village.services.problem_dialogues import SUBJECT as PROBLEM


def explain(error: Exception, *, has_button: bool = False) -> Html | None:
    """A kind sentence for a refusal, or None when the error is no refusal but a fault of ours.

    A ``ValueError`` is one only where a button was pressed: its payload was forged or from another time.
    """
    match error:
        case InvitationRefused():
            return say(f"join.refused.{error.why}")
        case Overtaken():
            step = word(f"problem.step.{error.step}")
            return say("problem.overtaken", when=short_moment(error.at), step=step, name=error.by)
        case NotPossible():
            return say("refused.stale_button")
        case NotAllowed():
            return say("refused.not_allowed")
        case WindowClosed():
            return say("refused.window_closed", due=moment(error.due))
        case NotFound():
            return say(_gone(error))
        case Invalid():
            key = f"invalid.{error.rule}"
            return say(key, **error.facts) if has(key) else say("invalid.other")
        case ValueError() if has_button:
            return say("refused.stale_button")
    return None


def _gone(error: NotFound) -> str:
    if error.what == "faq":
        return "faq.gone"
    if error.what != "session":
        return "refused.not_found"
    kind = str(error.key).partition(":")[0]
    return {
        INVITATION: "invite.gone",
        SUBJECT: "plea.sent_before",
        MENDING: "plea.sent_before",
        PROBLEM: "problem.gone",
    }.get(kind, "report.gone")
