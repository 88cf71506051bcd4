"""Error cells of workbooks of every format: told with sheet and cell, never empty."""

import struct
import sys
from pathlib import Path

import pytest
import xlsxwriter

from jiqun.sources.files import read_file
from jiqun.studies import create_workspace, load_table

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import books_by_hand as by_hand

WORDS = ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"]
CODES = [0x2A, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x00]


def write_xlsx(path, *, sheet="Data", row=0, column=0):
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        page.write_row(row, column, ["region", "level", "population"])
        for at, word in enumerate(WORDS, row + 1):
            page.write_row(at, column, [f"r{at}", "x"])
            page.write_formula(at, column + 2, "=NA()", None, word)
        page.write_row(row + len(WORDS) + 1, column, ["good", "x", 5])
        page.write_row(row + len(WORDS) + 2, column, ["none", "x"])


def write_ods(path, *, marked=True):
    cell = by_hand.ods_cell
    kind = ' calcext:value-type="error"' if marked else ""

    def wrong(word, at):
        value = 'office:value-type="string" office:string-value=""' if at % 2 else (
            'office:value-type="float" office:value="0"'
        )  # fmt: skip
        return (
            f'<table:table-cell table:formula="of:=NA()" {value}{kind}>'
            f"<text:p>{word}</text:p></table:table-cell>"
        )

    rows = [cell("region") + cell("level") + cell("population")]
    rows += [cell(f"r{at}") + cell("x") + wrong(word, at) for at, word in enumerate(WORDS)]
    note = "<office:annotation><text:p>#N/A</text:p></office:annotation>"
    good = f'<table:table-cell office:value-type="float" office:value="5">{note}<text:p>5</text:p>'
    rows += [cell("good") + cell("x") + good + "</table:table-cell>", cell("none") + cell("x")]
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    parts = by_hand.ods_parts(inside)
    space = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    parts["content.xml"] = parts["content.xml"].replace(" xmlns:text=", f" {space} xmlns:text=")
    by_hand.packed(path, parts)


def write_xlsb(path):
    def row(at, *cells):
        return by_hand.record(0, struct.pack("<I", at) + bytes(13)) + b"".join(cells)

    def text(column, word):
        return by_hand.record(6, struct.pack("<II", column, 0) + by_hand.wide(word))

    def wrong(at, code):  # as a value, and as what a formula came to
        cell = struct.pack("<IIB", 2, 0, code)
        return by_hand.record(3, cell) if at % 2 else by_hand.record(11, cell + bytes(6))

    rows = [row(0, text(0, "region"), text(1, "level"), text(2, "population"))]
    for at, code in enumerate(CODES, 1):
        rows.append(row(at, text(0, f"r{at}"), text(1, "x"), wrong(at, code)))
    rows += [row(8, text(0, "good"), text(1, "x"), text(2, "5")),
             row(9, text(0, "none"), text(1, "x"))]  # fmt: skip
    by_hand.packed(path, by_hand.xlsb_parts(b"".join(rows)))


def write_xls(path):
    def formula(at, code):
        result = bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF])
        body = struct.pack("<HHH", at, 2, 0) + result + struct.pack("<HIH", 0, 0, 0)
        return by_hand.old_record(0x0006, body)

    def value(at, code):
        return by_hand.old_record(0x0205, struct.pack("<HHHBB", at, 2, 0, code, 1))

    names = ["region", "level", "population"]
    cells = [by_hand.label(0, column, name) for column, name in enumerate(names)]
    for at, code in enumerate(CODES, 1):
        cells += [by_hand.label(at, 0, f"r{at}"), by_hand.label(at, 1, "x")]
        cells.append(value(at, code) if at % 2 else formula(at, code))
    for at, words in ((8, ["good", "x", "5"]), (9, ["none", "x"])):
        cells += [by_hand.label(at, column, word) for column, word in enumerate(words)]
    path.write_bytes(by_hand.xls(b"".join(cells), rows=10))


WRITERS = {"xlsx": write_xlsx, "ods": write_ods, "xlsb": write_xlsb, "xls": write_xls}
SHEETS = {"xls": "S0"}


@pytest.mark.parametrize("ending", WRITERS)
def test_error_cells_keep_their_word(tmp_path, ending):
    file = tmp_path / f"a.{ending}"
    WRITERS[ending](file)
    raw = read_file(file)
    assert raw.frame["population"].to_list() == [*WORDS, "5", None]
    assert raw.cells["population"] == f"{SHEETS.get(ending, 'Data')}!C"


