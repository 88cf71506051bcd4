"""Workbooks that no program would write: refused with words, in time, within memory."""

import struct
import sys
import zipfile
from pathlib import Path

import pytest

from jiqun.core import InputError
from jiqun.sources.files import Dialect, Limits, read_cells, read_file, sheet_names

sys.path.insert(0, str(Path(__file__).parent))
import books_by_hand as by_hand
from judging import broken_bytes, broken_text, dice, judged

REPEATED = 'table:number-columns-repeated="{}"'
ROWS_REPEATED = 'table:number-rows-repeated="{}"'


def xlsx(inside=None, **more):
    return lambda path: by_hand.packed(path, by_hand.xlsx_parts(inside, **more))


def ods(inside=None, **more):
    return lambda path: by_hand.packed(path, by_hand.ods_parts(inside, **more))


def xlsb(inside=None, **more):
    return lambda path: by_hand.packed(path, by_hand.xlsb_parts(inside, **more))


def xls(inside=None, **more):
    return lambda path: path.write_bytes(by_hand.xls(inside, **more))


def without(part, parts):
    return lambda path: by_hand.packed(path, {k: v for k, v in parts.items() if k != part})


def with_part(part, content, parts):
    return lambda path: by_hand.packed(path, parts | {part: content})


def old(*cells, **more):
    return xls(b"".join(by_hand.label(*cell) for cell in cells), **more)


def lying(path):
    """Write an archive whose head tells a size that is not the member's."""
    by_hand.packed(path, by_hand.xlsx_parts(GOOD + " " * 30_000_000))
    data = bytearray(path.read_bytes())
    size = len(by_hand.xlsx_parts(GOOD + " " * 30_000_000)["xl/worksheets/sheet1.xml"])
    path.write_bytes(bytes(data).replace(struct.pack("<I", size), struct.pack("<I", 100)))


def circle(path):
    """Write a compound file whose second sector follows itself."""
    data = bytearray(by_hand.xls())
    data[512 + 4 * 3 : 512 + 4 * 4] = struct.pack("<I", 2)
    path.write_bytes(bytes(data))


GOOD = by_hand.rows_of(by_hand.ROWS)
ODS_ROW = by_hand.ods_rows(by_hand.ROWS)
BINARY = b"".join(by_hand.binary_row(at, dict(enumerate(r))) for at, r in enumerate(by_hand.ROWS))
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">'
    + "".join(
        f'<!ENTITY d{at} "&{"c" if not at else f"d{at - 1}"};{"&c;" * 40}">' for at in range(9)
    )
    + "]>"
)
STRINGS = f"<sst {by_hand.MAIN}><si><t>{'x' * 900_000}</t></si></sst>"
SHARED = "".join(
    f'<row r="{at}">' + f'<c r="A{at}" t="s"><v>0</v></c><c r="B{at}" t="s"><v>0</v></c></row>'
    for at in range(1, 5000)
)
RELATED = by_hand.xlsx_parts()["xl/_rels/workbook.xml.rels"]
TYPED = by_hand.xlsx_parts()["xl/workbook.xml"]
WIDE = "".join(by_hand.cell(0, column, f"c{column}") for column in range(16_384))
WIDE = f'<row r="1">{WIDE}</row><row r="2">{WIDE.replace("1", "2")}</row>'
EMPTY_CELLS = f"<table:table-cell {REPEATED.format(2_000_000_000)}/>"
LONG_CELL = by_hand.ods_cell("x" * 400_000, " " + REPEATED.format(16_000))
LONG_ROW = f"<table:table-row>{LONG_CELL}</table:table-row>"


def dimensioned(said):
    """Write a sheet of a .xlsx that says how far it reaches."""
    return by_hand.worksheet(GOOD).replace("<sheetData>", f'<dimension ref="{said}"/><sheetData>')


def blanks(path):
    """Write 300 MB of nothing into 300 kB."""
    xlsx(GOOD + " " * 300_000_000)(path)


def table(name, rows):
    """Write a table of a .ods."""
    return f'<table:table table:name="{name}">{rows}</table:table>'


