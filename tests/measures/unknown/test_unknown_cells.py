"""An unknown cell is never 0: what depends on it is NaN, and the rest stands as it is.

The oracle is every completion: a number that is told although a cell is unknown must be the same
whatever the cell is.
"""

import itertools

import numpy as np
import pytest

from jiqun import measures as m
from jiqun.core import MEASURES, InputError, Words
from jiqun.tables import Counts, Panel, Whole

#: What the unknown cell might be: marks, margins and orders change on the way.
COMPLETIONS = (0.0, 1.0, 6.0, 23.0, 90.0, 400.0, 10_000.0)
ROUNDING = 1e-9
REGIONS, INDUSTRIES = tuple("abcdef"), tuple("uvwxyz")
BASE = np.array(
    [
        [12, 30, 0, 5, 9, 2],
        [40, 3, 8, 0, 1, 6],
        [7, 22, 15, 31, 0, 4],
        [0, 9, 60, 12, 8, 0],
        [25, 14, 2, 6, 33, 11],
        [3, 0, 0, 17, 5, 50],
    ],
    dtype=float,
)
HEADS = dict(zip(REGIONS, (10.0, 30.0, 22.0, 8.0, 40.0, 16.0), strict=True))
GROUPS = dict(zip(INDUSTRIES, "112233", strict=True))
#: Arguments that a measure cannot do without, and variants that read the table differently.
OPTIONS = {
    "rpop": [{"population": HEADS}],
    "prody": [{"income": HEADS}],
    "expy": [{"income": HEADS}],
    "location-quotient": [{}, {"variant": "binomial"}],
    "standardised-location-quotient": [{}, {"scale": "plain"}],
    "related-variety": [{"groups": GROUPS}],
    "unrelated-variety": [{"groups": GROUPS}],
    "locational-gini": [{}, {"population": HEADS}],
    "hoover": [{}, {"population": HEADS}],
    "theil": [{}, {"variant": "absolute"}, {"variant": "log-deviation"}],
    "concentration-ratio": [{"top": 2}],
    "cohesion": [{}, {"weighting": "counts"}],
    "proximity": [{}, {"variant": "continuous"}, {"variant": "root"}],
    "relatedness-density": [{}, {"variant": "cosine"}, {"variant": "continuous"}],
    "relatedness-jaccard": [{}, {"margin": "ubiquity"}],
    "growth": [{}, {"variant": "symmetric"}, {"variant": "log"}, {"variant": "per-year"}],
    "shift-share": [{}, {"variant": "esteban-marquillas"}, {"variant": "arcelus"}],
    "shift-share-cells": [{}, {"variant": "esteban-marquillas"}, {"variant": "arcelus"}],
}


def takes_marks(spec):
    return "binary" in (spec.compute.__kwdefaults__ or {})


ASKED = [
    (id, options | more)
    for id, spec in sorted(MEASURES.items())
    if spec.needs in ("counts", "panel")
    for options in OPTIONS.get(id, [{}])
    for more in (
        [{}, {"binary": "present"}] if "binary" in (spec.compute.__kwdefaults__ or {}) else [{}]
    )
]
CELLS = [(0, 0), (3, 2), (5, 1)]  # one of the middle, a large one, one that may well be 0


def counts(values, whole=None):
    return Counts(
        regions=REGIONS, industries=INDUSTRIES, values=values, unit="persons", whole=whole
    )


def given(spec, values, whole=None):
    """The data of a measure in which ``values`` are the last year's."""
    if spec.needs == "counts":
        return counts(values, whole)
    before = np.roll(BASE, 1, axis=0) + 2
    both = None
    if whole is not None:
        stacked = np.stack([whole.industries * 0.9, whole.industries])
        both = Whole(named=whole.named, industries=stacked, total=stacked.sum(axis=1))
    return Panel(years=(2019, 2020), regions=REGIONS, industries=INDUSTRIES, unit="persons",
                 values=np.stack([before, values]), whole=both)  # fmt: skip


def numbers(result):
    return {"value": result.values, "low": result.low, "high": result.high, **result.parts}


def completed(cell, value):
    full = BASE.copy()
    full[cell] = value
    return full


def held_against_completions(id, options, cell, whole=None):
    spec = MEASURES[id]
    told = numbers(spec.compute(given(spec, completed(cell, np.nan), whole), **options))
    for value in COMPLETIONS:
        try:
            full = numbers(spec.compute(given(spec, completed(cell, value), whole), **options))
        except InputError:
            continue  # a matrix that falls apart has no number to compare
        for name, array in told.items():
            known = np.isfinite(array)
            np.testing.assert_allclose(
                array[known], full[name][known], rtol=ROUNDING, atol=ROUNDING,
                err_msg=f"{id} {options}: {name} changes silently with {cell} = {value}",
            )  # fmt: skip
    return told


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("id", "options"), ASKED)
def test_nothing_that_depends_on_an_unknown_cell_is_told(id, options, cell):
    held_against_completions(id, options, cell)


