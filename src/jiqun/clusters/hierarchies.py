"""Which region of a level each region lies in, through any chain of parents; what they make."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from jiqun.core import Words, say, texts, units


def places(regions: pl.DataFrame, region_parents: pl.DataFrame | None = None) -> pl.DataFrame:
    """Follow every chain of parents upwards.

    Parameters
    ----------
    regions
        ``region, level`` and, where there are hierarchies, ``parent``.
    region_parents
        ``region, parent``: further hierarchies beside ``regions.parent``.

    Returns
    -------
    DataFrame
        ``region, level, place``: the region itself at its own level and, for every level that a
        chain of parents reaches, the region there. Where two chains reach different regions
        of one level, the shorter wins, then the smaller code: nothing is counted twice. A region
        without a parent at a level has no row for it.

    Examples
    --------
    >>> frame = pl.DataFrame({"region": ["c", "s"], "level": ["county", "state"],
    ...                       "parent": ["s", None]})
    >>> places(frame).filter(pl.col("region") == "c").rows()
    [('c', 'county', 'c'), ('c', 'state', 's')]
    """
    levels = regions.select(pl.col("region").alias("place"), "level")
    steps = _steps(regions, region_parents)
    front = regions.select("region", pl.col("region").alias("place"))
    seen = front
    found = [front.with_columns(distance=pl.lit(0, dtype=pl.Int32))]
    distance = 0
    while len(front):
        distance += 1
        front = (
            front.join(steps, left_on="place", right_on="region", how="inner")
            .select("region", pl.col("parent").alias("place"))
            .unique(maintain_order=True)
            .join(seen, on=["region", "place"], how="anti")
        )
        seen = pl.concat([seen, front])
        found.append(front.with_columns(distance=pl.lit(distance, dtype=pl.Int32)))
    return (
        pl.concat(found)
        .join(levels, on="place", how="inner")
        .sort("region", "level", "distance", "place")
        .unique(subset=["region", "level"], keep="first", maintain_order=True)
        .select("region", "level", "place")
    )


def _steps(regions: pl.DataFrame, region_parents: pl.DataFrame | None) -> pl.DataFrame:
    parts = []
    if "parent" in regions.columns:
        parts.append(regions.select("region", "parent"))
    if region_parents is not None:
        parts.append(region_parents.select("region", "parent"))
    if not parts:
        return pl.DataFrame(schema={"region": pl.String, "parent": pl.String})
    return pl.concat(parts).drop_nulls().unique(maintain_order=True)


def base_words(
    regions: pl.DataFrame,
    codes: Collection[str],
    *,
    region_parents: pl.DataFrame | None = None,
) -> Words:
    """Name the whole that regions make together: what a quotient is taken against.

    The nearest region in which all of them lie is named, and whether they are all that lie in
    it at their level: only then is their sum that region's.

    Parameters
    ----------
    regions
        ``region, level`` and any of ``name, name_zh, parent``.
    codes
        The regions that are added up, of one level.
    region_parents
        ``region, parent``: further hierarchies beside ``regions.parent``.

    Examples
    --------
    >>> frame = pl.DataFrame({"region": ["p", "a", "b", "c"], "parent": [None, "p", "p", "p"],
    ...                       "level": ["province", "city", "city", "city"],
    ...                       "name": ["Prov", "A", "B", "C"]})
    >>> base_words(frame, ["a", "b", "c"]).en, base_words(frame, ["a", "b"]).en
    ('the 3 prefecture-level cities of Prov', '2 of the 3 prefecture-level cities of Prov')
    """
    own = regions.filter(pl.col("region").is_in(list(codes)))
    level = own["level"][0] if own.height else ""
    inside = places(regions, region_parents)
    of_level = regions.filter(pl.col("level") == level)["region"]
    shared = (
        inside.filter(pl.col("level") != level)
        .group_by("place")
        .agg(
            pl.col("region").filter(pl.col("region").is_in(own["region"])).len().alias("own"),
            pl.col("region").filter(pl.col("region").is_in(of_level)).len().alias("all"),
            pl.len().alias("size"),
        )
        .filter((pl.col("own") == own.height) & (pl.col("own") > 0))
        .sort("all", "size", "place")
    )
    if shared.is_empty():
        return base_phrase(level, own.height, len(of_level), None)
    place = regions.filter(pl.col("region") == shared["place"][0])
    named = place_names(place)
    named_words = Words(named["named"], named["named_zh"])
    return base_phrase(level, own.height, int(shared["all"][0]), named_words)


def place_names(row: pl.DataFrame) -> dict[str, str]:
    """Give a region's names in both languages, its code where it has none."""
    code = str(row["region"][0])
    first = {name: row[name][0] for name in ("name", "name_zh") if name in row.columns}
    english = first.get("name") or first.get("name_zh") or code
    return {"named": english, "named_zh": first.get("name_zh") or english}


def base_phrase(level: str, own: int, known: int, within: Words | None) -> Words:
    """Name the whole that ``own`` of the ``known`` regions of a level make, in a place or none.

    Examples
    --------
    >>> base_phrase("district", 11, 11, Words("Ningbo", "宁波市")).en
    'the 11 districts and counties of Ningbo'
    >>> base_phrase("city", 2, 3, None).zh
    '3 个地级市中的 2 个'
    """
    title = texts("levels").get(level)
    kinds = Words.of(title) if title else units()["regions"]
    kinds = Words(kinds.en[:1].lower() + kinds.en[1:], kinds.zh.removeprefix("个"))
    key = f"bases.{'level' if within is None else 'place'}{'' if own >= known else '-part'}"
    named = within or Words.same("")
    sizes = {"own": own, "known": known}
    return Words(
        say(key, "en", kinds=kinds.en, named=named.en, **sizes),
        say(key, "zh", kinds=kinds.zh, named=named.zh, **sizes),
    )
