"""Protected numbers are said to be so on every page, and the rules as far as they may be told."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GRAVE = {"serious", "critical"}
RULES = {
    "kinds": ["threshold", "dominance", "p-percent", "rounding"], "threshold": 3,
    "dominance_contributors": 1, "dominance_percent": 85.0, "p_percent": 10.0, "rounding": 5,
}  # fmt: skip
LOSS = {
    "level": "county", "title": {"en": "Counties", "zh": "县"}, "year": 2024,
    "industry_level": "class", "industry_title": {"en": "Classes", "zh": "小类"},
    "cells": 179, "withheld": 117, "primary": 70, "secondary": 47, "shown_share": 0.81,
}  # fmt: skip
#: What the server tells whoever may see confidential numbers.
WHOLE = {
    "protected": True, "confidential": True, "rules": RULES, "quantity": "employment",
    "levels": ["county"], "tables": ["activity"], "left_out": ["organisations"], "cells": 179,
    "withheld": 117, "proved": True, "losses": [LOSS], "built": "2026-11-28T09:00:00Z",
    "stale": True, "command": "jiqun protect ws", "cautions": [],
}  # fmt: skip
#: And whoever may not: no number that would help to compute what is withheld.
_HIDDEN = dict.fromkeys(("threshold", "dominance_contributors", "dominance_percent", "p_percent"))
READER = {
    **WHOLE, "confidential": False, "rules": {**RULES, **_HIDDEN}, "stale": False, "command": None,
    "losses": [{**LOSS, "primary": None, "secondary": None, "shown_share": None}],
}  # fmt: skip


def told(visit, answer: dict[str, Any]) -> None:
    """Let the server tell of protection what a confidential workspace's would."""
    body = json.dumps(answer)
    visit.page.route(
        "**/api/v1/protection",
        lambda route: route.fulfill(status=200, content_type="application/json", body=body),
    )


def test_a_reader_is_told_the_rules_but_not_how_strict_they_are(page_of) -> None:
    visit = page_of(None, "/en/account")
    told(visit, READER)
    page = visit.go("/en/data")
    assert "Protected numbers." in page.locator(".banner.protected").inner_text()
    page.locator(".banner a").click()
    visit.settle()
    rules = page.locator(".rulelist").inner_text()
    assert "Enough firms" in rules
    assert not {"85", "10%", "3 firms"} & {one for one in ("85", "10%", "3 firms") if one in rules}
    assert "117 / 179" in page.locator(".losses").inner_text()
    page.locator(".facts .why.protected").click()
    drawer = page.get_by_role("dialog")
    assert "It is not zero" in drawer.inner_text()
    drawer.get_by_role("link").click()
    page.wait_for_function("() => !document.querySelector('dialog[open]')")


def test_who_sees_confidential_numbers_is_warned(page_of) -> None:
    visit = page_of(None, "/en/account")
    told(visit, WHOLE)
    page = visit.go("/en/protection")
    assert "Confidential numbers." in page.locator(".banner.confidential").inner_text()
    assert "jiqun protect ws" in page.locator(".notice").inner_text()
    said = page.locator(".rulelist").inner_text()
    for word in ("3 firms or more", "85%", "10%", "rounded to 5"):
        assert word in said
    assert "81.0%" in page.locator(".losses").inner_text()


def test_an_open_workspace_says_that_nothing_is_withheld(page_of) -> None:
    page = page_of(None, "/en/protection").page
    assert page.locator(".banner").count() == 0
    assert "jiqun protect WORKSPACE" in page.locator("main").inner_text()


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("zh", 390, "dark")])
def test_the_page_is_accessible_and_fits(page_of, lang, width, theme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    visit = page_of(None, f"/{lang}/account", viewport={"width": width, "height": 844})
    told(visit, READER)
    page = visit.go(f"/{lang}/protection?theme={theme}")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in GRAVE] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.shot(f"protection-{lang}-{theme}-{width}")
