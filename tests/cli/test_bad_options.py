"""Options that cannot be: every one is told with its code and a remedy, in both languages.

Nothing is computed, nothing is written, nothing is logged as a fault.
"""

import json
from itertools import product
from pathlib import Path

import pytest

from jiqun.cli.root.net import run
from jiqun.core.words import merged
from jiqun.workspace import Workspace

WORDS = ("abc", "", "true", "0x10", "1,5", "1 2", "１２", "--", "None", "1e", "\x00", "9" * 5000)
NOT_FINITE = ("nan", "inf", "-inf", "1e400")
HUGE = ("9" * 30, str(2**63), str(-(2**63) - 1), "1" + "0" * 400)
#: Of each kind of option, what it cannot be beside words and what is not finite.
WRONG = {
    "share": ("0", "1", "-0.5", "1.5", "95", "1e308", *HUGE),
    "alpha": ("0", "1", "-0.05", "0.6", "1e-9", "1e-300", *HUGE),
    "permutations": ("0", "-1", "18", "100001", "19.5", "1e3", *HUGE),
    "draws": ("0", "-1", "100001", "1.5", "1e3", *HUGE),
    "bootstraps": ("-1", "100001", "1.5", *HUGE),
    "seed": ("-1", "1.5", "1e3", *HUGE),
    "workers": ("0", "-1", "257", "2.5", *HUGE),
    "year": ("0", "-2020", "999", "3001", "20", "20200101", "2020.5", "2020-01-01", *HUGE),
    "top": ("-1", "10001", "1.5", *HUGE),
    "peers": ("-1", "1000001", "1.5", *HUGE),
    "part": ("-0.1", "1.1", "5", *HUGE),
    "quotient": ("-0.1", "1000001", "1e308", *HUGE),
    "least": ("0", "1", "-5", "100001", "2.5", *HUGE),
}
NAMES = ("", " ", "\x00", "a\nb", "x" * 5000, "\u200b")
COMMANDS = {
    ("run", "WS"): {
        "--confidence": "share", "--year": "year", "--least-peers": "peers",
        "--important-share": "part", "--important-quotient": "quotient",
    },
    ("rate", "CELLS", "--scheme", "us-cluster-mapping"): {
        "--confidence": "share", "--least-peers": "peers",
    },
    ("clusters", "find", "WS"): {
        "--draws": "permutations", "--bootstraps": "bootstraps", "--alpha": "alpha",
        "--confidence": "share", "--seed": "seed", "--workers": "workers", "--year": "year",
        "--top": "top",
    },
    ("clusters", "define", "WS"): {
        "--candidates": "draws", "--draws": "draws", "--seed": "seed", "--workers": "workers",
        "--year": "year", "--least": "least", "--most": "least",
    },
    ("clusters", "stability", "WS", "CELL"): {
        "--draws": "draws", "--confidence": "share", "--seed": "seed", "--workers": "workers",
        "--year": "year",
    },
    ("measure", "gini", "--workspace", "WS"): {
        "--draws": "bootstraps", "--seed": "seed", "--year": "year",
    },
    ("measure", "gini", "--counts", "COUNTS"): {"--level": "share", "--draws": "bootstraps"},
    ("measure", "k-density", "--sites", "SITES", "--industry", "a"): {
        "--draws": "bootstraps", "--seed": "seed", "--level": "share",
    },
}  # fmt: skip
PLANT = {
    "--establishments": ("999", "0", "-1", "20000001", "1e308"),
    "--seed": WRONG["seed"],
    "--noise": ("-0.1", "1.1", "1e308"),
    "--regions": ("11", "5001", "-1", "0", *HUGE),
    "--industries": ("23", "219", "0", *HUGE),
    "--years": ("2", "31", "0", "-3", *HUGE),
    "--clusters": ("0", "-1", "10001", *HUGE),
    "--withheld": ("-0.1", "0.51", "1e308"),
}
ODD = [
    *(("run", "WS", "--cutoff", f"us-cluster-mapping.{c}") for c in (
        "=1", "nope=1", "quotient-top25", "quotient-top25=", "quotient-top25=a",
        "quotient-top25=nan", "quotient-top25=inf", "quotient-top25=-1e999", "quotient-top25=1.1",
    )),
    *(("run", "WS", "--cutoff", c) for c in (
        "", "=", "x", "x=1", "=1", "nope.quotient=1", "us-cluster-mapping=1", "quotient-top25=0.8",
    )),
    *(("rate", "CELLS", "--scheme", "us-cluster-mapping", "--cutoff", c) for c in (
        "", "=", "quotient-top25", "quotient-top25=", "quotient-top25=nan",
        "quotient-top25=inf", "nope=1", "=1", "quotient=2", "quotient-top25=-0.1",
        "quotient-top25=1.1", "quotient-specialised=1e999",
    )),
    *(("run", "WS", option, name) for option in ("--scheme", "--level") for name in NAMES),
    *(("clusters", "find", "WS", option, name) for option in ("--definition", "--level")
      for name in (*NAMES, "nope")),
    *(("clusters", "define", "WS", "--definition", name) for name in (
        *NAMES, "a:b", "a/b", " x", "planted",
    )),
    *(("clusters", "define", "WS", "--level", name) for name in NAMES),
    *(("clusters", "custom", "WS", "--industries", "A011", "--name", name) for name in NAMES),
    *(("clusters", "custom", "WS", "--industries", "A011", "--name", "n", option, name)
      for option in ("--definition", "--category") for name in ("\x00", "a:b", "a/b", " x")),
    ("clusters", "custom", "WS", "--industries", ", ,", "--name", "n"),
    ("clusters", "find", "WS", "--year", "1500"),
    ("clusters", "find", "WS", "--way", "roads"),
    ("clusters", "find", "WS", "--draws", "19", "--alpha", "0.01"),
    ("clusters", "define", "WS", "--least", "9", "--most", "5"),
    ("clusters", "define", "WS", "--scope", "none"),
    *(("clusters", "stability", "WS", id) for id in (
        "", "a", "a:b", "a:b:c", "regions:a:b:c", "links:::", "a:b:c:d:e", "\x00", "::",
    )),
    ("clusters", "stability", "WS", "CELL", "--scheme", "nope"),
    ("clusters", "stability", "WS", "CELL", "--year", "1500"),
    *(("measure", "k-density", "--sites", "SITES", "--industry", "a", "--radii", radii)
      for radii in ("", ":", "1:2", "0:1:0", "5:1:1", "0:1:-1", "0:1e9:1", "nan", "0:inf:1",
                    "a,b", "1,,2", "0:1:1e-9", "3,2,1", "-1,2")),
    *(("measure", "gini", "--counts", "COUNTS", "--option", option)
      for option in ("", "=", "x", "x=1", "=1", "nope=nan")),
    *(("measure", "entropy", "--counts", "COUNTS", "--option", f"base={base}")
      for base in ("0", "1", "-1", "nan", "inf", "1e308", "two", "")),
    *(("measure", "reflections", "--counts", "COUNTS", "--option", f"steps={steps}")
      for steps in ("0", "-1", "1000000000", "9" * 30, "1.5", "nan")),
    ("measure", "local-moran", "--values", "VALUES", "--weights", "WEIGHTS", "--draws", "0"),
    ("measure", "nope", "--counts", "COUNTS"),
    ("measure", "gini", "--counts", "COUNTS", "--data", "counts"),
]  # fmt: skip


