"""What the API tells of a country whose statistics hide much, as the atlas asks for it."""

import pytest

from jiqun.web import create_app

LEVEL = {"level": "county", "category": "cars"}
SHARES = {"c00": 1.0, "c01": 127 / 527, "c02": 74 / 424, "c04": 1.0, "c06": 132 / 162, "c07": None}


@pytest.fixture(scope="module")
def get(partly_published, ask):
    client = ask(create_app(partly_published))

    def answer(route, **query):
        found = client.get(f"/api/v1{route}", params=query)
        assert found.status_code == 200, found.text
        return found.json()

    return answer


def test_the_visible_share_is_on_the_map(get):
    offered = {one["id"]: one["per"] for one in get("/workspace")["quantities"]}
    assert offered["visible_share"] == "cell" and offered["region_visible_share"] == "region"
    got = get("/map", quantity="visible_share", **LEVEL)
    shown = dict(zip(got["regions"], got["values"], strict=True))
    assert {one: shown[one] for one in SHARES} == pytest.approx(SHARES)
    whole = get("/map", quantity="region_visible_share", level="county")
    shown = dict(zip(whole["regions"], whole["values"], strict=True))
    assert shown["c01"] == pytest.approx(1 - 400 / 746)
    assert shown["c03"] is None and shown["c07"] is None


def test_the_summary_says_what_a_judgement_asks_for(get):
    assert get("/workspace")["least_visible"] == 0.7


def test_the_map_marks_what_cannot_be_judged_under_each_quantity(get):
    for quantity in ("quotient", "rating:us-cluster-mapping", "employment"):
        got = get("/map", quantity=quantity, **LEVEL)
        marked = {r for r, one in zip(got["regions"], got["unjudged"], strict=True) if one}
        assert marked == {"c01", "c02"}


@pytest.mark.parametrize(("quantity", "named"), [("quotient", True), ("macro_share", True),
                                                 ("employment", False)])  # fmt: skip
def test_the_map_names_what_it_compares_with(quantity, named, get):
    base = get("/map", quantity=quantity, **LEVEL)["base"]
    assert bool(base) == named
    if base:
        assert base["words"] == {"en": "the 12 counties of Land", "zh": "某国的 12 个县"}


def test_a_region_names_what_its_quotients_compare_with(get):
    assert get("/regions/c00")["base"]["words"]["en"] == "the 12 counties of Land"
    assert get("/regions/N")["base"] is None


def test_a_comparison_marks_what_cannot_be_judged(get):
    got = get("/compare", **{"with": "test-set:cars:c00,test-set:cars:c01"})
    rows = {row["id"]: values for row, values in zip(got["rows"], got["values"], strict=True)}
    rated = rows["rating:us-cluster-mapping"]
    own = get("/cells/test-set:cars:c00")["cell"]["ratings"]["us-cluster-mapping"]
    assert [one["flag"] for one in rated] == ["unsure" if own["unsure"] else None, "unjudged"]
    assert [one["chance"] for one in rated] == [own["chance"], None]
    assert [one["value"] for one in rows["visible_share"]] == pytest.approx([1.0, 127 / 527])


def test_an_unknown_industry_is_null_and_marked(get):
    (shop,) = get("/cells/test-set:shops:c03")["members"]["industries"]
    assert (shop["employment"], shop["share"]) == (None, None)
    assert (shop["withheld"], shop["hidden"], shop["imputed"]) == (True, False, None)


@pytest.mark.parametrize(("county", "withheld", "hidden"), [("c01", True, False),
                                                            ("c02", False, True)])  # fmt: skip
def test_an_imputed_industry_says_why(county, withheld, hidden, get):
    parts = get(f"/cells/test-set:cars:{county}")["members"]["industries"]
    filled = next(one for one in parts if one["industry"] == "102")
    assert (filled["withheld"], filled["hidden"]) == (withheld, hidden)
    assert filled["imputed"] == "raked" and filled["share"] > 0.7


def test_a_measure_is_compared_with_a_reference(get):
    year = {"level": "county", "year": 2019}
    own = get("/measures/hachman/values", **year)
    assert own["base"]["en"] == "the 12 counties of Land"
    against = get("/measures/hachman/values", reference="s0", **year)
    assert against["base"] == {
        "en": "West (s0), given as the reference",
        "zh": "西省（s0），作为指定参照",
    }
    assert against["values"] != own["values"]
    assert get("/measures/hachman")["base"] == "any"
    assert get("/measures/gini")["base"] == "none"


def test_search_marks_a_cell_that_cannot_be_judged(get):
    for county, marked in (("c00", False), ("c01", True)):
        (hit,) = [
            one for one in get("/search", q=f"cars {county}")["items"] if one["kind"] == "cell"
        ]
        assert (hit["id"], hit["unjudged"]) == (f"test-set:cars:{county}", marked)
