"""Who is tied to whom, for how long: ``links``, ``projects``, ``patents``, ``organisations``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.moments.found import Found
from jiqun.planted.moments.spreads import correlation
from jiqun.planted.moments.tails import power_tail

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Tables = Mapping[str, pl.DataFrame]

#: Kinds of organisations that are counted against firms.
COUNTED: Final = ("university", "institute")
#: A project of more partners has too many pairs to be told of as pairs.
MOST_PARTNERS: Final = 100


def network_moments(tables: Tables) -> dict[str, Found]:
    """Measure supply ties, joint projects, patents and who supports firms; nothing without rows."""
    found: dict[str, Found] = {}
    if "links" in tables:
        found |= _supply(tables["links"].filter(pl.col("kind") == "supply"))
    if "projects" in tables:
        found |= _projects(tables["projects"])
    if "organisations" in tables:
        found |= _people(tables)
    return found


def _supply(links: pl.DataFrame) -> dict[str, Found]:
    """Give tails, likeness and renewal of supply ties, the last year's and all years'."""
    if links.is_empty():
        return {}
    codes = pl.concat([links["source"], links["target"]]).rank("dense").cast(pl.Int64).to_numpy()
    source, target = codes[: len(links)] - 1, codes[len(links) :] - 1
    year = links["year"].to_numpy()
    n = int(codes.max())
    now = year == year.max()
    sold, bought = np.bincount(source[now], minlength=n), np.bincount(target[now], minlength=n)
    out, into = power_tail(sold), power_tail(bought)
    both = np.log(np.maximum(sold + bought, 1))
    a, b = both[source[now]], both[target[now]]
    alike = correlation(np.concatenate([a, b]), np.concatenate([b, a]))
    tied = int((sold + bought > 0).sum())
    return {
        "supply-customers-tail": Found.of(out.exponent, out.count),
        "supply-suppliers-tail": Found.of(into.exponent, into.count),
        "supply-ties-per-firm": Found.share(int(now.sum()), tied),
        "supply-likeness": Found.of(alike, int(now.sum())),
        "supply-renewal": renewal(source * n + target, year),
    }


def renewal(pair: Int, year: Int) -> Found:
    """Give the share of the pairs of a year that are no pair in the next, over all years.

    Examples
    --------
    >>> renewal(np.array([1, 2, 1, 3]), np.array([2000, 2000, 2001, 2001])).value
    0.5
    """
    gone = there = 0
    calendar = np.unique(year)
    for now in calendar[:-1]:
        if now + 1 not in calendar:
            continue
        first, second = np.unique(pair[year == now]), np.unique(pair[year == now + 1])
        there += len(first)
        gone += len(first) - len(np.intersect1d(first, second, assume_unique=True))
    return Found.share(gone, there)


def _projects(projects: pl.DataFrame) -> dict[str, Found]:
    """Give projects an organisation, partners, and how long pairs work together."""
    rows = projects.drop_nulls(["project", "organisation"]).unique(["project", "organisation"])
    if rows.is_empty():
        return {}
    each = rows.group_by("organisation").len()["len"].to_numpy()
    tail = power_tail(each)
    pairs = _pairs(rows)
    degree = pl.concat([pairs["a"], pairs["b"]]).to_frame("o").group_by("o").len()["len"]
    partners = power_tail(degree.to_numpy())
    return {
        "projects-tail": Found.of(tail.exponent, tail.count),
        "projects-once": Found.share(int((each == 1).sum()), len(each)),
        "partners-tail": Found.of(partners.exponent, partners.count),
        "partners-renewal": _worked(rows),
    }


def _pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """List every two organisations with a joint project once, by number."""
    small = rows.filter(pl.len().over("project") <= MOST_PARTNERS)
    one = small.select("project", pl.col("organisation").rank("dense").cast(pl.Int64).alias("a"))
    two = one.rename({"a": "b"})
    return one.join(two, on="project").filter(pl.col("a") < pl.col("b")).unique(["a", "b"])


def _worked(rows: pl.DataFrame) -> Found:
    """Give the share of pairs at work together in a year that are not in the next."""
    known = rows.drop_nulls(["start", "end"]).filter(
        pl.len().over("project") <= MOST_PARTNERS, pl.col("end") >= pl.col("start")
    )
    if known.is_empty():
        return Found.share(0, 0)
    one = known.select(
        "project",
        "start",
        pl.col("end").clip(upper_bound=pl.col("start") + 20),
        pl.col("organisation").rank("dense").cast(pl.Int64).alias("a"),
    )
    two = one.select("project", pl.col("a").alias("b"))
    pairs = one.join(two, on="project").filter(pl.col("a") < pl.col("b"))
    n = int(one["a"].max()) + 1  # type: ignore[arg-type]
    lived = pairs.select(
        (pl.col("a") * n + pl.col("b")).alias("pair"),
        pl.int_ranges("start", pl.col("end") + 1).alias("year"),
    ).explode("year")
    begun = int(one["start"].max())  # type: ignore[arg-type]
    seen = lived.filter(pl.col("year") <= begun)
    return renewal(seen["pair"].to_numpy(), seen["year"].to_numpy())


def _people(tables: Tables) -> dict[str, Found]:
    """Give universities and institutes per 100,000 open firms, and who patents."""
    who = tables["organisations"]
    open_ = who.filter(pl.col("closed").is_null()) if "closed" in who.columns else who
    firms = open_.filter(pl.col("kind") == "firm")
    if firms.is_empty():
        return {}
    found = {
        f"{kind}-density": Found.of(
            1e5 * open_.filter(pl.col("kind") == kind).height / firms.height, firms.height
        )
        for kind in COUNTED
    }
    found |= _research(tables, firms)
    if "patents" in tables and not tables["patents"].is_empty():
        found |= _patents(tables["patents"], firms)
    return found


def _research(tables: Tables, firms: pl.DataFrame) -> dict[str, Found]:
    """Give the share of the firms with accounts that spend on research, last year."""
    years = tables.get("organisation_years")
    if years is None or "rd_spend" not in years.columns:
        return {}
    told = years.drop_nulls("rd_spend").filter(pl.col("year") == pl.col("year").max())
    told = told.join(firms.select("organisation"), on="organisation", how="semi")
    return {"research-firms": Found.share(int((told["rd_spend"] > 0).sum()), told.height)}


def _patents(patents: pl.DataFrame, firms: pl.DataFrame) -> dict[str, Found]:
    """Give how patents gather in few firms, and how many firms have any."""
    each = (
        patents.select(pl.col("applicants").alias("organisation"))
        .explode("organisation")
        .drop_nulls()
        .group_by("organisation")
        .len()
        .join(firms.select("organisation"), on="organisation", how="semi")
    )
    counts = each["len"].to_numpy().astype(np.float64)
    tail = power_tail(counts)
    return {
        "patents-tail": Found.of(tail.exponent, tail.count),
        "patents-once": Found.share(int((counts == 1).sum()), len(counts)),
        "patenting-firms": Found.share(len(counts), firms.height),
    }
