"""What ``tools/house.py`` counts stays where it was brought: none, or no more than so many."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Places in studies where a type may be Any: frames' cells, JSON, decorators.
MOST_ANY = 100


@pytest.fixture(scope="module")
def house():
    spec = importlib.util.spec_from_file_location("house", ROOT / "tools" / "house.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("counted", ["long_signatures", "full_folders", "written_types", "circles"])
def test_none_is_left(house, counted):
    assert getattr(house, counted)(ROOT) == []


def test_studies_know_their_types(house):
    assert len(house.anything(ROOT)) <= MOST_ANY


def test_the_counts_can_fail(house, tmp_path):
    names = [f"p{k}" for k in range(house.MOST_PARAMETERS + 1)]
    room = tmp_path / "src" / "jiqun" / "studies"
    room.mkdir(parents=True)
    for k in range(house.MOST_FILES + 1):
        (room / f"file{k}.py").write_text("x = 1\n")
    (room / "file0.py").write_text(f"def long({', '.join(names)}) -> Any: ...\n")
    web = tmp_path / "src" / "jiqun" / "web"
    web.mkdir()
    (web / "shapes.py").write_text("class Shape(BaseModel): ...\nclass Row(Shape): ...\n")
    atlas = tmp_path / "atlas" / "src" / "app"
    atlas.mkdir(parents=True)
    (atlas / "types.ts").write_text("export interface Row { a: number }\n")
    (atlas / "one.ts").write_text('import { two } from "./two";\n')
    (atlas / "two.ts").write_text('import { one } from "./one";\n')
    assert house.long_signatures(tmp_path) == ["studies/file0.py:long (9)"]
    assert house.full_folders(tmp_path) == ["src/jiqun/studies (15)"]
    assert house.anything(tmp_path) == ["file0.py:1"]
    assert house.written_types(tmp_path) == ["Row", "Shape", "Row"]
    assert house.circles(tmp_path) == ["one - two"]
