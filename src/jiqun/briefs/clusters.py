"""The brief of a declared cluster: what its sources say, where it is, who is in it."""

from __future__ import annotations

from jiqun.briefs.data import ClusterBriefData
from jiqun.briefs.facts import show_fact
from jiqun.briefs.pages import (
    Block,
    Page,
    Section,
    banner,
    chart_block,
    closing,
    foot,
    heading_block,
    kicker,
    label,
    list_block,
    meta_lines,
    other_language,
    pair_block,
    table_block,
    text_block,
)
from jiqun.briefs.words import explain_cluster
from jiqun.charts import locator_map
from jiqun.core import Language, say


def cluster_page(data: ClusterBriefData, *, lang: Language) -> Page:
    """Build a declared cluster's brief in one language.

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
        kicker=kicker("cluster", data.setting, lang),
        title=title,
        other_title=other if other != title else "",
        meta=_meta(data, lang),
        banner=banner(data.setting, lang),
        lead=explain_cluster(data, lang),
        figures=(),
        sections=(
            *_body(data, lang),
            *closing(
                data.setting,
                lang=lang,
                title=title,
                caveats=_caveats(data, lang),
                method=[say("briefs.method_cluster", lang)],
                sources=data.sources,
            ),
        ),
        foot=foot(data.setting, lang=lang, title=title),
        stem=f"cluster-{data.cluster}-{lang}",
        time=data.setting.time,
    )


def _meta(data: ClusterBriefData, lang: Language) -> tuple[tuple[str, str], ...]:
    places = [place.of(lang) for place in (data.region, *data.parents)]
    lines = {
        "where": say("briefs.separator", lang).join(place for place in places if place),
        "level": data.level.of(lang),
        "programme": data.programme.of(lang),
        "field": data.domain.of(lang),
        "since": str(data.since) if data.since else "",
        "code": data.cluster,
    }
    return meta_lines(lines, lang)


def _body(data: ClusterBriefData, lang: Language) -> tuple[Section, ...]:
    facts = Section(
        title=say("briefs.section_facts", lang),
        note=say("briefs.facts_note", lang) if data.facts else "",
        blocks=(_facts(data, lang),),
    )
    beside: list[Block] = []
    for key, names in (("map_note_places", data.places), ("organisations", data.organisations)):
        if names:
            items = [name.of(lang) for name in names]
            beside += [heading_block(say(f"briefs.{key}", lang)), list_block(items)]
    if data.map is None:
        return (facts, Section(title="", blocks=tuple(beside))) if beside else (facts,)
    where = heading_block(say("briefs.section_map", lang))
    map_block = chart_block(locator_map(data.map, lang=lang), name="map")
    pair = pair_block([where, map_block], beside, widths=(0.5, 0.5))
    return facts, Section(title="", blocks=(pair,))


def _facts(data: ClusterBriefData, lang: Language) -> Block:
    if not data.facts:
        return text_block(say("briefs.no_facts", lang))
    heads = {"indicator": "left", "value": "right", "year": "left", "quote": "left"}
    columns = [(label(key, lang), align) for key, align in heads.items()]
    rows: list[list[str | Block]] = [
        [
            fact.indicator.of(lang),
            {"text": show_fact(fact, lang), "strong": True},
            str(fact.year) if fact.year else "–",
            {"text": fact.quote, "tone": "muted"},
        ]
        for fact in data.facts
    ]
    if lang == "en" or any(fact.indicator.zh for fact in data.facts):
        return table_block(columns, rows, widths=(0.27, 0.18, 0.07, 0.48))
    order = (3, 1, 2)
    told = [[row[at] for at in order] for row in rows]
    return table_block([columns[at] for at in order], told, widths=(0.7, 0.2, 0.1))


def _caveats(data: ClusterBriefData, lang: Language) -> list[str]:
    found = [say("briefs.caveat_synthetic", lang)] if data.setting.synthetic else []
    return [*found, say("briefs.caveat_cluster", lang)]
