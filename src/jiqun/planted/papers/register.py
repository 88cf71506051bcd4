"""Another register of the same organisations: who is in it, and who only seems to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.ground import Industries, Places, scrambled, spelled
from jiqun.planted.papers.spelling import CHANGES, changed
from jiqun.planted.papers.writing import Ground, written
from jiqun.planted.plans import EconomyPlan

Int = NDArray[np.int64]

#: Shares of the firms and of the others that the register knows, and the most it knows
#: (assumptions: registers of firms with a web site, exporters or applicants know about half).
KNOWN_FIRMS, KNOWN_OTHERS, MOST_KNOWN = 0.5, 0.9, 200_000
#: Of the known: second entries of the same; firms of another place that bear a known one's name;
#: firms that no table has (assumptions).
AGAIN, NAMESAKES, STRANGERS = 0.03, 0.03, 0.1
#: Scatter of coordinates, degrees, at the wildest spelling.
SCATTER = 0.005
FORM, FORM_ZH = " Co., Ltd.", "有限公司"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A paper and the truth about it.

    Attributes
    ----------
    entries
        ``entry, name, name_zh, kind, address, address_zh, region, lon, lat, industry,
        founded``: the paper ``other_register``; a language, the region or the industry may be
        missing.
    truth
        ``entry, relation, organisation, resembles, changes``: ``relation`` is "same" (then
        ``organisation`` is its code), "namesake" (another firm that bears the name of
        ``resembles``) or "stranger" (in no table); ``changes`` lists what the register writes
        differently, in the order of :data:`~jiqun.planted.papers.spelling.CHANGES`.
    """

    entries: pl.DataFrame
    truth: pl.DataFrame


def other_register(
    plan: EconomyPlan, places: Places, industries: Industries, organisations: pl.DataFrame
) -> Register:
    """Write down how another register has the organisations.

    Parameters
    ----------
    plan
        Its ``spelling`` says how wildly: each kind of change happens with its own chance times
        that number.
    places, industries
        Where and what.
    organisations
        The canonical table.
    """
    ground = _ground(places, industries)
    rows = _entries(plan, ground, industries, organisations)
    rng = plan.stream("spelling")
    notes: list[pl.DataFrame] = []
    for order, change in enumerate(CHANGES):
        rows, hit = changed(rows, change, ground, plan.spelling, rng)
        notes.append(pl.DataFrame({"at": hit, "order": np.full(len(hit), order, dtype=np.int64)}))
    return _register(plan, written(rows.sort("at"), ground), pl.concat(notes))


def _ground(places: Places, industries: Industries) -> Ground:
    regions = places.regions
    county = pl.DataFrame({"region": places.codes["county"]}).join(
        regions, on="region", how="left", maintain_order="left"
    )
    city = regions.select(pl.col("region").alias("parent"), city="name", city_zh="name_zh")
    stems = places.county_names
    table = county.join(city, on="parent", how="left", maintain_order="left").select(
        pl.int_range(pl.len()).alias("county"),
        "region",
        pl.col("name").alias("county_name"),
        pl.col("name_zh").alias("county_name_zh"),
        "city",
        "city_zh",
        pl.col("lon").alias("seat_lon"),
        pl.col("lat").alias("seat_lat"),
        stems.en.alias("place"),
        stems.zh.alias("place_zh"),
    )
    start = np.searchsorted(industries.group, industries.group)
    return Ground(
        counties=table,
        classes=pl.Series(industries.codes),
        trade=pl.Series(industries.names),
        trade_zh=pl.Series(industries.names_zh),
        first=start,
        siblings=np.bincount(industries.group)[industries.group],
    )


def _entries(
    plan: EconomyPlan, ground: Ground, industries: Industries, organisations: pl.DataFrame
) -> pl.DataFrame:
    """Give all entries as the organisations themselves are written, part by part."""
    rng = plan.stream("register")
    known = organisations[_known(organisations["kind"], rng)]
    own = _parts(known, ground).with_columns(
        pl.lit("same").alias("relation"), pl.lit(None, dtype=pl.String).alias("resembles")
    )
    firms = own.filter("firm")
    again = own[_some(rng, AGAIN, own.height)]
    parts = [
        own,
        again,
        _namesakes(firms[_some(rng, NAMESAKES, firms.height)], ground, rng),
        _strangers(plan, ground, industries, organisations.height, own.height, rng),
    ]
    return (
        pl.concat(parts, how="diagonal_relaxed")
        .with_row_index("at")
        .with_columns(
            pl.col("at").cast(pl.Int64),
            *(pl.lit("").alias(name) for name in ("added", "added_zh", "branch", "branch_zh")),
            *(pl.lit(value=False).alias(flag) for flag in ("bracketed", "capitals", "traditional")),
            pl.lit("").alias("without"),
        )
    )


def _known(kind: pl.Series, rng: np.random.Generator) -> Int:
    """Draw who is known: evenly, firms less often than others."""
    firm = (kind == "firm").to_numpy()
    share = np.where(firm, KNOWN_FIRMS, KNOWN_OTHERS)
    share *= min(1.0, MOST_KNOWN / max(float(KNOWN_FIRMS * firm.sum()), 1.0))
    return np.flatnonzero(rng.random(len(share)) < share)


def _some(rng: np.random.Generator, share: float, n: int) -> Int:
    return np.sort(rng.permutation(n)[: round(share * n)])


