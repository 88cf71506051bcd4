"""A kind of data is one module: measures, command line, help and workspace find it by itself."""

import importlib
import inspect
import json
import re
import sys
from typing import get_type_hints

import polars as pl
import pytest
from numpy.typing import ArrayLike
from typer.testing import CliRunner

import jiqun.measures  # noqa: F401 - registers
from jiqun.cli.app import app
from jiqun.core import LANGUAGES, MEASURES, InputError
from jiqun.core.registry import _MEASURES
from jiqun.studies.measuring import register
from jiqun.studies.measuring.slots import slots_of
from jiqun.workspace import Workspace

KINDS = register.kinds()
#: ASCII punctuation beside Chinese characters.
HALF = re.compile(r"[一-鿿][,;:()]|[();:][一-鿿]")

TOY = '''
from dataclasses import dataclass
from pathlib import Path

from jiqun.core import Record, Words, measure
from jiqun.measures.results import RegionMeasure
from jiqun.studies.measuring.files import opened
from jiqun.studies.measuring.register import Column, Kind, register
from jiqun.tables import Graph
from jiqun.workspace import Workspace


@dataclass(frozen=True)
class Bells:
    towns: tuple[str, ...]
    rings: tuple[float, ...]


TOWN = Column(name="town", about=Words("its town", "所在城镇"))
RINGS = Column(name="rings", number=True, about=Words("rings a day", "每日次数"))


def read(file: Path, *, times: float = 1.0) -> Bells:
    given = opened(file)
    names = given.all_named(TOWN, RINGS)
    rings = given.numbers([names["rings"]])[names["rings"]]
    return Bells(tuple(given.texts(names["town"])), tuple(times * one for one in rings))


def build(ws: Workspace, *, times: float = 1.0) -> Bells:
    towns = ws.frame("regions", ["region"])["region"].sort().to_list()
    return Bells(tuple(towns), tuple(times for _ in towns))


register(
    Kind(
        id="bells", array=Bells, title=Words("bells", "钟"),
        layout=Words("town, rings", "城镇、次数"), columns=(TOWN, RINGS),
        example="town,rings\\na,3\\n", read=read, build=build,
        tables=("regions",),
    )
)


@measure(
    "ringing", family="space", needs="bells", per="region", unit="1", bounds=(0.0, float("inf")),
    higher_means={"en": "louder", "zh": "更响"}, source="moran1950",
    title={"en": "Ringing", "zh": "钟声"},
)
def ringing(bells: Bells, *, weights: Graph | None = None, louder: int = 1) -> RegionMeasure:
    """How often a bell rings."""
    shared = 0 if weights is None else len(weights.targets)
    return RegionMeasure(
        regions=bells.towns, values=[louder * one + shared for one in bells.rings],
        record=Record(subject="ringing"),
    )
'''
ABOUT = "Metadata-Version: 2.1\nName: belfry\nVersion: 1\n"
ENTRY = "[jiqun.kinds]\nbells = belfry_kind\n\n[jiqun.measures]\nringing = belfry_kind\n"


