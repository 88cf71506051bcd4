"""Where evidence leads: cells have it, luck stands there if asked for, lists begin with it."""

import polars as pl
import pytest

from jiqun.clusters import Ground, measure_cells, rate_cells, scheme, strong_cells
from jiqun.clusters.luck import with_evidence, with_luck
from jiqun.core import stream
from jiqun.studies.rating import RunPlan, run
from jiqun.workspace import Workspace


@pytest.fixture(scope="module")
def ground():
    rng = stream(seed=9, name="activity")
    rows = [
        (f"c{c:02}", i, 2020, float(n), float(round(n * rng.lognormal(2, 1.5))))
        for c in range(30)
        for i in "vwxyz"
        if (n := rng.poisson(rng.gamma(0.6, 12)))
    ]
    rows.append(("c99", "x", 2020, 7.0, 90.0))
    columns = ("region", "industry", "year", "establishments", "employment")
    categories = {"definition": "d", "category": list("VWXYZ"), "industry": list("vwxyz")}
    regions = sorted({row[0] for row in rows})
    return Ground(
        activity=pl.DataFrame(rows, schema=columns, orient="row"),
        regions=pl.DataFrame({"region": regions, "level": ["city"] * len(regions)}),
        industries=pl.DataFrame({"industry": list("vwxyz"), "system": ["s"] * 5}),
        categories=pl.DataFrame(categories | {"traded": [True] * 4 + [False]}, strict=False),
    )


def test_cells_have_evidence_and_luck_only_if_asked(ground):
    cells = measure_cells(ground).frame
    again = with_evidence(cells.drop("evidence", "evidence_rank"))
    assert cells["evidence"].equals(again["evidence"])
    assert cells["evidence_rank"].equals(again["evidence_rank"])
    assert cells["evidence"].null_count() == 0
    assert cells["quotient_luck_low"].null_count() == len(cells)
    asked = measure_cells(ground, luck=True, level=0.8).frame
    expected = with_luck(cells, level=0.8)
    shown = ~asked["saturated"]
    assert asked.filter(shown)["quotient_luck_low"].equals(
        expected.filter(shown)["quotient_luck_low"]
    )
    assert asked.filter(shown)["quotient_luck_low"].null_count() < 0.1 * len(asked)


def test_saturated_cells_have_no_limits(ground):
    alone = measure_cells(ground, luck=True).frame.filter(region="c99")
    assert alone["saturated"].to_list() == [True]
    assert alone["quotient_luck_high"].to_list() == [None]


def test_strong_cells_begin_with_the_surest(ground):
    cells = measure_cells(ground)
    rated = rate_cells(cells.frame, scheme("us-cluster-mapping"))
    strong = strong_cells(cells, rated, ground)
    ranks = strong.join(cells.frame, on="cell", maintain_order="left")["evidence_rank"].to_list()
    assert ranks == sorted(ranks)
    assert len(ranks) > 3
    by_code = strong["cell"].to_list()
    assert by_code != sorted(by_code)


def test_a_run_shows_the_surest_first_and_keeps_luck(tmp_path, planted_workspace):
    from shutil import copytree

    folder = tmp_path / "ws"
    copytree(planted_workspace, folder)
    report = run(folder, RunPlan(luck=True))
    for level in report.levels:
        own = [row for row in report.top if row.level == level]
        ranks = [row.evidence_rank for row in own]
        assert ranks == sorted(ranks)
    kept = Workspace.open(folder)
    cells = kept.frame("cells")
    strong = kept.frame("strong_cells").join(cells, on=["cell", "year"])
    for level in report.levels:
        first = [row.evidence_rank for row in report.top if row.level == level]
        known = strong.filter(
            pl.col("level") == level, pl.col("definition") == report.shown_definition
        )
        assert first == known["evidence_rank"].sort().head(10).to_list()
    some = cells.filter(pl.col("quotient_luck_low").is_not_null())
    assert len(some) > 0.5 * len(cells)
    assert (some["quotient_luck_low"] < some["quotient_luck_high"]).all()


def test_the_list_of_cells_begins_with_the_surest(planted_workspace):
    from jiqun.studies.browsing.cells.rows import surest

    cells = Workspace.open(planted_workspace).frame("cells")
    own = cells.filter(pl.col("level") == "county", pl.col("year") == pl.col("year").max())
    ranks = own[surest(own)]["evidence_rank"].to_list()
    known = [rank for rank in ranks if rank is not None]
    assert known == sorted(known)
    assert ranks == known + [None] * (len(ranks) - len(known))
    unknown = own.with_columns(evidence_rank=pl.lit(None, pl.Int64))
    quotients = unknown[surest(unknown)]["quotient"].drop_nulls().to_list()
    assert quotients == sorted(quotients, reverse=True)


def test_a_region_brief_names_strong_cells_first_and_then_the_surest():
    from types import SimpleNamespace

    from jiqun.briefs import CellRow
    from jiqun.briefs.words import strongest
    from jiqun.charts import Estimate, Names

    def row(name, quotient, rank, *, strong):
        return CellRow(
            category=Names(en=name), region=Names(en="here"), traded=True,
            employment=Estimate(value=100.0), quotient=Estimate(value=quotient), micro_share=0.1,
            growth_per_year=None, rating=None, strong=strong, evidence_rank=rank,
        )  # fmt: skip

    cells = (
        row("wonder", 90.0, 70, strong=True), row("unknown", 40.0, None, strong=True),
        row("sure", 3.0, 2, strong=True), row("weak", 1.1, 1, strong=False),
        row("unknown too", 50.0, None, strong=True),
    )  # fmt: skip
    named = [one.category.en for one in strongest(SimpleNamespace(cells=cells))]
    assert named == ["sure", "wonder", "unknown too", "unknown", "weak"]


def test_briefs_of_a_run_are_of_the_surest_large_cells(planted_workspace):
    from jiqun.studies.briefing.rows import surest_first
    from jiqun.studies.briefing.writing import _top_cells

    ws = Workspace.open(planted_workspace)
    cells = ws.scan("cells").filter(pl.col("year") == pl.col("year").max()).collect()
    ranks = dict(cells.select("cell", "evidence_rank").iter_rows())
    chosen = [ranks[cell] for cell in _top_cells(ws, 5)]
    assert chosen == sorted(chosen) and len(chosen) == 5
    before = surest_first(cells.lazy().drop("evidence_rank")).collect()
    quotients = before["quotient"].drop_nulls().to_list()
    assert quotients == sorted(quotients, reverse=True)
