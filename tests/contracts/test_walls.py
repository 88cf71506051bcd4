"""Code outside a room imports the room, not the files in it: ``clusters.borders``, not its zones.

A room is a folder with an ``__init__``; what its ``__all__`` names is its door, or what stands in
``__init__.pyi`` where each name is loaded when it is first asked for. Each kernel is a door of its
own: the room of kernels imports nothing, so that one loop can be had alone.
"""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"


def door(room):
    """Give the names that a room's ``__all__`` lists."""
    for node in ast.parse((room / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return {item.value for item in node.value.elts}
    return set()


def reached(module, name):
    """Give the file in a room that ``from module import name`` takes; None for the room itself."""
    at = SOURCE.joinpath(*module.split("."))
    if not at.is_dir():
        return at.with_suffix(".py")
    inside = (at / name).with_suffix(".py")
    return inside if inside.is_file() and name not in door(at) else None


def reaching(path):
    """List the files of other rooms that a file imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        inside = path.parent.relative_to(SOURCE).parts if node.level else ()
        module = ".".join((*inside, node.module or ""))
        if not module.startswith("jiqun"):
            continue
        for alias in node.names:
            file = reached(module, alias.name)
            if file and not path.is_relative_to(file.parent) and "kernels" not in file.parts:
                yield file.relative_to(SOURCE / "jiqun").as_posix()


def test_rooms_are_entered_by_their_doors():
    paths = (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.pyi"))
    assert {name for path in paths for name in reaching(path)} == set()


def test_a_name_that_is_loaded_late_is_no_files_name():
    """Else importing the file would put it in the name's place."""
    for stub in SOURCE.rglob("__init__.pyi"):
        nodes = ast.parse(stub.read_text(encoding="utf-8")).body
        names = {alias.name for node in nodes for alias in getattr(node, "names", ())}
        assert not names & {file.stem for file in stub.parent.iterdir()}, stub


def test_nothing_is_imported_by_its_dotted_name_alone():
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names if alias.name.startswith("jiqun.")]
                assert all(SOURCE.joinpath(*name.split(".")).is_dir() for name in names), path
