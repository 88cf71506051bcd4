"""Against the package inequality: see tests/references/inequality/README.md."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from jiqun import measures as m
from jiqun.tables import Counts

sys.path.insert(0, str(Path(__file__).parent))
from reference_tables import FOLDER, close, column


def one_industry(values):
    return Counts(
        regions=tuple(f"r{k}" for k in range(len(values))),
        industries=("x",),
        values=np.asarray(values)[:, None],
        unit="income",
    )


def theirs(name):
    return json.loads((FOLDER / "inequality" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["lognorm1", "lognorm2"])
def test_gini_and_theil(name):
    table = one_industry(column("inequality", name, "y"))
    close(m.gini(table).values, [theirs(name)["gini"]])
    close(m.theil(table, variant="absolute").values, [theirs(name)["theil"]])


def test_theil_within_and_between():
    values = np.abs(column("inequality", "lat8x9_y", "y")) + 0.1
    table = one_industry(values)
    rows = {region: str(k // 9) for k, region in enumerate(table.regions)}
    result = m.theil(table, variant="absolute", groups=rows)
    known = theirs("lat8x9")
    close(m.gini(table).values, [known["gini"]])
    close(result.values, [known["theil"]])
    close(result.parts["between"], [known["theil_between"]])
    close(result.parts["within"], [known["theil_within"]])
