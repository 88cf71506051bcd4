"""Cells and their sums, and who stands behind them, against the plainest count."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import Origin, stream
from jiqun.studies.protecting import ProtectPlan, told_rows, years_of
from jiqun.studies.protecting.contributors import behind, register
from jiqun.studies.protecting.deciding import margins_of
from jiqun.workspace import Workspace

ME = (Origin(producer="me", title="By hand"),)
#: Two hierarchies over the same six counties: provinces, and areas that cut across them.
REGIONS = {
    "N": ("country", None), "P": ("province", "N"), "Q": ("province", "N"),
    "A": ("area", "N"), "B": ("area", "N"),
    **{f"c{n}": ("county", "P" if n < 3 else "Q") for n in range(6)},
}  # fmt: skip
AREAS = {"c0": "A", "c1": "A", "c2": "B", "c3": "A", "c4": "B", "c5": "B"}
CLASSES = {"S": None, "g1": "S", "g2": "S", "x1": "g1", "x2": "g1", "x3": "g2"}
FIRMS = 90


@pytest.fixture(scope="module")
def firms():
    rng = stream(seed=8, name="test")
    return pl.DataFrame({
        "organisation": [f"o{n}" for n in range(FIRMS)],
        "region": rng.choice([f"c{n}" for n in range(6)], FIRMS).tolist(),
        "industry": rng.choice(["x1", "x2", "x3"], FIRMS).tolist(),
        "employment": rng.integers(1, 400, FIRMS).astype(float).tolist(),
    })  # fmt: skip


@pytest.fixture(scope="module")
def ws(firms, tmp_path_factory):
    made = Workspace.create(tmp_path_factory.mktemp("lattice") / "ws")
    activity = firms.group_by("region", "industry").agg(
        employment=pl.col("employment").sum(), establishments=pl.len().cast(pl.Float64)
    )
    regions = pl.DataFrame([
        {"region": code, "level": level, "parent": parent}
        for code, (level, parent) in REGIONS.items()
    ])  # fmt: skip
    industries = pl.DataFrame([
        {"industry": code, "system": "own", "level": str(len(code)), "parent": parent}
        for code, parent in CLASSES.items()
    ])  # fmt: skip
    with made.transaction() as t:
        t.put("regions", regions, origins=ME)
        t.put("region_parents", pl.DataFrame({"region": [*AREAS], "parent": [*AREAS.values()]}),
              origins=ME)  # fmt: skip
        t.put("industries", industries, origins=ME)
        t.put("activity", activity.with_columns(year=pl.lit(2020)), origins=ME)
        t.put("organisations", firms.drop("employment").with_columns(kind=pl.lit("firm")),
              origins=ME)  # fmt: skip
        years = firms.select("organisation", "employment").with_columns(year=pl.lit(2020))
        t.put("organisation_years", years, origins=ME)
    return made


def within(code, whole, up):
    while code is not None and code != whole:
        code = up.get(code)
    return code is not None


def inside(firms, region, industry):
    """The firms of a cell, counted one by one."""
    up = {code: parent for code, (_, parent) in REGIONS.items()}
    return [
        row
        for row in firms.to_dicts()
        if (within(row["region"], region, up) or AREAS[row["region"]] == region)
        and within(row["industry"], industry, CLASSES)
    ]


@pytest.fixture(scope="module")
def year(ws):
    levels = ["country", "province", "area", "county"]
    (found,) = years_of(ws, told_rows(ws), ProtectPlan(levels=levels))
    return found


def test_every_cell_is_the_sum_of_its_firms(year, firms):
    for r, region in enumerate(year.regions.codes):
        for i, industry in enumerate(year.industries.codes):
            own = inside(firms, region, industry)
            assert year.there[r, i] == bool(own)
            if own:
                assert year.values["employment"][r, i] == sum(row["employment"] for row in own)


def test_contributors_are_counted_and_ranked_as_one_by_one(ws, year, firms):
    found = behind(year, register(ws, told_rows(ws)))
    order = firms.sort("organisation")["organisation"].to_list()
    for r, region in enumerate(year.regions.codes):
        for i, industry in enumerate(year.industries.codes):
            own = inside(firms, region, industry)
            sizes = sorted((row["employment"] for row in own), reverse=True)
            assert found.count[r, i] == len(own)
            if own:
                assert found.largest["employment"][r, i] == sizes[0]
                assert found.second["employment"][r, i] == (sizes[1] if len(own) > 1 else 0.0)
            if len(own) == 1:
                assert order[found.owner[r, i]] == own[0]["organisation"]


def test_the_sums_hold_and_leave_nothing_to_be_added_up_besides(year):
    """They span every sum of regions or classes that a reader can make of the printed cells."""
    matrix = margins_of(year, year.there).matrix.toarray()
    values = year.values["employment"][year.there]
    np.testing.assert_allclose(matrix @ values, 0.0, atol=1e-9)
    place = {tuple(at): n for n, at in enumerate(np.argwhere(year.there))}
    made_r, made_i = (axis.made_of.astype(float) for axis in (year.regions, year.industries))
    ends = np.zeros((len(place), made_r.shape[1] * made_i.shape[1]))
    for (r, i), n in place.items():
        ends[n] = np.outer(made_r[r], made_i[i]).ravel()
    there = year.there[: made_r.shape[1], : made_i.shape[1]].ravel()
    ends = ends[:, there]  # what is empty is known to be
    free = np.linalg.matrix_rank(ends)
    assert np.linalg.matrix_rank(matrix) == len(place) - free


def test_usually_only_levels_that_lie_in_one_another_are_printed(ws):
    (found,) = years_of(ws, told_rows(ws), ProtectPlan())
    assert set(found.regions.levels) == {"country", "province", "county"}


def test_levels_that_are_not_printed_leave_the_sums_of_those_above(ws):
    (found,) = years_of(ws, told_rows(ws), ProtectPlan(levels=["country", "county"]))
    sums = {found.regions.codes[whole]: {found.regions.codes[part] for part in parts}
            for whole, parts in found.regions.sums}  # fmt: skip
    assert sums == {"N": {f"c{n}" for n in range(6)}}


def test_a_part_that_nobody_knows_leaves_its_sums_unknown(ws, tmp_path):
    import shutil

    place = tmp_path / "ws"
    shutil.copytree(ws.path, place)
    own = Workspace.open(place)
    rows = own.frame("activity").with_columns(
        employment=pl.when((pl.col("region") == "c0") & (pl.col("industry") == "x1"))
        .then(None).otherwise(pl.col("employment"))
    )  # fmt: skip
    with own.transaction() as t:
        t.put("activity", rows, origins=ME, mode="replace")
    (found,) = years_of(own, told_rows(own), ProtectPlan())
    at = {(found.regions.codes[r], found.industries.codes[i])
          for r, i in np.argwhere(found.there & np.isnan(found.values["employment"]))}  # fmt: skip
    assert at == {(r, i) for r in ("c0", "P", "N") for i in ("x1", "g1", "S")}


def test_only_what_is_alone_unknown_in_a_sum_follows(year):
    """Two unknown parts tell nothing of each; a whole without a row is no zero."""
    from dataclasses import replace

    from jiqun.studies.protecting.lattice import computed

    at = {code: number for number, code in enumerate(year.regions.codes)}
    industry = year.industries.at["x1"]
    told = {name: array.copy() for name, array in year.values.items()}
    told["employment"][at["c0"], industry] = np.nan
    found = computed(replace(year, values=told), "employment")
    there = year.there
    np.testing.assert_allclose(found[there], year.values["employment"][there])
    bare = there.copy()
    bare[[one for one, _ in year.regions.sums]] = False
    bare[:, [one for one, _ in year.industries.sums]] = False
    found = computed(replace(year, values=told, there=bare), "employment")
    assert np.isnan(found[at["c0"], industry])
