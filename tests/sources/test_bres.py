"""Business Register and Employment Survey."""

import pytest

from jiqun.core import InputError
from jiqun.sources import read_bres

NOMIS = """DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,INDUSTRY_NAME,INDUSTRY_CODE,OBS_VALUE
2020,North East,E12000001,47 : Retail trade,47,90000
2020,Tees Valley,TLC1,47110 : Retail sale,47110,15
2020,Tees Valley,TLC1,47190 : Other retail sale,47190,0
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bres.csv"
    path.write_text(NOMIS, encoding="utf-8")
    return path


def test_regions_by_any_of_their_codes(file):
    reading = read_bres((file,))
    assert reading.tables["activity"].select("region", "industry", "employment").rows() == [
        ("UKC", "sic47", 90000),
        ("UKC1", "sic47110", 15),
        ("UKC1", "sic47190", 0),
    ]
    regions = reading.tables["regions"]
    assert set(regions["region"]) == {"UK", "UKC", "UKC1"}
    assert set(reading.tables["industries"]["level"]) == {"division", "subclass"}


def test_rounding_gives_bounds(file):
    row = read_bres((file,)).tables["activity"].row(1, named=True)
    assert (row["employment_low"], row["employment_high"]) == (12.5, 17.5)
    assert "employment_low" not in read_bres((file,), rounding=0.0).tables["activity"].columns


def test_an_unknown_region_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(NOMIS.replace("TLC1", "XYZ"), encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_bres((path,))
    assert told.value.problems[0].code == "bres-region"


def test_farms_may_be_left_out(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"{NOMIS}2020,Tees Valley,TLC1,01000 : Farms,01000,\n", encoding="utf-8")
    whole, rest = read_bres((path,)), read_bres((path,), farms=False)
    told = {caution.code: caution.values for caution in whole.cautions}
    assert told["farm-agriculture"] == {"missing": 1}
    assert len(rest.tables["activity"]) == len(whole.tables["activity"]) - 1
    assert "farm-agriculture" not in [caution.code for caution in rest.cautions]


@pytest.mark.data
def test_the_published_totals(shared_data):
    path = shared_data / "uk_regional" / "bres_itl2_sic5_employment_2015_2021.parquet"
    reading = read_bres((path,))
    # Great Britain: 29.7 million in 2015, 31.4 million in 2021
    assert reading.figures["employment:2015"] == pytest.approx(29.7e6, rel=0.005)
    assert reading.figures["employment:2021"] == pytest.approx(31.4e6, rel=0.005)
    assert reading.figures["industries"] == 729
    regions = reading.tables["regions"]
    assert regions["level"].eq("itl2").sum() == 40
