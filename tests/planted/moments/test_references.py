"""The catalogue of real figures is whole, and what was computed comes out of the data again."""

import math
import sys
from pathlib import Path

import pytest

from jiqun.core.words import catalogue
from jiqun.planted import economy, economy_plan
from jiqun.planted.moments import measured, references

ROOT = Path(__file__).resolve().parents[3]
WHOLE = catalogue("planted/moments.toml")


@pytest.mark.parametrize("id_", references())
def test_a_moment_is_whole(id_):
    one = references()[id_]
    assert one.family in {"cells", "firms", "networks"}
    assert one.title.en != one.title.zh
    if one.band is None:
        return
    low, high = one.band
    assert low < one.real < high
    assert one.figures, "what is judged has a real figure"
    assert one.scale == "difference" or low > 0


def test_every_source_place_and_band_is_used():
    used = {key: set() for key in ("sources", "places", "bands")}
    for entry in WHOLE["moments"].values():
        used["bands"].add(entry["why"])
        for figure in entry.get("real", ()):
            used["sources"].add(figure["source"])
            used["places"].add(figure["place"])
    assert {key: set(WHOLE[key]) - words for key, words in used.items()} == {
        key: set() for key in used
    }


def test_what_is_measured_stands_in_the_catalogue():
    small = economy(economy_plan(establishments=1_000, seed=3, years=4))
    found = measured({**small.tables, "owners": small.truth["owners"]})
    assert set(found) == set(references())


@pytest.mark.data
def test_computed_figures_come_out_of_the_data(shared_data, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.moments import catalogued, real

    rows = catalogued(real(shared_data))
    assert len(rows) > 30
    wrong = [row for row in rows if not math.isclose(row[2], row[3], rel_tol=5e-3)]
    assert wrong == []
    assert "benchmarks.moments" in sys.modules
