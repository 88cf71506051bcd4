"""The page that tells how often the doubt was right."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_shows_what_the_server_tells(lang, visit, site):
    told = site.api("/doubt")
    page = visit.go(f"/{lang}/methods?view=doubt")
    page.wait_for_selector(".gridded")
    rows = page.locator(".gridded table.grid tbody tr")
    shown = [one for one in told["coverage"] if one["by"] == "all" or one["quantity"] == "quotient"]
    assert rows.count() == len(shown) > 0
    for one, row in zip(shown, rows.all(), strict=True):
        assert f"{one['cells']:,}" in row.inner_text()
    schemes = {one["scheme"] for one in told["forecasts"]}
    assert page.locator("svg.chart").count() == len(schemes)
    for scheme, chart in zip(dict.fromkeys(o["scheme"] for o in told["forecasts"]),
                             page.locator("svg.chart").all(), strict=True):  # fmt: skip
        tenths = [
            one for one in told["reliability"]
            if one["scheme"] == scheme and one["forecast"] == "chance" and one["cells"] >= 30
        ]  # fmt: skip
        assert chart.locator("circle").count() == len(tenths)
    assert str(told["year"]) in page.locator(".lead-note").inner_text()
