"""What the numbers mean, in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jiqun.briefs.data import (
    CellBriefData,
    CellRow,
    ClusterBriefData,
    RegionBriefData,
    SchemeRating,
)
from jiqun.briefs.doubts import times
from jiqun.briefs.pages import joined
from jiqun.briefs.published import why_unjudged
from jiqun.charts import (
    Estimate,
    show_chance,
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
    span = show_interval(data.employment.within, "employment", lang)
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
        _quotient(data.quotient, data.setting.interval_level, lang),
        _one_plant(data, lang),
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
            interval=_interval(data.strength, "strength", data.setting.interval_level, lang),
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
    """Give the traded cells with a quotient, strong ones first, then the surest.

    Cells whose establishments are not known come after the others, by quotient.
    """
    rows = [
        row
        for row in data.cells
        if row.traded and row.quotient.known and (row.employment.value or 0) >= least
    ]
    return sorted(rows, key=_place)


def _place(row: CellRow) -> tuple[bool, float, float]:
    rank = math.inf if row.evidence_rank is None else row.evidence_rank
    return (not row.strong, rank, -(row.quotient.value or 0))


def _one_plant(data: CellBriefData, lang: Language) -> str:
    """Say that most of it is one establishment, where it is."""
    for part in data.doubt.parts if data.doubt else ():
        if part.telling and part.said:
            return part.said.said(lang)
    return ""


def _important(data: CellBriefData, lang: Language) -> str:
    """Say that it holds much of its category, however its own kind of place rates it."""
    if not data.important or data.important_from is None or not data.base.of(lang):
        return ""
    share, quotient = data.important_from
    lines = {"least": f"{100 * share:g}%", "quotient": f"{quotient:g}"}
    held = show_share(data.macro_share)
    return say("briefs.say_important", lang, share=held, base=data.base.of(lang), **lines)


def _quotient(quotient: Estimate, level: float, lang: Language) -> str:
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
        interval=_interval(quotient, "quotient", level, lang),
    )


def _interval(estimate: Estimate, quantity: str, level: float, lang: Language) -> str:
    text = show_interval(estimate, quantity, lang)
    if not text:
        return ""
    return say("briefs.say_interval", lang, interval=text, times=times(level, lang))


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
            chance=_chance(one, lang),
        )
        for one in decided
    ]
    said = say("briefs.say_rating", lang, ratings=joined(phrases, lang))
    if any(one.chance is not None for one in decided):
        return said, say("briefs.say_chance", lang)
    return (said,)


def _chance(one: SchemeRating, lang: Language) -> str:
    """Say in brackets how likely a verdict is to stay, and to stay strong."""
    if one.chance is None:
        return ""
    chance = show_chance(one.chance)
    if one.strong and one.chance_strong is not None:
        strong = show_chance(one.chance_strong)
        return say("briefs.say_chances", lang, chance=chance, strong=strong)
    return say("briefs.in_brackets", lang, chance=chance)


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
