"""Concentration relative to space itself: Ripley's K, Besag's L, Diggle and Chetwynd's D."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import InputError, measure, problem
from jiqun.kernels import layout as lay
from jiqun.kernels import points
from jiqun.measures.results import CurveMeasure
from jiqun.measures.space.curves import curve_result
from jiqun.measures.space.nulls import Null, bands, permutation, simulate
from jiqun.measures.space.pairs import laid_out, members_of, radii_of
from jiqun.tables import Sites

Float = NDArray[np.float64]
Edge = Literal["isotropic", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The rectangle in which establishments could stand, km.

    Attributes
    ----------
    west, east, south, north
        Its sides; west < east, south < north.
    """

    west: float
    east: float
    south: float
    north: float

    def __post_init__(self) -> None:
        if not (self.west < self.east and self.south < self.north):
            raise InputError(
                problem(
                    "window-sides",
                    subject="window",
                    west=self.west,
                    east=self.east,
                    south=self.south,
                    north=self.north,
                )
            )

    @property
    def area(self) -> float:
        """Area in km²."""
        return (self.east - self.west) * (self.north - self.south)

    @classmethod
    def around(cls, sites: Sites) -> Window:
        """Give the bounding box of the sites."""
        return cls(
            west=float(sites.x.min()),
            east=float(sites.x.max()),
            south=float(sites.y.min()),
            north=float(sites.y.max()),
        )

    def to_dict(self) -> dict[str, float]:
        """Give the sides by name."""
        return {"west": self.west, "east": self.east, "south": self.south, "north": self.north}


@measure(
    "ripley-k",
    family="space",
    needs="sites",
    per="distance",
    unit="distance²",
    bounds=(0.0, float("inf")),
    higher_means={"en": "more neighbours up to that distance", "zh": "该距离以内邻近企业更多"},
    source="ripley1977",
    where="section 2",
    title={"en": "Ripley's K", "zh": "里普利K函数"},
)
def ripley_k(
    sites: Sites,
    *,
    industry: str,
    radii: ArrayLike,
    window: Window | None = None,
    edge: Edge = "isotropic",
    null: Null | None = None,
) -> CurveMeasure:
    r"""Expected neighbours of the same industry up to a distance, over its density.

    Under complete spatial randomness it is the area of the disc. Space is the reference, so
    a crowded city looks like concentration of every industry; compare with a null.

    .. math:: \hat K(r) = \frac{A}{n (n - 1)} \sum_{i \ne j} e_{ij} 1(d_{ij} \le r)

    Parameters
    ----------
    sites
        All establishments, planar.
    industry
        Whose establishments are counted; at least two.
    radii
        D ascending distances, km; with edge correction at most the window's shorter side.
    window
        The rectangle of area A; default the bounding box of all sites.
    edge
        "isotropic": e is one over the share of the circle around i through j that lies in the
        window (Ripley). "none": 1.
    null
        What to compare with; without it the envelopes are NaN.

    Returns
    -------
    CurveMeasure
        One series; km², >= 0.

    Raises
    ------
    InputError
        ``ripley-planar``, ``ripley-window``, ``window-sides``, ``sites-few``, ``radii-order``.

    See Also
    --------
    ripley_l : the same as a distance.

    References
    ----------
    :cite:`ripley1977`, section 2.

    Examples
    --------
    >>> pair = Sites(x=[0, 1], y=[0, 0], industries=["a", "a"], weights=[1, 1])
    >>> box = Window(west=-5, east=5, south=-5, north=5)
    >>> ripley_k(pair, industry="a", radii=[0.5, 1], window=box).values.tolist()
    [[0.0, 100.0]]
    """
    return _ripley("ripley-k", sites, (industry, None), radii, window, edge, null, lambda k, _: k)


