"""Classes beside the classes they lie in: nothing twice, nothing lost, nothing hidden made 0."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.core import UnknownError
from jiqun.studies import Given, measure
from jiqun.studies.measuring.leaves import Grid, ends, rounding_step, tree
from jiqun.studies.measuring.nesting import nesting

REGIONS = "region,name,level\nA,Alpha,state\nB,Beta,state"
RAGGED = """region,industry,year,employment
A,31-33,2020,100
A,311,2020,40
A,334,2020,60
A,62,2020,100
B,31-33,2020,50
B,311,2020,50
B,62,2020,250"""
GIVEN = """industry,system,parent
31-33,NAICS2017,
311,NAICS2017,31-33
334,NAICS2017,31-33
62,NAICS2017,"""
LEVELS = """industry,system,parent,level
31-33,NAICS2017,,sector
311,NAICS2017,31-33,subsector
334,NAICS2017,31-33,subsector
62,NAICS2017,,sector"""
BARE = "industry,system\n31-33,NAICS 2017\n311,NAICS 2017\n334,NAICS 2017\n62,NAICS 2017"
#: A total of all beside the classes, as publishers of whole files give it.
TOTALLED = GIVEN.replace("31-33,NAICS2017,\n", "31-33,NAICS2017,\nTOTAL,NAICS2017,\n")
WITH_TOTAL = RAGGED + "\nA,TOTAL,2020,200\nB,TOTAL,2020,300"


def found(path, id="location-quotient", **reading):
    result = measure(id, given=Given(workspace=path, reading=reading))
    rows = result.to_frame()
    labels = [name for name in ("region", "industry") if name in rows.columns]
    return {
        tuple(row[:-1]): row[-1] for row in rows.select(*labels, "value").iter_rows()
    }, result.record


def codes(record):
    return {one.code: dict(one.values) for one in record.cautions}


@pytest.mark.parametrize(
    ("industries", "activity"),
    [(GIVEN, RAGGED), (LEVELS, RAGGED), (BARE, RAGGED), (TOTALLED, WITH_TOTAL)],
)
def test_a_class_is_not_added_to_its_parts(built, industries, activity):
    path = built(REGIONS, industries, activity)
    quotients, record = found(path)
    # by hand from the leaves: A 40, 60, 100 of 200; B 50, 0, 250 of 300
    wanted = {
        ("A", "334"): 2.5,
        ("A", "62"): 5 / 7,
        ("A", "311"): 0.2 / 0.18,
        ("B", "62"): 250 / 300 / 0.7,
        ("B", "311"): (1 / 6) / 0.18,
        ("B", "334"): 0.0,
    }
    assert quotients == {key: pytest.approx(value) for key, value in wanted.items()}
    indices, _ = found(path, "herfindahl")
    assert indices == {("A",): pytest.approx(0.38), ("B",): pytest.approx(0.7222, abs=1e-4)}
    assert ("parents-by-code" in codes(record)) == (industries is BARE)


def test_what_codes_alone_say_is_told(built):
    _, record = found(built(REGIONS, BARE, RAGGED))
    told = codes(record)["parents-by-code"]
    assert told == {"count": 2, "shown": ["311 < 31-33", "334 < 31-33"]}


def test_three_levels_of_uneven_depth(built):
    industries = """industry,system,parent
C,NACE,
C10,NACE,C
C10.1,NACE,C10
C10.2,NACE,C10
C11,NACE,C
G,NACE,"""
    activity = """region,industry,year,employment
