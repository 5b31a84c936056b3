"""Word files with what python-docx does not write: automatic numbers, footnotes, smart tags, tracked changes."""

from __future__ import annotations

import zipfile
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def para(inside: str, number: tuple[int, int] | None = None, style: str = "") -> str:
    """A paragraph; ``number`` is its list and level."""
    listed = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    body = inside if inside.startswith("<") else run(inside)
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr>{body}</w:p>"


def level(depth: int, style: str, text: str, more: str = "") -> str:
    form = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{form}</w:lvl>'


def lists(levels: str, numbers: str = "") -> str:
    """A numbering part with one list of these levels, list 1; ``numbers`` adds more."""
    one = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{one}{numbers}</w:numbering>'


def docx(path: Path, body: str, **parts: str) -> Path:
    """A package with this body; ``parts`` are further parts by name, such as ``numbering``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("_rels/.rels", _RELS)
        packed.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            packed.writestr(f"word/{name}.xml", content)
    return path
