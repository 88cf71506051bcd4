"""What an agency writes down, and what is true of its work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.agencies.introductions import ABOUT, ACTIVITIES, ACTIVITY_ODDS, Calls, introduce
from jiqun.planted.agencies.work import Work, make_work
from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Places
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import CURRENCY, EconomyPlan
from jiqun.tables import sums_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Activities a year in a cluster of a hundred members; of one of a quarter as many, half of that.
BUSY: Final = 16.0
#: Share of the members at an activity.
TURNOUT: Final = 0.2
#: Money for a cluster's year, for a participant, for an introduction.
COSTS: Final = (120_000.0, 150.0, 900.0)
#: How often a tie that came is on record, and one that did not come is claimed.
RECORDED, CLAIMED = 0.7, 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agencies:
    """The agencies of the island: what they know of, whom they serve, whom they introduce."""

    plan: EconomyPlan
    clusters: Clusters
    organisations: Organisations
    work: Work
    calls: Calls


def make_agencies(
    plan: EconomyPlan,
    places: Places,
    clusters: Clusters,
    establishments: Establishments,
    organisations: Organisations,
) -> Agencies:
    """Let agencies serve clusters and draw whom they bring together."""
    work = make_work(plan, places, clusters, establishments, organisations)
    return Agencies(
        plan=plan,
        clusters=clusters,
        organisations=organisations,
        work=work,
        calls=introduce(plan, places, clusters, establishments, organisations, work),
    )


def agency_tables(
    agencies: Agencies, told: pl.DataFrame
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Give papers, then truth; ``told`` is what :func:`settled` says of the introductions."""
    register = register_table(agencies)
    introductions = introductions_table(agencies, told)
    papers = {"agency_register": register, "agency_contacts": contacts_table(agencies, told)}
    truth = {
        "agency_work": work_table(agencies, register, introductions),
        "introductions": introductions,
    }
    return papers, truth


def register_table(agencies: Agencies) -> pl.DataFrame:
    """Give the activities that an agency reports for a cluster and year; figures are assumptions.

    ``agency, cluster, year, activity, count, participants, satisfaction`` (1-5, the mean of the
    answers), ``contacts`` (introductions there), ``cost, currency``.
    """
    plan, work, calls = agencies.plan, agencies.work, agencies.calls
    rng = plan.stream("agency-register")
    of, t = np.nonzero(work.since[:, None] <= plan.calendar[None, :])
    members = calls.members[of, t]
    busy = BUSY * np.sqrt(members / 100)
    count = np.stack([rng.poisson(busy * odds) for odds in ACTIVITY_ODDS], axis=1)
    contacts = _contacts(plan, work, calls)[of, t]
    count = np.maximum(count, contacts > 0)
    people = rng.poisson(TURNOUT * members[:, None] * count) + 2 * contacts
    at, activity = np.nonzero(count)
    level = 3.8 + 0.25 * rng.standard_normal(len(work.cluster))
    answer = level[of[at]] + 0.3 * rng.standard_normal(len(at))
    here, met = people[at, activity], contacts[at, activity]
    share = count[at, activity] / np.maximum(count.sum(axis=1), 1)[at]
    spent = COSTS[0] * share + COSTS[1] * here + COSTS[2] * met
    return pl.DataFrame(
        {
            "agency": agencies.organisations.codes.gather(work.agency[of[at]]),
            "cluster": pl.Series(agencies.clusters.codes, dtype=pl.String).gather(
                work.cluster[of[at]]
            ),
            "year": plan.calendar[t[at]],
            "activity": pl.Series(list(ACTIVITIES), dtype=pl.String).gather(activity),
            "count": count[at, activity],
            "participants": here,
            "satisfaction": np.round(np.clip(answer, 1.0, 5.0), 1),
            "contacts": met,
            "cost": np.round(spent),
        }
    ).with_columns(pl.lit(CURRENCY).alias("currency"))


