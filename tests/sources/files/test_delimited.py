"""CSV as people have it: any text comes back, and what is broken is told by line."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jiqun.core import InputError
from jiqun.sources.files import Dialect, read_file

CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x00", exclude_categories=("Cs",)),
    max_size=8,
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12)


def write(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read(tmp_path, data, name="a.csv", **options):
    return read_file(write(tmp_path / name, data), dialect=Dialect(**options))


def codes(raw):
    return [problem.code for problem in raw.row_problems + raw.problems + raw.cautions]


def not_blank(text):
    # white space as Unicode has it; Python's own strip takes some control characters too
    return any(c in "\x1c\x1d\x1e\x1f" or not c.isspace() for c in text)


@given(ROWS, st.sampled_from(",;\t|"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
@example([('"', '""', "\n"), ("a\n\nb", ',"', "x")], ",", csv.QUOTE_MINIMAL)
@example([("\x1f", "\n\n", "#")], ",", csv.QUOTE_MINIMAL)
@example([("\ufeff", "\x85", "\u2028")], ";", csv.QUOTE_ALL)
def test_what_csv_writes_comes_back(tmp_path_factory, rows, delimiter, quoting):
    # the standard library's writer is the outside reference
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerows([("a", "b", "c"), *rows])
    expected = [row for row in rows if any(not_blank(value) for value in row)]
    folder = tmp_path_factory.mktemp("csv")
    if not expected:
        with pytest.raises(InputError, match="file-rows"):
            read(folder, buffer.getvalue(), delimiter=delimiter)
        return
    raw = read(folder, buffer.getvalue(), delimiter=delimiter)
    assert raw.frame.columns == ["a", "b", "c"]
    assert [tuple(v or "" for v in row) for row in raw.frame.rows()] == expected
    assert raw.rejected.is_empty()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "\uff0c"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    text = "\n".join(delimiter.join(row) for row in (("区域", "year"), ("苏州", "1.5"), ("x", "2")))
    raw = read(tmp_path, text)
    assert raw.frame.rows() == [("苏州", "1.5"), ("x", "2")]


def test_decimal_commas_do_not_hide_a_semicolon(tmp_path):
    raw = read(tmp_path, "region;employment\na;1,5\nb;2,5\n")
    assert raw.frame.columns == ["region", "employment"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_chinese_in_any_encoding(tmp_path, encoding):
    text = "region,name\n320500,苏州市\n310000,上海市\n" * 3
    text = "region,name\n" + "320500,苏州市\n310000,上海市\n" * 3
    raw = read(tmp_path, text.encode(encoding))
    assert raw.frame["name"].to_list() == ["苏州市", "上海市"] * 3
    assert raw.frame.columns == ["region", "name"]
    assert codes(raw) == (["encoding-converted"] if encoding.startswith("gb") else [])


def test_gb18030_far_into_the_file(tmp_path):
    # an encoding guessed from the beginning would take the file for ASCII
    text = "region,name\n" + "a,plain\n" * 50_000 + "b,长三角\n"
    raw = read(tmp_path, text.encode("gb18030"))
    assert raw.frame["name"][-1] == "长三角"


def test_a_few_gbk_lines_among_utf8(tmp_path):
    lines = [
        b"region,name",
        *("苏州,市".encode() for _ in range(5)),
        "无锡,市".encode("gbk"),
    ]
    raw = read(tmp_path, b"\n".join(lines))
    assert raw.frame["region"].to_list() == ["苏州"] * 5 + ["无锡"]
    assert codes(raw) == ["encoding-mixed"]
    assert "line 7" in raw.cautions[0].found


def test_western_letters_are_not_taken_for_chinese(tmp_path):
    raw = read(tmp_path, "region,name\na,Zürich\nb,Besançon\nc,Mälaren\n".encode("cp1252"))
    assert raw.frame["name"].to_list() == ["Zürich", "Besançon", "Mälaren"]
    assert "cp1252" in raw.cautions[0].found


def test_a_named_encoding_that_is_wrong_names_the_line(tmp_path):
    with pytest.raises(InputError, match=r"line 2: bf .*\[encoding-unknown\]|line 2"):
        read(tmp_path, "region\n苏州\n".encode("gbk"), encoding="utf-8")


def test_ragged_lines_are_told_by_number_and_the_rest_is_read(tmp_path):
    text = 'a,b\n1,2\n3\n\n"x\ny",4\n5,6,7\n8,9\n'
    raw = read(tmp_path, text)
    assert raw.frame.rows() == [("1", "2"), ("x\ny", "4"), ("8", "9")]
    assert raw.lines.to_list() == [2, 5, 8]
    assert raw.rejected.rows() == [(3, "csv-ragged", "3"), (7, "csv-ragged", "5,6,7")]
    (problem,) = raw.row_problems
    assert problem.found == "another number of fields, 2 ×: line 3, line 7"


def test_nul_bytes(tmp_path):
    raw = read(tmp_path, b"a,b\n1,2\n3,\x004\n5,6\n7,8\n9,9\n")
    assert codes(raw) == ["csv-nul"]
    assert raw.rejected["line"].to_list() == [3]
    assert raw.frame.height == 4


@pytest.mark.parametrize("tail", ["5,6\n", "5,6\n" * 500])
def test_a_quotation_mark_never_closed_costs_one_line(tmp_path, tail):
    raw = read(tmp_path, 'a,b\n1,2\n"3,4\n' + tail)
    assert codes(raw) == ["csv-quote"]
    assert raw.rejected["line"].to_list() == [3]
    assert raw.frame.height == 1 + tail.count("\n")


def test_stray_quotation_marks_stay_part_of_the_value(tmp_path):
    raw = read(tmp_path, 'a,b\n5" x 6",2\n3,4\n')
    assert raw.frame.rows() == [('5" x 6"', "2"), ("3", "4")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"\n \r\n", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b"# only\n# comments\n", "file-empty"),
        (b"a,b\n", "file-rows"),
        (b"a,b\n\n\n", "file-rows"),
    ],
)
def test_nothing_to_read(tmp_path, data, code):
    with pytest.raises(InputError) as told:
        read(tmp_path, data)
    assert [problem.code for problem in told.value.problems] == [code]


def test_a_repeated_header_is_refused(tmp_path):
    raw = read(tmp_path, "a,b,a,,\n1,2,3,4,5\n")
    assert [problem.code for problem in raw.problems] == ["header-duplicate"]
    assert raw.frame.columns == ["a", "b", "a (2)", "column_4", "column_5"]


def test_comments_and_titles_above_the_header(tmp_path):
    assert read(tmp_path, "# a note\n\na,b\n1,2\n").lines.to_list() == [4]
    raw = read(tmp_path, "Employment by region\n\na,b\n1,2\n", header_row=3)
    assert raw.frame.rows() == [("1", "2")]
    with pytest.raises(InputError, match="header-row"):
        read(tmp_path, "a,b\n1,2\n", header_row=9)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_every_system(tmp_path, ending):
    raw = read(tmp_path, ending.join(["a,b", "1,2", "3,4", ""]))
    assert raw.frame.rows() == [("1", "2"), ("3", "4")]


def test_rows_of_delimiters_only_are_no_rows(tmp_path):
    raw = read(tmp_path, 'a,b,c\n1,2,3\n,,\n,,,,,\n"","",""\n4,5,6\n')
    assert raw.lines.to_list() == [2, 6]
    assert raw.rejected.is_empty()


def test_one_column_is_enough(tmp_path):
    assert read(tmp_path, "region\na\n\nb\n").frame["region"].to_list() == ["a", "b"]


@pytest.mark.parametrize("name", ["absent.csv", ".", "a.docx"])
def test_files_that_are_none(tmp_path, name):
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(InputError) as told:
        read_file(tmp_path / name)
    assert told.value.problems[0].code in {"file-missing", "file-kind"}


def test_the_quick_way_through_a_long_file_counts_the_same_lines(tmp_path):
    rows = ["a,b", "", *(f"{n},x" if n % 7 else "" for n in range(40_000)), '"q\n\nr",1', "1,2,3"]
    raw = read(tmp_path, "\n".join(rows))
    expected = [at for at, row in enumerate(rows, start=1) if row][1:-1]
    assert raw.lines.to_list() == expected
    assert raw.frame.row(-1) == ("q\n\nr", "1")
    assert raw.rejected["line"].to_list() == [len(rows) + 2]
