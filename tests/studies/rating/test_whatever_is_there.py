"""Every workspace that says anything is rated by it: what is missing is said, nothing breaks.

Seven quantities, one year or three, with and without boundaries, categories and parents, in one
region, two or ten: made as files, loaded, run, searched, briefed and exported by the commands, and
asked over every route that a page asks.
"""

import itertools
import json
import re
import warnings
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import JiqunError
from jiqun.web import create_app
from jiqun.workspace import Workspace

with warnings.catch_warnings():  # it would rather have the successor of httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

QUANTITIES = (
    "employment", "revenue", "output", "value_added", "payroll", "exports", "establishments",
)  # fmt: skip
MONEY = set(QUANTITIES) - {"employment", "establishments"}
INDUSTRIES = ("C13", "C17", "C36", "F52")
CASES = list(
    itertools.product(QUANTITIES, (1, 3), (True, False), (True, False), (True, False), (1, 2, 10))
)
NAMES = [
    f"{q}-{y}y{'-map' if m else ''}{'-sets' if c else ''}{'-parents' if p else ''}-{n}r"
    for q, y, m, c, p, n in CASES
]
#: What the pages of the atlas ask, with {level}, {region}, {category}, {cell}, {definition}.
ASKED = (
    "workspace", "health", "categories", "regions", "regions/{region}",
    "regions/{region}/resemblance", "geometry?level={level}",
    "map?level={level}&category={category}", "map?level={level}&quantity=strength",
    "map?level={level}&category={category}&quantity={leading}",
    "map?level={level}&quantity=traded_{leading}", "map?level={level}&quantity=region_{leading}",
    "map?level={level}&category={category}&quantity=rating:us-cluster-mapping",
    "cells", "cells?sort=-size", "cells?format=csv", "visible", "cells/{cell}",
    "compare?with={region},{cell}", "clusters", "clusters/geometry", "clusters/plane",
    "definitions", "definitions/{definition}", "doubt", "search?q={region}", "measures",
    "quantities", "schemes", "tables", "tables/cells", "tables/region_profiles",
    "tables/category_profiles", "history", "provenance/cells", "industry-space?level={level}",
    "complexity?level={level}", "measures/location-quotient/values?level={level}",
    "definitions/try?industries=C13,C17", "briefs/region/{region}", "briefs/cell/{cell}",
    "briefs/cell/{cell}?lang=zh",
)  # fmt: skip


