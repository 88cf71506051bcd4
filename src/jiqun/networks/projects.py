"""Joint projects as ties between their members, and what chance makes of memberships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, Problems
from jiqun.tables import need_columns, to_polars

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Memberships:
    """Who takes part in which project; each pair once, sorted by project.

    Attributes
    ----------
    member, project
        (M,): position of the organisation, number of the project 0 .. P-1.
    scale
        What a shared project's weight is multiplied with.
    """

    member: Int
    project: Int
    scale: float = 1.0

    @property
    def count(self) -> int:
        """The number of projects."""
        return int(self.project.max(initial=-1)) + 1


def memberships(
    projects: Any, nodes: pl.DataFrame, *, most: int, told: list[Caution]
) -> Memberships:
    """Read ``project, organisation``; projects of one member or of more than ``most`` are left out.

    Raises
    ------
    InputError
        ``frame-columns``; ``projects-most``: below 2.
    """
    problems = Problems()
    if most < 2:  # noqa: PLR2004 - a pair
        problems.add("projects-most", subject="most", value=most)
    problems.check()
    frame = to_polars(projects)
    need_columns(frame, "project", "organisation")
    at = nodes.select("organisation").with_row_index("at")
    own = frame.select(pl.col("project", "organisation").cast(pl.String)).unique(
        maintain_order=True
    )
    known = own.join(at, on="organisation", how="inner")
    sizes = known.group_by("project").agg(n=pl.len())
    kept = sizes.filter(pl.col("n").is_between(2, most))
    large = int((sizes["n"] > most).sum())
    if len(known) < len(own):
        told.append(Caution("projects-strangers", {"memberships": len(own) - len(known)}))
    if large:
        told.append(Caution("projects-large", {"projects": large, "most": most}))
    tidy = known.join(kept, on="project", how="semi").sort("project", "at")
    number = tidy["project"].rank("dense").to_numpy().astype(np.int64) - 1
    return Memberships(member=tidy["at"].cast(pl.Int64).to_numpy(), project=number)


def projected(joint: Memberships, copies: Int | None = None) -> tuple[Int, Int, Float]:
    """Give each pair of members of each project, with the weight scale / (n - 1).

    So each project gives each of its n members the same strength, however large it is (Newman
    2001). copies: (P,) how often each project counts, default once. Pairs repeat over projects.
    """
    order = np.argsort(joint.project, kind="stable")
    member, project = joint.member[order], joint.project[order]
    size = np.bincount(project, minlength=joint.count)
    starts = np.concatenate([[0], np.cumsum(size)[:-1]])
    rank = np.arange(len(member)) - starts[project]
    later = size[project] - 1 - rank  # partners after each member in its project
    first = np.repeat(np.arange(len(member)), later)
    ends = np.cumsum(later)
    step = np.arange(len(first)) - np.repeat(ends - later, later) + 1
    second = first + step
    often = np.ones(joint.count) if copies is None else copies.astype(np.float64)
    weight = joint.scale * often[project[first]] / np.maximum(size[project[first]] - 1, 1)
    some = weight > 0
    return member[first][some], member[second][some], weight[some]


def dealt(joint: Memberships, rng: np.random.Generator) -> Memberships:
    """Shuffle who is in which project; each organisation keeps its number, each project its size.

    An organisation dealt twice into a project is in it once.
    """
    member = joint.member[rng.permutation(len(joint.member))]
    flat = np.unique(joint.project * (int(member.max(initial=0)) + 1) + member)
    width = int(member.max(initial=0)) + 1
    return Memberships(member=flat % width, project=flat // width, scale=joint.scale)