@measure(
    "ripley-l",
    family="space",
    needs="sites",
    per="distance",
    unit="distance",
    bounds=(float("-inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "more neighbours up to that distance", "zh": "该距离以内邻近企业更多"},
    source="besag1977",
    where="comment on Ripley",
    title={"en": "Besag's L", "zh": "贝萨格L函数"},
)
def ripley_l(
    sites: Sites,
    *,
    industry: str,
    radii: ArrayLike,
    window: Window | None = None,
    edge: Edge = "isotropic",
    null: Null | None = None,
) -> CurveMeasure:
    r"""Ripley's K as a distance, less the distance itself.

    0 under complete spatial randomness; 3 at r = 10 says as many neighbours within 10 km as
    randomness would bring within 13 km.

    .. math:: \hat L(r) = \sqrt{\hat K(r) / \pi} - r

    Parameters
    ----------
    sites
        All establishments, planar.
    industry
        Whose establishments are counted; at least two.
    radii
        D ascending distances, km.
    window
        The rectangle; default the bounding box of all sites.
    edge
        As in :func:`ripley_k`.
    null
        What to compare with; without it the envelopes are NaN.

    Returns
    -------
    CurveMeasure
        One series; km, >= -r.

    Raises
    ------
    InputError
        As :func:`ripley_k`.

    See Also
    --------
    ripley_k : the count itself.

    References
    ----------
    :cite:`besag1977`.

    Examples
    --------
    >>> pair = Sites(x=[0, 1], y=[0, 0], industries=["a", "a"], weights=[1, 1])
    >>> box = Window(west=-5, east=5, south=-5, north=5)
    >>> ripley_l(pair, industry="a", radii=[0.5, 1], window=box).values.round(3).tolist()
    [[-0.5, 4.642]]
    """

    def as_distance(k: Float, at: Float) -> Float:
        return np.sqrt(k / np.pi) - at

    return _ripley("ripley-l", sites, (industry, None), radii, window, edge, null, as_distance)


@measure(
    "diggle-d",
    family="space",
    needs="sites",
    per="distance",
    unit="distance²",
    bounds=(float("-inf"), float("inf")),
    neutral=0.0,
    higher_means={
        "en": "the industry is more clustered than its controls",
        "zh": "该行业比对照组更集聚",
    },
    source="diggle1991",
    where="section 3",
    title={"en": "Diggle–Chetwynd D", "zh": "迪格尔—切特温德D函数"},
)
def diggle_d(
    sites: Sites,
    *,
    industry: str,
    against: str,
    radii: ArrayLike,
    window: Window | None = None,
    edge: Edge = "isotropic",
    null: Null | None = None,
) -> CurveMeasure:
    r"""Ripley's K of an industry less that of its controls.

    0 where cases and controls are clustered alike; the environment's unevenness cancels.

    .. math:: \hat D(r) = \hat K_{cases}(r) - \hat K_{controls}(r)

    Parameters
    ----------
    sites
        All establishments, planar.
    industry
        The cases; at least two sites.
    against
        The controls; at least two sites.
    radii
        D ascending distances, km.
    window
        The rectangle; default the bounding box of all sites.
    edge
        As in :func:`ripley_k`.
    null
        "labelling" deals cases and controls out anew among their own sites.

    Returns
    -------
    CurveMeasure
        One series; km². Without a null the envelopes are NaN.

    Raises
    ------
    InputError
        As :func:`ripley_k`.

    See Also
    --------
    ripley_k : of one industry.

    References
    ----------
    :cite:`diggle1991`.

    Examples
    --------
    >>> four = Sites(x=[0, 1, 0, 3], y=[0, 0, 1, 1], industries=list("aabb"), weights=[1] * 4)
    >>> box = Window(west=-5, east=5, south=-5, north=5)
    >>> curve = diggle_d(four, industry="a", against="b", radii=[1, 3], window=box)
    >>> curve.values.round(2).tolist()
    [[100.0, -18.28]]
    """
    return _ripley(
        "diggle-d", sites, (industry, against), radii, window, edge, null, lambda k, _: k
    )


def _ripley(
    subject: str,
    sites: Sites,
    pair: tuple[str, str | None],
    radii: ArrayLike,
    window: Window | None,
    edge: Edge,
    null: Null | None,
    form: Callable[[Float, Float], Float],
) -> CurveMeasure:
    industry, against = pair
    at = radii_of(radii)
    box = window or Window.around(sites)
    _check(sites, at, box, edge)
    cases = members_of(sites, industry)
    controls = None if against is None else members_of(sites, against)
    layout = laid_out(sites, None, cutoff=float(at[-1]) or 1e-300)
    marks = cases.astype(np.int64)
    if controls is not None:
        marks[controls] = 2
    marks = marks[layout.order]
    listed = _ordered_pairs(layout, box, edge)

    def curve(kind: NDArray[np.int64]) -> Float:
        k = _k(listed, kind, 1, at, box.area)
        return form(k if controls is None else k - _k(listed, kind, 2, at, box.area), at)

    values = curve(marks)
    compared = None
    if null is not None:
        pool = np.flatnonzero(marks > 0) if controls is not None else np.arange(len(marks))
        count = int(cases.sum())

        def drawn(replicate: int) -> Float:
            ranks = permutation(count, len(pool), seed=null.seed, replicate=replicate)
            kind = np.zeros(len(marks), dtype=np.int64)
            kind[pool] = np.where(ranks >= 0, 1, 2 if controls is not None else 0)
            return curve(kind)

        compared = bands(values, simulate(drawn, null), at, level=null.level)
    parameters: dict[str, Any] = {"industry": industry, "against": against, "edge": edge}
    parameters |= {"window": box.to_dict(), **(null.to_dict() if null else {})}
    return curve_result(
        subject,
        sites,
        at,
        values,
        compared,
        parameters=parameters,
        seed=null.seed if null else None,
        summary={"sites": float(cases.sum())},
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Listed:
    """Ordered pairs with their edge weights, by distance; shape (P,) each."""

    distances: Float
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    weights: Float


def _ordered_pairs(layout: lay.Layout, box: Window, edge: Edge) -> _Listed:
    arguments = (layout.xyz, layout.along, layout.starts, layout.reach)
    tail = (np.ones(layout.xyz.shape[1], np.int64), False, layout.cutoff)
    out = np.empty((3, points.pair_distances(*arguments, *tail, np.empty((3, 0)))))
    points.pair_distances(*arguments, *tail, out)
    distances = np.concatenate([out[0], out[0]])
    ends = out[1:].astype(np.int64)
    start, end = np.concatenate([ends[0], ends[1]]), np.concatenate([ends[1], ends[0]])
    weights = np.ones(len(distances))
    if edge == "isotropic":
        weights = 1.0 / inside_share(layout.xyz[0][start], layout.xyz[1][start], distances, box)
    return _Listed(distances=distances, start=start, end=end, weights=weights)


def _k(listed: _Listed, kind: NDArray[np.int64], which: int, at: Float, area: float) -> Float:
    both = (kind[listed.start] == which) & (kind[listed.end] == which)
    ring = np.searchsorted(at, listed.distances[both])
    sums = np.bincount(ring, weights=listed.weights[both], minlength=len(at) + 1)[: len(at)]
    count = int((kind == which).sum())
    return (np.cumsum(sums) * area / (count * (count - 1.0))).astype(np.float64)


def inside_share(x: Float, y: Float, radius: Float, box: Window) -> Float:
    """Give the share of a circle's circumference that lies in a rectangle.

    x, y, radius: (P,), centres inside the rectangle. Returns (P,) in (0, 1]; 1 at radius 0.
    Each side hides an arc; where two sides' arcs meet beyond a corner they overlap.
    """
    gaps = np.array([x - box.west, box.east - x, y - box.south, box.north - y])
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.where(gaps < radius, np.arccos(np.clip(gaps / radius, -1.0, 1.0)), 0.0)
    hidden = 2.0 * half.sum(axis=0)
    for across in (0, 1):
        for along in (2, 3):
            hidden -= np.maximum(half[across] + half[along] - 0.5 * np.pi, 0.0)
    share: Float = 1.0 - hidden / (2.0 * np.pi)
    return share


def _check(sites: Sites, at: Float, box: Window, edge: Edge) -> None:
    found = []
    if sites.metric != "planar":
        found.append(problem("ripley-planar", subject="sites"))
    outside = (sites.x < box.west) | (sites.x > box.east) | (sites.y < box.south)
    outside |= sites.y > box.north
    short = min(box.east - box.west, box.north - box.south)
    if outside.any() or (edge == "isotropic" and at[-1] > short):
        found.append(
            problem(
                "ripley-window",
                subject="window",
                outside=int(outside.sum()),
                radius=at[-1],
                side=short,
            )
        )
    if found:
        raise InputError(*found)
