"""Values that cannot be, over the API: refused with a code and a remedy, in both languages."""

import pytest

from jiqun.core.words import merged

WORDS = ("abc", "1.5", "1e3", "true", "0x10", "2020-01-01", "\x00", "[]", "９９９９９")
NOT_FINITE = ("nan", "inf", "-inf", "1e400")
HUGE = ("9" * 30, str(2**63), str(-(2**63) - 1), "1" + "0" * 400, "9" * 5000)
YEARS = ("0", "-1", "-2020", "3001", "99999", "20200101", *HUGE, *NOT_FINITE, *WORDS)
WHOLE = (*HUGE[:3], "-1", *NOT_FINITE, *WORDS)
CURVE = {"industry": "101", "radii": "0:5:1"}
DATED = ("/complexity", "/industry-space", "/map", "/cells", "/regions/c00", "/cells/CELL",
         "/measures/gini/values")  # fmt: skip
OPTIONS = {
    "gini": ("draws=-1", "nope=1", "=", "x", "seed=-1", "draws=" + "9" * 30),
    "entropy": ("base=0", "base=1", "base=-1", "base=nan", "base=inf", "base=1e308", "base=two"),
    "reflections": ("steps=0", "steps=-1", "steps=1000000000", "steps=nan", "steps=1.5"),
    "region-similarity": ("epsilon=0", "epsilon=-1", "epsilon=nan", "epsilon=1e308"),
}


def cases():
    yield from ((route, {"year": year}) for route in DATED for year in YEARS)
    yield from (("/measures/k-density/curve", CURVE | {"draws": one})
                for one in ("0", "18", "1000", *WHOLE))  # fmt: skip
    yield from (("/measures/k-density/curve", CURVE | {"seed": one}) for one in WHOLE)
    yield from (("/measures/k-density/curve", CURVE | {"radii": one})
                for one in ("", ":", "1:2", "0:1:0", "5:1:1", "0:1:-1", "0:1e9:1", "nan", "a,b",
                            "0:inf:1", "1,,2", "0:1:1e-9"))  # fmt: skip
    yield from ((f"/measures/{id}/values", {"option": option})
                for id, options in OPTIONS.items() for option in options)  # fmt: skip
    for route in ("/cells", "/regions", "/categories", "/tables/activity", "/history"):
        yield from ((route, {name: one}) for name in ("limit", "offset") for one in WHOLE)
    yield from (("/search", {"limit": one}) for one in ("1001", *WHOLE))


def name(case):
    route, query = case
    return ascii(f"{route} {query}")[:90]


@pytest.mark.corpus(share=0.3)
@pytest.mark.parametrize("case", list(cases()), ids=name)
def test_what_cannot_be_is_refused(case, client):
    route, query = case
    route = route.replace("CELL", "test-set:cars:c00")
    for lang in ("en", "zh"):
        answer = client.get(f"/api/v1{route}", params=query, headers={"Accept-Language": lang})
        assert answer.status_code in {404, 409, 422}, answer.text
        problems = answer.json()["problems"]
        assert problems
        for one in problems:
            assert one["code"] in merged("problems") or one["code"].endswith("-unknown")
            assert one["found"]
            assert one["expected"]
            assert any("一" <= letter <= "鿿" for letter in one["fix"]) == (lang == "zh")


def test_there_are_enough_of_them():
    assert len(list(cases())) >= 250
