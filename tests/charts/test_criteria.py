"""Criteria as bullets: what was decided, where the value stands to its threshold."""

import math

import pytest

from jiqun.charts import CriterionFigure, Estimate, Names, criteria_bullets, palette, render_svg
from jiqun.clusters import criteria_of, scheme
from jiqun.workspace import Workspace


@pytest.fixture(scope="session")
def decided(planted_workspace, cell):
    """The criteria of a scheme, decided for a cell by the kept thresholds."""
    ws = Workspace.open(planted_workspace)
    own = cell.row(-1, named=True)
    kept = ws.frame("thresholds").to_dicts()
    mine = [
        row
        for row in kept
        if (row["scheme"], row["level"], row["year"])
        == ("eu-stars-2011", own["level"], own["year"])
        and row["category"] in (None, own["category"])
    ]
    return own, criteria_of(scheme("eu-stars-2011"), own, mine)


def bullets(decided, lang="en"):
    figures = [
        CriterionFigure(
            title=Names(**one["title"]),
            quantity=one["quantity"],
            threshold=one["threshold"],
            value=Estimate(value=one["value"], low=one["low"], high=one["high"]),
            passed=one["passed"],
        )
        for one in decided
    ]
    return criteria_bullets(figures, lang=lang)


def test_its_numbers_are_the_cells(decided):
    own, criteria = decided
    told = bullets(criteria)["data"]["values"]
    assert len(told) == len(criteria) == 3
    for one, row in zip(told, criteria, strict=True):
        assert one["value"] == own[row["quantity"]] == row["value"]
        assert one["threshold"] == row["threshold"]
        assert one["passed"] == ("yes" if own[row["quantity"]] >= row["threshold"] else "no")


def test_the_dot_stands_at_value_over_threshold(decided, drawn):
    _, criteria = decided
    spec = bullets(criteria)
    dots = sorted(drawn(spec, "symbol"), key=lambda one: one["y"])
    bars = drawn(spec, "rect")
    left, width = min(one["x"] for one in bars), max(one["width"] for one in bars)
    assert len(dots) == len(criteria)
    for dot, one in zip(dots, criteria, strict=True):
        ratio = min(max(one["value"] / one["threshold"], 1 / 8), 8)
        want = left + width * (math.log(ratio) - math.log(1 / 8)) / math.log(64)
        assert dot["x"] == pytest.approx(want, abs=0.6)
        assert dot["stroke"] == (palette.ACCENT if one["passed"] else palette.WARN)
        unsure = one["low"] is not None and one["low"] < one["threshold"] < one["high"]
        assert (dot["fill"] == palette.PAPER) == unsure


def test_what_is_not_known_gets_its_row_and_no_mark(drawn, valid):
    unknown = CriterionFigure(
        title=Names(en="Output", zh="产值"),
        quantity="output",
        threshold=10.0,
        value=Estimate(),
        passed=None,
    )
    spec = valid(criteria_bullets([unknown], lang="zh"))
    assert spec["data"]["values"][0]["value"] is None
    assert spec["data"]["values"][0]["text"] == "无数据"
    assert not drawn(spec, "symbol")


@pytest.mark.parametrize(("value", "passed", "edge"), [(0.0, False, 1 / 8), (-2.0, True, 8.0)])
def test_a_number_that_has_no_logarithm_stands_at_the_edge(value, passed, edge):
    figure = CriterionFigure(
        title=Names(en="g"),
        quantity="growth",
        threshold=0.1,
        value=Estimate(value=value),
        passed=passed,
    )
    row = criteria_bullets([figure], lang="en")["data"]["values"][0]
    assert row["value"] / row["threshold"] == edge


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_valid_and_can_be_rendered(decided, valid, lang):
    spec = valid(bullets(decided[1], lang))
    assert spec["data"]["values"][0]["text"] in render_svg(spec, name="c")
