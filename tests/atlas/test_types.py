"""The atlas's types of the API's answers name what the server really sends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
APP = Path(__file__).resolve().parents[2] / "atlas" / "src" / "app"
TYPES = (APP / "types.ts", APP / "types.finding.ts")


def interfaces() -> dict[str, set[str]]:
    """Required fields of each interface, those of the interfaces it extends among them."""
    whole = "\n".join(one.read_text(encoding="utf-8") for one in TYPES)
    text = re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)
    found: dict[str, set[str]] = {}
    for name, above, body in re.findall(
        r"export interface (\w+)(?:<\w+>)?(?: extends ([\w<>, \"]+?))? \{(.*?)\n?\}(?=\n|$)",
        text,
        flags=re.DOTALL,
    ):
        flat = re.sub(r"\{[^{}]*\}", "object", re.sub(r"\{[^{}]*\}", "object", body))
        own = set(re.findall(r"(?:^|[;\n])\s*(\w+)(?!\?):", flat))
        parent = re.match(r"\w+", above or "")
        found[name] = own | (found.get(parent.group(), set()) if parent else set())
    return found


@pytest.fixture(scope="session")
def answers(site, place) -> dict[str, list[dict]]:
    start, cluster = place["start"], place["cluster"]["cluster"]
    where = f"level={start['level']}&year={start['year']}"
    one = site.api(f"/clusters/{cluster}?year={start['year']}")
    region = site.api(f"/regions/{place['region']}?year={start['year']}")
    scheme = site.api(f"/schemes/{start['scheme']}")
    tables = site.api("/tables")["items"]
    space = place["space"]
    return {
        "Workspace": [space],
        "Level": space["levels"],
        "Quantity": space["quantities"],
        "Scheme": space["schemes"],
        "TableState": space["tables"],
        "Category": site.api(f"/categories?definition={start['definition']}")["items"],
        "Region": site.api(f"/regions?level={start['level']}&limit=5")["items"],
        "MapAnswer": [site.api(f"/map?quantity=quotient&category={place['category']}&{where}")],
        "ClusterRow": site.api(f"/clusters?{where}&limit=5")["items"],
        "Profile": [region["profile"], *region["trend"]],
        "RegionAnswer": [region],
        "FoundCluster": [one],
        "SchemeRating": one["ratings"],
        "Criterion": [c for r in one["ratings"] for c in r["criteria"]],
        "TrendPoint": one["trend"],
        "MemberIndustry": one["members"]["industries"],
        "Origin": one["provenance"]["origins"],
        "RunRecord": [one["provenance"]["record"]],
        "DeclaredRow": site.api("/clusters?origin=declared&limit=5")["items"],
        "DeclaredCluster": [site.api(f"/clusters/{place['case']}")],
        "CompareAnswer": [site.api(f"/compare?with={cluster}")],
        "Hit": site.api("/search?q=a")["items"],
        "Measure": site.api("/measures")["items"],
        "MeasureDetail": [site.api("/measures/location-quotient")],
        "SchemeDetail": [{**scheme}],
        "SchemeCriterion": scheme["criteria"],
        "TableInfo": tables,
        "TableAnswer": [site.api("/tables/regions?limit=2")],
        "CommitRow": site.api("/history")["items"],
        "Provenance": [site.api("/provenance/cells")],
    }


@pytest.fixture(scope="session")
def finding_answers(site, place) -> dict[str, list[dict]]:
    start = place["start"]
    rows = site.api("/found?limit=20")
    one = next(
        site.api(f"/found/{row['cluster']}")
        for row in site.api("/found?sort=-links&limit=1")["items"]
    )
    sets = site.api("/definitions")["items"]
    name = next(row["definition"] for row in sets if row["derived"])
    derived = site.api(f"/definitions/{name}")
    tried = site.api(
        f"/definitions/try?industries={derived['industries'][0]['industry']}"
        f"&level={start['level']}&year={start['year']}"
    )
    plane = site.api("/found/plane")
    return {
        "FoundAnswer": [rows],
        "FoundRow": rows["items"],
        "FoundDetail": [one],
        "StabilityRow": one["stability"],
        "FoundNode": one["network"]["nodes"],
        "FoundOverlap": one["overlaps"],
        "PlaneAnswer": [plane],
        "PlanePoint": plane["points"],
        "DefinitionRow": sets,
        "DefinitionDetail": [derived],
        "Candidate": derived["candidates"],
        "DefinitionCategory": derived["categories"],
        "DefinitionIndustry": derived["industries"],
        "AgreementRow": derived["agreement"],
        "CategoryNode": derived["relatedness"]["nodes"],
        "TryAnswer": [tried],
        "TryCell": tried["cells"],
    }


def test_the_types_of_finding_name_what_the_api_sends(finding_answers):
    told(finding_answers)


def test_the_types_name_what_the_api_sends(answers):
    told(answers)


def told(answers: dict[str, list[dict]]) -> None:
    """Compare each interface's required fields with the rows."""
    known = interfaces()
    missing = {
        name: sorted(known[name] - row.keys())
        for name, rows in answers.items()
        for row in rows[:20]
        if known[name] - row.keys()
    }
    assert missing == {}
    assert all(answers.values()), [name for name, rows in answers.items() if not rows]
