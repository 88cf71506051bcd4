"""A region's categories as bubbles, against the cells they came from."""

import math

import polars as pl
import pytest

from jiqun.charts import Estimate, Names, PortfolioFigure, portfolio_bubbles, render_svg
from jiqun.core import quantity


@pytest.fixture(scope="session")
def rows(cells, cell):
    """The traded cells of a region in its last year, largest first."""
    own = cell.row(-1, named=True)
    mine = cells.filter(
        pl.col("region") == own["region"], pl.col("year") == own["year"], pl.col("traded")
    )
    return mine.sort("employment", descending=True).to_dicts()


def bubbles(rows, lang="en"):
    figures = [
        PortfolioFigure(
            name=Names(en=row["category"], zh=row["category"]),
            employment=row["employment"],
            quotient=Estimate(value=row["quotient"]),
            growth_per_year=row["growth"],
            strong=row["quotient"] > 1,
        )
        for row in reversed(rows)
    ]
    return portfolio_bubbles(figures, lang=lang)


def test_its_numbers_are_the_results(rows):
    told = bubbles(rows)["data"]["values"]
    grown = [row for row in rows if row["growth"] is not None]
    assert len(told) == len(grown) >= 5
    for one, row in zip(told, grown, strict=True):
        assert one["employment"] == row["employment"]
        assert (one["quotient"], one["growth"]) == (row["quotient"], row["growth"])
        assert one["strong"] == (row["quotient"] > 1)


def test_areas_are_as_the_employment_and_places_as_the_numbers(rows, drawn):
    grown = [row for row in rows if row["growth"] is not None]
    dots = drawn(bubbles(rows), "symbol")
    assert len(dots) == len(grown)
    largest = max(row["employment"] for row in grown)
    logs = [math.log(row["quotient"]) for row in grown]
    growths = [row["growth"] for row in grown]
    low, high = logs.index(min(logs)), logs.index(max(logs))
    falling, rising = growths.index(min(growths)), growths.index(max(growths))
    across = (dots[high]["x"] - dots[low]["x"]) / (logs[high] - logs[low])
    upward = (dots[rising]["y"] - dots[falling]["y"]) / (growths[rising] - growths[falling])
    assert across > 0 > upward
    for dot, row, log in zip(dots, grown, logs, strict=True):
        assert dot["size"] == pytest.approx(900 * row["employment"] / largest, rel=0.02)
        assert dot["x"] == pytest.approx(dots[low]["x"] + across * (log - logs[low]), abs=0.6)
        want = dots[falling]["y"] + upward * (row["growth"] - growths[falling])
        assert dot["y"] == pytest.approx(want, abs=0.6)


def test_a_category_without_growth_is_left_out_not_put_at_nought():
    one = PortfolioFigure(
        name=Names(en="new"), employment=9.0, quotient=Estimate(value=2.0),
        growth_per_year=None, strong=True,
    )  # fmt: skip
    assert portfolio_bubbles([one], lang="en")["data"]["values"] == []


def test_names_do_not_cover_one_another(rows, drawn):
    texts = [one for one in drawn(bubbles(rows), "text") if one.get("text")]
    places = sorted((round(one["y"]), round(one["x"])) for one in texts)
    assert len(places) == len(set(places)) >= 3


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_valid_and_names_its_axes_from_the_catalogue(rows, valid, lang):
    spec = valid(bubbles(rows, lang))
    svg = render_svg(spec, name="p")
    for id in ("quotient", "growth"):
        assert quantity(id).title.said(lang) in svg
    assert quantity("employment").spoken.said(lang) in spec["description"]
