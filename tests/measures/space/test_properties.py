"""Distance-based measures: invariants, empty cases, refusals, the same on any workers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.core import InputError, UnknownError, stream
from jiqun.kernels import layout, philox, points, sphere
from jiqun.measures.space import Null, Smoothing, Window, kd, kd_study, m, m_density, ripley_k
from jiqun.measures.space.neighbours import squares_within
from jiqun.measures.space.nulls import permutation
from jiqun.tables import Sites


def scatter(n, seed=0, metric="planar", kinds="ab"):
    chance = stream(seed=seed, name="scatter")
    x, y = chance.random(n) * 20, chance.random(n) * 20
    return Sites(
        x=x,
        y=y + 40 * (metric != "planar"),
        industries=chance.choice(list(kinds), n),
        weights=chance.random(n) + 0.5,
        metric=metric,
    )


def test_philox_is_numpys_bit_by_bit():
    counter = np.array([1, 0, 0, 5], dtype=np.uint64)
    words = np.empty(4, dtype=np.uint64)
    with np.errstate(over="ignore"):
        philox.block(np.uint64(42), np.uint64(7), counter, words)
    key = np.array([42, 7], dtype=np.uint64)
    numpys = np.random.Philox(key=key, counter=np.array([0, 0, 0, 5], dtype=np.uint64))
    np.testing.assert_array_equal(words, numpys.random_raw(4))


def test_every_place_is_drawn_equally_often():
    drawn = sum((permutation(3, 10, seed=1, replicate=r) >= 0).astype(int) for r in range(4000))
    assert np.abs(drawn / 4000 - 0.3).max() < 5 * np.sqrt(0.3 * 0.7 / 4000)


@pytest.mark.parametrize("metric", ["planar", "great-circle"])
@settings(max_examples=30)
@given(cutoff=st.floats(0.5, 4000.0), seed=st.integers(0, 50))
def test_the_bands_find_every_pair(metric, cutoff, seed):
    found = scatter(60, seed=seed, metric=metric)
    make = layout.plane if metric == "planar" else layout.sphere
    placed = make(found.x, found.y, cutoff=cutoff)
    count = points.pair_distances(
        placed.xyz, placed.along, placed.starts, placed.reach,
        np.ones(60, np.int64), False, placed.cutoff, np.empty((3, 0)),
    )  # fmt: skip
    gaps = placed.xyz[:, :, None] - placed.xyz[:, None, :]
    far = np.sqrt((gaps**2).sum(axis=0))[np.triu_indices(60, 1)]
    assert count == (far <= placed.cutoff).sum()


@pytest.mark.parametrize(
    ("lon", "lat", "turn"), [([0, 90], [0, 0], 0.25), ([10, 10], [-30, 30], 1 / 6)]
)
def test_great_circles_are_arcs(lon, lat, turn):
    # a quarter and a sixth of the circumference 2 pi 6371.0088 km
    placed = layout.sphere(np.array(lon, float), np.array(lat, float), cutoff=20000.0)
    chord = np.sqrt(((placed.xyz[:, 0] - placed.xyz[:, 1]) ** 2).sum())
    whole = 2 * np.pi * sphere.EARTH_KM
    assert sphere.arcs(chord, sphere.EARTH_KM) == pytest.approx(turn * whole, rel=1e-12)


def test_the_date_line_is_no_border():
    pair = Sites(
        x=[179.9, -179.9], y=[0, 0], industries=["a", "a"], weights=[1, 1], metric="great-circle"
    )
    curve = kd(pair, industry="a", radii=[22.24], smoothing=Smoothing(bandwidth=1.0))
    assert curve.values[0, 0] == pytest.approx(1 / np.sqrt(2 * np.pi), rel=1e-3)


def test_kd_integrates_to_one_over_all_distances():
    curve = kd(
        scatter(80),
        industry="a",
        radii=np.linspace(0, 60, 1201),
        smoothing=Smoothing(distances="all"),
    )
    assert np.trapezoid(curve.values[0], curve.radii) == pytest.approx(1.0, abs=1e-3)


def test_turning_and_moving_the_map_changes_nothing():
    plain = scatter(60)
    turned = Sites(
        x=-plain.y + 7, y=plain.x - 3, industries=plain.industries, weights=plain.weights
    )
    for curve in (
        lambda s: kd(s, industry="a", radii=np.arange(1, 9)),
        lambda s: m(s, industry="a", radii=np.arange(1, 9), weighted=True),
    ):
        np.testing.assert_allclose(curve(turned).values, curve(plain).values, rtol=1e-9)


@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize("which", ["kd", "m", "study"])
def test_any_number_of_workers_gives_the_same_bytes(which, workers):
    def run(count):
        null = Null(draws=39, seed=3, workers=count)
        if which == "study":
            return kd_study(scatter(120, kinds="abc"), radii=np.arange(1, 6), null=null)
        return (kd if which == "kd" else m)(
            scatter(120), industry="a", radii=np.arange(1, 6), null=null
        )

    one, many = run(1), run(workers)
    for name in ("values", "low", "high"):
        assert getattr(one, name).tobytes() == getattr(many, name).tobytes()
    assert one.parts["global_high"].tobytes() == many.parts["global_high"].tobytes()


def test_a_study_says_of_each_industry_what_kd_says():
    found = scatter(150, kinds="aab")
    study = kd_study(found, radii=np.arange(1, 9), null=Null(draws=199, seed=3, workers=1))
    for at, industry in enumerate(study.series):
        alone = kd(
            found, industry=industry, radii=np.arange(1, 9), null=Null(draws=199, seed=9, workers=1)
        )
        np.testing.assert_allclose(study.values[at], alone.values[0], rtol=1e-12)
        band = alone.high[0] - alone.low[0]
        assert np.abs((study.high[at] - alone.high[0]) / band).max() < 0.5


def test_a_planted_concentration_is_found_and_randomness_is_not():
    chance = stream(seed=1, name="planted")
    x, y = chance.random((2, 400)) * 100
    x[:40], y[:40] = 50 + chance.normal(0, 2, 40), 50 + chance.normal(0, 2, 40)
    industries = np.array(["a"] * 40 + list(chance.choice(["b", "c"], 360)))
    found = Sites(x=x, y=y, industries=industries, weights=np.ones(400))
    study = kd_study(found, radii=np.arange(0, 31), null=Null(draws=199, seed=2, workers=1))
    assert study.summary["p_value"][0] <= 0.01
    assert study.summary["localisation"][0] > 0
    assert m(found, industry="a", radii=[5.0]).values[0, 0] > 5


def test_p_values_are_uniform_under_the_null():
    # 200 maps without any structure: a level-0.1 test must reject about 10 % (3 sd = 6.4 %)
    rejected = 0
    for seed in range(200):
        found = scatter(40, seed=seed)
        null = Null(draws=39, seed=seed, level=0.1, workers=1)
        rejected += m(found, industry="a", radii=[2, 4, 8], null=null).summary["p_value"][0] <= 0.1
    assert abs(rejected / 200 - 0.1) < 0.064


@pytest.mark.parametrize("against", [None, "b"])
def test_the_compiled_pass_says_what_the_plain_form_says(against):
    # with null "location" every surrounding is counted anew; with unit weights it is the same
    # null as "labelling", whose surroundings are known: the same permutations, the same curves
    found = scatter(150, kinds="abc")
    curves = [
        m(
            found,
            industry="a",
            against=against,
            radii=np.arange(0, 9),
            null=Null(kind=kind, draws=39, seed=5, workers=1),
        )
        for kind in ("labelling", "location")
    ]
    np.testing.assert_allclose(curves[0].high, curves[1].high, rtol=1e-12)
    np.testing.assert_allclose(curves[0].parts["expected"], curves[1].parts["expected"], rtol=1e-12)


def test_co_located_points_have_an_answer():
    same = Sites(x=[1.0] * 6, y=[1.0] * 6, industries=list("aaabbb"), weights=[1] * 6)
    assert np.isnan(kd(same, industry="a", radii=[1, 2]).values).all()
    assert m(same, industry="a", radii=[0, 1]).values[0].tolist() == [1.0, 1.0]
    assert m(same, industry="a", radii=[0]).values[0].tolist() == [1.0]
    assert np.isnan(m_density(same, industry="a", radii=[1, 2]).values).all()
    apart = Sites(x=[0.0, 9.0] * 3, y=[1.0] * 6, industries=list("aaabbb"), weights=[1] * 6)
    for tiny in (0.0, 1e-300):  # two centres with one of two neighbours alike, one with none
        assert m(apart, industry="a", radii=[tiny]).values[0].tolist() == pytest.approx(
            [(0.5 + 0.5 + 0.0) / (3 * 0.4)]
        )


@pytest.mark.parametrize("radius", [0.0, 0.1, 0.3, 0.7, 1 / 3, 5.0, 123.456, 1e-160, 2e150])
def test_squares_tell_rings_apart_as_roots_do(radius):
    square = squares_within(np.array([radius]))[0]
    assert np.sqrt(square) <= radius
    assert np.sqrt(np.nextafter(square, np.inf)) > radius


def test_curves_of_each_centre_are_not_compared():
    with pytest.raises(InputError, match="each-null"):
        m(scatter(20), industry="a", radii=[1], each=True, null=Null(draws=19, seed=1))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"industry": "z"}, "industry-unknown"),
        ({"industry": "lone"}, "sites-few"),
        ({"industry": "a", "radii": [3, 1]}, "radii-order"),
        ({"industry": "a", "radii": [-1, 1]}, "radii-order"),
    ],
)
def test_what_cannot_be_measured_is_refused(options, code):
    found = Sites(x=[0, 1, 2], y=[0, 0, 0], industries=["a", "a", "lone"], weights=[1, 1, 1])
    with pytest.raises((InputError, UnknownError)) as told:
        kd(found, **{"radii": [1, 2], **options})
    assert told.value.problems[0].code == code


def test_ripley_refuses_a_globe_and_a_small_window():
    with pytest.raises(InputError, match="ripley-planar"):
        ripley_k(scatter(20, metric="great-circle"), industry="a", radii=[1])
    box = Window(west=0, east=5, south=0, north=5)
    with pytest.raises(InputError, match="ripley-window"):
        ripley_k(scatter(20), industry="a", radii=[1], window=box)


def test_settings_that_make_no_sense_are_refused():
    for make, code in (
        (lambda: Null(draws=5, seed=1), "null-size"),
        (lambda: Smoothing(bandwidth=-1), "smoothing-bandwidth"),
        (lambda: Window(west=1, east=0, south=0, north=1), "window-sides"),
    ):
        with pytest.raises(InputError, match=code):
            make()
