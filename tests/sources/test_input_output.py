"""Use tables of the Bureau of Economic Analysis, and the sectors of NAICS industries."""

import zipfile

import polars as pl
import pytest
import xlsxwriter

from jiqun.core import InputError
from jiqun.sources import read_input_output
from jiqun.studies import fetch
from jiqun.studies.loading import create_workspace
from jiqun.workspace import Workspace

USE = """rownames,1111A0,311111,331314,F01000,F05000,NA,T001
1111A0,5.0,70.0,0.0,20.0,-3.0,1,95
311111,0.0,2.0,4.0,50.0,0.0,1,52
S00401,9.0,9.0,9.0,9.0,9.0,1,9
T005,5,72,4,70,-3,1,1
V00100,1.0,1.0,1.0,,,1,1
"""
PAIRS = """BEA_2017_Sector_Code,BEA_2017_Summary_Code,BEA_2017_Detail_Code,NAICS_2017_Code
11,111CA,1111A0,11
11,111CA,1111A0,11111
11,111CA,1111A0,111110
11,111CA,1111B0,11
31G,311FT,311111,311111
31G,331,331314,331314
23,23,311111,236210
23,23,1111A0,236210
G,GSLG,GSLGO,921110
"""


@pytest.fixture
def files(tmp_path):
    use, pairs = tmp_path / "use_2017.csv", tmp_path / "pairs.csv"
    use.write_text(USE, encoding="utf-8")
    pairs.write_text(PAIRS, encoding="utf-8")
    return use, pairs


def test_sales_between_sectors_and_to_final_use_are_read_in_dollars(files):
    reading = read_input_output(files)
    rows = reading.tables["flows"]
    sales = {(a, b): v for a, b, v in rows.select("from_industry", "to_industry", "value").rows()}
    assert sales == {
        ("bea1111A0", "bea1111A0"): 5e6,
        ("bea1111A0", "bea311111"): 70e6,
        ("bea1111A0", "beaF01000"): 20e6,
        ("bea1111A0", "beaF05000"): -3e6,
        ("bea311111", "bea311111"): 2e6,
        ("bea311111", "bea331314"): 4e6,
        ("bea311111", "beaF01000"): 50e6,
    }
    assert rows.select("from_region", "to_region", "year", "currency").unique().rows() == [
        ("US", "US", 2017, "USD")
    ]
    assert reading.figures == {
        "sectors": 2.0, "intermediate-sales": 81e6, "placed-industries": 4.0,
    }  # fmt: skip


def test_an_industry_goes_to_the_sector_that_sells_most(files):
    reading = read_input_output(files)
    # 236210 is in both; 1111A0 sells 92, 311111 56 million; 331314 buys and never sells
    assert dict(reading.tables["industry_sectors"].rows()) == {
        "111110": "bea1111A0",
        "236210": "bea1111A0",
        "311111": "bea311111",
        "331314": "bea331314",
    }
    assert [(c.code, c.values) for c in reading.cautions] == [
        ("sectors-several", {"industries": 1})
    ]
    assert {"111110", "11111", "1111", "111", "11"} <= set(reading.stubs["industries"]["industry"])


def test_either_file_alone_is_read_and_says_what_is_missing(files):
    use, pairs = files
    alone = read_input_output((use,))
    assert alone.tables["industry_sectors"].is_empty()
    assert [c.code for c in alone.cautions] == ["flows-without-sectors"]
    alone = read_input_output((pairs,))
    assert alone.tables["flows"].is_empty()
    assert "sectors-without-flows" in [c.code for c in alone.cautions]
    assert len(alone.tables["industry_sectors"]) == 5


def test_a_name_without_a_year_needs_it_told(files, tmp_path):
    other = tmp_path / "use.csv"
    other.write_text(USE, encoding="utf-8")
    with pytest.raises(InputError, match="source-year"):
        read_input_output((other,))
    assert read_input_output((other,), year=2012).tables["flows"]["year"].unique().to_list() == [
        2012
    ]


