"""The search for a pattern: for each secret moves, and behind them the cells that are withheld."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jiqun.secrecy.crossed import by_cycles
from jiqun.secrecy.margins import Margins
from jiqun.secrecy.programs import Net, cheapest_move
from jiqun.secrecy.proofs import ALL, BOTH, Proofs, Secrets, proofs_of, proved, together
from jiqun.secrecy.singles import Insiders

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: What it costs to move a cell that is withheld already, beside one that is not.
LITTLE = 1e-6
Found = tuple[int, int, int, float, Int, Float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """Which cells are withheld, and the moves that prove it."""

    hidden: Bool
    proofs: Proofs


def hide(margins: Margins, secrets: Secrets, cost: Float) -> Pattern:
    """Find a pattern: the quick search where the table is crossed, programmes for the rest."""
    hidden = np.zeros(margins.cells, dtype=np.bool_)
    hidden[secrets.cells] = True
    if margins.parents is None:
        return by_programs(margins, secrets, cost, hidden)
    hidden, proofs = by_cycles(margins, secrets, cost)
    ok = proved(margins, secrets, hidden, proofs)
    if ok.all():
        return Pattern(hidden=hidden, proofs=proofs)
    rest = by_programs(margins, secrets, cost, hidden, cells=secrets.cells[~ok])
    return Pattern(hidden=rest.hidden, proofs=together([proofs, rest.proofs]))


def by_programs(
    margins: Margins,
    secrets: Secrets,
    cost: Float,
    hidden: Bool,
    *,
    cells: Int | None = None,
) -> Pattern:
    """Protect secrets one by one, the widest first, each by the cheapest moves there are."""
    search = _Search(
        net=Net.of(margins.matrix),
        secrets=secrets,
        cost=cost,
        hidden=hidden.copy(),
        insiders=Insiders.of(margins, secrets.owner, secrets.same),
    )
    todo = secrets.cells if cells is None else cells
    found: list[Found] = []
    for cell in todo[np.argsort(-secrets.up[todo].max(axis=1), kind="stable")]:
        found.extend(search.protect(int(cell)))
    return Pattern(hidden=search.hidden, proofs=proofs_of(found, margins.cells))


@dataclass(slots=True, kw_only=True, eq=False)
class _Search:
    """The state of a search by programmes."""

    net: Net
    secrets: Secrets
    cost: Float
    hidden: Bool
    insiders: Insiders
    _all: Bool = field(init=False)

    def __post_init__(self) -> None:
        self._all = np.isfinite(self.cost) | self.hidden
        self._all &= ~np.isnan(self.secrets.values).any(axis=1)

    def protect(self, cell: int) -> list[Found]:
        """Find moves for a secret that no single contributor can exclude all of."""
        whole = self._whole(cell)
        if whole is not None:
            return whole
        found: list[Found] = []
        for measure in range(self.secrets.values.shape[1]):
            for side in (1, -1):
                found.extend(self._one_side(cell, side, measure) or [])
        return found

    def _whole(self, cell: int) -> list[Found] | None:
        """Find moves that serve both sides and all measures."""
        values, up, down = self.secrets.values, self.secrets.up[cell], self.secrets.down[cell]
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(up > 0, values / up, np.inf).min(axis=1)
        if (down < up).any():
            room[cell] = max(room[cell], 1.0)
        return self._told(cell, (BOTH, ALL), (-room, room))

    def _one_side(self, cell: int, side: int, measure: int) -> list[Found] | None:
        """Find moves for one side in one measure."""
        reach = (self.secrets.up if side > 0 else self.secrets.down)[cell, measure]
        if reach <= 0:
            return []
        room = self.secrets.values[:, measure] / reach
        endless = np.full(len(room), np.inf)
        limits = (-room, endless) if side > 0 else (-endless, room)
        return self._told(cell, (side, measure), limits)

    def _told(
        self, cell: int, kind: tuple[int, int], limits: tuple[Float, Float]
    ) -> list[Found] | None:
        """Find moves within limits until no single contributor is in all of them."""
        secrets = self.secrets
        mine = secrets.owner[cell]
        barred = (secrets.owner == mine) & (secrets.same != secrets.same[cell]) & (mine >= 0)
        found: list[Found] = []
        common: set[int] | None = None
        while common is None or common:
            told = self._without(cell, barred, sorted(common or ()), limits)
            if told is None:
                return None
            share, move = told
            found.append((cell, *kind, share, *move))
            if share < 1.0:
                common = set(sorted(common or ())[1:])
                continue
            people = set(secrets.owner[move[0]].tolist()) - {-1, int(mine)}
            common = people if common is None else common & people
        for entry in found:
            self.hidden[entry[4]] = True
        return found

    def _without(
        self, cell: int, barred: Bool, common: list[int], limits: tuple[Float, Float]
    ) -> tuple[float, tuple[Int, Float]] | None:
        """Find a move that leaves contributors' cells: of all, of one, or of one inside."""
        secrets = self.secrets
        for some in (common, common[:1]):
            move = self._move(cell, barred | np.isin(secrets.owner, some), limits)
            if move is not None:
                return 1.0, move
        if not common:
            return None
        share = self.insiders.share(cell, common[0], secrets.values, secrets.down)
        if not LITTLE < share < 1.0:
            return None
        wider = (limits[0] / share, limits[1] / share)
        move = self._move(cell, barred | (secrets.owner == common[0]), wider)
        return None if move is None else (share, move)

    def _move(
        self, cell: int, known: Bool, limits: tuple[Float, Float]
    ) -> tuple[Int, Float] | None:
        """Find one move that leaves the known cells as they are."""
        usable = self._all & ~known
        usable[cell] = True
        low, high = (np.where(usable, limit, 0.0) for limit in limits)
        cost = np.where(self.hidden, LITTLE, self.cost)
        cost = np.where(np.isfinite(cost), cost, 0.0)
        return cheapest_move(self.net, cell, cost=cost, low=low, high=high)
