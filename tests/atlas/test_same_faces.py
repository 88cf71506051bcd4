"""Pages show the digits that every face shows, and names where a name is known."""

from __future__ import annotations

import re

import pytest

from jiqun.core import show, show_span

pytestmark = pytest.mark.browser

PAGES = (
    "map", "cells", "cells/{cell}", "regions", "regions/{region}", "industries",
    "industries/{category}", "industries?view=complexity", "clusters", "clusters/{case}",
    "compare?with={cell}", "methods", "definitions",
)  # fmt: skip
#: All words of a page but those that are marked as codes or commands.
WORDS = """() => { const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('code,pre,script,style,kbd'))
    found.push(walk.currentNode.textContent);
  for (const name of ['title', 'aria-label', 'placeholder'])
    for (const one of document.querySelectorAll(`[${name}]`)) found.push(one.getAttribute(name));
  return found.join('\\n'); }"""


@pytest.fixture(scope="module")
def visit(visiting):
    """One page for all that is looked at here: the atlas is loaded once and turned after that."""
    with visiting() as seen:
        yield seen


@pytest.fixture(scope="module")
def codes(site, place):
    return codes_of(site, place)


def codes_of(site, place):
    """List codes that have names and are no words: regions, cells, schemes, quantities, levels."""
    regions = site.api("/regions?limit=1000")["items"]
    found = {one["region"] for one in regions if one["name"] and re.search(r"\d", one["region"])}
    found |= {row["cell"] for row in place["rows"]} | {"economic-area"}
    found |= {one["scheme"] for one in site.api("/schemes")["items"]}
    return found | {one["id"] for one in site.api("/quantities")["items"] if "_" in one["id"]}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_shows_a_code_for_a_name(lang, visit, place, codes):
    shown = {}
    for path in PAGES:
        address = path.format(cell=place["cell"]["cell"], **{
            name: place[name] for name in ("region", "category", "case")
        })  # fmt: skip
        page = visit.turn(f"/{lang}/{address}")
        words = set(re.findall(r"[\w:.-]*\w", page.evaluate(WORDS)))
        if words & codes:
            shown[path] = sorted(words & codes)
    assert shown == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_regions_page_shows_the_digits_of_the_rule(lang, visit, place, site):
    page = visit.turn(f"/{lang}/regions/{place['region']}")
    cells = {row["cell"]: row for row in site.api(f"/regions/{place['region']}")["cells"]}
    held = 0
    for line in page.query_selector_all("table.grid tbody tr"):
        link = line.query_selector("a")
        row = cells.get(link.get_attribute("href").rpartition("/")[2] if link else "")
        if row is None:
            continue
        told = re.sub(r"[\u2007\u2008]", "", line.inner_text())
        wanted = [
            show(row["quotient"], "1", lang),
            show_span(row["quotient_low"], row["quotient_high"], "1", lang),
            show(row["employment"], "persons", lang),
            show(row["establishments"], "establishments", lang),
            show(row["growth"], "share per year", lang),
            show_span(row["growth_low"], row["growth_high"], "share per year", lang),
            show(row["visible_share"], "share", lang),
        ]
        assert [one for one in wanted if one not in told] == []
        held += len(wanted)
    assert held >= 50
