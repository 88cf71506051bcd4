"""Quarterly Census of Employment and Wages."""

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources import read_qcew

HEAD = (
    "area_fips,own_code,industry_code,agglvl_code,size_code,year,qtr,disclosure_code,"
    "annual_avg_estabs,annual_avg_emplvl,total_annual_wages\n"
)
ROWS = """01000,0,10,50,0,2019,A,,100,1000,5000
01000,5,10,51,0,2019,A,,90,900,4500
01000,5,102,52,0,2019,A,,60,600,3000
01000,5,31-33,54,0,2019,A,,10,200,900
01000,5,336411,58,0,2019,A,,4,80,400
01000,1,336411,58,0,2019,A,,1,20,90
01001,5,336411,78,0,2019,A,N,2,0,0
C1018,5,336411,48,0,2019,A,,3,30,60
US000,5,336411,18,0,2019,A,,50,1000,5000
01000,5,336411,28,3,2019,A,,1,1,1
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "2019.annual.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


def keyed(reading):
    rows = reading.tables["activity"]
    return {(r["region"], r["industry"]): r for r in rows.iter_rows(named=True)}


def test_private_states_and_counties_are_the_default(file):
    rows = keyed(read_qcew((file,), impute=False))
    assert set(rows) == {("01", "00"), ("01", "31-33"), ("01", "336411"), ("01001", "336411")}
    assert rows["01", "336411"]["employment"] == 80
    withheld = rows["01001", "336411"]
    assert (withheld["employment"], withheld["payroll"], withheld["establishments"]) == (
        None,
        None,
        2,
    )


def test_withheld_cells_take_the_mean_establishment(file):
    # 80 persons in 4 establishments elsewhere, 2 here
    got = keyed(read_qcew((file,)))["01001", "336411"]
    assert (got["employment"], got["imputed"]) == (40, "establishment-mean")


def test_all_owners_are_added_up(file):
    got = keyed(read_qcew((file,), ownership="all", levels=("state",)))["01", "336411"]
    assert (got["employment"], got["establishments"]) == (100, 5)


def test_other_levels_and_depths(file):
    rows = keyed(read_qcew((file,), levels=("nation", "msa", "state"), digits=(0, 2, 6)))
    assert set(rows) == {
        ("01", "00"),
        ("01", "31-33"),
        ("01", "336411"),
        ("msa10180", "336411"),
        ("US", "336411"),
    }


@pytest.mark.parametrize("options", [{"ownership": "public"}, {"levels": ("region",)}])
def test_unknown_words_are_refused(options, file):
    with pytest.raises(InputError) as told:
        read_qcew((file,), **options)
    assert told.value.problems[0].code == "source-option"


def test_the_other_name_of_a_column(tmp_path):
    path = tmp_path / "area.csv"
    text = HEAD.replace("annual_avg_estabs", "annual_avg_estabs_count") + ROWS
    path.write_text(text, encoding="utf-8")
    assert len(keyed(read_qcew((path,)))) == 4


@pytest.mark.data
def test_totals_are_the_published_ones(shared_data):
    path = shared_data / "us_employment" / "qcew_state_annual_2019_2020.parquet"
    reading = read_qcew((path,), digits=(6,))
    assert reading.figures["employment-all-owners:2019"] == 148_105_092
    assert reading.figures["employment-private:2019"] == 126_358_746
    one = reading.tables["activity"].filter(pl.col("year") == 2019)
    # 3 % of employment is put in, and the sum meets the published total
    assert one["employment"].sum() == pytest.approx(126_358_746, rel=0.005)
