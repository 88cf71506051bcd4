"""What stands beside the ratings of a run, counted anew from its tables."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import Origin
from jiqun.studies.rating import RunPlan, run
from jiqun.workspace import Workspace

ME = (Origin(producer="test", title="Made for this test", synthetic=True),)
CITIES = [f"c{i}" for i in range(40)]


def tables():
    """Forty cities: the first is great, with a tenth of X; many tiny ones are specialised in X."""
    rows = []
    for at, city in enumerate(CITIES):
        great = at == 0
        small = at % 2
        for industry, jobs, plants in (
            ("x", 900.0 if great else 200.0 + at if small else 20.0 + at, 3.0 + at % 7),
            ("y", 3_000.0 if great else 100.0 + at if small else 400.0 + at, 5.0 + at % 5),
            ("z", 50.0 + at, 4.0),
        ):
            rows.append((city, industry, 2020, jobs, plants))
    activity = pl.DataFrame(
        rows,
        schema=["region", "industry", "year", "employment", "establishments"],
        orient="row",
    )
    return {
        "regions": pl.DataFrame(
            {
                "region": [*CITIES, "N"],
                "level": ["city"] * 40 + ["country"],
                "parent": ["N"] * 40 + [None],
                "name": [f"City {i}" for i in range(40)] + ["Land"],
                "name_zh": [f"{i}市" for i in range(40)] + ["某国"],
            }
        ),
        "industries": pl.DataFrame(
            {"industry": list("xyz"), "system": ["s"] * 3, "level": ["4"] * 3}
        ),
        "categories": pl.DataFrame(
            {
                "definition": ["d"] * 3,
                "category": ["X", "Y", "Z"],
                "industry": ["x", "y", "z"],
                "traded": [True, True, False],
                "name": ["Xs", "Ys", "Zs"],
                "name_zh": ["子", "丑", "寅"],
            }
        ),
        "activity": activity,
    }


@pytest.fixture
def folder(tmp_path):
    ws = Workspace.create(tmp_path / "ws", title="Test")
    with ws.transaction() as t:
        for name, frame in tables().items():
            t.put(name, frame, origins=ME)
    return ws.path


#: Lines at which this land has important cells that nobody calls strong.
PLAN = {"important_share": 0.1, "important_quotient": 0.4}


def test_important_cells_are_those_beyond_both_lines(folder):
    report = run(folder, RunPlan(**PLAN))
    ws = Workspace.open(folder)
    cells = ws.frame("cells").filter(pl.col("level") == "city")
    expected = cells.filter(pl.col("macro_share") >= 0.1, pl.col("quotient") >= 0.4)
    assert expected.height > 1
    marked = cells.filter(pl.col("important"))
    assert marked["cell"].to_list() == expected["cell"].to_list()
    (city,) = (one for one in report.important if one.level == "city")
    assert (city.cells, city.share, city.quotient) == (expected.height, 0.1, 0.4)
    strong = ws.frame("strong_cells")["cell"].to_list()
    others = expected.filter(~pl.col("cell").is_in(strong)).sort("macro_share", descending=True)
    assert [one.cell for one in city.named] == others["cell"].to_list()
    assert city.not_strong == others.height > 0
    first = city.named[0]
    assert (first.cell, first.name, first.name_zh) == ("d:Y:c0", "Ys, City 0", "0市·丑")
    assert first.rating in ("none", "qualifying", "significant")


def test_notes_are_counted_as_the_ratings_have_them(folder):
    report = run(folder, RunPlan(least_peers=41))
    ratings = Workspace.open(folder).frame("ratings")
    assert report.least_peers == 41
    for one in report.notes:
        own = ratings.filter(pl.col("scheme") == one.scheme, pl.col("level") == one.level)
        noted = own["notes"].fill_null("").to_list()
        assert one.few_peers == sum("few-peers" in note for note in noted)
        assert one.ties == sum("tie" in note for note in noted)
        assert one.alone == own.filter(pl.col("missing") == "peers").height
    us = next(one for one in report.notes if one.scheme == "us-cluster-mapping")
    # the only local category cannot be judged; every other cell has 40 peers, fewer than 41
    assert (us.alone, us.few_peers) == (40, 80)
    assert run(folder, RunPlan(least_peers=40)).notes[0].few_peers == 0


def test_strong_cells_of_the_report_are_counted_by_kind(folder):
    report = run(folder)
    ws = Workspace.open(folder)
    kinds = ws.frame("cells").unique("cell").select("cell", "traded")
    strong = ws.frame("strong_cells").join(kinds, on="cell")
    assert report.strong == strong.filter("traded").height > 0
    assert report.strong_local == strong.filter(~pl.col("traded")).height


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Important though not called strong", "important to the 40 prefecture-level cities",
                "not given, for there is nobody to compare with", "of local ones")),
        ("zh", ("重要但未被评为优势的单元", "对某国的 40 个地级市重要", "无可比单元，未予评定",
                "本地类别的优势单元")),
    ],
)  # fmt: skip
def test_the_terminal_says_so_in_both_languages(folder, lang, words):
    asked = ("--important-share", "0.1", "--important-quotient", "0.4", "--no-brief")
    said = CliRunner().invoke(app, ["run", str(folder), *asked, "--lang", lang])
    assert said.exit_code == 0, said.output
    flat = " ".join(said.output.split())
    for one in words:
        assert one in flat, flat
    told = CliRunner().invoke(app, ["run", str(folder), *asked, "--json"])
    assert json.loads(told.stdout)["important"][0]["quotient"] == 0.4
