"""What a hostile file must meet: a coded refusal with a remedy, or rows; nothing between."""

import time

import pytest
from memory import most_memory

from jiqun.core import InputError
from jiqun.studies.loading import create_workspace, load_table
from jiqun.workspace import Workspace

SECONDS, MOST_MEMORY = 20, 2 << 30
GOOD = {
    "regions": "region,level,parent\nC,country,\nA,city,C\nB,city,C\n",
    "industries": "industry,system\nx,S\ny,S\n",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace with regions and industries, for all cases of a module."""
    folder = tmp_path_factory.mktemp("hostile") / "ws"
    create_workspace(folder, title="T")
    for table, text in GOOD.items():
        (folder.parent / f"{table}.csv").write_text(text)
        load_table(folder, table=table, file=folder.parent / f"{table}.csv")
    return folder


def told(problems):
    """Every problem has a code and three sentences in both languages."""
    assert problems
    for one in problems:
        for lang in ("en", "zh"):
            said = one.said(lang)
            for sentence in (said.found, said.expected, said.fix):
                assert sentence.strip(), (one.code, lang)
                assert sentence != one.code, (one.code, lang)
            assert len(one.told(lang)) < 20_000, one.code


@pytest.fixture
def meet(workspace, tmp_path, capfd):
    """Load a file; give "loaded" or the codes of the refusal, holding the bars meanwhile."""

    def load(data, *, table="activity", name="a.csv", **options):
        file = tmp_path / name
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        before, began = Workspace.open(workspace).version, time.perf_counter()
        try:
            with most_memory(MOST_MEMORY):
                report = load_table(workspace, table=table, file=file, **options)
        except InputError as err:
            told(err.problems)
            found = [one.code for one in err.problems]
            commit = None
        else:
            commit = report.commit
            found = [one.code for one in report.problems]
            if commit is None:
                told(report.problems)
            if report.cautions:
                told(report.cautions)
        after = Workspace.open(workspace).version
        assert after == before or (commit and after == before + 1)  # the same rows change nothing
        assert time.perf_counter() - began < SECONDS
        assert "panicked" not in capfd.readouterr().err
        return "loaded" if commit else found

    return load
