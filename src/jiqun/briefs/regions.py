"""A region's brief: its portfolio, its strongest and rising categories, how it stands."""

from __future__ import annotations

from jiqun.briefs.cells import interval_note, method_next
from jiqun.briefs.data import CellRow, RegionBriefData
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
    kicker,
    label,
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
from jiqun.briefs.words import explain_region, strongest
from jiqun.charts import (
    Names,
    PortfolioFigure,
    RankingFigure,
    RatingFigure,
    locator_map,
    portfolio_bubbles,
    quotient_dots,
    rating_bars,
    show_chance,
    show_count,
    show_estimate,
    show_growth,
    show_interval,
    show_quotient,
    show_share,
    trend,
)
from jiqun.core import Language, quantity, say, unit_words

#: A cell in the list has at least this share of the region's traded employment.
LEAST_SHARE = 0.001
LISTED, DOTTED, LABELLED = 15, 8, 9
#: Key figures that stand even if unknown.
ALWAYS = 2


def region_page(data: RegionBriefData, *, lang: Language) -> Page:
    """Build a region's brief in one language.

    Parameters
    ----------
    data
        Everything it shows.
    lang
        Language of every word in it.
    """
    title, other = data.name.of(lang), data.name.of(other_language(lang))
    method = [say("briefs.method_region", lang, scheme=data.leading.of(lang))]
    method.append(method_next(data.setting, lang))
    if data.base.of(lang):
        method.append(say("briefs.method_base", lang, base=data.base.of(lang)))
    return Page(
        lang=lang,
        kicker=kicker("region", data.setting, lang),
        title=title,
        other_title=other if other != title else "",
        meta=_meta(data, lang),
        banner=banner(data.setting, lang),
        lead=explain_region(data, lang),
        figures=_figures(data, lang),
        sections=(
            *_position(data, lang),
            published_section(data.published, lang),
            *_trends(data, lang),
            *_ratings(data, lang),
            *_listing(data, lang),
            *_portfolio(data, lang),
            *closing(
                data.setting, lang=lang, title=title, caveats=_caveats(data, lang), method=method
            ),
        ),
        foot=foot(data.setting, lang=lang, title=title),
        stem=f"region-{data.region}-{lang}",
        time=data.setting.time,
    )


def _meta(data: RegionBriefData, lang: Language) -> tuple[tuple[str, str], ...]:
    unit = unit_words("km²").said(lang)
    area = say("briefs.amount", lang, value=show_count(data.area_km2, lang), unit=unit)
    where = say("briefs.separator", lang).join(parent.of(lang) for parent in data.parents)
    lines = [
        (say("briefs.where", lang), where),
        (label("level", lang), data.level.of(lang)),
        (
            quantity("population").title.said(lang),
            show_count(data.population, lang) if data.population else "",
        ),
        (quantity("area_km2").title.said(lang), area if data.area_km2 else ""),
        (label("code", lang), data.region),
    ]
    return tuple((label, value) for label, value in lines if value)


def _rank(data: RegionBriefData, lang: Language) -> str:
    """Say its place among its peers, and between which places it may be next year."""
    if not data.rank or not data.of:
        return ""
    low, high = data.rank_range or (data.rank, data.rank)
    key = "rank_note" if low == high else "rank_range_note"
    return say(f"briefs.{key}", lang, rank=data.rank, of=data.of, low=low, high=high)


