"""Every job gives the same bytes, whatever number of threads any library has.

``probe.py`` does all jobs in a process of its own on a small country, and on one with ties
everywhere, and prints a digest of each table, result, record, file, brief and measure.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PROBE = Path(__file__).with_name("probe.py")
PROJECT = PROBE.parents[2]
LINEAR = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "BLIS_NUM_THREADS")
ONE = {
    "POLARS_MAX_THREADS": "1", **dict.fromkeys(LINEAR, "1"), "NUMBA_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "workers": "1",
}  # fmt: skip
KINDS = ("plain", "awkward")
OTHER = {
    "four of all": {**dict.fromkeys(ONE, "4"), "PYTHONHASHSEED": "77"},
}
ALONE = {
    "two of all": {**dict.fromkeys(ONE, "2"), "PYTHONHASHSEED": "5"},
    "Polars 2": {"POLARS_MAX_THREADS": "2"},
    "Polars 4": {"POLARS_MAX_THREADS": "4"},
    "linear algebra 2": dict.fromkeys(LINEAR, "2"),
    "linear algebra 4": dict.fromkeys(LINEAR, "4"),
    "numba 2": {"NUMBA_NUM_THREADS": "2"},
    "numba 4": {"NUMBA_NUM_THREADS": "4"},
    "workers 3": {"workers": "3"},
    "hash seed": {"PYTHONHASHSEED": "4711"},
}


@cache
def one_thread(kind, folder):
    return told(kind, folder, {})


def told(kind, folder, other):
    """Do everything in a child; give the digests by name."""
    folder.mkdir()
    given = ONE | other
    workers = given.pop("workers")
    paths = os.pathsep.join([str(PROJECT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, str(PROBE), str(folder), kind, workers],
        env=os.environ | given | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return tmp_path_factory.mktemp("bits")


def hold_alike(kind, base, tmp_path, other):
    once = one_thread(kind, base / kind)
    again = told(kind, tmp_path / "again", other)
    assert once.keys() == again.keys()
    differing = [name for name in once if once[name] != again[name]]
    assert not differing


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER)
def test_every_job_gives_the_same_bytes(kind, base, tmp_path, other):
    hold_alike(kind, base, tmp_path, other)


@pytest.mark.slow
@pytest.mark.corpus(share=0.05)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", ALONE.values(), ids=ALONE)
def test_no_library_alone_moves_a_bit(kind, base, tmp_path, other):
    hold_alike(kind, base, tmp_path, other)


def test_the_probe_does_everything(base):
    """All ways find something, no measure is refused, and every measure is there."""
    from jiqun.core import MEASURES, load_plugins

    load_plugins()
    names = one_thread("plain", base / "plain")
    assert names["ways"] == "links, points, regions"
    assert not [name for name in names if name.startswith("refused")]
    assert {name.removeprefix("measure ") for name in names if name.startswith("measure ")} == set(
        MEASURES
    )
