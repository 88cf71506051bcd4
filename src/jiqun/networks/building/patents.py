"""Patents and projects as affiliations, and the ties that they show."""

from __future__ import annotations

from typing import Any, Final, Literal

import polars as pl

from jiqun.core import Caution, Problems
from jiqun.networks.building.projecting import WEIGHTINGS, Weighting, projection
from jiqun.networks.building.rows import ROWS, TieRows
from jiqun.networks.layers import CITATION, CO_INVENTION, CO_PATENT, JOINT
from jiqun.tables import Affiliations, need_columns, sums_by, to_polars

#: Which list of a patent its members are: applicants, regions of inventors, classes.
Members = Literal["applicants", "regions", "classes"]
MEMBERS: Final = ("applicants", "regions", "classes")


def participants(patents: Any, *, members: Members = "applicants") -> Affiliations:
    """Take patents as events: of their applicants, their inventors' regions, or their classes.

    Raises
    ------
    InputError
        ``frame-columns``.

    Examples
    --------
    >>> patents = pl.DataFrame({"patent": ["p"], "year": [2020], "applicants": [["a", "b"]]})
    >>> participants(patents).members
    ('a', 'b')
    """
    problems = Problems()
    if members not in MEMBERS:
        problems.add("weighting-unknown", subject="members", value=members, known=list(MEMBERS))
    problems.check()
    frame = to_polars(patents)
    need_columns(frame, "patent", members)
    year = "year" if "year" in frame.columns else None
    return Affiliations.from_frame(frame, event="patent", member=members, first=year)


def joint_projects(
    projects: Any, *, weighting: Weighting = "newman", most_members: int = 50
) -> TieRows:
    """Tie organisations by the projects that they share, in the year in which a project begins.

    Raises
    ------
    InputError
        ``frame-columns``, ``projects-most``, ``affiliations-years``.
    """
    frame = to_polars(projects)
    first = "start" if "start" in frame.columns else None
    last = "end" if "end" in frame.columns else None
    both = Affiliations.from_frame(
        frame, event="project", member="organisation", first=first, last=last
    )
    return projection(both, kind=JOINT, weighting=weighting, most_members=most_members)


def co_patents(patents: Any, *, weighting: Weighting = "newman", most_members: int = 50) -> TieRows:
    """Tie the applicants of a patent: see :func:`projection` for what a patent is worth.

    A joint application is a sample of cooperation: most is never patented, and who pays may be
    the only applicant.

    Examples
    --------
    >>> rows = {"patent": ["p", "q"], "year": [2020, 2021], "applicants": [["b", "a"], ["a"]]}
    >>> co_patents(pl.DataFrame(rows)).rows.rows()
    [('a', 'b', 'co-patent', 2020, 1.0, 1)]
    """
    return projection(
        participants(patents), kind=CO_PATENT, weighting=weighting, most_members=most_members
    )


def co_inventions(
    patents: Any, *, weighting: Weighting = "newman", most_members: int = 50
) -> TieRows:
    """Tie the regions whose inventors share a patent; each region counts once a patent."""
    both = participants(patents, members="regions")
    return projection(both, kind=CO_INVENTION, weighting=weighting, most_members=most_members)


def citations(patents: Any, *, weighting: Weighting = "fractional") -> TieRows:
    r"""Tie the applicants of a citing patent to those of the cited one, in the citing year.

    A tie goes from who cites to who is cited; knowledge goes the other way. Between n citing and m
    cited applicants each of the n m ties weighs

    .. math:: w = \begin{cases} 1 & \text{full}\\ 1 / (n m) & \text{fractional, Newman}\end{cases}

    Citations of an own patent, and of patents or applicants that are not in the table, are left
    out, and it is said.

    Parameters
    ----------
    patents
        ``patent, applicants, cites``; optional ``year``.
    weighting
        "full": a citation counts for every pair; otherwise once in all.

    Returns
    -------
    TieRows
        Directed, a row a pair and year.

    Raises
    ------
    InputError
        ``frame-columns``: no column ``cites``, lists of the patents cited;
        ``weighting-unknown``.

    References
    ----------
    :cite:`jaffe1993`: patent citations as a trace of what was known.

    Examples
    --------
    >>> rows = {"patent": ["p", "q"], "year": [2020, 2021], "applicants": [["a"], ["b"]],
    ...         "cites": [[], ["p"]]}
    >>> citations(pl.DataFrame(rows)).rows.rows()
    [('b', 'a', 'citation', 2021, 1.0, 1)]
    """
    problems = Problems()
    if weighting not in WEIGHTINGS:
        problems.add(
            "weighting-unknown", subject="weighting", value=weighting, known=list(WEIGHTINGS)
        )
    problems.check()
    frame = to_polars(patents)
    need_columns(frame, "patent", "applicants", "cites")
    if "year" not in frame.columns:
        frame = frame.with_columns(year=pl.lit(None, dtype=pl.Int64))
    owners = participants(frame)
    held = owners.to_frame().select("event", "member")
    parts = held.with_columns(part=1.0 / pl.len().over("event"))
    cited = (
        frame.select(pl.col("patent").cast(pl.String), "year", pl.col("cites").alias("cited"))
        .explode("cited", empty_as_null=True, keep_nulls=True)
        .drop_nulls("cited")
        .with_columns(pl.col("cited").cast(pl.String))
        .unique(maintain_order=True)
    )
    owned = parts.select(pl.col("event").unique())
    known = cited.join(owned, left_on="cited", right_on="event", how="semi").join(
        owned, left_on="patent", right_on="event", how="semi"
    )
    told = list(owners.cautions)
    if len(known) < len(cited):
        told.append(
            Caution("citations-strangers", {"citations": len(cited) - len(known), "of": len(cited)})
        )
    pairs = known.join(parts, left_on="patent", right_on="event").join(
        parts, left_on="cited", right_on="event", suffix="_cited"
    )
    own = pairs.filter(pl.col("member") == pl.col("member_cited"))
    if len(own):
        told.append(Caution("citations-own", {"ties": len(own)}))
    worth = pl.lit(1.0) if weighting == "full" else pl.col("part") * pl.col("part_cited")
    return TieRows(
        rows=_cited(pairs.filter(pl.col("member") != pl.col("member_cited")), worth),
        nodes=owners.members,
        directed=True,
        cautions=tuple(told),
    )


def _cited(pairs: pl.DataFrame, worth: pl.Expr) -> pl.DataFrame:
    """Add up what one applicant cites of another in a year."""
    ties = pairs.sort("member", "member_cited", "year", "patent", "cited").select(
        pl.col("member").alias("source"),
        pl.col("member_cited").alias("target"),
        pl.col("year").cast(pl.Int64),
        worth.alias("weight"),
    )
    sums = sums_by(
        ties,
        ["source", "target", "year"],
        sums=[pl.col("weight"), pl.lit(1.0).alias("events")],
    )
    return (
        sums.with_columns(kind=pl.lit(CITATION))
        .select(pl.col(name).cast(kind) for name, kind in ROWS.items())
        .sort("source", "target", "year", nulls_last=True)
    )
