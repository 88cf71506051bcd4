"""What a measure or a scheme is: formula, variants, source, generated from the register."""

from __future__ import annotations

import inspect
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jiqun.clusters import schemes
from jiqun.core import MEASURES, MeasureSpec, encode, unknown
from jiqun.studies.atlas.rows import paged

SECTIONS = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}\n", re.MULTILINE)
MATH = re.compile(r"\.\. math::\s*(.+?)(?=\n\s*\n|\Z)", re.DOTALL)


def measure_list() -> dict[str, Any]:
    """List the registered measures."""
    import jiqun.measures  # noqa: F401 - registers

    items = [_described(spec) for spec in MEASURES.values()]
    return paged(items, total=len(items), limit=len(items), offset=0)


def measure_page(id: str) -> dict[str, Any]:
    """Give a measure's page: what it says, its formula, options and source.

    Raises
    ------
    UnknownError
        ``measure-unknown``.
    """
    import jiqun.measures  # noqa: F401 - registers

    names = {alias: spec.id for spec in MEASURES.values() for alias in spec.aliases}
    spec = MEASURES.get(names.get(id, id))
    if spec is None:
        raise unknown("measure", id, list(MEASURES), fix="Correct the name.")
    doc = inspect.getdoc(spec.compute) or ""
    head, sections = _sections(doc)
    formula = MATH.search(head)
    told = MATH.sub("", head).strip().split("\n\n", 1)
    return _described(spec) | {
        "summary": _plain(told[0]),
        "description": _plain(told[1]) if len(told) > 1 else "",
        "formula": " ".join(formula.group(1).split()) if formula else None,
        "returns": _plain(sections.get("Returns", "")),
        "raises": _plain(sections.get("Raises", "")),
        "options": _options(spec, sections.get("Parameters", "")),
        "reference": {"key": spec.source, "text": _reference(spec.source), "where": spec.where},
        "example": sections.get("Examples", "").strip(),
    }


def scheme_page_list() -> dict[str, Any]:
    """List the schemes of rating with their rules."""
    items = [encode(one) for one in schemes().values()]
    return paged(items, total=len(items), limit=len(items), offset=0)


def scheme_page(id: str) -> dict[str, Any]:
    """Give a scheme's rules, each with its source and how it is known.

    Raises
    ------
    UnknownError
        ``scheme-unknown``.
    """
    if id not in schemes():
        raise unknown("scheme", id, list(schemes()), fix="Correct the name.")
    found: dict[str, Any] = encode(schemes()[id])
    return found


def _described(spec: MeasureSpec) -> dict[str, Any]:
    return {
        **{
            name: getattr(spec, name)
            for name in (
                "id",
                "family",
                "needs",
                "per",
                "unit",
                "neutral",
                "source",
                "where",
                "version",
                "emerging",
            )
        },
        "bounds": encode(list(spec.bounds)),
        "title": dict(spec.title),
        "higher_means": dict(spec.higher_means),
        "aliases": list(spec.aliases),
    }


def _sections(doc: str) -> tuple[str, dict[str, str]]:
    parts = SECTIONS.split(doc)
    return parts[0], dict(zip(parts[1::2], parts[2::2], strict=True))


def _plain(text: str) -> str:
    text = re.sub(r":(?:cite|func|class|attr|meth):`~?\.?([^`]+)`", r"\1", text)
    return text.replace("``", "").strip()


def _options(spec: MeasureSpec, section: str) -> list[dict[str, Any]]:
    told: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", section.strip()):
        names, _, words = block.partition("\n")
        for name in names.split(","):
            told[name.strip()] = " ".join(inspect.cleandoc(words).split())
    found = []
    for name, parameter in inspect.signature(spec.compute).parameters.items():
        default = parameter.default
        required = default is inspect.Parameter.empty
        plain = isinstance(default, str | int | float | bool)
        found.append(
            {
                "name": name,
                "type": str(parameter.annotation),
                "required": required,
                "default": default if plain else None,
                "description": _plain(told.get(name, "")),
            }
        )
    return found


@cache
def _bibliography() -> dict[str, str]:
    text = (files("jiqun") / "catalog" / "references.bib").read_text(encoding="utf-8")
    found = {}
    for entry in re.split(r"\n(?=@)", text):
        head = re.match(r"@\w+\{([^,]+),", entry)
        if head:
            found[head.group(1).strip()] = _cited(entry)
    return found


def _cited(entry: str) -> str:
    fields = dict(re.findall(r"^\s*(\w+)\s*=\s*[{\"](.+?)[}\"],?\s*$", entry, re.MULTILINE))
    fields = {name: value.replace("{", "").replace("}", "") for name, value in fields.items()}
    place = fields.get("journal") or fields.get("booktitle") or fields.get("publisher") or ""
    numbers = fields.get("volume", "")
    if fields.get("number"):
        numbers += f"({fields['number']})"
    if fields.get("pages"):
        numbers += f":{fields['pages'].replace('--', '–')}"
    parts = [
        f"{fields.get('author', '').replace(' and ', '; ')} ({fields.get('year', '')})",
        fields.get("title", ""),
        " ".join(filter(None, (place, numbers))),
    ]
    return ". ".join(part for part in parts if part) + "."


def _reference(key: str) -> str:
    return _bibliography().get(key, key)
