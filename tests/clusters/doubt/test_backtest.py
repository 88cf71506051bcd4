"""The back-test: nothing of the tested year is seen, and its scores are those of plain loops."""

import numpy as np
import polars as pl
import pytest

from jiqun.clusters import scheme
from jiqun.clusters.doubt import back_test, fit_persistence, persistence_interval
from jiqun.clusters.doubt.backtest import size_classes
from jiqun.clusters.doubt.scoring import brier, reliability, scored
from jiqun.core import stream

STARS = scheme("eu-stars-2011")


def economy(*, regions=150, years=5, seed=1):
    """Simulate three categories in many regions, with shares and quotients."""
    chance = stream(seed=seed, replicate=0)
    plants = np.tile(chance.integers(1, 60, (regions, 3)), (years, 1, 1)).astype(float)
    steps = chance.normal(size=plants.shape) / np.sqrt(plants)
    jobs = plants * 12 * np.exp(np.cumsum(steps, axis=0) * 0.5)
    own, kind = jobs.sum(axis=2, keepdims=True), jobs.sum(axis=1, keepdims=True)
    year, region, category = (axis.ravel() for axis in np.indices(jobs.shape))
    return pl.DataFrame(
        {
            "definition": "d", "category": category.astype(str), "region": region.astype(str),
            "level": "county", "region_type": "county", "year": 2000 + year, "traded": True,
            "establishments": plants.ravel(), "employment": jobs.ravel(),
            "quotient": (jobs / own / (kind / kind.sum(axis=2, keepdims=True))).ravel(),
            "micro_share": (jobs / own).ravel(), "macro_share": (jobs / kind).ravel(),
        }
    )  # fmt: skip


def test_nothing_of_the_tested_year_or_later_is_looked_at():
    cells = economy()
    jobs = pl.col("employment")
    late = pl.col("year") >= 2003
    changed = cells.with_columns(
        pl.when(late).then(pl.col(name).shuffle(seed=1).over("year") * 3).otherwise(name)
        for name in ("employment", "quotient", "micro_share", "macro_share")
    )
    assert not changed.filter(late).select(jobs).equals(cells.filter(late).select(jobs))
    first, second = (back_test(one, [STARS], year=2003) for one in (cells, changed))
    told = ["quantity", "by", "group", "cells", "width", "width_mean"]
    assert first.coverage.select(told).equals(second.coverage.select(told))
    assert not first.coverage["covered"].equals(second.coverage["covered"])
    said = ["scheme", "forecast", "of", "cells", "chance", "base"]
    assert first.forecasts.select(said).equals(second.forecasts.select(said))
    tenths = ["forecast", "of", "tenth", "cells", "chance"]
    assert first.reliability.select(tenths).equals(second.reliability.select(tenths))
    assert first.pairs == second.pairs == {2000: 450, 2001: 450}


def test_coverage_is_a_plain_count():
    cells = economy()
    made = back_test(cells, [], year=2004)
    last, after = (cells.filter(pl.col("year") == year) for year in (2003, 2004))
    fitted = fit_persistence(cells, until=2003)
    by, words = size_classes(last)
    for name in ("quotient", "employment"):
        low, high = persistence_interval(fitted, last, name)
        came = after[name].to_numpy()  # the same cells in the same order
        inside = (came >= low) & (came <= high)
        rows = {
            (row["by"], row["group"]): row
            for row in made.coverage.filter(pl.col("quantity") == name).iter_rows(named=True)
        }
        assert rows["all", ""]["covered"] == pytest.approx(inside.mean())
        assert rows["all", ""]["width"] == pytest.approx(np.median(high / low))
        assert rows["level", "county"]["below"] == pytest.approx((came < low).mean())
        for word in words.unique():
            own = (words == word).to_numpy()
            assert rows["establishments", word]["cells"] == own.sum()
            assert rows["establishments", word]["covered"] == pytest.approx(inside[own].mean())
    assert set(by) == {"establishments"}


def test_sizes_are_classed_by_establishments_or_else_by_jobs():
    cells = pl.DataFrame(
        {
            "establishments": [1.0, 2, 3, 5, 6, 10, 11, 20, 21, 50, 51, 200, 201, None, 0.0, None],
            "employment": [9.0] * 13 + [9.0, 10.0, 1e6],
        }
    )
    by, words = size_classes(cells)
    assert by.to_list() == ["establishments"] * 13 + ["jobs"] * 3
    assert words.to_list() == [
        "1-2", "1-2", "3-5", "3-5", "6-10", "6-10", "11-20", "11-20", "21-50", "21-50", "51-200",
        "51-200", "201+", "1-9", "10-49", "5000+",
    ]  # fmt: skip


