"""How many ties of a leg chance would give a group, given the actors that there are."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.networks.flows.reading import leg_pairs
from jiqun.networks.flows.words import Leg

Float = NDArray[np.float64]
#: Classes of a pair: in the same region or not; of the same technology, of another, unknown.
CLASSES = 6


def leg_counts(pairs: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Give ``group, ties``: pairs with an end in the group, each once."""
    ends = pl.concat(
        [
            pairs.join(groups, left_on=end, right_on="organisation").select("group", "one", "other")
            for end in ("one", "other")
        ]
    ).unique()
    return ends.group_by("group").agg(ties=pl.len())


def leg_expected(
    pairs: pl.DataFrame, actors: pl.DataFrame, groups: pl.DataFrame, leg: Leg
) -> Float:
    r"""Give the ties of a leg that chance would give each group.

    .. math:: E_g = \sum_c n_{gc} \frac{t_c + 1}{n_c + n / t}

    over classes c of pairs (in the same region or not, of the same technology, another or an
    unknown one): :math:`n_{gc}` pairs of actors that could tie, an end of which is in the group,
    :math:`n_c` of all, :math:`t_c` tied ones; n, t over all classes. The 1 is one tie at the
    mean rate, so that a small class says little.

    Returns
    -------
    array
        In the order of the sorted groups; 0 where a group has no actor of either role, or no pair
        is tied anywhere.
    """
    names = groups["group"].unique().sort()
    if not len(pairs):
        return np.zeros(len(names))
    traits = actors.select("organisation", "role", "region", "technology")
    members = groups.join(traits, on="organisation")
    ends = [_profile(members.filter(pl.col("role") == r), grouped=True) for r in _roles(leg)]
    every = [_profile(traits.filter(pl.col("role") == r)) for r in _roles(leg)]
    if leg.source == leg.target:
        here = _either_alike(ends[0], every[0], names)
        whole = _alike(every[0])
    else:
        here = _crossed(ends[0], every[1], names) + _crossed(ends[1], every[0], names)
        here = here - _crossed(ends[0], ends[1], names)
        whole = _crossed_all(every[0], every[1])
    tied = _classed(pairs, traits)
    rate = (tied + 1.0) / (whole + whole.sum() / tied.sum())
    out: Float = (here * rate).sum(axis=1)
    return out


def _roles(leg: Leg) -> tuple[str, str]:
    return leg.source, leg.target


def _profile(rows: pl.DataFrame, *, grouped: bool = False) -> pl.DataFrame:
    """Count actors by region and technology."""
    keys = ["group"] * grouped + ["region", "technology"]
    return rows.group_by(keys).agg(n=pl.len().cast(pl.Int64)).sort(keys)


def _parts(left: pl.DataFrame, right: pl.DataFrame, names: pl.Series | None) -> list[Float]:
    """Give pairs in all, of known technologies, in the same region, both, alike, alike there."""
    keys: list[list[str]] = [
        [],
        [],
        ["region"],
        ["region"],
        ["technology"],
        ["region", "technology"],
    ]
    known = [False, True, False, True, True, True]
    return [
        _matched(left, right, on, known=only, names=names)
        for on, only in zip(keys, known, strict=True)
    ]


def _matched(
    left: pl.DataFrame, right: pl.DataFrame, on: list[str], *, known: bool, names: pl.Series | None
) -> Float:
    """Count pairs by group, or all of them; only whole numbers are added up."""
    sides = []
    for given in (left, right):
        side = given.drop_nulls(["technology"] * known + on).with_columns(every=0)
        keys = ["group"] * ("group" in side.columns) + [*on, "every"]
        sides.append(side.group_by(keys).agg(pl.col("n").sum().cast(pl.Int64)))
    shared = ["group"] * all("group" in side.columns for side in sides)
    both = sides[0].join(sides[1], on=[*shared, *on, "every"], suffix="_right")
    pairs = both.with_columns(pairs=pl.col("n") * pl.col("n_right"))
    if names is None:
        return np.array([pairs["pairs"].sum()], dtype=np.float64)
    sums = pairs.group_by("group").agg(pl.col("pairs").sum().cast(pl.Int64))
    order = pl.DataFrame({"group": names})
    out = order.join(sums, on="group", how="left", maintain_order="left")["pairs"]
    return out.cast(pl.Float64).fill_null(0.0).to_numpy()


