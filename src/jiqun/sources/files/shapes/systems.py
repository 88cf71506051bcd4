"""Systems of coordinates: which are longitude and latitude on WGS 84, to within two metres."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from jiqun.core import problem
from jiqun.sources.files.contents import stop

#: EPSG codes of longitude and latitude whose places differ from WGS 84's by two metres at most.
_DEGREES: Final = frozenset({
    4326, 4979, 9053, 9055, 9056, 9057, 9754, 9755,  # WGS 84 and its realisations
    7912, 8999, 9000, 9990,  # ITRF
    4480, 4490,  # China Geodetic Coordinate System 2000
    4171, 4258, 4937, 4965,  # ETRS89, RGF93
    4269, 4617, 4759, 4893, 4955, 6318, 6319, 6783, 8237, 8240,  # NAD83
    4167, 4283, 4939, 4959, 7843, 7844,  # GDA94, GDA2020, NZGD2000
    3823, 3824, 4737, 4927, 6667, 6668, 8426, 8427,  # TWD97, KGD2002, JGD2011, Hong Kong
    4674, 4989,  # SIRGAS 2000
})  # fmt: skip
_OGC: Final = frozenset(("CRS84", "CRS84H", "CRS83"))
_OGC_NAMES: Final = re.compile(r"(?:^|[:/])(CRS(?:84h?|83))$", re.IGNORECASE)
_CODE: Final = re.compile(
    r"(?:^|[:/\s])EPSG(?::[\d.]*)?(?:\.xml#|[:/]+)(?:[\d.]+/)?(\d+)/?$|^(\d{4,5})$", re.IGNORECASE
)
#: What libraries call them in words, without marks and in small letters.
_NAMES: Final = frozenset({
    "wgs84", "wgs1984", "gcswgs84", "gcswgs1984", "worldgeodeticsystem1984", "crs84",
    "wgs84crs84", "wgs84longlat", "cgcs2000", "gcschinageodeticcoordinatesystem2000",
    "chinageodeticcoordinatesystem2000", "etrs89", "gcsetrs1989", "nad83",
    "gcsnorthamerican1983", "gda94", "gda2020",
    "国家大地坐标系2000", "2000国家大地坐标系", "国家2000",
})  # fmt: skip
_MARKS: Final = re.compile(r"[\s_\-()/.,+]+")
_PROJ: Final = ("WGS84", "GRS80", "NAD83")
_WKT_NAME: Final = re.compile(
    r'^\s*(GEOGCS|GEOGCRS|GEODCRS|BASEGEOGCRS)\s*\[\s*"([^"]+)"', re.IGNORECASE
)


def check_crs(crs: Any, *, name: str) -> None:
    """Refuse a file that says its coordinates are no longitude and latitude (``geo-crs``).

    Accepted are systems that agree with WGS 84 to within two metres, CGCS2000 among them, by
    code, urn, address, name, well-known text or PROJJSON. The order is longitude first.
    """
    if crs is None or crs == {} or (isinstance(crs, str) and not crs.strip()):
        return
    if not _in_degrees(crs):
        short = str(crs.get("name", crs)) if isinstance(crs, Mapping) else str(crs)
        raise stop(problem("geo-crs", subject=name, crs=short[:120]))


def is_known(srid: int) -> bool:
    """Tell whether a shape's number of its system is none (0), or one of degrees."""
    return srid == 0 or srid in _DEGREES


def _in_degrees(crs: Any) -> bool:
    if isinstance(crs, Mapping):
        return _described(crs)
    text = _href(str(crs).strip())
    if found := _OGC_NAMES.search(text):
        return found[1].upper() in _OGC
    if found := _CODE.search(text):
        return int(found[1] or found[2]) in _DEGREES
    if text.startswith(("+proj=longlat", "+proj=latlong")):
        return any(f"+{key}={one}" in text for key in ("datum", "ellps") for one in _PROJ)
    told = _WKT_NAME.match(text)
    return _plain(told[2] if told else text) in _NAMES


def _described(crs: Mapping[str, Any]) -> bool:
    """Read PROJJSON or the old GeoJSON member: its code, else its name; never its base's."""
    if "Projected" in str(crs.get("type", "")) or "base_crs" in crs:
        return False
    own = crs.get("id")
    if isinstance(own, Mapping):
        return _in_degrees(f"{own.get('authority', '')}:{own.get('code', '')}")
    inner = crs.get("properties")
    if isinstance(inner, Mapping):
        told = inner.get("name", inner.get("code", inner.get("href")))
        return told is not None and _in_degrees(told)
    told = crs.get("name")
    return isinstance(told, str) and _in_degrees(told)


def _href(text: str) -> str:
    """Give the code within an address such as https://spatialreference.org/ref/epsg/4326/."""
    if "://" in text and "epsg" in text.lower() and not _CODE.search(text):
        numbers = [part for part in text.split("/") if part.isdigit()]
        return f"EPSG:{numbers[-1]}" if numbers else text
    return text


def _plain(name: str) -> str:
    return _MARKS.sub("", name).lower()
