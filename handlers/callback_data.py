"""Button payloads: a verb and a few short arguments, within Telegram's 64 bytes."""

from __future__ import annotations

from dataclasses import dataclass

LIMIT = 64


@dataclass(frozen=True, slots=True)
class Tap:
    """What a pressed button asks for. Anything may come in here: a payload is never trusted, only understood."""

    verb: str
    args: tuple[str, ...] = ()

    def number(self, index: int) -> int:
        """The argument as a number.

        Raises:
            ValueError: it is missing or no number: the payload is forged or from another time.
        """
        text = self.text(index)
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise ValueError(text)
        return int(text)

    def text(self, index: int) -> str:
        """The argument as it is.

        Raises:
            ValueError: it is missing.
        """
        if index >= len(self.args):
            raise ValueError(index)
        return self.args[index]


def pack(verb: str, *args: object) -> str:
    """``verb:arg:arg``.

    Raises:
        ValueError: longer than Telegram takes: a programming mistake.
    """
    data = ":".join([verb, *(str(a) for a in args)])
    if len(data.encode()) > LIMIT:
        raise ValueError(data)
    return data


def unpack(data: str) -> Tap:
    """The other way round; never raises."""
    verb, *args = data.split(":")
    return Tap(verb, tuple(args))
