"""Cells: every category in every region, at every level and year at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from jiqun.clusters.doubt import (
    LOGGED,
    PARTS,
    Persistence,
    Placing,
    persistence_interval,
    settled_persistence,
    with_parts,
)
from jiqun.clusters.gathering import Gathered, Ground, at_level, base_levels, gather
from jiqun.clusters.growth import change_cautions, grown
from jiqun.clusters.leading import AMOUNTS, EMPLOYMENT, LEADS, MONEY, called, named_by
from jiqun.clusters.luck import LUCK, with_evidence, with_luck
from jiqun.clusters.references import Reference, base_of, named_bases
from jiqun.core import Caution, Progress, named, silent
from jiqun.tables import Deflators, Told, comparable_money, sums_by

#: The columns of a table of cells, in order; what leads is called size among :data:`PARTS`.
COLUMNS = (
    "cell", "definition", "category", "region", "level", "region_type", "year", "traded",
    "quantity", *AMOUNTS, "currency", "wage", "visible_share",
    "withheld", "hidden", "imputed", "noisy", "rounded", "unknown", "imputed_share", "quotient",
    "micro_share", "macro_share", "growth", "growth_range_low", "growth_range_high", *PARTS,
)  # fmt: skip
#: Quantities with an interval of persistence: the amount that leads, and what follows from it.
FOLLOWING = ("quotient", "micro_share", "macro_share", "growth")
PERSISTENT = (*LEADS, *FOLLOWING)
#: Kinds of rows of activity that are counted in a cell.
KINDS = ("withheld", "hidden", "imputed", "noisy", "rounded", "unknown")
#: Within which the sums of a level are taken.
PLACE = ("definition", "category", "place", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Category by region cells.

    Attributes
    ----------
    frame
        One row a category, region, level and year with something of the leading quantity, or
        establishments: ``cell`` is the id ``definition:category:region``; ``quantity`` names what
        leads (employment unless another was asked for; below it is called so); it and every other
        amount is null where a part of it is unknown, and where none was loaded; ``wage`` is
        payroll a job; ``visible_share`` (0-1) the part of employment
        that the publisher shows (null where nobody knows how much is left out), and
        ``withheld``, ``hidden``, ``imputed``, ``noisy``, ``rounded``, ``unknown`` the number of
        the cell's rows of activity of each kind; ``imputed_share`` (0-1) the part of employment
        that a named step put in; ``quotient`` the location quotient within traded (or local)
        employment; ``micro_share`` the part of the region's employment,
        ``macro_share`` the part of the category's; ``growth`` of employment a year since the
        previous year with numbers, null where more than a quarter of either is imputed.

        Doubt, in parts that are never merged (Q is employment, quotient, micro_share, macro_share
        or growth): ``Q_low``/``Q_high`` *persistence*, where Q will be next year with the
        probability ``level``; ``Q_range_low``/``_high`` the *data range* that withheld, hidden,
        noisy and rounded numbers admit; ``largest_low``/``_high`` the jobs of the largest
        establishment and ``Q_without_low``/``_high`` the value without it (not of growth);
        ``employment_sampling_low``/``_high`` and ``quotient_sampling_low``/``_high`` a survey's
        sampling interval; ``saturated`` where the cell is all that is known of its region's
        traded (or local) employment, or of its category; ``quotient_luck_low``/``_high`` between
        which quotients of establishments *luck* alone would have left the cell, where asked for.
        Null is not known.

        ``evidence`` is what the quotient of establishments surely exceeds, ``evidence_rank`` the
        order by it within definition set, level and year, 1 the surest
        (:func:`jiqun.clusters.luck.with_evidence`).
    totals
        One row a definition, region, level and year: ``employment, establishments,
        traded_size, imputed_share, visible_share`` over all industries, in a category or
        not; null where a part is unknown.
    national
        One row a definition, category (null: in none), level and year: ``employment``,
        ``establishments`` of all rows used, also of regions without a parent at the level.
    bases
        ``definition, level, year, base``: the level whose rows were summed; ``regions``, how
        many; ``within``, the smallest region that holds them all; ``reference``, what quotients
        are compared with instead (null: with these rows).
    spreads
        ``definition, category, cv2, plant_size``: the spread of establishment sizes used.
    level
        Confidence of the intervals.
    persistence
        How cells move from a year to the next, as the intervals take it.
    quantity
        What leads.
    cautions
        What deserves doubt: a code, a colon, a sentence.
    """

    frame: pl.DataFrame
    totals: pl.DataFrame
    national: pl.DataFrame
    bases: pl.DataFrame
    spreads: pl.DataFrame
    level: float
    persistence: Persistence
    quantity: str = EMPLOYMENT
    cautions: tuple[Caution, ...] = ()

    def to_frame(self) -> pl.DataFrame:
        """Give the cells."""
        return self.frame

    def of_year(self, year: int) -> Cells:
        """Give the same of one year only."""
        parts = ("frame", "totals", "national", "bases")
        left = {name: getattr(self, name).filter(pl.col("year") == year) for name in parts}
        return replace(self, **left)