def workbook(path):
    """A workbook laid out as the publisher documents: sheets of years, and of the concordance."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("ReadMe").write(0, 0, "Use table")
        codes = book.add_worksheet("NAICS Codes")
        codes.write_row(0, 0, ["Sector"])
        codes.write_row(1, 3, ["1111A0", "Oilseed farming", "", "11111-2, 11113*"])
        codes.write_row(2, 3, ["311111", "Dog and cat food", "", "311111"])
        codes.write_row(3, 3, ["531HSO", "Housing", "", "n.a."])
        for year, times in (("2012", 1), ("2017", 2)):
            sheet = book.add_worksheet(year)
            sheet.write_row(0, 0, ["The Use of Commodities by Industries"])
            sheet.write_row(2, 2, ["Oilseed farming", "Dog and cat food", "Total", "Personal use"])
            header = ["Code", "Commodity Description", "1111A0", "311111", "T001", "F01000"]
            sheet.write_row(3, 0, header)
            sheet.write_row(4, 0, ["1111A0", "Oilseeds", 5 * times, 70 * times, 75, 20])
            sheet.write_row(5, 0, ["311111", "Pet food", "", 2 * times, 2, 50])
            sheet.write_row(6, 0, ["T005", "Total", 5, 72, 77, 70])
    return path


def test_a_workbook_gives_its_newest_year_and_the_concordance(tmp_path):
    path = workbook(tmp_path / "IOUse_After_Redefinitions_PRO_2012_2017_Detail.xlsx")
    reading = read_input_output((path,))
    inside = reading.tables["flows"].filter(~pl.col("to_industry").str.starts_with("beaF"))
    assert inside["value"].to_list() == [10e6, 140e6, 4e6]
    assert reading.tables["flows"]["year"].unique().to_list() == [2017]
    assert dict(reading.tables["industry_sectors"].rows()) == {
        "11111": "bea1111A0", "11112": "bea1111A0", "11113": "bea1111A0", "311111": "bea311111",
    }  # fmt: skip
    early = read_input_output((path,), year=2012).tables["flows"]
    assert early["year"].unique().to_list() == [2012]
    packed = tmp_path / "AllTablesIO.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("other.xlsx", b"")
        archive.write(path, path.name)
    assert read_input_output((packed,)).tables["flows"].equals(reading.tables["flows"])


def test_a_workbook_of_something_else_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("notes").write(0, 0, "nothing")
    with pytest.raises(InputError, match="source-file"):
        read_input_output((path,))


def test_a_number_that_is_none_is_told(files, tmp_path):
    bad = tmp_path / "bad_2017.csv"
    bad.write_text(USE.replace("70.0", "many"), encoding="utf-8")
    with pytest.raises(InputError, match="source-values"):
        read_input_output((bad, files[1]))


def test_what_is_fetched_stands_in_the_workspace(files, tmp_path):
    path = create_workspace(tmp_path / "ws", title="T").path
    fetch(path, source="us-bea-io", files=list(files))
    ws = Workspace.open(path)
    assert (ws.rows("flows"), ws.rows("industry_sectors")) == (7, 4)


@pytest.mark.data
def test_the_table_of_2017_adds_up_to_the_published_output(shared_data):
    folder = shared_data / "input_output"
    reading = read_input_output((
        folder / "bea_Detail_Use_2017_PRO_AfterRedef_17sch.csv.gz",
        folder / "bea_naics_MasterCrosswalk2017.csv.gz",
    ))  # fmt: skip
    made = pl.read_csv(
        folder / "bea_Detail_Make_2017_AfterRedef_17sch.csv.gz", infer_schema_length=0
    )
    makers = [code for code in made.columns[1:] if code[:1] not in {"T", "N"}]
    own = made.filter(pl.col("rownames").str.contains("^[^TV]"))
    output = sum(own[code].cast(float).sum() for code in makers)
    # what sectors sell, less imports, is what they make: the make table says so independently
    assert reading.tables["flows"]["value"].sum() / 1e6 == pytest.approx(output, rel=0.002)
    assert reading.figures["placed-industries"] == 1061
    several = {c.code: c.values for c in reading.cautions}["sectors-several"]
    assert several == {"industries": 48}
