"""The frame of one plan, before any fact is looked for: its tables and its items, signature and annex list left off."""

from __future__ import annotations

from knowledge.extract.clauses import with_ordinals
from knowledge.extract.lines import bare_title, is_title
from knowledge.extract.outline import Outline, outline
from knowledge.extract.patterns import ANNEX, CLOSING, CONTACT, DATE_LINE, MARKER, SIGNER
from knowledge.extract.tables import Tables, tables

_SIGNATURE_LINES = 4
_CLOSING_LINES = 12
_ANNEX_LIST = 600


def structure(folded: str, own: int = 0) -> tuple[Outline, Tables]:
    """Items and tables of a plan; ``own`` is where its own text begins, behind its title and a covering letter."""
    end = before_signature(folded)
    first = folded.partition("\n")[0]
    start = min(len(first), end) if is_title(bare_title(first)) else 0
    grids = tables(folded, start, end)
    rows = [(row.start, row.end) for _, row in grids.tasks()]
    return with_ordinals(folded, outline(folded, start, end, rows, own)), grids


def before_signature(folded: str) -> int:
    """Where the plan ends and the issuer's name and the date under it begin."""
    end = keep = len(folded)
    left = _SIGNATURE_LINES
    for _ in range(_CLOSING_LINES):
        start = folded.rfind("\n", 0, end) + 1
        line = folded[start:end]
        if DATE_LINE.match(line) or (SIGNER.match(line) and start > 0):
            keep = start
        elif CONTACT.match(line) and start > 0:
            keep = start if keep < len(folded) else keep
        elif MARKER.match(line) and "。" in line:
            break
        elif not CLOSING.match(line):
            left -= 1
        end = max(0, start - 1)
        if not left:
            break
    return _before_annex_list(folded, keep)


def _before_annex_list(folded: str, end: int) -> int:
    """Where a closing list of annexes (附件:1.… 2.…) begins; an annex with sentences of its own stays."""
    for hit in ANNEX.finditer(folded, max(0, end - _ANNEX_LIST), end):
        if "。" not in folded[hit.start() : end]:
            return hit.start()
    return end
