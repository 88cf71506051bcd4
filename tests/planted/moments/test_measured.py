"""Moments of small tables, by hand; of tables with holes; of none."""

import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from jiqun.planted.moments import compared, distance, measured, references


def activity(cells, **columns):
    """Give rows from ``{(region, industry): [(establishments, employment), ...]}`` from 2020."""
    rows = [
        {"region": r, "industry": i, "year": 2020 + t, "establishments": n, "employment": jobs}
        for (r, i), years in cells.items()
        for t, (n, jobs) in enumerate(years)
        if n is not None
    ]
    frame = pl.DataFrame(rows, schema_overrides={"employment": pl.Float64})
    return frame.with_columns(**{name: pl.Series(values) for name, values in columns.items()})


def grown(factors, plants=4):
    return {(f"r{k:02d}", "a"): [(plants, 1.0), (plants, f)] for k, f in enumerate(factors)}


def test_spread_of_growth_is_that_of_logs():
    factors = np.exp(np.linspace(-1, 1, 41))
    found = measured({"activity": activity(grown(factors))})
    assert found["cell-growth-spread-3-5"].value == pytest.approx(np.linspace(-1, 1, 41).std())
    assert found["cell-growth-robust-3-5"].value == pytest.approx(1.0 / 1.349)
    assert found["cell-growth-spread-3-5"].count == 41
    assert math.isnan(found["cell-growth-spread-6-10"].value)


def test_what_an_office_does_not_publish_is_not_measured():
    cells = grown(np.exp(np.linspace(-1, 1, 41)))
    whole = activity(cells)
    wild = whole["region"] == "r00"
    for told in (
        {"withheld": wild},
        {"hidden": wild},
        {"imputed": pl.select(pl.when(wild).then(pl.lit("x"))).to_series()},
    ):
        found = measured({"activity": whole.with_columns(**told)})
        assert found["cell-growth-spread-3-5"].count == 40, told


def test_cells_come_and_go_at_three_establishments():
    cells = {
        ("a", "x"): [(3, 5.0), (3, 5.0)],
        ("b", "x"): [(2, 5.0), (4, 5.0)],
        ("c", "x"): [(3, 5.0), (2, 5.0)],
        ("d", "x"): [(9, 5.0), (None, None)],
        ("e", "x"): [(8, 5.0), (8, 5.0)],
    }
    found = measured({"activity": activity(cells)})
    assert found["new-cells"].value == pytest.approx(1 / 3)
    assert found["vanished-cells"].value == pytest.approx(2 / 4)
    assert found["new-cells-3-5"].value == pytest.approx(1 / 2)
    assert found["vanished-cells-3-5"].value == pytest.approx(1 / 2)


def test_only_the_finest_regions_and_classes_count():
    rows = activity(grown(np.exp(np.linspace(-1, 1, 41))))
    regions = pl.DataFrame({"region": [*rows["region"].unique().sort(), "N"]}).with_columns(
        pl.when(pl.col("region") == "N").then(pl.lit("country")).otherwise(pl.lit("county"))
        .alias("level")
    )  # fmt: skip
    more = pl.concat([rows, rows.head(1).with_columns(pl.lit("N").alias("region"))])
    alone = measured({"activity": rows})
    beside = measured({"activity": more, "regions": regions})
    told = {id_: one for id_, one in beside.items() if id_ in alone}
    assert str(told) == str(alone)  # NaN equals itself so


def test_quotients_of_a_plain_table():
    chance = np.random.Generator(np.random.Philox(1))
    jobs = np.round(np.exp(chance.normal(4, 1, (12, 9))))
    cells = {(f"r{r:02d}", f"i{i}"): [(20, jobs[r, i])] for r in range(12) for i in range(9)}
    found = measured({"activity": activity(cells)})
    quotient = (jobs / jobs.sum(axis=1, keepdims=True)) / (jobs.sum(axis=0) / jobs.sum())
    assert found["quotient-spread"].value == pytest.approx(np.log(quotient).std())
    assert found["filled"].value == 1.0
    assert found["jobs-per-establishment"].value == pytest.approx(jobs.sum() / (20 * 108))
    assert found["largest-classes"].value == pytest.approx(jobs.sum(axis=0).max() / jobs.sum())


def test_without_establishments_what_needs_none_is_measured():
    rows = activity(grown(np.exp(np.linspace(-1, 1, 41)))).with_columns(pl.col("employment") * 50)
    found = measured({"activity": rows.drop("establishments")})
    assert found["cell-growth-jobs-20-99"].count > 0
    assert "new-cells" not in found
    assert "cell-growth-spread-3-5" not in found


