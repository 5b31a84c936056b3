"""What runs at which interval: APScheduler only wakes the planner, everything owed is rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

PLAN_EVERY = 20.0  # seconds; a reminder may be this late
CLEAN_EVERY = 3600.0
AUDIT_EVERY = 60.0

Job = Callable[[], Awaitable[None]]


def make_scheduler(plan: Job, clean: Job, audit: Job) -> AsyncIOScheduler:
    """A scheduler that plans, cleans and looks after what is overdue, for ever.

    A run that comes late is run all the same and only once (``misfire_grace_time`` and ``coalesce``): by default
    APScheduler drops a job that is more than a second late.
    """
    scheduler = AsyncIOScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})
    scheduler.add_job(plan, "interval", seconds=PLAN_EVERY, id="plan")
    scheduler.add_job(clean, "interval", seconds=CLEAN_EVERY, id="clean")
    scheduler.add_job(audit, "interval", seconds=AUDIT_EVERY, id="audit")
    return scheduler