NATION = Whole(named=Words.same("N"), industries=BASE.sum(axis=0) * 11, total=BASE.sum() * 11)


@pytest.mark.parametrize(
    ("id", "options"), [one for one in ASKED if MEASURES[one[0]].base == "any"]
)
def test_nor_beside_a_reference_from_outside(id, options):
    told = held_against_completions(id, options, (0, 0), NATION)
    if MEASURES[id].per == "cell" and MEASURES[id].needs == "counts" and id in _BY_ROW:
        assert np.isfinite(told["value"][1:]).any()  # other regions stand


_BY_ROW = {"location-quotient", "symmetric-location-quotient", "macro-share", "rca"}


@pytest.mark.parametrize("id", ["herfindahl", "entropy", "micro-share"])
def test_other_regions_stand(id):
    found = MEASURES[id].compute(counts(completed((0, 0), np.nan))).values
    assert np.isnan(found[0]).all()
    np.testing.assert_array_equal(found[1:], MEASURES[id].compute(counts(BASE)).values[1:])


@pytest.mark.parametrize("id", ["gini", "concentration-ratio", "macro-share"])
def test_other_industries_stand(id):
    found = MEASURES[id].compute(counts(completed((0, 0), np.nan))).values
    assert np.isnan(found[..., 0]).all()
    whole = MEASURES[id].compute(counts(BASE)).values
    np.testing.assert_array_equal(found[..., 1:], whole[..., 1:])


def test_the_record_says_how_many_cells_are_unknown():
    found = m.location_quotients(counts(completed((0, 0), np.nan)))
    assert [(one.code, dict(one.values)) for one in found.record.cautions] == [
        ("cells-unknown", {"cells": 1, "of": 36})
    ]
    assert "not 0" in found.explain("en")
    assert not m.location_quotients(counts(BASE)).record.cautions


def test_an_interval_by_drawing_leaves_the_unknown_unknown():
    found = m.resampled(m.herfindahl, counts(completed((0, 0), np.nan)), draws=50, seed=1)
    assert np.isnan([found.values[0], found.low[0], found.high[0]]).all()
    assert (found.low[1:] <= found.values[1:]).all()


def panel(values, **more):
    return Panel(years=(2019, 2020), regions=("a", "b", "c"), industries=("x", "y"),
                 unit="persons", values=values, **more)  # fmt: skip


ABSENT = np.array([[True, True, True], [True, True, False]])
OVER = np.array([[[10, 20], [30, 10], [5, 5]], [[20, 20], [10, 30], [np.nan, np.nan]]], float)


def test_a_region_without_a_row_in_a_year_is_left_out_of_it():
    found = m.over_years(m.location_quotients, panel(OVER, regions_in=ABSENT))
    alone = Counts(regions=("a", "b"), industries=("x", "y"), values=OVER[1, :2], unit="persons")
    np.testing.assert_array_equal(found.values[1, :2], m.location_quotients(alone).values)
    assert np.isnan(found.values[1, 2]).all()
    assert [one.code for one in found.record.cautions] == ["lines-absent"]
    assert dict(found.record.cautions[0].values) == {"count": 1, "shown": ["c"]}


@pytest.mark.parametrize("variant", ["classic", "esteban-marquillas", "arcelus"])
def test_shift_share_compares_like_with_like(variant):
    found = m.shift_share(panel(OVER, regions_in=ABSENT), variant=variant)
    both = Panel(years=(2019, 2020), regions=("a", "b"), industries=("x", "y"), unit="persons",
                 values=OVER[:, :2])  # fmt: skip
    alone = m.shift_share(both, variant=variant)
    for name, part in numbers(alone).items():
        np.testing.assert_array_equal(numbers(found)[name][:2], part)
    assert np.isnan(found.values[2])


def test_a_region_that_is_gone_has_not_lost_its_specialisations():
    found = m.exits(panel(OVER, regions_in=ABSENT))
    assert np.isnan(found.values[2]).all()
    assert found.values[1].tolist()[0] == 1.0  # b was specialised in x, is in y


def test_shift_share_against_a_nation():
    # by hand: the nation grows by 10 % in all, x by 20 %, y by 0 %
    nation = Whole(named=Words.same("N"), industries=[[50, 50], [60, 50]], total=[100, 110])
    values = [[[10, 10], [0, 0], [0, 0]], [[15, 11], [0, 0], [0, 0]]]
    parts = m.shift_share(panel(values, whole=nation)).parts
    for name, wanted in {"national": 2.0, "mix": 0.0, "competitive": 4.0}.items():
        np.testing.assert_allclose(parts[name][0], wanted, atol=1e-12)


def test_completions_do_change_what_they_should():
    # the oracle would be idle if completions changed nothing
    spec = MEASURES["herfindahl"]
    found = [spec.compute(counts(completed((0, 0), value))).values[0] for value in COMPLETIONS]
    assert all(a != b for a, b in itertools.pairwise(found))
