"""Sets held against each other: the co-location score, cuts of the code, places kept aside."""

import numpy as np
import pytest

from jiqun.clusters.definitions import (
    CodeTree,
    DerivationPlan,
    IndustryTables,
    adjusted_rand,
    baseline_labels,
    code_definition,
    colocation,
    compared_sets,
    corrected,
    derive_definition,
    most_industries,
    related,
    validation_scores,
)
from jiqun.clusters.definitions.held_out import labels_of
from jiqun.clusters.definitions.matrices import beyond_size, common_classes
from jiqun.core import InputError, stream
from jiqun.tables import Counts


def table(values, industries=None, regions=None):
    values = np.asarray(values, dtype=float)
    return Counts(
        regions=regions or tuple(f"r{i:03d}" for i in range(values.shape[0])),
        industries=industries or tuple(f"i{i:02d}" for i in range(values.shape[1])),
        values=values,
        unit="persons",
    )


def grouped(*, groups=8, each=5, regions=80, noise=0.5, seed=0, year=0):
    """Jobs by place and industry; the first two characters of an industry's code are its group."""
    own = np.repeat(np.arange(groups), each)
    rng = stream(seed=seed, name="held.taste")
    size = np.exp(rng.normal(0, 1.5, (regions, 1)))
    taste = np.exp(rng.normal(0, 1.0, (regions, groups)))[:, own]
    rng = stream(seed=seed, name=f"held.year.{year}")
    jobs = rng.poisson(40 * size * taste * np.exp(rng.normal(0, noise, (regions, len(own)))))
    return own, table(jobs, tuple(f"{g:02d}xx{k:02d}" for k, g in enumerate(own)))


def left_by_hand(values):
    """Residuals of a line fitted by numpy's own least squares, industry by industry."""
    logs = np.log(1 + np.asarray(values, dtype=float))
    size = logs.mean(axis=1)
    return np.column_stack([col - np.polyval(np.polyfit(size, col, 1), size) for col in logs.T])


def by_hand(values, labels):
    """The score written down: residuals, z-scores, the rest of the category, a correlation."""
    left = left_by_hand(values)
    z = (left - left.mean(0)) / left.std(0)
    found = []
    for i in range(len(labels)):
        rest = [j for j in range(len(labels)) if labels[j] == labels[i] and j != i]
        if not rest:
            found.append(0.0)
            continue
        found.append(np.corrcoef(z[:, i], z[:, rest].sum(axis=1))[0, 1])
    return np.array(found)


@pytest.mark.parametrize("seed", range(4))
def test_the_score_is_its_definition(seed):
    rng = stream(seed=seed, name="score")
    values = rng.poisson(np.exp(rng.normal(1, 2, (25, 11)))).astype(float)  # many zeros and ties
    labels = labels_of(range(11), {i: str(rng.integers(0, 4)) for i in range(10)})
    np.testing.assert_allclose(beyond_size(values), left_by_hand(values), atol=1e-9)
    np.testing.assert_allclose(colocation(values, labels), by_hand(values, labels), atol=1e-9)


def test_size_alone_is_no_co_location():
    size = np.arange(1.0, 30.0)[:, None]
    assert np.isnan(colocation(size * np.ones((1, 6)), np.zeros(6, dtype=int))).all()


def test_an_industry_that_never_varies_is_told_apart_from_one_that_stands_alone():
    values = np.column_stack([np.zeros(9), stream(seed=1, name="v").poisson(5.0, (9, 3))])
    found = colocation(values, np.array([0, 0, 1, 1]))
    # what is always 0 beside places of different size has no number; its mate's rest is nothing
    assert np.isnan(found[0])
    assert found[1] == 0.0


