"""Photos, voice notes, files and positions in private: into the open question, or kept until it is said what for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from telegram import Message

from handlers import dialogue, finishing, keyboards, plan_files, problems, said, start
from handlers.keyboards import Markup
from handlers.sentences import explain
from handlers.texts import Html, say, word
from handlers.turn import Turn
from village.forms.schema import Field, FieldKind
from village.model.attachments import Attachment, AttachmentKind
from village.model.messages import NewMessage, OutboxMessage, Rank
from village.ports import UnitOfWork
from village.services import attachments, dialogues
from village.services.access import STAFF
from village.services.attachments import Received

ALBUM_PACE = 2  # seconds; the pieces of an album are answered together


def received(turn: Turn) -> None:
    """Anything but text: kept where it belongs; what cannot be kept gets a kind word."""
    message = turn.update.effective_message
    if turn.person is None or not isinstance(message, Message):
        return start.stranger(turn)
    if message.location:
        return _position(turn, message)
    thing = _thing(turn, message)
    if thing is None or said.is_too_large(message):
        return said.unreadable(turn)
    if message.document and _is_plan(turn, thing):
        return plan_files.receive(turn)
    instead = word("attachment.voice") if thing.kind is AttachmentKind.AUDIO else ""
    _answer(turn, attachments.receive(turn.uow, turn.person, thing, turn.now, instead=instead))


def _thing(turn: Turn, message: Message) -> Attachment | None:
    """What was sent, or None when it is nothing to keep (a sticker, a contact)."""
    part = message.document or message.video or message.voice or message.audio
    sent = message.photo[-1] if message.photo else part
    if sent is None or message.animation:
        return None
    is_sound = bool(message.voice or message.audio)
    mime = "video" if message.video else getattr(part, "mime_type", None) or ""
    is_image = bool(message.photo) or mime.startswith("image/")
    return Attachment(
        id=0,
        person_id=turn.somebody.id,
        kind=AttachmentKind.IMAGE if is_image else AttachmentKind.AUDIO if is_sound else AttachmentKind.FILE,
        token=sent.file_id,
        unique=sent.file_unique_id,
        received_at=turn.now,
        caption=(message.caption or "").strip(),
        mime=mime[:120],
        name=_name(message)[:255],
        size=sent.file_size or 0,
        album=message.media_group_id or "",
        flagged=is_sound,
    )


def _name(message: Message) -> str:
    """The file's name; a photo or voice note has none, which is how it is known later what it was sent as."""
    named = message.document or message.audio
    return named.file_name or "file" if named else ""


def _is_plan(turn: Turn, thing: Attachment) -> bool:
    """Whether a document is for the plan library, or for nothing: no question is open that asks for something sent."""
    if thing.kind is not AttachmentKind.FILE:
        return False
    saved = dialogues.current(turn.uow, turn.somebody)
    question = saved.session.question if saved else None
    if question is None:
        return True
    readable = thing.name.lower().endswith(plan_files.READABLE)
    return not question.kind.is_attachment and turn.somebody.has(*STAFF) and readable


def _answer(turn: Turn, got: Received) -> None:
    """What is said to it; the pieces of an album get one answer together, while their question is open."""
    if got.refused is not None:
        turn.say(explain(got.refused) or say("invalid.other"))
    is_open = got.saved is None or _asked(got) is not None
    if got.attachment.album and is_open:
        return _answer_album(turn, got)
    if got.is_more:
        return None
    if got.saved is None:
        return turn.say(*_what_for(turn.uow, [got.attachment]))
    question = _asked(got)
    if got.refused is None and question is not None and not question.kind.is_attachment:
        turn.say(say(f"attachment.kept_{got.attachment.kind}"))
    if dialogue.is_done(got.saved):
        return finishing.finish(turn, got.saved.subject)
    turn.say(*dialogue.view(turn, got.saved))


def _asked(got: Received) -> Field | None:
    """The question it was sent to, if that is still the open one."""
    question = got.saved.session.question if got.saved else None
    return question if question is not None and question.name == got.attachment.field else None


def _answer_album(turn: Turn, got: Received) -> None:
    """Made when the pieces that come within two seconds are there."""
    slot = int(turn.now.timestamp()) // ALBUM_PACE
    key = f"album:{got.attachment.album}/p{turn.somebody.id}/{slot}"
    body = {"person": turn.somebody.id, "album": got.attachment.album}
    ready = datetime.fromtimestamp((slot + 1) * ALBUM_PACE, UTC)
    gone = turn.now + timedelta(minutes=10)
    turn.messages.append(NewMessage(key, "album", body, Rank.REPLY, turn.chat_id, ready, gone))


def album(uow: UnitOfWork, message: OutboxMessage) -> tuple[Html, Markup] | None:
    """The question an album went to, or what it is for; nothing once that is over."""
    pieces = uow.attachments.of_album(message.body["person"], message.body["album"])
    if not pieces[0].subject:
        return _what_for(uow, pieces)
    saved = uow.sessions.find(pieces[0].person_id, pieces[0].subject)
    question = saved.session.question if saved else None
    if saved is None or question is None or question.name != pieces[0].field:
        return None
    return dialogue.asked(saved)


def _what_for(uow: UnitOfWork, pieces: list[Attachment]) -> tuple[Html, Markup]:
    first = pieces[0]
    rows = problems.for_attachment(uow, uow.people.get(first.person_id), first.id)
    return say(f"attachment.what_for_{first.kind}", count=len(pieces)), keyboards.inline(*rows)


def _position(turn: Turn, message: Message) -> None:
    """A position answers a question for a place; elsewhere words are wanted."""
    saved = dialogues.current(turn.uow, turn.somebody)
    question = saved.session.question if saved else None
    if saved is None or question is None or message.location is None:
        return said.unreadable(turn)
    if question.kind is not FieldKind.PLACE:
        turn.say(say("attachment.no_place"))
        return turn.say(*dialogue.view(turn, saved))
    where = f"{message.location.latitude:.6f},{message.location.longitude:.6f}"
    finishing.handed_in(turn, dialogue.answer(turn, saved, where))