def call(*words):
    """Call a command; a refusal with a remedy is an answer, anything else is a fault."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    told = done.exception
    if told is not None and not isinstance(told, SystemExit | JiqunError):
        raise told
    return done


def codes(count):
    return [f"p{1 + i // 5}{i:02d}" for i in range(count)]


def write_activity(folder, quantity, years, count):
    """Write a table of nothing but the quantity, as a bureau gives it."""
    head = ["region", "industry", "year", quantity] + ["currency"] * (quantity in MONEY)
    lines = [",".join(head)]
    for i, region in enumerate(codes(count)):
        for j, industry in enumerate(INDUSTRIES):
            for year in range(2022 - years + 1, 2023):
                amount = (7 * i + 11 * j + 3 * i * j) % 23 + 1 + (year - 2020)
                if quantity == "value_added" and (i, j) == (1, 2):
                    amount = -amount
                row = [
                    region,
                    industry,
                    str(year),
                    str(amount * (10_000 if quantity in MONEY else 1)),
                ]
                lines.append(",".join(row + ["CNY"] * (quantity in MONEY)))
    file = folder / "activity.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def write_regions(folder, count, *, boundaries, parents):
    rows = [
        {"region": code, "name": f"Place {code}", "name_zh": f"{code}区", "level": "district",
         "parent": code[:2] if parents else None}
        for code in codes(count)
    ]  # fmt: skip
    above = sorted({code[:2] for code in codes(count)}) if parents else []
    rows += [{"region": p, "name": f"City {p}", "level": "city", "parent": None} for p in above]
    squares = []
    for at, row in enumerate(rows):
        x, y = at % 5, at // 5
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        shape = {"type": "Polygon", "coordinates": [ring]} if boundaries else None
        squares.append({"type": "Feature", "properties": row, "geometry": shape})
    if boundaries:
        file = folder / "regions.geojson"
        text = json.dumps({"type": "FeatureCollection", "features": squares})
        file.write_text(text, encoding="utf-8")
        return file
    file = folder / "regions.csv"
    columns = ("region", "name", "name_zh", "level", "parent")
    lines = [",".join(str(row.get(name) or "") for name in columns) for row in rows]
    file.write_text("\n".join([",".join(columns), *lines]) + "\n", encoding="utf-8")
    return file


def write_categories(folder):
    file = folder / "categories.csv"
    rows = ["definition,category,industry,name,name_zh,traded"]
    rows += [f"own,{'food' if c < 'C18' else c},{c},Kind {c[:2]},类,true" for c in INDUSTRIES[:3]]
    rows += ["own,F52,F52,Shops,零售,false"]
    text = "\n".join(rows).replace("Kind C1", "Food").replace("Kind C3", "Cars")
    file.write_text(text + "\n", encoding="utf-8")
    industries = folder / "industries.csv"
    lines = [f"{code},Industry {code},own" for code in INDUSTRIES]
    industries.write_text("\n".join(["industry,name,system", *lines]) + "\n", encoding="utf-8")
    return {"industries": industries, "categories": file}


def made(folder: Path, case) -> Path:
    quantity, years, boundaries, sets, parents, count = case
    ws = folder / "ws"
    files = {"activity": write_activity(folder, quantity, years, count)}
    if boundaries or parents:
        where = write_regions(folder, count, boundaries=boundaries, parents=parents)
        files = {"regions": where} | files
    if sets:
        files = write_categories(folder) | files
    assert call("init", ws).exit_code == 0
    for table, file in files.items():
        done = call("load", ws, table, file)
        assert done.exit_code == 0, done.output
    return ws


@pytest.mark.corpus(share=0.02)
@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_it_is_rated_by_what_is_there(tmp_path, case):
    quantity, years, boundaries, sets, _, count = case
    ws = made(tmp_path, case)
    report = json.loads(call("run", ws, "--json", "--no-brief").stdout)
    assert report["quantity"] == quantity
    assert report["cells"] > 0
    said = {caution["code"] for caution in report["cautions"]}
    assert ("one-year" in said) == (years == 1)
    assert ("one-region" in said) == (count == 1)
    assert ("categories-stand-in" in said) == (not sets)
    assert ("leading-quantity" in said) == (quantity != "employment")
    zh = call("run", ws, "--lang", "zh", "--no-brief")
    assert zh.exit_code == 0
    assert not re.search(r"\bNone\b|\bnan\b", zh.output), zh.output
    kept = Workspace.open(ws)
    rated = kept.frame("ratings")
    assert (rated["rating"].null_count() == len(rated)) == (count == 1), "one region is not rated"
    call("clusters", "find", ws)
    asked(ws, kept, quantity, located=boundaries)


def asked(path, kept, leading, *, located):
    """Ask every route of a page: an answer, or a refusal that says what to do."""
    cells = kept.frame("cells").sort("year", "cell")
    cell = cells.row(-1, named=True)
    values = {
        "level": cell["level"], "region": cell["region"], "category": cell["category"],
        "cell": cell["cell"], "definition": cell["definition"], "leading": leading,
    }  # fmt: skip
    with TestClient(create_app(path), base_url="http://127.0.0.1") as client:
        assert client.get("/api/v1/workspace").json()["located"] == located
        for shape in ASKED:
            answer = client.get("/api/v1/" + shape.format(**values))
            assert answer.status_code < 500, (shape, answer.text[:300])
            if answer.status_code >= 400:
                told = answer.json()["problems"]
                assert told and told[0]["fix"], (shape, answer.text[:300])
        for shape in ("cells", "regions/{region}", "map?level={level}&category={category}"):
            assert client.get("/api/v1/" + shape.format(**values)).status_code == 200
