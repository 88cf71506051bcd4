"""Sheets go out and come back: nothing is lost, nothing is run, nobody is overwritten."""

import csv
import io

import fastexcel
import polars as pl
import polars.testing
import pytest
import xlsxwriter

from jiqun.core import InputError
from jiqun.studies.editing import Change, SheetOptions, from_sheet, save, sheet
from jiqun.studies.editing.held import current
from jiqun.workspace import Workspace

KINDS = ("xlsx", "csv")
DRY = SheetOptions(dry_run=True)
RISKY = tuple("=+-@\t\r\n＝＋－＠")


def out(ws, table, folder, kind):
    file = folder / f"{table}.{kind}"
    sheet(ws, table, file, force=True)
    return file


def cells(file):
    """Read a sheet as any other program would."""
    if file.suffix == ".xlsx":
        book = fastexcel.read_excel(str(file)).load_sheet(0, header_row=None, dtypes="string")
        return [list(row) for row in book.to_polars().iter_rows()]
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))


def put(file, rows):
    """Write cells as another program would."""
    if file.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False}) as book:
            page = book.add_worksheet()
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
    else:
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows(rows)
    return file


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("table", ["organisations", "regions", "activity", "patents", "links"])
def test_a_sheet_that_comes_back_as_it_went_changes_nothing(still, tmp_path, kind, table):
    file = out(still, table, tmp_path, kind)
    if table == "links":  # a sheet without rows
        with pytest.raises(InputError, match="file-rows"):
            from_sheet(still, table, file, author="Li", options=DRY)
        return
    report = from_sheet(still, table, file, author="Li", options=DRY)
    assert not report.problems
    assert (report.added, report.changed, report.missing) == (0, 0, 0)
    assert report.unchanged == current(still, table).height


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_begins_as_a_formula(still, tmp_path, kind):
    file = out(still, "organisations", tmp_path, kind)
    texts = [cell for row in cells(file) for cell in row if isinstance(cell, str)]
    assert len(texts) > 40
    assert [text for text in texts if text.startswith(RISKY)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_texts_and_numbers_come_back_into_an_empty_table_as_they_were(still, tmp_path, kind):
    """Without marks and into another workspace: every value from the cells alone."""
    ws = Workspace.create(tmp_path / "other")
    for table in ("regions", "organisations"):
        file = out(still, table, tmp_path, kind)
        put(file, [row[:-1] for row in cells(file)])
        report = from_sheet(ws, table, file, author="Li")
        assert report.saved, report.problems
        old, new = (current(one, table).sort(pl.first()) for one in (still, ws))
        plain = [one.drop("geometry", strict=False) for one in (new, old)]
        pl.testing.assert_frame_equal(*plain, rel_tol=1e-14)
        if "geometry" in old.columns:
            assert new["geometry"].to_list() == old["geometry"].to_list()


@pytest.mark.parametrize("kind", KINDS)
def test_changed_added_and_missing_rows_are_told_apart(ws, tmp_path, kind):
    file = out(ws, "activity", tmp_path, kind)
    head, *rows = cells(file)
    at = head.index("employment")
    rows[0][at] = 77
    new = [None] * len(head)
    new[:3], new[at] = ["b", "02", 2021], None
    put(file, [head, rows[0], rows[1], new])
    report = from_sheet(ws, "activity", file, author="Li", options=DRY)
    assert (report.changed, report.added, report.unchanged, report.missing) == (1, 1, 1, 1)
    first = report.rows[0]
    assert (first.kind, first.line, first.changed) == ("changed", 2, ("employment",))
    assert current(ws, "activity").height == 3
    saved = from_sheet(ws, "activity", file, author="Li")
    assert saved.saved
    kept = current(ws, "activity").sort("region", "industry", "year")
    assert kept["employment"].to_list() == [77, 0, None, None]
    options = SheetOptions(remove=True)
    again = from_sheet(ws, "activity", file, author="Li", options=options)
    assert again.saved, again.problems
    assert (again.removed, again.changed, again.added) == (1, 0, 0)
    assert current(ws, "activity").height == 3


FORMS = (
    (",", "utf-8"), (";", "utf-8"), ("\t", "utf-8-sig"), (";", "gbk"), ("\t", "utf-16"),
    (",", "gbk"),
)  # fmt: skip


@pytest.mark.parametrize(("sign", "encoding"), FORMS)
def test_csv_of_any_program_is_read(ws, tmp_path, sign, encoding):
    head, *rows = cells(out(ws, "regions", tmp_path, "csv"))
    at = head.index("name_zh")
    rows[1][at] = "甲县，城关"
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=sign).writerows([head, *rows])
    file = tmp_path / "back.csv"
    file.write_bytes(written.getvalue().encode(encoding))
    report = from_sheet(ws, "regions", file, author="Li")
    assert report.saved, report.problems
    assert (report.changed, report.unchanged) == (1, 3)
    assert current(ws, "regions").filter(region="a")["name_zh"][0] == "甲县，城关"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_lists_of_codes_survive_whatever_parts_the_cells(ws, tmp_path, sign):
    head, *rows = cells(out(ws, "patents", tmp_path, "csv"))
    rows[0][head.index("applicants")] = "o03;o04"
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=sign).writerows([head, *rows])
    file = tmp_path / "back.csv"
    file.write_text(written.getvalue(), encoding="utf-8")
    assert from_sheet(ws, "patents", file, author="Li").changed == 1
    assert current(ws, "patents")["applicants"].to_list() == [["o03", "o04"]]


