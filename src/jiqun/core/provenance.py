"""Where numbers come from: origins of data, digests of inputs, records of results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import jiqun
from jiqun.core.cautions import Caution, read_cautions

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who published a table, and under what terms.

    Attributes
    ----------
    producer, title
        The publishing body and the data set's own title.
    version
        The publisher's release or vintage ("2018", "v3").
    url
        Where a person can see it; empty for the user's own file.
    licence
        Terms of use in the publisher's words.
    accessed, published
        ISO dates, empty when not known.
    note
        Judgements made on the way here (imputation, crosswalk), in plain words.
    synthetic
        True for data that no economy produced.
    """

    producer: str
    title: str
    version: str = ""
    url: str = ""
    licence: str = ""
    accessed: str = ""
    published: str = ""
    note: str = ""
    synthetic: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give the fields by name."""
        return asdict(self)


def union(*groups: Iterable[Origin]) -> tuple[Origin, ...]:
    """Join origins in their order, each once: what a derived table carries."""
    return tuple(dict.fromkeys(origin for group in groups for origin in group))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What makes a result citable and re-runnable.

    Attributes
    ----------
    subject
        The registered id of the measure, scheme or study.
    parameters
        Everything that changes a number, by name; JSON values only.
    inputs
        Digest of each input by name.
    origins
        Of all inputs, in order.
    seed
        The seed, or None where no chance is involved.
    version
        jiqun's version.
    cautions
        What deserves doubt; what an earlier record holds is read too.
    """

    subject: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    seed: int | None = None
    version: str = jiqun.__version__
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "cautions", read_cautions(self.cautions))

    def to_dict(self) -> dict[str, Any]:
        """Give plain JSON values, cautions with their sentences in each language."""
        return {**self.kept(), "cautions": [caution.to_dict() for caution in self.cautions]}

    def kept(self) -> dict[str, Any]:
        """Give what is stored and hashed: no words; :meth:`from_dict` reads it back equal."""
        return {
            "subject": self.subject,
            "parameters": dict(self.parameters),
            "inputs": dict(self.inputs),
            "origins": [origin.to_dict() for origin in self.origins],
            "seed": self.seed,
            "version": self.version,
            "cautions": [caution.kept() for caution in self.cautions],
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Record:
        """Read back what :meth:`kept` or :meth:`to_dict` gave, at any age."""
        return cls(
            **{
                **fields,
                "origins": tuple(Origin(**origin) for origin in fields["origins"]),
                "cautions": read_cautions(fields["cautions"]),
            }
        )

    @property
    def digest(self) -> str:
        """Name the result by what went in: equal records give equal digests."""
        return digest(json.dumps(self.kept(), sort_keys=True, ensure_ascii=False))


def digest(*parts: str | bytes | NDArray[Any]) -> str:
    """Hash text, bytes and arrays (with their type and shape) into 32 hex digits."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        if isinstance(part, str | bytes):
            state.update(part.encode() if isinstance(part, str) else part)
        else:
            state.update(f"{part.dtype.str}{part.shape}".encode())
            state.update(part.copy(order="C").data if not part.flags.c_contiguous else part.data)
        state.update(b"\x00")
    return state.hexdigest()