def repeated(cells="", rows=""):
    """Write a row of a .ods that repeats, or whose first cell does."""
    row = ODS_ROW.split("</table:table-row>", maxsplit=1)[0] + "</table:table-row>"
    if rows:
        row = row.replace("<table:table-row>", f"<table:table-row {ROWS_REPEATED.format(rows)}>")
    if cells:
        row = row.replace("<table:table-cell", f"<table:table-cell {REPEATED.format(cells)}", 1)
    return row


def emptied(cells=1, rows=1):
    """Write an empty row of a .ods that repeats."""
    cell = f"<table:table-cell {REPEATED.format(cells)}/>"
    return f"<table:table-row {ROWS_REPEATED.format(rows)}>{cell}</table:table-row>"


#: name -> (ending, how it is written, codes that may be told; None where it is loaded).
KINDS = {
    "far corner": ("xlsx", xlsx(GOOD + FAR), "sheet-extent"),
    "far corner, first": ("xlsx", xlsx(FAR + GOOD), "sheet-extent"),
    "far corner, single quotes": ("xlsx", xlsx(GOOD + FAR.replace('"', "'")), "sheet-extent"),
    "far corner, blanks": ("xlsx", xlsx(GOOD + FAR.replace('r="', 'r = "')), "sheet-extent"),
    "far corner, small letters": ("xlsx", xlsx(GOOD + FAR.replace("XFD", "xfd")), "*"),
    "far corner, new lines": ("xlsx", xlsx(GOOD + FAR.replace("<c ", "<c\n")), "sheet-extent"),
    "far corner, in place": (
        "xlsx",
        xlsx(GOOD + f'<row r="1048576">{by_hand.cell(1048575, 16383, "x")}</row>'),
        "sheet-extent",
    ),
    "far corner, 150 columns": (
        "xlsx",
        xlsx(GOOD + FAR.replace("XFD", "EU")),
        "sheet-extent",
    ),
    "far by rows without a number": (
        "xlsx",
        xlsx("<row/>" * 1_048_570 + '<row><c r="XFD1048571"><v>1</v></c></row>'),
        "sheet-extent",
    ),
    "far by cells without a place": (
        "xlsx",
        xlsx(GOOD + '<row r="1048576">' + "<c/>" * 400 + "<c><v>1</v></c></row>"),
        "sheet-extent",
    ),
    "only formatted far away": (
        "xlsx",
        xlsx(GOOD + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
        None,
    ),
    "beyond every sheet": ("xlsx", xlsx(GOOD.replace("A2", "ZZZZZZZ99999999999")), "file-broken"),
    "row 0": ("xlsx", xlsx(GOOD.replace("A2", "A0")), "*"),
    "no row in a place": ("xlsx", xlsx(GOOD.replace('"A2"', '"A"')), "*"),
    "no column in a place": ("xlsx", xlsx(GOOD.replace('"A2"', '"2"')), "*"),
    "an empty place": ("xlsx", xlsx(GOOD.replace('"A2"', '""')), "*"),
    "a negative row": ("xlsx", xlsx(GOOD.replace('r="2"', 'r="-2"')), "*"),
    "a huge row": ("xlsx", xlsx(GOOD.replace('r="2"', 'r="4294967297"')), "file-broken"),
    "a lying extent": ("xlsx", xlsx(sheets=[dimensioned("A1:XFD1048576")]), None),
    "a mad extent": ("xlsx", xlsx(sheets=[dimensioned("B2:A1")]), "*"),
    "a string that is not there": (
        "xlsx",
        xlsx(GOOD + '<row r="9"><c r="A9" t="s"><v>99</v></c></row>'),
        "file-broken",
    ),
    "a negative string": (
        "xlsx",
        xlsx(GOOD + '<row r="9"><c r="A9" t="s"><v>-1</v></c></row>'),
        "*",
    ),
    "a style that is not there": (
        "xlsx",
        xlsx(GOOD + '<row r="9"><c r="A9" s="99999"><v>1</v></c></row>'),
        "*",
    ),
    "entities that multiply": (
        "xlsx",
        xlsx(sheets=[by_hand.worksheet(GOOD.replace("One", "&d8;"), before=BOMB)]),
        "*",
    ),
    "entities in the list of sheets": (
        "xlsx",
        with_part("xl/workbook.xml", BOMB + TYPED, by_hand.xlsx_parts()),
        "*",
    ),
    "a long string, often": (
        "xlsx",
        with_part("xl/sharedStrings.xml", STRINGS, by_hand.xlsx_parts(SHARED)),
        "file-memory",
    ),
    "no list of sheets": ("xlsx", without("xl/workbook.xml", by_hand.xlsx_parts()), "file-broken"),
    "no relations": (
        "xlsx",
        without("xl/_rels/workbook.xml.rels", by_hand.xlsx_parts()),
        "file-broken",
    ),
    "no sheet": ("xlsx", without("xl/worksheets/sheet1.xml", by_hand.xlsx_parts()), "file-broken"),
    "no types": ("xlsx", without("[Content_Types].xml", by_hand.xlsx_parts()), "*"),
    "an empty list of sheets": ("xlsx", xlsx(names=(), sheets=["<x/>"]), "file-broken"),
    "an empty sheet part": ("xlsx", xlsx(sheets=[""]), "file-broken"),
    "a relation outside": (
        "xlsx",
        with_part(
            "xl/_rels/workbook.xml.rels",
            RELATED.replace("worksheets/", "../../../etc/"),
            by_hand.xlsx_parts(),
        ),
        "file-broken",
    ),
    "a sheet that is none": ("xlsx", xlsx(sheets=["<chartsheet/>"]), "file-empty"),
    "nothing in it": ("xlsx", lambda path: by_hand.packed(path, {}), "file-broken"),
    "another zip": ("xlsx", lambda path: by_hand.packed(path, {"a.txt": "x"}), "file-broken"),
    "an .xls by another name": ("xlsx", lambda path: path.write_bytes(by_hand.xls()), "*"),
    "an .ods by another name": ("xlsx", ods(), "file-broken"),
    "deep markup": ("xlsx", xlsx(GOOD + "<x>" * 300_000), "*"),
    "an endless tag": ("xlsx", xlsx(GOOD + "<c " + "a" * 5_000_000), "file-broken"),
    "a sheet of blanks": ("xlsx", blanks, "file-packed"),
    "lying sizes": ("xlsx", lying, "*"),
    "a wide sheet": ("xlsx", xlsx(WIDE), "*"),
    "ods cells repeated": ("ods", ods(repeated(cells=2_000_000_000)), "sheet-extent"),
    "ods empty cells repeated": (
        "ods",
        ods(ODS_ROW.replace("<table:table-row>", f"<table:table-row>{EMPTY_CELLS}", 1)),
        "sheet-extent",
    ),
    "ods rows repeated": ("ods", ods(repeated(rows=900_000_000)), "sheet-extent"),
    "ods empty rows repeated": (
        "ods",
        ods(ODS_ROW + emptied(rows=900_000_000) + ODS_ROW),
        "sheet-extent",
    ),
    "ods empty rows at the end": ("ods", ods(ODS_ROW + emptied(16_384, 1_048_000)), None),
    "ods a number too large": ("ods", ods(repeated(cells="9" * 40)), "*"),
    "ods repeated minus one": ("ods", ods(repeated(cells=-1)), "file-broken"),
    "ods blanks": (
        "ods",
        ods(ODS_ROW.replace("One", '<text:s text:c="2000000000"/>')),
        "file-limit",
    ),
    "ods another sheet far": (
        "ods",
        ods(tables=[table("A", ODS_ROW), table("B", ODS_ROW + repeated(rows=900_000_000))]),
        "sheet-extent",
    ),
    "ods long text repeated": ("ods", ods(ODS_ROW + LONG_ROW), "file-memory"),
    "ods no content": ("ods", without("content.xml", by_hand.ods_parts()), "file-broken"),
    "ods no manifest": (
        "ods",
        without("META-INF/manifest.xml", by_hand.ods_parts()),
        "file-broken",
    ),
    "ods another mimetype": (
        "ods",
        with_part("mimetype", "text/plain", by_hand.ods_parts()),
        "file-broken",
    ),
    "ods entities": (
        "ods",
        with_part(
            "content.xml",
            BOMB + by_hand.ods_parts()["content.xml"].replace("One", "&d8;"),
            by_hand.ods_parts(),
        ),
        "*",
    ),
    "ods never closed": (
        "ods",
        with_part(
            "content.xml",
            by_hand.ods_parts()["content.xml"].split("</table:table>")[0],
            by_hand.ods_parts(),
        ),
        "file-broken",
    ),
    "xlsb far corner": (
        "xlsb",
        xlsb(BINARY + by_hand.binary_row(1_048_575, {16_383: "x"})),
        "sheet-extent",
    ),
    "xlsb beyond": ("xlsb", xlsb(BINARY + by_hand.binary_row(9, {0xFFFFFFFF: "x"})), "file-broken"),
    "xlsb a row beyond": (
        "xlsb",
        xlsb(BINARY + by_hand.binary_row(0xFFFFFFFF, {0: "x"})),
        "file-broken",
    ),
    "xlsb a string that is not there": (
        "xlsb",
        xlsb(BINARY + by_hand.record(7, struct.pack("<III", 0, 0, 9))),
        "file-broken",
    ),
    "xlsb a text longer than itself": (
        "xlsb",
        xlsb(BINARY + by_hand.record(6, struct.pack("<III", 0, 0, 0x7FFFFFFF))),
        "*",
    ),
    "xlsb short records": ("xlsb", xlsb(BINARY + by_hand.record(5, b"\1")), "file-broken"),
    "xlsb no list of sheets": (
        "xlsb",
        without("xl/workbook.bin", by_hand.xlsb_parts()),
        "file-broken",
    ),
    "xlsb no sheet": (
        "xlsb",
        without("xl/worksheets/sheet1.bin", by_hand.xlsb_parts()),
        "file-broken",
    ),
    "xlsb an empty sheet part": ("xlsb", xlsb(sheets=[b""]), "file-broken"),
    "xls far corner": ("xls", old((0, 0, "a"), (65_535, 65_535, "b")), "sheet-extent"),
    "xls a lying extent": ("xls", xls(rows=0xFFFFFFF0, columns=0xFFF0), "sheet-extent"),
    "xls listed often": ("xls", xls(rows=60_000, columns=250, places=2_000), "file-memory"),
    "xls cut short": ("xls", lambda path: path.write_bytes(by_hand.xls()[:1500]), "*"),
    "xls a circle of sectors": ("xls", circle, "*"),
    "xls without a book": (
        "xls",
        lambda path: path.write_bytes(by_hand.xls().replace(b"W\0o\0r\0k", b"X\0o\0r\0k")),
        "file-broken",
    ),
    "xls that is text": ("xls", lambda path: path.write_text("a\tb\n1\t2\n"), "file-broken"),
    "xls that is HTML": (
        "xls",
        lambda path: path.write_text("<table><tr><td>1</td></tr></table>"),
        "file-broken",
    ),
}


@pytest.mark.corpus(share=0.5)
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_workbook_is_refused(kind, tmp_path):
    ending, write, code = KINDS[kind]
    file = tmp_path / f"book.{ending}"
    write(file)
    told = judged(tmp_path, file)
    if code != "*":
        assert told == ([code] if code else [])


GOOD_BOOKS = {
    "xlsx": by_hand.xlsx_parts(),
    "ods": by_hand.ods_parts(),
    "xlsb": by_hand.xlsb_parts(),
}


@pytest.mark.corpus(share=0.1)
@pytest.mark.parametrize("seed", range(90))
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xlsb", "xls"])
def test_a_workbook_broken_anywhere_is_refused_or_read(ending, seed, tmp_path):
    throw, file = dice(seed), tmp_path / f"book.{ending}"
    if ending == "xls":
        data = by_hand.xls()
        for _ in range(1 + seed % 3):
            data = broken_bytes(data[:512] + data[512:], throw) if seed % 2 else _near(data, throw)
        file.write_bytes(data)
    elif seed % 3 == 0:
        file.write_bytes(broken_bytes(by_hand.packed(file, GOOD_BOOKS[ending]).read_bytes(), throw))
    else:
        parts = {
            k: v if isinstance(v, bytes) else v.encode() for k, v in GOOD_BOOKS[ending].items()
        }
        name = list(parts)[int(throw.integers(len(parts)))]
        breaking = broken_bytes if name.endswith(".bin") else broken_text
        for _ in range(1 + seed % 4):
            parts[name] = breaking(parts[name], throw) if parts[name] else b""
        by_hand.packed(file, parts)
    judged(tmp_path, file)


def _near(data, throw):
    """Break the records themselves, which fill little of the file."""
    at = 512 * (2 + int.from_bytes(data[44:48], "little"))
    return data[:at] + broken_bytes(data[at : at + 400], throw) + data[at + 400 :]


def test_a_far_cell_is_named_with_the_remedy(tmp_path):
    file = tmp_path / "far.xlsx"
    xlsx(GOOD + FAR)(file)
    with pytest.raises(InputError) as told:
        read_file(file)
    (one,) = told.value.problems
    assert "XFD1048576: 1,048,576 × 16,384 = 17,179,869,184 cells" in one.found
    assert "Delete what stands far" in one.fix and "请删除" in one.said("zh").fix


def test_only_the_sheet_that_is_read_counts(tmp_path):
    file = tmp_path / "two.xlsx"
    sheets = [by_hand.worksheet(GOOD), by_hand.worksheet(GOOD + FAR)]
    xlsx(names=("Good", "Far"), sheets=sheets)(file)
    assert read_file(file).frame.height == 2
    with pytest.raises(InputError, match="sheet-extent"):
        read_file(file, dialect=Dialect(sheet="Far"))
    assert sheet_names(file) == ("Good", "Far")
    binary = tmp_path / "two.xlsb"
    far = by_hand.binary_sheet(by_hand.binary_row(1_048_575, {16_383: "x"}))
    xlsb(names=("Good", "Far"), sheets=[by_hand.binary_sheet(BINARY), far])(binary)
    assert read_file(binary).frame.height == 2
    with pytest.raises(InputError, match="sheet-extent"):
        read_file(binary, dialect=Dialect(sheet="Far"))


def test_a_limit_can_be_raised(tmp_path):
    file = tmp_path / "a.xlsx"
    xlsx(GOOD + FAR.replace("XFD1048576", "C50000").replace("1048576", "50000"))(file)
    least = Limits(memory=4 << 20)
    with pytest.raises(InputError) as told:
        read_cells(file, limits=least)
    need = told.value.problems[0].values["need"]
    assert read_cells(file, limits=Limits(memory=need)).frame.height == 50_000
    with pytest.raises(InputError, match="file-memory"):  # the extent fits, its parser does not
        read_cells(file, limits=Limits(memory=8 << 20))


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xlsb", "xls"])
def test_extents_are_as_the_parser_finds_them(ending, tmp_path):
    file = tmp_path / f"a.{ending}"
    {"xlsx": xlsx, "ods": ods, "xlsb": xlsb, "xls": xls}[ending]()(file)
    assert read_cells(file).frame.shape == (3, 3)


def test_an_encrypted_member_is_told(tmp_path):
    file = tmp_path / "a.xlsx"
    xlsx()(file)
    data = file.read_bytes()
    with zipfile.ZipFile(file) as read:
        entry = read.infolist()[-1]
        at = read.start_dir
    marked = bytearray(data)
    marked[entry.header_offset + 6] |= 1
    last = marked.rindex(b"PK\x01\x02", at)
    marked[last + 8] |= 1
    file.write_bytes(bytes(marked))
    with pytest.raises(InputError, match="file-broken"):
        read_file(file)