def cases():
    for command, options in COMMANDS.items():
        for option, kind in options.items():
            for value in (*WRONG[kind], *NOT_FINITE, *WORDS):
                yield (*command, option, value)
    for option, values in PLANT.items():
        for value in (*values, *NOT_FINITE, *WORDS):
            yield ("plant", "OUT", option, value)
    yield from ODD


@pytest.fixture(scope="module")
def places(tmp_path_factory, planted_workspace):
    """The words that stand for paths; the folder OUT must never be there."""
    folder = tmp_path_factory.mktemp("options")
    rows = [(r, c, k) for k, (r, c) in enumerate(product("wxyz", "ab"), start=1)]
    (folder / "cells.csv").write_text(
        "region,category,traded,employment,establishments\n"
        + "".join(f"{r},{c},true,{10 * k},{k}\n" for r, c, k in rows)
    )
    (folder / "counts.csv").write_text(
        "region,industry,value\n" + "".join(f"{r},{c},{k}\n" for r, c, k in rows)
    )
    (folder / "sites.csv").write_text(
        "x,y,industry\n" + "".join(f"{k},{k % 3},{c}\n" for _, c, k in rows * 3)
    )
    (folder / "values.csv").write_text("region,value\nw,1\nx,2\ny,3\nz,4\n")
    (folder / "weights.csv").write_text("from,to\nw,x\nx,w\nx,y\ny,x\ny,z\nz,y\n")
    cell = Workspace.open(planted_workspace).frame("cells", ["cell"])["cell"][0]
    files = ("cells", "counts", "sites", "values", "weights")
    return {"WS": str(planted_workspace), "OUT": str(folder / "out"), "CELL": cell} | {
        name.upper(): str(folder / f"{name}.csv") for name in files
    }


def standing(*folders):
    """Give every file of some folders with its size and time."""
    files = [file for folder in folders for file in Path(folder).rglob("*") if file.is_file()]
    return {str(one): (one.stat().st_size, one.stat().st_mtime_ns) for one in files}


def name(case):
    return " ".join(repr(one)[1:13] if one.isprintable() else ascii(one) for one in case)


@pytest.mark.corpus(share=0.15)
@pytest.mark.parametrize("case", list(cases()), ids=name)
def test_what_cannot_be_is_told_and_nothing_is_written(case, places, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("JIQUN_LOG", str(tmp_path / "log"))
    words = [places.get(one, one) for one in case]
    before = standing(places["WS"], Path(places["CELLS"]).parent)
    for lang in ("en", "zh"):
        code = run([*words, "--json", "--lang", lang])
        told = capsys.readouterr()
        assert code == 2, told
        assert not told.out
        problems = json.loads(told.err)["problems"]
        assert problems
        for one in problems:
            assert one["code"] in merged("problems") or one["code"].endswith("-unknown")
            assert one["code"] not in {"fault", "memory"}
            assert one["found"] and one["expected"] and one["fix"]
            assert len(one["found"]) < 6000
            assert any("一" <= letter <= "鿿" for letter in one["fix"]) == (lang == "zh")
    assert standing(places["WS"], Path(places["CELLS"]).parent) == before
    assert not Path(places["OUT"]).exists()
    assert not (tmp_path / "log").exists()


def test_there_are_enough_of_them():
    assert len(set(cases())) >= 600


@pytest.mark.parametrize(
    "case",
    [
        ("rate", "CELLS", "--scheme", "us-cluster-mapping", "--confidence", "0.999999"),
        ("rate", "CELLS", "--scheme", "us-cluster-mapping", "--cutoff", "quotient-top25=0"),
        ("clusters", "stability", "WS", "CELL", "--draws", "1", "--seed", str(2**63 - 1),
         "--workers", "256"),
        ("measure", "gini", "--counts", "COUNTS", "--draws", "2", "--seed", str(2**63 - 1)),
    ],
)  # fmt: skip
def test_the_limits_themselves_are_taken(case, places, capsys):
    assert run([places.get(one, one) for one in case]) == 0
    assert capsys.readouterr().out
