"""Loading: nothing half-loaded, every kind of problem told, the rejects on paper."""

import time

import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.studies.loading import LoadOptions, create_workspace, load_table
from jiqun.workspace import Workspace


@pytest.fixture
def ws(tmp_path):
    create_workspace(tmp_path / "ws", title="T")
    for table, text in {
        "regions": "region,level\na,city\nb,city\n",
        "industries": "industry,system\n1,S\n2,S\n",
    }.items():
        (tmp_path / f"{table}.csv").write_text(text)
        assert load_table(tmp_path / "ws", table=table, file=tmp_path / f"{table}.csv").commit
    return tmp_path / "ws"


def load(ws, text, table="activity", name="my.csv", **options):
    file = ws.parent / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_table(ws, table=table, file=file, **options)


GOOD = "region,industry,year,employment\na,1,2020,5\nb,1,2020,6\n"
BAD = "region,industry,year,employment\na,1,2020,5\nb,1,2020,x\nzz,1,2020,7\nb,2\n"


def test_a_good_file_is_loaded_with_its_origin(ws):
    report = load(ws, GOOD)
    assert (report.read, report.accepted, report.rejected, report.commit) == (2, 2, 0, 3)
    assert report.problems == () and report.rejects_file is None
    seen = Workspace.open(ws)
    assert seen.frame("activity")["employment"].to_list() == [5.0, 6.0]
    assert seen.origins("activity")[0].title == "my.csv"
    assert seen.history()[-1].note == "activity < my.csv"


def test_a_bad_row_stops_the_whole_file(ws):
    report = load(ws, BAD)
    assert report.commit is None and not Workspace.open(ws).has("activity")
    assert [p.code for p in report.problems] == ["csv-ragged", "value-type", "reference-unknown"]
    assert (report.read, report.accepted, report.rejected) == (4, 1, 3)
    rejects = pl.read_csv(report.rejects_file, infer_schema=False)
    assert report.rejects_file.name == "my.csv.rejects.csv"
    assert rejects.select("line", "columns", "reasons", "file: employment", "text").rows() == [
        ("3", "employment", "value-type", "x", None),
        ("4", "region", "reference-unknown", "7", None),
        ("5", "", "csv-ragged", None, "b,2"),
    ]


def test_the_good_rows_can_be_loaded_alone(ws):
    report = load(ws, BAD, accept_good=True, options=LoadOptions(rejects=ws.parent / "bad.csv"))
    assert report.commit == 3 and report.accepted == 1 and report.rejected == 3
    assert Workspace.open(ws).rows("activity") == 1
    assert (ws.parent / "bad.csv").exists()


@pytest.mark.parametrize(
    "text", ["region,region,industry,year\na,a,1,2020\n", "region,year\na,2020\n"]
)
def test_what_is_wrong_with_the_file_as_a_whole_is_not_to_be_accepted(ws, text):
    report = load(ws, text, accept_good=True)
    assert report.problems and report.commit is None


def test_no_good_row_means_no_commit(ws):
    report = load(ws, "region,industry,year\nzz,1,2020\n", accept_good=True)
    assert report.commit is None and report.rejected == 1


def test_modes(ws):
    load(ws, GOOD)
    report = load(ws, "region,industry,year,employment\nb,1,2020,9\nb,2,2020,1\n")
    assert report.commit and Workspace.open(ws).rows("activity") == 3
    report = load(ws, GOOD, mode="append")
    assert report.commit is None
    assert [p.code for p in report.problems] == ["key-present"]
    assert "a · 1 · 2020" in report.problems[0].found
    assert load(ws, "region,industry,year\na,2,2021\n", mode="append").commit
    assert load(ws, GOOD, mode="replace").commit
    assert Workspace.open(ws).rows("activity") == 2


def test_replacing_a_table_that_others_name_is_doubted(ws):
    load(ws, GOOD)
    report = load(ws, "region,level\na,city\n", table="regions", mode="replace")
    assert report.commit
    (caution,) = report.cautions
    assert (caution.code, caution.subject) == ("reference-orphaned", "activity.region")
    assert caution.found.endswith("1 ×: b")


def test_a_child_may_name_a_parent_loaded_before(ws):
    assert load(ws, "region,level,parent\nc,town,a\n", table="regions").commit
    report = load(ws, "region,level,parent\nd,town,nowhere\n", table="regions")
    assert [p.code for p in report.problems] == ["reference-unknown"]


