"""The brief of a found cluster: where, who, how strong, how sure, how tied, what is near."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jiqun.briefs.data import SchemeRating, Setting
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
    joined,
    kicker,
    label,
    list_block,
    meta_lines,
    other_language,
    pair_block,
    table_block,
    text_block,
)
from jiqun.briefs.published import cannot_be_judged
from jiqun.charts import (
    Estimate,
    MapFigure,
    Names,
    locator_map,
    show_count,
    show_estimate,
    show_interval,
    show_quotient,
    show_share,
)
from jiqun.core import Language, Words, quantity, say, show_chance, show_ratio, unit_words

#: Kinds of members, by the word for one.
KINDS = {"regions": "region", "industries": "industry", "organisations": "organisation"}
NO_WORDS = Words(en="", zh="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A member of a cluster: its name, what it is more closely, its share (0-1)."""

    name: Names
    note: Names = field(default_factory=Names)
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Members of a kind, the largest first, and how many there are."""

    shown: tuple[Part, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindRow:
    """A find that is counted as the cluster, or another cluster near it.

    Attributes
    ----------
    ways
        In which ways it was found.
    shared
        What it shares with the cluster, 0-1; None where that is not told.
    distance_km
        Between the centres; None where that is not told.
    chance
        As it is written: of being found again next year.
    """

    name: Names
    ways: Words
    employment: Estimate
    quotient: Estimate
    chance: str = ""
    shared: float | None = None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBriefData:
    """The brief of a cluster that was found.

    Attributes
    ----------
    cluster, name
        Its code and its name.
    setting
        What holds for the whole brief.
    sentence, how
        What it is, in one sentence; how it was found and how far beyond chance it is.
    category, level, ways
        What it is of, the regions it was found among, the ways that found it.
    employment, quotient, chance, survival
        The three figures, the chance as it is written; the share of resamples that find it again.
    base
        What the quotient is compared with; empty where that is not known.
    counts, tied
        Further figures, and those of its ties: a quantity's id and its value; None is left out.
    regions, industries, organisations
        Who belongs to it.
    ratings
        Every scheme's verdict.
    tests
        What was tried on it, and what was left, in words.
    finds, cores
        The finds that are this cluster; how many denser cores lie inside.
    ties
        Kinds of ties inside: name, pairs.
    overlapping, near
        Other clusters with some of its members or regions; the nearest ones.
    unknown
        What is not known of it.
    map
        None where there is no position.
    """

    cluster: str
    setting: Setting
    name: Names
    sentence: Words
    how: Words
    category: Names = field(default_factory=Names)
    level: Names = field(default_factory=Names)
    ways: Words = NO_WORDS
    employment: Estimate = field(default_factory=Estimate)
    quotient: Estimate = field(default_factory=Estimate)
    chance: str = ""
    survival: Estimate = field(default_factory=Estimate)
    base: Names = field(default_factory=Names)
    counts: tuple[tuple[str, float | None], ...] = ()
    tied: tuple[tuple[str, float | None], ...] = ()
    regions: Parts = field(default_factory=Parts)
    industries: Parts = field(default_factory=Parts)
    organisations: Parts = field(default_factory=Parts)
    ratings: tuple[SchemeRating, ...] = ()
    tests: tuple[Words, ...] = ()
    finds: tuple[FindRow, ...] = ()
    cores: int = 0
    ties: tuple[tuple[Words, float | None], ...] = ()
    overlapping: tuple[FindRow, ...] = ()
    near: tuple[FindRow, ...] = ()
    unknown: tuple[Words, ...] = ()
    map: MapFigure | None = None


def found_page(data: FoundBriefData, *, lang: Language) -> Page:
    """Build a found cluster's brief in one language.

    Parameters
    ----------
    data
        Everything it shows.
    lang
        Language of every word in it.
    """
    title, other = data.name.of(lang), data.name.of(other_language(lang))
    return Page(
        lang=lang,
        kicker=kicker("found", data.setting, lang),
        title=title,
        other_title=other if other != title else "",
        meta=_meta(data, lang),
        banner=banner(data.setting, lang),
        lead=(data.sentence.said(lang), data.how.said(lang)),
        figures=_figures(data, lang),
        sections=(
            _where(data, lang),
            _who(data, lang),
            *_strong(data, lang),
            *_sure(data, lang),
            *_tied(data, lang),
            *_near(data, lang),
            *_unknown(data, lang),
            *closing(
                data.setting,
                lang=lang,
                title=title,
                caveats=_caveats(data, lang),
                method=_method(data, lang),
            ),
        ),
        foot=foot(data.setting, lang=lang, title=title),
        stem=f"cluster-{data.cluster}-{lang}",
        time=data.setting.time,
    )


def _meta(data: FoundBriefData, lang: Language) -> tuple[tuple[str, str], ...]:
    lines = {
        "category": data.category.of(lang),
        "level": data.level.of(lang),
        "found_by": data.ways.said(lang),
        "code": data.cluster,
    }
    return meta_lines(lines, lang)


def _figures(data: FoundBriefData, lang: Language) -> tuple[KeyFigure, ...]:
    """Set the three figures: how large, how strong, how sure."""
    jobs, strength = data.employment, data.quotient
    ahead = show_interval(strength, "quotient", lang)
    next_year = say("briefs.interval", lang, interval=ahead) if ahead else ""
    compared = say("briefs.against", lang, base=data.base.of(lang)) if data.base.of(lang) else ""
    notes = [part for part in (next_year, compared) if part and strength.known]
    return (
        figure("employment", show_estimate(jobs, "employment", lang), lang,
               note=_members(data, lang)),
        figure("quotient", show_quotient(strength), lang,
               note=say("briefs.separator", lang).join(notes)),
        KeyFigure(
            label=say("briefs.again", lang), value=data.chance or "–", note=_survived(data, lang)
        ),
    )  # fmt: skip


def _members(data: FoundBriefData, lang: Language) -> str:
    counts = {"regions": data.regions.total, "organisations": data.organisations.total}
    told = [
        say(f"briefs.count_{name}", lang, n=show_count(n, lang)) for name, n in counts.items() if n
    ]
    return say("briefs.separator", lang).join(told)


def _survived(data: FoundBriefData, lang: Language) -> str:
    if not data.survival.known:
        return ""
    range_ = show_interval(data.survival, "survival", lang)
    share = show_share(data.survival.value)
    return say("briefs.survived", lang, share=share, interval=f" ({range_})" if range_ else "")


def _where(data: FoundBriefData, lang: Language) -> Section:
    table = _parts(data.regions, "regions", lang)
    if data.map is None:
        return Section(title=say("briefs.section_map", lang), blocks=tuple(table))
    drawn = chart_block(
        locator_map(data.map, lang=lang), name="map", note=say("briefs.map_note_found", lang)
    )
    pair = pair_block([drawn], table, widths=(0.52, 0.48))
    return Section(title=say("briefs.section_map", lang), blocks=(pair,))


def _who(data: FoundBriefData, lang: Language) -> Section:
    left = _parts(data.industries, "industries", lang)
    right = _parts(data.organisations, "organisations", lang)
    blocks: Sequence[Block] = [*left, *right]
    if data.industries.shown and data.organisations.shown:
        blocks = [pair_block(left, right, widths=(0.44, 0.56))]
    return Section(title=say("briefs.section_who", lang), blocks=tuple(blocks))


def _parts(parts: Parts, kind: str, lang: Language) -> list[Block]:
    """Set members of a kind with their shares."""
    if not parts.shown:
        return [text_block(say(f"briefs.no_{kind}", lang))]
    rows: list[list[str | Block]] = [
        [
            {"text": part.name.of(lang), "minor": part.note.of(lang)},
            "–" if part.share is None else {"text": show_share(part.share), "bar": part.share},
        ]
        for part in parts.shown
    ]
    columns = [(label(KINDS[kind], lang), "left"), (say("briefs.share", lang), "left")]
    told = {"shown": len(parts.shown), "total": show_count(parts.total, lang)}
    whole = "all" if len(parts.shown) == parts.total else "some"
    note = say(f"briefs.parts_{whole}", lang, **told)
    return [table_block(columns, rows, widths=(0.6, 0.4), note=note)]


def _strong(data: FoundBriefData, lang: Language) -> tuple[Section, ...]:
    blocks: list[Block] = _counts(data.counts, lang)
    if data.ratings:
        blocks.append(_ratings(data.ratings, lang))
    if not blocks:
        return ()
    return (Section(title=say("briefs.section_strong", lang), blocks=tuple(blocks)),)


def _counts(counts: Iterable[tuple[str, float | None]], lang: Language) -> list[Block]:
    """Set figures by their titles; what is not known is left out."""
    rows: list[list[str | Block]] = [
        [quantity(id).title.said(lang), {"text": show_counted(id, value, lang), "strong": True}]
        for id, value in counts
        if value is not None
    ]
    heads = [(say("briefs.figure", lang), "left"), (say("briefs.value", lang), "right")]
    return [table_block(heads, rows, widths=(0.7, 0.3))] if rows else []


def show_counted(id: str, value: float, lang: Language) -> str:
    """Write one of the further figures with its unit."""
    unit = quantity(id).unit
    if unit == "share":
        return show_share(value)
    if unit in {"km", "km²"}:
        return say("briefs.amount", lang, value=show_count(value, lang), unit=_unit(unit, lang))
    if unit == "1":
        return show_ratio(value)
    return show_count(value, lang)


def _ratings(ratings: Iterable[SchemeRating], lang: Language) -> Block:
    heads = [(say("briefs.scheme", lang), "left"), (quantity("rating").title.said(lang), "left"),
             (say("briefs.chance", lang), "right")]  # fmt: skip
    rows: list[list[str | Block]] = []
    for one in ratings:
        missing = joined([name.of(lang) for name in one.missing[:3]], lang)
        why = say("briefs.missing", lang, quantities=missing) if missing else ""
        verdict: Block = {"text": say("briefs.undecided", lang), "minor": why, "tone": "muted"}
        if one.unjudged:
            verdict = {"text": cannot_be_judged(lang), "mark": "level", "tone": "muted"}
        elif one.rating is not None:
            mark = "unsure" if one.unsure else ""
            verdict = {"text": one.rating.of(lang), "strong": True, "mark": mark}
        chance = "–" if one.chance is None else show_chance(one.chance)
        rows.append([one.title.of(lang), verdict, chance])
    return table_block(heads, rows, widths=(0.5, 0.3, 0.2), note=say("briefs.found_rated", lang))


def _sure(data: FoundBriefData, lang: Language) -> tuple[Section, ...]:
    blocks: list[Block] = []
    if data.tests:
        blocks.append(list_block([one.said(lang) for one in data.tests]))
    heads = ["found_by", "name", "employment", "quotient", "again", "shared"]
    rows = [
        [
            one.ways.said(lang),
            one.name.of(lang),
            *_figures_of(one, lang),
            "–" if one.shared is None else show_share(one.shared),
        ]
        for one in data.finds
    ]
    blocks.append(_table(heads, rows, (0.17, 0.26, 0.14, 0.2, 0.11, 0.12), lang))
    if data.cores:
        key = "cores_one" if data.cores == 1 else "cores"
        blocks.append(text_block(say(f"briefs.{key}", lang, n=data.cores)))
    note = say("briefs.sure_note", lang)
    return (Section(title=say("briefs.section_sure", lang), note=note, blocks=tuple(blocks)),)


def _figures_of(one: FindRow, lang: Language) -> list[str | Block]:
    range_ = show_interval(one.quotient, "quotient", lang)
    strength = show_quotient(one.quotient)
    return [
        show_estimate(one.employment, "employment", lang),
        {"text": strength, "minor": range_},
        one.chance or "–",
    ]


def _table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str | Block]],
    widths: Sequence[float],
    lang: Language,
) -> Block:
    words = {"found_by", "name"}
    named = {id: quantity(id).short.said(lang) for id in ("employment", "quotient")}
    apart = unit_words("distance").said(lang)
    named["distance"] = apart[:1].upper() + apart[1:]
    columns = [
        (named.get(one) or label(one, lang), "left" if one in words else "right") for one in heads
    ]
    return table_block(columns, rows, widths=widths)


def _tied(data: FoundBriefData, lang: Language) -> tuple[Section, ...]:
    blocks = _counts(data.tied, lang)
    if data.ties:
        rows: list[list[str | Block]] = [
            [kind.said(lang), show_count(pairs, lang)] for kind, pairs in data.ties
        ]
        heads = [(say("briefs.tie_kind", lang), "left"), (say("briefs.tie_pairs", lang), "right")]
        kinds = table_block(heads, rows, widths=(0.7, 0.3))
        blocks = [pair_block(blocks, [kinds], widths=(0.5, 0.5))] if blocks else [kinds]
    if not blocks:
        return ()
    return (Section(title=say("briefs.section_tied", lang), blocks=tuple(blocks)),)


def _near(data: FoundBriefData, lang: Language) -> tuple[Section, ...]:
    found_near: list[Section] = []
    asked = (("overlapping", data.overlapping, "shared"), ("nearest", data.near, "distance"))
    for key, found, last in asked:
        rows = [
            [
                one.name.of(lang),
                one.ways.said(lang),
                *_figures_of(one, lang),
                _last(one, last, lang),
            ]
            for one in found
        ]
        if rows:
            heads = ["name", "found_by", "employment", "quotient", "again", last]
            table = _table(heads, rows, (0.28, 0.17, 0.13, 0.18, 0.11, 0.13), lang)
            found_near.append(Section(title=say(f"briefs.{key}", lang), blocks=(table,)))
    return tuple(found_near)


def _last(one: FindRow, key: str, lang: Language) -> str:
    if key == "shared":
        return "–" if one.shared is None else show_share(one.shared)
    if one.distance_km is None:
        return "–"
    return say(
        "briefs.amount", lang, value=show_count(one.distance_km, lang), unit=_unit("km", lang)
    )


def _unit(unit: str, lang: Language) -> str:
    return unit_words(unit).said(lang)


def _unknown(data: FoundBriefData, lang: Language) -> tuple[Section, ...]:
    if not data.unknown:
        return ()
    block = list_block([one.said(lang) for one in data.unknown])
    return (Section(title=say("briefs.section_unknown", lang), blocks=(block,)),)


def _caveats(data: FoundBriefData, lang: Language) -> list[str]:
    told = [say("briefs.caveat_synthetic", lang)] if data.setting.synthetic else []
    if data.quotient.known:
        told.append(say("briefs.caveat_quotient", lang))
    told.append(say("briefs.caveat_found", lang))
    if not data.ties:
        told.append(say("briefs.caveat_untied", lang))
    return told


def _method(data: FoundBriefData, lang: Language) -> list[str]:
    told = [say("briefs.method_found", lang), say("briefs.method_once", lang)]
    base = data.base.of(lang)
    return [*told, *([say("briefs.method_base", lang, base=base)] if base else [])]
