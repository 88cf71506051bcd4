"""A docstring, parted into what a page shows."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass

SECTIONS = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}\n", re.MULTILINE)
MATH = re.compile(r"\.\. math::\s*(.+?)(?=\n\s*\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a docstring tells: the head in parts, the sections by name."""

    summary: str
    description: str
    formula: str | None
    sections: Mapping[str, str]

    def section(self, name: str) -> str:
        """Give a section without marks; "" where it is absent."""
        return plain(self.sections.get(name, ""))

    def parameters(self, name: str) -> dict[str, str]:
        """Give what a section says of each name."""
        return described(self.sections.get(name, ""))


def told(documented: object) -> Told:
    """Part the docstring of a measure, or of a group of its options."""
    parts = SECTIONS.split(inspect.getdoc(documented) or "")
    formula = MATH.search(parts[0])
    head = MATH.sub("", parts[0]).strip().split("\n\n", 1)
    return Told(
        summary=plain(head[0]),
        description=plain(head[1]) if len(head) > 1 else "",
        formula=" ".join(formula.group(1).split()) if formula else None,
        sections=dict(zip(parts[1::2], parts[2::2], strict=True)),
    )


def plain(text: str) -> str:
    """Take the marks out of a text."""
    text = re.sub(r":(?:cite|func|class|attr|meth):`~?\.?([^`]+)`", r"\1", text)
    return text.replace("``", "").strip()


def described(section: str) -> dict[str, str]:
    """Give each parameter's words."""
    found: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", section.strip()):
        names, _, words = block.partition("\n")
        for name in names.split(","):
            found[name.strip()] = plain(" ".join(inspect.cleandoc(words).split()))
    return found
