"""The commands ``jiqun edit`` and ``jiqun edits …``: rows changed, edits listed and taken back.

Knows their options. Must not know how a row is checked or kept.
"""

import typer

from jiqun.cli.editing import edits, rows


def register(app: typer.Typer) -> None:
    """Add the group's commands."""
    rows.register(app)
    edits.register(app)


__all__ = ["register"]
