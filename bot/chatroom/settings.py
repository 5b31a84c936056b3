"""What the people's side may switch while the room runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from bot.chatroom import words
from bot.chatroom.errors import RoomError

_KINDS = {bool: " true 或 false", int: "整数", float: "数字"}


@dataclass(slots=True)
class RoomSettings:
    """Switches of the room; names as on the wire of ``/room/settings``."""

    privacy: bool = True
    """The bot sees only what is meant for it in groups."""
    mentions: bool = False
    """A bare @mention in a group reaches the bot in spite of privacy mode."""
    strict_limits: bool = False
    """Telegram's rate limits apply."""
    latency_ms: int = 0
    """Every Bot API answer comes this much later."""
    callback_seconds: float = 60
    """A tap may be answered for so long."""
    webhook_retry_seconds: float = 1
    """The first pause after a failed webhook delivery; it doubles up to a minute."""

    def change(self, given: dict[str, Any]) -> None:
        """Take over the given switches; raises RoomError for an unknown name or a wrong type."""
        known = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in given.items():
            if name not in known:
                raise RoomError(400, words.no_setting(name))
            if not _fits(value, known[name]):
                raise RoomError(400, words.setting_takes(name, _KINDS[known[name]]))
        for name, value in given.items():
            setattr(self, name, known[name](value))

    def view(self) -> dict[str, Any]:
        """All switches."""
        return asdict(self)


def _fits(value: Any, kind: type) -> bool:
    if kind is bool or isinstance(value, bool):
        return type(value) is kind
    return isinstance(value, (int, float)) and value >= 0
