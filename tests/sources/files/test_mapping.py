"""The column map: what it can say, and everything that can be wrong with it at once."""

import polars as pl
import pytest

from jiqun.core import InputError, Origin
from jiqun.sources.files import RawTable, apply_map, read_map, template
from jiqun.tables import schema, schemas

MAP = """
encoding = "gb18030"
decimal = ","
header_row = 3

[columns]
region = "FIPS"
industry = { column = "naics" }
employment = { column = "emp", scale = 1000 }
withheld = { column = "flag", equals = ["D", "S"] }

[constants]
year = 2020
currency = "CNY"

[values.industry]
"3361A" = "3361"

[missing]
"*" = ["NA"]
employment = ["-1"]

[pad]
region = 5

[origin]
producer = "Bureau"
title = "Yearbook"
synthetic = true
"""


def write(tmp_path, text):
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def raw(**columns):
    frame = pl.DataFrame(columns)
    return RawTable(frame=frame, lines=pl.int_range(2, 2 + frame.height, eager=True))


def mapped(tmp_path, text, table="activity", **columns):
    chosen = read_map(write(tmp_path, text), schema(table))
    return apply_map(raw(**columns), schema(table), chosen, name="a.csv")


def test_a_whole_map(tmp_path):
    chosen = read_map(write(tmp_path, MAP), schema("activity"))
    assert (chosen.dialect.encoding, chosen.dialect.header_row) == ("gb18030", 3)
    assert chosen.origin == Origin(producer="Bureau", title="Yearbook", synthetic=True)
    got = apply_map(
        raw(
            FIPS=["1001", "48001", "NA"],
            naics=["3361A", "NA", "31"],
            emp=["1,5", "-1", "1.234,5"],
            flag=["D", "", None],
        ),
        schema("activity"),
        chosen,
    )
    assert got.problems == () and got.cautions == ()
    assert got.frame["region"].to_list() == ["01001", "48001", None]
    assert got.frame["industry"].to_list() == ["3361", None, "31"]
    assert got.frame["employment"].to_list() == [1500.0, None, 1234500.0]
    assert got.frame["withheld"].to_list() == [True, False, None]
    assert got.frame["year"].to_list() == [2020] * 3
    assert got.frame["currency"].to_list() == ["CNY"] * 3


def test_what_cannot_be_scaled_stays_for_the_door_to_tell(tmp_path):
    text = '[columns]\nemployment = { column = "e", scale = 0.5 }'
    got = mapped(tmp_path, text, e=["3", "n/a", None])
    assert got.frame["employment"].to_list() == ["1.5", "n/a", None]


def test_names_and_titles_in_both_languages_are_matched():
    frame = {
        "Region Code": ["a"],
        "行业代码": ["1"],
        "YEAR": ["2020"],
        "employmnt": ["5"],
        "zzz": [""],
    }
    got = apply_map(raw(**frame), schema("activity"), name="a.csv")
    assert got.used == {"region": "Region Code", "industry": "行业代码", "year": "YEAR"}
    (caution,) = got.cautions
    assert caution.code == "column-ignored"
    assert "employmnt (≈ 'employment'?)" in caution.found and "zzz" in caution.found


def test_a_source_that_is_not_in_the_file_is_told_with_its_like(tmp_path):
    text = '[columns]\nregion = "FIPSS"\nindustry = "qqq"'
    got = mapped(tmp_path, text, FIPS=["1"], year=["2020"])
    assert [p.code for p in got.problems] == ["map-source", "map-source"]
    assert "(≈ 'FIPS'?)" in got.problems[0].found
    assert got.problems[0].subject == "a.csv [columns.region]"


def test_all_that_is_wrong_with_a_map_is_told_at_once(tmp_path):
    text = """
colums = 1
encoding = "klingon"
delimiter = ";;"
header_row = "three"
[columns]
regoin = "a"
year = 5
employment = { column = "e", scale = "k", equal = ["x"] }
industry = { column = "i", scale = 2 }
withheld = { column = "w", equals = "D" }
payroll = "p"
[constants]
payroll = 1
exports = [1]
[values]
industry = "x"
[missing]
employment = "-"
[pad]
region = 0
[origin]
producer = 5
publisher = "x"
"""
    with pytest.raises(InputError) as told:
        read_map(write(tmp_path, text), schema("activity"))
    found = sorted(
        (p.code, p.subject.removeprefix("map.toml").strip()) for p in told.value.problems
    )
    assert found == sorted(
        [
            ("map-section", ""),
            ("map-value", "[encoding]"),
            ("map-value", "[delimiter]"),
            ("map-value", "[header_row]"),
            ("map-column", "[columns]"),
            ("map-value", "[columns.year]"),
            ("map-section", "[columns.employment]"),
            ("map-value", "[columns.employment.scale]"),
            ("map-value", "[columns.industry.scale]"),
            ("map-value", "[columns.withheld.equals]"),
            ("map-twice", "[columns.payroll]"),
            ("map-value", "[constants.exports]"),
            ("map-value", "[values.industry]"),
            ("map-value", "[missing.employment]"),
            ("map-value", "[pad.region]"),
            ("map-section", "[origin]"),
            ("map-value", "[origin.producer]"),
        ]
    )
    assert "(≈ 'columns'?)" in str(told.value) and "(≈ 'region'?)" in str(told.value)


@pytest.mark.parametrize("text", ["[columns", "a = ", "columns = 3\n[columns]\n", "\x00"])
def test_a_map_that_is_no_toml(tmp_path, text):
    with pytest.raises(InputError, match="map-syntax"):
        read_map(write(tmp_path, text), schema("activity"))


def test_a_map_whose_section_is_no_section(tmp_path):
    with pytest.raises(InputError, match=r"\[columns\]"):
        read_map(write(tmp_path, "columns = 3"), schema("activity"))


@pytest.mark.parametrize("name", sorted(schemas()))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_template_is_a_file_that_can_be_filled_in(tmp_path, name, lang):
    from jiqun.sources.files import read_file

    path = tmp_path / "a.csv"
    path.write_text(template(schema(name), lang=lang) + "," * (len(schema(name).names) - 1) + "x\n")
    got = apply_map(read_file(path), schema(name))
    assert tuple(got.frame.columns) == schema(name).names
    assert got.cautions == ()
