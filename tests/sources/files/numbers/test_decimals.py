"""Numbers of two readings: told where a file does not say which, silent where it does."""

import pytest

from jiqun.sources.files import apply_map, read_file, read_map
from jiqun.tables import schema, validate


def mapped(tmp_path, values, *, delimiter=";", column="employment", entries="", ending="csv"):
    rows = "\n".join(f"r{at}{delimiter}{value}" for at, value in enumerate(values))
    file = tmp_path / f"a.{ending}"
    file.write_text(f"region{delimiter}{column}\n{rows}\n", encoding="utf-8")
    chosen = None
    if entries:
        (tmp_path / "m.toml").write_text(entries)
        chosen = read_map(tmp_path / "m.toml", schema("activity"))
    return apply_map(read_file(file), schema("activity"), chosen, name="a.csv")


def told(got):
    return [(one.case, one.values["lines"]) for one in (*got.problems, *got.cautions)
            if one.code == "decimal-unclear"]  # fmt: skip


def read(got):
    """Give the numbers as the door reads them; what it refuses is "bad"."""
    checked = validate(got.frame.select("employment"), schema("activity"))
    bad = {line for one in checked.problems if one.code == "value-type"
           for line in one.values["lines"]}  # fmt: skip
    column = schema("activity").column("employment")
    from jiqun.tables import read_column

    values = read_column(got.frame["employment"], column)[0].to_list()
    return ["bad" if at + 1 in bad else value for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "case"),
    [
        (["1,234", "2,500", "12,345", "7"], "comma"),
        (["1,234", "1000"], "comma"),
        (["-3,250", "12,500"], "comma"),
        (["1.234", "2.500", "12.345", "7"], "point"),
        (["１,２３４", "2,500"], "comma"),
        (["1,234", "0,5"], "comma"),
        (["1.234", "1.234.567"], "point"),
        (["1.234", "12.345,5"], "point"),
    ],
)
def test_a_semicolon_file_whose_numbers_say_nothing_is_refused(tmp_path, values, case):
    got = mapped(tmp_path, values)
    (problem,) = [one for one in got.problems if one.code == "decimal-unclear"]
    assert problem.case == case and problem.values["lines"][0] == 2
    for lang in ("en", "zh"):
        text = problem.told(lang)
        assert problem.values["whole"] in text and problem.values["parted"] in text
        assert 'decimal = ","' in text and 'decimal = "."' in text


@pytest.mark.parametrize(
    ("values", "as_comma", "as_point"),
    [
        (["1,234", "2,500"], [1.234, 2.5], [1234.0, 2500.0]),
        (["1.234", "7"], [1234.0, 7.0], [1.234, 7.0]),
    ],
)
def test_the_entry_that_is_named_settles_it(tmp_path, values, as_comma, as_point):
    for mark, right in ((",", as_comma), (".", as_point)):
        got = mapped(tmp_path, values, entries=f'decimal = "{mark}"\n')
        assert not told(got) and read(got) == right


@pytest.mark.parametrize(
    ("values", "delimiter", "column"),
    [
        (["1,234,567", "1,234"], ";", "employment"),  # only thousands fit
        (["1,234.5", "2,500"], ";", "employment"),
        (["1.5", "2.500"], ";", "employment"),  # only decimals fit
        (["0.123", "1.234"], ";", "employment"),
        (["1 234", "2'500", "7"], ";", "employment"),
        (["1,234", "7.5"], ";", "employment"),  # a point parts its decimals
        (["1234", "77"], ";", "employment"),
        (["1.234", "2.500"], ",", "payroll"),  # as English writes it
        (['"1,234"', '"2,500"'], ",", "employment"),
    ],
)
def test_nothing_is_said_where_the_numbers_say_it(tmp_path, values, delimiter, column):
    assert not told(mapped(tmp_path, values, delimiter=delimiter, column=column))


