"""The bibliography of the catalogue, an entry as people cite it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


def reference(key: str) -> str:
    """Cite an entry; a key that has none is its own."""
    return _bibliography().get(key, key)


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
