"""How every distance-based measure packs its curve, envelopes and record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Record
from jiqun.measures.results import CurveMeasure
from jiqun.measures.space.nulls import Bands
from jiqun.tables import Sites

Float = NDArray[np.float64]


def curve_result(
    subject: str,
    sites: Sites,
    at: Float,
    values: Float,
    compared: Bands | None,
    *,
    parameters: Mapping[str, Any],
    seed: int | None,
    summary: Mapping[str, float],
) -> CurveMeasure:
    """Make the result of one curve: values (D,), and its bands where it was compared.

    The parameters name its industry and, where there is one, the industry it is set against.
    """
    industry, against = parameters["industry"], parameters["against"]
    record = Record(
        subject=subject,
        parameters={**parameters, "radii": [float(at[0]), float(at[-1]), len(at)]},
        inputs={"sites": sites.digest()},
        origins=sites.origins,
        cautions=sites.cautions,
        seed=seed,
    )
    extra = (
        {}
        if compared is None
        else {
            "low": compared.low[None],
            "high": compared.high[None],
            "parts": {
                "global_low": compared.global_low[None],
                "global_high": compared.global_high[None],
                "dropping_low": compared.dropping_low[None],
                "dropping_high": compared.dropping_high[None],
                "expected": compared.expected[None],
            },
        }
    )
    numbers = dict(summary)
    if compared is not None:
        numbers |= {"p_value": compared.p_value, "deviation_p": compared.deviation_p}
    return CurveMeasure(
        values=values[None],
        record=record,
        series=(industry if against is None else f"{industry}~{against}",),
        radii=tuple(float(r) for r in at),
        summary={name: np.array([number]) for name, number in numbers.items()},
        **extra,  # type: ignore[arg-type]
    )
