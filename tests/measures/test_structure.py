"""Regions' and industries' structure: hand-worked numbers, exact parts, limits, empty cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from jiqun import measures as m
from jiqun.core import InputError
from jiqun.tables import Counts, Panel

TABLES = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6),
    elements=st.integers(1, 50).map(float),
)
BY_REGION = (m.herfindahl, m.entropy, m.krugman, m.hachman, m.average_quotients)
BY_INDUSTRY = (m.gini, m.locational_gini, m.gini_of_quotients, m.hoover, m.theil)


def labelled(x, prefix="i"):
    return Counts(
        regions=tuple(f"r{k}" for k in range(len(x))),
        industries=tuple(f"{prefix}{k}" for k in range(x.shape[1])),
        values=x,
        unit="persons",
    )


@given(TABLES, st.randoms(use_true_random=False))
def test_order_and_scale_do_not_matter(x, random):
    order = list(range(len(x)))
    random.shuffle(order)
    for compute in (*BY_REGION, *BY_INDUSTRY):
        plain = compute(labelled(x)).values
        moved = compute(labelled(3.5 * x[order])).values
        np.testing.assert_allclose(
            moved, plain[order] if compute in BY_REGION else plain, rtol=1e-9, atol=1e-12
        )


@given(TABLES)
def test_bounds_hold(x):
    for compute in (*BY_REGION, *BY_INDUSTRY):
        result = compute(labelled(x))
        low, high = __import__("jiqun.core").core.MEASURES[result.record.subject].bounds
        assert (result.values >= low - 1e-9).all()
        assert (result.values <= high + 1e-9).all()


@given(TABLES)
def test_varieties_add_to_entropy(x):
    table = Counts(
        regions=tuple(f"r{k}" for k in range(len(x))),
        industries=tuple(f"{k % 2}{k}" for k in range(x.shape[1])),
        values=x,
        unit="persons",
    )
    parts = m.related_variety(table, digits=1).values + m.unrelated_variety(table, digits=1).values
    np.testing.assert_allclose(parts, m.entropy(table).values, atol=1e-12)


@given(TABLES)
def test_theils_parts_add(x):
    table = labelled(x)
    groups = {region: (region[-1] in "024" and "even") or "odd" for region in table.regions}
    for variant in ("relative", "absolute", "log-deviation"):
        result = m.theil(table, variant=variant, groups=groups)
        whole = result.parts["within"] + result.parts["between"]
        np.testing.assert_allclose(result.values, whole, atol=1e-12)
        assert (result.parts["within"] > -1e-12).all()
        assert (result.parts["between"] > -1e-12).all()


def test_a_region_like_the_whole_is_neutral(table):
    x = table([[2, 4, 6], [1, 2, 3]])
    np.testing.assert_allclose(m.krugman(x).values, 0, atol=1e-15)
    np.testing.assert_allclose(m.hachman(x).values, 1)
    np.testing.assert_allclose(m.hoover(x).values, 0, atol=1e-15)
    np.testing.assert_allclose(m.locational_gini(x).values, 0, atol=1e-15)


def test_the_locational_gini_and_the_gini_of_quotients_differ(table):
    # a small and a large region: the first weighs regions, the second counts each once
    x = table([[90, 10], [100, 900]])
    assert m.locational_gini(x).values[0] == pytest.approx(0.5 * 2 * (90 / 190 - 100 / 1100) / 2)
    assert m.gini_of_quotients(x).values[0] == pytest.approx(0.4)


def test_concentration_ratio_of_more_regions_than_there_are(table):
    np.testing.assert_allclose(m.concentration_ratio(table([[3, 1], [1, 0]]), top=8).values, 1)


def test_empty_regions_and_industries_are_undefined(table):
    x = table([[0, 0, 0], [1, 0, 2], [3, 0, 1]])
    for compute in (*BY_REGION, m.diversity):
        values = compute(x).values
        assert np.isnan(values[0])
        assert np.isfinite(values[1:]).all(), compute
    for compute in (*BY_INDUSTRY, m.ubiquity, m.concentration_ratio):
        values = compute(x).values
        assert np.isnan(values[1])
        assert np.isfinite(values[[0, 2]]).all(), compute


def test_options_that_lack_a_label_are_refused(table):
    x = table([[1, 2], [3, 4]])
    for call in (
        lambda: m.relative_per_head(x, population={"r0": 1.0}),
        lambda: m.related_variety(x, groups={"i0": "a"}),
        lambda: m.theil(x, groups={"r0": "a"}),
        lambda: m.hoover(x, population={"r1": 2.0}),
    ):
        with pytest.raises(InputError) as told:
            call()
        assert told.value.problems[0].code == "option-labels"


# --- change ---------------------------------------------------------------------------------


def panel_of(first, last):
    first, last = np.asarray(first, float), np.asarray(last, float)
    return Panel(
        years=(2010, 2020),
        regions=tuple(f"r{k}" for k in range(len(first))),
        industries=tuple(f"i{k}" for k in range(first.shape[1])),
        values=np.stack([first, last]),
        unit="persons",
    )


def test_classic_shift_share_by_hand():
    # all regions grow from 60 to 72 (20 %), industry 0 from 20 to 30 (50 %), industry 1 by 5 %
    result = m.shift_share(panel_of([[10, 10], [10, 30]], [[20, 10], [10, 32]]))
    np.testing.assert_allclose(result.parts["national"], [4, 8])
    np.testing.assert_allclose(result.parts["mix"], [10 * 0.3 - 10 * 0.15, 10 * 0.3 - 30 * 0.15])
    np.testing.assert_allclose(result.parts["competitive"], [10 - 4 - 1.5, 2 - 8 + 1.5])


def test_esteban_marquillas_by_hand():
    result = m.shift_share_cells(
        panel_of([[10, 10], [10, 30]], [[20, 10], [10, 32]]), variant="esteban-marquillas"
    )
    # region 0, industry 0: homothetic 20 * 20 / 60, own rate 100 %, the industry's 50 %
    assert result.parts["competitive"][0, 0] == pytest.approx(20 * 20 / 60 * 0.5)
    assert result.parts["allocation"][0, 0] == pytest.approx((10 - 20 * 20 / 60) * 0.5)


@pytest.mark.parametrize("variant", ["classic", "esteban-marquillas", "arcelus"])
@given(x=TABLES, y=TABLES)
def test_the_parts_add_to_the_change(variant, x, y):
    y = np.resize(y, x.shape)
    x = np.where(x % 7 == 0, 0.0, x)
    result = m.shift_share_cells(panel_of(x, y), variant=variant)
    np.testing.assert_allclose(sum(result.parts.values()), result.values, atol=1e-9)


def test_growth_of_every_kind():
    panel = panel_of([[100.0, 0, 8]], [[121.0, 3, 0]])
    np.testing.assert_allclose(m.growth(panel).values, [[0.21, np.nan, -1]])
    np.testing.assert_allclose(
        m.growth(panel, variant="log").values, [[np.log(1.21), np.nan, np.nan]]
    )
    yearly = m.growth(panel, variant="per-year").values[0, 0]
    assert yearly == pytest.approx(1.21**0.1 - 1)


def test_a_period_needs_two_years():
    panel = panel_of([[1.0]], [[2.0]])
    with pytest.raises(InputError) as told:
        m.growth(panel, start=2020)
    assert told.value.problems[0].code == "panel-period"


def test_a_panel_gives_every_year_at_once():
    panel = panel_of([[1.0, 2], [3, 4]], [[4.0, 3], [2, 1]])
    result = m.over_years(m.location_quotients, panel, level=0.9)
    assert result.years == (2010, 2020)
    for at, counts in enumerate(panel):
        one = m.location_quotients(counts, level=0.9)
        np.testing.assert_array_equal(result.values[at], one.values)
        np.testing.assert_array_equal(result.high[at], one.high)
    assert m.CellMeasure.from_frame(result.to_frame(), result.record) == result
