"""The innovation cluster: each figure by hand, by brute force or on what was planted."""

import math

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.networks.innovation import (
    GERMAN,
    absorption_ratios,
    actor_mix,
    buzz_and_pipelines,
    complement_matrix,
    core_tiers,
    innovation_profiles,
    need_supply,
    rings_around,
    satellites,
    space_mismatch,
    structure_types,
    tie_mix,
    university_openness,
)
from jiqun.planted import economy, economy_plan

WHO = pl.DataFrame(
    {
        "organisation": ["a", "b", "c", "d", "u", "i", "x"],
        "kind": ["firm", "firm", "firm", "firm", "university", "institute", "financier"],
        "region": ["r", "r", "s", None, "r", "s", "s"],
        "size": ["large", "small", "small", None, None, None, None],
        "technology": ["t", "t", "v", "v", None, "t", None],
        "country": ["CN", "CN", "CN", "FI", "CN", "NL", None],
    }
)
LINKS = pl.DataFrame(
    [
        ("a", "b", "supply"), ("b", "a", "supply"), ("u", "a", "licence"), ("u", "c", "project"),
        ("x", "b", "equity"), ("u", "d", "equity"), ("i", "u", "co-publication"),
    ],
    schema=["source", "target", "kind"], orient="row",
)  # fmt: skip


def test_absorption_by_hand_and_what_is_unknown():
    rows = pl.DataFrame(
        {
            "group": ["g", "g", "g", "h", "k"],
            "unit": list("abcde"),
            "introduced": [1.0, 3.0, None, 0.0, 2.0],
            "absorbed": [6.0, 6.0, 9.0, 4.0, 2.0],
        }
    )
    made = absorption_ratios(rows, seed=1)
    g, h, k = made.iter_rows(named=True)
    assert (g["ratio"], g["unknown"], g["missing"]) == (3.0, 1, 0.0)
    assert (g["low"], g["high"]) == (2.0, 6.0)  # both of one unit
    assert g["meets"] == pytest.approx(0.75, abs=0.05)
    assert math.isnan(h["ratio"])
    assert (k["ratio"], k["missing"]) == (1.0, 4.0)
    assert math.isnan(k["low"])
    assert made.equals(absorption_ratios(rows.reverse(), seed=1), null_equal=True)
    with pytest.raises(InputError, match="spending-negative"):
        absorption_ratios(rows.with_columns(absorbed=-pl.col("absorbed")), seed=1)


def test_the_interval_of_the_absorption_ratio_covers():
    rng, held = stream(seed=2, name="test-absorption"), []
    for turn in range(60):
        bought = rng.gamma(2, size=60)
        spent = 2.5 * bought * rng.gamma(4, 0.25, 60)
        rows = pl.DataFrame({"unit": range(60), "introduced": bought, "absorbed": spent})
        row = absorption_ratios(rows, seed=turn, draws=200).row(0, named=True)
        held.append(row["low"] <= 2.5 <= row["high"])
    assert 0.78 <= np.mean(held) <= 0.99


def test_mismatch_is_the_energy_distance_of_every_pair():
    from jiqun.kernels.sphere import apart_km, on_sphere

    rng = stream(seed=3, name="test-mismatch")
    n = 12
    frame = pl.DataFrame(
        {
            "place": [f"p{k:02d}" for k in range(n)],
            "lon": rng.uniform(100, 110, n),
            "lat": rng.uniform(25, 35, n),
            "research": rng.gamma(0.5, size=n),
            "industry": rng.gamma(0.5, size=n),
        }
    )
    made = space_mismatch(frame, seed=1)
    at = on_sphere(frame["lon"].to_numpy(), frame["lat"].to_numpy())
    r, j = ((one / one.sum()).to_numpy() for one in (frame["research"], frame["industry"]))
    a = sum(r[p] * j[q] * apart_km(at[p], at[q]) for p in range(n) for q in range(n))
    b = sum(r[p] * r[q] * apart_km(at[p], at[q]) for p in range(n) for q in range(n))
    c = sum(j[p] * j[q] * apart_km(at[p], at[q]) for p in range(n) for q in range(n))
    assert made.index == pytest.approx((2 * a - b - c) / (2 * a))
    assert made.places["gap"].sum() == pytest.approx(0, abs=1e-12)
    same = space_mismatch(frame.with_columns(research="industry"), seed=1)
    assert same.index == pytest.approx(0, abs=1e-12)
    assert same.p > 0.9
    again = space_mismatch(frame.reverse(), seed=1)
    assert (again.index, again.p) == (made.index, made.p)


