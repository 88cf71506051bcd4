"""Numbers of which nothing tells how many stand behind them are taken for one contributor's."""

import polars as pl
import pytest

from jiqun.core import Origin
from jiqun.studies.protecting import ProtectPlan, protect
from jiqun.workspace import Workspace

ME = (Origin(producer="me", title="By hand"),)
COUNTIES, CLASSES = "abcd", ("i1", "i2", "i3")


@pytest.fixture
def made(tmp_path):
    """Four counties by three classes, each of nine establishments and other jobs."""
    ws = Workspace.create(tmp_path / "ws")
    regions = pl.DataFrame({
        "region": ["N", *COUNTIES], "level": ["country", *["county"] * 4],
        "parent": [None, *["N"] * 4],
    })  # fmt: skip
    industries = pl.DataFrame({
        "industry": ["S", *CLASSES], "system": ["own"] * 4, "level": ["1", *["2"] * 3],
        "parent": [None, *["S"] * 3],
    })  # fmt: skip
    cells = [(region, industry) for region in COUNTIES for industry in CLASSES]
    activity = pl.DataFrame({
        "region": [one for one, _ in cells], "industry": [one for _, one in cells],
        "year": [2020] * 12, "employment": [100.0 + 7 * n for n in range(12)],
        "establishments": [9.0] * 12,
    })  # fmt: skip
    with ws.transaction() as t:
        t.put("regions", regions, origins=ME)
        t.put("industries", industries, origins=ME)
        t.put("activity", activity, origins=ME)
    return ws


def changed(ws, count):
    """The workspace with another count of establishments in a/i1."""
    at = (pl.col("region") == "a") & (pl.col("industry") == "i1")
    rows = ws.frame("activity").with_columns(
        establishments=pl.when(at).then(pl.lit(count)).otherwise(pl.col("establishments"))
    )
    with ws.transaction() as t:
        t.put("activity", rows, origins=ME, mode="replace")


def hidden(report):
    rows = Workspace.open(report.twin).frame("activity").filter("protected")
    return set(rows.select("region", "industry").rows())


def test_a_number_without_a_count_is_not_shown(made):
    changed(made, None)
    report = protect(made.path, ProtectPlan(p=None, fill=False))
    assert ("a", "i1") in hidden(report)
    assert len(hidden(report)) == 4
    said = {one.code: one.values for one in report.protection.cautions}
    assert said["protect-uncounted"] == {"cells": 1}


def test_the_known_parts_of_a_total_count_for_it(made):
    """The country's i1 has three counties of nine: it need not go for one that is unknown."""
    changed(made, None)
    assert ("N", "S") not in hidden(protect(made.path, ProtectPlan(p=None, fill=False)))


def test_counts_that_are_not_shown_count(made):
    """Only jobs are shown; who stands behind them is still told by the establishments."""
    changed(made, 1.0)
    report = protect(made.path, ProtectPlan(p=None, amounts=["employment"], fill=False))
    assert ("a", "i1") in hidden(report)
    assert "establishments" not in {
        name for name in Workspace.open(report.twin).frame("activity").columns
        if Workspace.open(report.twin).frame("activity")[name].count()
    }  # fmt: skip


def test_what_the_table_itself_withholds_is_not_computed_from_its_total(made):
    """The county's one firm has no number of its own, but the country's row has it within."""
    rows = made.frame("activity")
    total = rows.group_by("industry").agg(
        region=pl.lit("N"), year=pl.lit(2020), employment=pl.col("employment").sum(),
        establishments=pl.lit(30.0),
    )  # fmt: skip
    at = (pl.col("region") == "a") & (pl.col("industry") == "i1")
    rows = rows.with_columns(
        employment=pl.when(at).then(None).otherwise(pl.col("employment")),
        establishments=pl.when(at).then(1.0).otherwise(pl.col("establishments")),
    )
    with made.transaction() as t:
        t.put("activity", pl.concat([rows, total], how="diagonal_relaxed"), origins=ME,
              mode="replace")  # fmt: skip
    report = protect(made.path, ProtectPlan(p=None, fill=False))
    shown = Workspace.open(report.twin).frame("activity").filter(industry="i1")
    known = dict(shown.select("region", "employment").rows())
    assert sum(value is None for value in known.values()) >= 2, known
    assert known["N"] is None or None in {known[region] for region in "bcd"}
