"""What is known of the nodes of a network: their kinds, regions, technologies, sizes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Self

from jiqun.core import Origin, Problems, digest
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import unique

#: What may be said of a node, a word or a code each.
TRAITS: Final = ("kind", "region", "technology", "size")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nodes:
    """Nodes and their traits, each trait a word or a code, None where it is not known.

    Attributes
    ----------
    labels
        N unique codes.
    traits
        Trait (one of :data:`TRAITS`) -> N words; a trait that nobody gave is absent.
    origins
        Where they come from.
    """

    labels: tuple[str, ...]
    traits: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        problems = Problems()
        unique(problems, "nodes", self.labels)
        for name, words in self.traits.items():
            if len(words) != len(self.labels):
                problems.add("nodes-shape", subject=name, words=len(words), nodes=len(self.labels))
        problems.check()
        object.__setattr__(self, "traits", MappingProxyType(dict(self.traits)))

    @classmethod
    def from_frame(cls, frame: Any, *, origins: tuple[Origin, ...] = ()) -> Self:
        """Take ``node`` and what there is of :data:`TRAITS`; empty words are unknown.

        Raises
        ------
        InputError
            ``frame-columns``, ``nodes-duplicate``.
        """
        tidy = to_polars(frame)
        need_columns(tidy, "node")
        given = [name for name in TRAITS if name in tidy.columns]
        words = {name: tidy[name].cast(str).replace("", None).to_list() for name in given}
        return cls(
            labels=tuple(tidy["node"].cast(str).to_list()),
            traits={name: tuple(each) for name, each in words.items()},
            origins=origins,
        )

    def digest(self) -> str:
        """Name the content: equal nodes give equal digests."""
        traits = {name: list(words) for name, words in self.traits.items()}
        return digest(json.dumps([list(self.labels), traits], ensure_ascii=False, sort_keys=True))