def test_mismatch_p_is_even_under_chance_and_small_where_planted():
    rng, n, p = stream(seed=4, name="test-null"), 30, []
    where = {
        "place": [f"p{k:02d}" for k in range(n)],
        "lon": rng.uniform(100, 110, n),
        "lat": rng.uniform(25, 35, n),
    }
    for turn in range(60):
        rows = {"research": rng.gamma(1, size=n), "industry": rng.gamma(1, size=n)}
        p.append(space_mismatch(pl.DataFrame({**where, **rows}), seed=turn, draws=49).p)
    assert 0.35 < np.mean(p) < 0.65
    east = where["lon"] > 105
    rows = {"research": 1.0 * east, "industry": 1.0 * ~east}
    apart = space_mismatch(pl.DataFrame({**where, **rows}), seed=1)
    assert apart.p == 0.005
    none = space_mismatch(
        pl.DataFrame({**where, "research": 0.0 * east, "industry": 1.0 * east}), seed=1
    )
    assert math.isnan(none.index)


def test_the_german_mix_is_its_own_template():
    kinds = ["firm"] * 78 + ["university"] * 33
    size = ["large"] * 17 + ["small"] * 61 + [None] * 33
    who = pl.DataFrame(
        {
            "organisation": [f"o{k:03d}" for k in range(111)],
            "kind": kinds,
            "size": size,
            "region": "r",
        }
    )
    made = actor_mix(who, seed=1, template=GERMAN)
    assert made.select("of", "actors").rows() == [("large", 17), ("small", 61), ("research", 33)]
    np.testing.assert_allclose(made["share"], made["wanted"])
    assert (made["p"] == 1).all()
    lone = actor_mix(who.head(30), seed=1, template=GERMAN)
    assert lone["p"].max() < 0.01
    plain = actor_mix(who, seed=1)
    assert plain.select("of", "actors").rows() == [("firm", 78), ("university", 33)]
    row = plain.row(0, named=True)
    assert row["low"] < row["share"] < row["high"]
    assert actor_mix(WHO, seed=1, template=GERMAN).filter(pl.col("group") == "s")[
        "actors"
    ].to_list() == [0, 1, 1]
    with pytest.raises(InputError, match="template-shares"):
        actor_mix(WHO, seed=1, template={"large": 0.0})


def test_tie_mix_by_hand():
    made = tie_mix(LINKS, WHO)
    told = {(row["group"], row["of"]): row["actors"] for row in made.iter_rows(named=True)}
    assert told["r", "goods"] == 1  # both ways is one pair
    assert told["r", "research-industry"] == 3
    assert told["s", "research-industry"] == 1
    assert told["s", "money"] == told["r", "money"] == 1
    assert told["s", "knowledge"] == 1  # institute and university
    assert made.filter(group="r")["share"].sum() == pytest.approx(1)


def test_buzz_and_pipelines_by_hand():
    made = buzz_and_pipelines(LINKS, WHO)
    r, s = made.iter_rows(named=True)
    # pairs: ab, au inside r; uc, xb, ud, iu leave it
    assert (r["members"], r["tied"], r["inside"], r["outside"]) == (3, 3, 2, 4)
    assert r["ei"] == pytest.approx(2 / 6)
    assert r["low"] < r["ei"] < r["high"]
    assert r["expected_inside"] == pytest.approx(8 * 7 / (2 * 11))
    assert (r["abroad"], r["countries"]) == (2, 2)  # ud, iu: Finland and the Netherlands
    assert (s["inside"], s["outside"], s["ei"]) == (0, 3, 1.0)
    plain = buzz_and_pipelines(LINKS, WHO.drop("country"))
    assert plain["abroad"].null_count() == 2
    none = buzz_and_pipelines(LINKS.clear(), WHO)
    assert none["ei"].is_nan().all()
    assert none["density"].to_list() == [0.0, 0.0]