def test_births_closures_and_survival_by_hand():
    years = pl.DataFrame({"region": ["r"] * 8, "industry": ["i"] * 8, "year": range(2015, 2023)})
    firms = pl.DataFrame(
        {
            "organisation": list("abcd"),
            "kind": ["firm"] * 4,
            "founded": [1990, 2016, 2016, 2017],
            "closed": [None, 2017, None, 2022],
        }
    )
    table = years.with_columns(establishments=pl.lit(5), employment=pl.lit(9.0))
    found = measured({"activity": table, "organisations": firms})
    there = [1, 3, 3, 3, 3, 3, 3, 2]
    mean = sum((a + b) / 2 for a, b in pairwise(there))
    assert found["birth-rate"].value == pytest.approx(3 / mean)
    assert found["closure-rate"].value == pytest.approx(2 / mean)
    assert found["survival-1"].value == pytest.approx(2 / 3)
    assert found["survival-5"].value == pytest.approx(1 / 3)


def test_flows_of_jobs_by_hand_and_weighed_back():
    firms = pl.DataFrame(
        {
            "organisation": [*"abcd", "e"],
            "kind": ["firm"] * 5,
            "founded": [1990] * 5,
            "closed": [None, None, None, 2021, None],
        },
        schema_overrides={"closed": pl.Int64},
    )
    # a and d are the panel; b, c and e have their last year only
    rows = [
        ("a", 2020, 10.0, 1.0), ("a", 2021, 14.0, 1.0), ("d", 2020, 6.0, 1.0),
        ("b", 2021, 15.0, None), ("c", 2021, 12.0, None), ("e", 2021, 9.0, None),
    ]  # fmt: skip
    names = ["organisation", "year", "employment", "revenue"]
    panel = pl.DataFrame(rows, schema=names, orient="row")
    found = measured({"organisations": firms, "organisation_years": panel})
    # a stands for the four of 8 to 15 persons, d for itself
    mean = (4 * (10 + 14) + 6) / 2
    assert found["job-creation"].value == pytest.approx(4 * 4 / mean)
    assert found["job-destruction"].value == pytest.approx(6 / mean)
    assert found["closure-rate-5-19"].value == pytest.approx(1 / 5)


def test_firms_are_their_establishments_together():
    jobs = [30.0, 30, 500, 20, 20, 20]
    codes = [f"o{k}" for k in range(6)]
    firms = pl.DataFrame({"organisation": codes, "kind": "firm", "founded": 1990, "closed": None})
    years = pl.DataFrame({"organisation": codes, "year": 2020, "employment": jobs})
    owners = pl.DataFrame({"organisation": ["o0"], "owner": ["o2"]})
    found = measured({"organisations": firms, "organisation_years": years, "owners": owners})
    assert found["establishments-per-firm"].value == pytest.approx(6 / 5)
    assert found["several-units"].value == pytest.approx(1 / 5)
    assert found["jobs-in-firms-500"].value == pytest.approx(530 / 620)
    assert found["firm-slope"].value == pytest.approx(math.log(5) / math.log(25))


def test_ties_are_renewed_by_pair_and_year():
    rows = [("a", "b", 2020), ("a", "c", 2020), ("a", "b", 2021), ("b", "c", 2021)]
    links = pl.DataFrame(rows, schema=["source", "target", "year"], orient="row").with_columns(
        pl.lit("supply").alias("kind")
    )
    found = measured({"links": links})
    assert found["supply-renewal"].value == 0.5
    assert found["supply-ties-per-firm"].value == pytest.approx(2 / 3)
    assert measured({"links": links.with_columns(pl.lit("loan").alias("kind"))}) == {}


def test_partners_work_together_while_a_project_runs():
    rows = [
        ("p", "a", 2020, 2021), ("p", "b", 2020, 2021),
        ("q", "a", 2021, 2023), ("q", "c", 2021, 2023),
        ("r", "d", 2023, 2023), ("r", "e", 2023, 2023),
    ]  # fmt: skip
    table = pl.DataFrame(rows, schema=["project", "organisation", "start", "end"], orient="row")
    found = measured({"projects": table})
    # ab works 2020-21, ac 2021-23, de 2023: of 4 pair-years before the last, one ends
    assert found["partners-renewal"].value == pytest.approx(1 / 4)
    assert found["projects-once"].value == pytest.approx(4 / 5)


def test_nothing_gives_nothing():
    empty = pl.DataFrame(schema={"region": pl.String, "industry": pl.String, "year": pl.Int64})
    assert measured({}) == {}
    assert measured({"activity": empty}) == {}


def test_a_distance_is_counted_in_halves_of_the_band():
    reference = references()["cell-growth-spread-3-5"]
    low, high = reference.band
    assert distance(reference.real, reference) == 0
    assert distance(low, reference) == pytest.approx(1)
    assert distance(high, reference) == pytest.approx(1)
    assert distance(high * 1.1, reference) > 1
    assert distance(0.0, reference) == math.inf
    assert math.isnan(distance(math.nan, reference))


def test_too_few_are_told_and_not_judged():
    factors = np.exp(np.linspace(-1, 1, 41))
    rows = compared(measured({"activity": activity(grown(factors))}))
    [one] = [row for row in rows if row.reference.id == "cell-growth-spread-3-5"]
    assert one.inside is None
    assert one.value > 0
