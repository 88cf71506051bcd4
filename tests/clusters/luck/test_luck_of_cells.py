"""Evidence and luck of cells, against sums and a negative binomial written out cell by cell."""

import numpy as np
import polars as pl
import pytest
from scipy import stats
from scipy.optimize import minimize

from jiqun.clusters.luck import counted, with_evidence, with_luck
from jiqun.core import stream
from jiqun.kernels.luck import luck_interval

TIES, ZEROS = "even", "rare"


@pytest.fixture(scope="module")
def cells():
    """Two years, two levels, traded and local, ties, zeros, an unknown count, one plant alone."""
    rng = stream(seed=8, name="cells")
    size = np.round(np.exp(rng.normal(3, 1.2, 40)) + 1)
    rows = []
    for year in (2019, 2020):
        for level, regions in (("county", range(40)), ("state", range(40, 46))):
            for r in regions:
                own = size[r % 40]
                for name, traded, pull in (
                    ("steel", True, 0.4), ("cars", True, 1.5), ("glass", True, 8.0),
                    ("shops", False, 9.0), ("schools", False, 3.0),
                ):  # fmt: skip
                    n = rng.poisson(own * rng.gamma(pull, 1 / pull) / 4)
                    if n:
                        rows.append((f"r{r:02}", level, year, name, traded, float(n)))
                rows.append((f"r{r:02}", level, year, TIES, True, own))
        rows += [
            ("r03", "county", year, ZEROS, True, 1.0),
            ("r98", "county", year, ZEROS, True, 1.0),
        ]
    columns = ("region", "level", "year", "category", "traded", "establishments")
    frame = pl.DataFrame(rows, schema=columns, orient="row").with_columns(definition=pl.lit("d"))
    unknown = (pl.col("region") == "r05") & (pl.col("category") == "cars")
    return frame.with_columns(
        establishments=pl.when(unknown).then(None).otherwise("establishments")
    ).sample(fraction=1.0, shuffle=True, seed=1)


def margins(cells, row):
    """Sum by loops what one cell is compared with; unknown counts add nothing."""
    same = ("level", "year", "traded")
    group = [one for one in cells.iter_rows(named=True) if all(one[k] == row[k] for k in same)]
    known = [one for one in group if one["establishments"] is not None]

    def total(**wanted):
        return sum(
            one["establishments"] for one in known if all(one[k] == v for k, v in wanted.items())
        )

    whole, kind = total(), total(category=row["category"])
    own = {one["region"]: total(region=one["region"]) for one in group}
    return whole, kind, own


def evidence_by_hand(cells, row):
    whole, kind, own = margins(cells, row)
    counts, expected = [], []
    for region, size in own.items():
        same = cells.filter(
            region=region, category=row["category"], level=row["level"], year=row["year"]
        )["establishments"].to_list()
        if (same != [None]) and size:
            counts.append(same[0] if same else 0.0)
            expected.append(size * kind / whole)
    n, e = np.array(counts), np.array(expected)

    def cost(at):
        shape, rate = np.exp(np.clip(at, -30, 30))
        return -stats.nbinom.logpmf(n, shape, rate / (rate + e)).sum()

    shape, rate = np.exp(min(
        (minimize(cost, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-10,
                                                             "maxiter": 9999})
         for start in ((0, 0), (-2, -2))), key=lambda found: found.fun,
    ).x)  # fmt: skip
    here = own[row["region"]] * kind / whole
    return stats.gamma.ppf(0.05, shape + row["establishments"], scale=1 / (rate + here))


def test_evidence_by_hand(cells):
    told = with_evidence(cells).filter(pl.col("establishments").is_not_null())
    picked = told.filter(pl.col("category") != TIES).sample(24, seed=2)
    assert picked["level"].n_unique() == picked["traded"].n_unique() == 2
    for row in picked.iter_rows(named=True):
        assert row["evidence"] == pytest.approx(evidence_by_hand(cells, row), rel=2e-3)


def test_evidence_of_what_is_unknown_is_unknown(cells):
    told = with_evidence(cells)
    assert told.drop("evidence", "evidence_rank").equals(cells)
    lost = told["establishments"].is_null()
    assert told["evidence"].is_null().equals(lost) and lost.sum() == 2
    assert told["evidence_rank"].is_null().equals(lost)


def divergence_by_hand(cells, row):
    whole, kind, own = margins(cells, row)
    usual, jobs = own[row["region"]] * kind / whole, row["quotient"]
    theta = row["evidence"] if jobs is None else min(row["evidence"], jobs)
    return usual * (theta * np.log(theta) - theta + 1) if theta > 1 else theta - 1


