"""The ratios behind M and m: who stands where, what surrounds everybody, observed and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels import layout as lay
from jiqun.kernels import neighbours
from jiqun.kernels.linear.products import product
from jiqun.measures.space import smoothing as smooth
from jiqun.measures.space.neighbours import Rings, only, ring_sums, rings_of, shared_sums
from jiqun.measures.space.nulls import Bands, Null, bands, permutation, simulate
from jiqun.measures.space.pairs import laid_out
from jiqun.measures.space.smoothing import Smoothing
from jiqun.tables import Sites

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Reference = Literal["all", "controls"]
FIRST, SECOND, REST = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fine:
    """How an observed density is smoothed: the bins' step and what a pair in each adds."""

    step: float
    to_density: Float


Blurs = tuple[Float, Float | None, Fine | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """One M to be drawn: who stands where, what surrounds everybody."""

    layout: lay.Layout
    rings: Rings
    weights: Float
    kind: Int
    bivariate: bool
    controls: bool
    blur: Float | None
    fine: Fine | None

    @property
    def target(self) -> int:
        """Kind whose neighbours are counted."""
        return SECOND if self.bivariate and not self.controls else FIRST


def setting_of(
    sites: Sites,
    first: NDArray[np.bool_],
    second: NDArray[np.bool_],
    mass: Float,
    blurs: Blurs,
    reference: Reference,
) -> Setting:
    """Lay out all sites for the centres ``first`` and the second industry (all False: none)."""
    edges, blur, fine = blurs
    layout = laid_out(sites, None, cutoff=float(edges[-1]))
    return Setting(
        layout=layout,
        rings=rings_of(edges, layout.radius),
        weights=np.ascontiguousarray(mass[layout.order]),
        kind=np.where(first, FIRST, np.where(second, SECOND, REST))[layout.order],
        bivariate=bool(second.any()),
        controls=reference == "controls",
        blur=blur,
        fine=fine,
    )


def compared_curve(setting: Setting, at: Float, null: Null | None) -> tuple[Float, Bands | None]:
    """The observed curve, and what simulated ones say of it."""
    if null is None:
        return _observed(setting, None), None
    around = None
    if null.kind != "location" and not setting.controls:
        around = _around(setting, null.workers)
    values = _observed(setting, around)
    curves = simulate(lambda replicate: _drawn(setting, null, replicate, around), null)
    return values, bands(values, curves, at, level=null.level)


def blurs_of(at: Float, width: float, how: Smoothing | None) -> Blurs:
    """Rings' outer edges; for a density, rings to be blurred and the observed curve's bins."""
    if how is None:
        return at, None, None
    reach = float(at[-1] + smooth.TAIL * width)
    step = width / smooth.SIMULATED_BINS
    edges = (np.arange(int(np.ceil(reach / step)), dtype=np.float64) + 1.0) * step
    blur = _profiles(at, edges - 0.5 * step, width, step**2 / 12.0, how)
    step = width / smooth.OBSERVED_BINS
    centres = np.arange(int(np.ceil(reach / step)) + 2, dtype=np.float64) * step
    fine = Fine(step=step, to_density=_profiles(at, centres, width, step**2 / 6.0, how))
    return edges, blur, fine


def _profiles(at: Float, centres: Float, width: float, spread: float, how: Smoothing) -> Float:
    narrow = float(np.sqrt(width**2 - spread))
    return smooth.profile((at[None, :] - centres[:, None]) / narrow, how.shape)


def _around(setting: Setting, workers: int) -> Float:
    """What surrounds every site, by radius: (N, D)."""
    everyone = np.zeros(len(setting.kind), dtype=np.int64)
    sums = ring_sums(
        setting.layout,
        setting.rings,
        weights=setting.weights,
        kind=everyone,
        centres=np.arange(len(everyone)),
        kinds=1,
        workers=workers,
        reached=lambda rings: _reached(setting, rings),
    )
    return sums[:, 0]


def _reached(setting: Setting, sums: Float) -> Float:
    if setting.blur is None:
        return np.cumsum(sums, axis=-1)
    return product(sums, setting.blur)


def _observed(setting: Setting, around: Float | None) -> Float:
    weights, kind = setting.weights, setting.kind
    if setting.fine is None:
        return _quotient(setting, *counted_around(setting, weights, kind, around), weights, kind)
    sums = shared_sums(
        setting.layout,
        setting.fine.to_density,
        setting.fine.step,
        weights=weights,
        kind=kind,
        centres=np.flatnonzero(kind == FIRST),
        kinds=3,
    )
    return _quotient(setting, sums[:, setting.target], sums.sum(axis=1), weights, kind)


def counted_around(
    setting: Setting, weights: Float, kind: Int, around: Float | None
) -> tuple[Float, Float]:
    """Each centre's neighbours that count, and all its neighbours: (C, D) each."""
    centres = np.flatnonzero(kind == FIRST)
    if around is not None:
        kept = kind != REST
        layout, place = only(setting.layout, kept), np.cumsum(kept) - 1
        near, own_kind, at = weights[kept], kind[kept], place[centres]
    else:
        layout, near, own_kind, at = setting.layout, weights, kind, centres
    sums = ring_sums(
        layout,
        setting.rings,
        weights=near,
        kind=own_kind,
        centres=at,
        kinds=3,
        reached=lambda rings: _reached(setting, rings),
    )
    if setting.controls:
        return sums[:, setting.target], sums[:, SECOND]
    return sums[:, setting.target], sums.sum(axis=1) if around is None else around[centres]


def shares_at_large(setting: Setting, weights: Float, kind: Int) -> Float:
    """What counts among all other sites, for each centre: (C,)."""
    own = weights[kind == FIRST]
    mass = weights[kind == setting.target].sum()
    left = mass - own if setting.target == FIRST else np.full(len(own), mass)
    whole = weights[kind == SECOND].sum() if setting.controls else weights.sum() - own
    share: Float = left / whole
    return share


def _quotient(setting: Setting, counted: Float, base: Float, weights: Float, kind: Int) -> Float:
    share = shares_at_large(setting, weights, kind)
    seen = base > 0
    above = np.divide(counted, base, out=np.zeros_like(base), where=seen).sum(axis=0)
    below = (share[:, None] * seen).sum(axis=0)
    curve: Float = np.full(len(below), np.nan)
    np.divide(above, below, out=curve, where=below > 0)
    return curve


def _drawn(setting: Setting, null: Null, replicate: int, around: Float | None) -> Float:
    kind, weights = setting.kind, setting.weights
    total = len(kind)
    first, second = int((kind == FIRST).sum()), int((kind == SECOND).sum())
    dealt = np.full(total, REST, dtype=np.int64)
    if null.kind == "independence" and setting.bivariate:
        dealt[kind == FIRST] = FIRST
        ranks = permutation(second, total - first, seed=null.seed, replicate=replicate)
        dealt[kind != FIRST] = np.where(ranks >= 0, SECOND, REST)
    else:
        ranks = permutation(first + second, total, seed=null.seed, replicate=replicate)
        dealt[(ranks >= 0) & (ranks < first)] = FIRST
        dealt[ranks >= first] = SECOND
    if null.kind == "location":
        weights = _carried(setting, null, dealt, replicate)
    if around is not None and setting.blur is None:
        return _dealt(setting, dealt, around)
    return _quotient(setting, *counted_around(setting, weights, dealt, around), weights, dealt)


def _dealt(setting: Setting, dealt: Int, around: Float) -> Float:
    """As :func:`_quotient` with the surroundings known, in one compiled pass."""
    layout, rings = setting.layout, setting.rings
    out = np.empty(len(rings))
    neighbours.dealt_ratio(
        layout.xyz,
        layout.along,
        layout.band,
        layout.reach,
        setting.weights,
        dealt,
        setting.target,
        around,
        rings.squares,
        rings.guess,
        rings.scale,
        out,
    )
    return out


def _carried(setting: Setting, null: Null, dealt: Int, replicate: int) -> Float:
    """Weights that go with the industries to their new places, within each kind at random."""
    weights = np.empty_like(setting.weights)
    for kind in (FIRST, SECOND, REST):
        own = setting.weights[setting.kind == kind]
        ranks = permutation(len(own), len(own), seed=null.seed + 1 + kind, replicate=replicate)
        weights[dealt == kind] = own[ranks]
    return weights
