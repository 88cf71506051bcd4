"""Rows that a map's [merge] brings under one key are added up; what cannot be is told."""

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources.files import apply_map, merged_rows, read_file, read_map
from jiqun.tables import schema, validate

HEAD = "region,industry,year,employment"


def loaded(tmp_path, text, *, merge='371200 = "370100"', table="activity", extra=""):
    """The file after the map and the door."""
    file, map_file = tmp_path / "a.csv", tmp_path / "m.toml"
    file.write_text(text, encoding="utf-8")
    map_file.write_text(f"{extra}\n[merge.region]\n{merge}\n", encoding="utf-8")
    target = schema(table)
    chosen = read_map(map_file, target)
    raw = read_file(file, dialect=chosen.dialect)
    raw, mapped = merged_rows(raw, apply_map(raw, target, chosen), target, chosen)
    return validate(mapped.frame, target, lines=raw.lines), mapped


def test_numbers_are_added_up_and_the_first_line_stands_for_all(tmp_path):
    text = (
        f"{HEAD}\n370200,C31,2018,5\n370100,C31,2018,100\n371200,C31,2018,40\n370100,C31,2019,141\n"
    )
    checked, mapped = loaded(tmp_path, text)
    assert checked.accepted.select("region", "year", "employment").rows() == [
        ("370200", 2018, 5.0), ("370100", 2018, 140.0), ("370100", 2019, 141.0),
    ]  # fmt: skip
    told = next(one for one in mapped.cautions if one.code == "rows-merged")
    assert (told.values["rows"], told.values["into"]) == (2, 1)


def test_a_row_alone_is_only_renamed(tmp_path):
    checked, mapped = loaded(tmp_path, f"{HEAD}\n371200,C31,2018,40\n")
    assert checked.accepted["region"].to_list() == ["370100"]
    assert "rows-merged" not in {one.code for one in mapped.cautions}


def test_a_sum_with_an_unknown_is_unknown_and_withheld_where_a_part_is(tmp_path):
    text = (
        f"{HEAD},withheld,size_class,employment_low,employment_high\n"
        "370100,C31,2018,100,false,,,\n371200,C31,2018,,true,B,20,99\n"
    )
    row = loaded(tmp_path, text)[0].accepted.row(0, named=True)
    assert row["employment"] is None
    assert row["withheld"] is True
    assert row["size_class"] is None
    assert (row["employment_low"], row["employment_high"]) == (120.0, 199.0)


def test_several_codes_go_into_one(tmp_path):
    text = f"{HEAD}\na,x,2018,1\nb,x,2018,2\nc,x,2018,4\nc,y,2018,8\n"
    checked, _ = loaded(tmp_path, text, merge='a = "c"\nb = "c"')
    assert checked.accepted.select("industry", "employment").rows() == [("x", 7.0), ("y", 8.0)]


def test_what_the_file_has_twice_is_still_refused(tmp_path):
    text = f"{HEAD}\n370100,C31,2018,100\n370100,C31,2018,40\n"
    assert [one.code for one in loaded(tmp_path, text)[0].problems] == ["key-duplicate"]
    text = f"{HEAD}\n370100,C31,2018,100\n371200,C31,2018,40\n371200,C31,2018,41\n"
    assert [one.code for one in loaded(tmp_path, text)[0].problems] == ["key-duplicate"]


def test_parts_in_two_currencies_are_not_added(tmp_path):
    text = f"{HEAD},output,currency\n370100,C31,2018,1,5,CNY\n371200,C31,2018,1,5,USD\n"
    assert [one.code for one in loaded(tmp_path, text)[0].problems] == ["key-duplicate"]


def test_a_number_that_cannot_be_read_is_told_in_its_line(tmp_path):
    text = f"{HEAD}\n370100,C31,2018,100\n371200,C31,2018,many\n"
    checked, _ = loaded(tmp_path, text)
    assert "value-type" in {one.code for one in checked.problems}
    assert 3 in checked.rejected["line"].to_list()


def test_noise_is_the_larger_and_money_is_added(tmp_path):
    text = (
        f"{HEAD},output,currency,noise,imputed\n"
        "370100,C31,2018,1,5.5,CNY,0.02,\n371200,C31,2018,2,4.5,CNY,0.05,raked\n"
    )
    row = loaded(tmp_path, text)[0].accepted.row(0, named=True)
    assert (row["employment"], row["output"], row["noise"], row["imputed"]) == (
        3,
        10,
        0.05,
        "raked",
    )


def test_shares_in_other_marks_and_scales_are_read_first(tmp_path):
    text = "region;industry;year;jobs\n370100;C31;2018;10,5\n371200;C31;2018;4,25\n"
    extra = 'decimal = ","\n[columns]\nemployment = { column = "jobs", scale = 10000 }'
    checked, _ = loaded(tmp_path, text, extra=extra)
    assert checked.accepted["employment"].to_list() == [pytest.approx(147_500)]


def test_stored_types_are_added_too(tmp_path):
    file = tmp_path / "a.parquet"
    pl.DataFrame(
        {"region": ["370100", "371200"], "industry": ["x"] * 2, "year": [2018] * 2,
         "employment": [3, 4]}
    ).write_parquet(file)  # fmt: skip
    map_file = tmp_path / "m.toml"
    map_file.write_text('[merge.region]\n371200 = "370100"\n')
    target = schema("activity")
    chosen, raw = read_map(map_file, target), read_file(file)
    raw, mapped = merged_rows(raw, apply_map(raw, target, chosen), target, chosen)
    assert validate(mapped.frame, target).accepted["employment"].to_list() == [7.0]


@pytest.mark.parametrize("section", ["employment", "year", "nothing"])
def test_only_codes_of_the_key_are_merged(tmp_path, section):
    file = tmp_path / "m.toml"
    file.write_text(f'[merge.{section}]\n1 = "2"\n')
    with pytest.raises(InputError, match=r"map-value|map-column"):
        read_map(file, schema("activity"))
