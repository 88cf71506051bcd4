"""A workbook holds a number whole and shows it as every other face writes it."""

import re
import zipfile
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from jiqun.core import show, show_chance
from jiqun.studies.exporting import workbook, write_frame
from jiqun.studies.exporting.shown import formats, unit_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
USUAL = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
ROWS = pl.DataFrame(
    {
        "region": ["A", "B", "C", "D", "E"],
        "year": [2020, 2020, 2020, 2020, 2020],
        "employment": [1234567.0, 45.0, 0.43, None, 7.0],
        "establishments": [1200, 4, 0, None, 1],
        "payroll": [98765432.1, 12.5, 1.0, 2.0, None],
        "quotient": [2.7149, 12.34, 0.0312, 411.2, 0.1 + 0.2],
        "micro_share": [0.6341, 0.00451, 1.0, 0.99981, None],
        "micro_share_low": [0.5, 0.001, 0.9, 0.9, None],
        "growth": [0.0451, -0.12, 1.234, 0.0, None],
        "chance": [0.9971, 0.8991, 0.034, 0.0042, 1.0],
        "unheard": [1.23456789, 2.0, 3.0, 4.0, None],
    }
)


def opened(file):
    """Give rows of (value as it is held, number format) of the first sheet, as Excel reads it."""
    with zipfile.ZipFile(file) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        styles = ET.fromstring(book.read("xl/styles.xml"))
    own = {int(one.get("numFmtId")): one.get("formatCode") for one in styles.iter(f"{MAIN}numFmt")}
    used = [int(one.get("numFmtId")) for one in styles.find(f"{MAIN}cellXfs")]
    rows = []
    for row in sheet.iter(f"{MAIN}row"):
        cells = {}
        for cell in row:
            value = cell.find(f"{MAIN}v")
            code = used[int(cell.get("s", 0))]
            held = None if value is None else value.text
            cells[re.sub(r"\d", "", cell.get("r"))] = held, own.get(code) or USUAL[code]
        rows.append(cells)
    return rows


def displayed(value, code):
    """Write a number as a spreadsheet does in such a format."""
    if code.startswith('"'):
        return code.strip('"')
    parts = code.split(";")
    shape = parts[0 if value > 0 or len(parts) == 1 else 1 if value < 0 else 2]
    lead = shape[0] if shape[0] in "+-" else "-" if value < 0 else ""
    size = abs(value) * (100 if shape.endswith("%") else 1)
    text = f"{size:,.{len(shape.rstrip('%').partition('.')[2])}f}"
    return lead.replace("-", "−") + text + ("%" if shape.endswith("%") else "")


def column(name):
    return chr(ord("A") + ROWS.columns.index(name))


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    file = tmp_path_factory.mktemp("shown") / "cells.xlsx"
    write_frame(ROWS, file, name="cells", about=[("workspace", "x")])
    return opened(file)


def test_every_number_is_held_with_all_its_digits(book):
    for name in ROWS.columns[1:]:
        for row, value in zip(book[1:], ROWS[name].to_list(), strict=True):
            held = row.get(column(name), (None, ""))[0]
            assert (held is None) if value is None else float(held) == value
    assert float(book[5][column("quotient")][0]) == 0.30000000000000004


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("quotient", "1"),
        ("micro_share", "share"),
        ("micro_share_low", "share"),
        ("growth", "share per year"),
    ],
)
def test_a_number_shows_the_digits_of_the_rule(book, name, unit):
    for row, value in zip(book[1:], ROWS[name].to_list(), strict=True):
        if value is not None:
            assert displayed(value, row[column(name)][1]) == show(value, unit, "en")


def test_chances_are_never_shown_as_sure(book):
    for row, value in zip(book[1:], ROWS["chance"].to_list(), strict=True):
        assert displayed(value, row[column("chance")][1]) == show_chance(value)


def test_counts_and_money_have_separators_and_no_decimals(book):
    assert [row[column("employment")][1] for row in (book[1], book[2], book[5])] == ["#,##0"] * 3
    assert displayed(0.43, book[3][column("employment")][1]) == "0.43"
    assert {row[column("establishments")][1] for row in (book[1], book[2])} == {"#,##0"}
    assert displayed(98765432.1, book[1][column("payroll")][1]) == "98,765,432"


def test_years_and_what_nobody_knows_stay_as_they_are(book):
    for name in ("year", "unheard"):
        assert {row[column(name)][1] for row in book[1:5]} == {"General"}


def test_a_download_of_the_server_shows_the_same(book, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(workbook(ROWS, name="cells"))
    assert opened(tmp_path / "x.xlsx") == book


@pytest.mark.parametrize(
    ("name", "table", "unit"),
    [
        ("quotient_without_low", "", "1"),
        ("macro_share_range_high", "", "share"),
        ("traded_employment", "", "persons"),
        ("weight", "found_members", "share"),
        ("employment", "activity", "persons"),
        ("area_km2", "regions", "km²"),
        ("unheard_low", "", None),
    ],
)
def test_a_column_has_the_unit_of_what_it_is_of(name, table, unit):
    assert unit_of(name, table) == unit


def test_text_has_no_number_format():
    assert formats(pl.DataFrame({"quotient": ["2.7"], "year": [1]})) == [None, None]
