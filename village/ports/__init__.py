"""What the services ask of storage: read this page first.

Every method runs inside a unit of work, takes and returns the classes of ``village.model``, and may raise
``StorageError`` when the database cannot do it now. All moments are aware.
"""

from __future__ import annotations

from village.ports.duties import Decisions, Duties, Occurrences, Reports, Sessions
from village.ports.events import Incidents, Notices, Responses
from village.ports.messages import Beats, Cards, Inbox, Log, Outbox
from village.ports.people import Groups, Invitations, People, Roster, Units
from village.ports.plans import Files, Plans
from village.ports.problems import Attachments, Problems
from village.ports.questions import Faqs, Figures, Questions, Words
from village.ports.unit_of_work import UnitOfWork

__all__ = [
    "Attachments",
    "Beats",
    "Cards",
    "Decisions",
    "Duties",
    "Faqs",
    "Figures",
    "Files",
    "Groups",
    "Inbox",
    "Incidents",
    "Invitations",
    "Log",
    "Notices",
    "Occurrences",
    "Outbox",
    "People",
    "Plans",
    "Problems",
    "Questions",
    "Reports",
    "Responses",
    "Roster",
    "Sessions",
    "UnitOfWork",
    "Units",
    "Words",
]
