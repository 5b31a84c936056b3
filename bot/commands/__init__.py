"""The command line, one file a command.

Each file offers ``add(subparsers)``, which declares its arguments and sets ``run``: a function of the parsed arguments
that returns the exit status.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from village.errors import SettingsInvalid
from village.settings import CONFIG_FILE, Settings, load_settings


def settings() -> Settings:
    """Settings of this process, with the folder for its data made.

    Raises:
        SettingsInvalid: they cannot be used.
    """
    made = load_settings(os.environ, Path(CONFIG_FILE))
    try:
        Path(made.data_dir).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"DATA_DIR“{made.data_dir}”用不了（{error.strerror}），请换一个能写的文件夹"
        raise SettingsInvalid([problem]) from error
    return made


def refuse(sentence: str) -> int:
    """Say on standard error why a command cannot be done; returns its exit status."""
    print(sentence, file=sys.stderr)
    return 1
