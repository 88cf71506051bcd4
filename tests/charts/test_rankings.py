"""Quotients in order, against the cells they came from."""

import math

import polars as pl
import pytest

from jiqun.charts import Estimate, Names, RankingFigure, quotient_dots, render_svg, show_quotient


@pytest.fixture(scope="session")
def rows(cells, cell):
    """The cell's category in every region of its level and year, largest quotient first."""
    own = cell.row(-1, named=True)
    same = [pl.col(key) == own[key] for key in ("category", "level", "year")]
    found = cells.filter(*same).sort("quotient", descending=True).to_dicts()
    assert len(found) >= 3
    return own, found


@pytest.fixture(scope="session")
def figures(rows, estimate):
    own, found = rows
    return [
        RankingFigure(
            name=Names(en=row["region"], zh=f"{row['region']}区"),
            value=estimate(row, "quotient"),
            here=row["region"] == own["region"],
        )
        for row in found
    ]


def test_its_numbers_are_the_results(rows, figures):
    own, found = rows
    told = quotient_dots(figures, lang="en")["data"]["values"]
    assert [one["value"] for one in told] == [row["quotient"] for row in found]
    assert [one["key"].split("\t")[1] for one in told] == [row["region"] for row in found]
    assert [one["key"].split("\t")[1] for one in told if one["here"]] == [own["region"]]
    for one, row in zip(told, found, strict=True):
        assert (one["low"], one["high"]) == (row["quotient_low"], row["quotient_high"])
        same = Estimate(value=row["quotient"], low=row["quotient_low"], high=row["quotient_high"])
        assert one["text"] == show_quotient(same)


def test_dots_stand_where_their_logarithms_are(rows, figures, drawn):
    _, found = rows
    spec = quotient_dots(figures, lang="en")
    dots = sorted(drawn(spec, "symbol"), key=lambda one: one["y"])
    logs = [math.log(row["quotient"]) for row in found]
    assert len(dots) == len(logs)
    step = (dots[-1]["x"] - dots[0]["x"]) / (logs[-1] - logs[0])
    assert step > 0
    neutral = next(one for one in drawn(spec, "rule") if one.get("strokeDash"))
    assert neutral["x"] == pytest.approx(dots[0]["x"] - step * logs[0], abs=0.6)
    for dot, log in zip(dots, logs, strict=True):
        assert dot["x"] == pytest.approx(dots[0]["x"] + step * (log - logs[0]), abs=0.6)


def test_what_is_undefined_is_left_out():
    known = RankingFigure(name=Names(en="a"), value=Estimate(value=0.5))
    unknown = RankingFigure(name=Names(en="b"), value=Estimate())
    told = quotient_dots([unknown, known], lang="en")["data"]["values"]
    assert [one["key"].split("\t")[1] for one in told] == ["a"]


@pytest.mark.parametrize(("low", "high", "most"), [(0.5, 2.0, 7), (0.01, 900.0, 9)])
def test_ticks_are_powers_of_two_and_few(low, high, most):
    figure = RankingFigure(name=Names(en="a"), value=Estimate(value=1.0, low=low, high=high))
    x = quotient_dots([figure], lang="en")["layer"][1]["encoding"]["x"]
    ticks = [one for one in x["axis"]["values"] if low <= one <= high]
    assert all(math.log2(one).is_integer() for one in ticks)
    assert 2 <= len(ticks) <= most


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_valid_and_can_be_rendered(figures, valid, lang):
    spec = valid(quotient_dots(figures, lang=lang))
    svg = render_svg(spec, name="r")
    assert figures[0].name.of(lang) in svg
    assert spec["data"]["values"][0]["text"] in svg
