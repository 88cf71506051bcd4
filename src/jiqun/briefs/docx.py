"""A page as a Word document: headings, tables and drawings that can be edited on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from jiqun.briefs.pages import Block, Page
from jiqun.charts import render_png
from jiqun.core import say

#: Typefaces that offices have, Latin and Chinese.
LATIN, CHINESE = "Arial", "Microsoft YaHei"
INK, MUTED, ACCENT, WARN = "1B2A2C", "55666A", "0B6E6E", "A84E06"
LINE, BASE, WARN_SOFT = "D7DEDD", "ECEEEA", "FBEAD6"
#: Millimetres of an A4 page: its text's width, its margins.
WIDTH, SIDE, TOP = 178, 16, 18
#: Points that a millimetre has, and what a drawing's point is enlarged by.
POINTS_A_MM, ENLARGED = 72 / 25.4, 1.1
#: Time in every part of the file: equal pages give equal bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def render_docx(page: Page) -> bytes:
    """Set a page as a Word document (Office Open XML); equal pages give equal bytes.

    Parameters
    ----------
    page
        What to set. Its words stay words: nothing in them is a field, a link or a macro.

    Returns
    -------
    bytes
        Headings have heading styles, tables have header rows that repeat, drawings are PNG with
        their description as alternative text.
    """
    import docx

    document = docx.Document()
    _prepare(document, page)
    _head(document, page)
    for section in page.sections:
        if section.title:
            document.add_heading(_clean(section.title), level=1)
        if section.note:
            _paragraph(document, section.note, style="Note")
        for block in section.blocks:
            _block(document, block)
    made = io.BytesIO()
    document.save(made)
    return _settled(made.getvalue())


def _prepare(document: Any, page: Page) -> None:
    """Set paper, typefaces, language, the lines above and below every page, and the properties."""
    from docx.shared import Mm

    paper = document.sections[0]
    paper.page_width, paper.page_height = Mm(210), Mm(297)
    paper.left_margin = paper.right_margin = Mm(SIDE)
    paper.top_margin = paper.bottom_margin = Mm(TOP)
    _styles(document, "zh-CN" if page.lang == "zh" else "en-GB")
    head = paper.header.paragraphs[0]
    _run(head, say("briefs.wordmark", page.lang), colour=ACCENT, size=7.5, bold=True)
    _run(head, f"    {page.kicker}", colour=MUTED, size=7.5)
    if page.banner:
        _run(head, f"    {page.banner}", colour=WARN, size=7.5, bold=True)
    foot = paper.footer.paragraphs[0]
    _run(foot, f"{page.foot}    ", colour=MUTED, size=7.5)
    _field(foot, "PAGE")
    _run(foot, " / ", colour=MUTED, size=7.5)
    _field(foot, "NUMPAGES")
    told, at = document.core_properties, datetime.fromisoformat(page.time).replace(tzinfo=None)
    told.title, told.author, told.comments = _clean(page.title), "jiqun", ""
    told.subject, told.language = _clean(page.kicker), "zh-CN" if page.lang == "zh" else "en-GB"
    told.created = told.modified = at
    told.last_modified_by, told.revision = "jiqun", 1


def _styles(document: Any, language: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    styles = document.styles
    styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    looks = {
        "Normal": (9.5, INK, False, 4), "Note": (8, MUTED, False, 4), "Title": (20, INK, True, 2),
        "Heading 1": (12.5, INK, True, 4), "Heading 2": (10.5, INK, True, 3),
        "List Bullet": (9.5, INK, False, 2),
    }  # fmt: skip
    for name, (size, colour, bold, after) in looks.items():
        style = styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = _rgb(colour)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.space_before = Pt(12 if name == "Heading 1" else 0)
        _face(style.element.get_or_add_rPr(), language)
    title = styles["Title"].element
    for holder, names in ((title.pPr, ("pBdr",)), (title.rPr, ("spacing", "kern"))):
        for found in [one for name in names for one in holder.findall(_name(name))]:
            holder.remove(found)


def _face(properties: Any, language: str) -> None:
    """Give both scripts their typeface, and say which language it is."""
    fonts = properties.find(_name("rFonts"))
    if fonts is None:
        fonts = properties.makeelement(_name("rFonts"), {})
        properties.insert(0, fonts)
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, face in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", CHINESE)):
        fonts.set(_name(key), face)
    for old in properties.findall(_name("lang")):
        properties.remove(old)
    spoken = {_name("val"): language, _name("eastAsia"): "zh-CN"}
    properties.append(properties.makeelement(_name("lang"), spoken))


def _head(document: Any, page: Page) -> None:
    """Set the banner, the title block, the lead and the key figures."""
    if page.banner:
        warned = _paragraph(document, "", style="Normal")
        _run(warned, page.banner, colour="6F3404", bold=True)
        _shade(warned._p.get_or_add_pPr(), WARN_SOFT)  # noqa: SLF001 - shading has no other door
    document.add_paragraph(_clean(page.title), style="Title")
    if page.other_title:
        _run(_paragraph(document, "", style="Normal"), page.other_title, colour=MUTED, size=11)
    meta = _paragraph(document, "", style="Normal")
    for label, value in page.meta:
        _run(meta, f"{label} ", colour=MUTED, size=8)
        _run(meta, f"{value}    ", size=8)
    joined = ("" if page.lang == "zh" else " ").join(part for part in page.lead if part)
    _run(_paragraph(document, "", style="Normal"), joined, size=11)
    if page.figures:
        _figures(document, page)


def _figures(document: Any, page: Page) -> None:
    table = document.add_table(rows=1, cols=len(page.figures))
    _ruled(table, inner="")
    for cell, one in zip(table.rows[0].cells, page.figures, strict=True):
        first = cell.paragraphs[0]
        _run(first, one.label, colour=MUTED, size=8)
        _run(cell.add_paragraph(), one.value, colour=ACCENT, size=16, bold=True)
        if one.note:
            _run(cell.add_paragraph(), one.note, colour=MUTED, size=7.5)


def _block(document: Any, block: Block) -> None:
    """Set one block; what stands side by side on paper stands one below the other here."""
    if block["kind"] == "pair":
        for inner in (*block["left"], *block["right"]):
            _block(document, inner)
        return
    SET[block["kind"]](document, block)


def _text(document: Any, block: Block) -> None:
    for text in block["paragraphs"]:
        _paragraph(document, text, style="Normal")


def _list(document: Any, block: Block) -> None:
    for item in block["items"]:
        _paragraph(document, item, style="List Bullet")


def _heading(document: Any, block: Block) -> None:
    told = f" ({block['badge']})" if block["badge"] else ""
    document.add_heading(_clean(f"{block['title']}{told}"), level=2)
    if block["note"]:
        _paragraph(document, f"~ {block['note']}" if told else block["note"], style="Note")


def _chart(document: Any, block: Block) -> None:
    from docx.shared import Mm

    if block["caption"]:
        _run(_paragraph(document, "", style="Normal"), block["caption"], bold=True, size=9)
    wide = min(WIDTH, 1.3 * ENLARGED * block["width"] / POINTS_A_MM)
    holder = _paragraph(document, "", style="Normal")
    drawing = holder.add_run().add_picture(io.BytesIO(render_png(block["svg"])), width=Mm(wide))
    told = drawing._inline.docPr  # noqa: SLF001 - alternative text has no other door
    told.set("descr", _clean(block["alt"]))
    told.set("name", _clean(block["name"]))
    if block["note"]:
        _paragraph(document, block["note"], style="Note")


def _table(document: Any, block: Block) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    columns: Sequence[dict[str, str]] = block["columns"]
    table = document.add_table(rows=1, cols=len(columns))
    table.autofit = False
    _ruled(table, inner=LINE)
    _kept(table.rows[0], "tblHeader")
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _run(cell.paragraphs[0], column["title"], colour=MUTED, size=8)
    for row in block["rows"]:
        for cell, told in zip(table.add_row().cells, row, strict=True):
            _cell(cell.paragraphs[0], told)
    widths = [Mm(WIDTH * share / sum(block["widths"])) for share in block["widths"]]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        _kept(row)
        for cell, column, width in zip(row.cells, columns, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = 0
            if column["align"] == "right":
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _paragraph(document, block["note"], style="Note")


SET: Mapping[str, Callable[[Any, Block], None]] = {
    "chart": _chart, "heading": _heading, "list": _list, "table": _table, "text": _text,
}  # fmt: skip


def _cell(paragraph: Any, told: Block) -> None:
    """Write a cell: its mark, its words, the smaller ones after them."""
    if told["mark"]:
        sign = "~ " if told["mark"] == "unsure" else "≡ "
        _run(
            paragraph, sign, colour=WARN if told["mark"] == "unsure" else MUTED, size=8.5, bold=True
        )
    tone = MUTED if told["tone"] == "muted" else INK
    _run(paragraph, told["text"], colour=tone, size=8.5, bold=bool(told["strong"]))
    if told["minor"]:
        _run(paragraph, f"  {told['minor']}", colour=MUTED, size=7.5)


def _paragraph(document: Any, text: str, *, style: str) -> Any:
    return document.add_paragraph(_clean(text), style=style)


def _run(
    paragraph: Any, text: str, *, colour: str = INK, size: float | None = None, bold: bool = False
) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(_clean(text))
    run.font.color.rgb, run.font.bold = _rgb(colour), bold
    if size is not None:
        run.font.size = Pt(size)


def _field(paragraph: Any, name: str) -> None:
    """Put a number that the reader's program counts."""
    run = paragraph.add_run()
    run.font.color.rgb = _rgb(MUTED)
    for kind in ("begin", "instr", "end"):
        if kind == "instr":
            part = run._r.makeelement(_name("instrText"), {})  # noqa: SLF001 - fields have no door
            part.text = name
        else:
            part = run._r.makeelement(_name("fldChar"), {_name("fldCharType"): kind})  # noqa: SLF001
        run._r.append(part)  # noqa: SLF001


