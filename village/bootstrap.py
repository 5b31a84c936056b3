"""Settings → an open storage at the present schema, and the forms in force."""

from __future__ import annotations

from pathlib import Path

from village.forms.loader import load_forms, shipped_forms
from village.forms.schema import Form
from village.settings import Settings
from village.storage.engine import open_engine
from village.storage.schema import upgrade
from village.storage.unit_of_work import Storage


def open_storage(settings: Settings) -> Storage:
    """The office's storage, created or brought up to date if need be.

    Raises:
        StorageError: the database cannot be opened.
    """
    engine = open_engine(settings.database)
    upgrade(engine)
    return Storage(engine)


def open_forms(settings: Settings) -> dict[str, Form]:
    """Shipped forms, with the office's own over them.

    Raises:
        FormInvalid: a file of the office cannot be used.
    """
    own = load_forms(Path(settings.forms_dir)) if settings.forms_dir else {}
    return {**shipped_forms(), **own}
