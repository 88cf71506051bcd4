"""Codes and texts: how long they may be, and characters that nobody sees."""

import unicodedata

import polars as pl
import pytest

from jiqun.tables import schemas, validate

SCHEMAS = schemas()
UNSEEN = [
    *"\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u00ad\u061c\u180e\ufe0f",
    "\U000e0041",
]


def regions(*codes, **columns):
    told = {"region": codes, "level": ["city"] * len(codes), **columns}
    return validate(pl.DataFrame(told), SCHEMAS["regions"], lines=2)


def codes(problems):
    return [problem.code for problem in problems]


def test_every_code_and_text_says_how_long_it_may_be():
    for table in SCHEMAS.values():
        for column in table.columns:
            assert bool(column.longest) == (column.type in {"code", "codes", "text"})


@pytest.mark.parametrize("length", [201, 140_000])
def test_a_code_too_long_is_refused_with_its_line(length):
    checked = regions("a", "区" * length)
    (told,) = checked.problems
    assert (told.code, told.values["lines"], told.values["most"]) == ("value-long", [3], 200)
    assert len(told.told("en")) < 400 and "200" in told.told("zh")
    assert checked.accepted["region"].to_list() == ["a"]
    assert codes(regions("a", "b", type=[None, "x" * length]).problems) == ["value-long"]


def test_what_just_fits_is_taken():
    assert not regions("区" * 200, name=["名" * 10_000]).problems
    assert codes(regions("a", name=["x" * 10_001]).problems) == ["value-long"]
    rows = {"family": ["p"], "year": [2000], "applicants": ["a;" + "x" * 1000]}
    patents = SCHEMAS["patents"]
    frame = pl.DataFrame({**dict.fromkeys(patents.required, "p"), **rows}).select(
        [name for name in {*patents.required, *rows} if name in patents.names]
    )
    assert "value-long" not in codes(validate(frame, patents).problems)
    longer = frame.with_columns(applicants=pl.lit("a;" + "x" * 1001))
    assert "value-long" in codes(validate(longer, patents).problems)


@pytest.mark.parametrize("char", UNSEEN, ids=lambda char: f"U+{ord(char):04X}")
def test_unseen_characters_are_taken_out_of_codes_and_told(char):
    checked = regions(f"{char}A", f"B{char} ", "C", parent=[None, f"A{char}", None])
    assert checked.accepted["region"].to_list() == ["A", "B", "C"]
    assert checked.accepted["parent"].to_list() == [None, "A", None]
    assert not checked.problems
    assert codes(checked.cautions) == ["value-unseen"] * 2
    assert checked.cautions[0].values["lines"] == [2, 3]


def test_two_codes_that_look_the_same_are_one_and_of_nothing_is_missing():
    assert codes(regions("A", "\ufeffA").problems) == ["key-duplicate"]
    assert codes(regions("A", "\u200b").problems) == ["value-missing"]


def test_codes_of_a_list_are_treated_alike():
    patents = SCHEMAS["patents"]
    frame = pl.DataFrame({"regions": ["\ufeffA;B", "\u200b;C"]})
    checked = validate(frame, patents)
    assert "value-unseen" in codes(checked.cautions)


@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029", "\x07"])
def test_line_breaks_of_every_kind_are_refused_in_codes(char):
    assert unicodedata.category(char) in {"Cc", "Zl", "Zp"}
    assert codes(regions("a", f"b{char}c").problems) == ["value-control"]


def test_names_keep_their_joiners():
    name = "کتاب\u200cخانه"
    assert regions("a", name=[name]).accepted["name"].to_list() == [name]
