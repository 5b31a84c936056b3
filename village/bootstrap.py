"""Settings → an open storage at the present schema, and the forms in force."""

from __future__ import annotations

from pathlib import Path

from village.errors import FormInvalid
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
        FormInvalid: the office's folder is not there, or a file in it cannot be used.
    """
    if not settings.forms_dir:
        return dict(shipped_forms())
    folder = Path(settings.forms_dir)
    if not folder.is_dir():
        raise FormInvalid(str(folder), [(1, "FORMS_DIR 指的文件夹不存在")])
    return {**shipped_forms(), **load_forms(folder)}
