"""What the API tells of a network: its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiqun.core import Caution, Words
from jiqun.studies.browsing.lists import Page
from jiqun.studies.networking import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureHead:
    """A column of numbers: the code it is sorted by, and what it is called."""

    id: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """A kind of actor: how many organisations, how many of them tied, their ties' weight."""

    kind: str
    organisations: int
    tied: int
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSummary:
    """What is known of the whole network.

    Attributes
    ----------
    needs
        The command that makes these results; null where they are there.
    commit
        The commit that is shown.
    kinds
        Kinds of tie in it.
    years
        First and last year; null for no limit.
    actors
        Organisations by kind of actor, the most numerous first.
    figures
        Of the whole network, and of a kind, community or year (``of``).
    measures
        The columns of organisations.
    cautions
        What deserves doubt.
    """

    needs: str | None
    commit: int
    kinds: tuple[str, ...]
    years: tuple[int | None, int | None]
    actors: tuple[KindCount, ...]
    figures: tuple[Figure, ...]
    measures: tuple[MeasureHead, ...]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRow:
    """An organisation in the network.

    Attributes
    ----------
    community
        Its community's number; null for none.
    x, y
        Where it is drawn, 0-1; null where it is in no community.
    values
        Its measures by code; null where undefined.
    """

    organisation: str
    name: str | None
    name_zh: str | None
    kind: str
    region: str | None
    region_name: str | None
    region_name_zh: str | None
    community: int | None
    x: float | None
    y: float | None
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPage(Page[ActorRow]):
    """One page of organisations.

    Attributes
    ----------
    measures
        The codes of ``values``, each with its name.
    needs
        The command that makes these results; null where they are there.
    """

    items: tuple[ActorRow, ...]
    measures: tuple[MeasureHead, ...]
    needs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BestTied:
    """One of a community's best-tied members."""

    organisation: str
    name: str | None
    name_zh: str | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A community.

    Attributes
    ----------
    x, y, radius
        Its disc in the drawing, all within 0-1; discs do not overlap.
    values
        Its measures by code; null where undefined.
    actors
        Members by kind of actor.
    regions
        Members in the regions that hold most of them, at most five.
    best
        Its best-tied members, at most three.
    """

    community: int
    organisations: int
    x: float
    y: float
    radius: float
    values: Mapping[str, float | None]
    actors: Mapping[str, int]
    regions: Mapping[str, int]
    best: tuple[BestTied, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage(Page[GroupRow]):
    """One page of communities.

    Attributes
    ----------
    measures
        The codes of ``values``, each with its name.
    needs
        The command that makes these results; null where they are there.
    """

    items: tuple[GroupRow, ...]
    measures: tuple[MeasureHead, ...]
    needs: str | None
