"""Each page in both languages and both themes: it stands, it is accessible, it asks nobody else."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

#: Name of a page, its address, and whether its picture shows the whole length.
PAGES = {
    "map": "map",
    "map-rating": "map?measure=rating:{scheme}&category={category}",
    "map-region": "map?measure=strength&region={region}",
    "cases": "map?level=cases",
    "cells": "cells",
    "cell": "cells/{cell}",
    "declared": "clusters?view=declared",
    "declared-one": "clusters/{case}",
    "region": "regions/{region}",
    "regions": "regions",
    "industries": "industries",
    "industry": "industries/{category}",
    "curve": "industries/{industry}",
    "space": "industries?view=space",
    "complexity": "industries?view=complexity",
    "compare-regions": "compare?with={regions}",
    "compare-cells": "compare?with={cells}",
    "methods": "methods",
    "measure": "methods/location-quotient",
    "measure-map": "methods/krugman",
    "scheme": "methods/scheme:{scheme}",
    "data": "data",
    "table": "data/cells",
    "unknown": "nowhere",
    "unknown-region": "regions/no-such-region",
}
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="session")
def axe():
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def address(name: str, lang: str, place: dict, site) -> str:
    rows = place["rows"]
    return f"/{lang}/" + PAGES[name].format(
        scheme=place["start"]["scheme"], category=place["category"], region=place["region"],
        cell=place["cell"]["cell"], case=place["case"],
        regions=",".join(dict.fromkeys(row["region"] for row in rows)),
        cells=",".join(row["cell"] for row in rows[:4]),
        industry=place["industry"],
    )  # fmt: skip


def grave(axe, page) -> list[str]:
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:300]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page(name, lang, visit, place, site, axe):
    path = address(name, lang, place, site)
    for theme in ("light", "dark"):
        page = visit.turn(f"{path}{'&' if '?' in path else '?'}theme={theme}")
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        assert page.evaluate("document.documentElement.lang")[:2] == lang
        assert (
            page.locator("h1").count() + page.locator("section.empty:not(.inline) h2").count() == 1
        )
        assert grave(axe, page) == []
        # nothing runs out of the page sideways
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
        visit.shot(f"{name}-{lang}-{theme}")
    if lang == "zh":
        assert leaks(page) == []


def leaks(page) -> list[str]:
    """English words in the frame of a Chinese page: labels, headings of tables, buttons."""
    texts = page.locator("nav.nav a, th, label > span, button, dt, .tabs a").all_inner_texts()
    told = re.compile(r"[A-Za-z]{3,}")
    kept = re.compile(r"jiqun|PDF|CSV|English|[a-z]+_[a-z_]+|NAICS|LQ")
    return [text for text in texts if told.search(kept.sub("", text)) and not is_name(text)]


def is_name(text: str) -> bool:
    """Names of places, codes and categories may stand in the other language."""
    return not re.search(
        r"\b(Measure|Category|Level|Region|Employment|Establishments|Rating|Filter|Show|Download|"
        r"Year|Table|Rows|Scheme|Kind|Compare|Name|Code|Value|Unit|Higher|Range|Needs)\b",
        text,
    )


@pytest.mark.parametrize("name", ["map", "cell", "region", "cells", "compare-cells", "declared"])
def test_a_phone_can_read_it(name, browser, site, place, axe):
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(site.url + address(name, "zh", place, site))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    SHOT = f"screenshots/{name}-zh-phone.png"
    page.screenshot(path=SHOT, full_page=False)
    context.close()
