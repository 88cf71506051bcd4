"""How much of the employment the publishers show, by level and year, and where it is least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from jiqun.clusters import KINDS, base_phrase
from jiqun.core import Words
from jiqun.studies.bases import Base
from jiqun.studies.rating.leading import led
from jiqun.tables import standing, sums_by
from jiqun.workspace import Workspace

#: Categories named that are shown least.
LEAST = 5
YEARLY = ("level", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleCategory:
    """A category, and the share (0-1) of its employment that is published."""

    category: str
    name: Words
    visible_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleYear:
    """How the numbers of a level in a year stand, in one definition set.

    Attributes
    ----------
    visible_share
        Published share (0-1) of employment; null where what is left out is not known.
    withheld, hidden, imputed, noisy, rounded, unknown
        Rows of activity of each kind in the level's cells.
    unjudged
        Cells of which too little is published to be judged.
    least
        The categories that are shown least.
    """

    level: str
    year: int
    visible_share: float | None
    withheld: int
    hidden: int
    imputed: int
    noisy: int
    rounded: int
    unknown: int
    unjudged: int
    least: tuple[VisibleCategory, ...]


def visible_years(
    ws: Workspace, definition: str, levels: Sequence[str], *, most: int | None = LEAST
) -> tuple[VisibleYear, ...]:
    """Summarise a definition set's cells and profiles; the newest year of each level first.

    ``most`` is the number of categories named, None for all of which a part is not published.
    """
    own = pl.col("definition") == definition
    cells = ws.scan("cells").filter(own).select(*YEARLY, "cell", *KINDS).collect()
    counted = sums_by(cells, YEARLY, sums=[pl.col(KINDS)]).cast(dict.fromkeys(KINDS, pl.Int64))
    shares = _shares(ws, own)
    least = _least(ws, own, most)
    found = []
    for row in counted.join(shares, on=YEARLY, how="left").to_dicts():
        key = (row["level"], row["year"])
        found.append(VisibleYear(**row, unjudged=0, least=least.get(key, ())))
    order = {level: at for at, level in enumerate(levels)}
    unjudged = _unjudged(ws, cells.select(*YEARLY, "cell"))
    judged = [replace(one, unjudged=unjudged.get((one.level, one.year), 0)) for one in found]
    return tuple(sorted(judged, key=lambda one: (order.get(one.level, len(order)), -one.year)))


def _shares(ws: Workspace, own: pl.Expr) -> pl.DataFrame:
    jobs, share = pl.col(led(ws)), pl.col("visible_share")
    regions = ws.scan("region_profiles").filter(own, (jobs > 0) | jobs.is_null()).collect()
    both = sums_by(regions, YEARLY, whole=[jobs, (jobs * share).alias("shown")])
    return both.select(*YEARLY, visible_share=pl.col("shown") / jobs)


def _least(
    ws: Workspace, own: pl.Expr, most: int | None
) -> dict[tuple[str, int], tuple[VisibleCategory, ...]]:
    """Give the categories of each level and year of which least is published, below all."""
    names = ws.frame("categories", ["definition", "category", "name", "name_zh"])
    names = names.unique(["definition", "category"], keep="first", maintain_order=True)
    rows = (
        ws.scan("category_profiles")
        .filter(own, pl.col("visible_share") < 1)
        .collect()
        .join(names, on=["definition", "category"], how="left", maintain_order="left")
        .sort(standing("visible_share"), "category")
    )
    if most is not None:
        rows = rows.group_by(YEARLY, maintain_order=True).head(most)
    found: dict[tuple[str, int], list[VisibleCategory]] = {}
    for row in rows.iter_rows(named=True):
        name = row["name"] or row["category"]
        one = VisibleCategory(
            category=row["category"],
            name=Words(name, row["name_zh"] or name),
            visible_share=row["visible_share"],
        )
        found.setdefault((row["level"], row["year"]), []).append(one)
    return {key: tuple(some) for key, some in found.items()}


def _unjudged(ws: Workspace, cells: pl.DataFrame) -> dict[tuple[str, int], int]:
    """Count the cells that no scheme could judge for want of published numbers."""
    lacking = pl.col("missing").str.contains("visible_share", literal=True)
    rows = ws.scan("ratings").filter(lacking).select("cell", *YEARLY).unique().collect()
    met = cells.join(rows, on=["cell", *YEARLY], how="semi")
    counts = met.group_by(YEARLY).agg(pl.len())
    return {(level, year): count for level, year, count in counts.iter_rows()}


def bases_of(ws: Workspace, definition: str, year: int) -> tuple[Base, ...]:
    """Name what the quotients of each level are compared with, in a year."""
    rows = ws.frame("bases").filter(
        pl.col("definition") == definition, pl.col("year").cast(pl.Int64) == year
    )
    names = ws.frame("regions", ["region", "name", "name_zh"])
    known = {code: Words(en or code, zh or en or code) for code, en, zh in names.iter_rows()}
    found = []
    for row in rows.iter_rows(named=True):
        within, other = row["within"], row["reference"]
        inside = known.get(within) if within else None
        named = (
            known.get(other, Words.same(other))
            if other
            else base_phrase(row["base"], row["regions"], row["known"], inside)
        )
        found.append(
            Base(
                level=row["level"],
                regions=row["regions"],
                known=row["known"],
                within=within,
                reference=other,
                words=named,
            )
        )
    return tuple(found)
