"""What a job on a workspace is told: the library's plans, and what several of them ask alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from jiqun.core import Plan, Refused

__all__ = ["Confidence", "Names", "Plan", "ReadBy", "Refused"]

#: Reads a value before it is validated; a refusal of the reader is told under its own codes.
ReadBy = BeforeValidator
#: A share of confidence.
Confidence = Annotated[
    float, Field(gt=0, lt=1),
    Refused("options-level"),
]  # fmt: skip
#: Several names, kept as a tuple.
Names = Annotated[Sequence[str], AfterValidator(tuple)]
