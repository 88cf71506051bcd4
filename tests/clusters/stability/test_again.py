"""Found again in another year: by hand, and against the plainest reading of its definition."""

from itertools import product

import polars as pl
import pytest

from jiqun.clusters.finds import MEMBERS, ROWS, finds_frame
from jiqun.clusters.stability import found_again
from jiqun.core import stream

KINDS = ("region", "organisation")


def searched(*clusters):
    """Make a search from (code, way, category, employment, {member: weight}, kind)."""
    rows, parts = [], []
    for code, way, category, jobs, members, kind in clusters:
        rows.append(
            {"cluster": code, "way": way, "definition": "d", "category": category,
             "employment": jobs}
        )  # fmt: skip
        parts += [
            {"cluster": code, "member": name, "kind": kind, "weight": weight}
            for name, weight in members.items()
        ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    own = pl.DataFrame(parts, infer_schema_length=None)
    return finds_frame(frame, ROWS), finds_frame(own, MEMBERS)


def overlap(now, then):
    return dict(found_again(*now, *then).select("cluster", "overlap").iter_rows())


def test_a_region_counts_by_its_jobs():
    now = searched(("a", "regions", "X", 100.0, {"r": 0.6, "s": 0.4}, "region"))
    # s is lost, t of 30 jobs is new: 60 of 60 + 40 + 30
    then = searched(("b", "regions", "X", 80.0, {"r": 0.625, "t": 0.375}, "region"))
    assert overlap(now, then) == {"a": pytest.approx(60 / 130)}
    # growth of the same regions is no change of the cluster
    same = searched(("b", "regions", "X", 900.0, {"r": 0.1, "s": 0.9}, "region"))
    assert overlap(now, same) == {"a": pytest.approx(1.0)}


def test_an_organisation_counts_as_one():
    now = searched(("a", "points", "X", 100.0, {"f": 0.98, "g": 0.01, "h": 0.01}, "organisation"))
    then = searched(("b", "points", "X", 9.0, {"g": 0.5, "h": 0.5}, "organisation"))
    assert overlap(now, then) == {"a": pytest.approx(2 / 3)}


def test_only_the_same_way_and_category_can_be_the_same():
    now = searched(("a", "regions", "X", 1.0, {"r": 1.0}, "region"))
    for way, category in (("regions", "Y"), ("points", "X")):
        then = searched(("b", way, category, 1.0, {"r": 1.0}, "region"))
        assert overlap(now, then) == {"a": 0.0}
    # ties bring together what they bring together, whatever most of it makes
    tied = searched(("a", "links", "X", None, {"f": 0.5, "g": 0.5}, "organisation"))
    later = searched(("b", "links", None, None, {"f": 0.5, "g": 0.5}, "organisation"))
    assert overlap(tied, later) == {"a": 1.0}


def test_a_half_is_enough_and_nothing_found_is_nothing_again():
    now = searched(("a", "regions", "X", 2.0, {"r": 0.5, "s": 0.5}, "region"))
    half = searched(("b", "regions", "X", 1.0, {"r": 1.0}, "region"))
    assert found_again(*now, *half).rows() == [("a", 0.5, True)]
    empty = (pl.DataFrame(schema=dict(ROWS)), pl.DataFrame(schema=dict(MEMBERS)))
    assert found_again(*now, *empty).rows() == [("a", 0.0, False)]
    assert found_again(*empty, *now).is_empty()


def brute(now, then, code):
    """Read the definition word by word."""
    row = now[0].filter(pl.col("cluster") == code).row(0, named=True)
    counted, kind = laid(now, row)
    best = 0.0
    for other in then[0].iter_rows(named=True):
        if other["way"] != row["way"] or other["definition"] != row["definition"]:
            continue
        if row["way"] != "links" and other["category"] != row["category"]:
            continue
        theirs, their_kind = laid(then, other)
        if their_kind != kind:  # a region is no organisation
            continue
        union = dict(theirs) | dict(counted)  # a member of both counts as in the cluster's year
        common = sum(counted[name] for name in counted if name in theirs)
        if sum(union.values()):
            best = max(best, common / sum(union.values()))
    return best


def laid(search, row):
    own = search[1].filter(pl.col("cluster") == row["cluster"])
    kinds = set(own["kind"])
    kind = "organisation" if row["way"] != "regions" and "organisation" in kinds else "region"
    own = own.filter(pl.col("kind") == kind)
    jobs = 1.0 if row["employment"] is None else row["employment"]
    return {
        m["member"]: 1.0 if kind == "organisation" else jobs * (1.0 if m["weight"] is None else
                                                                 m["weight"])
        for m in own.iter_rows(named=True)
    }, kind  # fmt: skip


def random_search(rng):
    clusters = []
    for k, (way, category) in enumerate(product(("regions", "points", "links"), ("X", "Y", None))):
        for nth in range(int(rng.integers(0, 3))):
            names = rng.choice(list("abcdefgh"), size=int(rng.integers(1, 6)), replace=False)
            weights = rng.integers(0, 4, len(names)).astype(float)
            kind = "region" if way == "regions" else KINDS[int(rng.integers(2))]
            jobs = None if rng.random() < 0.2 else float(rng.integers(0, 50))
            told = [None if rng.random() < 0.1 else float(weight) for weight in weights]
            members = dict(zip(names, told, strict=True))
            clusters.append((f"{k}-{nth}", way, category, jobs, members, kind))
    return searched(*clusters) if clusters else random_search(rng)


@pytest.mark.parametrize("seed", range(25))
def test_it_is_what_its_definition_says(seed):
    rng = stream(seed=seed, replicate=0, name="test-again")
    now, then = random_search(rng), random_search(rng)
    shares = overlap(now, then)
    assert len(shares) == len(now[0]) > 0
    for code, share in shares.items():
        assert share == pytest.approx(brute(now, then, code), abs=1e-12), code
