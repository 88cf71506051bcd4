"""Count what the house's rules count, in this checkout or in another one.

python tools/house.py [CHECKOUT] [--json] [--list]

The same numbers before and after a change: give the older checkout's folder. ``--list`` names each
place.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

MOST_PARAMETERS = 8
MOST_FILES = 14
#: Where code lies; what is data, or made by a machine, does not count.
CODE = ("src/jiqun", "atlas/src", "tests", "benchmarks", "tools")
ENDINGS = {".py", ".ts", ".tsx"}
LEFT_OUT = {"catalog", "static", "__pycache__", "node_modules"}
#: Kernels take arrays one by one, and a typer command has one parameter an option.
FREE = {"kernels", "cli"}
IMPORT = re.compile(r"""(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)["'](\.[^"']+)["']""")
TYPE = re.compile(r"^export (?:interface|type) (\w+)", re.MULTILINE)


def modules(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Give the Python files of a folder, each with its tree."""
    for path in sorted(folder.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def long_signatures(root: Path) -> list[str]:
    """Functions with more than eight parameters, outside kernels and typer commands."""
    source = root / "src" / "jiqun"
    return [
        f"{path.relative_to(source)}:{node.name} ({count})"
        for path, tree in modules(source)
        if path.relative_to(source).parts[0] not in FREE
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (count := parameters(node)) > MOST_PARAMETERS
    ]


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many parameters a function has, ``self`` and ``cls`` left out."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return sum(one.arg not in {"self", "cls"} for one in given)


def full_folders(root: Path) -> list[str]:
    """Folders of code with more than fourteen files."""
    counts: dict[Path, int] = defaultdict(int)
    for top in CODE:
        for path in (root / top).rglob("*"):
            apart = LEFT_OUT & set(path.parts) or path.name in {"__init__.py", "conftest.py"}
            if path.suffix in ENDINGS and not apart:
                counts[path.parent.relative_to(root)] += 1
    return [f"{folder} ({n})" for folder, n in sorted(counts.items()) if n > MOST_FILES]


def anything(root: Path) -> list[str]:
    """Places in ``studies`` where a type is ``Any``."""
    studies = root / "src" / "jiqun" / "studies"
    return [
        f"{path.relative_to(studies)}:{node.lineno}"
        for path, tree in modules(studies)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "Any"
    ]


def written_types(root: Path) -> list[str]:
    """Types of the API's answers that a hand wrote: shapes of the server, types of the atlas."""
    return [*_shapes(root / "src" / "jiqun" / "web"), *_answers(root / "atlas" / "src")]


def _shapes(web: Path) -> list[str]:
    bases: dict[str, set[str]] = {}
    for _, tree in modules(web):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {
                    name.id
                    for base in node.bases
                    for name in ast.walk(base)
                    if isinstance(name, ast.Name)
                }
    shapes = {"BaseModel"}
    while new := {name for name, above in bases.items() if above & shapes} - shapes:
        shapes |= new
    return sorted(shapes - {"BaseModel"})


def _answers(atlas: Path) -> list[str]:
    files = sorted((atlas / "app").glob("types*.ts"))
    return [name for path in files for name in TYPE.findall(path.read_text(encoding="utf-8"))]


def circles(root: Path) -> list[str]:
    """Groups of the atlas's modules that import one another in a circle."""
    atlas = root / "atlas" / "src"
    imports = {
        path: {
            found
            for name in IMPORT.findall(path.read_text(encoding="utf-8"))
            if (found := _resolved(path.parent / name))
        }
        for path in sorted(atlas.rglob("*.ts*"))
    }
    reach = {path: _reached(path, imports) for path in imports}
    groups = {
        frozenset(two for two in imports if two in reach[one] and one in reach[two])
        for one in imports
        if one in reach[one]
    }
    return sorted(" - ".join(sorted(p.stem for p in group)) for group in groups)


def _resolved(place: Path) -> Path | None:
    tried = (place, *(place.with_name(place.name + end) for end in (".ts", ".tsx")))
    return next((p.resolve() for p in tried if p.is_file() and p.suffix in ENDINGS), None)


def _reached(start: Path, imports: dict[Path, set[Path]]) -> set[Path]:
    seen: set[Path] = set()
    waiting = list(imports[start])
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += imports.get(one, ())
    return seen


COUNTED = {
    "functions with more than 8 parameters": long_signatures,
    "folders with more than 14 files": full_folders,
    "Any in studies": anything,
    "hand-written types of the API's answers": written_types,
    "circles of imports in the atlas": circles,
}


def main() -> None:
    """Read the options and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("checkout", nargs="?", type=Path, default=Path(__file__).parents[1])
    options.add_argument("--json", action="store_true")
    options.add_argument("--list", action="store_true")
    given = options.parse_args()
    found = {title: count(given.checkout.resolve()) for title, count in COUNTED.items()}
    if given.json:
        print(json.dumps(found, indent=2))
        return
    for title, places in found.items():
        print(f"{len(places):5}  {title}")
        for place in places if given.list else ():
            print(f"         {place}")


if __name__ == "__main__":
    main()