def measure_cells(
    ground: Ground,
    *,
    years: Sequence[int] | None = None,
    levels: Sequence[str] | None = None,
    level: float = 0.95,
    reference: Reference | None = None,
    persistence: Persistence | None = None,
    luck: bool = False,
    progress: Progress = silent,
) -> Cells:
    r"""Sum activity into categories by regions and measure each cell.

    .. math:: LQ_{rc} = \frac{x_{rc} / x_r^T}{x_c / x^T}

    with T the traded employment for a traded category and the local one for a local category,
    as U.S. Cluster Mapping takes it. The base :math:`x_c, x^T` is all activity of the rows used,
    also of regions without a parent at the level, or that of a reference from outside.

    Parameters
    ----------
    ground
        The tables, and what leads. Growth of money is real where exactly one price index of its
        currency is there.
    years, levels
        Which to compute; None is all.
    level
        Confidence of the intervals, 0 < level < 1.
    reference
        What quotients and macro shares are compared with; None for all rows used.
    persistence
        How cells move from year to year; None fits it to these cells, and takes the packaged one
        where they have too few pairs of years.
    luck
        Add the limits that luck leaves to the quotient of establishments.
    progress
        Told after each level.

    Returns
    -------
    Cells
        Doubt stands beside each number in named parts that are never merged; see :class:`Cells`.

    Raises
    ------
    InputError
        ``categories-empty``, ``definition-overlap``, ``definition-nested``, ``category-mixed``,
        ``base-unmet``, ``leading-mixed``.

    References
    ----------
    Delgado, Porter and Stern (2016), doi:10.1093/jeg/lbv017.

    Examples
    --------
    >>> ground = Ground(
    ...     activity=pl.DataFrame({"region": ["a", "a", "b", "b"], "industry": ["x", "y"] * 2,
    ...         "year": [2020] * 4, "employment": [20., 20, 0, 40], "establishments": [2., 2, 0, 4],
    ...         }),
    ...     regions=pl.DataFrame({"region": ["a", "b"], "level": ["city"] * 2}),
    ...     industries=pl.DataFrame({"industry": ["x", "y"], "system": ["s"] * 2}),
    ...     categories=pl.DataFrame({"definition": ["d"] * 2, "category": ["X", "Y"],
    ...         "industry": ["x", "y"], "traded": [True] * 2}))
    >>> measure_cells(ground).frame.select("cell", "quotient").rows()
    [('d:X:a', 2.0), ('d:Y:a', 0.6666666666666666), ('d:Y:b', 1.3333333333333333)]
    """
    quantity = ground.quantity
    gathered = gather(ground, years=years)
    spreads = _settled_spreads(gathered)
    bases = base_levels(gathered, levels)
    cells, totals, national = [], [], []
    for name in (names := bases["level"].unique(maintain_order=True).to_list()):
        rows = _with_traded(at_level(gathered, bases, name), gathered)
        national.append(_country(rows).with_columns(level=pl.lit(name)))
        totals.append(_regions(rows).with_columns(level=pl.lit(name)))
        base = base_of(national[-1], gathered, reference)
        cells.append(_measured(_cells(rows), base, totals[-1], level))
        progress("cells", len(cells), len(names))
    joined = _joined(cells)
    frame, money = _finished(joined, ground, bases, _joined(totals), quantity)
    moved = persistence or settled_persistence(frame, fitted(quantity))
    return Cells(
        frame=_with_luck(_with_persistence(frame, moved, level, quantity), level, asked=luck),
        persistence=moved,
        quantity=quantity,
        totals=called(_plain(_joined(totals)), quantity),
        national=called(_plain(_joined(national)), quantity),
        bases=_plain(named_bases(bases, gathered, reference)),
        spreads=_plain(spreads),
        level=level,
        cautions=(
            *_cautions(gathered, joined, reference, quantity),
            *_growth_told(money, quantity, frame),
            *change_cautions(ground.region_changes, _joined(totals)),
        ),
    )


