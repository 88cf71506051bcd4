"""Layouts: header lines, merged cells, cells filled down, rows left out, columns made rows."""

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources.files import (
    ColumnMap,
    RawTable,
    Span,
    Unpivot,
    apply_map,
    header_words,
    laid_out,
    read_file,
    read_map,
)
from jiqun.sources.files.contents import Dialect
from jiqun.sources.files.limits import Limits
from jiqun.tables import schema

ACTIVITY = schema("activity")
WIDE = """title
地区,纺织,,汽车,,合计
,单位数,人数,单位数,人数,人数
,个,万人,个,万人,万人
海曙,1,2.5,3,4,6.5
江北,5,…,7,8,8
全  市,6,2.5,10,12,14.5
注:规上,,,,,
"""
MAP = """
table = "activity"
header_row = 2
header_rows = 2
skip = 1
[drop]
"地区" = ["全市", "注*"]
[unpivot]
keep = ["地区"]
levels = ["industry", "value"]
drop = ["合计"]
[columns]
region = "地 区"
establishments = "单位数"
employment = { column = "人数", unit = "万人" }
[constants]
year = 2022
[missing]
employment = ["…"]
"""


def write(tmp_path, text, name="map.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def long(tmp_path, text=WIDE, rules=MAP):
    mapping = read_map(write(tmp_path, rules))
    raw = read_file(write(tmp_path, text, "wide.csv"), dialect=mapping.dialect)
    laid = laid_out(raw, schema(mapping.table), mapping, name="wide.csv")
    return laid, apply_map(laid.raw, schema(mapping.table), mapping, name="wide.csv")


def test_a_wide_table_becomes_long(tmp_path):
    laid, mapped = long(tmp_path)
    assert laid.problems == () and mapped.problems == ()
    columns = ("region", "industry", "year", "establishments", "employment")
    # by hand: 2.5 万人 are 25,000 persons; … is no number of persons
    assert mapped.frame.select(columns).rows() == [
        ("海曙", "纺织", 2022, "1", 25000.0),
        ("海曙", "汽车", 2022, "3", 40000.0),
        ("江北", "纺织", 2022, "5", None),
        ("江北", "汽车", 2022, "7", 80000.0),
    ]
    assert laid.raw.lines.to_list() == [5, 5, 6, 6]
    assert [one.code for one in laid.cautions] == ["rows-dropped", "columns-dropped"]
    assert laid.cautions[0].values["count"] == 2
    assert laid.dropped.frame["地区"].to_list() == ["全  市", "全  市", "注:规上", "注:规上"]


def test_years_and_regions_stand_across(tmp_path):
    text = "行业,海曙,海曙,江北\n,2021年,2022年,2022年\n纺织,1,2,3\n"
    rules = """
table = "activity"
header_rows = 2
[unpivot]
keep = ["行业"]
levels = ["region", "year"]
value = "output"
[columns]
industry = "行业"
[units]
output = "亿元"
"""
    laid, mapped = long(tmp_path, text, rules)
    assert (laid.problems, mapped.problems) == ((), ())
    assert mapped.frame.select("region", "industry", "year", "output", "currency").rows() == [
        ("海曙", "纺织", "2021", 1e8, "CNY"),
        ("海曙", "纺织", "2022", 2e8, "CNY"),
        ("江北", "纺织", "2022", 3e8, "CNY"),
    ]


WRONG = [
    ('levels = ["industry", "value"]', 'levels = ["industry", ""]\nvalue = "output"', "twice"),
    ('drop = ["合计"]', "", "twice"),
    ('keep = ["地区"]\n', "keep = []\n", "blank"),
]


@pytest.mark.parametrize(("old", "new", "case"), WRONG)
def test_a_header_that_does_not_tell_is_refused(tmp_path, old, new, case):
    text = WIDE.replace("合计", "汽车")
    laid, _ = long(tmp_path, text, MAP.replace(old, new).replace('region = "地 区"\n', ""))
    assert ("unpivot-columns", case) in {(one.code, one.case) for one in laid.problems}


@pytest.mark.parametrize(
    ("words", "spans", "right"),
    [
        ([["a", "", "b"], ["x", "y", "z"]], (), [("a", "x"), ("a", "y"), ("b", "z")]),
        ([["", "a", ""], ["k", "x", "y"]], (), [("", "k"), ("a", "x"), ("a", "y")]),
        (
            [["k", "a", "", ""], ["", "x", "y", ""]],
            (),
            [("k", ""), ("a", "x"), ("a", "y"), ("", "")],
        ),
        (
            [["a", "", "", "b", ""], ["p", "", "q", "", ""], list("12345")],
            (),
            [("a", "p", "1"), ("a", "p", "2"), ("a", "q", "3"), ("b", "", "4"), ("b", "", "5")],
        ),
        # merged cells say how far a word holds, and no further
        (
            [["a", "", ""], ["x", "y", "z"]],
            (Span(0, 0, 0, 1),),
            [("a", "x"), ("a", "y"), ("", "z")],
        ),
    ],
)
def test_upper_lines_hold_for_the_columns_under_them(words, spans, right):
    assert header_words(words, spans=spans) == right


def raw(**columns):
    frame = pl.DataFrame(columns)
    return RawTable(frame=frame, lines=pl.int_range(2, 2 + frame.height, eager=True))


def test_empty_cells_repeat_the_one_above():
    given = raw(地区=["a", None, " ", "b", None], x=list("12345"))
    laid = laid_out(given, ACTIVITY, ColumnMap(fill=("地区",)))
    assert laid.raw.frame["地区"].to_list() == ["a", "a", "a", "b", "b"]
    assert (laid.cautions[0].code, laid.cautions[0].values["count"]) == ("cells-filled", 3)


def test_a_column_of_the_layout_that_is_not_there_is_told():
    mapping = ColumnMap(fill=("地方",), drop={"行": ("x",)})
    told = laid_out(raw(地区=["a"]), ACTIVITY, mapping).problems
    assert [(one.code, one.subject) for one in told] == [
        ("map-source", "file [fill]"),
        ("map-source", "file [drop]"),
    ]


@pytest.mark.parametrize("pattern", ["(a+)+$", "[", "a" * 200, "\\", "*" * 200])
def test_a_pattern_is_no_expression(pattern):
    given = raw(x=["a" * 40 + "!", pattern])
    laid = laid_out(given, ACTIVITY, ColumnMap(drop={"x": (pattern,)}))
    assert pattern not in laid.raw.frame["x"].to_list()


def test_a_table_that_would_be_too_long_is_refused():
    given = raw(k=["a"] * 100, **{f"c{at}": ["1"] * 100 for at in range(50)})
    mapping = ColumnMap(unpivot=Unpivot(keep=("k",), levels=("industry",), value="output"))
    with pytest.raises(InputError) as told:
        laid_out(given, ACTIVITY, mapping, limits=Limits(rows=1000))
    assert told.value.problems[0].code == "file-limit"


@pytest.mark.parametrize(("rows", "skip"), [(2, 9), (20, 0)])
def test_a_header_as_long_as_the_file_is_refused(tmp_path, rows, skip):
    path = write(tmp_path, "a,b\n1,2\n", "a.csv")
    with pytest.raises(InputError) as told:
        read_file(path, dialect=Dialect(header_rows=rows, skip=skip))
    assert told.value.problems[0].code == "header-row"


BAD = """
table = "activity"
header_rows = 0
skip = -1
fill = "地区"
[drop]
a = [1]
[unpivot]
keep = ["a"]
levels = ["industry", "industry", "colour"]
value = "region"
more = 1
[units]
employment = "亿元"
output = "smoots"
region = "人"
[columns]
payroll = { column = "p", unit = "元", scale = 3 }
[names]
region = "cn-admin"
employment = { list = "cn-admin" }
[ask]
year = 2
"""


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    with pytest.raises(InputError) as told:
        read_map(write(tmp_path, BAD))
    at = {one.subject.partition("[")[2].rstrip("]") for one in told.value.problems}
    assert {
        "header_rows", "skip", "fill", "drop.a", "unpivot.levels", "unpivot.value", "unpivot",
        "units.employment", "units.output", "units.region", "columns.payroll.unit",
        "names.region", "names.employment", "ask.year",
    } <= at  # fmt: skip


@pytest.mark.parametrize(
    ("text", "given", "case"),
    [("", None, "none"), ('table = "x"', None, "unknown"), ('table = "regions"', ACTIVITY, "")],
)
def test_a_map_for_another_table_is_refused(tmp_path, text, given, case):
    with pytest.raises(InputError) as told:
        read_map(write(tmp_path, text), given)
    (problem,) = told.value.problems
    assert (problem.code, problem.case) == ("map-table", case)


def test_merged_cells_of_a_workbook_are_read(tmp_path, cases):
    mapping = read_map(
        write(
            tmp_path,
            MAP.replace("header_row = 2", "header_row = 3")
            .replace("skip = 1\n", "")
            .replace("人数", "从业人员"),
        )
    )
    book = read_file(cases / "25-yearbook" / "年鉴.xlsx", dialect=mapping.dialect)
    assert book.heads["汽车制造业 / 从业人员"] == ("汽车制造业", "从业人员")
    laid = laid_out(book, ACTIVITY, mapping)
    # 10 districts by 6 industries; the row of the whole city and the note are left out
    assert laid.raw.frame.height == 60 and laid.problems == ()
    got = apply_map(laid.raw, ACTIVITY, mapping).frame.row(0, named=True)
    assert (got["region"], got["employment"]) == ("海曙区", 37400.0)


def test_a_note_of_another_number_of_fields_is_dropped_like_a_row(tmp_path):
    text = "a,b\n1,2\n注：一\n资料来源:x\n3\n"
    raw_file = read_file(write(tmp_path, text, "n.csv"))
    laid = laid_out(raw_file, ACTIVITY, ColumnMap(drop={"a": ("注*", "资料来源*")}), name="n.csv")
    assert [one.code for one in raw_file.row_problems] == ["csv-ragged"]
    (left,) = laid.raw.row_problems
    assert (left.values["count"], left.values["lines"]) == (1, [5])
    assert "line 5" in left.found and laid.raw.rejected["line"].to_list() == [5]
    assert [(one.code, one.case) for one in laid.cautions] == [("rows-dropped", "lines")]
    none = laid_out(raw_file, ACTIVITY, ColumnMap(drop={"a": ("注*", "资料来源*", "3")}))
    assert none.raw.row_problems == () and none.raw.rejected.is_empty()
