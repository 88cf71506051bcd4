"""The door: what is refused, how it is told, and what a type reads."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.tables import Column, read_column, schema, schemas, validate

REGIONS = {("regions", "region"): pl.Series(["a", "b"])}
INDUSTRIES = {
    ("industries", "industry"): pl.Series(["1", "2"]),
    ("industries", "system"): pl.Series(["NAICS 2012", "NAICS 2017"]),
}


def activity(**columns):
    base = {"region": ["a", "b"], "industry": ["1", "1"], "year": ["2020", "2020"]}
    return pl.DataFrame(base | columns)


def codes(checked):
    return [(p.code, p.subject.split(".")[-1]) for p in checked.problems]


def check(frame, table="activity", **options):
    known = options.pop("known", REGIONS | INDUSTRIES)
    return validate(frame, schema(table), known=known, lines=2, **options)


def one(values, kind):
    column = Column(name="x", type=kind, title={})
    typed, bad = read_column(pl.Series("x", values), column)
    return typed.to_list(), bad.to_list()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        (" 12 ", 12.0),
        ("\u300012\u3000", 12.0),
        ("-1.5e3", -1500.0),
        ("1,234", 1234.0),
        ("1,234,567.25", 1234567.25),
        ("1 234 567", 1234567.0),
        ("1\u202f234", 1234.0),
        ("1'234", 1234.0),
        ("\uff11\uff12\uff0e\uff15", 12.5),
        ("\uff11\uff0c\uff12\uff13\uff14", 1234.0),
        ("\u22125", -5.0),
    ],
)
def test_numbers_as_people_write_them(text, value):
    assert one([text], "number") == ([value], [False])


@pytest.mark.parametrize(
    "text", ["1,5", "12,34", "1,23,456", "12%", "¥12", "n/a", "inf", "NaN", "1_000", "1.2.3", "--1"]
)
def test_what_is_no_number_is_not_guessed(text):
    assert one([text], "number") == ([None], [True])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_back(number):
    assert one([repr(number)], "number")[0] == [number]


@given(st.integers(-(2**53), 2**53))
def test_every_whole_number_comes_back_grouped_or_not(number):
    assert one([str(number), f"{number:,}"], "integer")[0] == [number, number]


@pytest.mark.parametrize(
    ("values", "kind", "expected", "bad"),
    [
        (["2020.0", "2020.5", "x", ""], "integer", [2020, None, None, None], [0, 1, 1, 0]),
        ([2020.0, 2020.5, math.nan], "integer", [2020, None, None], [0, 1, 0]),
        ([1.0, math.inf, math.nan], "number", [1.0, None, None], [0, 1, 0]),
        ([1001, None], "code", ["1001", None], [0, 0]),
        ([1001.0, 1.5], "code", ["1001", None], [0, 1]),
        (["Yes", "否", "0", "maybe"], "boolean", [True, False, False, None], [0, 0, 0, 1]),
        ([1, 0, 2], "boolean", [True, False, None], [0, 0, 1]),
        (["a; b|c", "", "\u3001"], "codes", [["a", "b", "c"], None, []], [0, 0, 0]),
        ([[1], [2]], "number", [None, None], [1, 1]),
    ],
)
def test_types(values, kind, expected, bad):
    assert one(values, kind) == (expected, [bool(mark) for mark in bad])


def test_a_shape_in_words():
    typed, bad = one(["POINT (1 2)", "POINT (", ""], "geometry")
    assert [value is None for value in typed] == [False, True, True]
    assert bad == [False, True, False]


def test_good_rows_pass_with_all_columns_typed():
    checked = check(activity(employment=["5", ""]))
    assert checked.problems == ()
    assert checked.accepted.schema == pl.Schema(schema("activity").polars())
    assert checked.accepted["employment"].to_list() == [5.0, None]


def test_each_kind_is_told_once_a_column_with_count_lines_and_remedy():
    frame = pl.DataFrame(
        {
            "region": ["a", "a", None, "zz", "b"],
            "industry": ["1"] * 5,
            "year": ["2020", "2020", "20x0", "2020", "99999"],
            "employment": ["-5", "x", "1", "2", "3"],
            "payroll": ["1", None, None, None, None],
            "currency": [None, None, None, "yuan", None],
            "employment_low": ["9", None, None, None, None],
            "employment_high": ["1", None, None, None, None],
        }
    )
    checked = check(frame)
    assert codes(checked) == [
        ("value-missing", "region"),
        ("value-type", "year"),
        ("value-range", "year"),
        ("value-type", "employment"),
        ("value-range", "employment"),
        ("value-pattern", "currency"),
        ("currency-missing", "currency"),
        ("value-order", "employment_low"),
        ("key-duplicate", "region"),
        ("reference-unknown", "region"),
    ]
    told = {p.code + p.subject: p for p in checked.problems}
    assert "'zz' in line 5" in told["reference-unknownactivity.region"].found
    assert "line 2, 'a · 1 · 2020' in line 3" in told["key-duplicateactivity.region"].found.replace(
        "'a · 1 · 2020' in line 2", "line 2"
    )
    assert all(p.fix and p.expected for p in checked.problems)
    assert checked.accepted.is_empty()
    assert checked.rejected["line"].to_list() == [2, 3, 4, 5, 6]
    assert checked.rejected.row(2) == (2, 4, "region; year", "value-missing; value-type")


def test_counts_and_the_first_three_rows_only():
    checked = check(
        activity().head(1).with_columns(employment=pl.lit("x")).select(pl.all()), "activity"
    )
    assert checked.problems[0].found == "cannot be read, 1 ×: 'x' in line 2"
    many = pl.DataFrame(
        {"region": ["a"] * 1234, "industry": ["1"] * 1234, "year": range(1000, 2234)}
    ).with_columns(employment=pl.lit("-"))
    found = check(many).problems[0].found
    assert found.startswith("signs in place of numbers, 1,234 ×: '-' in line 2, '-' in line 3")
    assert found.endswith("and 1,231 more")


def test_problems_speak_chinese():
    problem = check(activity(employment=["x", "1"])).problems[0]
    said = problem.said("zh")
    assert (
        said.found == "1行无法识别：第2行 'x'"
        and said.expected == "类型为 number 的值，例如 1234.5"
    )
    assert problem.values["lines"] == [2] and problem.values["count"] == 1


def test_missing_and_foreign_columns():
    checked = check(pl.DataFrame({"region": ["a"], "colour": ["red"]}))
    assert codes(checked) == [
        ("column-missing", "industry"),
        ("column-missing", "year"),
        ("column-unknown", "colour"),
    ]
    assert checked.accepted.is_empty()


def test_a_table_that_is_not_loaded_costs_a_caution_only():
    checked = check(activity(), known={})
    assert checked.problems == ()
    assert [c.code for c in checked.cautions] == ["reference-unchecked"] * 2
    assert checked.accepted.height == 2


def test_a_lost_leading_zero_is_guessed():
    known = {("regions", "region"): pl.Series(["01001", "b"])} | INDUSTRIES
    problem = check(activity(region=["1001", "b"]), known=known).problems[0]
    assert "'1001' ≈ '01001'" in problem.found and "[pad]" in problem.fix


def test_mixed_vintages_are_flagged():
    frame = pl.DataFrame(
        {
            "definition": ["d", "d", "e"],
            "category": ["c", "c", "c"],
            "industry": ["1", "2", "1"],
            "traded": ["true", "true", "false"],
        }
    )
    checked = check(frame, "categories")
    assert checked.problems == ()
    (caution,) = checked.cautions
    assert caution.code == "vintage-mixed"
    assert "NAICS 2012, NAICS 2017" in caution.found


def test_rows_of_one_file_may_name_each_other():
    frame = pl.DataFrame(
        {
            "region": ["s", "c", "d"],
            "level": ["state", "county", "county"],
            "parent": [None, "s", "x"],
        }
    )
    checked = check(frame, "regions", known={})
    assert codes(checked) == [("reference-unknown", "parent")]
    assert checked.accepted["region"].to_list() == ["s", "c"]


def test_what_hangs_on_a_refused_row_is_refused_with_it():
    frame = pl.DataFrame(
        {
            "region": ["s", "c", "t", "other"],
            "level": ["state", "county", "town", "town"],
            "parent": [None, "s", "c", None],
            "lat": ["99", "1", "1", "1"],
        }
    )
    checked = check(frame, "regions", known={})
    assert codes(checked) == [("value-range", "lat"), ("reference-refused", "parent")]
    assert checked.accepted["region"].to_list() == ["other"]


def test_codes_with_control_characters_are_refused():
    frame = pl.DataFrame({"region": ["a\nb", "c\x00"], "level": ["x", "x"]})
    assert codes(check(frame, "regions", known={})) == [("value-control", "region")]


@pytest.mark.parametrize("name", sorted(schemas()))
def test_an_empty_frame_of_every_table_is_good(name):
    checked = validate(schema(name).empty(), schema(name))
    assert checked.problems == () and checked.accepted.height == 0


@pytest.mark.parametrize("chain", [None, ["robots", None], ["robots", " "]])
def test_a_default_stands_for_what_is_not_there(chain):
    frame = pl.DataFrame({"node": ["a", "b"]} | ({"chain": chain} if chain else {}))
    checked = check(frame, "chain_nodes")
    assert checked.problems == () and checked.cautions == ()
    assert checked.accepted["chain"].to_list() == [chain[0] if chain else "main", "main"]


def test_one_node_is_in_two_chains_but_once_in_each():
    frame = pl.DataFrame({"chain": ["x", None, "main"], "node": ["a", "a", "a"]})
    assert codes(check(frame, "chain_nodes")) == [("key-duplicate", "chain")]
    assert check(frame.head(2), "chain_nodes").accepted.height == 2


def test_who_supplies_a_node_may_be_no_organisation_and_dates_are_no_ruined_codes():
    frame = pl.DataFrame(
        {
            "node": ["a"] * 3,
            "supplier": ["QF1", "XA1", "XA2"],
            "country": ["QS", "XA", "XA"],
            "share": ["0.5", "0.3", "0.2"],
            "date": ["2024", "2024-05", "2024-05-31"],
        }
    )
    nodes = {("chain_nodes", "node"): pl.Series(["a"])}
    checked = check(frame, "chain_suppliers", known=nodes)
    assert checked.problems == () and checked.accepted.height == 3
    other = frame.with_columns(date=pl.lit("May 2024"), node=pl.lit("b"), share=pl.lit("1.5"))
    assert codes(check(other, "chain_suppliers", known=nodes)) == [
        ("value-range", "share"),
        ("value-pattern", "date"),
        ("reference-unknown", "node"),
    ]