def fitted(quantity: str) -> tuple[str, ...]:
    """Name the quantities whose moves are fitted where a quantity leads."""
    own = (quantity if name == EMPLOYMENT else name for name in LOGGED)
    return tuple(dict.fromkeys((*own, "wage")))


def _with_traded(rows: pl.DataFrame, gathered: Gathered) -> pl.DataFrame:
    traded = gathered.definitions.categories.select(
        pl.col("definition").cast(rows.schema["definition"]),
        pl.col("category").cast(rows.schema["category"]),
        "traded",
    )
    return rows.join(traded, on=["definition", "category"], how="left", maintain_order="left")


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Sum the rows of each place; a sum with an unknown part is unknown."""
    kept = rows.filter(pl.col("place").is_not_null(), pl.col("category").is_not_null())
    return sums_by(
        kept,
        PLACE,
        sums=[
            pl.col("size_range_low", "imputed_size", "unpublished"),
            pl.col("paid_employment", "paid", *_told(rows)),
        ],
        whole=[
            pl.col("size", "size_range_high", *(n for n in AMOUNTS if n in rows.columns)),
            *(pl.col(name) for name in ("sampling_variance",) if name in rows.columns),
        ],
        beside=[
            pl.col("traded").first(),
            pl.col("currency").first(),
            pl.col("largest_low", "largest_high").max(),
        ],
    ).filter(_is_there(rows))


def _is_there(rows: pl.DataFrame) -> pl.Expr:
    """Say which cells there are: with something of what leads or an establishment, or unknown."""
    size = pl.col("size")
    plants = pl.col("establishments") if "establishments" in rows.columns else size
    return (size != 0) | (plants > 0) | (size.is_null() & plants.is_null())


def _country(rows: pl.DataFrame) -> pl.DataFrame:
    """Sum a whole level: per category, with the traded and local sums beside."""
    sums = sums_by(
        rows,
        ["definition", "year", "category"],
        sums=[pl.col("unpublished", *_told(rows, "unsettled"))],
        whole=[pl.col("size"), *_beside(rows)],
        beside=[pl.col("traded").first()],
    )
    group = ("definition", "year", "traded")
    known = ~pl.col("size").is_null().any().over(group)
    total = pl.when(known).then(pl.col("size").sum().over(group))
    return sums.with_columns(group_size=total, visible_share=_visible(sums)).drop(
        "unpublished", "unsettled", strict=False
    )


def _regions(rows: pl.DataFrame) -> pl.DataFrame:
    """Sum every industry of each region, in a category or not."""
    size, traded = pl.col("size"), pl.col("traded")
    put_in = ("imputed_size", "unpublished", *_told(rows, "unsettled"))
    sums = sums_by(
        rows.filter(pl.col("place").is_not_null()),
        ["definition", "place", "year"],
        sums=[pl.col(put_in)],
        whole=[
            size,
            *_beside(rows),
            pl.when(traded).then(size).otherwise(0.0).alias("traded_size"),
            pl.when(~traded).then(size).otherwise(0.0).alias("local_size"),
        ],
    )
    return sums.with_columns(
        imputed_share=_ratio(pl.col("imputed_size"), size),
        visible_share=_visible(sums),
    ).drop(put_in)


def _beside(rows: pl.DataFrame) -> list[pl.Expr]:
    """Give what is summed beside what leads: employment and establishments."""
    return [pl.col(name) for name in (EMPLOYMENT, "establishments") if name in rows.columns]


def _told(rows: pl.DataFrame, *names: str) -> list[str]:
    """Name the kinds of rows that there are any of."""
    return [name for name in names or (*KINDS, "unsettled") if name in rows.columns]


def _visible(sums: pl.DataFrame) -> pl.Expr:
    """Give the published part of employment; null where what is left out is not known."""
    told = pl.col("size") > 0
    if "unsettled" in sums.columns:
        told &= pl.col("unsettled") == 0
    return pl.when(told).then(1.0 - pl.col("unpublished") / pl.col("size"))


def _ratio(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    return pl.when((below > 0) & (above >= 0)).then(above / below)


def _measured(
    cells: pl.DataFrame, base: pl.DataFrame, region: pl.DataFrame, level: float
) -> pl.DataFrame:
    """Add margins, shares, quotient and what the numbers leave open to the cells of one level."""
    margins = region.select(
        "definition", "place", "year", "level",
        pl.col("size").alias("region_size"), "traded_size", "local_size",
    )  # fmt: skip
    full = (
        cells.join(margins, on=["definition", "place", "year"], how="left", maintain_order="left")
        .join(base, on=["definition", "category", "year"], how="left", maintain_order="left")
        .with_columns(
            own_group=pl.when("traded").then("traded_size").otherwise("local_size"),
            micro_share=_ratio(pl.col("size"), pl.col("region_size")),
            macro_share=_ratio(pl.col("size"), pl.col("category_size")),
            wage=_ratio(pl.col("paid"), pl.col("paid_employment")),
            imputed_share=_ratio(pl.col("imputed_size"), pl.col("size")),
            visible_share=_visible(cells),
        )
    )
    share = pl.col("size") / pl.col("own_group")
    whole = pl.col("category_size") / pl.col("group_size")
    defined = (pl.col("own_group") > 0) & (pl.col("category_size") > 0) & (pl.col("size") >= 0)
    return with_parts(full.with_columns(quotient=pl.when(defined).then(share / whole)), level)


def _settled_spreads(gathered: Gathered) -> pl.DataFrame:
    """Give every category a spread: its own, or its definition's mean."""
    names = gathered.definitions.categories.select(
        pl.col("definition").cast(gathered.sums.schema["definition"]),
        pl.col("category").cast(gathered.sums.schema["category"]),
    )
    full = names.join(
        gathered.spreads, on=["definition", "category"], how="left", maintain_order="left"
    )
    return full.with_columns(
        pl.col("cv2").fill_null(pl.col("cv2").mean().over("definition")).fill_null(0.0)
    )