def _figures(data: RegionBriefData, lang: Language) -> tuple[KeyFigure, ...]:
    rank = _rank(data, lang)
    counts = {"categories": data.traded_categories or 0, "local": data.strong_local or 0}
    present = say("briefs.strong_note", lang, **counts)
    many = say("briefs.diversity_note", lang)
    shown = [
        figure(
            "strength",
            show_share(data.strength.value),
            lang,
            note=say("briefs.separator", lang).join(
                filter(None, [interval_note(data.strength, "strength", lang), rank])
            ),
        ),
        figure("strong", _whole(data.strong), lang, note=present),
        figure(
            "employment",
            show_estimate(data.employment, "employment", lang),
            lang,
            note=interval_note(data.employment, "employment", lang),
        ),
        figure("traded_employment", show_count(data.traded_employment, lang), lang),
        figure("establishments", show_count(data.establishments, lang), lang),
        figure("diversity", _whole(data.diversity), lang, note=many),
    ]
    return tuple(f for at, f in enumerate(shown) if at < ALWAYS or f.value != "–")


def _whole(value: int | None) -> str:
    return "–" if value is None else str(value)


def _position(data: RegionBriefData, lang: Language) -> tuple[Section, ...]:
    judged = [row for row in strongest(data, least=_least(data)) if not row.unjudged]
    rows = judged[:DOTTED]
    title = say("briefs.section_strongest", lang)
    if not rows:
        dots: list[Block] = [text_block(say("briefs.no_cells", lang))]
    else:
        order = sorted(rows, key=lambda row: -(row.quotient.value or 0))
        figures = [RankingFigure(name=r.category, value=r.quotient, here=True) for r in order]
        named = quantity("quotient").title.said(lang)
        note = say("briefs.marks_quotient", lang, quantity=named)
        dots = [chart_block(quotient_dots(figures, lang=lang), name="dots", note=note)]
    if data.map is None:
        return (Section(title=title, blocks=tuple(dots)),)
    strength = quantity("strength").title.said(lang)
    note = say("briefs.map_note_strength", lang, quantity=strength, level=data.level.of(lang))
    note += map_note(data.map, lang)
    where = heading_block(say("briefs.section_map", lang), note=note)
    left = [where, chart_block(locator_map(data.map, lang=lang), name="map")]
    pair = pair_block(left, [heading_block(title), *dots], widths=(0.5, 0.5))
    return (Section(title="", blocks=(pair,)),)


def _trends(data: RegionBriefData, lang: Language) -> tuple[Section, ...]:
    title = say("briefs.section_trend", lang)
    known = [point for point in data.employment_trend if point.value.known]
    if len(known) < 2:  # noqa: PLR2004 - two years make a trend
        if not data.setting.year:
            return ()
        words = say("briefs.one_year", lang, year=data.setting.year)
        return (Section(title=title, blocks=(text_block(words),)),)
    charts = [
        chart_block(
            trend(points, quantity=shown, lang=lang),
            name=f"trend-{shown}",
            caption=quantity(shown).title.said(lang),
        )
        for points, shown in (
            (data.employment_trend, "employment"),
            (data.strength_trend, "strength"),
        )
        if any(point.value.known for point in points)
    ]
    pair = pair_block(charts[:1], charts[1:], widths=(0.5, 0.5))
    note = trend_note(data.employment_trend, lang)
    return (Section(title=title, note=note, blocks=(pair,)),)


def _portfolio(data: RegionBriefData, lang: Language) -> tuple[Section, ...]:
    rows = [
        row
        for row in strongest(data, least=_least(data))
        if row.growth_per_year is not None and row.employment.value and not row.unjudged
    ]
    if len(rows) < 3:  # noqa: PLR2004 - fewer say more in the table
        return ()
    largest = sorted(rows, key=lambda row: -(row.employment.value or 0))[:LABELLED]
    figures = [
        PortfolioFigure(
            name=row.category,
            employment=row.employment.value or 0.0,
            quotient=row.quotient,
            growth_per_year=row.growth_per_year,
            strong=row.strong,
            unsure=row.unsure,
            labelled=row in largest,
        )
        for row in rows
    ]
    note = say("briefs.portfolio_note", lang, scheme=data.leading.of(lang))
    block = chart_block(portfolio_bubbles(figures, lang=lang), name="portfolio")
    return (Section(title=say("briefs.section_portfolio", lang), note=note, blocks=(block,)),)