@pytest.mark.parametrize("ending", WRITERS)
def test_they_are_refused_with_sheet_and_cell(tmp_path, ending):
    file, ws = tmp_path / f"a.{ending}", create_workspace(tmp_path / "ws").path
    WRITERS[ending](file)
    report = load_table(ws, table="regions", file=file)
    (problem,) = report.problems
    assert (problem.code, problem.subject) == ("cell-error", "regions.population")
    assert (report.commit, report.accepted, report.rejected) == (None, 2, len(WORDS))
    sheet = SHEETS.get(ending, "Data")
    for lang in ("en", "zh"):
        assert f"{sheet}!C2" in problem.told(lang) and "'#N/A'" in problem.told(lang)
    good = load_table(ws, table="regions", file=file, accept_good=True)
    assert good.commit == 1


def test_cells_are_named_as_the_workbook_names_them(tmp_path):
    file = tmp_path / "a.xlsx"
    write_xlsx(file, sheet="My data", row=3, column=27)
    raw = read_file(file)
    assert raw.cells["population"] == "'My data'!AD" and raw.lines[0] == 5


def test_a_map_may_say_that_they_mean_no_value(tmp_path):
    file, ws = tmp_path / "a.xlsx", create_workspace(tmp_path / "ws").path
    write_xlsx(file)
    entries = ", ".join(f'"{word}"' for word in WORDS)
    (tmp_path / "m.toml").write_text(f"[missing]\npopulation = [{entries}]\n")
    report = load_table(ws, table="regions", file=file, mapping=tmp_path / "m.toml")
    assert not report.problems and report.commit == 1


def test_errors_in_columns_that_nobody_takes_do_no_harm(tmp_path):
    file, ws = tmp_path / "a.xlsx", create_workspace(tmp_path / "ws").path
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["region", "level", "share"])
        page.write_row(1, 0, ["a", "x"])
        page.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    assert not load_table(ws, table="regions", file=file).problems


def test_an_error_where_a_code_is_wanted_is_no_code(tmp_path):
    file, ws = tmp_path / "a.xlsx", create_workspace(tmp_path / "ws").path
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("Blatt 1")
        page.write_row(0, 0, ["region", "level", "parent"])
        page.write_row(1, 0, ["a", "x"])
        page.write_row(2, 1, ["x", "a"])
        page.write_formula(2, 0, "=NA()", None, "#N/A")
        page.write_row(3, 0, ["b", "x"])
        page.write_formula(3, 2, "=VLOOKUP(1,2,3)", None, "#REF!")
    report = load_table(ws, table="regions", file=file)
    cells = {one.subject: one.found for one in report.problems if one.code == "cell-error"}
    assert "'Blatt 1'!A3" in cells["regions.region"] and "'Blatt 1'!C4" in cells["regions.parent"]


def test_in_an_opendocument_sheet_the_right_table_and_repeats_count(tmp_path):
    cell = by_hand.ods_cell
    wrong = '<table:table-cell office:value-type="float" office:value="0" {}><text:p>#REF!</text:p>'
    wrong += "</table:table-cell>"
    row = "<table:table-row {}>{}</table:table-row>"
    other = f'<table:table table:name="Other">{row.format("", cell("a") + wrong.format("") * 2)}'
    head = row.format("", cell("region") + cell("n") + cell("m"))
    twice = row.format(
        'table:number-rows-repeated="2"',
        cell("x") + wrong.format('table:number-columns-repeated="2"'),
    )
    last = row.format("", cell("y") + cell("1") + cell("2"))
    data = f'<table:table table:name="Data">{head}{twice}{last}</table:table>'
    by_hand.packed(tmp_path / "a.ods", by_hand.ods_parts(tables=[data, f"{other}</table:table>"]))
    raw = read_file(tmp_path / "a.ods")
    assert raw.frame["n"].to_list() == ["#REF!", "#REF!", "1"]
    assert raw.frame["m"].to_list() == ["#REF!", "#REF!", "2"]


def test_dates_and_numbers_that_were_codes_are_named_by_cell(tmp_path):
    file, ws = tmp_path / "a.xlsx", create_workspace(tmp_path / "ws").path
    with xlsxwriter.Workbook(file) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "d-mmm"})
        page.write_row(0, 0, ["industry", "system"])
        page.write_number(1, 0, 44521, day)
        for at, value in enumerate([12.5, 2.19e26, True, 334413], 2):
            page.write(at, 0, value)
        page.write_column(1, 1, ["own"] * 5)
    report = load_table(ws, table="industries", file=file)
    told = {one.case: one.found for one in report.problems}
    assert set(told) == {"date", "decimal", "digits", "truth"}
    assert "Sheet1!A2" in told["date"] and "'11-21'" in told["date"]
    assert report.accepted == 1
