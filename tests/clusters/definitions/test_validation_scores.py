"""Validation scores, outliers and medoids against what one computes by hand or by brute force."""

from itertools import combinations

import numpy as np
import pytest

from jiqun.clusters.definitions import (
    category_rows,
    corrected,
    industry_rows,
    validation_scores,
)
from jiqun.core import stream
from jiqun.kernels.finding.centres import centre_labels
from jiqun.kernels.finding.medoids import medoid_labels
from jiqun.kernels.finding.partitions import block_sums


def symmetric(n, seed):
    x = stream(seed=seed, name="test").normal(size=(n, n))
    return np.ascontiguousarray((x + x.T) / 2)


def by_hand(s, labels, percentile=0.95):
    """Write the four shares down as their definition says, with masks and means."""
    k = labels.max() + 1
    vsc, vsi = [], []
    for c in range(k):
        own = np.flatnonzero(labels == c)
        pairs = [s[i, j] for i in own for j in own if i != j]
        others = [s[np.ix_(own, labels == d)].mean() for d in range(k) if d != c]
        within = np.mean(pairs) if pairs else -np.inf
        vsc.append((within > np.mean(others), within > np.quantile(others, percentile)))
    for i in range(len(labels)):
        own = [j for j in np.flatnonzero(labels == labels[i]) if j != i]
        others = [s[i, labels == d].mean() for d in range(k) if d != labels[i]]
        within = s[i, own].mean() if own else -np.inf
        vsi.append((within > np.mean(others), within > np.quantile(others, percentile)))
    return [*np.mean(vsc, axis=0), *np.mean(vsi, axis=0)]


@pytest.mark.parametrize("seed", range(6))
def test_scores_are_what_their_definition_says(seed):
    s = symmetric(24, seed)
    labels = stream(seed=seed, name="labels").integers(0, 5, 24)
    labels[:5] = range(5)
    labels[5:][labels[5:] == 4] = 3  # category 4 has one industry
    found = validation_scores({"s": s}, labels.astype(np.int64))
    assert list(found.values())[:4] == pytest.approx(by_hand(s, labels))


def test_scores_are_averaged_over_matrices():
    a, b = symmetric(12, 1), symmetric(12, 2)
    labels = np.repeat(np.arange(3), 4)
    each = [validation_scores({"s": s}, labels)["score"] for s in (a, b)]
    both = validation_scores({"a": a, "b": b}, labels)["score"]
    assert both == pytest.approx(np.mean(each))


def test_one_category_has_nothing_between():
    assert np.isnan(validation_scores({"s": symmetric(5, 0)}, np.zeros(5, np.int64))["score"])


def test_the_diagonal_is_not_read():
    s, labels = symmetric(9, 3), np.repeat(np.arange(3), 3)
    loud = s.copy()
    np.fill_diagonal(loud, 1e9)
    assert (block_sums(s, labels, 3) == block_sums(loud, labels, 3)).all()


def test_category_rows_by_hand():
    s = np.array([[0, 4, 1, 1], [4, 0, 3, 1], [1, 3, 0, 2], [1, 1, 2, 0.0]])
    rows = category_rows(s, np.array([0, 0, 1, 1])).to_dicts()
    assert (rows[0]["within"], rows[0]["between_mean"], rows[0]["nearest"]) == (4.0, 1.5, 1)
    assert (rows[1]["within"], rows[1]["beats_mean"]) == (2.0, True)


def test_industry_rows_name_the_next_best_category():
    s = np.array([[0, 1, 5, 5], [1, 0, 0, 0], [5, 0, 0, 3], [5, 0, 3, 0.0]])
    row = industry_rows(s, np.array([0, 0, 1, 1]), [None] * 4).row(0, named=True)
    assert (row["within"], row["next"], row["next_within"], row["outlier"]) == (1.0, 1, 5.0, True)


@pytest.mark.parametrize("seed", range(5))
def test_after_correction_no_outlier_is_left_that_could_move(seed):
    s = symmetric(30, seed)
    labels = np.arange(30) % 6
    end = corrected(s, labels)
    fits = industry_rows(s, end.labels, [None] * 30)
    sizes = np.bincount(end.labels)
    stuck = fits.filter(fits["outlier"])["category"].to_numpy()
    assert (sizes[stuck] <= 2).all(), "an outlier stays only to keep its category alive"


def test_many_sweeps_are_taken_if_many_industries_are_out_of_place():
    """Two industries change places a sweep here, so fifty sweeps leave most where they were."""
    true = np.repeat(np.arange(2), 150)
    near = (true[:, None] == true[None, :]).astype(float)
    wrong = true.copy()
    wrong[:60], wrong[150:200] = 1, 0
    end = corrected(near, wrong)
    assert end.rounds > 50
    assert (end.labels == true).all()


def test_an_industry_alone_joins_its_nearest():
    near = np.kron(np.eye(2), np.ones((3, 3)))
    end = corrected(near, np.array([0, 0, 0, 1, 1, 2]))
    assert end.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert end.moved.tolist() == [False] * 5 + [True]


def test_medoids_reach_the_least_sum_of_distances_that_brute_force_finds():
    best, got = [], []
    for seed in range(8):
        points = stream(seed=seed, name="points").normal(size=(14, 2))
        away = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
        best.append(min(away[:, list(m)].min(axis=1).sum() for m in combinations(range(14), 3)))
        tried = []
        for start in range(6):
            begin = stream(seed=start, name="start").permutation(14)[:3]
            labels = medoid_labels(away, np.sort(begin), 20)
            tried.append(
                sum(away[np.ix_(labels == m, labels == m)].sum(axis=0).min() for m in range(3))
            )
        got.append(min(tried))
    assert got == pytest.approx(best)


def test_centres_move_as_written_down_with_masks_and_means():
    points = stream(seed=7, name="points").normal(size=(60, 3))
    start = np.arange(5)
    centres, labels = points[start], None
    for _ in range(20):
        labels = ((points[:, None] - centres[None]) ** 2).sum(-1).argmin(axis=1)
        centres = np.array([points[labels == c].mean(axis=0) for c in range(5)])
    assert (centre_labels(points, start, 20) == labels).all()


def test_points_on_one_spot_stay_with_the_first_centre():
    points = np.zeros((6, 2))
    assert centre_labels(points, np.array([0, 1, 2]), 10).tolist() == [0] * 6
