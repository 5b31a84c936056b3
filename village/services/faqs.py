"""Answers the office gave by hand: found again, put right, taken back."""

from __future__ import annotations

from datetime import datetime

from village.errors import NotAllowed, NotFound
from village.model.people import Person
from village.model.questions import Faq
from village.ports import UnitOfWork
from village.services.access import STAFF, may, require_any


def faq_of(uow: UnitOfWork, clerk: Person, faq_id: int) -> Faq:
    """An answer in force that the clerk may use, mend or remove.

    Raises:
        NotFound: there is none, or it was removed.
        NotAllowed: it is another office's.
    """
    faq = uow.faqs.get(faq_id)
    if not faq.live:
        raise NotFound("faq", faq_id)
    _require(uow, clerk, faq)
    return faq


def _require(uow: UnitOfWork, clerk: Person, faq: Faq) -> None:
    if not may(uow.units.tree(), clerk, faq.unit_id, *STAFF):
        raise NotAllowed("mend_faq")


def mend(uow: UnitOfWork, clerk: Person, faq_id: int, text: str, now: datetime) -> Faq:
    """Put an answer right; from now on it is said this way.

    Raises:
        NotFound, NotAllowed: as for ``faq_of``.
    """
    faq = faq_of(uow, clerk, faq_id)
    uow.faqs.mend(faq.id, text, clerk.id, now)
    uow.log.add(now, clerk.id, "mend_faq", f"faq:{faq.id}")
    return uow.faqs.get(faq.id)


def remove(uow: UnitOfWork, clerk: Person, faq_id: int, now: datetime) -> Faq:
    """Take an answer back: nobody is given it from now on.

    Raises:
        NotFound, NotAllowed: as for ``faq_of``.
    """
    faq = faq_of(uow, clerk, faq_id)
    uow.faqs.set_live(faq.id, live=False)
    uow.log.add(now, clerk.id, "remove_faq", f"faq:{faq.id}")
    return faq


def restore(uow: UnitOfWork, clerk: Person, faq_id: int, now: datetime) -> Faq:
    """Put an answer back that was taken out by mistake.

    Raises:
        NotFound: there is none.
        NotAllowed: it is another office's.
    """
    faq = uow.faqs.get(faq_id)
    _require(uow, clerk, faq)
    uow.faqs.set_live(faq.id, live=True)
    uow.log.add(now, clerk.id, "restore_faq", f"faq:{faq.id}")
    return uow.faqs.get(faq.id)


def faqs_of(uow: UnitOfWork, clerk: Person) -> list[Faq]:
    """All answers in force the clerk may mend, newest first; the same answer to several wordings stands once.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(clerk, "see_faqs", *STAFF)
    tree = uow.units.tree()
    mine = [faq for faq in uow.faqs.all() if may(tree, clerk, faq.unit_id, *STAFF)]
    return list({faq.answer: faq for faq in reversed(mine)}.values())[::-1]
