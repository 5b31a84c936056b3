"""What stands around the text of an official paper: page numbers, the draft mark, faces to fall back on."""

from __future__ import annotations

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

PAGE_NUMBER_SIZE = 28  # 四号, in half points
PAGE_FACE = "宋体"
DRAFT_SIZE = 44
DRAFT_GREY = "BFBFBF"

# Where a face is absent, Word, WPS and LibreOffice take the alternative named in the table of fonts.
FALLBACKS = (
    ("方正小标宋简体", "宋体", "03000509000000000000", "script"),
    ("仿宋_GB2312", "仿宋", "02010609030101010101", "modern"),
    ("楷体_GB2312", "楷体", "02010609030101010101", "modern"),
    ("仿宋", "FangSong", "02010609060101010101", "modern"),
    ("楷体", "KaiTi", "02010609060101010101", "modern"),
    ("黑体", "SimHei", "02010609060101010101", "modern"),
    ("宋体", "SimSun", "02010600030101010101", "auto"),
)


def font_table(document: Any) -> None:
    """Name an alternative for every Chinese face."""
    part = next(p for p in document.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    fonts = etree.fromstring(part.blob)
    known = {font.get(qn("w:name")) for font in fonts}
    for name, alternative, panose, family in FALLBACKS:
        if name in known:
            continue
        font = etree.SubElement(fonts, qn("w:font"))
        font.set(qn("w:name"), name)
        for tag, value in (("altName", alternative), ("panose1", panose), ("charset", "86"), ("family", family)):
            etree.SubElement(font, qn(f"w:{tag}")).set(qn("w:val"), value)
    part._blob = etree.tostring(fonts, xml_declaration=True, encoding="UTF-8", standalone=True)


def page_footers(section: Any) -> None:
    """“— 1 —”, one character in from the right on odd pages and from the left on even ones."""
    for footer, side, indent in ((section.footer, "right", "right"), (section.even_page_footer, "left", "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        for old in list(paragraph):
            paragraph.remove(old)
        for piece in _page_number(side, indent):
            paragraph.append(piece)


def _page_number(side: str, indent: str) -> list[Any]:
    face = f'<w:rFonts w:ascii="{PAGE_FACE}" w:hAnsi="{PAGE_FACE}" w:eastAsia="{PAGE_FACE}"/>'
    look = f'<w:rPr>{face}<w:sz w:val="{PAGE_NUMBER_SIZE}"/><w:szCs w:val="{PAGE_NUMBER_SIZE}"/></w:rPr>'
    place = f'<w:ind w:firstLineChars="0" w:firstLine="0" w:{indent}Chars="100" w:{indent}="280"/>'
    line = '<w:spacing w:line="280" w:lineRule="exact"/>'
    parts = [f'<w:pPr {nsdecls("w")}>{line}{place}<w:jc w:val="{side}"/></w:pPr>']
    parts.append(f'<w:r {nsdecls("w")}>{look}<w:t xml:space="preserve">— </w:t></w:r>')
    parts += [f'<w:r {nsdecls("w")}>{look}<w:fldChar w:fldCharType="begin"/></w:r>']
    parts += [f'<w:r {nsdecls("w")}>{look}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>']
    parts += [f'<w:r {nsdecls("w")}>{look}<w:fldChar w:fldCharType="separate"/></w:r>']
    parts += [f"<w:r {nsdecls('w')}>{look}<w:t>1</w:t></w:r>"]
    parts += [f'<w:r {nsdecls("w")}>{look}<w:fldChar w:fldCharType="end"/></w:r>']
    parts.append(f'<w:r {nsdecls("w")}>{look}<w:t xml:space="preserve"> —</w:t></w:r>')
    return [parse_xml(part) for part in parts]


def draft_header(section: Any, words: str, face: str) -> None:
    """Large grey words at the head of every page, so that no draft is taken for the report."""
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]._p
        for old in list(paragraph):
            paragraph.remove(old)
        place = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
        paragraph.append(
            parse_xml(
                f'<w:pPr {nsdecls("w")}><w:spacing w:line="600" w:lineRule="exact"/>{place}'
                '<w:jc w:val="center"/></w:pPr>'
            )
        )
        look = (
            f'<w:rPr><w:rFonts w:eastAsia="{face}"/><w:color w:val="{DRAFT_GREY}"/><w:spacing w:val="40"/>'
            f'<w:sz w:val="{DRAFT_SIZE}"/><w:szCs w:val="{DRAFT_SIZE}"/></w:rPr>'
        )
        run = parse_xml(f"<w:r {nsdecls('w')}>{look}<w:t/></w:r>")
        run.find(qn("w:t")).text = words
        paragraph.append(run)
