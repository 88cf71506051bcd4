"""Charts to SVG with the packaged fonts; no browser, no network."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

VEGA_LITE: Final = "6.1"
#: Folder of the packaged fonts.
FONTS: Final = Path(str(files("jiqun") / "catalog" / "fonts"))


@cache
def _renderer() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def render_svg(spec: dict[str, Any], *, name: str = "chart") -> str:
    """Draw a Vega-Lite dictionary; text stays text, and nothing is loaded from outside.

    Parameters
    ----------
    spec
        With its data inside.
    name
        Goes into the drawing's inner ids, so that several can stand in one page.

    Returns
    -------
    str
        SVG whose only addresses are the names of the XML vocabularies.
    """
    svg: str = _renderer().vegalite_to_svg(
        spec, vl_version=VEGA_LITE, allowed_base_urls=["https://none.invalid/"]
    )
    svg = re.sub(r' role="[^"]*"| aria-roledescription="[^"]*"', "", svg)
    return _renamed(svg, name)


def render_png(svg: str, *, scale: float = 3.0) -> bytes:
    """Give what :func:`render_svg` drew as a picture on white, for documents without drawings.

    Parameters
    ----------
    svg
        The drawing.
    scale
        Picture points to a point of the drawing.
    """
    paper = '<rect width="100%" height="100%" fill="#ffffff"/>'
    content: bytes = _renderer().svg_to_png(svg.replace(">", f">{paper}", 1), scale=scale)
    return content


def _renamed(svg: str, name: str) -> str:
    """Number the inner ids from 0 in each drawing: equal charts are equal bytes."""
    ids = {id: f"{name}-{at}" for at, id in enumerate(re.findall(r' id="([^"]+)"', svg))}
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{ids[m[1]]}"', svg)
    return re.sub(r"url\(#([^)]+)\)", lambda m: f"url(#{ids.get(m[1], m[1])})", svg)
