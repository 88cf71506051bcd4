"""How lower rooms tell a face how far they are, without knowing any face."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What long work reports to: ``done`` of ``total`` units of the named step."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Report one advance; ``total`` 0 means not known."""
        ...


def silent(step: str, done: int, total: int) -> None:
    """Report nothing; the default."""