def _with_persistence(
    frame: pl.DataFrame, moved: Persistence, level: float, quantity: str
) -> pl.DataFrame:
    """Add where each quantity will be next year, after the quantity itself."""
    new = {}
    placing = Placing(moved, frame)
    moving = (quantity, *FOLLOWING)
    for name in moving:
        both = persistence_interval(moved, frame, name, level=level, placing=placing)
        for end, values in zip(("low", "high"), both, strict=True):
            new[f"{name}_{end}"] = pl.Series(values).fill_nan(None)
    names = [
        column
        for name in frame.columns
        for column in (name, *((f"{name}_low", f"{name}_high") if name in moving else ()))
    ]
    return frame.with_columns(**new).select(names)


def _with_luck(frame: pl.DataFrame, level: float, *, asked: bool) -> pl.DataFrame:
    """Add evidence and its rank, and what luck leaves; null where that was not asked for."""
    frame = with_evidence(frame)
    if not asked:
        return frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in LUCK)
    frame = with_luck(frame, level=level)
    told = pl.when(~pl.col("saturated").fill_null(value=False))
    return frame.with_columns(told.then(pl.col(name)).alias(name) for name in LUCK)


def _joined(parts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()


def _finished(
    frame: pl.DataFrame,
    ground: Ground,
    bases: pl.DataFrame,
    totals: pl.DataFrame,
    quantity: str,
) -> tuple[pl.DataFrame, Told | None]:
    """Name, order and sort the cells, and add growth; say how money's growth is told."""
    columns = [named_by(quantity, COLUMNS).get(name, name) for name in COLUMNS]
    if frame.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String)), None
    regions = ground.regions
    kinds = regions.select(
        pl.col("region").cast(frame.schema["place"]).alias("place"),
        (pl.col("type") if "type" in regions.columns else pl.lit(None, dtype=pl.String))
        .alias("region_type"),
    )  # fmt: skip
    frame = frame.join(bases, on=["definition", "level", "year"], maintain_order="left")
    frame = frame.join(kinds, on="place", how="left", maintain_order="left").with_columns(
        pl.col("region_type").fill_null(pl.col("level")),
        pl.col("year", *_told(frame, *KINDS)).cast(pl.Int64),
        *(pl.lit(0, pl.Int64).alias(kind) for kind in KINDS if kind not in frame.columns),
    )
    ordered = frame.sort("definition", "level", "category", "place", "year")
    prices, money = _prices(ordered, ground.deflators, quantity)
    frame = grown(ordered, ground.region_changes, totals, prices=prices)
    parts = [pl.col(name).cast(pl.String) for name in ("definition", "category", "place")]
    named = frame.with_columns(
        cell=pl.concat_str(parts, separator=":"),
        definition=parts[0],
        category=parts[1],
        region=parts[2],
        quantity=pl.lit(quantity),
    )
    return called(named, quantity).select(columns), money


