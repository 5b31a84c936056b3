"""Leaf library: a document in, plan facts out; a question in, cited answers out.

Importing it costs next to nothing: the readers, their word lists and the Word library load with the first document.
"""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import KnowledgeError, UnreadableDocument
from knowledge.facts import Clause, Deadline, Dropped, Indicator, PlanDraft, Reading, Span, Unclear

__all__ = [
    "Clause",
    "Deadline",
    "Dropped",
    "Indicator",
    "KnowledgeError",
    "PlanDraft",
    "Reading",
    "Span",
    "Unclear",
    "UnreadableDocument",
    "as_yaml",
    "from_yaml",
    "read_file",
    "read_text",
]


def read_file(path: Path | str) -> Reading:
    """Read the plans of a text, Markdown or Word file.

    Raises:
        UnreadableDocument: when the file cannot be turned into text; ``reason`` says why in one word.
    """
    from knowledge.reading import read_source

    source = read_source(path)
    return read_text(source.text, source.file)


def read_text(text: str, file: str = "") -> Reading:
    """Read the plans of a text, for instance one pasted into a chat; ``file`` is only noted in the facts."""
    from knowledge.extract.pipeline import read_document

    return read_document(text, file)


def as_yaml(plan: PlanDraft) -> str:
    """A plan as YAML that a person can edit; ``from_yaml`` reads it back the same."""
    from knowledge.exchange import as_yaml as write

    return write(plan)


def from_yaml(text: str) -> PlanDraft:
    """Read a plan back from YAML.

    Raises:
        PlanYamlInvalid: (of ``knowledge.exchange.nodes``) with line and Chinese sentence of every mistake.
    """
    from knowledge.exchange import from_yaml as parse

    return parse(text)
