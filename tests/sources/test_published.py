"""Publishers' files of every kind give the same plain frame."""

import gzip
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from jiqun.core import InputError
from jiqun.sources import Layout, published

TEXT = "FIPSTATE,Emp \n01,5\n02,7\n"
LAYOUT = Layout(name="one", columns={"fipstate": "state", "emp": "employment"}, optional={})


def written(folder, kind):
    path = folder / f"a.{kind}"
    if kind in ("csv", "txt"):
        path.write_text(TEXT, encoding="utf-8")
    elif kind == "tsv":
        path.write_text(TEXT.replace(",", "\t"), encoding="utf-8")
    elif kind == "csv.gz":
        path.write_bytes(gzip.compress(TEXT.encode()))
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("inner.txt", TEXT)
            archive.writestr("readme.pdf", "no table")
    elif kind == "parquet":
        pl.DataFrame({"fipstate": ["01", "02"], "emp": ["5", "7"]}).write_parquet(path)
    else:
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["A title over the table"])
        sheet.write_row(2, 0, ["FIPSTATE", "Emp"])
        sheet.write_row(3, 0, ["01", "5"])
        sheet.write_row(4, 0, ["02", "7"])
        book.close()
    return path


@pytest.mark.parametrize("kind", ["csv", "txt", "tsv", "csv.gz", "zip", "parquet", "xlsx"])
def test_each_kind_of_file_gives_the_same(kind, tmp_path):
    frame = published.arrange(
        published.read_published(written(tmp_path, kind)), [LAYOUT], subject="a"
    )
    assert frame.rows() == [("01", "5", "one"), ("02", "7", "one")]


def test_only_the_columns_that_a_layout_names_are_read(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("FIPSTATE,emp,other\n01,5,x\n", encoding="utf-8")
    assert published.read_published(path, [LAYOUT]).columns == ["fipstate", "emp"]


def test_the_layout_with_most_columns_wins():
    wide = Layout(name="wide", columns={"a": "a", "b": "b"}, optional={"c": "c"})
    narrow = Layout(name="narrow", columns={"a": "a"}, optional={})
    frame = published.arrange(
        pl.DataFrame({"a": [1], "b": [2], "c": [3]}), [narrow, wide], subject="x"
    )
    assert frame.rows() == [(1, 2, 3, "wide")]


def code(told):
    return told.value.problems[0].code


def test_other_columns_are_refused_with_all_layouts():
    other = Layout(name="two", columns={"zip": "zip"}, optional={})
    with pytest.raises(InputError) as told:
        published.arrange(pl.DataFrame({"a": [1]}), [LAYOUT, other], subject="x")
    assert len(told.value.problems) == 2
    assert "zip" in told.value.problems[1].told("en")


@pytest.mark.parametrize("name", ["a.pdf", "a"])
def test_other_kinds_are_refused(name, tmp_path):
    (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as told:
        published.read_published(tmp_path / name)
    assert code(told) == "source-file"


def test_an_empty_text_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as told:
        published.read_published(tmp_path / "a.csv")
    assert code(told) == "source-file"


def test_an_archive_without_a_table_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.pdf", "x")
    with pytest.raises(InputError) as told:
        published.read_published(tmp_path / "a.zip")
    assert code(told) == "source-archive"


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(published, "LARGEST_MEMBER", 10)
    with pytest.raises(InputError) as told:
        published.read_published(written(tmp_path, "zip"))
    assert code(told) == "source-archive"


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("cbp18co.txt", 2018),
        ("8f1c2d3e-cbp98st.zip", 1998),
        ("zbp12detail.zip", 2012),
        ("2019_annual_by_area.zip", 2019),
        ("cbp_2017_2020.parquet", None),
        ("anything.csv", None),
    ],
)
def test_the_year_in_a_name(name, year):
    assert published.year_of(Path(name)) == year


@pytest.mark.parametrize("rows", ["", "\n\n", ",\n,\n"], ids=["none", "blank", "empty"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.zip", "a.tsv"])
def test_a_header_alone_is_refused(tmp_path, name, rows):
    text, path = ("a,b\n" + rows).encode(), tmp_path / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.csv", text)
    else:
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        if name.endswith(".tsv"):
            path.write_bytes(text.replace(b",", b"\t"))
    with pytest.raises(InputError) as told:
        published.read_published(path)
    (problem,) = told.value.problems
    assert (problem.code, problem.case) == ("source-file", "rows")
    assert problem.told("zh")
