"""What two columns of coordinates are: longitude and latitude, or kilometres on a plane."""

from __future__ import annotations

import re
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution

Float = NDArray[np.float64]
Metric = Literal["planar", "great-circle"]
DEGREES_EAST, DEGREES_NORTH = 180.0, 90.0
#: What longitude and latitude are called, in small letters.
LONGITUDE: Final = (
    "lon", "lng", "long", "longitude", "lon_wgs84", "lng_wgs84", "wgs84_lon", "wgs84_lng",
    "x_lon", "point_lon", "经度", "东经", "经度(e)", "jingdu", "lon_dd", "longitude_dd",
)  # fmt: skip
LATITUDE: Final = (
    "lat", "latitude", "lat_wgs84", "wgs84_lat", "y_lat", "point_lat",
    "纬度", "北纬", "纬度(n)", "weidu", "lat_dd", "latitude_dd",
)  # fmt: skip
_BETWEEN: Final = re.compile(r"[^a-z\u4e00-\u9fff]+")
#: Places in degrees lie so many times their own spread away from the Gulf of Guinea; those of a
#: local plane begin at its corner.
FAR_OFF: Final = 5.0
#: They are written to more than hundredths, a kilometre, at least this share of them.
FINE: Final = 0.5
EVEN: Final = 1e-6
#: A plane that begins at its corner has points within this share of its extent from an axis.
AT_AXIS: Final = 0.2
#: No kilometres reach so far, even with the number of a zone before them; metres do.
LARGEST_KM: Final = 60_000.0


def metric_of(
    x: Float, y: Float, *, names: tuple[str, str], wanted: Metric | None = None
) -> tuple[Metric, tuple[Caution, ...]]:
    """Tell how distances between places are to be taken, and say so where it could be doubted.

    Parameters
    ----------
    x, y
        Shape (N,); NaN is passed over.
    names
        What the columns are called.
    wanted
        What was asked for; None: columns called longitude and latitude, and values that can
        only be degrees, are on the great circle, all others on a plane.

    Returns
    -------
    tuple
        The metric; ``sites-metric``, in the case "named", "values", "doubtful", "swapped",
        "large" or "asked".

    Examples
    --------
    >>> import numpy as np
    >>> at = np.array([121.5008, 121.4908]), np.array([29.9093, 29.9071])
    >>> metric_of(*at, names=("lon", "lat"))[0], metric_of(*at, names=("x", "y"))[0]
    ('great-circle', 'great-circle')
    >>> metric_of(np.array([0.0, 3.0]), np.array([0.0, 4.0]), names=("x", "y"))
    ('planar', ())
    """
    said = {"x": names[0], "y": names[1]}
    named = _called(names[0], LONGITUDE) and _called(names[1], LATITUDE)
    fits = _within(x, DEGREES_EAST) and _within(y, DEGREES_NORTH)
    if wanted is not None:
        odd = wanted == "planar" and fits and (named or _only_degrees(x, y))
        return wanted, (Caution("sites-metric", said, case="asked"),) if odd else ()
    if named:
        return "great-circle", (Caution("sites-metric", said, case="named"),)
    if fits and _only_degrees(x, y):
        return "great-circle", (Caution("sites-metric", said, case="values"),)
    case = _doubt(x, y, fits=fits)
    return "planar", (Caution("sites-metric", said, case=case),) if case else ()


def _called(name: str, known: tuple[str, ...]) -> bool:
    """Say whether a column goes by one of the names, as it is or with others around (gps_lon)."""
    plain = name.strip().lower()
    return plain in known or any(word in known for word in _BETWEEN.split(plain))


def _doubt(x: Float, y: Float, *, fits: bool) -> str:
    """Name what planar places could be otherwise; empty where nothing speaks for it."""
    if fits and _fine(x, y) and max(_off_axis(x), _off_axis(y)) > AT_AXIS:
        return "doubtful"
    if _within(x, DEGREES_NORTH) and _within(y, DEGREES_EAST) and _only_degrees(y, x):
        return "swapped"
    large = len(x) and not (_within(x, LARGEST_KM) and _within(y, LARGEST_KM))
    return "large" if large else ""


def _within(values: Float, most: float) -> bool:
    known = values[np.isfinite(values)]
    return bool(len(known)) and float(np.abs(known).max()) <= most


def _only_degrees(x: Float, y: Float) -> bool:
    """Say whether places are a small patch far from both axes, written finely."""
    return min(_off_axis(x), _off_axis(y)) >= FAR_OFF and _fine(x, y)


def _off_axis(values: Float) -> float:
    """Give the nearest value's distance from 0 over the spread; 0 where values have two signs."""
    known = values[np.isfinite(values)]
    spread = float(np.ptp(known)) if len(known) else 0.0
    if not spread > 0 or known.min() < 0 < known.max():
        return 0.0
    return float(np.abs(known).min()) / spread


def _fine(x: Float, y: Float) -> bool:
    both = np.concatenate([x, y])
    both = both[np.isfinite(both)] * 100.0
    return bool(len(both)) and float(np.mean(np.abs(both - np.round(both)) > EVEN)) >= FINE
