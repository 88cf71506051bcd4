"""What the tests of measuring share: a workspace from a few lines."""

import io
import itertools

import polars as pl
import pytest

from jiqun.core import Origin
from jiqun.workspace import Workspace

ME = (Origin(producer="test", title="Made for this test"),)
TYPES = {"employment": pl.Float64, "year": pl.Int64, "withheld": pl.Boolean}


def table(text):
    """Read lines of CSV; codes stay texts, an empty cell is null."""
    frame = pl.read_csv(io.StringIO(text.strip().replace(" ", "")), infer_schema=False)
    text_of = {"true": True, "false": False}
    if "withheld" in frame.columns:
        frame = frame.with_columns(pl.col("withheld").replace_strict(text_of))
    known = [pl.col(name).cast(kind) for name, kind in TYPES.items() if name in frame.columns]
    return frame.with_columns(known)


@pytest.fixture
def built(tmp_path):
    """Build a workspace of regions, industries and activity given as lines."""

    number = itertools.count()

    def build(regions, industries, activity):
        ws = Workspace.create(tmp_path / f"ws{next(number)}")
        with ws.transaction() as t:
            t.put("regions", table(regions), origins=ME)
            t.put("industries", table(industries), origins=ME)
            t.put("activity", table(activity), origins=ME)
        return ws.path

    return build