def contacts_table(agencies: Agencies, told: pl.DataFrame) -> pl.DataFrame:
    """Give the introductions as the agency keeps them: what came of one is on record or not.

    ``agency, organisation, partner, year, activity, about, outcome`` ("tie" or empty; the agency
    does not hear of every tie, and claims some that never came). ``told`` is what
    :func:`settled` says.
    """
    rng = agencies.plan.stream("agency-contacts")
    came = told["anyway"].to_numpy() | told["made"].to_numpy()
    noted = rng.random(len(came)) < np.where(came, RECORDED, CLAIMED)
    return _named(agencies).select(
        "agency",
        "organisation",
        "partner",
        "year",
        "activity",
        "about",
        pl.when(pl.Series(noted)).then(pl.lit("tie")).alias("outcome"),
    )


def introductions_table(agencies: Agencies, told: pl.DataFrame) -> pl.DataFrame:
    """Give the truth about each introduction.

    ``agency, cluster, organisation, partner, year, activity, about``; ``known``: they were tied
    before; ``anyway``: a tie came that had come without; ``made``: one came of the introduction
    alone, of ``kind``, from ``start`` on.
    """
    made, work, calls = pl.col("made"), agencies.work, agencies.calls
    return (
        _named(agencies)
        .with_columns(
            pl.Series("cluster", agencies.clusters.codes).gather(work.cluster[calls.served]),
            told["known"],
            told["anyway"],
            told["made"],
            told["kind"],
            told["year"].alias("start"),
        )
        .with_columns(pl.when(made).then("kind").alias("kind"))
        .with_columns(pl.when(made).then("start").alias("start"))
        .select("agency", "cluster", pl.exclude("agency", "cluster"))
    )


def work_table(
    agencies: Agencies, register: pl.DataFrame, introductions: pl.DataFrame
) -> pl.DataFrame:
    """Give the truth about each served cluster.

    ``agency, cluster, since, activities, cost, introductions, known, ties`` (new ties between the
    brought together), ``ties_anyway`` (had come without), ``ties_made`` (would not have).
    """
    work = agencies.work
    busy = [pl.col("count").alias("activities"), pl.col("cost")]
    came = pl.col("anyway") | pl.col("made")
    met = [
        pl.lit(1).alias("introductions"),
        pl.col("known"),
        came.alias("ties"),
        pl.col("anyway").alias("ties_anyway"),
        pl.col("made").alias("ties_made"),
    ]
    served = pl.DataFrame(
        {
            "agency": agencies.organisations.codes.gather(work.agency),
            "cluster": pl.Series(agencies.clusters.codes, dtype=pl.String).gather(work.cluster),
            "since": work.since,
        }
    )
    joined = served
    for part in (
        sums_by(register, "cluster", sums=busy),
        sums_by(introductions, "cluster", sums=[one.cast(pl.Int64) for one in met]),
    ):
        joined = joined.join(part, on="cluster", how="left", maintain_order="left")
    counted = ("activities", "introductions", "known", "ties", "ties_anyway", "ties_made")
    return joined.with_columns(
        pl.exclude("agency", "cluster", "since").fill_null(0.0),
    ).with_columns(pl.col(*counted).cast(pl.Int64))


def _named(agencies: Agencies) -> pl.DataFrame:
    """Name agencies and those brought together; the cluster's member stands first."""
    codes, work, calls = agencies.organisations.codes, agencies.work, agencies.calls
    return pl.DataFrame(
        {
            "agency": codes.gather(work.agency[calls.served]),
            "organisation": codes.gather(calls.b),
            "partner": codes.gather(calls.a),
            "year": calls.year,
            "activity": pl.Series(list(ACTIVITIES), dtype=pl.String).gather(calls.activity),
            "about": pl.Series(list(ABOUT), dtype=pl.String).gather(calls.about),
        }
    )


def _contacts(plan: EconomyPlan, work: Work, calls: Calls) -> Int:
    """Count introductions by served cluster, year and activity, shape (S, T, activities)."""
    shape = (len(work.cluster), plan.years, len(ACTIVITIES))
    t = calls.year - plan.calendar[0]
    flat = (calls.served * shape[1] + t) * shape[2] + calls.activity
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
