"""Ties as a panel: supply, capital and talent, joint projects, patents; dense where planted so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import NEVER, Establishments
from jiqun.planted.ground import Industries, Places
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.ties.bonds import MUTUAL, TIE_KINDS, Pairs, lasting
from jiqun.planted.ties.inside import ties_inside
from jiqun.planted.ties.net import Net, make_net
from jiqun.planted.ties.outside import ties_outside
from jiqun.planted.ties.owned import ties_of_owners
from jiqun.planted.ties.patents import make_patents
from jiqun.planted.ties.projects import make_projects
from jiqun.planted.ties.support import Helpers, ties_to_support
from jiqun.planted.ties.tables import hidden_rows, links_table, merged, networks_table

Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ties:
    """The tables ``links``, ``projects``, ``patents`` and the truth about networks.

    Attributes
    ----------
    links, projects, patents
        Canonical tables; a row of ``links`` is a tie that is there in a year, a supplier is its
        source and the buyer its target.
    hidden
        Ties that no table shows, like ``links``.
    networks
        A cluster in the last year: ``members``; ``links`` between two of them, of any kind;
        ``links_of_member``, those that a member has, each counted for both; ``links_outside`` to
        other firms; ``links_support`` to other organisations; ``weakness``; ``lacks``, the leg of
        its loop (finance, research, intermediary) that carries nothing.
    introduced
        What was told of those brought together.
    """

    links: pl.DataFrame
    projects: pl.DataFrame
    patents: pl.DataFrame
    hidden: pl.DataFrame
    networks: pl.DataFrame
    introduced: pl.DataFrame


def _nobody(*_: Int) -> pl.DataFrame:
    """Bring nobody together."""
    number, word = pl.Int64(), pl.String()
    return pl.DataFrame(
        schema={"a": number, "b": number, "kind": word, "year": number, "made": pl.Boolean()}
    )


def make_ties(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    establishments: Establishments,
    organisations: Organisations,
    introduced: Callable[[Int, Int, Int], pl.DataFrame] = _nobody,
    along: pl.DataFrame | None = None,
) -> Ties:
    """Tie organisations; the draws of one kind of tie do not touch another's.

    ``introduced`` is told the two ends (positions of organisations) and the year of every tie
    that comes without, and gives what came of bringing others together: ``a, b, kind, year`` and
    ``made``, whether a tie came of it alone; such ties live on as others of their kind do, and
    so do those ``along`` the chains (``a, b, kind, year``), which come without.
    """
    net = make_net(plan, places, clusters, establishments, organisations)
    helpers, codes = Helpers(net, places), organisations.codes
    projects, of_projects = make_projects(plan, net, helpers, codes)
    patents, of_patents = make_patents(plan, places, industries, clusters, net, helpers, codes)
    parts = [
        _placed(part, net)
        for part in (
            ties_inside(plan, clusters, net),
            ties_outside(plan, places, industries, net),
            ties_to_support(plan, places, industries, net),
            of_projects,
            of_patents,
        )
    ]
    if along is not None:
        parts.append(_begun(plan, along, establishments, organisations, "along-chains"))
    parts.append(ties_of_owners(plan, establishments))
    a, b, _, t = (np.concatenate(column) for column in zip(*parts, strict=True))
    came = introduced(a, b, t + int(plan.calendar[0]))
    parts.append(_begun(plan, came.filter("made"), establishments, organisations, "introduced"))
    rows = merged(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    hidden = hidden_rows(plan, rows)
    return Ties(
        links=links_table(plan, rows.where(~hidden), codes),
        projects=projects,
        patents=patents,
        hidden=links_table(plan, rows.where(hidden), codes),
        networks=networks_table(plan, clusters, net, rows),
        introduced=came,
    )


def _placed(ties: Pairs, net: Net) -> tuple[Int, Int, Int, Int]:
    """Give positions among the organisations for numbers in the net."""
    return net.at[ties.a], net.at[ties.b], ties.kind.astype(np.int64), ties.t.astype(np.int64)


def _begun(
    plan: EconomyPlan,
    begun: pl.DataFrame,
    establishments: Establishments,
    organisations: Organisations,
    name: str,
) -> tuple[Int, Int, Int, Int]:
    """Let ties begin in a year and live on, until chance or the end of a firm."""
    rng = plan.stream(name)
    a, b = (begun[end].to_numpy().astype(np.int64) for end in ("a", "b"))
    number = {kind: at for at, kind in enumerate(TIE_KINDS)}
    kind = begun["kind"].replace_strict(number, return_dtype=pl.Int64).to_numpy()
    swap = MUTUAL[kind] & (a > b)
    a, b = np.where(swap, b, a), np.where(swap, a, b)
    first = begun["year"].to_numpy() - plan.calendar[0]
    stays = lasting(plan.turbulence)[kind]
    gone = np.log(rng.random(len(a))) / np.log(np.clip(stays, 1e-9, 1 - 1e-9))
    length = 1 + np.minimum(gone, plan.years).astype(np.int64)
    last = np.minimum(first + length, plan.years)
    founded = organisations.table["founded"].to_numpy() - plan.calendar[0]
    closed = establishments.closed[organisations.rows].astype(np.int64) - plan.calendar[0]
    closed = np.where(establishments.closed[organisations.rows] == NEVER, plan.years, closed)
    closed = np.concatenate([closed, np.full(len(founded) - len(closed), plan.years)])
    first = np.maximum(first, np.maximum(founded[a], founded[b]))
    last = np.minimum(last, np.minimum(closed[a], closed[b]))
    count = np.maximum(last - first, 0)
    of = np.repeat(np.arange(len(a)), count)
    t = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    return a[of], b[of], kind[of], t
