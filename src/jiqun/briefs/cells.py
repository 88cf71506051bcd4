"""A cell's brief: a category in a region, how strong under each scheme, how sure, beside whom."""

from __future__ import annotations

from collections.abc import Sequence

from jiqun.briefs.data import CellBriefData, CellRow, MemberRow, SchemeRating, Setting
from jiqun.briefs.doubts import Bounds, Doubt, times, told_quantities
from jiqun.briefs.pages import (
    Block,
    KeyFigure,
    Page,
    Section,
    banner,
    chart_block,
    closing,
    figure,
    foot,
    heading_block,
    joined,
    kicker,
    label,
    meta_lines,
    other_language,
    pair_block,
    table_block,
    text_block,
)
from jiqun.briefs.published import (
    cannot_be_judged,
    map_note,
    published_caveats,
    published_section,
    trend_note,
)
from jiqun.briefs.words import explain_cell
from jiqun.charts import (
    Estimate,
    RankingFigure,
    criteria_bullets,
    locator_map,
    quotient_dots,
    show_chance,
    show_count,
    show_estimate,
    show_growth,
    show_interval,
    show_quotient,
    show_share,
    trend,
)
from jiqun.core import Language, glossary, named, quantity, say

COMPARED = 9
#: Parts of the doubt whose ends are facts.
#: Key figures that stand even if unknown, and the most there are.
ALWAYS, MOST = 2, 6
MEMBERS = 14
#: Missing quantities that are named before the rest is counted.
NAMED = 3


def cell_page(data: CellBriefData, *, lang: Language) -> Page:
    """Build a cell's brief in one language.

    Parameters
    ----------
    data
        Everything it shows.
    lang
        Language of every word in it.
    """
    title, other = (_title(data, language) for language in (lang, other_language(lang)))
    return Page(
        lang=lang,
        kicker=kicker("cell", data.setting, lang),
        title=title,
        other_title=other if other != title else "",
        meta=_meta(data, lang),
        banner=banner(data.setting, lang),
        lead=explain_cell(data, lang),
        figures=_figures(data, lang),
        sections=(
            *_position(data, lang),
            *doubt_section(data.doubt, lang),
            published_section(data.published, lang),
            _trends(data, lang),
            _members(data, lang),
            *_criteria(data, lang),
            *_beside(data, lang),
            *closing(
                data.setting,
                lang=lang,
                title=title,
                caveats=_caveats(data, lang),
                method=_method(data, lang),
            ),
        ),
        foot=foot(data.setting, lang=lang, title=title),
        stem=f"cell-{data.cell}-{lang}",
        time=data.setting.time,
    )


def _title(data: CellBriefData, lang: Language) -> str:
    names = {"category": data.category.of(lang), "region": data.region.of(lang)}
    return say("briefs.title_cell", lang, **names)


def _meta(data: CellBriefData, lang: Language) -> tuple[tuple[str, str], ...]:
    parents = [parent.of(lang) for parent in data.parents]
    lines = {
        "where": say("briefs.separator", lang).join([data.region.of(lang), *parents]),
        "level": data.level.of(lang),
        "kind": say("briefs.traded" if data.traded else "briefs.local", lang),
        "code": data.cell,
    }
    return meta_lines(lines, lang)


def _figures(data: CellBriefData, lang: Language) -> tuple[KeyFigure, ...]:
    rank = (
        say("briefs.rank_note", lang, rank=data.rank, of=data.of) if data.rank and data.of else ""
    )
    wage = say("briefs.wage_note", lang, currency=data.currency)
    shown = [
        KeyFigure(
            label=quantity("employment").title.said(lang),
            value=show_estimate(data.employment, "employment", lang),
            note=interval_note(data.employment, "employment", lang) or rank,
        ),
        KeyFigure(
            label=quantity("quotient").title.said(lang),
            value=show_quotient(data.quotient),
            note=interval_note(data.quotient, "quotient", lang),
        ),
        figure("establishments", show_count(data.establishments, lang), lang),
        figure("micro_share", show_share(data.micro_share), lang),
        figure("macro_share", show_share(data.macro_share), lang, note=_of_base(data, lang)),
        figure("growth", show_growth(data.growth_per_year), lang, note=_growing(data, lang)),
        figure("wage", show_count(data.wage, lang), lang, note=wage),
    ]
    return tuple(f for at, f in enumerate(shown) if at < ALWAYS or f.value != "–")[:MOST]


