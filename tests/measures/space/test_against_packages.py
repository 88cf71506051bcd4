"""Distance-based measures against values computed by dbmss, McSpatial and exact sums.

The files in tests/references were made by independent packages on synthetic points; its
README says by which call. Tolerances are those packages' own precision.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jiqun.kernels import envelopes
from jiqun.measures.space import (
    Null,
    Smoothing,
    Window,
    diggle_d,
    kd,
    m,
    m_density,
    relabelling_moments,
    ripley_k,
    ripley_l,
)
from jiqun.tables import Sites

DBMSS = Path(__file__).parents[2] / "references" / "dbmss"
MCSPATIAL = Path(__file__).parents[2] / "references" / "mcspatial"
SETS = {"rand300": ("A", "B"), "ties120": ("a", "b")}
BINNED = 1e-5  # binning to 1/200 of a bandwidth, of the curve's maximum
EXACT = 1e-12
FFT = 2e-3  # the package smooths on a 512-point grid


def sites(name):
    frame = pl.read_csv(DBMSS / f"{name}_points.csv")
    return Sites.from_frame(frame, x="X", y="Y", industry="PointType", weight="PointWeight")


def reference(name):
    return pl.read_csv(
        DBMSS / f"{name}.csv", null_values=["NaN", "NA"], infer_schema_length=None
    ).cast(pl.Float64)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("against", [False, True], ids=["uni", "bi"])
@pytest.mark.parametrize("weighted", [False, True], ids=["u", "w"])
def test_kd_equals_the_exact_sum(name, against, weighted):
    first, second = SETS[name]
    wanted = reference(f"{name}_Kd")
    case = f"{'bi' if against else 'uni'}_{'w' if weighted else 'u'}"
    curve = kd(
        sites(name),
        industry=first,
        against=second if against else None,
        weighted=weighted,
        radii=wanted["r"].to_numpy(),
    )
    exact = wanted[f"direct_silverman_{case}"].to_numpy()
    np.testing.assert_allclose(curve.values[0], exact, atol=BINNED * exact.max())
    theirs = wanted[f"dbmss_Kd_{case}"].to_numpy()
    np.testing.assert_allclose(curve.values[0], theirs, atol=FFT * theirs.max())


@pytest.mark.parametrize("name", SETS)
def test_the_bandwidth_is_that_of_the_pairs(name):
    wanted = pl.read_csv(DBMSS / f"{name}_Kd_bandwidths.csv").filter(pl.col("case") == "uni_u")
    radii = reference(f"{name}_Kd")["r"].to_numpy()
    curve = kd(sites(name), industry=SETS[name][0], radii=radii)
    assert curve.summary["bandwidth"][0] == pytest.approx(wanted["bw"][0], rel=EXACT)


@pytest.mark.parametrize("shape", ["gaussian", "epanechnikov"])
def test_kd_on_the_globe_equals_mcspatial(shape):
    wanted = pl.read_csv(MCSPATIAL / f"set1_ksim_{shape}.csv")
    frame = pl.read_csv(MCSPATIAL / "set1_sites.csv").with_columns(pl.col("in_sector").cast(str))
    points = Sites.from_frame(frame, x="lon", y="lat", industry="in_sector", metric="great-circle")
    how = Smoothing(shape=shape, rule="silverman-iqr", distances="all")
    curve = kd(points, industry="1", radii=wanted["distance"].to_numpy(), smoothing=how)
    assert curve.summary["bandwidth"][0] == pytest.approx(wanted["h"][0], rel=1e-5)
    theirs = wanted["dhat"].to_numpy()
    np.testing.assert_allclose(curve.values[0], theirs, atol=FFT * theirs.max())


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(
    ("column", "options"),
    [
        ("M_uni", {}),
        ("M_bi", {"against": 1}),
        ("M_casecontrol", {"against": 1, "reference": "controls"}),
    ],
)
def test_m_equals_dbmss(name, column, options):
    wanted = reference(f"{name}_M_K")
    options = options | ({"against": SETS[name][1]} if "against" in options else {})
    radii = wanted["r"].to_numpy()
    curve = m(sites(name), industry=SETS[name][0], weighted=True, radii=radii, **options)
    theirs = wanted[column].fill_null(np.nan).to_numpy()
    np.testing.assert_allclose(curve.values[0], theirs, rtol=EXACT)


@pytest.mark.parametrize("name", SETS)
def test_m_density_equals_dbmss(name):
    wanted = reference(f"{name}_M_K")
    curve = m_density(
        sites(name), industry=SETS[name][0], weighted=True, radii=wanted["r"].to_numpy()
    )
    np.testing.assert_allclose(curve.values[0], wanted["m_uni"].to_numpy(), atol=5e-3)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("weighted", [False, True], ids=["u", "w"])
def test_m_density_equals_the_exact_sum(name, weighted):
    # the formula written out over all pairs; ours shares pairs between bins of 1/200 bandwidth
    found, first = sites(name), SETS[name][0]
    radii = reference(f"{name}_M_K")["r"].to_numpy()
    curve = m_density(found, industry=first, weighted=weighted, radii=radii)
    width = curve.summary["bandwidth"][0]
    own = found.industries == first
    mass = found.weights if weighted else np.ones(len(found))
    far = np.hypot(found.x[:, None] - found.x, found.y[:, None] - found.y)[own]
    others = np.arange(len(found)) != np.flatnonzero(own)[:, None]
    share = (mass[own].sum() - mass[own]) / (mass.sum() - mass[own])
    exact = np.empty(len(radii))
    for at, radius in enumerate(radii):
        bells = np.exp(-0.5 * ((radius - far) / width) ** 2) * mass * others
        exact[at] = (bells[:, own].sum(axis=1) / bells.sum(axis=1)).sum() / share.sum()
    np.testing.assert_allclose(curve.values[0], exact, atol=BINNED * exact.max())


@pytest.mark.parametrize("name", SETS)
def test_m_of_each_centre_equals_dbmss(name):
    wanted = pl.read_csv(
        DBMSS / f"{name}_M_individual.csv", null_values=["NaN", "NA"], infer_schema_length=None
    )
    curves = m(
        sites(name), industry=SETS[name][0], weighted=True, radii=wanted["r"].to_numpy(), each=True
    )
    assert len(curves.series) == len(wanted.columns) - 3
    for row, values in zip(curves.series, curves.values, strict=True):
        theirs = wanted[f"M_{int(row) + 1}"].cast(pl.Float64).fill_null(np.nan).to_numpy()
        np.testing.assert_allclose(values, theirs, rtol=EXACT)


def test_ripley_equals_spatstat_in_a_square():
    box, points = Window(west=0, east=1, south=0, north=1), sites("rand300")
    radii = reference("rand300_K")["r"].to_numpy()
    options = {"industry": "A", "radii": radii, "window": box}
    for curve, name in (
        (ripley_k(points, **options), "K"),
        (ripley_l(points, **options), "L"),
        (diggle_d(points, against="B", **options), "Dbi"),
    ):
        wanted = reference(f"rand300_{name}")["iso"].to_numpy()
        np.testing.assert_allclose(curve.values[0], wanted, atol=1e-12)


def test_ripley_with_ties_equals_spatstat_below_the_last_radius():
    # at its last radius spatstat leaves out pairs at exactly that distance (3-4-5 triangles)
    wanted = reference("ties120_K")
    box = Window(west=0, east=10, south=0, north=10)
    curve = ripley_k(sites("ties120"), industry="a", radii=wanted["r"].to_numpy(), window=box)
    np.testing.assert_allclose(curve.values[0][:-1], wanted["iso"].to_numpy()[:-1], rtol=1e-9)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("measure", ["M", "Kd"])
def test_bands_equal_dbmss_given_its_simulations(name, measure):
    simulated = reference(f"{name}_{measure}sims199")
    curves = simulated.drop("r").fill_null(np.nan).to_numpy().T
    wanted = reference(f"{name}_{measure}env_from_sims")
    local = envelopes.local_band(curves, level=0.05)
    dropping = envelopes.dropping_band(curves, level=0.05)
    for got, column in (
        (local[0], "local_lo"),
        (local[1], "local_hi"),
        (dropping[0], "global_lo"),
        (dropping[1], "global_hi"),
    ):
        np.testing.assert_allclose(
            got, wanted[column].fill_null(np.nan).to_numpy(), rtol=EXACT, atol=1e-15
        )


@pytest.mark.parametrize("name", SETS)
def test_the_deviation_test_equals_dbmss(name):
    simulated = reference(f"{name}_Msims199")
    observed = reference(f"{name}_Menv_from_sims")["obs"].fill_null(np.nan).to_numpy()
    curves = simulated.drop("r").fill_null(np.nan).to_numpy().T
    p = envelopes.deviation_p(observed, curves, simulated["r"].to_numpy(), level=0.05)
    # theirs leaves the observed curve out of its own count, and so can be 0; nothing ties here
    theirs = float((DBMSS / f"{name}_Menv_GoFtest.txt").read_text())
    draws = len(curves)
    assert p == pytest.approx((theirs * draws + 1) / (draws + 1), abs=1e-12)


def test_relabelling_moments_equal_the_closed_form():
    wanted = reference("rand300_relabel_moments")
    moments = relabelling_moments(
        sites("rand300"), size=90, radii=wanted["r"].to_numpy(), workers=1
    )
    np.testing.assert_allclose(moments.mean, wanted["E_pairs_analytic"].to_numpy(), rtol=1e-9)
    np.testing.assert_allclose(moments.deviation, wanted["SD_pairs_analytic"].to_numpy(), rtol=1e-9)


@pytest.mark.parametrize("kind", ["labelling", "location", "independence"])
def test_envelopes_agree_with_dbmss_up_to_chance(kind):
    # dbmss's 199 random-location curves and ours come from one distribution: unweighted, all
    # three nulls are the same; 399 and 199 draws differ by some tenths of the band's width
    wanted = reference("rand300_Kdenv_from_sims")
    null = Null(kind=kind, draws=399, seed=1, workers=1)
    curve = kd(sites("rand300"), industry="A", radii=wanted["r"].to_numpy(), null=null)
    width = (wanted["local_hi"] - wanted["local_lo"]).to_numpy()
    for got, column in ((curve.low[0], "local_lo"), (curve.high[0], "local_hi")):
        assert np.abs((got - wanted[column].to_numpy()) / width).mean() < 0.15