@pytest.mark.parametrize(
    ("values", "delimiter", "case"),
    [
        (["1.234", "2.500", "7"], ",", "point-read"),
        (["1,234", "2,500"], "\t", "comma-read"),
        (["1.234", "12.345"], "\t", "point-read"),
        (["1,234", "2,500"], "|", "comma-read"),
    ],
)
def test_elsewhere_numbers_are_read_as_in_english_and_that_is_told(
    tmp_path, values, delimiter, case
):
    got = mapped(tmp_path, values, delimiter=delimiter)
    assert not got.problems and [one for one, _ in told(got)] == [case]


def test_what_fits_the_column_in_one_way_only_is_clear(tmp_path):
    file = tmp_path / "r.csv"
    file.write_text("region;level;lon;lat\na;x;120.612;31.304\nb;x;121.473;31.230\n")
    got = apply_map(read_file(file), schema("regions"))
    assert not got.problems and not told(got)


def test_one_column_tells_of_the_whole_file(tmp_path):
    file = tmp_path / "r.csv"
    file.write_text('region,area_km2,population\na,"1,5","1,234"\nb,"2,25","2,500"\n')
    got = apply_map(read_file(file), schema("regions"))
    assert [one.subject for one in got.problems] == ["file [population]"]


def test_a_decimal_comma_elsewhere_makes_points_doubtful(tmp_path):
    file = tmp_path / "r.csv"
    file.write_text("region;area_km2;population\na;1,5;1.234\nb;2,25;2.500\n")
    got = apply_map(read_file(file), schema("regions"))
    (problem,) = got.problems
    assert (problem.subject, problem.case) == ("file [population]", "point")
    tabs = tmp_path / "t.tsv"
    tabs.write_text("region\tarea_km2\tpopulation\na\t1,5\t1.234\nb\t2,25\t2.500\n")
    assert apply_map(read_file(tabs), schema("regions")).problems == (problem,)


def test_a_scale_says_that_decimals_are_meant(tmp_path):
    entries = '[columns]\nemployment = { column = "employment", scale = 1000 }\n'
    assert not told(mapped(tmp_path, ["1.234", "2.500"], entries=entries))


@pytest.mark.parametrize(
    ("text", "right"),
    [("1,5", 1.5), ("1.234,5", 1234.5), ("1 234,5", 1234.5), ("1.234", 1234.0), ("0,123", 0.123),
     (",5", 0.5), ("7", 7.0), ("1,5e3", 1500.0), ("１，５", 1.5), ("1.5", "bad"), ("0.123", "bad"),
     ("1,234,567", "bad"), ("12.34,5", "bad"), ("1.045,442.22", "bad"), ("1234.567,8", "bad")],
)  # fmt: skip
def test_a_decimal_comma_is_read_as_one_and_nothing_else(tmp_path, text, right):
    assert read(mapped(tmp_path, [text], entries='decimal = ","\n')) == [right]


@pytest.mark.parametrize("text", ["0,123", "00,500", "-0,250"])
def test_a_number_that_begins_with_zero_has_no_thousands(tmp_path, text):
    got = mapped(tmp_path, [f'"{text}"'], delimiter=",")
    assert read(got) == ["bad"]
    checked = validate(got.frame, schema("activity"))
    comma = [one for one in checked.problems if (one.code, one.case) == ("value-type", "comma")]
    assert 'decimal = ","' in comma[0].fix


def test_a_file_to_measure_is_held_against_the_same(tmp_path):
    from jiqun.core import InputError
    from jiqun.studies.measuring.files import opened

    file = tmp_path / "a.csv"
    file.write_text("region;industry;employment;lon\nA;X;1.234;120.123\nA;Y;7;121.456\n")
    given = opened(file)
    with pytest.raises(InputError) as told:
        given.numbers(["employment"])
    (problem,) = told.value.problems
    assert (problem.code, problem.case) == ("decimal-unclear", "file")
    assert "1234" in problem.fix and "1.234" in problem.told("zh")
    assert given.numbers(["lon"])["lon"].to_list() == [120.123, 121.456]
    file.write_text(file.read_text().replace(";", ","))
    assert opened(file).numbers(["employment"])["employment"].to_list() == [1.234, 7.0]
