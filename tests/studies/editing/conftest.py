"""A small country to be edited: regions, industries, activity, organisations, patents."""

from __future__ import annotations

import polars as pl
import pytest
import shapely

from jiqun.core import Origin
from jiqun.studies.browsing.lists import Paging
from jiqun.studies.editing import Change, page
from jiqun.workspace import Workspace

MADE = Origin(producer="The tests", title="A small country", version="1")
#: What a spreadsheet would run, or would not show as it is.
NASTY = (
    '=HYPERLINK("http://x.test","y")', "+1", "-5", "'-5", "''=x", "@SUM(A1)", "＝1", "'tis", "007",
    "1e5", "a,b;c\td", 'say "so"', "two\nlines", "深圳市 · ė", "<script>alert(1)</script>", "NaN",
    "TRUE", "-", "N/A", "2021-03-04", "=", "'",
)  # fmt: skip


def tables():
    codes = [f"o{at:02d}" for at in range(len(NASTY))]
    return {
        "regions": pl.DataFrame(
            {
                "region": ["N", "s1", "a", "b"],
                "level": ["country", "state", "county", "county"],
                "parent": [None, "N", "s1", "s1"],
                "name": ["Land", "State", "Alpha", "Beta"],
                "name_zh": ["国", "省", "甲", "乙"],
                "area_km2": [None, None, 0.1 + 0.2, 0.0],
                "geometry": [None, None, shapely.to_wkb(shapely.box(0.1, 0.2, 1 / 3, 1)), None],
            }
        ),
        "industries": pl.DataFrame({"industry": ["01", "02"], "system": ["x", "x"]}),
        "activity": pl.DataFrame(
            {
                "region": ["a", "a", "b"],
                "industry": ["01", "02", "01"],
                "year": [2020, 2020, 2020],
                "employment": [10.0, 0.0, None],
                "withheld": [False, None, True],
            }
        ),
        "organisations": pl.DataFrame(
            {
                "organisation": codes,
                "name": list(NASTY),
                "kind": ["firm"] * len(codes),
                "region": ["a"] * len(codes),
            }
        ),
        "patents": pl.DataFrame(
            {"patent": ["p1"], "year": [2020], "applicants": [["o01", "o02"]], "regions": [["a"]]}
        ),
    }


def made(folder):
    ws = Workspace.create(folder, title="Small")
    with ws.transaction(verb="load") as t:
        for name, frame in tables().items():
            t.put(name, frame, origins=[MADE])
    return ws


@pytest.fixture
def ws(tmp_path):
    """A workspace of one's own."""
    return made(tmp_path / "ws")


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """A workspace that nobody changes."""
    return made(tmp_path_factory.mktemp("still") / "ws")


@pytest.fixture(scope="session")
def rows():
    """Give all editable rows of a table, by their keys."""

    def found(ws, table):
        return page(ws, table, paging=Paging(limit=1000)).items

    return found


@pytest.fixture(scope="session")
def change(rows):
    """Make the change of a row that somebody sees now."""

    def made(ws, table, key, values):
        seen = next(
            one
            for one in rows(ws, table)
            if all(one.values[name] == value for name, value in key.items())
        )
        return Change(key=key, seen=seen.tag, values=values)

    return made
