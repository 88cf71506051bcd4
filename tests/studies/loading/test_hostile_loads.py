"""What a load says of a file that is not the table's, and what hinders it beside the file."""

import pytest

from jiqun.core import InputError
from jiqun.studies.loading import LoadOptions, create_workspace, load_table
from jiqun.workspace import Workspace


@pytest.fixture
def ws(tmp_path):
    return create_workspace(tmp_path / "ws", title="T").path


def load(ws, tmp_path, text, name="a.csv", **options):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_table(ws, table="regions", file=tmp_path / name, **options)


def refused(*given, **options):
    with pytest.raises(InputError) as told:
        load(*given, **options)
    return told.value.problems


def test_a_header_under_titles_is_found_and_its_line_named(ws, tmp_path):
    report = load(ws, tmp_path, "Statistics Bureau\nTable 1\n\nregion,level\na,county\n")
    assert report.commit
    (found,) = [one for one in report.cautions if one.code == "header-found"]
    assert (found.values["row"], found.values["above"]) == (4, 3)


def test_a_file_without_a_column_of_the_table(ws, tmp_path):
    (told,) = refused(ws, tmp_path, "regionn,levell\na,county\n")
    assert told.code == "columns-none"
    assert "'region'" in told.found
    assert "jiqun template regions" in told.fix


def test_mixed_line_ends_are_read_and_told(ws, tmp_path):
    report = load(ws, tmp_path, "region,level\r\na,county\nb,county\rc,county\r\r\n")
    assert report.accepted == 3
    assert [one.code for one in report.cautions] == ["line-ends"]


@pytest.mark.parametrize("place", ["a.csv", "folder", "none/\x00.csv"])
def test_rejects_that_cannot_be_written_hide_nothing(ws, tmp_path, place):
    (tmp_path / "folder").mkdir()
    text = "region,level\na,county\nb,\n"
    options = LoadOptions(rejects=tmp_path / place)
    report = load(ws, tmp_path, text, accept_good=True, options=options)
    assert report.commit == 1 and report.rejects_file is None
    assert [one.code for one in report.problems] == ["value-missing"]
    assert "rejects-unwritten" in [one.code for one in report.cautions]
    assert (tmp_path / "a.csv").read_text() == text


def test_a_limit_is_raised_as_its_remedy_says(ws, tmp_path):
    text = "region,level,name\na,county," + "x" * 50 + "\n"
    (told,) = refused(ws, tmp_path, text, options=LoadOptions(limits=["field=40"]))
    assert told.code == "file-limit" and "--limit field=50" in told.fix
    assert load(ws, tmp_path, text, options=LoadOptions(limits=["field=50"])).commit


def test_the_map_may_name_limits_and_the_command_line_goes_before_it(ws, tmp_path):
    (tmp_path / "m.toml").write_text("[limits]\nrows = 1\n")
    text = "region,level\na,county\nb,county\n"
    options = {"mapping": tmp_path / "m.toml"}
    assert [one.code for one in refused(ws, tmp_path, text, **options)] == ["file-limit"]
    assert load(ws, tmp_path, text, **options, options=LoadOptions(limits={"rows": 9})).commit


def test_limits_that_are_none_are_told_at_once(ws, tmp_path):
    typed = ["rows=many", "row=5", "depth=100000"]
    found = refused(ws, tmp_path, "region,level\na,b\n", options=LoadOptions(limits=typed))
    assert [one.code for one in found] == ["limit-value", "limit-unknown", "limit-value"]
    assert Workspace.open(ws).version == 0


def test_another_format_under_a_texts_ending_is_named(ws, tmp_path):
    assert [one.code for one in refused(ws, tmp_path, b"PAR1xxxxPAR1")] == ["file-ending"]