def test_cells_that_left_or_are_new_are_not_counted():
    cells = economy().filter(
        ~((pl.col("year") == 2004) & (pl.col("region") == "7")),
        ~((pl.col("year") < 2004) & (pl.col("region") == "9")),
    )
    made = back_test(cells, [STARS], year=2004)
    assert made.cells == 149 * 3
    assert made.left == pytest.approx(3 / 447)
    rated = made.forecasts.filter(of="rated", forecast="chance").row(0, named=True)
    assert (rated["left"], rated["unjudged"], rated["cells"]) == (3, 0, 444)
    assert made.coverage.filter(by="all", quantity="quotient")["cells"].item() == 444


def test_with_one_earlier_year_the_packaged_moves_are_tested():
    cells = economy().filter(pl.col("year") >= 2003)
    made = back_test(cells, [STARS], year=2004)
    assert made.basis == "packaged"
    assert made.pairs == {}
    row = made.forecasts.row(0, named=True)
    assert row["chance"] is not None
    assert row["base"] is row["base_brier"] is row["skill"] is None


def test_scores_are_those_of_plain_loops():
    chance = stream(seed=2, replicate=0)
    now, after = chance.integers(-1, 4, 900), chance.integers(-1, 4, 900)
    there = (after >= 0) | (chance.random(900) < 0.5)
    tested = chance.random(900) < 0.5
    chances = {"chance": chance.random(900), "chance_strong": chance.random(900)}
    chances["chance"][chance.random(900) < 0.1] = np.nan
    scores, table = scored(
        STARS, now=now, after=after, there=there, tested=tested, before=~tested, chances=chances
    )
    line = STARS.rank(STARS.strong)
    for row in scores.iter_rows(named=True):
        told, came, before, left, unjudged = [], [], [], 0, 0
        for i in range(900):
            chosen = now[i] >= (line if row["of"] == "strong" else 0)
            good = after[i] == now[i] if row["forecast"] == "chance" else after[i] >= line
            if not chosen:
                continue
            if tested[i] and not there[i]:
                left += 1
            if tested[i] and there[i] and after[i] < 0:
                unjudged += 1
            if after[i] < 0:
                continue
            if not tested[i]:
                before.append(good)
            elif not np.isnan(chances[row["forecast"]][i]):
                told.append(chances[row["forecast"]][i])
                came.append(good)
        base = sum(before) / len(before)
        score = sum((t - c) ** 2 for t, c in zip(told, came, strict=True)) / len(told)
        plain = sum((base - c) ** 2 for c in came) / len(came)
        assert (row["cells"], row["left"], row["unjudged"]) == (len(told), left, unjudged)
        assert row["brier"] == pytest.approx(score)
        assert row["base"] == pytest.approx(base)
        assert row["skill"] == pytest.approx(1 - score / plain)
        own = table.filter(forecast=row["forecast"], of=row["of"])
        assert own["cells"].sum() == len(told)
        for tenth in own.iter_rows(named=True):
            low = tenth["tenth"] / 10
            inside = [c for t, c in zip(told, came, strict=True) if low <= t < low + 0.1]
            assert tenth["came"] == pytest.approx(sum(inside) / len(inside))


def test_edges_of_tenths_and_nothing_at_all():
    table = reliability(np.array([0.0, 0.1, 0.999, 1.0]), np.array([False, True, True, True]))
    assert table["tenth"].to_list() == [0, 1, 9]
    assert np.isnan(brier(np.array([]), np.array([], dtype=bool)))
    assert reliability(np.array([]), np.array([], dtype=bool)).is_empty()


def test_the_benchmark_prints_its_small_part(capsys, monkeypatch, request):
    monkeypatch.syspath_prepend(str(request.config.rootpath))
    from benchmarks.clusters.doubt import main

    main(["small"])
    printed = capsys.readouterr().out
    assert "# simulated: 2004" in printed
    assert "| quotient | all |" in printed
    assert "| us-cluster-mapping | chance | strong |" in printed
