"""A page as one HTML file: style, fonts and drawings inside, nothing from elsewhere."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib.resources import files
from typing import Any

from jiqun.briefs.pages import Page
from jiqun.charts import FONTS
from jiqun.core import say

WEIGHTS = {"Regular": 400, "Bold": 700}
FACES = {"Noto Sans": ("NotoSans", "ttf"), "Noto Sans SC": ("NotoSansSC", "otf")}


def render_html(page: Page) -> bytes:
    """Set a page as HTML; every word from outside is escaped.

    Parameters
    ----------
    page
        What to set.

    Returns
    -------
    bytes
        UTF-8. The fonts inside hold only the characters that the page uses.
    """
    content = _template().render(page=page.to_dict(), say=say, lang=page.lang)
    text: str = content.replace("/*fonts*/", _faces(content))
    return text.encode()


@cache
def _template() -> Any:
    import jinja2

    folder = files("jiqun") / "briefs" / "templates"
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["css"] = (folder / "brief.css").read_text(encoding="utf-8")
    return environment.from_string((folder / "brief.html.j2").read_text(encoding="utf-8"))


def _faces(content: str) -> str:
    rules = []
    for family, (name, extension) in FACES.items():
        for weight, number in WEIGHTS.items():
            data = base64.b64encode(_subset(f"{name}-{weight}.{extension}", content)).decode()
            rules.append(
                f'@font-face{{font-family:"{family}";font-weight:{number};'
                f'src:url(data:font/woff;base64,{data}) format("woff")}}'
            )
    return "".join(rules)


def _subset(file: str, content: str) -> bytes:
    """Give the font with only the characters of ``content``, as WOFF."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.hinting = False
    options.notdef_outline = True
    tool = Subsetter(options)
    tool.populate(unicodes=sorted({ord(char) for char in content} | set(range(0x20, 0x7F))))
    out = io.BytesIO()
    with TTFont(FONTS / file, lazy=True, recalcTimestamp=False) as font:
        tool.subset(font)
        font.flavor = "woff"
        font.save(out)
    return out.getvalue()
