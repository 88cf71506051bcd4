"""Loops that close: research hands over, a firm uses it, and what it learns comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, stream
from jiqun.kernels.chance import at_least
from jiqun.networks.flows.reading import actors_of, ties_between
from jiqun.networks.flows.words import LOOPS

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Circles:
    """Loops of research and firms, how many close, and how long they take.

    Attributes
    ----------
    pairs
        ``research, firm, handed, back``: years of the first handing over and of the first
        feedback in that year or later; null where none came.
    straight
        Loops of two: pairs with feedback. ``straight_expected``: where feedback comes from firms
        at random, each keeping its number; ``straight_p``, the chance of so many or more.
    chains
        Loops of three: research to a firm, that firm's goods to another, feedback from that one
        to the same research, in years one after the other; ``chains_expected, chains_p``.
    closing
        ``years, at_risk, closed, share``: of the pairs whose loop is open after so many years,
        those that close in the next, and the share closed by then (Kaplan–Meier: pairs are
        followed to the last year of the ties).
    median_years
        Until half are closed; NaN where fewer ever are.
    cautions
        What was left out.
    """

    pairs: pl.DataFrame
    straight: int
    straight_expected: float
    straight_p: float
    chains: int
    chains_expected: float
    chains_p: float
    closing: pl.DataFrame
    median_years: float
    cautions: tuple[Caution, ...] = ()


def closed_circles(links: Any, actors: Any, *, seed: int, draws: int = 199) -> Circles:
    """Count the loops of R&D, application and feedback that close, and time them.

    Parameters
    ----------
    links
        ``source, target, kind, year``; ties without a year are left out.
    actors
        ``organisation, kind``.
    seed, draws
        Of the firms dealt anew among the feedback.

    Returns
    -------
    Circles
        Chances and expectations are NaN where nothing is handed over or nothing comes back.

    Examples
    --------
    >>> kinds = ["university", "firm", "firm"]
    >>> who = pl.DataFrame({"organisation": ["u", "f", "g"], "kind": kinds})
    >>> rows = {"source": ["u", "f", "f"], "target": ["f", "g", "u"], "year": [2018, 2019, 2021]}
    >>> ties = pl.DataFrame({**rows, "kind": ["licence", "supply", "project"]})
    >>> made = closed_circles(ties, who, seed=1)
    >>> made.straight, made.chains, made.median_years
    (1, 0, 3.0)
    """
    told: list[Caution] = []
    who = actors_of(actors)
    ties = ties_between(links, who, told=told).drop_nulls("year")
    handed, used, back = (_firsts(ties, who, at) for at in range(3))
    last = int(ties["year"].max() or 0)  # type: ignore[arg-type]
    pairs = _answered(handed, back)
    straight, chains = pairs["back"].count(), _chains(handed, used, back)
    drawn = [
        _dealt(handed, used, back, seed=seed, draw=draw)
        for draw in range(draws if len(handed) and len(back) else 0)
    ]
    chance = np.array(drawn, dtype=np.float64).reshape(-1, 2)
    hope = chance.mean(axis=0) if len(chance) else np.full(2, np.nan)
    p = at_least(chance, [straight, chains]) if len(chance) else np.full(2, np.nan)
    closing = _closing(pairs, last)
    half = closing.filter(pl.col("share") >= 0.5)["years"]  # noqa: PLR2004 - the median
    return Circles(
        pairs=pairs,
        straight=straight,
        straight_expected=float(hope[0]),
        straight_p=float(p[0]),
        chains=chains,
        chains_expected=float(hope[1]),
        chains_p=float(p[1]),
        closing=closing,
        median_years=float(half[0]) if len(half) else float("nan"),
        cautions=tuple(told),
    )


def _firsts(ties: pl.DataFrame, who: pl.DataFrame, at: int) -> pl.DataFrame:
    """Give the ties of a leg: ``one, other, year`` of each year, its source's role first."""
    leg = LOOPS["application"][at]
    role = who.select("organisation", "role")
    own = ties.filter(pl.col("kind").is_in(list(leg.kinds or ())))
    own = own.join(role, left_on="source", right_on="organisation", how="left").join(
        role, left_on="target", right_on="organisation", how="left", suffix="_target"
    )
    there = own.filter((pl.col("role") == leg.source) & (pl.col("role_target") == leg.target))
    parts = [there.select("year", one="source", other="target")]
    if not leg.one_way and leg.source != leg.target:
        turned = (pl.col("role") == leg.target) & (pl.col("role_target") == leg.source)
        parts.append(own.filter(turned).select("year", one="target", other="source"))
    return pl.concat(parts).unique().sort("one", "other", "year")


def _first(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("one", "other", maintain_order=True).agg(pl.col("year").min())


def _answered(handed: pl.DataFrame, back: pl.DataFrame) -> pl.DataFrame:
    given = _first(handed).select(research="one", firm="other", handed="year")
    told = back.select(firm="one", research="other", back="year")
    later = (
        given.join(told, on=["research", "firm"])
        .filter(pl.col("back") >= pl.col("handed"))
        .group_by("research", "firm")
        .agg(pl.col("back").min())
    )
    return given.join(later, on=["research", "firm"], how="left").sort("research", "firm")


def _chains(handed: pl.DataFrame, used: pl.DataFrame, back: pl.DataFrame) -> int:
    """Count triples research, maker, user whose three ties can follow one another."""
    given = _first(handed).select(research="one", maker="other", handed="year")
    bought = used.select(maker="one", user="other", used="year")
    told = back.group_by("one", "other").agg(pl.col("year").max())
    both = (
        given.join(bought, on="maker")
        .filter(pl.col("used") >= pl.col("handed"))
        .group_by("research", "maker", "user")
        .agg(pl.col("used").min())
        .join(told, left_on=["user", "research"], right_on=["one", "other"])
    )
    return len(both.filter(pl.col("year") >= pl.col("used")))


def _dealt(
    handed: pl.DataFrame, used: pl.DataFrame, back: pl.DataFrame, *, seed: int, draw: int
) -> tuple[int, int]:
    """Count loops where the firms of feedback are dealt anew."""
    rng = stream(seed=seed, replicate=draw, name="circles-dealt")
    pairs = back.select("one", "other").unique().sort("one", "other")
    order = rng.permutation(len(pairs))
    turned = pairs.with_columns(dealt=pairs["one"].gather(order))
    anew = back.join(turned, on=["one", "other"]).select("year", one="dealt", other="other")
    return _answered(handed, anew)["back"].count(), _chains(handed, used, anew)


def _closing(pairs: pl.DataFrame, last: int) -> pl.DataFrame:
    closed = (pairs["back"] - pairs["handed"]).drop_nulls().to_numpy()
    followed = (pairs["back"].fill_null(last) - pairs["handed"]).to_numpy()
    longest = int(followed.max(initial=-1)) + 1
    risk = np.array([(followed >= t).sum() for t in range(longest)], dtype=np.int64)
    events = np.bincount(closed, minlength=longest)[:longest] if longest else risk
    share = 1 - np.cumprod(1 - events / np.maximum(risk, 1))
    return pl.DataFrame(
        {"years": np.arange(longest), "at_risk": risk, "closed": events, "share": share}
    )
