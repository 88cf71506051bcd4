"""Resampled cells: rated as the rule engine rates them, spread as the intervals are, repeatable."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from jiqun.clusters import Ground, measure_cells, places, rate_cells, scheme
from jiqun.clusters.stability import draw_rows, plan_cells, resampled_cells, settle
from jiqun.core import InputError, stream

US = scheme("us-cluster-mapping")
#: Monte Carlo: about three standard errors of what is measured beside it.
LOOSE = 0.12
INDUSTRIES = ["x1", "x2", "y1", "y2", "z", "w"]


def ground(*, cities=12, withheld=(), scale=1.0, seed=3):
    """Cities in three states, two traded categories of two industries each and two local ones."""
    chance = stream(seed=seed, name="test-cells")
    names = [f"c{i:02d}" for i in range(cities)]
    rows = [(c, i) for c in names for i in INDUSTRIES]
    plants = np.maximum(1, np.round(scale * chance.gamma(1.5, 8.0, len(rows))))
    jobs = np.round(plants * chance.gamma(3.0, 5.0, len(rows))) + 1
    low, high = jobs.copy(), jobs.copy()
    for at in withheld:
        low[at], high[at] = np.floor(jobs[at] / 2), 2 * jobs[at]
    return Ground(
        activity=pl.DataFrame(
            {
                "region": [r for r, _ in rows],
                "industry": [i for _, i in rows],
                "year": [2020] * len(rows),
                "employment": jobs,
                "establishments": plants,
                "employment_low": low,
                "employment_high": high,
            }
        ),
        regions=pl.DataFrame(
            {
                "region": [*names, "S", "T", "U"],
                "level": ["city"] * cities + ["state"] * 3,
                "parent": ["STU"[i % 3] for i in range(cities - 1)] + [None] * 4,
            }
        ),
        industries=pl.DataFrame({"industry": INDUSTRIES, "system": ["s"] * 6, "level": ["4"] * 6}),
        categories=pl.DataFrame(
            {
                "definition": ["d"] * 6,
                "category": ["X", "X", "Y", "Y", "Z", "W"],
                "industry": INDUSTRIES,
                "traded": [True] * 4 + [False] * 2,
            }
        ),
    )


def laid(one):
    cells = measure_cells(one)
    return cells, places(one.regions), plan_cells(cells, places(one.regions))


def test_the_observed_rows_give_the_observed_cells():
    # the main job's own sums, margins and quotients, by another road
    cells, _, plan = laid(ground(withheld=(0, 7)))
    again = settle(plan, plan.establishments, plan.employment)
    for name in ("employment", "establishments", "quotient", "micro_share", "macro_share"):
        np.testing.assert_allclose(getattr(again, name), cells.frame[name].to_numpy(), rtol=1e-12)


@pytest.mark.parametrize("rules", ["us-cluster-mapping", "eu-stars-2011"])
def test_a_draw_is_rated_as_the_main_job_rates_the_same_numbers(rules):
    # the drawn numbers are written into an activity table; the main job starts from there
    one = ground(withheld=(1, 11, 12))
    cells, to, plan = laid(one)
    rates = scheme(rules)
    line = rates.rank(rates.strong)
    own = cells.frame[plan.rows.tolist()]
    whole = np.zeros(len(cells.frame))
    for draw in range(6):
        plants, jobs = draw_rows(plan, seed=5, draw=draw)
        activity = own.select("region", "year", pl.col("category").alias("industry")).with_columns(
            employment=pl.Series(jobs), establishments=pl.Series(plants)
        )
        kinds = one.categories.select("definition", "category", "traded").unique()
        again = measure_cells(
            replace(
                one,
                activity=activity,
                industries=pl.DataFrame({"industry": list("XYZW"), "system": ["s"] * 4}),
                categories=kinds.with_columns(industry=pl.col("category")),
            )
        )
        rated = again.frame.select("cell", "level").with_columns(
            strong=rate_cells(again.frame, rates).frame["rank"] >= line
        )
        met = cells.frame.select("cell", "level").join(
            rated, on=["cell", "level"], how="left", maintain_order="left"
        )
        whole += met["strong"].fill_null(value=False).to_numpy()
    found = resampled_cells(cells, rates, places=to, draws=6, seed=5)
    np.testing.assert_array_equal(found.frame["survival"].to_numpy() * 6, whole)


def test_employment_spreads_as_the_intervals_say():
    # Var(x) = x² (1 + cv²) / n, the variance behind the quotients' intervals
    cells, _, plan = laid(ground(scale=20.0))
    jobs = np.array([draw_rows(plan, seed=1, draw=d)[1] for d in range(600)])
    spread = jobs.std(axis=0) / plan.employment
    expected = np.sqrt((1 + plan.cv2) / plan.establishments)
    np.testing.assert_allclose(jobs.mean(axis=0) / plan.employment, 1.0, atol=LOOSE)
    np.testing.assert_allclose((spread / expected).mean(), 1.0, atol=0.02)
    assert cells.frame["quotient"].null_count() == 0


def test_quotients_spread_as_the_delta_method_says_for_large_cells():
    # two roads to one spread: resampling and the delta method agree where cells are large
    one = ground(cities=30, scale=60.0)
    cells, to = measure_cells(one), places(one.regions)
    cells = replace(cells, spreads=cells.spreads.with_columns(cv2=pl.lit(1.0)))
    found = resampled_cells(cells, US, places=to, draws=800, seed=2).frame
    own = pl.col("employment").sum()
    margins = cells.frame.filter(pl.col("level") == "city").with_columns(
        r=own.over("region", "traded"), c=own.over("category"), n=own.over("traded")
    )
    both = found.join(margins, on=["cell", "level"], suffix="_of").filter(
        pl.col("category").is_in(["X", "Y"])
    )
    x, r, c, n = (both[name].to_numpy() for name in ("employment", "r", "c", "n"))
    counts = 1 / x - 1 / r - 1 / c - 1 / n + 2 * x / (r * c)
    reach = 1.96 * np.sqrt(counts * x * 2.0 / both["establishments"].to_numpy())
    for end, sign in (("quotient_low", -1), ("quotient_high", 1)):
        ratio = both[end].to_numpy() / (both["quotient"].to_numpy() * np.exp(sign * reach))
        assert abs(np.median(ratio) - 1) < 0.03, (end, np.median(ratio))


def test_imputed_employment_moves_between_its_ends():
    one = ground(withheld=(0,))
    _, _, plan = laid(one)
    at = int(np.argmax(plan.high - plan.low))
    fixed = replace(plan, establishments=np.full(len(plan.rows), np.nan))
    jobs = np.array([draw_rows(fixed, seed=1, draw=d)[1] for d in range(400)])
    assert jobs[:, at].min() >= plan.low[at]
    assert jobs[:, at].max() <= plan.high[at]
    middle = (plan.low[at] + plan.high[at]) / 2
    assert abs(jobs[:, at].mean() / middle - 1) < LOOSE
    still = np.delete(np.arange(len(plan.rows)), at)
    assert (jobs[:, still] == plan.employment[still]).all()


def test_upper_levels_are_the_sums_of_the_same_draw():
    one = ground()
    cells, to, plan = laid(one)
    drawn = settle(plan, *draw_rows(plan, seed=1, draw=0))
    frame = cells.frame.with_columns(x=pl.Series(drawn.employment))
    cities = frame.filter(pl.col("level") == "city").join(
        to.filter(pl.col("level") == "state").select("region", "place"), on="region"
    )
    sums = cities.group_by("category", pl.col("place").alias("region")).agg(pl.col("x").sum())
    both = frame.filter(pl.col("level") == "state").join(sums, on=["category", "region"])
    assert len(both) == 12
    np.testing.assert_allclose(both["x"].to_numpy(), both["x_right"].to_numpy(), rtol=1e-12)


def test_workers_and_order_do_not_matter():
    cells, to, _ = laid(ground(withheld=(2, 3)))
    one, two = (resampled_cells(cells, US, places=to, draws=23, seed=9, workers=w) for w in (1, 3))
    assert one.frame.equals(two.frame)
    assert one.distribution.equals(two.distribution)
    assert not one.frame.equals(resampled_cells(cells, US, places=to, draws=23, seed=10).frame)


def test_a_giant_survives_and_a_hair_above_the_line_does_not_always():
    cities = [f"c{i}" for i in range(16)]
    plants = [400.0] + [float(3 + i % 4) for i in range(15)]
    rest = [100.0] * 16
    one = Ground(
        activity=pl.DataFrame(
            {
                "region": cities * 2,
                "industry": ["x"] * 16 + ["y"] * 16,
                "year": [2020] * 32,
                "employment": [20 * p for p in plants] + [20 * p for p in rest],
                "establishments": plants + rest,
            }
        ),
        regions=pl.DataFrame({"region": cities, "level": ["city"] * 16}),
        industries=pl.DataFrame({"industry": ["x", "y"], "system": ["s"] * 2}),
        categories=pl.DataFrame(
            {
                "definition": ["d"] * 2,
                "category": ["X", "Y"],
                "industry": ["x", "y"],
                "traded": [True] * 2,
            }
        ),
    )
    cells, to, _ = laid(one)
    frame = resampled_cells(cells, US, places=to, draws=200, seed=1).frame
    giant = frame.filter(pl.col("cell") == "d:X:c0").row(0, named=True)
    assert giant["survival"] == 1.0
    assert 0.97 < giant["low"] < giant["high"] <= 1.0  # Wilson of 200 of 200 by hand: 0.981
    others = frame.filter(pl.col("category") == "X", pl.col("cell") != "d:X:c0")
    assert others["survival"].is_between(0.0, 0.9).all()


def test_shares_of_the_ratings_add_up():
    cells, to, _ = laid(ground())
    found = resampled_cells(cells, US, places=to, draws=20, seed=1)
    sums = found.distribution.group_by("cell", "level").agg(pl.col("share").sum())
    np.testing.assert_allclose(sums["share"].to_numpy(), 1.0)
    assert len(sums) == len(cells.frame)


def test_without_establishments_only_the_ends_move_and_it_says_so():
    one = ground()
    bare = replace(one, activity=one.activity.drop("establishments"))
    cells, to, _ = laid(bare)
    found = resampled_cells(cells, scheme("eu-stars-2011"), places=to, draws=5, seed=1)
    assert found.frame["survival"].is_in([0.0, 1.0]).all()
    assert any(str(c).startswith("establishments-unknown: ") for c in found.cautions)


def test_what_cannot_be_resampled_is_refused_at_once():
    cells, to, _ = laid(ground())
    with pytest.raises(InputError) as told:
        resampled_cells(cells, scheme("other-yardsticks"), places=to, draws=0, seed=1, level=2)
    codes = [problem.code for problem in told.value.problems]
    assert codes == ["stability-draws", "options-level", "stability-scheme"]
    states = replace(cells, frame=cells.frame.filter(pl.col("level") == "state"))
    with pytest.raises(InputError, match="stability-base"):
        resampled_cells(states, US, places=to, draws=2, seed=1)


def test_a_held_quantity_is_named():
    cells, to, _ = laid(ground())
    found = resampled_cells(cells, scheme("eu-panorama"), places=to, draws=2, seed=1)
    assert str(found.cautions[0]).startswith("quantity-held: wage, growth")
    assert found.frame["strong"].null_count() == len(found.frame)