A,C,2020,60
A,C10,2020,50
A,C10.1,2020,20
A,C10.2,2020,30
A,C11,2020,10
A,G,2020,40
B,C10.1,2020,5
B,G,2020,95"""
    found_shares, record = found(built(REGIONS, industries, activity), "micro-share")
    assert {key: value for key, value in found_shares.items() if key[0] == "A"} == {
        ("A", "C10.1"): 0.2, ("A", "C10.2"): 0.3, ("A", "C11"): 0.1, ("A", "G"): 0.4,
    }  # fmt: skip
    assert found_shares["B", "C11"] == 0.0  # no class above says that there is more
    assert not record.cautions


def test_what_a_parent_holds_beyond_its_parts_is_hidden_not_zero(built):
    activity = RAGGED.replace("B,31-33,2020,50", "B,31-33,2020,80")  # 30 more than 311 shows
    shares, record = found(built(REGIONS, GIVEN, activity), "micro-share")
    assert all(np.isnan(value) for (region, _), value in shares.items() if region == "B")
    assert shares["A", "334"] == 0.3
    told = codes(record)["cells-unknown"]
    assert (told["withheld"], told["hidden"]) == (0, 1)


def test_a_region_that_shows_the_parent_only_hides_its_parts(built):
    activity = RAGGED.replace("B,311,2020,50\n", "")
    shares, record = found(built(REGIONS, GIVEN, activity), "micro-share")
    assert np.isnan(shares["B", "311"])
    assert np.isnan(shares["B", "62"])
    assert codes(record)["cells-unknown"]["hidden"] == 2
    coarse, record = found(built(REGIONS, LEVELS, activity), "micro-share", industry_level="sector")
    assert coarse == {("A", "31-33"): 0.5, ("A", "62"): 0.5,
                      ("B", "31-33"): 1 / 6, ("B", "62"): 5 / 6}  # fmt: skip
    assert not record.cautions


def test_a_withheld_part_leaves_absent_siblings_unknown(built):
    activity = RAGGED.replace("B,311,2020,50", "B,311,2020,")
    shares, record = found(built(REGIONS, GIVEN, activity), "micro-share")
    assert np.isnan([shares["B", "311"], shares["B", "334"], shares["B", "62"]]).all()
    told = codes(record)["cells-unknown"]
    assert (told["withheld"], told["hidden"]) == (1, 1)


def test_a_rest_that_no_part_can_hold_stands_beside_them(built):
    activity = """region,industry,year,employment
A,31-33,2020,100
A,311,2020,40
A,62,2020,100
B,31-33,2020,50
B,311,2020,50
B,62,2020,250"""
    shares, record = found(built(REGIONS, GIVEN, activity), "micro-share")
    assert shares["A", "31-33~rest"] == 0.3
    assert shares["B", "31-33~rest"] == 0.0
    assert shares["A", "311"] == 0.2
    assert codes(record)["parts-short"] == {"count": 1, "shown": ["31-33~rest"]}


def test_numbers_rounded_by_the_publisher_hide_nothing(built):
    activity = """region,industry,year,employment
A,31-33,2020,10.01
A,311,2020,4.00
A,334,2020,6.00
A,62,2020,9.50
B,31-33,2020,5.25
B,311,2020,5.25
B,62,2020,25.75"""
    shares, record = found(built(REGIONS, GIVEN, activity), "micro-share")
    assert not record.cautions
    assert shares["B", "334"] == 0.0


@pytest.mark.parametrize(
    ("own", "counted"),
    [
        # the numbers prove it: x is x1 and x2 wherever it stands
        ("A,x,2020,9\nA,x1,2020,4\nA,x2,2020,5\nA,y,2020,1\nB,x,2020,3\nB,x2,2020,3\nB,y,2020,7",
         {"x1", "x2", "y"}),
        # they do not: x is a class of its own
        ("A,x,2020,2\nA,x1,2020,4\nA,x2,2020,5\nA,y,2020,1\nB,x,2020,3\nB,x2,2020,3\nB,y,2020,7",
         {"x", "x1", "x2", "y"}),
    ],
)  # fmt: skip
def test_codes_of_an_unknown_classification_nest_if_the_numbers_prove_it(built, own, counted):
    industries = "industry,system\nx,own\nx1,own\nx2,own\ny,own"
    shares, _ = found(
        built(REGIONS, industries, "region,industry,year,employment\n" + own), "micro-share"
    )
    assert {industry for _, industry in shares} == counted


def test_a_state_beside_its_counties_is_counted_once(built):
    regions = "region,name,level,parent\nS,State,state,\nA,Alpha,county,S\nB,Beta,county,S"
    nested = """region,industry,year,employment
S,311,2020,90
S,62,2020,350
A,311,2020,40
A,62,2020,100
B,311,2020,50
B,62,2020,250"""
    path = built(regions, GIVEN, nested)
    quotients, record = found(path)
    assert quotients["A", "311"] == pytest.approx((40 / 140) / (90 / 440))
    assert record.parameters["base"]["en"] == "the 2 counties of State"
    state, _ = found(path, "micro-share", region_level="state")
    assert state == {("S", "311"): 90 / 440, ("S", "62"): 350 / 440}


def test_a_state_without_rows_of_its_own_is_summed_from_its_counties(built):
    regions = """region,name,level,parent
S,State,state,
T,Tate,state,
A,Alpha,county,S
B,Beta,county,T"""
    rows = """region,industry,year,employment