def _ratings(data: RegionBriefData, lang: Language) -> tuple[Section, ...]:
    """Count the traded categories of each rating, the highest first, and how many are sure."""
    rated = [row for row in data.cells if row.traded and row.rating and row.rank is not None]
    if not rated:
        return ()
    figures = []
    for rank in sorted({row.rank or 0 for row in rated}, reverse=True):
        own = [row for row in rated if row.rank == rank]
        unsure, known = sum(r.unsure for r in own), sum(r.chance is not None for r in own)
        figures.append(
            RatingFigure(
                name=own[0].rating or Names(),
                sure=known - unsure,
                unsure=unsure,
                open=len(own) - known,
            )
        )
    note = say("briefs.ratings_note", lang, scheme=data.leading.of(lang), n=len(rated))
    if any(one.open for one in figures):
        note += (" " if lang == "en" else "") + say("briefs.ratings_open", lang)
    block = chart_block(rating_bars(figures, lang=lang), name="ratings")
    return (Section(title=say("briefs.section_ratings", lang), note=note, blocks=(block,)),)


def _listing(data: RegionBriefData, lang: Language) -> tuple[Section, ...]:
    least = _least(data)
    rows = strongest(data, least=least)
    if not rows:
        return ()
    columns = [
        (label("category", lang), "left"),
        (quantity("employment").short.said(lang), "right"),
        (quantity("visible_share").short.said(lang), "right"),
        (quantity("quotient").short.said(lang), "right"),
        (say("doubt.persistence", lang), "left"),
        (quantity("micro_share").short.said(lang), "right"),
        (quantity("growth").short.said(lang), "right"),
        (quantity("rating").short.said(lang), "left"),
    ]
    shown = rows[:LISTED]
    note = say(
        "briefs.listing_note",
        lang,
        shown=len(shown),
        total=len(rows),
        least=show_count(max(1, least), lang),
    )
    table = table_block(
        columns,
        [_row(row, lang) for row in shown],
        widths=(0.19, 0.09, 0.08, 0.08, 0.12, 0.1, 0.18, 0.16),
        emphasis=[row.strong for row in shown],
    )
    return (Section(title=say("briefs.section_listing", lang), note=note, blocks=(table,)),)


def _row(row: CellRow, lang: Language) -> list[str | Block]:
    return [
        row.category.of(lang),
        show_estimate(row.employment, "employment", lang),
        show_share(row.visible_share),
        show_quotient(row.quotient),
        {"text": show_interval(row.quotient, "quotient", lang), "tone": "muted"},
        show_share(row.micro_share),
        {
            "text": show_growth(row.growth_per_year),
            "minor": interval_note(row.growth, "growth", lang) if row.growth.known else "",
        },
        _rating(row, lang),
    ]


def _rating(row: CellRow, lang: Language) -> Block:
    if row.unjudged:
        return {"text": cannot_be_judged(lang), "tone": "muted", "mark": "level"}
    text = row.rating.of(lang) if row.rating else "–"
    if row.chance is None:
        return {"text": text, "strong": row.strong}
    minor = say("briefs.next_year", lang, chance=show_chance(row.chance))
    mark = "unsure" if row.unsure else ""
    return {"text": text, "mark": mark, "strong": row.strong, "minor": minor}


def _least(data: RegionBriefData) -> float:
    return max(1.0, round(LEAST_SHARE * (data.traded_employment or 0)))


def _caveats(data: RegionBriefData, lang: Language) -> list[str]:
    found = [say("briefs.caveat_synthetic", lang)] if data.setting.synthetic else []
    found += [say("briefs.caveat_strength", lang), say("briefs.caveat_quotient", lang)]
    found += published_caveats(data.published, lang)
    if len([p for p in data.employment_trend if p.value.known]) < 2:  # noqa: PLR2004 - a trend
        found.append(say("briefs.caveat_one_year", lang))
    return found
