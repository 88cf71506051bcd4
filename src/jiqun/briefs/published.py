"""What of the numbers is published: shares, kinds of numbers, and what cannot be judged for it."""

from __future__ import annotations

from collections.abc import Sequence

from jiqun.briefs.data import Published
from jiqun.briefs.pages import Block, Section, table_block, text_block
from jiqun.charts import MapFigure, TrendFigure, show_count, show_share
from jiqun.core import Language, quantity, say

#: Kinds of numbers that are counted, in the order in which they are told.
KINDS = ("withheld", "hidden", "imputed", "noisy", "rounded", "unknown")
#: A band narrower than this part of its value is not seen.
SEEN = 0.01


def cannot_be_judged(lang: Language) -> str:
    """Say that there is no rating, for too little is published."""
    words = say("run.cannot-be-judged", lang)
    return words[:1].upper() + words[1:]


def why_unjudged(published: Published, lang: Language) -> str:
    """Say in a sentence why there is no rating; empty where there may be one."""
    if not published.unjudged:
        return ""
    shares = {
        "share": show_share(published.visible_share),
        "least": f"{100 * published.least:g}%",
    }
    if not published.visible_share:
        return say("briefs.say_unjudged_none", lang, least=shares["least"])
    return say("briefs.say_unjudged", lang, **shares)


def published_section(published: Published, lang: Language) -> Section:
    """Tell how the employment is known: as published, put in, or not at all."""
    title = say("briefs.section_published", lang)
    rows = [*_shares(published, lang), *_counts(published, lang)]
    if published.visible_share == 1 and len(rows) == 1:
        return Section(title=title, blocks=(text_block(say("briefs.all_published", lang)),))
    columns = [
        (say("briefs.part", lang), "left"),
        (say("briefs.part_share", lang), "left"),
        (say("briefs.part_numbers", lang), "right"),
    ]
    block = table_block(columns, rows, widths=(0.42, 0.4, 0.18))
    open_ = published.visible_share is None
    note = say("briefs.published_open" if open_ else "briefs.published_note", lang)
    return Section(title=title, note=note, blocks=(block,))


def published_caveats(published: Published, lang: Language) -> list[str]:
    """Say what to keep in mind of numbers that are not simply published."""
    found = []
    if published.unjudged:
        found.append(why_unjudged(published, lang))
    if published.visible_share is None and not published.unknown:
        found.append(say("briefs.published_open", lang))
    if (published.imputed_share or 0) > 0:
        share = show_share(published.imputed_share)
        found.append(say("briefs.caveat_imputed", lang, share=share))
    for kind in ("hidden", "noisy", "rounded", "unknown"):
        count = getattr(published, kind)
        if count:
            found.append(say(f"briefs.caveat_{kind}", lang, numbers=show_count(count, lang)))
    return found


def map_note(map: MapFigure, lang: Language) -> str:
    """Say what a hollow region means; empty where the map has none."""
    if not any(shape.unjudged for shape in map.shapes):
        return ""
    return ("" if lang == "zh" else " ") + say("briefs.map_unjudged", lang)


def _is_seen(point: TrendFigure) -> bool:
    """Say whether a year's data range is wide enough to be seen as a band."""
    low, high = point.value.least, point.value.most
    return low is not None and high is not None and high - low > SEEN * abs(high)


def trend_note(points: Sequence[TrendFigure], lang: Language) -> str:
    """Say what the fan, the band and the rings mean; only those that are drawn."""
    last = points[-1].value if points else None
    marks = {
        "trend_fan": last is not None and last.known and last.doubtful,
        "trend_band": any(_is_seen(point) for point in points),
        "unjudged_mark": any(point.unjudged for point in points),
    }
    said = [say(f"briefs.{key}", lang) for key, drawn in marks.items() if drawn]
    return say("briefs.sentence_join", lang).join(said)


def _shares(published: Published, lang: Language) -> list[list[str | Block]]:
    visible, imputed = published.visible_share, published.imputed_share
    told = show_share(visible) if visible is not None else say("briefs.unknown_share", lang)
    rows: list[list[str | Block]] = [
        [label_of("visible_share", lang), {"text": told, "bar": visible}, ""]
    ]
    if imputed:
        count = show_count(published.imputed, lang) if published.imputed else ""
        share: Block = {"text": show_share(imputed), "bar": imputed}
        rows.append([label_of("imputed_share", lang), share, count])
    return rows


def _counts(published: Published, lang: Language) -> list[list[str | Block]]:
    told = ("imputed",) if published.imputed_share else ()
    return [
        [label_of(kind, lang), "", show_count(getattr(published, kind), lang)]
        for kind in KINDS
        if getattr(published, kind) and kind not in told
    ]


def label_of(id: str, lang: Language) -> str:
    """Give a quantity's short name as a heading."""
    words = quantity(id).short.said(lang)
    return words[:1].upper() + words[1:]
