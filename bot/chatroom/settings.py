"""What the people's side may switch while the room runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from bot.chatroom.errors import RoomError


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
                raise RoomError(400, f"there is no setting {name}")
            number = known[name] is not bool and isinstance(value, (int, float)) and not isinstance(value, bool)
            if not (number and value >= 0) and type(value) is not known[name]:
                raise RoomError(400, f"{name} takes a {known[name].__name__}")
        for name, value in given.items():
            setattr(self, name, known[name](value))

    def view(self) -> dict[str, Any]:
        """All switches."""
        return asdict(self)
