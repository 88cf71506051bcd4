"""Kernels of local density against the plainest loops over pairs that could be right."""

import numpy as np
import pytest

from jiqun.core import stream
from jiqun.kernels.finding import density
from jiqun.kernels.finding.lattices import plane_lattice, sphere_lattice
from jiqun.kernels.sphere import EARTH_KM

SUMS = 1e-9


def middles(lattice, sites, *, metric):
    """Where the cell of each site has its middle: the grid's corner and side, nothing else."""
    cell = np.empty(len(sites), dtype=int)
    cell[lattice.order] = lattice.cell
    if metric == "planar":
        low = sites[:, 1].min()
        y = low + (lattice.band[cell] + 0.5) * lattice.side_km
        return np.column_stack([lattice.along[cell], y])
    height = lattice.side_km / EARTH_KM
    lat = np.radians(sites[:, 1]).min() + (lattice.band[cell] + 0.5) * height
    return np.column_stack([lattice.along[cell], lat])


def apart(at, *, metric):
    """All distances in km, the longest way round: chords and haversines would do as well."""
    if metric == "planar":
        return np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    lon, lat = at.T
    cos = np.sin(lat)[:, None] * np.sin(lat) + np.cos(lat)[:, None] * np.cos(lat) * np.cos(
        lon[:, None] - lon
    )
    return EARTH_KM * np.arccos(np.clip(cos, -1, 1))


def laid(metric, n=240, seed=3):
    chance = stream(seed=seed, name="test")
    if metric == "planar":
        sites = chance.random((n, 2)) * 60
        return sites, plane_lattice(*sites.T, scale_km=7.0, fineness=4, link=0.6)
    sites = np.column_stack([chance.uniform(8, 9, n), chance.uniform(59, 59.5, n)])
    return sites, sphere_lattice(*sites.T, scale_km=7.0, fineness=4, link=0.6)


def runs(lattice):
    shape = len(lattice.along), lattice.reach.shape[1]
    begin, end = np.empty(shape, np.int32), np.empty(shape, np.int32)
    density.disc_runs(lattice.along, lattice.band, lattice.reach, begin, end)
    return begin, end


@pytest.mark.parametrize("metric", ["planar", "great-circle"])
def test_discs_hold_what_lies_within_the_radius(metric):
    sites, lattice = laid(metric)
    far = apart(middles(lattice, sites, metric=metric), metric=metric)
    weight = stream(seed=1).random(len(sites))
    cell = np.empty(len(sites), dtype=int)
    cell[lattice.order] = lattice.cell
    at, entry = np.unique(cell, return_inverse=True)
    out = np.empty(len(at))
    density.disc_sums(
        at.astype(np.int32), np.bincount(entry, weights=weight), 0, len(at), *runs(lattice), out
    )
    naive = (far <= 7.0 + 1e-6) @ weight
    np.testing.assert_allclose(out[entry], naive, rtol=SUMS)
    # and the cells are so small that few true neighbours are told wrongly
    true = np.radians(sites) if metric == "great-circle" else sites
    wrong = ((apart(true, metric=metric) <= 7.0) != (far <= 7.0)).mean()
    assert wrong < 0.01


@pytest.mark.parametrize("metric", ["planar", "great-circle"])
def test_what_hangs_together_is_what_chains_of_links_join(metric):
    from scipy.sparse.csgraph import connected_components

    sites, lattice = laid(metric)
    cell = np.empty(len(sites), dtype=int)
    cell[lattice.order] = lattice.cell
    at, first = np.unique(cell, return_index=True)
    evidence = (stream(seed=2).random(len(at)) < 0.5).astype(float)
    group = np.empty(len(at), np.int64)
    density.joined(
        at.astype(np.int32), 0, lattice.along, lattice.band, lattice.link, evidence, group
    )
    far = apart(middles(lattice, sites, metric=metric), metric=metric)[np.ix_(first, first)]
    dense = np.flatnonzero(evidence)
    near = far[np.ix_(dense, dense)] <= 0.6 * 7.0 + 1e-6
    parts, label = connected_components(near, directed=False)
    assert (group[evidence == 0] == -1).all()
    assert len(np.unique(group[dense])) == parts > 5
    for part in range(parts):
        assert len(np.unique(group[dense[label == part]])) == 1


def test_evidence_is_the_likelihood_ratio_by_hand():
    # 8 of 20 near where a tenth, 2, would be: q = 4, 2G = 2 (8 ln 4 + 12 ln(12/18)) = 12.44955
    gain = 8 * np.log(4) + 12 * np.log(12 / 18)
    assert 2 * gain == pytest.approx(12.44955, abs=1e-5)
    shrunk = 9 / 3
    seen = density.surplus(8.0, 20.0, 0.1, 1.0, 1.5, gain - 1e-9)
    assert seen == pytest.approx(np.log(shrunk) - 1 + 1 / shrunk, rel=1e-12)
    assert density.surplus(8.0, 20.0, 0.1, 1.0, 1.5, gain + 1e-9) == 0.0  # not unlikely enough
    assert density.surplus(8.0, 20.0, 0.1, 1.0, 4.0, 0.0) == 0.0  # not dense enough
    assert density.surplus(0.0, 0.0, 0.1, 1.0, 1.0, 0.0) == 0.0  # nobody near
    # all neighbours of the category: G = 3 ln(1 / 0.1)
    assert density.surplus(3.0, 3.0, 0.1, 1.0, 1.5, 3 * np.log(10) - 1e-9) > 0.0


def test_a_kind_counts_in_each_of_its_categories():
    # two sites in one cell, one beyond; kind 1 is A's own, kind 2 is B's own and half an A
    at, weight, own = np.empty(6, np.int32), np.zeros(6), np.zeros(6)
    ends = np.empty(2, np.int64)
    density.listed(
        np.array([1, 2, 2, 0], np.int32), np.array([0, 2, 3, 4]),
        np.array([0, 1, 2], np.int32), np.array([0, 0, 1], np.int32),
        np.array([0, 0, 1, 3]), np.array([0, 0, 1]), np.array([1.0, 0.5, 1.0]),
        np.array([1.0, 0.0, 1.0]), np.array([0, 3, 6]), at, weight, own, ends,
    )  # fmt: skip
    assert ends.tolist() == [1, 4]  # one entry each: the third site's kind counts for nothing
    assert (at[0], weight[0], own[0]) == (0, 2.0, 1.0)
    assert (at[3], weight[3], own[3]) == (0, 2.0, 2.0)
