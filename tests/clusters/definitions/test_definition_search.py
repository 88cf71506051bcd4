"""The search finds groups that were put into data, and says what is wrong with its input."""

import numpy as np
import polars as pl
import pytest

from jiqun.clusters.definitions import (
    DerivationPlan,
    IndustryTables,
    TradedPlan,
    adjusted_rand,
    agreement_of_definitions,
    category_names,
    category_places,
    derive_definition,
    matrix_agreement,
    normalised_mutual_information,
    relatedness_rows,
    resampled_definition,
    similarities,
    traded_industries,
    usual_sizes,
)
from jiqun.core import InputError, UnknownError, stream
from jiqun.planted import economy, economy_plan
from jiqun.tables import Counts, Flows


def grouped(industries=40, regions=120, groups=8, seed=0, noise=0.4):
    """Jobs in which industries of a group have a taste for the same regions."""
    rng = stream(seed=seed, name="grouped")
    own = np.arange(industries) % groups
    taste = np.exp(rng.normal(0, 1.2, (regions, groups)))[:, own]
    jobs = rng.poisson(30 * taste * np.exp(rng.normal(0, noise, (regions, industries))))
    return own, Counts(
        regions=tuple(f"r{i}" for i in range(regions)),
        industries=tuple(f"i{i:02d}" for i in range(industries)),
        values=jobs.astype(float),
        unit="persons",
    )


def test_groups_that_are_there_are_found():
    own, jobs = grouped()
    found = derive_definition(
        similarities(jobs), DerivationPlan(candidates=150, categories=(4, 12), seed=3)
    )
    assert adjusted_rand(own, found.labels) > 0.95
    assert found.candidates["rank"].to_list() == list(range(1, len(found.candidates) + 1))
    assert found.candidates["score"][1:].is_sorted(descending=True)
    best = found.candidates.row(0, named=True)
    assert best["score"] >= found.candidates["score"].max() - 0.03
    assert found.candidates["chosen"].to_list()[:2] == [True, False]


def test_threads_change_nothing_and_the_seed_something():
    _, jobs = grouped(noise=1.5)
    near = similarities(jobs)
    one, two, other = (
        derive_definition(near, DerivationPlan(candidates=200, seed=seed, workers=workers))
        for seed, workers in ((1, 1), (1, 3), (2, 1))
    )
    assert one.candidates.equals(two.candidates)
    assert (one.labels == two.labels).all()
    assert not one.candidates.equals(other.candidates)


def test_small_worlds_give_fewer_candidates_than_asked_for():
    _, jobs = grouped(industries=7, noise=2.0)
    found = derive_definition(
        similarities(jobs), DerivationPlan(candidates=5000, categories=(2, 3), seed=1)
    )
    assert len(found.candidates) < 400  # seven industries have 63 + 301 partitions into 2 and 3


def test_trade_and_further_vectors_count_as_matrices_of_their_own():
    _, jobs = grouped()
    n = len(jobs.industries)
    flows = Flows(sectors=("a", "b"), intermediate=[[1.0, 3.0], [0.0, 2.0]], final=[0.0, 2.0],
                  unit="CNY")  # fmt: skip
    sectors = {code: "ab"[i % 2] for i, code in enumerate(jobs.industries)}
    near = similarities(jobs, flows=flows, sectors=sectors, vectors={"work": jobs}, together=True)
    assert set(near.singles) == {"employment", "input-output", "co-agglomeration", "work"}
    # b's purchases from a: 3 of its inputs 5; a's sales to b: 3 of 4, the largest of the four
    assert near.raw["input-output"][0, 1] == pytest.approx(0.75)
    off = ~np.eye(n, dtype=bool)
    for matrix in near.matrices.values():
        assert matrix[off].mean() == pytest.approx(0, abs=1e-12)
        assert matrix[off].std() == pytest.approx(1)


