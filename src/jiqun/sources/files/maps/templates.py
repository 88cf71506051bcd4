"""A commented column map and a header to start from."""

from __future__ import annotations

from jiqun.core import Language
from jiqun.tables import TableSchema


def template(schema: TableSchema, *, lang: Language = "en") -> str:
    """Give a CSV header under a commented column map, to start from."""
    notes = []
    for column in schema.columns:
        marks: list[str] = [column.type]
        marks += ["required"] if column.required and not column.default else []
        marks += [column.unit] if column.unit else []
        marks += [" | ".join(column.values)] if column.values else []
        marks += [f"→ {'.'.join(column.references)}"] if column.references else []
        notes.append(f'# {column.name} = "…"  # {column.title[lang]} ({", ".join(marks)})')
    head = [f"# {schema.title[lang]}: {schema.row[lang]}", "# [columns]"]
    return "\n".join([*head, *notes, ",".join(schema.names)]) + "\n"
