"""A small workspace with complete tables, run once, and a client that asks it."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
import shapely

from jiqun.core import Origin
from jiqun.studies.rating import run
from jiqun.web import create_app
from jiqun.workspace import Workspace

MADE = Origin(
    producer="The tests", title="A country of twelve squares", version="1", synthetic=True
)
DECLARED = Origin(producer="A ministry", title="A list of clusters", version="2021")
with warnings.catch_warnings():  # it would rather have the successor of httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

#: Names as hostile as data can be; they must come out as data.
MARKUP = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://x.test","y")'
YEARS = (2019, 2020)
COUNTIES = tuple(f"c{i:02d}" for i in range(12))
CATEGORIES = {
    "cars": ("Cars", "汽车", True, ("101", "102")),
    "chips": ("Chips", "集成电路", True, ("201",)),
    "shops": ("Shops", "零售", False, ("301",)),
}
INDUSTRIES = ("101", "102", "201", "301", "999")
NAMES = {"c00": ("Shenzhen", "深圳市"), "c01": (MARKUP, "重庆市"), "c02": (FORMULA, "@SUM(1)")}


def regions() -> pl.DataFrame:
    """Twelve squares in two states in one country; the last square has no boundary."""
    squares = [shapely.box(i % 4, i // 4, i % 4 + 1, i // 4 + 1) for i in range(12)]
    names = [NAMES.get(code, (f"County {code}", f"第{code}县")) for code in COUNTIES]
    return pl.DataFrame(
        {
            "region": [*COUNTIES, "s0", "s1", "N"],
            "name": [*(n for n, _ in names), "West", "East", "Land"],
            "name_zh": [*(z for _, z in names), "西省", "东省", "某国"],
            "level": ["county"] * 12 + ["state"] * 2 + ["country"],
            "parent": ["s0"] * 6 + ["s1"] * 6 + ["N", "N", None],
            "type": ["metropolitan", "other"] * 6 + [None] * 3,
            "lon": [i % 4 + 0.5 for i in range(12)] + [1.0, 3.0, 2.0],
            "lat": [i // 4 + 0.5 for i in range(12)] + [1.0, 1.0, 1.0],
            "geometry": [*(shapely.to_wkb(s) for s in squares[:11]), None, None, None, None],
        }
    )


def activity() -> pl.DataFrame:
    """Employment by a fixed rule; each seventh cell is imputed, with its limits."""
    rows = []
    for i, region in enumerate(COUNTIES):
        for j, industry in enumerate(INDUSTRIES):
            for year in YEARS:
                jobs = 20.0 + (17 * i + 29 * j + 3 * year) % 90 + 600 * (j == i % 5)
                imputed = (i + j) % 7 == 0
                rows.append(
                    {
                        "region": region,
                        "industry": industry,
                        "year": year,
                        "employment": jobs,
                        "establishments": 4.0 + (i + j) % 6,
                        "payroll": 40.0 * jobs,
                        "currency": "USD",
                        "withheld": imputed,
                        "employment_low": jobs - 10 if imputed else None,
                        "employment_high": jobs + 10 if imputed else None,
                        "imputed": "size-class-midpoint" if imputed else None,
                    }
                )
    return pl.DataFrame(rows, infer_schema_length=None)


def tables() -> dict[str, pl.DataFrame]:
    """Every table that the pages ask for."""
    return {
        "regions": regions(),
        "industries": pl.DataFrame(
            {
                "industry": INDUSTRIES,
                "name": ["Car bodies", "Car parts", "Wafers", "Retail", "Other"],
                "name_zh": ["车身", "汽车零件", "晶圆", "零售", "其他"],
                "system": ["test 2020"] * 5,
                "level": ["3"] * 5,
            }
        ),
        "categories": pl.DataFrame(
            [
                {
                    "definition": "test-set",
                    "category": category,
                    "industry": industry,
                    "name": name,
                    "name_zh": name_zh,
                    "traded": traded,
                }
                for category, (name, name_zh, traded, industries) in CATEGORIES.items()
                for industry in industries
            ]
        ),
        "activity": activity(),
        "organisations": pl.DataFrame(
            {
                "organisation": ["o1", "o2", "o3"],
                "name": ["First Motors", MARKUP, "Chip House"],
                "name_zh": ["第一汽车", None, "芯片屋"],
                "kind": ["firm", "firm", "institute"],
                "region": ["c00", "c00", "c01"],
                "industry": ["101", "102", "201"],
            }
        ),
        "clusters": pl.DataFrame(
            {
                "cluster": ["case:shenzhen"],
                "name": ["Shenzhen electronics"],
                "name_zh": ["深圳电子信息集群"],
                "origin": ["declared"],
                "field": ["electronics"],
                "field_zh": ["电子信息"],
                "region": ["c00"],
                "since": [2021],
                "lon": [0.5],
                "lat": [0.5],
            }
        ),
        "indicators": pl.DataFrame(
            {
                "unit": ["case:shenzhen"],
                "indicator": ["output"],
                "year": [2021],
                "value": [2.3e12],
                "unit_of_measure": ["CNY"],
                "qualifier": [">"],
                "quote": ["规模超过2.3万亿元"],
            }
        ),
    }


def build(folder: Path) -> Path:
    """Load the tables and run the main job."""
    ws = Workspace.create(folder, title="Twelve squares", synthetic=True)
    with ws.transaction(verb="load", note="made for the tests") as t:
        for name, frame in tables().items():
            t.put(name, frame, origins=[DECLARED if name == "clusters" else MADE])
    run(folder)
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """The workspace; nobody changes it."""
    return build(tmp_path_factory.mktemp("web") / "ws")


@pytest.fixture(scope="session")
def ask():
    """Make a client as the app's own machine sees it; faults become answers."""

    def made(app) -> TestClient:
        return TestClient(
            app,
            base_url="http://127.0.0.1",
            raise_server_exceptions=False,
            follow_redirects=False,
        )

    return made


@pytest.fixture(scope="session")
def app(folder):
    return create_app(folder)


@pytest.fixture(scope="session")
def client(app, ask) -> TestClient:
    return ask(app)


@pytest.fixture(scope="session")
def api(client):
    """Ask a route of the API for its JSON; anything but 200 fails."""

    def get(route: str, **query):
        answer = client.get(f"/api/v1{route}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get


@pytest.fixture
def fresh(tmp_path):
    """A workspace of one's own, to change."""
    return SimpleNamespace(path=build(tmp_path / "own"))
