"""Ties inside and outside: local buzz, pipelines, partners abroad, openness of universities."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betaincinv

from jiqun.networks.flows import actors_of, groups_of, ties_between
from jiqun.tables import to_polars

Float = NDArray[np.float64]


def buzz_and_pipelines(
    links: Any, actors: Any, groups: Any = None, *, level: float = 0.9
) -> pl.DataFrame:
    r"""Give the pairs tied within each group and out of it, beside what degrees alone would give.

    .. math::
        E^{in}_g = \frac{s_g (s_g - 1)}{2 (2m - 1)}, \quad
        \mathrm{EI}_g = \frac{\text{out} - \text{in}}{\text{out} + \text{in}}

    with :math:`s_g` ends of the m pairs in the group. EI is -1 where all ties stay inside (buzz),
    1 where all leave (pipelines). A group of few members has few ties inside by chance too: read
    ``tightness``, inside ties over expected ones.

    Parameters
    ----------
    links, actors, groups
        As for :func:`~jiqun.networks.broken_legs`; with ``country`` of actors also ties abroad.
    level
        Of the limits of EI: pairs as independent (Jeffreys).

    Returns
    -------
    DataFrame
        ``group, members, tied`` (members with a tie), ``inside, outside, ei, low, high,
        expected_inside, tightness, density``; ``abroad, countries``: pairs with another country
        and how many other countries, null where the actors' countries are not given. NaN where a
        group has no ties; density for a single member.

    References
    ----------
    :cite:`krackhardt1988`: the E-I index.

    Examples
    --------
    >>> who = pl.DataFrame({"organisation": list("abc"), "kind": "firm", "region": ["r", "r", "s"]})
    >>> ties = pl.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> buzz_and_pipelines(ties, who).select("group", "inside", "outside", "ei").rows()
    [('r', 1, 1, 0.0), ('s', 0, 1, 1.0)]
    """
    who = _with_country(actors)
    of = groups_of(groups, who)
    pairs = _pairs(ties_between(links, who))
    ends = pl.concat(
        [
            pairs.join(of, left_on=end, right_on="organisation").select(
                "group", "one", "other", pl.lit(end).alias("end")
            )
            for end in ("one", "other")
        ]
    )
    each = ends.group_by("group", "one", "other").agg(ends=pl.len())
    country = who.select("organisation", "country")
    each = each.join(country, left_on="one", right_on="organisation", how="left").join(
        country, left_on="other", right_on="organisation", how="left", suffix="_other"
    )
    inside = (pl.col("ends") == 2).sum()  # noqa: PLR2004 - both ends
    away = pl.col("country") != pl.col("country_other")
    abroad = pl.concat_list("country", "country_other").filter(away).explode()
    counts = each.group_by("group").agg(
        inside=inside.cast(pl.Int64),
        outside=(pl.col("ends") == 1).sum().cast(pl.Int64),
        abroad=away.sum().cast(pl.Int64),
        countries=(abroad.n_unique().cast(pl.Int64) - 1).clip(0),
    )
    touched = pl.concat(
        [ends.select("group", x=end).filter(ends["end"] == end) for end in ("one", "other")]
    )
    members = of.group_by("group").agg(members=pl.len().cast(pl.Int64))
    out = (
        members.join(
            touched.group_by("group").agg(tied=pl.col("x").n_unique().cast(pl.Int64)),
            on="group",
            how="left",
        )
        .join(counts, on="group", how="left")
        .sort("group")
        .with_columns(pl.col("tied", "inside", "outside", "abroad", "countries").fill_null(0))
    )
    if who["country"].null_count() == len(who):
        out = out.with_columns(
            pl.lit(None, dtype=pl.Int64).alias(n) for n in ("abroad", "countries")
        )
    return _tightness(out, len(pairs), level)


def _tightness(out: pl.DataFrame, m: int, level: float) -> pl.DataFrame:
    a, b, n = (out[name].to_numpy().astype(np.float64) for name in ("inside", "outside", "members"))
    total, tail = a + b, (1 - level) / 2
    known = total > 0
    stubs = 2 * a + b
    hope = stubs * (stubs - 1) / (2 * (2 * m - 1)) if m else np.zeros(len(a))
    edges = [betaincinv(b + 0.5, a + 0.5, at) * 2 - 1 for at in (tail, 1 - tail)]
    told = {
        "ei": np.divide(b - a, total, out=np.full(len(a), np.nan), where=known),
        "low": np.where(known, edges[0], np.nan),
        "high": np.where(known, edges[1], np.nan),
        "expected_inside": np.where(known, hope, np.nan),
        "tightness": np.divide(a, hope, out=np.full(len(a), np.nan), where=hope > 0),
        "density": np.divide(2 * a, n * (n - 1), out=np.full(len(a), np.nan), where=n > 1),
    }
    rest = out.select("abroad", "countries")
    frame = out.select("group", "members", "tied", "inside", "outside")
    return frame.with_columns(pl.Series(k, v) for k, v in told.items()).hstack(rest)


def university_openness(links: Any, actors: Any, *, level: float = 0.9) -> pl.DataFrame:
    r"""Say how open each university or institute is to firms.

    .. math:: o_u = \frac{\text{partners that are firms}}{\text{partners}}

    beside that of all research together: ``ratio`` is :math:`o_u` over it.

    Parameters
    ----------
    links, actors
        As for :func:`~jiqun.networks.broken_legs`.
    level
        Of the limits (Jeffreys).

    Returns
    -------
    DataFrame
        ``organisation, kind, partners, firms, openness, low, high, ratio``; ``near``, the share of
        those firms in its region; ``owned``, firms that it has a stake in (spin-offs); ``shared``,
        firms it has a project, patent or publication with; ``handed``, those it licenses to or
        sends people to. NaN openness without partners, near without a known region.

    Examples
    --------
    >>> kinds = ["university", "firm", "institute"]
    >>> who = pl.DataFrame({"organisation": ["u", "f", "i"], "kind": kinds, "region": "r"})
    >>> rows = {"source": ["u", "u"], "target": ["f", "i"], "kind": ["licence", "project"]}
    >>> made = university_openness(pl.DataFrame(rows), who)
    >>> made.select("organisation", "openness", "handed").rows()
    [('i', 0.0, 0), ('u', 0.5, 1)]
    """
    who = actors_of(actors)
    ties = ties_between(links, who)
    both = pl.concat(
        [
            ties.select("kind", organisation="source", partner="target", gives=pl.lit(value=True)),
            ties.select("kind", organisation="target", partner="source", gives=pl.lit(value=False)),
        ]
    ).join(
        who.filter(pl.col("role") == "research").select("organisation", "region"), on="organisation"
    )
    other = who.select(partner="organisation", role="role", region_partner="region")
    rows = both.join(other, on="partner", how="left")
    firm = pl.col("role") == "firm"
    handing = pl.col("gives") & pl.col("kind").is_in(["licence", "talent"])
    sharing = pl.col("kind").is_in(["co-patent", "co-publication", "project", "joint-project"])
    same = pl.col("region") == pl.col("region_partner")

    def firms(which: pl.Expr) -> pl.Expr:
        return pl.col("partner").filter(firm & which).n_unique().cast(pl.Int64)

    told = rows.group_by("organisation").agg(
        partners=pl.col("partner").n_unique().cast(pl.Int64),
        firms=firms(pl.lit(value=True)),
        placed=firms(same.is_not_null()),
        close=firms(same.fill_null(value=False)),
        owned=firms(pl.col("gives") & (pl.col("kind") == "equity")),
        shared=firms(sharing),
        handed=firms(handing),
    )
    every = who.filter(pl.col("role") == "research").select("organisation", "kind")
    counts = ("partners", "firms", "placed", "close", "owned", "shared", "handed")
    out = (
        every.join(told, on="organisation", how="left")
        .with_columns(pl.col(*counts).fill_null(0))
        .sort("organisation")
    )
    n, k, placed, close = (
        out[name].to_numpy().astype(np.float64) for name in ("partners", "firms", "placed", "close")
    )
    tail, known = (1 - level) / 2, n > 0
    share = np.divide(k, n, out=np.full(len(n), np.nan), where=known)
    mean = k.sum() / n.sum() if n.sum() else np.nan
    limits = [
        np.where(known, betaincinv(k + 0.5, n - k + 0.5, at), np.nan) for at in (tail, 1 - tail)
    ]
    return out.select(
        "organisation",
        "kind",
        "partners",
        "firms",
        pl.Series("openness", share),
        pl.Series("low", limits[0]),
        pl.Series("high", limits[1]),
        pl.Series("ratio", share / mean if mean > 0 else np.full(len(n), np.nan)),
        pl.Series("near", np.divide(close, placed, out=np.full(len(n), np.nan), where=placed > 0)),
        "owned",
        "shared",
        "handed",
    )


def _with_country(actors: Any) -> pl.DataFrame:
    who, frame = actors_of(actors), to_polars(actors)
    if "country" not in frame.columns:
        return who.with_columns(country=pl.lit(None, dtype=pl.String))
    own = frame.select(pl.col("organisation", "country").cast(pl.String))
    return who.join(own, on="organisation", how="left")


def _pairs(ties: pl.DataFrame) -> pl.DataFrame:
    return (
        ties.select(
            one=pl.min_horizontal("source", "target"), other=pl.max_horizontal("source", "target")
        )
        .unique()
        .sort("one", "other")
    )
