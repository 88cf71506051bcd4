"""What holds for each source, present and future; and how its options are read."""

from pathlib import Path

import pytest

from jiqun.core import InputError, UnknownError
from jiqun.sources import SOURCES, find_source, option_word, parse_options
from jiqun.tables import schemas

#: Sources of files that stand on a shipped list where none is given.
SHIPPED = {"cn-admin"}


@pytest.fixture(params=sorted(SOURCES))
def spec(request):
    return SOURCES[request.param]


def test_it_is_named_in_every_language(spec):
    for words in (spec.title, spec.summary):
        assert set(words) == {"en", "zh"}
        assert all(words.values())


def test_it_says_who_published_it_and_under_what_terms(spec):
    assert spec.producer and spec.licence and spec.citation
    assert spec.url.startswith("https://")


def test_it_brings_canonical_tables(spec):
    assert set(spec.tables) <= set(schemas())


def test_each_option_is_explained_in_every_language(spec):
    assert set(spec.helps) == set(spec.options)
    for words in spec.helps.values():
        assert set(words) == {"en", "zh"}


def test_each_option_survives_being_written_and_read(spec):
    words = {name: option_word(value) for name, value in spec.options.items()}
    assert parse_options(spec, words) == dict(spec.options)


def test_its_addresses_are_safe_and_tell_years_where_they_have_any(spec):
    for download in spec.downloads:
        assert download.url.startswith("https://")
        assert ("{y" in download.url) == (download.years is not None)
    names = [download.name for download in spec.downloads]
    assert len(names) == len(set(names))


def test_its_layouts_name_columns_in_lower_case(spec):
    for layout in spec.layouts:
        columns = [*layout.columns, *layout.optional]
        assert columns == [column.lower() for column in columns]


def test_a_source_of_files_refuses_to_work_without_any(spec):
    if not spec.layouts or spec.id in SHIPPED:
        assert spec.read(()).tables
        return
    with pytest.raises(InputError) as told:
        spec.read(())
    assert [problem.code for problem in told.value.problems] == ["source-files"]


@pytest.fixture(params=sorted(id for id, spec in SOURCES.items() if spec.layouts))
def of_files(request):
    return SOURCES[request.param]


def test_a_table_of_something_else_is_refused_with_what_was_expected(of_files, tmp_path):
    path = tmp_path / "other_2018.csv"
    path.write_text("colour,taste\nred,sweet\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        of_files.read((path, path))
    assert {problem.code for problem in told.value.problems} == {"source-columns"}
    assert "colour" in str(told.value)


def test_a_missing_file_is_refused(of_files):
    with pytest.raises(InputError) as told:
        of_files.read((Path("nowhere_2018.csv"), Path("nowhere_2018.csv")))
    assert told.value.problems[0].code == "source-file"


def test_options_are_read_by_the_type_of_their_default():
    spec = find_source("us-cbp")
    given = {"digits": "2, 6", "impute": "no", "year": "2018"}
    assert parse_options(spec, given) == {"digits": (2, 6), "impute": False, "year": 2018}


def test_all_wrong_options_are_told_at_once():
    with pytest.raises(InputError) as told:
        parse_options(find_source("us-cbp"), {"digit": "6", "impute": "maybe", "year": "x"})
    assert [problem.subject for problem in told.value.problems] == ["digit", "impute", "year"]
    assert {problem.code for problem in told.value.problems} == {"source-option"}


def test_an_unknown_source_is_told():
    with pytest.raises(UnknownError) as told:
        find_source("us-cpb")
    assert told.value.problems[0].code == "source-unknown"


def test_the_vintage_is_the_last_one_begun():
    spec = find_source("us-cbp")
    # NAICS vintages of County Business Patterns: 2003-07 NAICS 2002, 2008-11 NAICS 2007
    assert [spec.vintage(y) for y in (2002, 2003, 2011, 2012, 2018)] == [
        "NAICS 1997",
        "NAICS 2002",
        "NAICS 2007",
        "NAICS 2012",
        "NAICS 2017",
    ]
