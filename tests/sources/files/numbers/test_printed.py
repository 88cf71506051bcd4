"""Numbers with words behind them, units in headers, and powers of ten that only move the point."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.sources.files import ColumnMap, ColumnSource, RawTable, apply_map
from jiqun.sources.files.numbers import multiplied
from jiqun.tables import schema

ACTIVITY = schema("activity")


def mapped(mapping=None, **columns):
    frame = pl.DataFrame(columns)
    raw = RawTable(frame=frame, lines=pl.int_range(2, 2 + frame.height, eager=True))
    return apply_map(raw, ACTIVITY, mapping, name="a.csv")


READ = {
    "1.2万": "12000", "１．２万": "12000", "3.4亿": "340000000", "12 thousand": "12000",
    "1,234人": "1234", "0.57万人": "5700", "1.2 万": "12000",
}  # fmt: skip
LEFT = ["12%", "5 b", "3.4亿元", "12k", "万", "1.2.3万", "12 个", "1-2万"]


@pytest.mark.parametrize("text", READ)
def test_words_behind_numbers_are_read(text):
    got = mapped(employment=[text, "7"])
    assert got.frame["employment"].to_list() == [READ[text], "7"]
    (told,) = got.cautions
    assert told.code == "values-worded" and text in told.found and told.values["count"] == 1


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_unit_of_the_column_stays_for_the_door(text):
    got = mapped(employment=[text])
    assert got.frame["employment"].to_list() == [text] and got.cautions == ()


def test_a_year_may_have_its_word_and_money_its_name():
    got = mapped(year=["2022年", "２０２２", "2022年度"], output=["3.4亿元", "2", "1.5 亿元"])
    assert got.frame["year"].to_list() == ["2022", "２０２２", "2022"]
    assert got.frame["output"].to_list() == ["340000000", "2", "150000000"]
    assert got.frame["currency"].to_list() == ["CNY"] * 3


def test_several_currencies_are_refused():
    got = mapped(output=["3亿元", "2 USD million"])
    assert [one.code for one in got.problems] == ["unit-currencies"]
    given = ColumnMap(constants={"currency": "EUR"}, units={"output": "亿元"})
    assert [one.code for one in mapped(given, output=["3"]).problems] == ["unit-currencies"]


HEADERS = {
    "就业人数(万人)": ("employment", 34000.0),
    "就业人数（千人）": ("employment", 3400.0),
    "Employment (thousands)": ("employment", 3400.0),
    "总产出(亿元)": ("output", 340000000.0),
    "Gross output, USD million": ("output", 3400000.0),
}


@pytest.mark.parametrize("header", HEADERS)
def test_a_unit_in_the_header_scales_and_is_told(header):
    got = mapped(**{header: ["3.4"]})
    column, right = HEADERS[header]
    assert got.frame[column].to_list() == [right]
    assert [one.code for one in got.cautions] == ["units-read"]


@pytest.mark.parametrize(
    "header", ["就业人数(亿元)", "就业人数(%)", "就业人数(女)", "产出率(亿元)"]
)
def test_a_header_of_another_kind_is_no_column(header):
    got = mapped(year=["2022"], establishments=["1"], **{header: ["3.4"]})
    assert got.ignored == (header,)
    assert "column-ignored" in [one.code for one in got.cautions]


def test_brackets_of_codes_do_not_matter():
    frame = pl.DataFrame({"可贸易": ["是"], "行业代码(国标)": ["C18"]})
    raw = RawTable(frame=frame, lines=pl.Series([2]))
    got = apply_map(raw, schema("categories"), name="c.csv")
    assert got.used == {"industry": "行业代码(国标)", "traded": "可贸易"}
    assert mapped(货币=["CNY"], 总产出=["3"]).used["currency"] == "货币"


def test_a_scale_of_the_map_goes_before_the_header():
    source = ColumnSource(column="就业人数(万人)", scale=10.0)
    got = mapped(ColumnMap(columns={"employment": source}), **{"就业人数(万人)": ["3.4"]})
    assert got.frame["employment"].to_list() == [34.0]
    own = ColumnMap(
        columns={"employment": ColumnSource(column="就业人数(万人)")}, units={"employment": "人"}
    )
    assert mapped(own, **{"就业人数(万人)": ["3.4"]}).frame["employment"].to_list() == ["3.4"]


def test_a_file_whose_numbers_are_all_left_out_is_refused():
    got = mapped(region=["a"], year=["2022"], 人数=["5"])
    assert [one.code for one in got.problems] == ["columns-keys"]
    meant = ColumnMap(ignore=("人数",))
    assert mapped(meant, region=["a"], year=["2022"], 人数=["5"]).problems == ()


# 0.57 × 10,000 is 5699.999999999999 in binary; a moved point is what was printed
@given(st.decimals(-(10**6), 10**6, places=3), st.sampled_from([1, 3, 4, 8]))
def test_a_power_of_ten_only_moves_the_point(number, power):
    got = multiplied(pl.Series([float(number)]), 10.0**power)[0]
    assert got == float(number.scaleb(power))


def test_other_factors_multiply():
    got = multiplied(pl.Series([3.0, None, 2.0]), pl.Series([0.5, 2.0, 1e4]))
    assert got.to_list() == [1.5, None, 20000.0]