@pytest.fixture
def belfry(tmp_path, monkeypatch):
    """A package beside jiqun: one module, named in its entry points and nowhere else."""
    folder = tmp_path / "site"
    info = folder / "belfry-1.dist-info"
    info.mkdir(parents=True)
    (folder / "belfry_kind.py").write_text(TOY, encoding="utf-8")
    (info / "METADATA").write_text(ABOUT, encoding="utf-8")
    (info / "entry_points.txt").write_text(ENTRY, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()
    register._discover.cache_clear()
    yield tmp_path
    register._KINDS.pop("bells", None)
    _MEASURES.pop("ringing", None)
    sys.modules.pop("belfry_kind", None)
    register._discover.cache_clear()


def call(*words, lang="en"):
    done = CliRunner().invoke(
        app, [str(word) for word in words], catch_exceptions=False, env={"JIQUN_LANG": lang}
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_kind_of_one_module_is_read_by_a_measure(belfry):
    file, ties = belfry / "bells.csv", belfry / "ties.csv"
    file.write_text("Town,rings,year\na,3,1\nb,4,2\n")
    ties.write_text("from,to\na,b\nb,a\n")
    answer = json.loads(call("measure", "ringing", "--data", f"bells={file}", "--json"))
    assert (answer["regions"], answer["values"]) == (["a", "b"], [3.0, 4.0])
    more = ("--option", "times=2", "--option", "louder=10", "--data", f"graph={ties}")
    answer = json.loads(call("measure", "ringing", "--data", f"bells={file}", *more, "--json"))
    assert answer["values"] == [62.0, 82.0]


def test_it_is_built_from_a_workspace(belfry):
    ws = Workspace.create(belfry / "ws")
    with ws.transaction() as t:
        frame = pl.DataFrame({"region": ["p", "q"], "level": ["county"] * 2})
        t.put("regions", frame, origins=())
    words = ("measure", "ringing", "--workspace", ws.path, "--option", "times=5", "--json")
    answer = json.loads(call(*words))
    assert (answer["regions"], answer["values"]) == (["p", "q"], [5.0, 5.0])


def test_it_stands_in_help_lists_and_refusals(belfry):
    assert "bells: town, rings" in call("measure", "--help")
    listed = json.loads(call("measures", "--json"))
    told = {kind["id"]: kind for kind in listed["kinds"]}["bells"]
    assert told["title"] == {"en": "bells", "zh": "钟"}
    assert [column["name"] for column in told["columns"]] == ["town", "rings"]
    assert told["example"].startswith("town,rings")
    assert "钟" in call("measures", "--lang", "zh")
    assert "城镇、次数" in call("measure", "ringing", "--template", lang="zh")
    page = json.loads(call("measures", "ringing", "--json"))
    assert [one["kinds"] for one in page["data"]] == [["bells"], ["graph"]]
    with pytest.raises(InputError) as told:
        call("measure", "ringing")
    assert "--data bells=FILE (town, rings)" in told.value.problems[0].expected


def test_two_modules_cannot_share_an_id(belfry):
    register.kinds()
    kind = register.kind_of("bells")
    with pytest.raises(RuntimeError, match="twice"):
        register.register(
            register.Kind(
                **{
                    name: getattr(kind, name)
                    for name in ("id", "array", "title", "layout", "columns", "example")
                },
                read=json.loads,
            )
        )


@pytest.mark.parametrize("spec", MEASURES.values(), ids=sorted(MEASURES))
def test_what_a_measure_reads_is_a_kind(spec):
    slots = slots_of(spec)
    first = next(iter(inspect.signature(spec.compute).parameters))
    assert spec.needs in KINDS
    assert slots[0].name == first == spec.needs
    hint = get_type_hints(spec.compute)[first]
    array = KINDS[spec.needs].array
    assert hint == ArrayLike or array in (hint, *getattr(hint, "__args__", ()))
    assert all(kind in KINDS for slot in slots for kind in slot.kinds)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_says_what_a_file_of_it_looks_like(kind, tmp_path):
    for words in (kind.title, kind.layout, *(column.about for column in kind.columns)):
        assert all(words.said(lang).strip() for lang in LANGUAGES)
        assert not HALF.search(words.zh), words.zh
    assert set(kind.example.splitlines()[0].split(",")) <= {column.name for column in kind.columns}
    assert all(name.lower() == name for column in kind.columns for name in column.names)
    file = tmp_path / "example.csv"
    file.write_text(kind.example, encoding="utf-8")
    assert isinstance(kind.read(file), kind.array)
    options = {
        name for spec in MEASURES.values() for name in inspect.signature(spec.compute).parameters
    }
    for make in filter(None, (kind.read, kind.build)):  # an option has one meaning
        assert not options & set(inspect.signature(make).parameters)
