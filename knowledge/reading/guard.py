"""Files that need a parser are opened in a process of their own, with a bound on time and memory.

A file from outside may be built to fill the memory or to crash a parser. Here the worst it can do is to end that
process; the office goes on and says that the file cannot be read.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from knowledge.errors import UnreadableDocument

SECONDS = 4.5
"""How long a file may take; a plan of a hundred pages takes one."""

MEMORY = 240 * 1024 * 1024
"""Bytes of address space of the process that opens a file."""

_ROOT = Path(__file__).resolve().parents[2]
_REASON = 3


def read_guarded(kind: str, path: Path) -> str:
    """The text of a file, read by ``kind`` in a process of its own.

    Raises:
        UnreadableDocument: with the reason the reader gave, ``too_large`` when it ran out of time or memory,
            ``damaged`` when the parser itself broke.
    """
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "knowledge.reading.guard", kind, str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the file is only an argument
            command,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(path, "too_large") from error
    if done.returncode == 0:
        return done.stdout.decode("utf-8")
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode == _REASON and said in UnreadableDocument.REASONS:
        raise UnreadableDocument(path, said)
    full = done.returncode in (-getattr(signal, "SIGKILL", 9), -getattr(signal, "SIGXCPU", 24))
    raise UnreadableDocument(path, "too_large" if full else "damaged")


def main(kind: str, path: Path) -> int:
    """Read one file under limits; the text, or the reason, goes to standard output."""
    _limit()
    try:
        answer, status = _readers(kind, path), 0
    except UnreadableDocument as error:
        answer, status = error.reason, _REASON
    except (MemoryError, RecursionError):
        answer, status = "too_large", _REASON
    sys.stdout.buffer.write(answer.encode("utf-8", "replace"))
    return status


def _readers(kind: str, path: Path) -> str:
    if kind == "docx":
        from knowledge.reading.docx import read_docx

        return read_docx(path)
    if kind == "pdf":
        from knowledge.reading.pdf import read_pdf

        return read_pdf(path)
    from knowledge.reading.html import read_html

    text = read_html(path.read_bytes())
    if text is None:
        raise UnreadableDocument(path, "unknown_kind")
    return text


def _limit() -> None:
    """Bound this process where the system can: address space, processor time, no core file."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        for what, bound in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, 5), (resource.RLIMIT_AS, MEMORY)):
            resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
