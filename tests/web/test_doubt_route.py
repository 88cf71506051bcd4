"""How often the doubt was right, as the server tells it."""

import pytest

from jiqun.studies import doubt


def test_the_route_tells_what_the_command_tells(api, folder):
    told, report = api("/doubt"), doubt(folder)
    assert told["year"] == report.year == 2020
    assert told["workspace"] == folder.name  # no folder of the server
    for part in ("coverage", "forecasts", "reliability"):
        rows = getattr(report, part)
        assert [one["cells"] for one in told[part]] == [one.cells for one in rows]
    covered = [one.covered for one in report.coverage]
    assert [one["covered"] for one in told["coverage"]] == pytest.approx(covered)
    assert len(told["coverage"]) > 0
    assert api("/doubt", year=2020) == told


def test_a_year_that_follows_none_is_not_there(client):
    answer = client.get("/api/v1/doubt?year=2019")
    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == "year-unknown"
