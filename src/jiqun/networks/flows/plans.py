"""What the search for broken legs is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from jiqun.core import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopPlan(Plan):
    """How legs of loops are judged.

    Attributes
    ----------
    loop
        Which of the loops of ``LOOPS``.
    roles
        What a kind of actor does, by kind: goes before ``ROLES``.
    years
        First and last year, both included; None: all, also ties without a year.
    carries
        A broken leg carries at most this share of what it would carry were it whole.
    line
        From this probability on a leg is called broken.
    unseen
        Shares of ties, each above 0 and below 1, that are taken away to see what ties that nobody
        recorded would change.
    draws
        How often they are taken away.
    """

    PREFIX = "loops"

    loop: str = "innovation"
    roles: Mapping[str, str] | None = None
    years: tuple[int, int] | None = None
    carries: Annotated[float, Field(ge=0.001, le=0.5)] = 0.05
    line: Annotated[float, Field(ge=0.5, lt=1)] = 0.5
    unseen: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = (0.1, 0.2, 0.3, 0.4, 0.5)
    draws: Annotated[int, Field(ge=1)] = 200
