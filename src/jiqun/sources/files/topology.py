"""TopoJSON to features: arcs unquantised and joined to rings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiqun.core import InputError, problem, words
from jiqun.sources.files.contents import stop
from jiqun.sources.files.limits import Limits, hold

Arcs = Sequence[NDArray[np.float64]]
_DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
_LEAST_IN_RING = 4
#: Bytes that a vertex takes as two numbers in a list.
_BYTES_A_VERTEX = 130
_NOT_A_TOPOLOGY = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError)


def features(
    topology: Mapping[str, Any], *, wanted: str, name: str, limits: Limits | None = None
) -> list[dict[str, Any]]:
    """Give an object's geometries as GeoJSON features: the one named, or the only one.

    Raises
    ------
    InputError
        ``object-unknown``: not there, or several and none named. ``file-broken``: arcs that do
        not exist or coordinates that are not numbers. ``file-limit``: arcs used so often that
        the shapes have too many vertices.
    """
    at, most = 0, limits or Limits()
    try:
        chosen = _choose(topology["objects"], wanted, name=name)
        with np.errstate(all="ignore"):
            arcs = _arcs(topology)
            parts = chosen["geometries"] if chosen["type"] == "GeometryCollection" else [chosen]
            lengths = np.array([len(arc) for arc in arcs], dtype=np.int64)
            found, vertices = [], 0
            for at, part in enumerate(parts, start=1):  # noqa: B007 - told below
                vertices += _vertices(part, lengths)
            hold(most, "vertices", vertices, subject=name)
            hold(most, "memory", vertices * _BYTES_A_VERTEX, subject=name)
            for at, part in enumerate(parts, start=1):  # noqa: B007 - told below
                found.append(_feature(part, arcs, topology.get("transform")))
            return found
    except InputError:
        raise
    except _NOT_A_TOPOLOGY as err:
        reason: Any = f"{type(err).__name__}: {err}"[:200]
        if at:
            reason = words("shapes.geometry", number=at, reason=reason)
        raise stop(problem("file-broken", subject=name, kind="TopoJSON", reason=reason)) from None


def _choose(objects: Mapping[str, Any], wanted: str, *, name: str) -> Mapping[str, Any]:
    if wanted in objects:
        return dict(objects[wanted])
    if wanted or len(objects) != 1:
        raise stop(problem("object-unknown", subject=name, name=wanted, objects=list(objects)))
    return dict(next(iter(objects.values())))


def _arcs(topology: Mapping[str, Any]) -> Arcs:
    transform = topology.get("transform")
    found = []
    for arc in topology["arcs"]:
        points = np.array([point[:2] for point in arc], dtype=np.float64).reshape(-1, 2)
        if transform:
            points = np.cumsum(points, axis=0) * _pair(transform, "scale")
            points = points + _pair(transform, "translate")
        found.append(points)
    return found


def _pair(transform: Mapping[str, Any], key: str) -> NDArray[np.float64]:
    return np.array(transform[key], dtype=np.float64).reshape(2)


def _vertices(part: Mapping[str, Any], lengths: NDArray[np.int64]) -> int:
    """Count the vertices that a geometry's arcs come to, before they are joined."""
    total = sum(_vertices(each, lengths) for each in part.get("geometries") or ())
    indices = list(_flat(part.get("arcs") or ()))
    if indices:
        numbers = np.array(indices)
        if numbers.dtype != np.int64:
            raise TypeError(f"arcs: {str(indices[:3])[:60]}")
        for index in (int(numbers.min()), int(numbers.max())):
            if not -len(lengths) <= index < len(lengths):
                raise IndexError(f"arc {index} of {len(lengths)}")
        total += int(lengths[np.where(numbers < 0, ~numbers, numbers)].sum())
    return total


def _flat(nested: Any) -> Iterable[Any]:
    for each in nested:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each


def _feature(part: Mapping[str, Any], arcs: Arcs, transform: Any) -> dict[str, Any]:
    feature = {
        "type": "Feature",
        "properties": part.get("properties") or {},
        "geometry": _geometry(part, arcs, transform),
    }
    return feature | ({"id": part["id"]} if "id" in part else {})


def _geometry(part: Mapping[str, Any], arcs: Arcs, transform: Any) -> dict[str, Any] | None:
    kind = part.get("type")
    if kind is None:
        return None
    if kind == "GeometryCollection":
        inner = [_geometry(each, arcs, transform) for each in part["geometries"]]
        return {"type": kind, "geometries": [shape for shape in inner if shape]}
    if kind in ("Point", "MultiPoint"):
        points = np.array(part["coordinates"], dtype=np.float64)
        if transform:
            points = points * _pair(transform, "scale") + _pair(transform, "translate")
        return {"type": kind, "coordinates": points.tolist()}
    closed = kind in ("Polygon", "MultiPolygon")
    return {"type": kind, "coordinates": _lines(part["arcs"], arcs, _DEPTH[kind], closed=closed)}


def _lines(indices: Any, arcs: Arcs, depth: int, *, closed: bool) -> list[Any]:
    if depth == 0:
        return _line(indices, arcs, closed=closed)
    return [_lines(inner, arcs, depth - 1, closed=closed) for inner in indices]


def _line(indices: Sequence[int], arcs: Arcs, *, closed: bool) -> list[Any]:
    """Join arcs end to end; a negative index, ~i, runs arc i backwards."""
    pieces = []
    for at, index in enumerate(indices):
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        pieces.append(points if at == 0 else points[1:])
    if not pieces:
        return []
    ring = np.concatenate(pieces)
    if closed and len(ring):
        if (ring[0] != ring[-1]).any():
            ring = np.vstack([ring, ring[:1]])
        while len(ring) < _LEAST_IN_RING:  # quantisation may collapse a tiny ring
            ring = np.vstack([ring, ring[-1:]])
    return list(ring.tolist())
