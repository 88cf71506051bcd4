"""What ties that nobody recorded would do to the figures."""

from __future__ import annotations

import numpy as np

from jiqun.networks.unseen import unseen_figures
from jiqun.studies.networking.reading import Base
from jiqun.studies.networking.sections.found import Found, Int, Row, figure

NAME = "unseen"
#: Kinds of actor that publish, patent and apply for projects.
RESEARCH = ("university", "institute")


def unseen_section(base: Base, found: Found) -> Found:
    """Give each figure as it would be with 10 to 50 % of ties unseen, in each way of being so.

    ``of`` is the way and the share, such as "random:0.3"; the figure ``best`` is the share of
    the twenty organisations with most partners that remain among them.
    """
    plan = base.plan
    if not plan.thinnings:
        return Found()
    kind = base.organisations["kind"]
    research = kind.is_in(RESEARCH).fill_null(value=False).to_numpy()
    told = unseen_figures(
        base.network, kinds=_codes(kind.to_list()), research=research, label=found.label,
        draws=max(plan.thinnings, 2), confidence=plan.confidence, seed=plan.seed,
    )  # fmt: skip
    rows: list[Row] = []
    for w, way in enumerate(told.ways):
        for s, share in enumerate(told.shares):
            of = f"{way}:{share:g}"
            rows += [
                figure(NAME, name, told.value[w, f, s], of=of, low=told.low[w, f, s].item(),
                       high=told.high[w, f, s].item())
                for f, name in enumerate(told.figures)
                if np.isfinite(told.seen[f])
            ]  # fmt: skip
            rows.append(figure(NAME, "best", told.best[w, s], of=of))
    return Found(figures=tuple(rows))


def _codes(words: list[str | None]) -> Int:
    place = {word: k for k, word in enumerate(sorted({one for one in words if one is not None}))}
    return np.array([-1 if one is None else place[one] for one in words], dtype=np.int64)