def _prices(
    frame: pl.DataFrame, deflators: Deflators | None, quantity: str
) -> tuple[dict[int, float], Told | None]:
    """Give what an amount of each year is worth in one year's prices, where money leads."""
    if quantity not in MONEY:
        return {}, None
    years = frame.select("year", "currency").unique("year", maintain_order=True)
    money = years.select("year", pl.col("currency").cast(pl.String), one=pl.lit(1.0))
    worth, told = comparable_money(money, ["one"], deflators)
    known = worth.drop_nulls("one").select("year", "one").iter_rows()
    return {int(year): float(one) for year, one in known}, told


def _growth_told(money: Told | None, quantity: str, frame: pl.DataFrame) -> tuple[Caution, ...]:
    """Say whether growth of money is real, where there is any growth."""
    if money is None or frame["growth"].null_count() == len(frame):
        return ()
    return money.cautions(named(quantity))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn codes back into text and name the place a region."""
    if "place" in frame.columns:
        frame = frame.rename({"place": "region"})
    text = [n for n, t in frame.schema.items() if isinstance(t, pl.Enum | pl.Categorical)]
    return frame.with_columns(pl.col(text).cast(pl.String)) if text else frame


def _cautions(
    gathered: Gathered, frame: pl.DataFrame, reference: Reference | None, quantity: str
) -> tuple[Caution, ...]:
    said = (
        [Caution("leading-quantity", {"quantity": named(quantity)})]
        if quantity != EMPLOYMENT
        else []
    )
    if gathered.mixed_money:
        said.append(Caution("money-mixed"))
    if gathered.money.converted:
        said += [c for c in gathered.money.cautions("money") if c.code != "growth-nominal"]
    unknown_plants = "establishments" in frame.columns and frame[
        "establishments"
    ].null_count() == len(frame)
    if unknown_plants and quantity == EMPLOYMENT:
        said.append(Caution("establishments-unknown"))
    if unknown := int(frame["unknown"].sum()) if "unknown" in frame.columns else 0:
        said.append(Caution("employment-withheld", {"cells": unknown}))
    if "unsettled" in frame.columns:
        said += _unsettled(frame)
    if reference is not None and "macro_share" in frame.columns:
        lacking = frame.filter(pl.col("size") > 0, pl.col("macro_share").is_null())
        if len(lacking):
            values = {"name": reference.name, "categories": lacking["category"].n_unique()}
            said.append(Caution("base-lacks", values))
    return tuple(said)


def _unsettled(frame: pl.DataFrame) -> list[Caution]:
    """Tell of cells of which nobody knows how much is left out."""
    known = pl.col("size") > 0
    unsettled = frame.filter(known & pl.col("visible_share").is_null())
    if unsettled.is_empty():
        return []
    values = {"cells": len(unsettled), "of": int(frame.select(known.sum()).item())}
    return [Caution("visible-share-unknown", values)]
