"""A trend against the cell it came from: numbers, places, what is not known."""

import pytest

from jiqun.charts import Estimate, TrendFigure, render_svg, show_estimate, trend
from jiqun.core import quantity

QUANTITIES = ("employment", "quotient")
ENDS = ("value", "low", "high")


@pytest.fixture(params=QUANTITIES)
def drawn_trend(request, cell, estimate):
    """A trend of the cell, and what its result says."""
    rows = cell.to_dicts()
    points = [TrendFigure(year=r["year"], value=estimate(r, request.param)) for r in rows]
    return request.param, trend(points, quantity=request.param, lang="en"), rows


def test_its_numbers_are_the_results(drawn_trend):
    name, spec, rows = drawn_trend
    held = {"value": name, "low": f"{name}_range_low", "high": f"{name}_range_high"}
    assert [one["year"] for one in spec["data"]["values"]] == [2022, 2023, 2024]
    for one, row in zip(spec["data"]["values"], rows, strict=True):
        doubtful = row[held["high"]] > row[held["low"]] * (1 + 1e-9)
        want = {end: row[column] for end, column in held.items()}
        assert one["value"] == want["value"]
        assert (one["low"], one["high"]) == (
            (want["low"], want["high"]) if doubtful else (None,) * 2
        )
        shown = Estimate(value=want["value"], least=want["low"], most=want["high"])
        assert one["text"] == show_estimate(shown, name, "en")


def test_points_stand_where_their_values_are(drawn_trend, drawn):
    """Height is linear in the value, for the line as for the fan and the band."""
    name, spec, rows = drawn_trend
    points = sorted(drawn(spec, "symbol"), key=lambda one: one["x"])
    values = [row[name] for row in rows]
    assert len(points) == len(values) == 3
    far = max(range(1, 3), key=lambda k: abs(values[k] - values[0]))
    step = (points[far]["y"] - points[0]["y"]) / (values[far] - values[0])
    assert step < 0
    for point, value in zip(points, values, strict=True):
        assert point["y"] == pytest.approx(points[0]["y"] + step * (value - values[0]), abs=0.6)
    ends = [(row[f"{name}_range_low"], row[f"{name}_range_high"]) for row in rows]
    ends = [pair for pair in ends if pair[1] > pair[0] * (1 + 1e-9)]
    last = rows[-1]
    fan = [(last[name], last[name]), (last[f"{name}_low"], last[f"{name}_high"])]
    drawn_areas = [one for one in drawn(spec, "area") if one.get("defined", True)]
    assert len(drawn_areas) == len(fan) + len(ends)
    for one, pair in zip(drawn_areas, [*fan, *ends], strict=True):
        want = sorted(points[0]["y"] + step * (end - values[0]) for end in pair)
        assert sorted((one["y"], one["y2"])) == pytest.approx(want, abs=0.6)


def test_the_fan_opens_from_the_last_year_to_the_next(drawn_trend, drawn):
    """No other year has one: what became of them is known."""
    _, spec, rows = drawn_trend
    points = sorted(drawn(spec, "symbol"), key=lambda one: one["x"])
    fan = sorted(one["x"] for one in drawn(spec, "area") if one.get("defined", True))[-2:]
    year = points[1]["x"] - points[0]["x"]
    assert fan == pytest.approx([points[-1]["x"], points[-1]["x"] + year], abs=0.6)
    assert rows[-1]["year"] == 2024


def test_without_an_interval_for_next_year_there_is_no_fan(drawn):
    years = [TrendFigure(year=y, value=Estimate(value=5.0 + y)) for y in (2019, 2020)]
    spec = trend(years, quantity="employment", lang="en")
    assert [one for one in drawn(spec, "area") if one.get("defined", True)] == []


def test_only_a_quotient_has_the_neutral_line(drawn_trend, drawn):
    name, spec, _ = drawn_trend
    dashed = [one for one in drawn(spec, "rule") if one.get("strokeDash")]
    assert len(dashed) == (quantity(name).neutral == 1.0)


def test_a_year_without_a_number_is_a_gap_not_a_zero(drawn, valid):
    known = [
        TrendFigure(year=2020, value=Estimate(value=5.0)),
        TrendFigure(year=2021, value=Estimate()),
        TrendFigure(year=2022, value=Estimate(value=7.0)),
    ]
    spec = valid(trend(known, quantity="employment", lang="en"))
    assert [one["value"] for one in spec["data"]["values"]] == [5.0, None, 7.0]
    assert [one["text"] for one in spec["data"]["values"]] == ["5", "–", "7"]
    assert {one["text"] for one in drawn(spec, "text")} == {"5", "7"}
    assert len(drawn(spec, "symbol")) == 2
    lines = drawn(spec, "line")
    assert [one.get("defined", True) for one in lines] == [True, False, True]


def test_the_band_has_the_same_gap(drawn):
    def point(year, value):
        return TrendFigure(
            year=year,
            value=Estimate(value=value, least=value and value - 1, most=value and value + 1),
        )

    years = [point(2019, 5.0), point(2020, 6.0), point(2021, None), point(2022, 7.0)]
    band = drawn(trend(years, quantity="employment", lang="en"), "area")
    assert [one.get("defined", True) for one in band] == [True, True, False, True]


def test_one_year_is_a_dot_with_whiskers(drawn, valid):
    alone = [TrendFigure(year=2020, value=Estimate(value=2.0, low=1.0, high=4.0))]
    spec = valid(trend(alone, quantity="quotient", lang="zh"))
    assert len(drawn(spec, "symbol")) == 1
    whisker = [one for one in drawn(spec, "rule") if not one.get("strokeDash")]
    assert len(whisker) == 1
    assert whisker[0]["y"] != whisker[0]["y2"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_valid_named_and_can_be_rendered(drawn_trend, valid, lang, cell, estimate):
    name, _, rows = drawn_trend
    points = [TrendFigure(year=r["year"], value=estimate(r, name)) for r in rows]
    spec = valid(trend(points, quantity=name, lang=lang))
    assert quantity(name).title.said(lang) in spec["description"]
    svg = render_svg(spec, name="t")
    assert svg.startswith("<svg") and "2024" in svg
