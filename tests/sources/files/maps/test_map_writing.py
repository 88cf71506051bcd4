"""A map as TOML: what is written reads back equal, whatever stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.core import Origin
from jiqun.sources.files import ColumnMap, ColumnSource, NameRule, Unpivot, read_map, write_map
from jiqun.sources.files.contents import Dialect
from jiqun.tables import schema

FULL = ColumnMap(
    table="activity",
    columns={
        "region": ColumnSource(column='地"区\\\n'),
        "employment": ColumnSource(column="emp", scale=1000.0, flags=("b", "c")),
        "withheld": ColumnSource(column="flag", equals=("D", "S")),
    },
    constants={"currency": "CNY"},
    values={"region": {"海曙 区": "330203", "a.b": "c"}},
    merge={"region": {"371200": "370100"}},
    missing={"*": ("…", "-"), "employment": ("#",)},
    pad={"region": 6},
    as_written=("industry",),
    fill=("地区",),
    ignore=("备注",),
    drop={"地区": ("全市", "注*")},
    unpivot=Unpivot(keep=("地区",), levels=("industry", "year"), value="output", drop=("合计",)),
    units={"output": "亿元"},
    names={"region": NameRule(list="cn-admin", within=("330200",))},
    asks={"unit.output": "In which unit?"},
    dialect=Dialect(encoding="gb18030", sheet="表 1", header_row=3, header_rows=2, skip=1),
    limits={"rows": 1000},
    origin=Origin(producer="统计局", title="Yearbook", synthetic=True),
)


def back(tmp_path, mapping, **options):
    path = tmp_path / "map.toml"
    path.write_text(write_map(mapping, **options), encoding="utf-8")
    return read_map(path, None if mapping.table else schema("activity"))


@pytest.mark.parametrize("mapping", [FULL, ColumnMap(), ColumnMap(table="regions")])
def test_what_is_written_reads_back_equal(tmp_path, mapping):
    assert back(tmp_path, mapping) == mapping


def test_comments_change_nothing(tmp_path):
    said = {
        "": "Two\nlines",
        "columns": "what it is",
        "columns.region": "a ] \n trap",
        "table": "t",
    }
    text = write_map(FULL, comments=said)
    assert "# Two\n# lines\n" in text and "# what it is\n[columns]" in text
    assert back(tmp_path, FULL, comments=said) == FULL


@given(
    name=st.text(min_size=1, max_size=20),
    value=st.text(max_size=20),
    scale=st.floats(1e-300, 1e300, allow_nan=False),
)
def test_any_text_and_number_survives(tmp_path_factory, name, value, scale):
    mapping = ColumnMap(
        columns={"employment": ColumnSource(column=name, scale=scale)},
        values={"region": {name: value}},
        drop={name: (value,)},
        asks={name: value},
    )
    assert back(tmp_path_factory.mktemp("m"), mapping) == mapping
