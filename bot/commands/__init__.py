"""The command line, one file a command.

Each file offers ``add(subparsers)``, which declares its arguments and sets ``run``: a function of the parsed arguments
that returns the exit status.
"""

from __future__ import annotations

import os
from pathlib import Path

from village.settings import CONFIG_FILE, Settings, load_settings


def settings() -> Settings:
    """Settings of this process.

    Raises:
        SettingsInvalid: they cannot be used.
    """
    return load_settings(os.environ, Path(CONFIG_FILE))