def test_an_industry_that_never_varies_is_set_aside_and_named():
    _, jobs = grouped(industries=12)
    values = jobs.values.copy()
    values[:, 4] = 7.0
    flat = Counts(regions=jobs.regions, industries=jobs.industries, values=values, unit="persons")
    near = similarities(flat)
    assert near.unrelated == ("i04",)
    assert "i04" not in near.industries


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"categories": (5, 4)}, "categories-range"),
        ({"categories": (2, 99)}, "categories-range"),
        ({"candidates": 0}, "candidates-count"),
    ],
)
def test_what_cannot_be_searched_is_refused(change, code):
    _, jobs = grouped(industries=12)
    with pytest.raises(InputError) as told:
        derive_definition(similarities(jobs), DerivationPlan(**change))
    assert [p.code for p in told.value.problems] == [code]


def test_what_to_correlate_must_be_known():
    _, jobs = grouped(industries=12)
    with pytest.raises(UnknownError, match="location-unknown"):
        similarities(jobs, location="logs")


def test_too_few_industries_and_regions_are_told_together():
    tiny = Counts(regions=("a", "b"), industries=("x", "y"), values=[[1, 2], [3, 1]], unit="p")
    with pytest.raises(InputError) as told:
        similarities(tiny)
    assert {p.code for p in told.value.problems} == {"similarity-industries", "similarity-regions"}


def test_few_industries_take_a_range_of_their_own():
    assert usual_sizes(800) == (30, 60)
    low, high = usual_sizes(12)
    assert 2 <= low < high < 12


def test_a_firm_set_comes_back_from_resampled_statistics():
    _, jobs = grouped(noise=0.2)
    found = derive_definition(
        similarities(jobs), DerivationPlan(candidates=100, categories=(6, 10), seed=1)
    )
    firm = resampled_definition(
        found, IndustryTables(employment=jobs), size_cv2=0.5, draws=5, seed=1
    )
    loose = resampled_definition(
        found, IndustryTables(employment=jobs), size_cv2=400.0, draws=5, seed=1
    )
    assert firm.min() > 0.8
    assert loose.mean() < firm.mean()


def test_planted_groups_are_found_better_than_by_codes():
    country = economy(economy_plan(establishments=100_000, seed=11, noise=0.3))
    truth = country.truth["categories"].filter(pl.col("traded"))
    rows = country.tables["activity"].filter(
        pl.col("year") == pl.col("year").max(),
        pl.col("industry").is_in(truth["industry"].implode()),
    )
    tables = [
        Counts.from_frame(
            rows.select("region", "industry", pl.col(v).fill_null(0.0)), value=v, unit=v
        )
        for v in ("employment", "establishments")
    ]
    near = similarities(*tables)
    groups = dict(truth.select("industry", "category").iter_rows())
    true = np.unique([groups[c] for c in near.industries], return_inverse=True)[1]
    sector = np.unique([c[:1] for c in near.industries], return_inverse=True)[1]
    found = derive_definition(near, DerivationPlan(candidates=400, seed=1))
    assert adjusted_rand(true, found.labels) > 0.45 > 2 * adjusted_rand(true, sector)


def test_rand_by_counting_pairs():
    rng = stream(seed=4, name="pairs")
    a, b = rng.integers(0, 4, 40), rng.integers(0, 5, 40)
    i, j = np.triu_indices(40, 1)
    same_a, same_b = a[i] == a[j], b[i] == b[j]
    both, pairs = (same_a & same_b).sum(), len(i)
    expected = same_a.sum() * same_b.sum() / pairs
    whole = (same_a.sum() + same_b.sum()) / 2
    assert adjusted_rand(a, b) == pytest.approx((both - expected) / (whole - expected))


def test_information_in_common_by_hand():
    # Vinh, Epps and Bailey's kind of table: a cut in half, b cuts one half again
    a, b = np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 0, 0, 1, 1, 2, 2])
    half, all_b = np.log(2), 0.5 * np.log(2) + 0.5 * np.log(4)
    assert normalised_mutual_information(a, b) == pytest.approx(half / ((half + all_b) / 2))