def test_gb18030_with_a_map(ws):
    (ws.parent / "map.toml").write_text(
        'encoding = "gb18030"\n[columns]\nregion = "代码"\n[constants]\nlevel = "city"\n'
        '[origin]\nproducer = "统计局"\ntitle = "年鉴"\n',
        encoding="utf-8",
    )
    text = "代码,中文名称\n320500,苏州\n".encode("gb18030")
    report = load(ws, text, table="regions", mapping=ws.parent / "map.toml")
    assert report.commit
    seen = Workspace.open(ws)
    assert seen.frame("regions", ["region", "name_zh", "level"]).row(2) == (
        "320500",
        "苏州",
        "city",
    )
    assert seen.origins("regions")[1].producer == "统计局"


def test_rejects_do_not_carry_formulas(ws):
    report = load(ws, "region,industry,year,size_class\nzz,1,2020,=HYPERLINK(1)\n")
    text = report.rejects_file.read_text(encoding="utf-8-sig")
    assert ",'=HYPERLINK(1)" in text


@pytest.mark.parametrize("table", ["nonsense", "../activity", "cells", ""])
def test_only_canonical_tables_can_be_loaded(ws, table):
    with pytest.raises(UnknownError, match="table-unknown"):
        load(ws, GOOD, table=table)


def test_a_file_that_is_none(ws):
    with pytest.raises(InputError, match="file-missing"):
        load_table(ws, table="activity", file=ws.parent / "absent.csv")


def a_million_bad_rows(path):
    """Every kind of problem, at known counts."""
    count, at = 1_000_000, pl.int_range(1_000_000)
    frame = pl.select(
        region=pl.when(at % 1000 == 1)
        .then(pl.lit("nowhere"))
        .otherwise("r" + (at % 500).cast(pl.String)),
        industry=pl.when(at % 5000 == 2).then(None).otherwise((at // 500).cast(pl.String)),
        year=pl.when(at % 2000 == 3).then(pl.lit("20x0")).otherwise(pl.lit("2020")),
        employment=pl.when(at % 4000 == 4).then(pl.lit("-7")).otherwise((at * 3).cast(pl.String)),
        payroll=pl.when(at % 10_000 == 5).then(pl.lit("12")),
        size_class=pl.lit("苏州"),
    )
    text = frame.write_csv()
    lines = text.splitlines()
    lines[500_000] = lines[499_999]  # a repeated key, deep inside
    lines.append("r1,1")
    lines.append('r1,1,2020,"5')
    path.write_bytes(("\n".join(lines) + "\n").encode("gb18030"))
    return count


def test_a_million_bad_rows_are_told_at_once_and_nothing_is_loaded(ws, capsys):
    path = ws.parent / "bad.csv"
    a_million_bad_rows(path)
    regions = pl.select(region="r" + pl.int_range(500).cast(pl.String), level=pl.lit("city"))
    industries = pl.select(industry=pl.int_range(2000).cast(pl.String), system=pl.lit("S"))
    with Workspace.open(ws).transaction() as t:
        t.put("regions", regions)
        t.put("industries", industries)
    began = time.perf_counter()
    report = load_table(ws, table="activity", file=path)
    seconds = time.perf_counter() - began
    with capsys.disabled():
        print(f"\na bad CSV of 1,000,002 rows, GB18030: reported in {seconds:.2f} s")
    counts = {(p.code, p.subject.split(".")[-1]): p.found for p in report.problems}
    expected = {
        ("csv-quote", "csv"): "line 1000003",
        ("csv-ragged", "csv"): "line 1000002",
        ("value-missing", "industry"): "200 ×",
        ("value-type", "year"): "500 ×",
        ("value-range", "employment"): "250 ×",
        ("currency-missing", "currency"): "100 ×",
        ("key-duplicate", "region"): "2 ×",
        ("reference-unknown", "region"): "1,000 ×",
    }
    assert counts.keys() == expected.keys()
    for key, words in expected.items():
        assert words in counts[key], counts[key]
    assert report.commit is None and not Workspace.open(ws).has("activity")
    assert pl.read_csv(report.rejects_file, infer_schema=False).height == report.rejected
    assert report.read == 1_000_002 == report.accepted + report.rejected


def test_a_million_good_rows(ws, capsys):
    at = pl.int_range(1_000_000)
    rows = pl.select(
        region=pl.lit("a"), industry=at.cast(pl.String), year=pl.lit(2020), employment=at
    )
    industries = pl.select(industry=at.cast(pl.String), system=pl.lit("S"))
    with Workspace.open(ws).transaction() as t:
        t.put("industries", industries)
    rows.write_csv(ws.parent / "good.csv")
    began = time.perf_counter()
    report = load_table(ws, table="activity", file=ws.parent / "good.csv")
    seconds = time.perf_counter() - began
    with capsys.disabled():
        print(f"\na good CSV of 1,000,000 rows: checked and loaded in {seconds:.2f} s")
    assert report.commit and Workspace.open(ws).rows("activity") == 1_000_000
