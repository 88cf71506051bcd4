"""Write from the code: the reference pages, and the API's document for the atlas.

python tools/reference.py          write docs/reference/*.md and atlas/openapi.json
python tools/reference.py --check  say which of them is not current, exit 1
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
DOCUMENT = ROOT / "atlas" / "openapi.json"
ERRORS = (
    "An error goes to the error stream, in the language asked, and nothing to the output: a line"
    " a problem, or with `--json` one document in one line,"
    ' `{"problems": [{"code", "subject", "values", "found", "expected", "fix"}]}`.'
    " The exit code is 2 where the input is at fault, else 1."
)
NOTE = "<!-- Written by tools/reference.py from the code; change the code, not this page. -->\n"


def commands() -> str:
    """Every command with its arguments and options."""
    import typer

    from jiqun.cli.app import app

    lines = ["# Commands", "", "Every command takes `--json` and `--lang en|zh`.", "", ERRORS, ""]
    for name, command in _leaves(typer.main.get_command(app)):
        lines += [f"## `jiqun {name}`", "", inspect.cleandoc(command.help or ""), ""]
        lines += ["| argument or option | what it is |", "|---|---|"]
        lines += [f"| `{_word(p)}` | {_cell(p)} |" for p in command.params if p.name != "help"]
        lines += [""]
    return "\n".join(lines)


def _leaves(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, sub in inner.items():
        yield from _leaves(sub, f"{name} {word}".strip())


def _word(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name).upper()
    return ", ".join(parameter.opts)


def _cell(parameter: Any) -> str:
    text = " ".join((getattr(parameter, "help", "") or "").split()).replace("|", "\\|")
    default = parameter.default
    plain = (
        isinstance(default, str | int | float) and not isinstance(default, bool) and default != ""
    )
    return f"{text} (default `{default}`)" if plain else text


def tables() -> str:
    """Every canonical table with its columns."""
    from jiqun.tables import schemas

    lines = ["# Canonical tables", "", "Missing is null, never 0. Codes are strings.", ""]
    for table in schemas().values():
        lines += [f"## `{table.name}` {table.title['en']} · {table.title['zh']}", ""]
        lines += [f"A row is {table.row['en']}. Key: `{', '.join(table.key)}`.", ""]
        lines += ["| column | type | | what it is | 中文 |", "|---|---|---|---|---|"]
        lines += [_column(column) for column in table.columns]
        lines += [""]
    return "\n".join(lines)


def _column(column: Any) -> str:
    rules = ["required"] if column.required and not column.default else []
    rules += [f"`{column.default}` where none is given"] if column.default else []
    if column.values:
        rules.append("one of " + ", ".join(column.values))
    if column.minimum is not None or column.maximum is not None:
        below = "" if column.minimum is None else f"{column.minimum:g} ≤ "
        above = "" if column.maximum is None else f" ≤ {column.maximum:g}"
        rules.append(f"{below}x{above}")
    if column.references:
        rules.append("in `" + ".".join(column.references) + "`")
    unit = f" [{column.unit}]" if column.unit else ""
    cells = (f"`{column.name}`", column.type + unit, "; ".join(rules), *column.title.values())
    return "| " + " | ".join(cells) + " |"


def measures() -> str:
    """Every registered measure with its formula, unit, bounds and source."""
    import jiqun.measures  # noqa: F401 - registers
    from jiqun.core import MEASURES

    lines = ["# Measures", ""]
    for family in dict.fromkeys(spec.family for spec in MEASURES.values()):
        lines += [f"## {family.capitalize()}", ""]
        for spec in (s for s in MEASURES.values() if s.family == family):
            low, high = spec.bounds
            lines += [f"### `{spec.id}` {spec.title['en']} · {spec.title['zh']}", ""]
            meaning = f"a high value means: {spec.higher_means['en']}"
            lines += [f"Unit {spec.unit}; {low:g} to {high:g}; {meaning}."]
            where = f", {spec.where}" if spec.where else ""
            lines += [f"Source: {spec.source}{where}.", ""]
            lines += ["```text", inspect.getdoc(spec.compute) or "", "```", ""]
    return "\n".join(lines)


def words() -> str:
    """Every word of the house, in both languages."""
    from jiqun.core import glossary

    lines = [
        "# Words · 术语",
        "",
        "One word for one thing, in code, tables, commands, API, atlas and documents.",
    ]
    lines += [
        "`jiqun words` prints the same.",
        "",
        "| word | 术语 | means | 含义 | where |",
        "|---|---|---|---|---|",
    ]
    for one in glossary().values():
        means = [
            " ".join(part.said(lang) for part in (one.means, one.not_this) if part)
            for lang in ("en", "zh")
        ]
        where = ", ".join(f"`{name}`" for name in (*one.tables, *one.routes))
        lines += [f"| {one.term.en} | {one.term.zh} | {means[0]} | {means[1]} | {where} |"]
    return "\n".join([*lines, ""])


def quantity_page() -> str:
    """Every quantity with its unit, meaning and source, in both languages."""
    from jiqun.core import quantities

    lines = [
        "# Quantities",
        "",
        "What tables, maps, charts and briefs show, named once for all of them.",
        "",
    ]
    lines += [
        "| id | quantity | 名称 | unit | of | what it is | 含义 |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in quantities().values():
        row = (
            f"`{one.id}`",
            one.title.en,
            one.title.zh,
            one.unit,
            ", ".join(one.per),
            one.definition.en,
            one.definition.zh,
        )
        lines += ["| " + " | ".join(row) + " |"]
    return "\n".join([*lines, ""])


def api() -> str:
    """Every route of the REST API with its parameters, and the shapes of the answers."""
    from jiqun.web import create_app

    document = create_app("workspace").openapi()
    lines = [*API_HEAD, ""]
    for path, verbs in sorted(document["paths"].items()):
        for verb, told in verbs.items():
            lines += [f"## `{verb.upper()} {path.removeprefix('/api/v1')}`", ""]
            lines += [*told["description"].splitlines(), "", _answers(told), ""]
            parameters = told.get("parameters", [])
            if parameters:
                lines += ["| parameter | type | what it is |", "|---|---|---|"]
                lines += [_parameter(one) for one in parameters] + [""]
    lines += ["# Shapes", ""]
    for name, shape in sorted(document["components"]["schemas"].items()):
        fields = shape.get("properties", {})
        lines += [f"## {_shape_name(name)}", "", _cell_text(shape.get("description", "")), ""]
        lines += ["| field | type |", "|---|---|"]
        lines += [f"| `{field}` | {_type(one)} |" for field, one in fields.items()] + [""]
    return "\n".join(lines)


API_HEAD = (
    "# REST API",
    "",
    "`jiqun serve WORKSPACE` answers under `/api/v1`; the machine's own description is",
    "`/api/v1/openapi.json`. See [Serve the atlas](../how-to/serve-the-atlas.md) for keys, paging,",
    "files and tags. Everything that is wrong is told as `application/problem+json`, see",
    "`ProblemDetails`.",
)


def _answers(told: dict[str, Any]) -> str:
    content = told["responses"].get("200", {}).get("content", {})
    found = []
    for media, one in content.items():
        kind = _type(one.get("schema", {})) if "json" in media else ""
        found.append(f"`{media}`" + (f" {kind}" if kind else ""))
    return "Answers " + ", ".join(found) + "." if found else ""


def _parameter(one: dict[str, Any]) -> str:
    words = [one.get("description", "")]
    default = one["schema"].get("default")
    if default not in (None, "", []):
        words.append(f"(default `{default}`)")
    if one["in"] == "path" or one.get("required"):
        words.append("required")
    return f"| `{one['name']}` | {_type(one['schema'])} | {_cell_text(' '.join(words))} |"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = _shape_name(schema["$ref"].rsplit("/", 1)[1])
        return f"[{name}](#{name.lower().replace(' ', '-')})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{one}`" for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        parts = schema.get("prefixItems", [schema.get("items", {})])
        return f"list of {', '.join(_type(one) for one in parts)}"
    extra = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(extra, dict):
        return f"object of {_type(extra)}"
    return str(schema.get("type", "any"))


def _shape_name(name: str) -> str:
    return name.replace("PageOf", "Page of ")


def _cell_text(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def document() -> str:
    """Give the API's OpenAPI document, from which the atlas's types are made."""
    from jiqun.web import create_app

    told = create_app("workspace").openapi()
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write the files, or check them."""
    check, stale = "--check" in sys.argv, []
    pages = {
        "cli": commands,
        "tables": tables,
        "measures": measures,
        "quantities": quantity_page,
        "glossary": words,
        "api": api,
    }
    texts = {PAGES / f"{name}.md": f"{NOTE}{make().rstrip()}\n" for name, make in pages.items()}
    for path, text in {**texts, DOCUMENT: document()}.items():
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
    if stale:
        sys.stderr.write(f"not current: {stale}; run python tools/reference.py\n")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