def test_rank_one_is_the_surest_of_its_level_and_year(cells):
    # quotients of jobs are made up here: some unknown, some 0, one cell with no jobs to speak of
    jobs = pl.Series(
        stream(seed=6, name="jobs").choice([0.0, 0.1, 1.0, 2.0, 30.0, 900.0], len(cells))
    )
    unknown = pl.Series(np.arange(len(cells)) % 7 == 0)
    cells = cells.with_columns(quotient=pl.when(~unknown).then(jobs)).filter(year=2020)
    told = with_evidence(cells).filter(pl.col("evidence").is_not_null())
    for _, own in told.group_by("level", "year"):
        by_hand = np.array([divergence_by_hand(cells, row) for row in own.iter_rows(named=True)])
        slack = 1e-9 * np.abs(by_hand)
        better = [
            (by_hand > value + slip).sum() for value, slip in zip(by_hand, slack, strict=True)
        ]
        assert own["evidence_rank"].to_list() == [place + 1 for place in better]


def wonders():
    """One plant where few are, sixty where many are, three small ones where hardly any would be."""
    rng = stream(seed=4, name="cells")
    x, y = rng.poisson(rng.gamma(1, 8, 60)), rng.poisson(400, 60)
    x[:3], y[:3] = (1, 60, 3), (2, 300, 2)
    regions = [f"r{k}" for k in range(60)] * 2
    kinds, n = ["x"] * 60 + ["y"] * 60, np.concatenate([x, y]).astype(float)
    cells = pl.DataFrame({"region": regions, "category": kinds, "establishments": n})
    return with_evidence(cells).filter(category="x"), x / (x + y)


def test_one_plant_in_a_small_place_is_not_the_surest():
    told, share = wonders()
    assert np.argsort(-share)[:2].tolist() == [2, 0]
    assert told["evidence_rank"].arg_min() == 1


def test_many_establishments_with_few_jobs_are_not_the_surest(cells):
    one = cells.filter(level="county", year=2020, category="steel")
    plain = with_evidence(cells).join(one, on=["region", "level", "year", "category"], how="semi")
    first = plain.sort("evidence_rank")["region"][0]
    few = pl.when(pl.col("region") == first).then(0.9).otherwise(50.0)
    told = with_evidence(cells.with_columns(quotient=few))
    told = told.join(one, on=["region", "level", "year", "category"], how="semi")
    assert told["evidence"].equals(plain["evidence"])
    assert told.sort("evidence_rank")["region"][0] != first


def test_luck_by_hand(cells):
    told = with_luck(cells, level=0.9)
    assert told.drop("quotient_luck_low", "quotient_luck_high").equals(cells)
    for row in told.sample(30, seed=3).iter_rows(named=True):
        found = row["quotient_luck_low"], row["quotient_luck_high"]
        whole, kind, own = margins(cells, row)
        n, region = row["establishments"], own[row["region"]]
        if n is None or n in (region, kind):
            assert found == (None, None)
        else:
            expected = luck_interval(n, region, kind, whole, level=0.9)
            assert found == pytest.approx(tuple(map(float, expected)))


def test_a_region_of_one_category_has_no_limits(cells):
    alone = with_luck(cells).filter(region="r98")
    assert alone["quotient_luck_low"].null_count() == len(alone) == 2


@pytest.mark.parametrize("missing", ["definition", "level", "year", "traded"])
def test_a_table_without_a_column_is_one_group(cells, missing):
    one = cells.filter(level="county", year=2020, traded=True)
    whole, less = with_evidence(one), with_evidence(one.drop(missing))
    assert whole["evidence"].equals(less["evidence"])
    assert whole["evidence_rank"].equals(less["evidence_rank"])
    assert with_luck(one)["quotient_luck_high"].equals(
        with_luck(one.drop(missing))["quotient_luck_high"]
    )


def test_no_cells_and_no_establishments(cells):
    for frame in (cells.head(0), cells.with_columns(establishments=pl.lit(None, pl.Float64))):
        told = with_luck(with_evidence(frame))
        for name in ("evidence", "evidence_rank", "quotient_luck_low", "quotient_luck_high"):
            assert told[name].null_count() == len(frame)


def test_rows_in_another_order_say_the_same(cells):
    key = ["region", "level", "year", "category"]
    one, other = (
        with_evidence(frame).sort(key) for frame in (cells, cells.sort(key, descending=True))
    )
    assert one["evidence_rank"].equals(other["evidence_rank"])
    np.testing.assert_allclose(one["evidence"].to_numpy(), other["evidence"].to_numpy(), rtol=1e-9)


def test_the_layout_keeps_every_region(cells):
    for one in counted(cells, within=("definition", "level", "year")):
        assert np.nansum(one.counts) == pytest.approx(one.total)
        assert np.nansum(one.expected()) == pytest.approx(one.total)
        assert len(one.rows) == len(one.region) == len(one.category)