def test_openness_of_universities_by_hand():
    i, u = university_openness(LINKS, WHO).iter_rows(named=True)
    assert (u["partners"], u["firms"], u["openness"]) == (4, 3, 0.75)
    assert (u["owned"], u["shared"], u["handed"]) == (1, 1, 1)
    assert u["near"] == 0.5  # one of the two firms whose place is known
    assert (i["openness"], u["ratio"]) == (0.0, pytest.approx(0.75 / (3 / 5)))
    none = university_openness(LINKS.clear(), WHO)
    assert none["openness"].is_nan().all()


def test_structures_are_those_planted():
    country = economy(economy_plan(establishments=10_000, seed=7))
    last = country.tables["organisation_years"].filter(pl.col("year") == pl.col("year").max())
    members = country.truth["planted_members"].select("organisation", group="cluster")
    rows = members.join(last.select("organisation", "employment"), on="organisation", how="left")
    open_ = country.tables["organisations"].filter(pl.col("closed").is_null())
    made = structure_types(rows.join(open_, on="organisation", how="semi"), seed=1)
    truth = country.truth["planted_clusters"]
    both = made.filter(pl.col("firms") >= 8).join(
        truth.select(group="cluster", true="structure"), on="group"
    )
    assert len(both) > 20
    assert (both["structure"] == both["true"]).mean() > 0.45  # chance: a third


def test_structures_of_the_few_and_the_unknown():
    rows = pl.DataFrame(
        {"group": "g", "organisation": list("abcdef"), "employment": [9, 9, 9, 9, None, 0]}
    )
    row = structure_types(rows, seed=1).row(0, named=True)
    assert (row["structure"], row["firms"], row["unknown"]) == (None, 4, 2)
    with pytest.raises(InputError, match="employment-negative"):
        structure_types(rows.with_columns(employment=-1), seed=1)


def test_tiers_stop_at_circles_and_borders():
    who = pl.DataFrame(
        {
            "organisation": list("abcdef"),
            "kind": "firm",
            "size": ["large"] + ["small"] * 5,
            "region": ["r"] * 5 + ["s"],
        }
    )
    rows = [("b", "a"), ("c", "b"), ("b", "c"), ("f", "a"), ("d", "f")]
    ties = pl.DataFrame(rows, schema=["source", "target"], orient="row").with_columns(
        kind=pl.lit("supply")
    )
    made = core_tiers(ties, who, pl.DataFrame({"organisation": ["a"]}))
    assert made.select("group", "tier", "firms").rows() == [
        ("r", 0, 1), ("r", 1, 1), ("r", 2, 1), ("r", None, 2), ("s", None, 1),
    ]  # fmt: skip
    assert made.filter(group="r")["inclusion"].to_list() == [0, 0.25, 0.25, 0.5]


def test_profiles_by_hand_and_in_any_order():
    made = innovation_profiles(LINKS, WHO, seed=1, draws=100)
    r, s = made.iter_rows(named=True)
    assert (r["scale"], r["technology"], s["technology"]) == (3, "t", "t")
    assert r["tightness"] == pytest.approx(2 / (8 * 7 / (2 * 11)))
    assert r["specialisation"] == pytest.approx(1 / (3 / 5))
    assert r["scale_low"] <= 3 <= r["scale_high"]
    assert (r["tightness_standing"], s["tightness_standing"]) == (1.0, 0.0)
    again = innovation_profiles(LINKS.reverse(), WHO.reverse(), seed=1, draws=100)
    assert made.equals(again, null_equal=True)
    bare = innovation_profiles(LINKS, WHO.drop("technology"), seed=1, draws=5)
    assert bare["specialisation"].is_nan().all()


def test_needs_and_supplies_fit_or_do_not():
    fields = [f"t{k}" for k in range(10)]
    need = pl.DataFrame(
        {"group": "g", "technology": fields, "amount": [2.0**-k for k in range(10)]}
    )
    alike, other = (
        need_supply(need, need, seed=1),
        need_supply(need, need.with_columns(amount=pl.col("amount").reverse()), seed=1),
    )
    assert alike.groups["match"][0] == pytest.approx(1)
    assert alike.groups["p"][0] == 1
    assert other.groups["match"][0] < other.groups["expected"][0]
    assert other.groups["p"][0] < 0.05
    assert other.gaps.row(0)[1] == "t0"
    lone = need_supply(need, need.with_columns(group=pl.lit("h")), seed=1)
    assert lone.groups["match"].is_nan().all()
    with pytest.raises(InputError, match="amounts-negative"):
        need_supply(need.with_columns(amount=-1.0), need, seed=1)


