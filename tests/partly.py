"""A country whose statistics show cells, withhold some, leave some out, fill, noise and round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import shapely

from jiqun.core import Origin
from jiqun.studies.rating import run
from jiqun.workspace import Workspace

MADE = Origin(producer="The tests", title="A country seen in part", version="1", synthetic=True)
COUNTIES = tuple(f"c{i:02d}" for i in range(12))
YEARS = (2019, 2020)
CATEGORIES = {
    "cars": ("Cars", "汽车", True, ("101", "102")),
    "chips": ("Chips", "集成电路", True, ("201",)),
    "shops": ("Shops", "零售", False, ("301",)),
}
KINDS = {
    "withheld": pl.Boolean,
    "hidden": pl.Boolean,
    "dropped_below": pl.Float64,
    "noise": pl.Float64,
    "rounding": pl.Float64,
    "employment_low": pl.Float64,
    "employment_high": pl.Float64,
    "imputed": pl.String,
}


def filled(low: float, high: float, *, hidden: bool = False) -> dict[str, Any]:
    """Give what is told of a number that a step put in."""
    kind = {"hidden": True} if hidden else {"withheld": True}
    return {**kind, "imputed": "raked", "employment_low": low, "employment_high": high}


#: A county whose 301 (retail) is withheld and not filled.
UNKNOWN = "c03"
#: What is told of a county's 102 (car parts) in 2020, beside its number.
TOLD: dict[str, tuple[float | None, dict[str, Any]]] = {
    "c01": (400.0, filled(300.0, 520.0)),
    "c02": (350.0, filled(150.0, 600.0, hidden=True)),
    "c04": (240.0, {"noise": 0.05}),
    "c05": (250.0, {"rounding": 5.0}),
    "c06": (30.0, filled(20.0, 40.0)),
    "c07": (210.0, {"dropped_below": 3.0}),
}
#: Its 102 is left out altogether, with nothing told; so is its 101.
ABSENT = "c08"


def regions() -> pl.DataFrame:
    """Give twelve squares in two states in one country."""
    squares = [shapely.box(i % 4, i // 4, i % 4 + 1, i // 4 + 1) for i in range(12)]
    return pl.DataFrame(
        {
            "region": [*COUNTIES, "s0", "s1", "N"],
            "name": [*(f"Ward {code}" for code in COUNTIES), "West", "East", "Land"],
            "name_zh": [*(f"第{code}县" for code in COUNTIES), "西省", "东省", "某国"],
            "level": ["county"] * 12 + ["state"] * 2 + ["country"],
            "parent": ["s0"] * 6 + ["s1"] * 6 + ["N", "N", None],
            "lon": [i % 4 + 0.5 for i in range(12)] + [1.0, 3.0, 2.0],
            "lat": [i // 4 + 0.5 for i in range(12)] + [1.0, 1.0, 1.0],
            "geometry": [*(shapely.to_wkb(s) for s in squares), None, None, None],
        }
    )


def activity() -> pl.DataFrame:
    """Give rows by a fixed rule; those of ``TOLD`` as it says."""
    rows = []
    for i, region in enumerate(COUNTIES):
        for j, industry in enumerate(("101", "102", "201", "301")):
            for year in YEARS:
                if region == ABSENT and industry in ("101", "102"):
                    continue
                jobs: float | None = 60.0 + (37 * i + 29 * j + 3 * year) % 90 + 300 * (i % 4 == j)
                further: dict[str, Any] = {}
                if industry == "102" and year == YEARS[-1]:
                    jobs, further = TOLD.get(region, (jobs, {}))
                if (region, industry, year) == (UNKNOWN, "301", YEARS[-1]):
                    jobs, further = None, {"withheld": True}
                base = {"region": region, "industry": industry, "year": year, "employment": jobs}
                rows.append({**base, "establishments": 4.0 + (i + j) % 6, **further})
    schema = KINDS | {"employment": pl.Float64}
    return pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None)


def tables() -> dict[str, pl.DataFrame]:
    """Give the four tables that the main job reads."""
    return {
        "regions": regions(),
        "industries": pl.DataFrame(
            {
                "industry": ["101", "102", "201", "301"],
                "name": ["Car bodies", "Car parts", "Wafers", "Retail"],
                "name_zh": ["车身", "汽车零件", "晶圆", "零售"],
                "system": ["test 2020"] * 4,
                "level": ["3"] * 4,
            }
        ),
        "categories": pl.DataFrame(
            [
                {"definition": "test-set", "category": category, "industry": industry}
                | {"name": name, "name_zh": name_zh, "traded": traded}
                for category, (name, name_zh, traded, industries) in CATEGORIES.items()
                for industry in industries
            ]
        ),
        "activity": activity(),
    }


def build(folder: Path) -> Path:
    """Load the tables and run the main job."""
    ws = Workspace.create(folder, title="Seen in part · 部分公布", synthetic=True)
    with ws.transaction(verb="load", note="made for the tests") as t:
        for name, frame in tables().items():
            t.put(name, frame, origins=[MADE])
    run(folder)
    return folder
