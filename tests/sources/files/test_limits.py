"""What a file may have: one ceiling for every format, and no remedy that no machine can bear."""

import re

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources.files import Limits, read_file, read_limits
from jiqun.sources.files import limits as module
from jiqun.sources.files.wellknown import checked_shapes
from jiqun.sources.files.workbooks.budgets import Budget, Extent


def refused(call, *given, **options):
    with pytest.raises(InputError) as told:
        call(*given, **options)
    (problem,) = told.value.problems
    return problem


def nested(depth):
    # the file's own brackets: the whole, the list of features, the feature, its properties
    inner = "[" * (depth - 4) + "1" + "]" * (depth - 4)
    return (
        '{"type":"FeatureCollection","features":[{"type":"Feature",'
        f'"geometry":null,"properties":{{"a":{inner}}}}}]}}'
    )


def text_of(depth):
    return "GEOMETRYCOLLECTION (" * (depth - 1) + "POINT (1 1)" + ")" * (depth - 1)


def as_json(folder, depth, limits):
    (folder / "a.geojson").write_text(nested(depth))
    return read_file(folder / "a.geojson", limits=limits).frame.height


def as_text(_, depth, limits):
    shapes, _ = checked_shapes(pl.Series("geometry", [text_of(depth)]), name="a", limits=limits)
    return len(shapes)


FORMATS = pytest.mark.parametrize("read", [as_json, as_text])


@FORMATS
def test_the_depth_that_can_be_allowed_is_the_depth_that_is_read(read, tmp_path):
    most = module.DEEPEST
    assert refused(read_limits, {"depth": most + 1}).values["most"] == most
    told = refused(read, tmp_path, 100, Limits())
    assert f"--limit depth={told.values['got']}" in told.fix
    assert read(tmp_path, 100, read_limits({"depth": told.values["got"]})) == 1


@FORMATS
def test_beyond_the_ceiling_nothing_is_offered(read, tmp_path):
    for limits in (Limits(), Limits(depth=250), Limits(depth=9_999)):
        told = refused(read, tmp_path, 400, limits)
        assert (told.code, told.case) == ("file-limit", "ceiling")
        assert "--limit" not in told.fix and "250" in told.fix


@pytest.mark.parametrize("limit", ["bytes", "memory", "rows", "cells", "vertices", "field"])
def test_what_no_machine_has_is_not_offered(limit, monkeypatch):
    monkeypatch.setattr(module, "memory_there", lambda: 8 << 30)
    told = refused(module.hold, Limits(), limit, 893_353_197_568, subject="a.xlsx")
    assert told.code == "file-limit" and "--limit" not in told.fix
    assert "8,192 MB" in told.fix and "8,192 MB" in told.told("zh")
    got = getattr(Limits(), limit) + 1
    assert f"--limit {limit}={got}" in refused(module.hold, Limits(), limit, got, subject="a").fix


def budget(limits):
    return Budget(name="a.xlsx", limits=limits, seconds=9.0, start=0.0)


def test_a_sheet_s_remedy_is_one_that_works(monkeypatch):
    monkeypatch.setattr(module, "memory_there", lambda: 8 << 30)
    far = refused(budget(Limits()).hold, Extent(1_048_576, 16_384))
    assert (far.code, far.case) == ("sheet-extent", "machine")
    assert not re.search(r"--limit|\d{12}", far.fix)
    some = refused(budget(Limits(memory=1 << 20)).hold, Extent(1_000, 100))
    (need,) = re.findall(r"--limit memory=(\d+)", some.fix)
    assert budget(read_limits({"memory": int(need)})).hold(Extent(1_000, 100)) is None


def test_memory_is_not_raised_beyond_the_machine(monkeypatch):
    monkeypatch.setattr(module, "memory_there", lambda: 8 << 30)
    assert "--limit memory=4294967296" in refused(budget(Limits(memory=1 << 30)).short).fix
    assert "--limit" not in refused(budget(Limits(memory=4 << 30)).short).fix


def test_a_machine_that_does_not_tell_has_a_usual_memory(monkeypatch):
    module.memory_there.cache_clear()
    monkeypatch.delattr("os.sysconf", raising=False)
    assert module.memory_there() == 64 << 30
    module.memory_there.cache_clear()
