"""One organisation in the network: its place, its partners, and what the ties rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from jiqun.core import unknown
from jiqun.networks import JOINT, spring_places
from jiqun.studies.browsing.lists import rows
from jiqun.studies.browsing.networks.held import measures_of, needs, nodes, ties
from jiqun.studies.browsing.networks.listing import actor_rows
from jiqun.studies.browsing.networks.rows import ActorRow
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.networking import FIGURES, NODE_COLUMNS, TIES

#: Partners, projects and links that are told; partners that are drawn, with their ties.
MOST_PARTNERS, MOST_EVIDENCE, MOST_DRAWN, MOST_EDGES = 100, 100, 60, 400
SEED, ROUNDS = 7, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a value stands among the organisations that have one.

    Attributes
    ----------
    rank
        1 for the largest; equal values share the better rank.
    among
        How many have a value.
    """

    rank: int
    among: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner: who, and what ties it.

    Attributes
    ----------
    weight
        Of all ties with it.
    tied_by
        Rows of the tables, by kind of tie.
    x, y
        Where it is drawn around the organisation, 0-1; null beyond those drawn.
    """

    organisation: str
    name: str | None
    name_zh: str | None
    kind: str
    region: str | None
    community: int | None
    degree: float
    weight: float
    tied_by: Mapping[str, int]
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOf:
    """A joint project that it takes part in: with how many members, since when."""

    project: str
    role: str | None
    start: int | None
    end: int | None
    funding: float | None
    currency: str | None
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOf:
    """A link of it, as the table has it."""

    partner: str
    kind: str
    year: int
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorDetail:
    """What is known of one organisation.

    Attributes
    ----------
    actor
        Its row of the list.
    standings
        How each of its values stands.
    place
        Where it is drawn among its partners, 0-1.
    partners
        At most 100, the strongest first; the first 60 are drawn.
    partners_total
        How many there are.
    edges
        Ties among the drawn partners: two places in ``partners``, and the weight.
    partner_kinds
        Partners by kind of actor.
    projects, links
        The evidence, the latest first: at most 100 of each.
    projects_total, links_total
        How many there are.
    """

    actor: ActorRow
    standings: Mapping[str, Standing]
    place: tuple[float, float]
    partners: tuple[Partner, ...]
    partners_total: int
    edges: tuple[tuple[int, int, float], ...]
    partner_kinds: Mapping[str, int]
    projects: tuple[ProjectOf, ...]
    projects_total: int
    links: tuple[LinkOf, ...]
    links_total: int


def actor_detail(shown: Snapshot, organisation: str) -> ActorDetail:
    """Give an organisation's place in the network, its neighbourhood, and its evidence.

    Raises
    ------
    UnknownError
        ``organisation-unknown``.
    """
    every = nodes(shown).with_row_index("at")
    own = every.filter(organisation=organisation)
    if not len(own):
        some, command = every["organisation"].head(3).to_list(), needs(shown)
        if command:
            raise unknown("organisation", organisation, some, case="unread", command=command)
        raise unknown("organisation", organisation, some, case="network")
    partners = _partners(shown, every, int(own["at"][0]), organisation)
    told = partners.head(MOST_PARTNERS)
    edges = _edges(shown, told["at"].head(MOST_DRAWN))
    told, place = _placed(told, edges)
    projects, links = _projects(shown, organisation), _links(shown, organisation)
    kinds = partners["kind"].value_counts(name="n").sort(["n", "kind"], descending=[True, False])
    return ActorDetail(
        actor=actor_rows(own.drop("at"))[0],
        standings=_standings(every, own),
        place=place,
        partners=rows(told, Partner),
        partners_total=len(partners),
        edges=edges,
        partner_kinds=dict(kinds.rows()),
        projects=rows(projects.head(MOST_EVIDENCE), ProjectOf),
        projects_total=len(projects),
        links=rows(links.head(MOST_EVIDENCE), LinkOf),
        links_total=len(links),
    )


def _standings(every: pl.DataFrame, own: pl.DataFrame) -> dict[str, Standing]:
    found = {}
    for name in measures_of(every.drop("at"), NODE_COLUMNS):
        value, known = own[name][0], every[name].drop_nulls()
        if value is not None:
            found[name] = Standing(rank=int((known > value).sum()) + 1, among=len(known))
    return found


def _partners(shown: Snapshot, every: pl.DataFrame, at: int, organisation: str) -> pl.DataFrame:
    """Give partners, the strongest first, with what ties each."""
    pairs = ties(shown).filter((pl.col("a") == at) | (pl.col("b") == at))
    near = pairs.select(
        at=pl.when(pl.col("a") == at).then("b").otherwise("a"), weight="weight"
    ).join(every, on="at")
    end = pl.col("source") == organisation
    kinds = (
        shown.workspace.scan(TIES)
        .filter(end | (pl.col("target") == organisation))
        .select(
            pl.when(end).then("target").otherwise("source").alias("organisation"), "kind", "links"
        )
        .sort("organisation", "kind")
        .collect()
    )
    tied: dict[str, dict[str, int]] = {}
    for code, kind, count in kinds.rows():
        tied.setdefault(code, {})[kind] = count
    by = [tied[code] for code in near["organisation"]]
    return near.with_columns(tied_by=pl.Series(by, dtype=pl.Object)).sort(
        ["weight", "organisation"], descending=[True, False]
    )


def _edges(shown: Snapshot, drawn: pl.Series) -> tuple[tuple[int, int, float], ...]:
    place = drawn.to_frame("at").with_row_index("place")
    found = (
        ties(shown)
        .join(place.rename({"at": "a", "place": "one"}), on="a")
        .join(place.rename({"at": "b", "place": "other"}), on="b")
        .sort(["weight", "one", "other"], descending=[True, False, False])
        .head(MOST_EDGES)
    )
    return tuple(
        (int(a), int(b), float(w)) for a, b, w in found.select("one", "other", "weight").rows()
    )


def _placed(
    told: pl.DataFrame, edges: tuple[tuple[int, int, float], ...]
) -> tuple[pl.DataFrame, tuple[float, float]]:
    """Let springs place the drawn partners, and the organisation that ties them all."""
    count = min(len(told), MOST_DRAWN)
    ego = [(k, count, float(w)) for k, w in enumerate(told["weight"].head(count))]
    at = spring_places(count + 1, [*edges, *ego], seed=SEED, rounds=ROUNDS, weighted=False)
    missing = [None] * (len(told) - count)
    return told.with_columns(
        x=pl.Series([*at[:count, 0].tolist(), *missing], dtype=pl.Float64),
        y=pl.Series([*at[:count, 1].tolist(), *missing], dtype=pl.Float64),
    ), (float(at[count, 0]), float(at[count, 1]))


def _projects(shown: Snapshot, organisation: str) -> pl.DataFrame:
    """Give the joint projects that it takes part in, of the years that were asked for."""
    if not shown.workspace.has("projects") or JOINT not in _tied_by(shown):
        return pl.DataFrame()
    every = shown.workspace.scan("projects")
    own = every.filter(organisation=organisation)
    sizes = every.group_by("project").agg(members=pl.len().cast(pl.Int64))
    return (
        own.select("project", "role", "start", "end", "funding", "currency")
        .join(sizes, on="project")
        .filter(pl.col("members") > 1)
        .sort(["start", "project"], descending=[True, False], nulls_last=True)
        .collect()
    )


def _links(shown: Snapshot, organisation: str) -> pl.DataFrame:
    if not shown.workspace.has("links"):
        return pl.DataFrame()
    end = pl.col("source") == organisation
    return (
        shown.workspace.scan("links")
        .filter(
            end | (pl.col("target") == organisation), pl.col("kind").is_in(_tied_by(shown))
        )
        .select(
            pl.when(end).then("target").otherwise("source").alias("partner"),
            "kind", "year", "weight",
        )
        .sort(["year", "kind", "partner"], descending=[True, False, False])
        .collect()
    )  # fmt: skip


def _tied_by(shown: Snapshot) -> list[str]:
    return list(shown.workspace.record(FIGURES).parameters["tied_by"])