def _of_base(data: CellBriefData, lang: Language) -> str:
    """Name the whole that the share is a part of."""
    base = data.base.of(lang)
    return say("briefs.of_base", lang, base=base) if base else ""


def _growing(data: CellBriefData, lang: Language) -> str:
    """Say since when, and where the growth will be next year."""
    parts = (_since(data, lang), interval_note(data.growth, "growth", lang))
    return say("briefs.separator", lang).join(part for part in parts if part)


def _since(data: CellBriefData, lang: Language) -> str:
    years = [point.year for point in data.employment_trend if point.value.known]
    earlier = [year for year in years if year < (data.setting.year or 0)]
    return say("briefs.growth_note", lang, year=earlier[-1]) if earlier else ""


def interval_note(estimate: Estimate, quantity: str, lang: Language) -> str:
    """Write where it will be next year; empty where nobody knows."""
    text = show_interval(estimate, quantity, lang)
    return say("briefs.interval", lang, interval=text) if text else ""


def _position(data: CellBriefData, lang: Language) -> tuple[Section, ...]:
    ratings = ratings_table(data.ratings, lang, visible=data.published.visible_share)
    heading = heading_block(
        say("briefs.section_rating", lang), note=say("briefs.section_rating_note", lang)
    )
    if data.map is None:
        return (Section(title=heading["title"], note=heading["note"], blocks=(ratings,)),)
    words = quantity("quotient")
    note = say(
        "briefs.map_note_quotient",
        lang,
        quantity=words.title.said(lang),
        category=data.category.of(lang),
    )
    note += map_note(data.map, lang)
    map_block = chart_block(locator_map(data.map, lang=lang), name="map")
    where = heading_block(say("briefs.section_map", lang), note=note)
    pair = pair_block([where, map_block], [heading, ratings], widths=(0.48, 0.52))
    return (Section(title="", blocks=(pair,)),)


def ratings_table(
    ratings: Sequence[SchemeRating], lang: Language, *, visible: float | None = None
) -> Block:
    """Set every scheme's verdict side by side, with the chance that it is the same next year.

    ``visible`` is the published part of what is rated.
    """
    if not ratings:
        return text_block(say("briefs.no_ratings", lang))
    heads = (
        say("briefs.scheme", lang),
        quantity("rating").title.said(lang),
        say("briefs.chance", lang),
    )
    columns = [(head, "left") for head in heads]
    rows: list[list[str | Block]] = [
        [one.title.of(lang), _verdict(one, lang), _within(one, lang, visible)] for one in ratings
    ]
    return table_block(columns, rows, widths=(0.38, 0.3, 0.32))


def _verdict(one: SchemeRating, lang: Language) -> Block:
    if one.unjudged:
        return {"text": cannot_be_judged(lang), "tone": "muted", "mark": "level"}
    if one.rating is None:
        return {"text": say("briefs.undecided", lang), "tone": "muted"}
    return {"text": one.rating.of(lang), "strong": True, "rank": one.rank, "best": one.best}


def _within(one: SchemeRating, lang: Language, visible: float | None) -> Block:
    if one.unjudged:
        return {"text": _published_part(visible, lang), "tone": "muted"}
    if one.rating is None:
        quantities = _some([name.of(lang) for name in one.missing], lang)
        return {
            "text": say("briefs.missing", lang, quantities=quantities) if quantities else "–",
            "tone": "muted",
        }
    return {
        "text": show_chance(one.chance),
        "mark": "unsure" if one.unsure else "",
        "minor": say("briefs.list_join", lang).join(_further(one, lang)),
    }


def _further(one: SchemeRating, lang: Language) -> list[str]:
    """Say how likely a strong verdict is to stay strong, and what the data allow beside it."""
    found = []
    if one.strong and one.chance_strong is not None:
        found.append(say("briefs.chance_strong", lang, chance=show_chance(one.chance_strong)))
    if one.low and one.high and one.low != one.high:
        low, high = one.low.of(lang), one.high.of(lang)
        found.append(say("briefs.data_allow", lang, low=low, high=high))
    found += [say(f"briefs.note_{note}", lang, peers=one.peers or 0) for note in one.notes]
    return found