S,311,2020,90
S,62,2020,10
A,311,2020,40
A,62,2020,5
B,311,2020,50
B,62,2020,"""
    shares, _ = found(built(regions, GIVEN, rows), "micro-share", region_level="state")
    assert shares["S", "311"] == 0.9
    assert np.isnan([shares["T", "311"], shares["T", "62"]]).all()  # a withheld county's state


def test_a_region_of_the_same_level_in_which_others_lie_is_left_out(built):
    regions = "region,name,level,parent\nS,State,area,\nA,Alpha,area,S\nB,Beta,area,S"
    rows = RAGGED + "\nS,311,2020,90\nS,334,2020,60\nS,62,2020,350"
    quotients, _ = found(built(regions, GIVEN, rows))
    assert quotients["A", "334"] == pytest.approx(2.5)
    assert {region for region, _ in quotients} == {"A", "B"}


def test_an_unknown_level_of_industries_is_refused(built):
    with pytest.raises(UnknownError):
        found(built(REGIONS, LEVELS, RAGGED), industry_level="class")


@pytest.mark.parametrize(
    ("industries", "wanted"),
    [
        ({"31-33": "NAICS 2017", "31": "NAICS 2017", "311": "NAICS 2017"},
         {"311": "31", "31": "31-33"}),
        (dict.fromkeys(["C", "C10-C12", "C10", "C101"], "NACE Rev. 2"),
         {"C10-C12": "C", "C10": "C10-C12", "C101": "C10"}),
        ({"26": "GB/T 4754-2017", "261": "GB/T 4754-2017", "2611": "GB/T 4754-2012"},
         {"261": "26"}),
        ({"TOTAL": "NAICS 2017", "62": "NAICS 2017", "621": "NAICS 2017"},
         {"62": "TOTAL", "621": "62"}),
        ({"26": "UK SIC 2007", "26.1": "UK SIC 2007", "26.11": "UK SIC 2007"},
         {"26.1": "26", "26.11": "26.1"}),
        ({"a": "own", "ab": "own"}, {}),
    ],
)  # fmt: skip
def test_codes_nest_where_their_classification_does(industries, wanted):
    frame = pl.DataFrame({"industry": list(industries), "system": list(industries.values())})
    assert dict(nesting(frame).parents) == wanted


@st.composite
def published(draw):
    """A tree, the truth at its ends, and what a publisher shows: tops always, the rest at will."""
    size = draw(st.integers(2, 9))
    above = [-1] + [draw(st.integers(-1, k - 1)) for k in range(1, size)]
    codes_ = [f"n{k}" for k in range(size)]
    truth = np.array([[float(draw(st.integers(0, 4))) for _ in range(size)] for _ in range(2)])
    inner = {k for k in above if k >= 0}
    for k in reversed(range(size)):
        if k in inner:
            truth[:, k] = sum(truth[:, j] for j in range(size) if above[j] == k)
    shown = [
        [
            above[k] < 0 or draw(st.sampled_from(["shown", "left out", "withheld"]))
            for k in range(size)
        ]
        for _ in range(2)
    ]
    parents = {codes_[k]: codes_[above[k]] for k in range(size) if above[k] >= 0}
    return codes_, parents, truth, shown


@given(published())
@settings(max_examples=300, deadline=None)
def test_where_every_total_is_shown_nothing_told_is_false(case):
    codes_, parents, truth, shown = case
    whole = tree(codes_, parents)
    order = [codes_.index(code) for code in whole.codes]
    there = np.array([[row[k] in (True, "shown", "withheld") for k in order] for row in shown])
    open_ = np.array([[row[k] == "withheld" for k in order] for row in shown])
    true = truth[:, order]
    values = np.where(there & ~open_, true, np.nan)
    told = ends(Grid(values=values, there=there, slack=np.zeros(true.shape)), whole)
    leaf = [at for at, below in enumerate(whole.below) if not below]
    known = ~np.isnan(told.values[:, leaf])
    np.testing.assert_array_equal(told.values[:, leaf][known], true[:, leaf][known])
    assert not np.nansum(told.rest)  # the parts are all there is


@pytest.mark.parametrize(
    ("values", "step"),
    [([1, 2, 30], 0.0), ([1.5, 2], 0.1), ([12.25, 3.1], 0.01), ([1 / 3, 2 / 7], 0.0), ([], 0.0)],
)
def test_the_step_of_rounding_is_read_off(values, step):
    assert rounding_step(np.array(values, float)) == pytest.approx(step)
