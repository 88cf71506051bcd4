"""Files of many shapes: what a look proposes loads their cells, or the difference was asked."""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from shapes import SHAPES, corpus

from jiqun.sources.looking import Asked, look_at
from jiqun.studies.looking.previews import as_loaded
from jiqun.tables import schema

#: Every shape once; four times, each otherwise drawn, where the whole corpus is asked for.
FILES = (4 if os.environ.get("JIQUN_CORPUS") == "all" else 1) * len(SHAPES)
#: Share of the files whose cells all load exactly; what is not loaded was asked for.
EXACT = 0.95


def judged(file):
    """Say how a file's cells would load: "exact", "asked" (left out as proposed), or what not."""
    seen = look_at(file.path, Asked(last_full=2025))
    proposals = {one.key: one.proposed for one in seen.questions if one.proposed is not None}
    rows = as_loaded(
        seen.raw,
        schema("activity"),
        seen.map,
        proposals=proposals,
        known={},
        name=file.path.name,
    )
    got = {(row["region"], row["industry"], row["year"]): row for row in rows.frame.to_dicts()}
    different = [
        (key, name, value, got[key].get(name) if key in got else None)
        for key, cell in file.truth.items()
        for name, value in cell.items()
        if not alike(value, got[key].get(name) if key in got else None)
    ]
    extra = sorted(set(got) - set(file.truth))
    if not different and not extra:
        return "exact"
    if not extra and all(one[3] is None for one in different) and seen.questions:
        return "asked"
    return f"{file.path.name} {file.made}: {different[:2]} {extra[:2]}"


def alike(wanted, found):
    if wanted is None or found is None:
        return wanted is found
    return abs(found - wanted) <= 1e-9 * abs(wanted)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    files = corpus(tmp_path_factory.mktemp("corpus"), files=FILES, seed=20)
    return {file.path.name: (file.shape, judged(file)) for file in files}


def test_no_value_is_wrong_that_was_not_asked(verdicts):
    wrong = [said for _, said in verdicts.values() if said not in ("exact", "asked")]
    assert wrong == []


def test_nearly_all_files_load_exactly(verdicts):
    counted = Counter(said for _, said in verdicts.values())
    print(f"{counted['exact']} of {len(verdicts)} files load exactly")
    assert len(verdicts) == FILES
    assert counted["exact"] >= EXACT * len(verdicts)


def test_every_shape_loads_exactly_at_least_once(verdicts):
    exact = {shape for shape, said in verdicts.values() if said == "exact"}
    assert exact == {shape.__name__.replace("_", "-") for shape in SHAPES}