def _published_part(visible: float | None, lang: Language) -> str:
    if not visible:
        return "–" if visible is None else say("briefs.unjudged_none", lang)
    return say("briefs.unjudged_share", lang, share=show_share(visible))


def _some(names: Sequence[str], lang: Language) -> str:
    if len(names) <= NAMED:
        return joined(names, lang)
    first = say("briefs.list_join", lang).join(names[: NAMED - 1])
    if lang == "zh":
        return say("briefs.and_more", lang, names=first, more=len(names))
    return say("briefs.and_more", lang, names=first, more=len(names) - NAMED + 1)


def _trends(data: CellBriefData, lang: Language) -> Section:
    title = say("briefs.section_trend", lang)
    known = [point for point in data.employment_trend if point.value.known]
    if len(known) < 2:  # noqa: PLR2004 - two years make a trend
        words = say("briefs.one_year", lang, year=data.setting.year)
        return Section(title=title, blocks=(text_block(words),))
    left = chart_block(
        trend(data.employment_trend, quantity="employment", lang=lang),
        name="trend-employment",
        caption=quantity("employment").title.said(lang),
    )
    right = chart_block(
        trend(data.quotient_trend, quantity="quotient", lang=lang),
        name="trend-quotient",
        caption=say("briefs.trend_quotient", lang, quantity=quantity("quotient").title.said(lang)),
    )
    note = trend_note(data.employment_trend, lang)
    pair = pair_block([left], [right], widths=(0.5, 0.5))
    return Section(title=title, note=note, blocks=(pair,))


def _criteria(data: CellBriefData, lang: Language) -> tuple[Section, ...]:
    blocks: list[Block] = []
    for one in data.ratings:
        if one.rating is None or not one.criteria:
            continue
        unsure = ""
        if one.unsure:
            unsure = say("briefs.unsure_mark", lang, chance=show_chance(one.chance))
        tone = "warn" if one.unsure else ("good" if one.rank else "plain")
        blocks.append(
            heading_block(one.title.of(lang), badge=one.rating.of(lang), tone=tone, note=unsure)
        )
        name = f"criteria-{one.scheme}"
        blocks.append(chart_block(criteria_bullets(one.criteria, lang=lang), name=name))
    if not blocks:
        return ()
    title, note = (say(f"briefs.section_criteria{end}", lang) for end in ("", "_note"))
    return (Section(title=title, note=note, blocks=tuple(blocks)),)


def _members(data: CellBriefData, lang: Language) -> Section:
    title = say("briefs.section_members", lang)
    rows = data.members[:MEMBERS]
    if not rows:
        return Section(title=title, blocks=(text_block(say("briefs.no_members", lang)),))
    counts = {"shown": len(rows), "total": data.members_total}
    if data.members_total > len(rows):
        note = say("briefs.members_note", lang, **counts)
    else:
        note = say("briefs.members_all", lang, total=data.members_total)
    columns = [
        (label("code", lang), "left"),
        (say("briefs.industry", lang), "left"),
        (quantity("employment").short.said(lang), "right"),
        (quantity("establishments").short.said(lang), "right"),
        (say("briefs.share", lang), "right"),
    ]
    cells = [_member(row, lang) for row in rows]
    table = table_block(columns, cells, widths=(0.1, 0.43, 0.15, 0.14, 0.18))
    return Section(title=title, note=note, blocks=(table,))


def _member(row: MemberRow, lang: Language) -> list[str | Block]:
    return [
        {"text": row.code, "tone": "muted"},
        row.name.of(lang),
        _employed(row, lang),
        show_count(row.establishments, lang),
        {"text": show_share(row.share), "bar": row.share},
    ]


def _employed(row: MemberRow, lang: Language) -> Block:
    kind = "hidden" if row.hidden else "withheld" if row.withheld else "unknown"
    kind = "protected" if row.protected else kind
    if row.employment is None:
        return {"text": say(f"briefs.is_{kind}", lang), "tone": "muted"}
    minor = glossary()["imputed"].term.said(lang) if row.imputed else ""
    minor = say("briefs.is_protected", lang) if row.protected else minor
    return {"text": show_count(row.employment, lang), "minor": minor}


