"""Withheld numbers of a workspace: unknown in every measure, and told with a remedy."""

import numpy as np
import pytest

from jiqun.studies import Choices, Given, measure

REGIONS = "region,name,level\nA,Alpha,nuts2\nB,Beta,nuts2"
INDUSTRIES = "industry,system\nX,own\nY,own"
ONE_YEAR = """region,industry,year,employment,withheld
A,X,2020,,true
A,Y,2020,30,false
B,X,2020,10,false
B,Y,2020,77,false"""
PANEL = """region,industry,year,employment
A,X,2019,50
A,Y,2019,30
B,X,2019,10
B,Y,2019,77
A,X,2020,
A,Y,2020,30
B,X,2020,10
B,Y,2020,77"""


def values(path, id, **more):
    result = measure(id, given=Given(workspace=path), choices=Choices(**more))
    rows = result.to_frame()
    labels = [name for name in ("region", "industry") if name in rows.columns]
    return {row[:-1]: row[-1] for row in rows.select(*labels, "value").iter_rows()}, result


def test_a_withheld_cell_and_its_totals_are_unknown(built):
    path = built(REGIONS, INDUSTRIES, ONE_YEAR)
    quotients, result = values(path, "location-quotient")
    assert np.isnan(list(quotients.values())).all()  # the whole holds the unknown
    assert np.isnan(result.low).all()
    assert np.isnan(result.high).all()
    shares, _ = values(path, "micro-share")
    assert np.isnan(shares["A", "X"])
    assert np.isnan(shares["A", "Y"])
    assert shares["B", "X"] == pytest.approx(10 / 87)
    macro, _ = values(path, "macro-share")
    assert np.isnan([macro["A", "X"], macro["B", "X"]]).all()
    assert macro["A", "Y"] == pytest.approx(30 / 107)


def test_the_unknown_is_told_with_what_fills_it(built):
    _, result = values(built(REGIONS, INDUSTRIES, ONE_YEAR), "herfindahl")
    (caution,) = result.record.cautions
    assert (caution.code, caution.values["cells"], caution.values["of"]) == ("cells-unknown", 1, 4)
    assert "jiqun fill" in caution.said("en")
    assert "jiqun fill" in caution.said("zh")


@pytest.mark.parametrize("id", ["growth", "exit", "entry", "shift-share-cells"])
def test_change_to_an_unknown_is_unknown(built, id):
    found, _ = values(built(REGIONS, INDUSTRIES, PANEL), id)
    assert np.isnan(found["A", "X"])


def test_change_of_the_others_stands(built):
    path = built(REGIONS, INDUSTRIES, PANEL)
    growth, _ = values(path, "growth")
    assert [growth[key] for key in (("A", "Y"), ("B", "X"), ("B", "Y"))] == [0.0, 0.0, 0.0]
    split, _ = values(path, "shift-share")
    assert np.isnan(split[("A",)])
    assert split[("B",)] == 0.0


def test_marks_of_presence_stand_where_the_cell_is_known(built):
    path = built(REGIONS, INDUSTRIES, PANEL)
    gone, _ = values(path, "exit", options={"binary": "present"})
    assert np.isnan(gone["A", "X"])
    assert [gone[key] for key in (("A", "Y"), ("B", "X"), ("B", "Y"))] == [0.0, 0.0, 0.0]


def test_an_absent_row_is_zero_where_region_and_industry_have_rows(built):
    rows = "region,industry,year,employment\nA,X,2020,5\nA,Y,2020,5\nB,Y,2020,9"
    found, result = values(built(REGIONS, INDUSTRIES, rows), "micro-share")
    assert found["B", "X"] == 0.0
    assert not result.record.cautions


def test_a_region_that_a_year_lacks_is_unknown_in_it(built):
    rows = PANEL.replace("B,X,2020,10\nB,Y,2020,77", "").replace("A,X,2020,", "A,X,2020,50")
    path = built(REGIONS, INDUSTRIES, rows)
    grown, result = values(path, "growth")
    assert grown["A", "X"] == 0.0
    assert np.isnan([grown["B", "X"], grown["B", "Y"]]).all()
    assert "lines-absent" in {one.code for one in result.record.cautions}
    gone, _ = values(path, "exit")
    assert np.isnan(gone["B", "Y"])
