"""Uploaded files as HTTP answers: from disk without reading them whole, or from memory."""

from __future__ import annotations

import io
from pathlib import Path

from aiohttp import web

from bot.chatroom.files import Files
from bot.chatroom.records import StoredFile


def file_answer(files: Files, file: StoredFile, headers: dict[str, str]) -> web.StreamResponse:
    """The file's bytes; 404 when somebody took them out of the folder."""
    content = files.content(file)
    if isinstance(content, Path):
        return web.FileResponse(content, headers=headers)
    return web.Response(body=io.BytesIO(content), headers=headers)
