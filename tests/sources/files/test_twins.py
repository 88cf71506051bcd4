"""Columns of a file that differ only in case or language: one is taken, and which is told."""

import pytest

from jiqun.sources.files import apply_map, read_file
from jiqun.tables import schema


@pytest.mark.parametrize("other", ["Level", "LEVEL", " level ", "层级", "Ｌevel"])
def test_of_columns_alike_the_first_is_taken_and_that_is_told(tmp_path, other):
    file = tmp_path / "regions.csv"
    file.write_text(f"region,level,{other}\na,x,y\n", encoding="utf-8")
    raw = read_file(file)
    mapped = apply_map(raw, schema("regions"))
    assert mapped.frame["level"].to_list() == ["x"]
    told = {one.code for one in (*raw.problems, *mapped.cautions)}
    assert told & {"header-duplicate", "column-twins"}


def test_other_columns_are_no_twins(tmp_path):
    file = tmp_path / "regions.csv"
    file.write_text("region,level,levels of old\na,x,y\n")
    mapped = apply_map(read_file(file), schema("regions"))
    assert [one.code for one in mapped.cautions] == ["column-ignored"]
