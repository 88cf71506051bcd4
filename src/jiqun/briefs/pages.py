"""The parts of a page, ready to be set: words, numbers as written, drawings. No layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jiqun.briefs.data import Setting
from jiqun.charts import render_svg
from jiqun.core import Language, Origin, glossary, quantity, say, texts

Block = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A number that stands out: its label, how it is written, its interval or rank."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, a line that explains it, and blocks."""

    title: str
    blocks: tuple[Block, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A brief before it is set as HTML or PDF.

    Attributes
    ----------
    lang
        Language of every word in it.
    kicker, title, other_title, meta
        The title block; ``other_title`` is in the other language, empty where it says the same.
    banner
        What must not be overlooked; empty where there is nothing.
    lead
        What it means in plain words, sentence by sentence.
    figures, sections
        The body, in order.
    foot
        One line below every page.
    stem, time
        Name of the file without extension; ISO time that it shows.
    """

    lang: Language
    kicker: str
    title: str
    other_title: str
    meta: tuple[tuple[str, str], ...]
    banner: str
    lead: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    foot: str
    stem: str
    time: str

    def to_dict(self) -> dict[str, Any]:
        """Give plain values for a template."""
        return asdict(self)


def other_language(lang: Language) -> Language:
    """Give the language that the page is not in."""
    return "zh" if lang == "en" else "en"


def kicker(subject: str, setting: Setting, lang: Language) -> str:
    """Say what the page is about, and of which year."""
    words = [say(f"briefs.kicker_{subject}", lang)]
    if setting.year:
        words.append(say("briefs.data_of", lang, year=setting.year))
    return say("briefs.separator", lang).join(words)


def meta_lines(lines: Mapping[str, str], lang: Language) -> tuple[tuple[str, str], ...]:
    """Name the lines of the title block; those without a value are left out."""
    return tuple((label(key, lang), value) for key, value in lines.items() if value)


def label(key: str, lang: Language) -> str:
    """Name a line or a column: by a word of the glossary or of all tables, else by an own text."""
    if key in glossary():
        words = glossary()[key].term.said(lang)
    else:
        words = say(f"heads.{key}" if key in texts("heads") else f"briefs.{key}", lang)
    return words[:1].upper() + words[1:]


def figure(id: str, value: str, lang: Language, *, note: str = "") -> KeyFigure:
    """Set a quantity as a key figure, by its short title."""
    return KeyFigure(label=quantity(id).short.said(lang), value=value, note=note)


def chart_block(spec: dict[str, Any], *, name: str, caption: str = "", note: str = "") -> Block:
    """Draw a chart; its description is its text for those who cannot see it."""
    alt = spec["description"] if not caption else f"{caption}. {spec['description']}"
    return {
        "kind": "chart",
        "name": name,
        "svg": render_svg(spec, name=name),
        "alt": alt,
        "width": spec["width"],
        "caption": caption,
        "note": note,
    }


def table_block(
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str | Block]],
    *,
    widths: Sequence[float],
    note: str = "",
    emphasis: Sequence[bool] = (),
) -> Block:
    """Set a table; ``columns`` are (title, "left" or "right"), ``widths`` their parts."""
    return {
        "kind": "table",
        "columns": [{"title": title, "align": align} for title, align in columns],
        "rows": [[_cell(cell) for cell in row] for row in rows],
        "widths": list(widths),
        "note": note,
        "emphasis": list(emphasis) or [False] * len(rows),
    }


def _cell(cell: str | Block) -> Block:
    plain: Block = {"text": "", "tone": "", "mark": "", "minor": "", "bar": None, "strong": False}
    return plain | ({"text": cell} if isinstance(cell, str) else cell)


def text_block(*paragraphs: str) -> Block:
    """Set paragraphs."""
    return {"kind": "text", "paragraphs": [p for p in paragraphs if p]}


def list_block(items: Sequence[str]) -> Block:
    """Set a list."""
    return {"kind": "list", "items": list(items)}


def pair_block(
    left: Sequence[Block], right: Sequence[Block], *, widths: tuple[float, float]
) -> Block:
    """Set two columns side by side."""
    return {"kind": "pair", "left": list(left), "right": list(right), "widths": list(widths)}


def heading_block(title: str, *, badge: str = "", tone: str = "", note: str = "") -> Block:
    """Set a small heading with a badge: tone "good", "plain" or "warn"."""
    return {"kind": "heading", "title": title, "badge": badge, "tone": tone, "note": note}


def closing(
    setting: Setting,
    *,
    lang: Language,
    title: str,
    caveats: Sequence[str],
    method: Sequence[str],
    sources: Sequence[str] = (),
) -> tuple[Section, ...]:
    """Give the sections every brief ends with: caveats, sources, method, citation."""
    computed = say(
        "briefs.computed" if setting.record else "briefs.kept",
        lang,
        version=setting.version,
        digest=setting.record.digest[:12] if setting.record else "",
        workspace=setting.workspace,
        commit=setting.commit,
        time=setting.time[:16].replace("T", " "),
    )
    found = [*sources, *(source_line(origin, lang) for origin in setting.origins)]
    return (
        Section(title=say("briefs.section_caveats", lang), blocks=(list_block(caveats),)),
        Section(
            title=say("briefs.section_sources", lang),
            blocks=(list_block(found) if found else text_block(say("briefs.no_sources", lang)),),
        ),
        Section(title=say("briefs.section_method", lang), blocks=(text_block(*method, computed),)),
        Section(
            title=say("briefs.section_cite", lang),
            blocks=(text_block(citation(setting, lang=lang, title=title)),),
        ),
    )


def citation(setting: Setting, *, lang: Language, title: str) -> str:
    """Say how the brief is cited."""
    return say(
        "briefs.cite" if setting.year else "briefs.cite_undated",
        lang,
        version=setting.version,
        title=title,
        workspace=setting.workspace,
        commit=setting.commit,
        date=setting.time[:10],
        **({"year": setting.year} if setting.year else {}),
    )


def source_line(origin: Origin, lang: Language) -> str:
    """Write an origin as one line."""
    parts = [say("briefs.origin", lang, producer=origin.producer, title=origin.title)]
    if origin.version:
        parts.append(say("briefs.origin_version", lang, version=origin.version))
    if origin.licence:
        parts.append(say("briefs.origin_licence", lang, licence=origin.licence))
    stop, comma = ("。", "\uff0c") if lang == "zh" else (".", ", ")
    line = comma.join(parts).rstrip(".。") + stop
    gap = "" if lang == "zh" else " "
    if origin.note:
        line += gap + origin.note[:1].upper() + origin.note[1:].rstrip(".。") + stop
    return line + (f" {origin.url}" if origin.url else "")


def banner(setting: Setting, lang: Language) -> str:
    """Say what must not be overlooked."""
    return say("briefs.banner_synthetic", lang) if setting.synthetic else ""


def foot(setting: Setting, *, lang: Language, title: str) -> str:
    """Write the line below every page."""
    return say("briefs.separator", lang).join([title, setting.workspace, setting.time[:10]])


def joined(names: Sequence[str], lang: Language) -> str:
    """Join names as a sentence does."""
    if len(names) < 2:  # noqa: PLR2004 - a pair is the shortest list
        return "".join(names)
    head = say("briefs.list_join", lang).join(names[:-1])
    return head + say("briefs.list_last", lang) + names[-1]
