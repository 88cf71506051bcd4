"""Titles, levels and parents of NAICS."""

import pytest

from jiqun.core import InputError
from jiqun.sources import read_cbp, read_naics

TITLES = """relevant_naics,industry_detail
31,Manufacturing
311,Food Manufacturing
3111,Animal Food Manufacturing
31111,Animal Food Manufacturing
311111,Dog and Cat Food Manufacturing
517110,Wired Telecommunications Carriers
0,All Sectors
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "titles.csv"
    path.write_text(TITLES, encoding="utf-8")
    return path


def test_levels_parents_and_sectors(file):
    rows = {
        r["industry"]: r for r in read_naics((file,)).tables["industries"].iter_rows(named=True)
    }
    assert rows["311111"] == {
        "industry": "311111",
        "name": "Dog and Cat Food Manufacturing",
        "name_zh": None,
        "system": "NAICS 2017",
        "level": "national",
        "parent": "31111",
    }
    assert rows["311"]["parent"] == "31-33"
    assert (rows["31-33"]["level"], rows["31-33"]["name_zh"]) == ("sector", "制造业")
    assert "31" not in rows
    assert {r["parent"] for r in rows.values() if r["parent"]} <= set(rows)


def test_the_vintage_of_2017_knows_its_classes_and_forgets_the_old(file):
    new = set(read_naics((file,)).tables["industries"]["industry"])
    old = set(read_naics((file,), vintage="2012").tables["industries"]["industry"])
    assert "517311" in new - old
    assert "517110" in old - new


def test_an_unknown_vintage_is_refused(file):
    with pytest.raises(InputError):
        read_naics((file,), vintage="2022")


@pytest.mark.data
def test_every_industry_of_the_statistics_has_a_title(shared_data):
    path = shared_data / "us_geography" / "naics_titles.csv.gz"
    frame = read_naics((path,)).tables["industries"]
    # NAICS 2017 has 1,057 national industries; 999990 (not classified) is a statistical one
    assert frame["level"].eq("national").sum() == 1057
    counties = shared_data / "us_employment" / "cbp_county_naics6_2017_2020.parquet"
    used = read_cbp((counties,), impute=False).tables["activity"]["industry"].unique()
    assert set(used) <= set(frame["industry"])
    assert frame["name"].null_count() == 0