def test_dealing_categories_out_gives_nothing_and_the_true_ones_most():
    own, jobs = grouped()
    rng = stream(seed=3, name="dealt")
    dealt = [colocation(jobs.values, rng.permutation(own)).mean() for _ in range(20)]
    assert abs(np.mean(dealt)) < 0.06
    true = colocation(jobs.values, own).mean()
    together = colocation(jobs.values, np.zeros(len(own), dtype=int)).mean()
    halves = colocation(jobs.values, own // 2).mean()
    assert true > halves > together
    assert true > max(dealt)


def test_cuts_of_the_code_that_say_nothing_are_no_sets():
    assert list(baseline_labels(["11", "12", "21"])) == []  # each alone
    assert list(baseline_labels(["3111", "3112", "3121"])) == ["3 digits"]  # two: all together
    cuts = baseline_labels(["311111", "311112", "311211", "521111"])
    assert {name: cut.tolist() for name, cut in cuts.items()} == {
        "2 digits": [0, 0, 0, 1],
        "4 digits": [0, 0, 1, 2],
    }


def test_letters_that_all_codes_begin_with_are_no_place():
    codes = ["sic01110", "sic01120", "sic01210", "sic52100"]
    plain = [code[3:] for code in codes]
    one, other = baseline_labels(codes), baseline_labels(plain)
    assert list(one) == list(other) != []
    assert all((one[name] == other[name]).all() for name in one)
    # letters that differ are places, as the digits after them
    assert baseline_labels(["A011", "A012", "A021", "B011"])["2 digits"].tolist() == [0, 0, 0, 1]
    assert baseline_labels(["0111", "0112", "0211", "0212"])["2 digits"].tolist() == [0, 0, 1, 1]


def test_common_classes_by_sets():
    lines = [("a", "b"), ("a", "c"), ("a",), (), ("d", "e", "f")]
    found = common_classes(lines)
    for i, one in enumerate(lines):
        for k, other in enumerate(lines):
            whole = len(one) + len(other)
            share = 2 * len(set(one) & set(other)) / whole if whole else 0.0
            assert found[i, k] == pytest.approx(share)


def test_the_code_counts_by_its_weight_and_not_at_all_where_it_says_nothing():
    _, jobs = grouped()
    above = {code: (code[:2],) for code in jobs.industries}
    means = []
    for weight in (0.0, 0.5, 100.0):
        code = CodeTree(above=above, weight=weight)
        near = related(IndustryTables(employment=jobs, code=code))
        assert ("code" in near.singles) == (weight > 0)
        means.append(near.mean())
    single = near.matrices["employment"]
    np.testing.assert_allclose(means[0], single)
    np.testing.assert_allclose(means[1], (single + 0.5 * near.matrices["code"]) / 1.5)
    np.testing.assert_allclose(means[2], near.matrices["code"], atol=0.1)
    flat = CodeTree(above=dict.fromkeys(jobs.industries, ("all",)))
    assert related(IndustryTables(employment=jobs, code=flat)).singles == ("employment",)


def test_matrices_count_in_the_validation_score_by_their_weights():
    rng = stream(seed=2, name="matrices")
    two = {
        n: np.ascontiguousarray(m + m.T)
        for n, m in zip("ab", rng.normal(size=(2, 9, 9)), strict=True)
    }
    labels = np.repeat([0, 1, 2], 3)
    one, other = (validation_scores({n: m}, labels)["score"] for n, m in two.items())
    told = validation_scores(two, labels, weights={"a": 3.0, "b": 1.0})["score"]
    assert told == pytest.approx((3 * one + other) / 4)


def test_no_category_outgrows_what_is_allowed():
    own, jobs = grouped(groups=4, each=10)
    near = related(IndustryTables(employment=jobs))
    free = derive_definition(near, DerivationPlan(candidates=60, categories=(3, 12), largest=1))
    plan = DerivationPlan(candidates=60, categories=(8, 12), largest=0.15)
    held = derive_definition(near, plan)
    assert np.bincount(free.labels).max() >= 10
    assert held.most == most_industries(len(own), 8, 0.15) == 10
    assert np.bincount(held.labels).max() <= held.most
    assert held.candidates["largest"][0] <= held.most
    assert (held.candidates["largest"] > held.most).any() or len(held.candidates) > 1


def test_a_full_category_takes_in_nothing():
    near = np.kron(np.eye(2), np.ones((4, 4)))
    labels = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    assert corrected(near, labels).labels.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert corrected(near, labels, most=3).labels.tolist() == labels.tolist()
    alone = np.array([0, 0, 0, 1, 2, 2, 2, 2])
    assert corrected(near, alone, most=1).labels.tolist() == alone.tolist()


@pytest.fixture(scope="module")
def told():
    own, jobs = grouped(noise=0.7)
    later = grouped(noise=0.7, year=1)[1]
    tables = IndustryTables(employment=jobs)
    plan = DerivationPlan(candidates=60, categories=(5, 12), seed=1)
    near = related(tables)
    found = derive_definition(near, plan)
    rng = stream(seed=5, name="given")
    given = {
        "true": dict(zip(jobs.industries, own.astype(str), strict=True)),
        "dealt": dict(zip(jobs.industries, rng.permutation(own).astype(str), strict=True)),
        "half": dict(zip(jobs.industries[:20], own[:20].astype(str), strict=True)),
    }
    return own, jobs, later, tables, plan, near, found, given


def test_what_is_kept_aside_ranks_the_true_set_above_one_dealt_out(told):
    own, jobs, later, tables, plan, near, found, given = told
    got = compared_sets(tables, near, found, given=given, other=later, plan=plan, draws=20)
    rows = {row["set"]: row for row in got.frame.to_dicts()}
    assert list(rows) == ["derived", "2 digits", "true", "dealt", "half"]
    assert rows["true"]["ari"] == 1.0
    assert rows["derived"]["ari"] == pytest.approx(adjusted_rand(found.labels, own))
    assert (rows["half"]["covered"], rows["half"]["categories"]) == (20, 4)
    for column in ("colocation", "colocation_year", "colocation_regions", "colocation_held"):
        assert rows["true"][column] > rows["half"][column] > rows["dealt"][column]
        assert rows["2 digits"][column] == pytest.approx(rows["true"][column])
    # the searched set was chosen where it is seen: it says more there than where it is not
    assert rows["derived"]["colocation"] >= rows["derived"]["colocation_held"]
    assert rows["true"]["colocation"] == pytest.approx(by_hand(jobs.values, own).mean())
    assert rows["true"]["colocation_year"] == pytest.approx(by_hand(later.values, own).mean())
    assert got.best == "2 digits"
    assert rows["2 digits"]["ahead"] is None
    assert rows["dealt"]["ahead_low"] < rows["dealt"]["ahead"] < rows["dealt"]["ahead_high"] < 0
    assert rows["true"]["ahead"] == pytest.approx(0, abs=1e-12)


def test_regions_kept_aside_take_no_part_in_the_search(told):
    """Rubbish in one half changes what is found from the other by nothing."""
    _, jobs, _, _, plan, near, _, _ = told
    order = stream(seed=plan.seed, name="definition.halves").permutation(len(jobs.regions))
    first = np.sort(order[: len(order) // 2])
    aside = np.setdiff1d(np.arange(len(order)), first)
    spoilt = jobs.values.copy()
    spoilt[aside] = stream(seed=9, name="rubbish").poisson(30.0, (len(aside), spoilt.shape[1]))
    from jiqun.clusters.definitions.held_out import comparing

    own = comparing._halves(IndustryTables(employment=jobs), near, {}, None, plan)
    other = comparing._halves(
        IndustryTables(employment=table(spoilt, jobs.industries, jobs.regions)),
        near, {}, None, plan,
    )  # fmt: skip
    assert (own[0].sets["derived"] == other[0].sets["derived"]).all()
    assert not (own[1].sets["derived"] == other[1].sets["derived"]).all()
    np.testing.assert_array_equal(own[0].same, jobs.values[aside])


def test_too_few_regions_for_halves_leave_what_is_kept_aside_unknown():
    _, jobs = grouped(regions=8)
    tables = IndustryTables(employment=jobs)
    plan = DerivationPlan(candidates=20, categories=(5, 12))
    near = related(tables)
    got = compared_sets(tables, near, derive_definition(near, plan), given={}, plan=plan, draws=5)
    assert got.ahead is None
    assert got.frame["colocation_held"].null_count() == len(got.frame)
    assert got.frame["ari"].null_count() == len(got.frame)
    assert got.frame["colocation"].null_count() == 0


def test_where_place_says_nothing_a_cut_of_the_code_tells_more_and_can_take_its_place():
    own, jobs = grouped(groups=10, each=4, regions=16, noise=2.5, seed=4)
    tables = IndustryTables(employment=jobs)
    plan = DerivationPlan(candidates=40, categories=(5, 12), seed=1)
    near = related(tables)
    found = derive_definition(near, plan)
    got = compared_sets(tables, near, found, given={}, plan=plan, draws=5)
    assert got.ahead is False
    cut = code_definition(
        near, found, baseline_labels(near.industries)[got.best], name=got.best, plan=plan
    )
    assert adjusted_rand(cut.labels, own) == 1.0
    first = cut.candidates.row(0, named=True)
    assert (first["method"], first["linkage"], first["chosen"]) == ("code", "2 digits", True)
    assert cut.candidates["chosen"].sum() == 1
    assert len(cut.candidates) == len(found.candidates) + 1
    assert cut.fits["moved_from"].null_count() == len(own)


@pytest.mark.parametrize("largest", [0.0, -1.0, 1.5])
def test_a_share_that_is_none_is_refused(largest):
    with pytest.raises(InputError, match="largest-share"):
        DerivationPlan(largest=largest)