def _arranged(parts: list[Float]) -> Float:
    total, known, near, near_known, alike, near_alike = parts
    return np.column_stack(
        [
            near_alike,
            near_known - near_alike,
            near - near_known,
            alike - near_alike,
            known - alike - (near_known - near_alike),
            total - near - (known - near_known),
        ]
    )


def _crossed(left: pl.DataFrame, right: pl.DataFrame, names: pl.Series) -> Float:
    return _arranged(_parts(left, right, names))


def _crossed_all(left: pl.DataFrame, right: pl.DataFrame) -> Float:
    out: Float = _arranged(_parts(left, right, None))[0]
    return out


def _themselves(rows: pl.DataFrame, names: pl.Series | None) -> Float:
    """Give the pairs of each actor with itself, by class."""
    near, known = pl.col("region").is_not_null(), pl.col("technology").is_not_null()
    which = (~near).cast(pl.Int64) * 3 + (~known).cast(pl.Int64) * 2
    marked = rows.with_columns(which=which)
    size = 1 if names is None else len(names)
    out = np.zeros((size, CLASSES))
    at = np.zeros(len(rows), dtype=np.int64)
    if names is not None:
        at = np.searchsorted(names.to_numpy(), marked["group"].to_numpy())
    np.add.at(out, (at, marked["which"].to_numpy()), marked["n"].to_numpy())
    return out


def _either_alike(members: pl.DataFrame, every: pl.DataFrame, names: pl.Series) -> Float:
    """Give pairs of one role of which one end at least is in the group."""
    own = _themselves(members, names)
    with_all = _crossed(members, every, names) - own
    return with_all - (_crossed(members, members, names) - own) / 2


def _alike(every: pl.DataFrame) -> Float:
    out: Float = ((_crossed_all(every, every) - _themselves(every, None)) / 2)[0]
    return out


def _classed(pairs: pl.DataFrame, traits: pl.DataFrame) -> Float:
    """Count tied pairs by class."""
    own = traits.drop("role")
    both = pairs.join(own, left_on="one", right_on="organisation", how="left").join(
        own, left_on="other", right_on="organisation", how="left", suffix="_other"
    )
    near = (pl.col("region") == pl.col("region_other")).fill_null(value=False)
    alike = (pl.col("technology") == pl.col("technology_other")).cast(pl.Int64)
    which = (~near).cast(pl.Int64) * 3 + (1 - alike).fill_null(2)
    at = both.select(which=which)["which"].to_numpy()
    return np.bincount(at, minlength=CLASSES).astype(np.float64)


def counted(
    ties: pl.DataFrame, actors: pl.DataFrame, groups: pl.DataFrame, legs: tuple[Leg, ...]
) -> tuple[Float, Float, NDArray[np.bool_]]:
    """Give ties and those chance would give, (G, L) each, and which legs have any at all, (L,)."""
    names = groups["group"].unique().sort()
    order = pl.DataFrame({"group": names})
    counts, expected, carried = [], [], []
    for leg in legs:
        pairs = leg_pairs(ties, actors, leg)
        carried.append(len(pairs) > 0)
        found = order.join(leg_counts(pairs, groups), on="group", how="left", maintain_order="left")
        counts.append(found["ties"].fill_null(0).cast(pl.Float64).to_numpy())
        expected.append(leg_expected(pairs, actors, groups, leg))
    return np.column_stack(counts), np.column_stack(expected), np.array(carried)