def test_complements_by_every_pair():
    rng = stream(seed=8, name="test-complements")
    rows = [
        (f"g{g}", f"t{t}", float(rng.gamma(0.5)))
        for g in range(4)
        for t in range(6)
        if rng.random() < 0.7
    ]
    amounts = pl.DataFrame(rows, schema=["group", "technology", "amount"], orient="row")
    near = {(t, u): float(rng.random()) for t in range(6) for u in range(t)}
    phi = pl.DataFrame(
        [(f"t{t}", f"t{u}", v) for (t, u), v in near.items()],
        schema=["technology", "other", "value"],
        orient="row",
    )
    table = np.zeros((4, 6))
    for g, t, v in rows:
        table[int(g[1]), int(t[1])] = v
    share = table / table.sum(axis=1, keepdims=True)
    mean = share.mean(axis=0)
    for row in complement_matrix(amounts, phi).iter_rows(named=True):
        g, h = int(row["group"][1]), int(row["other"][1])
        slow = sum(
            share[g, t] * near[max(t, u), min(t, u)] * share[h, u]
            * (1 - min(1, share[g, u] / mean[u]))
            for t in range(6) for u in range(6) if t != u and mean[u] > 0
        )  # fmt: skip
        assert row["gets"] == pytest.approx(slow)
        cosine = (share[g] * share[h]).sum() / np.sqrt(
            (share[g] ** 2).sum() * (share[h] ** 2).sum()
        )
        assert row["similarity"] == pytest.approx(cosine)


def test_rings_find_what_gathers_around_a_centre_and_only_that():
    rng = stream(seed=9, name="test-rings")
    n = 1500
    lon, lat = 110 + rng.normal(0, 0.12, n), 30 + rng.normal(0, 0.12, n)
    km = 111 * np.hypot((lon - 110) * math.cos(math.radians(30)), lat - 30)
    centre = pl.DataFrame({"centre": ["u"], "lon": [110.0], "lat": [30.0]})
    units = {"unit": [f"f{k:04d}" for k in range(n)], "lon": lon, "lat": lat, "weight": 1.0}
    near = pl.DataFrame({**units, "of_interest": rng.random(n) < np.where(km < 10, 0.5, 0.1)})
    made = rings_around(centre, near, seed=1, draws=199)
    assert made["quotient"][1] > 2
    assert made["p"][1] <= 0.02
    assert made["low"][1] > 1 > made["high"][5]
    even = pl.DataFrame({**units, "of_interest": rng.random(n) < 0.2})
    assert rings_around(centre, even, seed=1, draws=199)["p"].min() > 0.01
    with pytest.raises(InputError, match="rings-order"):
        rings_around(centre, near, seed=1, radii_km=(5.0, 2.0))


def test_a_satellite_is_tied_beyond_size_and_distance():
    hubs = pl.DataFrame({"centre": ["h", "k"], "lon": [100.0, 101.0], "lat": [30.0, 30.0]})
    sites = pl.DataFrame(
        {
            "place": [f"p{k}" for k in range(6)],
            "lon": [100.5] * 6,
            "lat": [29.8, 29.9, 30.0, 30.1, 30.2, 30.3],
        }
    )
    rows = [
        (hub, f"p{k}", 40 if (hub, k) == ("h", 0) else 0 if (hub, k) == ("k", 0) else 10)
        for hub in "hk"
        for k in range(6)
    ]
    ties = pl.DataFrame(rows, schema=["centre", "place", "ties"], orient="row")
    made = satellites(hubs, sites, ties, least=1.3)
    assert made.filter("satellite").select("centre", "place", "only").rows() == [("h", "p0", True)]
    none = satellites(hubs, sites, ties.clear())
    assert not none["satellite"].any()
