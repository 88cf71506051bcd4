"""What typed files store: taken where it means the same, told where it does not, never guessed."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pytest

from jiqun.core.words import merged
from jiqun.tables import Column, read_column, schema, schemas, validate

STORED = {
    "date": pl.Series([date(2020, 1, 1), None]),
    "datetime": pl.Series([date(2020, 1, 1), None]).cast(pl.Datetime("ns")),
    "zoned": pl.Series([datetime(2020, 1, 1, tzinfo=UTC), None]),
    "time": pl.Series([time(1), None]),
    "duration": pl.Series([timedelta(1), None]),
    "bytes": pl.Series([b"12", None]),
    "broken bytes": pl.Series([b"\xff\xfe", b"12"]),
    "struct": pl.Series([{"a": 1}, None]),
    "empty struct": pl.Series([{}, {}], dtype=pl.Struct({})),
    "list": pl.Series([[1, 2], None]),
    "list of texts": pl.Series([["a", " ", None], []]),
    "list of lists": pl.Series([[[1]], None]),
    "list of dates": pl.Series([[date(2020, 1, 1)], None]),
    "list of numbers": pl.Series([[1.5], None]),
    "map": pl.Series([[{"key": "a", "value": 1}], None]),
    "array": pl.Series([[1, 2], None], dtype=pl.Array(pl.Int64, 2)),
    "array of arrays": pl.Series([[[1], [2]], None], dtype=pl.Array(pl.Int64, (2, 1))),
    "object": pl.Series([object(), None], dtype=pl.Object),
    "categories": pl.Series(["12", "b"], dtype=pl.Categorical),
    "enum": pl.Series(["12", " b"], dtype=pl.Enum(["12", " b"])),
    "decimal": pl.Series([Decimal("1.50"), Decimal("2.00")]),
    "null": pl.Series([None, None]),
    "truth": pl.Series([True, None]),
    "float": pl.Series([1.5, float("nan"), float("inf"), -float("inf"), 2.0, 1e308, 5e-324, -0.0]),
    "single": pl.Series([0.1, 16777217.0], dtype=pl.Float32),
    "unsigned": pl.Series([2**64 - 1, 1], dtype=pl.UInt64),
    "huge": pl.Series([2**100, 1], dtype=pl.Int128),
    "byte": pl.Series([1, -2], dtype=pl.Int8),
    "text": pl.Series(["12", "\x00", "inf", "9" * 400, "", "NaN"]),
}
#: What means something else in a column of this type, whatever its values.
STRANGE = {
    "number": {"date", "datetime", "zoned", "time", "duration", "struct", "empty struct", "list",
               "list of texts", "list of lists", "list of dates", "list of numbers", "map",
               "array", "array of arrays", "object", "truth", "broken bytes"},
}  # fmt: skip
STRANGE["integer"] = STRANGE["code"] = STRANGE["number"]
STRANGE["text"] = STRANGE["number"] - {"date", "datetime", "zoned", "time", "truth"}
STRANGE["boolean"] = STRANGE["number"] - {"truth"}
STRANGE["codes"] = STRANGE["number"] - {"list", "list of texts", "array"}
STRANGE["geometry"] = (STRANGE["number"] - {"broken bytes"}) | {
    "decimal", "float", "single", "unsigned", "huge", "byte",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(STRANGE))
@pytest.mark.parametrize("stored", sorted(STORED))
def test_every_stored_kind_is_read_or_told(stored, kind):
    given = STORED[stored].alias("x")
    column = Column(name="x", type=kind, title={})
    typed, unreadable = read_column(given, column)
    assert typed.dtype == column.dtype
    assert len(typed) == len(unreadable) == len(given)
    if stored in STRANGE[kind]:
        assert typed.null_count() == len(given)
        assert unreadable.equals(given.is_not_null())
    assert not (typed.is_not_null() & unreadable).any()


@pytest.mark.parametrize("stored", sorted(STORED))
@pytest.mark.parametrize("table", sorted(schemas()))
def test_a_file_of_one_kind_throughout_is_told_in_both_languages(table, stored):
    target = schema(table)
    given = STORED[stored]
    checked = validate(pl.DataFrame([given.alias(name) for name in target.names]), target)
    for one in (*checked.problems, *checked.cautions):
        assert one.code in merged("problems")
        for lang in ("en", "zh"):
            said = one.said(lang)
            assert said.fix
            assert said.found != one.code
    assert checked.accepted.height + checked.rejected.height == len(given)


@pytest.mark.parametrize(
    ("stored", "kind", "values"),
    [
        ("bytes", "code", ["12", None]),
        ("bytes", "number", [12.0, None]),
        ("categories", "integer", [12, None]),
        ("enum", "code", ["12", "b"]),
        ("categories", "codes", [["12"], ["b"]]),
        ("decimal", "number", [1.5, 2.0]),
        ("decimal", "integer", [None, 2]),
        ("decimal", "code", [None, "2"]),
        ("unsigned", "code", ["18446744073709551615", "1"]),
        ("unsigned", "integer", [None, 1]),
        ("single", "code", [None, "16777216"]),
        ("list", "codes", [["1", "2"], None]),
        ("list of texts", "codes", [["a"], []]),
        ("array", "codes", [["1", "2"], None]),
        ("date", "text", ["2020-01-01", None]),
        ("float", "number", [1.5, None, None, None, 2.0, 1e308, 5e-324, -0.0]),
    ],
)
def test_what_means_the_same_is_taken(stored, kind, values):
    if stored == "single":
        values = [None, "16777216"]  # 16777217 cannot be stored in 32 bits; its neighbour can
    typed, _ = read_column(STORED[stored], Column(name="x", type=kind, title={}))
    assert typed.to_list() == values


def check(table, known=None, **columns):
    return validate(pl.DataFrame(columns), schema(table), known=known)


def activity(**columns):
    return check("activity", region=["a"] * 2, industry=["1", "2"], **columns)


def test_a_date_is_not_a_number_nor_a_year_nor_a_code():
    day = [datetime(2020, 1, 1, tzinfo=UTC)] * 2
    told = activity(year=day, employment=day)
    kinds = [p.subject for p in told.problems if p.code == "column-kind"]
    assert kinds == ["activity.year", "activity.employment"]
    assert "year as a number" in told.problems[0].fix
    assert told.accepted.is_empty()
    codes = check("regions", region=[date(2020, 1, 3), date(2020, 1, 4)], level=["c", "c"])
    assert [p.code for p in codes.problems] == ["column-kind"]
    assert "spreadsheet" in codes.problems[0].fix


def test_nan_is_no_value_and_is_told():
    told = activity(year=[2020, 2020], employment=[float("nan"), 3.0])
    assert told.accepted["employment"].to_list() == [None, 3.0]
    assert [c.code for c in told.cautions if c.code == "value-nan"] == ["value-nan"]
    assert not told.problems


@pytest.mark.parametrize("value", [1e32, 1e308, 1.0000001e10, -1e-9, float("inf")])
def test_jobs_that_cannot_be_are_refused(value):
    told = activity(year=[2020, 2020], employment=[value, 3.0])
    assert told.problems[0].code in {"value-range", "value-type"}
    assert told.accepted.height == 1


def test_every_number_of_the_tables_has_bounds():
    open_ended = [
        f"{table.name}.{column.name}"
        for table in schemas().values()
        for column in table.columns
        if column.type in {"number", "integer"} and None in (column.minimum, column.maximum)
    ]
    assert not open_ended


def test_next_to_nothing_is_refused_and_very_many_are_doubted():
    tiny = activity(year=[2020, 2020], employment=[5e-324, 0.001])
    assert [p.code for p in tiny.problems] == ["value-tiny"]
    many = activity(year=[2020, 2020], employment=[5e9, 1e9])
    assert not many.problems
    assert [c.code for c in many.cautions if c.code == "value-unusual"] == ["value-unusual"]


def test_codes_that_differ_in_case_or_width_are_doubted():
    told = check("regions", region=["c39", "C39", "Ｃ39", "d"], level=["x"] * 4)
    assert not told.problems
    assert [(c.code, c.values["count"]) for c in told.cautions] == [("code-twins", 1)]
    before = {("regions", "region"): pl.Series(["D"])}
    later = check("regions", before, region=["d"], level=["x"])
    assert [c.code for c in later.cautions] == ["code-twins"]
    quiet = check("regions", {("regions", "region"): pl.Series(["E", "e"])}, region=["d"],
                  level=["x"])  # fmt: skip
    assert not quiet.cautions


@pytest.mark.parametrize(
    ("wkt", "code"),
    [
        ("POLYGON ((0 0, 200 0, 0 9, 0 0))", "geometry-place"),
        ("POLYGON ((500000 4000000, 500001 4000000, 500000 4000001, 500000 4000000))",
         "geometry-place"),
        ("POINT (NaN 3)", "geometry-place"),
        ("LINESTRING (0 0, inf 3)", "geometry-place"),
        ("POLYGON EMPTY", "geometry-empty"),
        ("POLYGON ((0 0, 1 1", "value-type"),
        ("GEOMETRYCOLLECTION (" * 100_000 + "POINT (1 1)" + ")" * 100_000, "value-type"),
    ],
)  # fmt: skip
def test_boundaries_that_no_place_has(wkt, code):
    told = check("regions", region=["a"], level=["x"], geometry=[wkt])
    assert code in [one.code for one in (*told.problems, *told.cautions)]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("collection", [7, 1007, 3007, 0x80000007, 0x20000007])
def test_bytes_nested_without_end_are_told_and_kill_nothing(order, collection):
    import struct

    mark = b"\x01" if order == "<" else b"\x00"
    level = mark + struct.pack(f"{order}I", collection)
    level += struct.pack(f"{order}I", 4326) if collection == 0x20000007 else b""
    deep = (level + struct.pack(f"{order}I", 1)) * 200_000
    told = check("regions", region=["a"], level=["x"], geometry=[deep])
    assert [p.code for p in told.problems] == ["value-type"]


def test_cut_bytes_are_no_boundary():
    import shapely

    whole = shapely.to_wkb(shapely.box(0, 0, 1, 1))
    parts = [whole[:at] for at in range(1, len(whole))]
    told = check(
        "regions", region=[str(at) for at in range(len(parts))], level=["x"] * len(parts),
        geometry=parts,
    )  # fmt: skip
    assert [(p.code, p.values["count"]) for p in told.problems] == [("value-type", len(parts))]
