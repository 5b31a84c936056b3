"""Inviting somebody: four questions, then a link to pass on."""

from __future__ import annotations

from handlers import dialogue
from handlers.start import stranger
from handlers.texts import say
from handlers.turn import Turn
from handlers.wording import moment
from village.services import dialogues

FORM = "invitation"


def begin(turn: Turn) -> None:
    """“邀请人员” or /invite."""
    if turn.person is None:
        return stranger(turn)
    saved = dialogues.begin_invitation(turn.uow, turn.person, turn.desk.forms[FORM], turn.now)
    turn.say(*dialogue.view(turn, saved))


def finish(turn: Turn) -> None:
    """“生成链接”."""
    made = dialogues.finish_invitation(turn.uow, turn.somebody, turn.now)
    turn.show(
        say(
            "invite.link",
            name=made.name,
            unit=made.unit.name,
            title=made.title,
            expires=moment(made.expires_at),
            link=turn.desk.deep_link(made.code),
        )
    )
