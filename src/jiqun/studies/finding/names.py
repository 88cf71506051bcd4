"""What a found cluster is called: its category and places; and what it is, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from jiqun.charts import Estimate, show_count, show_estimate, show_quotient
from jiqun.clusters.finds import anchors
from jiqun.clusters.leading import EMPLOYMENT
from jiqun.core import LANGUAGES, Language, Words, say, texts
from jiqun.core import named as quantity_named
from jiqun.studies.finding.records import chance_text
from jiqun.tables import standing

#: Places that a name holds at most.
PLACES = 2
#: Ways by how many they are.
COUNTED = {1: "one", 2: "two", 3: "three"}


def named(
    clusters: pl.DataFrame,
    members: pl.DataFrame,
    *,
    categories: pl.DataFrame,
    regions: pl.DataFrame,
) -> pl.DataFrame:
    """Name each cluster "Category, A–B", in Chinese "A–B·Category", by its two largest places.

    The places are its regions by weight, or the one it is anchored in. Clusters that would
    share a name are told apart by their scale, then by a number.

    Parameters
    ----------
    clusters, members
        As every way of finding gives them; names in ``clusters`` are replaced.
    categories, regions
        The canonical tables; a code stands where there is no name.

    Returns
    -------
    DataFrame
        ``clusters`` with ``name`` and ``name_zh``.
    """
    kinds = _two(categories, ["definition", "category"], "category")
    spots = _two(regions, ["region"], "region").rename({"name": "place", "name_zh": "place_zh"})
    largest = (
        members.filter(pl.col("kind") == "region")
        .sort(
            ["cluster", standing("weight"), "member"],
            descending=[False, True, False],
            nulls_last=True,
        )
        .group_by("cluster", maintain_order=True)
        .head(PLACES)
        .select("cluster", pl.col("member").alias("region"))
    )
    alone = clusters.select("cluster", anchors(clusters)).join(largest, on="cluster", how="anti")
    where = (
        pl.concat([largest, alone])
        .join(spots, on="region", how="left", maintain_order="left")
        .with_columns(
            place=pl.coalesce("place", "region"),
            place_zh=pl.coalesce("place_zh", "place", "region"),
        )
        .group_by("cluster", maintain_order=True)
        .agg(pl.col("place", "place_zh").str.join("–"))
    )
    full = (
        clusters.drop("name", "name_zh")
        .join(kinds, on=["definition", "category"], how="left", maintain_order="left")
        .join(where, on="cluster", how="left", maintain_order="left")
        .with_columns(
            name=pl.coalesce("name", "category", pl.lit("Linked organisations")),
            name_zh=pl.coalesce("name_zh", "category", pl.lit("关联主体群")),
        )
        .with_columns(
            name=pl.concat_str("name", "place", separator=", "),
            name_zh=pl.concat_str("place_zh", "name_zh", separator="·"),
        )
    )
    return _apart(full).select(clusters.columns)


def _apart(full: pl.DataFrame) -> pl.DataFrame:
    """Tell clusters of one name apart: first by scale, then by number."""
    key = ["way", "definition", "name"]
    several = pl.len().over(key) > 1
    scaled = several & pl.col("scale_km").is_not_null()
    km = pl.col("scale_km").round(1)
    whole = pl.when(km == km.floor()).then(km.cast(pl.Int64).cast(pl.String))
    told = whole.otherwise(km.cast(pl.String))
    scale, scale_zh = pl.format(" ({} km)", told), pl.format("（{}公里）", told)
    full = full.with_columns(
        name=pl.when(scaled).then(pl.concat_str("name", scale)).otherwise("name"),
        name_zh=pl.when(scaled).then(pl.concat_str("name_zh", scale_zh)).otherwise("name_zh"),
    )
    nth = pl.int_range(pl.len()).over(key) + 1
    number = pl.when(nth > 1).then(pl.format(" {}", nth)).otherwise(pl.lit(""))
    return full.with_columns(
        name=pl.concat_str("name", number), name_zh=pl.concat_str("name_zh", number)
    )


def _two(table: pl.DataFrame, key: list[str], code: str) -> pl.DataFrame:
    """Give key and both names, the other language's where one is missing; one row a key."""
    absent = [
        pl.lit(None, dtype=pl.String).alias(name)
        for name in ("name", "name_zh")
        if name not in table.columns
    ]
    return (
        table.with_columns(absent)
        .select(
            *key,
            name=pl.coalesce("name", "name_zh", code),
            name_zh=pl.coalesce("name_zh", "name", code),
        )
        .unique(subset=key, keep="first", maintain_order=True)
    )