def _beside(data: CellBriefData, lang: Language) -> tuple[Section, ...]:
    left = _dots(data.neighbours, "region", "neighbours", data, lang)
    right = _dots(data.siblings, "category", "siblings", data, lang)
    if not left and not right:
        return ()
    blocks = (pair_block(left, right, widths=(0.5, 0.5)),) if left and right else (*left, *right)
    return (Section(title=say("briefs.section_elsewhere", lang), blocks=blocks),)


def _dots(
    rows: Sequence[CellRow], named: str, key: str, data: CellBriefData, lang: Language
) -> list[Block]:
    here = RankingFigure(
        name=data.region if named == "region" else data.category,
        value=data.quotient,
        here=True,
        unjudged=data.published.unjudged,
    )
    others = [
        RankingFigure(name=getattr(row, named), value=row.quotient, unjudged=row.unjudged)
        for row in rows
    ]
    known = [row for row in others if row.value.known][:COMPARED]
    if not known or not data.quotient.known:
        return []
    order = sorted([here, *known], key=lambda row: -(row.value.value or 0))
    places = {"category": data.category.of(lang), "region": data.region.of(lang)}
    caption = say(f"briefs.{key}", lang, quantity=quantity("quotient").spoken.said(lang), **places)
    marks = say("briefs.marks_quotient", lang, quantity=quantity("quotient").title.said(lang))
    return [chart_block(quotient_dots(order, lang=lang), name=key, caption=caption, note=marks)]


def _caveats(data: CellBriefData, lang: Language) -> list[str]:
    found = [say("briefs.caveat_synthetic", lang)] if data.setting.synthetic else []
    found.append(say("briefs.caveat_quotient", lang))
    unsure = [one.title.of(lang) for one in data.ratings if one.unsure]
    missing = [one.title.of(lang) for one in data.ratings if not one.rating and not one.unjudged]
    if unsure:
        found.append(say("briefs.caveat_unsure", lang, schemes=joined(unsure, lang)))
    found += published_caveats(data.published, lang)
    if missing:
        found.append(say("briefs.caveat_missing", lang, schemes=joined(missing, lang)))
    if len([p for p in data.employment_trend if p.value.known]) < 2:  # noqa: PLR2004 - a trend
        found.append(say("briefs.caveat_one_year", lang))
    return found


def _method(data: CellBriefData, lang: Language) -> list[str]:
    traded = named("traded_employment").said(lang)
    base = traded if data.traded else say("briefs.base_local", lang)
    whole = data.base.of(lang) or say("briefs.whole", lang)
    return [
        say("briefs.method_cell", lang, base=base, whole=whole),
        method_next(data.setting, lang),
    ]


def method_next(setting: Setting, lang: Language) -> str:
    """Say what the interval for next year and the chance of a rating are."""
    basis = setting.basis.words.said(lang) if setting.basis else say("doubt.basis_none", lang)
    return say("briefs.method_next", lang, times=times(setting.interval_level, lang), basis=basis)


def doubt_section(doubt: Doubt | None, lang: Language) -> tuple[Section, ...]:
    """Tell each part of the doubt by its name, in numbers, and what it means."""
    if doubt is None or not doubt.parts:
        return ()
    names = told_quantities(doubt)
    columns = [(say("briefs.doubt_part", lang), "left")]
    columns += [(quantity(name).short.said(lang), "right") for name in names]
    rows: list[list[str | Block]] = []
    for part in doubt.parts:
        said = [part.said.said(lang)] if part.said else []
        minor = say("briefs.sentence_join", lang).join([*said, part.meaning.said(lang)])
        held = {one.quantity: one for one in part.bounds}
        cells = [_ends(held.get(name), lang) for name in names]
        rows.append([{"text": part.title.said(lang), "strong": True, "minor": minor}, *cells])
    width = 0.125
    table = table_block(columns, rows, widths=(1 - width * len(names), *(width,) * len(names)))
    note = text_block(doubt.saturated.said(lang)) if doubt.saturated else None
    blocks = (note, table) if note else (table,)
    title, words = (say(f"briefs.section_doubt{end}", lang) for end in ("", "_note"))
    return (Section(title=title, note=words, blocks=blocks),)


def _ends(bounds: Bounds | None, lang: Language) -> str:
    """Write both ends; one number where they are the same."""
    if bounds is None:
        return ""
    value = Estimate(value=bounds.low, low=bounds.low, high=bounds.high)
    return show_interval(value, bounds.quantity, lang) or show_estimate(
        value, bounds.quantity, lang
    )
