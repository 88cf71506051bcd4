"""A column that feeds several of the table's: none of them is lost without a word."""

import polars as pl
import pytest

from jiqun.sources.files import RawTable, apply_map, read_map
from jiqun.tables import schema

TOKENS = '["(D)", "(L)", "*"]'
MISSING = f"[missing]\nemployment = {TOKENS}\n"
WITHHELD = f'withheld = {{ column = "employment", equals = {TOKENS} }}\n'


def mapped(tmp_path, entries, **columns):
    (tmp_path / "m.toml").write_text(entries, encoding="utf-8")
    frame = pl.DataFrame(columns)
    raw = RawTable(frame=frame, lines=pl.int_range(2, 2 + frame.height, eager=True))
    return apply_map(raw, schema("activity"), read_map(tmp_path / "m.toml", schema("activity")))


@pytest.mark.parametrize("named", ["", 'employment = "employment"\n'])
def test_a_column_that_also_says_what_is_withheld_keeps_its_numbers(tmp_path, named):
    got = mapped(
        tmp_path, f"{MISSING}[columns]\n{named}{WITHHELD}", employment=["(D)", "(L)", "*", "77"]
    )
    assert got.frame["employment"].to_list() == [None, None, None, "77"]
    assert got.frame["withheld"].to_list() == [True, True, True, False]


@pytest.mark.parametrize("title", ["Employment", "就业人数", "EMPLOYMENT"])
def test_so_does_one_that_is_named_by_its_title(tmp_path, title):
    entries = f'[columns]\nwithheld = {{ column = "{title}", equals = ["D"] }}\n'
    got = mapped(tmp_path, entries, **{title: ["D", "77"]})
    assert got.frame["employment"].to_list() == ["D", "77"]


def test_a_token_that_is_missing_everywhere_still_says_that_it_was_there(tmp_path):
    entries = f'[missing]\n"*" = ["D", "n/a"]\n[columns]\n{WITHHELD.replace("(D)", "D")}'
    got = mapped(tmp_path, entries, employment=["D", "n/a", "77", None])
    assert got.frame["withheld"].to_list() == [True, None, False, None]
    assert got.frame["employment"].to_list() == [None, None, "77", None]


def test_two_columns_may_ask_the_same_one(tmp_path):
    entries = (
        '[columns]\nwithheld = { column = "employment", equals = ["D"] }\n'
        'size_class = { column = "employment", equals = ["s"] }\n'
    )
    got = mapped(tmp_path, entries, employment=["D", "77"])
    assert got.frame["employment"].to_list() == ["D", "77"]


def test_a_column_that_is_taken_as_another_is_told(tmp_path):
    got = mapped(tmp_path, '[columns]\nestablishments = "employment"\n', employment=["5"])
    (caution,) = got.cautions
    assert (caution.code, caution.values["own"]) == ("column-renamed", "employment")
    both = '[columns]\nestablishments = "employment"\nemployment = "employment"\n'
    assert not mapped(tmp_path, both, employment=["5"]).cautions


def test_lost_zeros_are_filled_behind_protective_marks(tmp_path):
    got = mapped(tmp_path, "[pad]\nregion = 5\n", region=["'6037", '="1001"', "1003.0", "48201"])
    assert got.frame["region"].to_list() == ["06037", "01001", "01003", "48201"]