def test_agreement_is_over_what_both_have_and_its_interval_holds_it():
    one = pl.DataFrame({"industry": list("abcdefgh"), "category": list("xxxxyyyy")})
    other = pl.DataFrame({"industry": list("cdefghij"), "category": list("ppqqqqrr")})
    rows = agreement_of_definitions(one, other, draws=50)
    assert rows["industries"].to_list() == [6, 6]
    assert (rows["low"] <= rows["value"]).all()
    assert (rows["value"] <= rows["high"]).all()
    with pytest.raises(InputError, match="definitions-apart"):
        agreement_of_definitions(one, other.filter(pl.col("industry") > "h"))


def test_matrices_that_have_nothing_in_common_are_not_significant():
    rng = stream(seed=5, name="matrices")
    a, b = (m + m.T for m in rng.normal(size=(2, 20, 20)))
    assert matrix_agreement(a, b, draws=99).p_value > 0.05
    same = matrix_agreement(a, a**3, draws=99)
    assert (same.p_value, same.spearman) == (0.01, 1.0)
    assert same.low < same.pearson < 1


def test_traded_industries_by_hand():
    table = Counts(
        regions=tuple("abcd"), industries=("shop", "mine"), unit="persons",
        values=[[10, 0], [10, 0], [10, 0], [10, 20]],
    )  # fmt: skip
    rows = traded_industries(table, plan=TradedPlan(draws=0, top=1)).frame.rows_by_key(
        "industry", named=True
    )
    mine = rows["mine"][0]
    # all of it where the quotient, (20/30) / (20/60) = 2, is above 1
    assert (mine["share_specialised"], mine["mean_quotient_top"]) == (1.0, pytest.approx(2.0))
    # regions a, b, c hold half of all jobs and none of its: the Gini is 0.5
    assert mine["gini"] == pytest.approx(0.5)
    assert rows["shop"][0]["traded"] is False


def test_a_ubiquitous_industry_has_no_gini():
    rng = stream(seed=1, name="spread")
    size = rng.uniform(50, 500, 30)
    table = Counts(regions=tuple(map(str, range(30))), industries=("a", "b"), unit="p",
                   values=np.column_stack([size, 2 * size]))  # fmt: skip
    found = traded_industries(table, table, TradedPlan(draws=20, size_cv2=0.0)).frame
    assert found["gini"].to_list() == pytest.approx([0, 0], abs=1e-12)
    assert (found["high"] >= found["low"]).all()


def test_names_come_from_what_fits_and_are_unique():
    fits = pl.DataFrame({"margin": [1.0, 2.0, -1.0, 0.5, 0.4]})
    names = category_names(
        np.array([0, 0, 0, 1, 1]),
        fits,
        np.array([5.0, 9.0, 99.0, 1.0, 2.0]),
        ["Car manufacturing", "Car parts manufacturing", "Bread", "Car parts", "Car"],
        ["汽车制造业", None, None, None, None],
    )
    assert names["name"].to_list() == ["Car parts / Car", "Car parts"]
    assert names["name_zh"][0] == "汽车"
    assert names["slug"].is_unique().all()


def test_the_network_stands_still_and_ranks_pairs():
    s = np.array([[9, 1, 3], [1, 9, 2], [3, 2, 9.0]])
    rows = relatedness_rows(s, ["a", "b", "c"])
    top = rows.filter(pl.col("percentile") == pl.col("percentile").max())
    assert set(top["category"]) == {"a", "c"}
    assert rows.filter(pl.col("category") == pl.col("related"))["percentile"].null_count() == 3
    places = category_places(s)
    assert (places == category_places(s)).all()
    assert ((places >= 0) & (places <= 1)).all()