def _parts(known: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Take the names of firms apart: place, name of its own, trade, legal form."""
    trades = pl.DataFrame(
        {"industry": ground.classes, "trade": ground.trade, "trade_zh": ground.trade_zh}
    )
    rows = known.join(ground.counties, on="region", how="left", maintain_order="left").join(
        trades, on="industry", how="left", maintain_order="left"
    )
    rows = rows.with_columns(
        pl.col("name")
        .str.strip_prefix(pl.col("place") + " ")
        .str.strip_suffix(" " + pl.col("trade") + FORM)
        .alias("given"),
        pl.col("name_zh")
        .str.strip_prefix(pl.col("place_zh"))
        .str.strip_suffix(pl.col("trade_zh") + FORM_ZH)
        .alias("given_zh"),
    )
    whole = pl.concat_str("place", pl.lit(" "), "given", pl.lit(" "), "trade", pl.lit(FORM))
    whole_zh = pl.concat_str("place_zh", "given_zh", "trade_zh", pl.lit(FORM_ZH))
    apart = (pl.col("kind") == "firm") & (whole == pl.col("name")) & (whole_zh == pl.col("name_zh"))
    rows = rows.with_columns(apart.fill_null(value=False).alias("firm"))
    kept = {
        "place": "", "place_zh": "", "trade": "", "trade_zh": "",
        "given": pl.col("name"), "given_zh": pl.col("name_zh"),
    }  # fmt: skip
    forms = {"form": FORM, "form_zh": FORM_ZH}
    return rows.select(
        "organisation", "kind", "firm", "county", "region", "lon", "lat", "industry", "founded",
        *(
            pl.when("firm").then(name).otherwise(_literal(other)).alias(name)
            for name, other in kept.items()
        ),
        *(
            pl.when("firm").then(pl.lit(form)).otherwise(pl.lit("")).alias(name)
            for name, form in forms.items()
        ),
    )  # fmt: skip


def _literal(value: Any) -> pl.Expr:
    return pl.lit(value) if isinstance(value, str) else value


def _namesakes(firms: pl.DataFrame, ground: Ground, rng: np.random.Generator) -> pl.DataFrame:
    """Found firms of the same name elsewhere."""
    n, counties = firms.height, ground.counties.height
    step = 1 + np.floor((counties - 1) * rng.random(n)).astype(np.int64)
    county = (firms["county"].to_numpy() + step) % counties
    return _seated(firms, ground, county, rng).with_columns(
        pl.lit("namesake").alias("relation"),
        pl.col("organisation").alias("resembles"),
        pl.lit(None, dtype=pl.String).alias("organisation"),
        pl.Series("founded", rng.integers(1985, 2024, n)),
    )


def _strangers(
    plan: EconomyPlan,
    ground: Ground,
    industries: Industries,
    taken: int,
    known: int,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Found firms that no table has, with names that none there bears."""
    n = round(STRANGERS * known)
    given = spelled(scrambled(n, start=taken, rng=plan.stream("firm-names")))
    county = rng.integers(0, ground.counties.height, n)
    total = np.cumsum(industries.weight)
    at = np.searchsorted(total, rng.random(n) * total[-1] * (1 - 1e-12), side="right")
    rows = pl.DataFrame(
        {
            "kind": ["firm"] * n,
            "firm": [True] * n,
            "industry": ground.classes.gather(at),
            "founded": rng.integers(1985, 2024, n),
            "given": given.en,
            "given_zh": given.zh,
            "trade": ground.trade.gather(at),
            "trade_zh": ground.trade_zh.gather(at),
            "form": [FORM] * n,
            "form_zh": [FORM_ZH] * n,
        },
        schema_overrides={"kind": pl.String, "firm": pl.Boolean, "form": pl.String},
    )
    return _seated(rows, ground, county, rng).with_columns(pl.lit("stranger").alias("relation"))


def _seated(
    rows: pl.DataFrame, ground: Ground, county: Int, rng: np.random.Generator
) -> pl.DataFrame:
    """Put rows into counties, near the seat, and name them after these."""
    seat = ground.counties[county]
    jitter = rng.uniform(-0.05, 0.05, (2, rows.height))
    return rows.with_columns(
        pl.Series("county", county),
        *(seat[name] for name in ("region", "place", "place_zh")),
        (seat["seat_lon"] + pl.Series(jitter[0])).alias("lon"),
        (seat["seat_lat"] + pl.Series(jitter[1])).alias("lat"),
    )


def _register(plan: EconomyPlan, rows: pl.DataFrame, notes: pl.DataFrame) -> Register:
    """Shuffle the entries, number them, and keep apart what is true."""
    rng = plan.stream("register-order")
    jitter = plan.spelling * SCATTER * rng.standard_normal((2, rows.height))
    names = pl.Series([change.name for change in CHANGES])
    told = (
        notes.sort("at", "order")
        .with_columns(names.gather(notes.sort("at", "order")["order"]).alias("changes"))
        .group_by("at", maintain_order=True)
        .agg("changes")
    )
    rows = (
        rows.join(told, on="at", how="left", maintain_order="left")
        .with_columns(
            pl.col("lon") + pl.Series(jitter[0]),
            pl.col("lat") + pl.Series(jitter[1]),
            pl.col("changes").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        )[rng.permutation(rows.height)]
        .with_columns(
            ("E" + (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(7)).alias("entry")
        )
    )
    return Register(
        entries=rows.select(
            "entry", "name", "name_zh", "kind", "address", "address_zh", "region", "lon", "lat",
            "industry", "founded",
        ),
        truth=rows.select("entry", "relation", "organisation", "resembles", "changes"),
    )  # fmt: skip
