"""Letters behind numbers: refused unless the map names them, then counted, never lost."""

import pytest

from jiqun.core import InputError
from jiqun.sources.files import apply_map, read_file, read_map
from jiqun.tables import schema, validate

VALUES = ["12345 b", ":", ": c", "77 bu", "5", "8(e)", "9 x"]


def mapped(tmp_path, entries, values=VALUES):
    file, chosen = tmp_path / "a.csv", tmp_path / "m.toml"
    rows = "".join(f'r{at},"{value}"\n' for at, value in enumerate(values))
    file.write_text(f"region,employment\n{rows}")
    chosen.write_text(entries)
    got = apply_map(read_file(file), schema("activity"), read_map(chosen, schema("activity")))
    return got, validate(got.frame, schema("activity"), lines=2)


def entries(flags, more=""):
    return f'[columns]\nemployment = {{ column = "employment", flags = {flags} }}\n{more}'


def test_flags_that_a_map_names_are_taken_off_and_counted(tmp_path):
    got, checked = mapped(tmp_path, entries('["b", "u", "c", "e"]'))
    assert got.frame["employment"].to_list() == ["12345", None, None, "77", "5", "8", "9 x"]
    (caution,) = got.cautions
    assert (caution.code, caution.values["count"]) == ("flags-read", 5)
    assert caution.values["shown"] == "b 2 ×, u 1 ×, c 1 ×, e 1 ×"
    (flag,) = [one for one in checked.problems if one.code == "value-type"]
    assert (flag.case, flag.values["lines"]) == ("flag", [8])


def test_a_flag_makes_a_number_withheld(tmp_path):
    more = 'withheld = { column = "employment", flags = ["c"] }\n'
    got, _ = mapped(tmp_path, entries('["b", "u", "c", "e", "x"]', more))
    assert got.frame["withheld"].to_list() == [False, False, True, False, False, False, False]
    assert got.frame["employment"].to_list()[2:4] == [None, "77"]
    alone, _ = mapped(tmp_path, '[columns]\nwithheld = { column = "employment", flags = ["c"] }\n')
    assert alone.frame["employment"].to_list() == VALUES  # still there, for the door to refuse


@pytest.mark.parametrize("value", ["12345 b", ": c", "7p", "1,234 e", "0.5 (D)"])
def test_unnamed_flags_are_refused_with_the_way_to_name_them(tmp_path, value):
    _, checked = mapped(tmp_path, "", [value])
    (flag,) = [one for one in checked.problems if one.subject == "activity.employment"]
    assert flag.case == "flag" and "flags = [" in flag.fix and value in flag.found


@pytest.mark.parametrize("flags", ['"b"', '["bc"]', "[1]", '[""]', '["-"]'])
def test_flags_are_single_letters(tmp_path, flags):
    with pytest.raises(InputError) as told:
        mapped(tmp_path, entries(flags))
    assert [one.code for one in told.value.problems] == ["map-value"]
