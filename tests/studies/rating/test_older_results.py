"""Results of an earlier version are refused with the command that makes them anew."""

import polars as pl
import pytest

from jiqun.core import InputError, Record
from jiqun.studies import make_brief
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.rating.doubted import doubt
from jiqun.workspace import Workspace

OLDER = {
    "ratings": (pl.DataFrame({"cell": ["d:x:a"], "flips": [True]}), "jiqun run {} --again"),
    "found_clusters": (
        pl.DataFrame({"cluster": ["regions:d:x:a"], "vanishes": ["sampling"]}),
        "jiqun clusters find {} --again",
    ),
}


@pytest.fixture(params=sorted(OLDER))
def older(request, tmp_path):
    """A workspace whose results were made when ratings still flipped and clusters vanished."""
    name = request.param
    frame, command = OLDER[name]
    path = tmp_path / "ws"
    ws = Workspace.create(path)
    with ws.transaction(verb="run") as t:
        for result in ("cells", "ratings", name):
            t.put_result(result, frame, record=Record(subject="run"))
    return path, command.format(path)


@pytest.mark.parametrize(
    "ask",
    [
        snapshot,
        doubt,
        lambda path: make_brief(path, subject="region", id="a", lang="en", format="html"),
    ],
)
def test_older_results_are_refused_with_what_makes_them_anew(older, ask):
    path, command = older
    with pytest.raises(InputError) as refused:
        ask(path)
    said = refused.value.problems[0]
    assert said.code == "results-older"
    assert command in said.told("en") and command in said.told("zh")
