"""The kernels' sources say the same as plain Python (JIQUN_COMPILE=0) and compiled.

The calculation below runs in a process of its own each way. A loop that only works compiled,
integers that overflow differently, or a cast that rounds otherwise would show here.
"""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

CALCULATION = """
import json, sys
import numpy as np
import polars as pl
from jiqun.core import encode, stream
from jiqun.kernels._compile import COMPILED
from jiqun.measures import ellison_glaeser, local_geary, local_moran
from jiqun.measures.space import (
    Null, diggle_d, kd, kd_study, m, m_density, relabelling_moments, ripley_k
)
from jiqun.tables import Graph, Plants, Sites

chance = stream(seed=3, name="uncompiled")
n = 60
x, y = chance.random((2, n)) * 12
sites = Sites(x=x, y=y, industries=chance.choice(list("abc"), n), weights=chance.random(n) + 0.5)
globe = Sites(x=x, y=y + 40, industries=sites.industries, weights=sites.weights,
              metric="great-circle")
nodes = tuple(f"r{i}" for i in range(20))
ties = pl.DataFrame({"source": nodes, "target": nodes[1:] + nodes[:1]})
ring = Graph.from_frame(ties, directed=False, nodes=nodes)
values = chance.normal(size=20)
plants = Plants.from_frame(pl.DataFrame({
    "region": chance.choice(list("rstu"), 50), "industry": chance.choice(list("ab"), 50),
    "employment": chance.integers(1, 90, 50).astype(float),
}))
radii = np.arange(0, 6.0)

def null(kind="labelling"):
    return Null(kind=kind, draws=19, seed=4, workers=1)

moments = relabelling_moments(sites, size=20, radii=radii, workers=1)
results = {
    "kd": kd(sites, industry="a", radii=radii, null=null()),
    "kd-weighted": kd(sites, industry="a", against="b", radii=radii, weighted=True,
                      null=null("location")),
    "kd-globe": kd(globe, industry="a", radii=radii * 100, null=null()),
    "study": kd_study(sites, radii=radii, null=null(), least=5),
    "study-weighted": kd_study(sites, radii=radii, null=null(), least=5, weighted=True),
    "m": m(sites, industry="a", radii=radii, weighted=True, null=null()),
    "m-pair": m(sites, industry="a", against="b", radii=radii, null=null("independence")),
    "m-each": m(sites, industry="a", radii=radii, each=True),
    "m-density": m_density(globe, industry="a", radii=radii * 100, null=null()),
    "ripley-k": ripley_k(sites, industry="a", radii=radii, null=null()),
    "diggle-d": diggle_d(sites, industry="a", against="b", radii=radii, null=null()),
    "local-moran": local_moran(values, weights=ring, draws=19, seed=1),
    "local-geary": local_geary(values, weights=ring, draws=19, seed=1),
    "ellison-glaeser": ellison_glaeser(plants, draws=19, seed=1),
}
out = {name: [one.values, one.low, one.high, *one.parts.values()] for name, one in results.items()}
out["moments"] = [moments.mean, moments.deviation]
json.dump({"compiled": COMPILED, "numbers": encode(out)}, sys.stdout)
"""


def calculated(compile_):
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", CALCULATION],
        env=os.environ | {"JIQUN_COMPILE": compile_},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def both():
    plain, compiled = calculated("0"), calculated("1")
    assert (plain["compiled"], compiled["compiled"]) == (False, True)
    return plain["numbers"], compiled["numbers"]


def test_every_kernel_says_the_same_uncompiled(both):
    plain, compiled = both
    assert plain.keys() == compiled.keys()
    for name, arrays in plain.items():
        for mine, theirs in zip(arrays, compiled[name], strict=True):
            np.testing.assert_allclose(
                np.array(mine, float), np.array(theirs, float), rtol=1e-9, atol=1e-12, err_msg=name
            )


def test_the_calculation_is_not_empty(both):
    plain, _ = both
    assert all(np.isfinite(np.array(arrays[0], float)).any() for arrays in plain.values())
