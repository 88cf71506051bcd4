"""The planted country's cells, and Vega-Lite's own schema."""

import json
from importlib.resources import files

import polars as pl
import pytest

from jiqun.charts import Estimate
from jiqun.charts.rendering import VEGA_LITE
from jiqun.workspace import Workspace


@pytest.fixture(scope="session")
def cells(planted_workspace):
    """Every cell of every year."""
    return Workspace.open(planted_workspace).frame("cells")


@pytest.fixture(scope="session")
def cell(cells):
    """The rows of a large traded cell, one a year."""
    found = cells.filter(pl.col("traded"), pl.col("level") == "city").sort("employment")
    return cells.filter(pl.col("cell") == found["cell"][-1]).sort("year")


@pytest.fixture(scope="session")
def valid():
    """Check a chart against Vega-Lite's own schema."""
    import jsonschema

    folder = files("altair") / "vegalite" / "v6" / "schema"
    schema = json.loads((folder / "vega-lite-schema.json").read_text("utf-8"))
    checker = jsonschema.Draft7Validator(schema)

    def check(spec):
        checker.validate(spec)
        return spec

    return check


@pytest.fixture(scope="session")
def estimate():
    """Read a number of a result, where it will be next year, and its data range."""

    def read(row, name):
        ends = {"low": "low", "high": "high", "least": "range_low", "most": "range_high"}
        return Estimate(value=row[name], **{k: row[f"{name}_{end}"] for k, end in ends.items()})

    return read


@pytest.fixture(scope="session")
def drawn():
    """Give the marks that Vega draws from data (not axes or legends), with their group's place."""
    import vl_convert

    def marks(spec, *kinds):
        graph = vl_convert.vegalite_to_scenegraph(spec, vl_version=VEGA_LITE)
        found = []

        def walk(mark, x, y):
            for item in mark["items"]:
                if mark["marktype"] == "group":
                    for child in item["items"]:
                        walk(child, x + item.get("x", 0), y + item.get("y", 0))
                elif mark.get("role") == "mark" and (not kinds or mark["marktype"] in kinds):
                    found.append({**item, "kind": mark["marktype"], "from": (x, y)})

        walk(graph["scenegraph"], 0.0, 0.0)
        return found

    return marks
