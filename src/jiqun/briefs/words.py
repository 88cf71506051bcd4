"""What the numbers mean, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from jiqun.briefs.data import (
    CellBriefData,
    CellRow,
    ClusterBriefData,
    RegionBriefData,
    SchemeRating,
)
from jiqun.briefs.pages import joined
from jiqun.briefs.published import why_unjudged
from jiqun.charts import (
    Estimate,
    show_estimate,
    show_growth,
    show_interval,
    show_quotient,
    show_share,
)
from jiqun.core import Language, say

#: The rising category that is named has at least this share of the region's traded employment.
LARGE = 0.02
NAMED = 3


def explain_cell(data: CellBriefData, lang: Language) -> tuple[str, ...]:
    """Say in plain words what the cell's numbers mean, sentence by sentence."""
    share = (
        say("briefs.say_size_share", lang, share=show_share(data.micro_share))
        if data.micro_share is not None
        else ""
    )
    why = why_unjudged(data.published, lang)
    span = show_interval(data.employment, "employment", lang)
    size = say(
        "briefs.say_size_estimated" if why else "briefs.say_size",
        lang,
        range=say("briefs.say_span", lang, interval=span) if span else "",
        year=data.setting.year,
        region=data.region.of(lang),
        category=data.category.of(lang),
        employment=show_estimate(data.employment, "employment", lang),
        share=share,
    )
    base = data.base.of(lang)
    found = (
        size,
        _quotient(data.quotient, lang),
        say("briefs.say_base", lang, base=base) if base and data.quotient.known else "",
        *(() if why else _rank(data, lang)),
        _important(data, lang),
        *_trend(data, lang),
        why,
        *_ratings(data.ratings, lang),
    )
    return tuple(text for text in found if text)


def explain_cluster(data: ClusterBriefData, lang: Language) -> tuple[str, ...]:
    """Say in plain words what a declared cluster is."""
    programme = data.programme.of(lang)
    words = say("briefs.say_cluster_programme", lang, programme=programme) if programme else ""
    return (say("briefs.say_cluster", lang, name=data.name.of(lang), programme=words),)


def explain_region(data: RegionBriefData, lang: Language) -> tuple[str, ...]:
    """Say in plain words what the region's numbers mean, sentence by sentence."""
    values = {"year": data.setting.year, "region": data.name.of(lang)}
    if data.strong and data.strength.known:
        first = say(
            "briefs.say_region",
            lang,
            share=show_share(data.strength.value),
            interval=_range(data.strength, lang),
            strong=data.strong,
            categories=data.traded_categories,
            **values,
        )
    else:
        present = data.traded_categories or 0
        first = say("briefs.say_region_none", lang, categories=present, **values)
    found = [first, *filter(None, [why_unjudged(data.published, lang)])]
    if data.rank and data.strong:
        found.append(say("briefs.say_region_rank", lang, rank=data.rank, of=data.of))
    top = [row.category.of(lang) for row in strongest(data) if not row.unjudged][:NAMED]
    if top:
        found.append(say("briefs.say_region_top", lang, names=joined(top, lang)))
    return (*found, *_rising(data, lang))


def strongest(data: RegionBriefData, *, least: float = 0.0) -> list[CellRow]:
    """Give the traded cells with a quotient, strong ones first, then by quotient."""
    rows = [
        row
        for row in data.cells
        if row.traded and row.quotient.known and (row.employment.value or 0) >= least
    ]
    return sorted(rows, key=lambda row: (not row.strong, -(row.quotient.value or 0)))


def _important(data: CellBriefData, lang: Language) -> str:
    """Say that it holds much of its category, however its own kind of place rates it."""
    if not data.important or data.important_from is None or not data.base.of(lang):
        return ""
    share, quotient = data.important_from
    lines = {"least": f"{100 * share:g}%", "quotient": f"{quotient:g}"}
    held = show_share(data.macro_share)
    return say("briefs.say_important", lang, share=held, base=data.base.of(lang), **lines)


def _quotient(quotient: Estimate, lang: Language) -> str:
    if quotient.value is None:
        return ""
    if quotient.doubtful and (quotient.low or 0) <= 1 <= (quotient.high or 0):
        key = "open"
    else:
        key = "high" if quotient.value >= 1 else "low"
    return say(
        f"briefs.say_quotient_{key}",
        lang,
        quotient=show_quotient(quotient),
        interval=_interval(quotient, "quotient", lang),
    )


def _interval(estimate: Estimate, quantity: str, lang: Language) -> str:
    text = show_interval(estimate, quantity, lang)
    return say("briefs.say_interval", lang, interval=text) if text else ""


def _range(strength: Estimate, lang: Language) -> str:
    text = show_interval(strength, "strength", lang)
    return say("briefs.say_range", lang, interval=text) if text else ""


def _rank(data: CellBriefData, lang: Language) -> tuple[str, ...]:
    if not data.rank or not data.of or data.of < 2:  # noqa: PLR2004 - alone there is no order
        return ()
    return (say("briefs.say_rank", lang, rank=data.rank, of=data.of),)


def _trend(data: CellBriefData, lang: Language) -> tuple[str, ...]:
    growth, year = data.long_growth, data.growth_since
    if growth is None or year is None:
        return ()
    key = "growing" if growth >= 0 else "shrinking"
    return (say(f"briefs.say_{key}", lang, growth=show_share(abs(growth)), year=year),)


def _ratings(ratings: Sequence[SchemeRating], lang: Language) -> tuple[str, ...]:
    decided = [one for one in ratings if one.rating is not None]
    if not decided:
        return ()
    phrases = [
        say(
            "briefs.say_rating_one",
            lang,
            rating=one.rating.of(lang) if one.rating else "",
            scheme=one.title.of(lang),
        )
        for one in decided
    ]
    said = say("briefs.say_rating", lang, ratings=joined(phrases, lang))
    open_ones = [one.title.of(lang) for one in decided if one.flips]
    if not open_ones:
        return (said,)
    return said, say("briefs.say_flips", lang, schemes=joined(open_ones, lang))


def _rising(data: RegionBriefData, lang: Language) -> tuple[str, ...]:
    least = LARGE * (data.traded_employment or 0)
    rising = [
        row
        for row in data.cells
        if row.traded
        and not row.unjudged
        and (row.growth_per_year or 0) > 0
        and (row.employment.value or 0) >= least > 0
    ]
    if not rising:
        return ()
    best = max(rising, key=lambda row: row.growth_per_year or 0)
    name, growth = best.category.of(lang), show_growth(best.growth_per_year)
    return (say("briefs.say_region_rising", lang, name=name, growth=growth),)
