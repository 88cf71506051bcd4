"""Growth of money on a workspace: real where one price index fits, else nominal and said."""

import numpy as np
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.studies.loading import load_table
from jiqun.studies.measuring import Choices, Given, measure
from jiqun.workspace import Workspace

TABLES = {
    "regions": "region,name,level\na,A,city\nb,B,city\n",
    "industries": "industry,name,system,level\nx,X,s,1\ny,Y,s,1\n",
    "activity": (
        "region,industry,year,employment,output,currency\n"
        "a,x,2019,9,80,CNY\na,y,2019,9,40,CNY\nb,x,2019,9,16,CNY\nb,y,2019,9,64,CNY\n"
        "a,x,2020,9,110,CNY\na,y,2020,9,50,CNY\nb,x,2020,9,20,CNY\nb,y,2020,9,72,CNY\n"
    ),
}
PPI = "ppi,price-index,CNY,2019,80,\nppi,price-index,CNY,2020,100,\n"
CPI = "cpi,price-index,CNY,2019,97,\ncpi,price-index,CNY,2020,100,\n"
US = "us,price-index,USD,2019,50,\nus,price-index,USD,2020,100,\n"
FX = "fx,exchange-rate,CNY,2019,7,USD\nfx,exchange-rate,CNY,2020,6.9,USD\n"
NOMINAL = np.array([[0.375, 0.25], [0.25, 0.125]])
REAL = np.array([[0.1, 0.0], [0.0, -0.1]])


@pytest.fixture
def made(tmp_path):
    def make(*series, more=""):
        ws = Workspace.create(tmp_path / "ws").path
        texts = TABLES | {"activity": TABLES["activity"] + more}
        if series:
            texts["deflators"] = "series,kind,currency,year,value,into\n" + "".join(series)
        for table, text in texts.items():
            file = tmp_path / f"{table}.csv"
            file.write_text(text)
            load_table(ws, table=table, file=file)
        return ws

    return make


def grown(ws, id="growth", **options):
    options = {"quantity": "output", **options}
    return measure(id, given=Given(workspace=ws), choices=Choices(options=options))


def codes(result):
    return {one.code for one in result.record.cautions}


def test_one_index_makes_growth_real(made):
    found = grown(made(PPI, US))
    assert found.values == pytest.approx(REAL)
    assert found.record.parameters["basis"] == "real"
    assert "money-real" in codes(found)


@pytest.mark.parametrize("series", [(), (US,), (FX,), (PPI, CPI)])
def test_none_or_several_leave_it_nominal_and_say_so(made, series):
    ws = made(*series)
    found = grown(ws)
    assert found.values == pytest.approx(NOMINAL)
    assert found.record.parameters["basis"] == "nominal"
    assert "growth-nominal" in codes(found)
    with pytest.raises(InputError, match="nominal-growth"):
        grown(ws, prices="real")


def test_a_named_index_is_taken(made):
    ws = made(PPI, CPI)
    assert grown(ws, deflator="ppi").values == pytest.approx(REAL)
    assert grown(ws, deflator="cpi", prices="real").record.parameters["basis"] == "real"
    with pytest.raises(UnknownError, match="deflator-unknown"):
        grown(ws, deflator="gdp")


def test_nominal_may_be_asked_for(made):
    found = grown(made(PPI), prices="nominal")
    assert found.values == pytest.approx(NOMINAL)
    assert found.record.parameters["basis"] == "nominal"


def test_shift_share_is_of_real_money_too(made):
    found = grown(made(PPI), id="shift-share")
    # a: 150 in prices of 2020, then 160; b: 100, then 92
    assert found.values == pytest.approx([10.0, -8.0])
    assert found.record.parameters["basis"] == "real"


def test_employment_has_no_basis(made):
    found = grown(made(PPI), quantity="employment")
    assert "basis" not in found.record.parameters
    assert not codes(found) & {"growth-nominal", "money-real"}


DOLLARS = "a,z,2019,9,10,USD\na,z,2020,9,10,USD\n"


@pytest.fixture
def mixed(made):
    TABLES["industries"] += "z,Z,s,1\n"
    yield lambda *series: made(*series, more=DOLLARS)
    TABLES["industries"] = TABLES["industries"].removesuffix("z,Z,s,1\n")


def test_currencies_that_nothing_joins_are_refused(mixed):
    ws = mixed(PPI)
    for id in ("growth", "location-quotient"):
        with pytest.raises(InputError, match="currencies-apart"):
            grown(ws, id=id)


def test_currencies_are_converted_at_each_years_rate(mixed):
    found = grown(mixed(FX))
    assert found.values[0][2] == pytest.approx(6.9 / 7 - 1)
    assert {"money-converted", "growth-nominal"} <= codes(found)


def test_real_growth_of_two_currencies_has_no_rate_in_it(mixed):
    found = grown(mixed(FX, PPI, US))
    assert found.values[0] == pytest.approx([0.1, 0.0, -0.5])
    assert found.record.parameters["basis"] == "real"


def test_counts_of_a_year_have_no_growth_to_caution_of(made):
    found = grown(made(PPI), id="location-quotient")
    assert not codes(found) & {"growth-nominal", "money-real"}
