"""What the map opens on: a category that tells regions apart and is published widely enough."""

import polars as pl

from jiqun.studies.browsing.workspaces.summary import _telling


def cells(category, quotients, visible):
    return pl.DataFrame(
        {"category": category, "traded": True, "quotient": quotients, "visible_share": visible}
    )


def test_the_most_unlike_quotients_open_where_all_is_published():
    alike = cells("a", [1.0, 1.1, 0.9, 1.0], 1.0)
    unlike = cells("b", [9.0, 0.1, 0.2, 4.0], 1.0)
    assert _telling(pl.concat([alike, unlike])) == "b"


def test_a_category_that_is_hardly_published_does_not_open():
    shown = cells("a", [2.0, 0.5, 1.0, 3.0], 1.0)
    hidden = cells("b", [90.0, 0.1, 0.2, 40.0], [1.0, 0.2, 0.1, 0.3])
    assert _telling(pl.concat([shown, hidden])) == "a"


def test_where_nothing_can_be_judged_the_first_opens():
    found = _telling(pl.concat([cells(one, [1.0, 2.0], 0.1) for one in ("b", "a")]))
    assert found == "a"


def test_without_cells_nothing_opens():
    assert _telling(cells("a", [1.0], 1.0).clear()) is None
