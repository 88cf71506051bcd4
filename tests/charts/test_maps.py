"""A small map against the regions and values it was given."""

import polars as pl
import pytest

from jiqun.charts import MapFigure, MapShape, Names, locator_map, palette, render_svg

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def square(at):
    ring = [[x + at, y] for x, y in SQUARE]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture(scope="session")
def values(cells, cell):
    """Quotients of the cell's category by region, with whether 1 lies in the interval."""
    own = cell.row(-1, named=True)
    same = [pl.col(key) == own[key] for key in ("category", "level", "year")]
    return own["region"], {
        row["region"]: (row["quotient"], row["quotient_low"] <= 1 <= row["quotient_high"])
        for row in cells.filter(*same).sort("region").to_dicts()
    }


def figure(here, values, **more):
    shapes = [
        MapShape(
            name=Names(en=code), geometry=square(at), value=value, doubtful=doubtful,
            centre=(at + 0.5, 0.5), labelled=True, here=code == here,
        )
        for at, (code, (value, doubtful)) in enumerate(values.items())
    ]  # fmt: skip
    return MapFigure(shapes=tuple(shapes), frame=(0, 0, len(shapes), 1), **more)


def coloured(spec):
    return next(one for one in spec["layer"] if "fillOpacity" in one.get("encoding", {}))


def test_its_numbers_are_the_results(values):
    here, held = values
    spec = locator_map(figure(here, held, quantity="quotient"), lang="en")
    told = coloured(spec)["data"]["values"]
    assert [(one["value"], one["doubtful"]) for one in told] == list(held.values())
    dots = [one for one in spec["layer"] if one["mark"]["type"] == "circle"]
    assert sum(len(one["data"]["values"]) for one in dots) == sum(d for _, d in held.values())


def test_colours_follow_the_quotient(drawn):
    """A quarter, one and four times are the two ends and the middle of the scale."""
    held = {"a": (0.25, False), "b": (1.0, False), "c": (4.0, False), "d": (None, False)}
    spec = locator_map(figure("a", held, quantity="quotient"), lang="en")
    fills = [
        one["fill"] for one in drawn(spec, "shape") if one.get("fill") not in (None, "transparent")
    ]
    ends = [palette.DIVERGING[0], palette.DIVERGING[3], palette.DIVERGING[-1]]
    told = [rgb(fill) for fill in fills]
    assert told == [*(rgb(one) for one in ends), rgb(palette.BASE)]


def rgb(colour):
    if colour.startswith("#"):
        return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return tuple(int(one) for one in colour.removeprefix("rgb(").removesuffix(")").split(","))


def test_the_pages_own_region_has_the_strong_edge(values):
    here, held = values
    spec = locator_map(figure(here, held, quantity="quotient"), lang="en")
    edge = [one for one in spec["layer"] if one["mark"].get("stroke") == palette.INK]
    assert len(edge) == 1
    assert [one["value"] for one in edge[0]["data"]["values"]] == [held[here][0]]
    bold = [one for one in spec["layer"] if one["mark"].get("fontWeight") == "bold"]
    assert [one["data"]["values"][0]["name"] for one in bold] == [here]


@pytest.mark.parametrize("quantity", ["quotient", "strength", ""])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_valid_and_can_be_rendered(values, valid, quantity, lang):
    here, held = values
    spec = valid(locator_map(figure(here, held, quantity=quantity), lang=lang))
    assert here in render_svg(spec, name="m")