class Told(Protocol):
    """What the sentence tells of a cluster; None is what is not known."""

    @property
    def cluster(self) -> str:
        """Its code."""

    @property
    def name(self) -> str | None:
        """Its name."""

    @property
    def name_zh(self) -> str | None:
        """Its Chinese name."""

    @property
    def quantity(self) -> str:
        """What leads."""

    @property
    def size(self) -> float | None:
        """How much of that it has."""

    @property
    def ways(self) -> Sequence[str]:
        """The ways that found it."""

    @property
    def employment(self) -> float | None:
        """People who work in it."""

    @property
    def organisations(self) -> int | None:
        """Organisations that belong to it."""

    @property
    def establishments(self) -> float | None:
        """Establishments of its industries."""

    @property
    def regions(self) -> int | None:
        """Regions that it lies in."""

    @property
    def quotient(self) -> float | None:
        """Its share there over its share in the base."""

    @property
    def chance(self) -> float | None:
        """Of being found again next year, 0-1."""


def cluster_sentence(row: Told) -> Words:
    """Say what a cluster is in one sentence: how large, how strong, in which ways, how sure.

    What is not known is left out, but for the chance: that it is not known is told.
    """
    both = {lang: _sentence(row, lang) for lang in LANGUAGES}
    return Words(en=both["en"], zh=both["zh"])


def ways_words(ways: Sequence[str], lang: Language) -> str:
    """Name the ways that found a cluster."""
    return say("find.and", lang).join(say(f"find.by-{way}", lang) for way in ways)


def _sentence(row: Told, lang: Language) -> str:
    name = (row.name_zh if lang == "zh" else row.name) or row.name or row.cluster
    strength = Estimate(value=row.quotient)
    times = say("find.sentence-times", lang, quotient=show_quotient(strength))
    sure = "unsaid" if row.chance is None else "said"
    return say(
        "find.sentence",
        lang,
        name=name,
        size=_size(row, lang),
        times=times if strength.known else "",
        ways=say(f"find.sentence-{COUNTED[len(row.ways)]}", lang, ways=ways_words(row.ways, lang)),
        chance=say(
            f"find.sentence-{sure}",
            lang,
            chance="" if row.chance is None else chance_text(row.chance),
        ),
    )


def _size(row: Told, lang: Language) -> str:
    firms = "organisations" if row.organisations else "establishments"
    leads = row.quantity if row.quantity not in (EMPLOYMENT, "establishments") else EMPLOYMENT
    counts = (
        (leads, row.size if leads != EMPLOYMENT else row.employment),
        (firms, row.organisations or row.establishments),
    )
    told = [_counted(name, value, lang) for name, value in counts if value]
    said = say("find.sentence-and", lang).join(told) or say("find.sentence-unsized", lang)
    if not row.regions:
        return said
    one = "-one" if row.regions == 1 else ""
    return say(f"find.sentence-within{one}", lang, size=said, n=show_count(row.regions, lang))


def _counted(name: str, value: float, lang: Language) -> str:
    if f"sentence-{name}" not in texts("find"):
        amount = show_estimate(Estimate(value=value), name, lang)
        return say("find.sentence-amount", lang, n=amount, quantity=quantity_named(name).said(lang))
    one = "-one" if round(value) == 1 else ""
    return say(f"find.sentence-{name}{one}", lang, n=show_count(value, lang))
