"""How a workspace is protected: rules, levels, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from annotated_types import Ge, Le
from pydantic import AfterValidator

from jiqun.core import InputError, problem, unknown
from jiqun.studies.plans import Names, Plan, ReadBy, Refused

#: What classifies and places, and counts nobody: it is in every twin.
CLASSIFYING: Final = (
    "regions", "region_parents", "region_changes", "industries", "industry_sectors", "categories",
    "deflators",
)  # fmt: skip
#: Columns of activity that add up.
AMOUNTS: Final = (
    "employment", "establishments", "payroll", "output", "revenue", "value_added", "exports",
)  # fmt: skip
#: What may be in a twin where its owner says that it is public. Rows that name a unit stay where
#: the unit is a region.
OFFERED: Final = ("indicators", "programmes", "treatments", "occupations", "flows", "chain_nodes",
                  "chain_edges", "clusters")  # fmt: skip


def read_dominance(given: object) -> object:
    """Read "1:85" as one contributor with 85 %."""
    if not isinstance(given, str):
        return given
    count, _, percent = given.partition(":")
    try:
        return int(count), float(percent)
    except ValueError:
        return given


def _known_tables(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in OFFERED:
            raise InputError(problem("protect-public", subject="public", value=name))
    return tuple(names)


def _known_amounts(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in AMOUNTS:
            raise unknown("amount", name, list(AMOUNTS))
    return tuple(names)


Contributors = Annotated[int, Ge(1), Le(100)]
Percent = Annotated[float, Ge(0.0), Le(100.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectPlan(Plan):
    """What is withheld from readers without the right to confidential numbers.

    Attributes
    ----------
    threshold
        Numbers from fewer contributors; None for no such rule.
    dominance
        A count and a percentage: numbers of which so many contributors hold more than the
        percentage, also as a text "1:85"; None for no such rule.
    p
        Numbers from which the second largest contributor could estimate the largest to within so
        many per cent; None for no such rule.
    rounding
        Round what is shown to this step; None for no rounding.
    levels
        Levels of regions that are shown; None is all that lie in one another.
    amounts
        Columns of activity that are shown; None is jobs, establishments and what leads. A rule is
        asked of each, and a column that few contribute to (exports) takes the others with it.
    public
        Further tables that are public, of :data:`OFFERED`.
    fill
        Estimate what is withheld from what is shown, as any reader could, so that
        quotients stand with their range.
    """

    PREFIX: ClassVar[str] = "protect"

    threshold: Annotated[int, Ge(2), Le(100), Refused("protect-threshold")] | None = 3
    dominance: (
        Annotated[
            tuple[Contributors, Percent], ReadBy(read_dominance), Refused("protect-dominance")
        ]
        | None
    ) = None
    p: Annotated[float, Ge(0.1), Le(100.0), Refused("protect-p")] | None = 10.0
    rounding: Annotated[int, Ge(2), Le(1000), Refused("protect-rounding")] | None = None
    levels: Names | None = None
    amounts: Annotated[Names, AfterValidator(_known_amounts)] | None = None
    public: Annotated[Names, AfterValidator(_known_tables)] = ()
    fill: bool = True

    def unfit(self) -> Iterable[str]:
        """Refuse protection without any rule."""
        if self.threshold is None and self.dominance is None and self.p is None:
            yield "threshold"

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> ProtectPlan:
        """Read back what :meth:`to_dict` gave."""
        return cls(**kept)

    @classmethod
    def asked(cls, given: Mapping[str, Any]) -> ProtectPlan:
        """Make a plan of rules that somebody named: where some are, others hold only if named.

        Examples
        --------
        >>> plan = ProtectPlan.asked({"dominance": "1:85"})
        >>> plan.threshold, plan.p, plan.dominance
        (None, None, (1, 85.0))
        >>> ProtectPlan.asked({"levels": ["city"]}).threshold
        3
        """
        rules = ("threshold", "p", "dominance")
        bare = dict.fromkeys(rules) if any(given.get(name) for name in rules) else {}
        return cls(**{**bare, **given})