def _ruled(table: Any, *, inner: str) -> None:
    """Draw thin lines above, below and, where a colour is named, between the rows; none upright."""
    properties = table._tbl.tblPr  # noqa: SLF001 - borders have no other door
    borders = properties.makeelement(_name("tblBorders"), {})
    for side in ("top", "bottom", "insideH"):
        colour = inner if side == "insideH" else MUTED
        look = {
            "val": "single" if colour else "nil",
            "sz": "4",
            "space": "0",
            "color": colour or "auto",
        }
        borders.append(
            borders.makeelement(_name(side), {_name(key): value for key, value in look.items()})
        )
    properties.append(borders)


def _kept(row: Any, how: str = "cantSplit") -> None:
    """Keep a row on one page ("cantSplit"), or have it stand on every page ("tblHeader")."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - header rows have no other door
    properties.append(properties.makeelement(_name(how), {_name("val"): "true"}))


def _shade(properties: Any, colour: str) -> None:
    look = {_name("val"): "clear", _name("color"): "auto", _name("fill"): colour}
    properties.append(properties.makeelement(_name("shd"), look))


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{tag}"))


def _rgb(colour: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(colour)


def _clean(text: str) -> str:
    """Leave out the characters that XML has no place for."""
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 0x20 and not _unfit(ord(c))))  # noqa: PLR2004


def _unfit(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF or code in {0xFFFE, 0xFFFF} or 0x7F <= code <= 0x9F  # noqa: PLR2004


def _settled(content: bytes) -> bytes:
    """Write the archive again with one time for all its parts."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(part, date_time=EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(part))
    return made.getvalue()
