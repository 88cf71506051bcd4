"""Pages of lists: which one is asked for, and how it is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from annotated_types import Ge, Le
from pydantic import WithJsonSchema

from jiqun.core import InputError, problem

T = TypeVar("T")
MOST = 1000
FARTHEST = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Which page of a list is asked for.

    Attributes
    ----------
    limit
        Rows of the page.
    offset
        Rows to pass over.

    Raises
    ------
    InputError
        ``page-size``.
    """

    limit: Annotated[int, Ge(0), Le(MOST)] = 100
    offset: Annotated[
        int, Ge(0), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": FARTHEST})
    ] = 0

    def __post_init__(self) -> None:
        if not (0 <= self.limit <= MOST) or not (0 <= self.offset <= FARTHEST):
            raise InputError(
                problem(
                    "page-size",
                    subject="limit, offset",
                    limit=self.limit,
                    offset=self.offset,
                    most=MOST,
                )
            )

    @property
    def part(self) -> slice:
        """The rows of the page, as a slice."""
        return slice(self.offset, self.offset + self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list; the header ``Link`` leads to the pages beside it.

    Attributes
    ----------
    total
        Rows of the whole list.
    """

    items: tuple[T, ...]
    total: int
    limit: int
    offset: int


def whole(items: Iterable[T]) -> Page[T]:
    """Give a list that has one page."""
    every = tuple(items)
    return Page(items=every, total=len(every), limit=len(every), offset=0)