def test_what_others_changed_meanwhile_stays_and_what_both_changed_is_a_conflict(
    ws, tmp_path, change
):
    file = out(ws, "activity", tmp_path, "csv")
    for industry, value in (("01", 11), ("02", 22)):
        key = {"region": "a", "industry": industry, "year": 2020}
        save(ws, "activity", [change(ws, "activity", key, {"employment": value})], author="Wang")
    head, *rows = cells(file)
    at = head.index("employment")
    rows[2][at] = "33"
    put(file, [head, *rows])
    report = from_sheet(ws, "activity", file, author="Li")
    assert (report.saved, report.changed, report.meanwhile) == (True, 1, 2)
    assert current(ws, "activity")["employment"].to_list() == [11, 22, 33]
    rows[0][at] = "44"
    put(file, [head, *rows])
    report = from_sheet(ws, "activity", file, author="Li")
    assert not report.saved
    told = report.conflicts[0]
    assert (told.line, told.author, told.mine["employment"]) == (2, "Wang", 44)
    assert told.theirs.values["employment"] == 11
    assert current(ws, "activity")["employment"].to_list() == [11, 22, 33]


def test_a_row_that_somebody_removed_does_not_come_back_by_itself(ws, tmp_path, change):
    file = out(ws, "activity", tmp_path, "csv")
    key = {"region": "a", "industry": "01", "year": 2020}
    save(ws, "activity", [change(ws, "activity", key, None)], author="Wang")
    report = from_sheet(ws, "activity", file, author="Li")
    assert [(one.theirs, one.author) for one in report.conflicts] == [(None, "Wang")]


def test_a_preview_that_no_longer_holds_saves_nothing(ws, tmp_path, change):
    file = tmp_path / "own.csv"
    file.write_text("region,industry,year,employment\na,01,2020,5\n", encoding="utf-8")
    seen = from_sheet(ws, "activity", file, author="Li", options=DRY).preview
    key = {"region": "a", "industry": "01", "year": 2020}
    save(ws, "activity", [change(ws, "activity", key, {"withheld": True})], author="Wang")
    with pytest.raises(InputError, match="sheet-moved"):
        from_sheet(ws, "activity", file, author="Li", options=SheetOptions(preview=seen))
    fresh = from_sheet(ws, "activity", file, author="Li", options=DRY).preview
    saved = from_sheet(ws, "activity", file, author="Li", options=SheetOptions(preview=fresh))
    assert saved.saved
    row = current(ws, "activity").filter(region="a", industry="01").to_dicts()[0]
    assert (row["employment"], row["withheld"]) == (5, True)


def test_problems_are_told_by_line_and_column_and_nothing_is_saved(ws, tmp_path):
    file = tmp_path / "own.csv"
    text = "region,industry,year,employment\na,01,2020,x\nzz,02,2020,3\na,02,2020,4\na,02,2020,5\n"
    file.write_text(text, encoding="utf-8")
    report = from_sheet(ws, "activity", file, author="Li")
    found = sorted((one.line, one.columns, one.problem.code) for one in report.problems)
    assert found == [
        (2, ("employment",), "value-type"), (3, ("region",), "reference-unknown"),
        (4, ("region",), "key-duplicate"), (5, ("region",), "key-duplicate"),
    ]  # fmt: skip
    assert not report.saved
    assert ws.journal().waiting() == 0


def test_a_sheet_without_its_key_is_told(ws, tmp_path):
    file = tmp_path / "own.csv"
    file.write_text("region,employment\na,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="sheet-key"):
        from_sheet(ws, "activity", file, author="Li")


def test_a_text_too_long_for_a_cell_is_left_out_and_stays(ws, tmp_path):
    import shapely

    large = shapely.to_wkb(shapely.Point(0, 0).buffer(1, quad_segs=400))
    with ws.transaction() as t:
        regions = ws.frame("regions").with_columns(pl.lit(large).alias("geometry"))
        t.put("regions", regions, origins=ws.origins("regions"), mode="replace")
    file = tmp_path / "regions.xlsx"
    assert sheet(ws, "regions", file).left_out == ("geometry",)
    head, *rows = cells(file)
    rows[0][head.index("name")] = "New"
    assert from_sheet(ws, "regions", put(file, [head, *rows]), author="Li").saved
    assert set(current(ws, "regions")["geometry"]) == {large}


def test_a_cell_in_a_column_of_texts_that_looks_like_a_number_stays_text(ws, tmp_path):
    new = {"industry": "007", "name": "1e5", "system": "x"}
    assert save(ws, "industries", [Change(values=new)], author="Li").saved
    for kind in KINDS:
        file = out(ws, "industries", tmp_path, kind)
        report = from_sheet(ws, "industries", file, author="Li", options=DRY)
        assert (report.unchanged, report.added) == (3, 0)
