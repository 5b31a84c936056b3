"""Photos, voice notes and files once more, each under words that say where it belongs."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.texts import Html, say
from handlers.turn import Turn
from village.model.attachments import Attachment, AttachmentKind

MOST = 10


def show(turn: Turn, captions: Mapping[int, Html]) -> None:
    """Send what has these ids, oldest first; of many the newest."""
    sent = turn.uow.attachments.of(captions.keys())
    shown = sent[-MOST:]
    if len(sent) > MOST:
        turn.say(say("attachment.newest", count=len(sent), shown=MOST))
    else:
        turn.say(say("attachment.below", count=len(sent)) if sent else say("attachment.none"))
    for attachment in shown:
        turn.send(_way(attachment), attachment.token, captions[attachment.id])


def _way(attachment: Attachment) -> str:
    """As what it came: the chat network gives out a photo as a photo only, and a file as a file."""
    match attachment.kind:
        case AttachmentKind.IMAGE:
            return "document" if attachment.name else "photo"
        case AttachmentKind.AUDIO:
            return "audio" if attachment.name else "voice"
        case _:
            return "video" if attachment.mime == "video" else "document"
