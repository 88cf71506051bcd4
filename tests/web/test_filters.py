"""Filters, sorting, paging, tags; nothing of a request is ever more than a value."""

import io
import re

import polars as pl
import pytest

from jiqun.core import Origin
from jiqun.web.answers import MEDIA
from jiqun.workspace import Workspace

MARKUP, FORMULA = "<script>alert(1)</script>", '=HYPERLINK("http://x.test","y")'
ALL = 36  # twelve counties, three categories


def count(api, **query):
    return api("/cells", **{"level": "county", "limit": 0} | query)["total"]


def test_filters_take_away_what_they_name(api):
    assert count(api) == ALL
    assert count(api, category="cars") == 12
    assert count(api, category="cars,chips") == 24
    assert count(api, region="c00,c01") == 6
    assert count(api, traded="true") == 24 and count(api, traded="false") == 12
    rated = [
        row["ratings"]["us-cluster-mapping"]
        for row in api("/cells", level="county", limit=ALL)["items"]
    ]
    # the only local category shares out all local jobs: nobody can be judged in it
    unjudged = sum(one["rating"] is None for one in rated)
    assert unjudged > sum(one["unjudged"] for one in rated) > 0
    assert count(api, traded="false", scheme="us-cluster-mapping", rating="none,strong10") == 0
    chances = [one["chance"] for one in rated if one["chance"] is not None]
    told = {"scheme": "us-cluster-mapping"}
    unsure = count(api, **told, unsure="true")
    assert unsure == sum(one < 0.9 for one in chances) == sum(one["unsure"] or 0 for one in rated)
    assert unsure + count(api, **told, unsure="false") == len(chances)
    for limit in (0.0, 0.5, 0.7, 0.9, 1.0):
        below = count(api, **told, chance_below=limit)
        assert below == sum(one < limit for one in chances), limit
    each = [count(api, scheme="us-cluster-mapping", rating=r) for r in
            ("strong10", "strong", "significant", "qualifying", "none")]  # fmt: skip
    assert sum(each) == ALL - unjudged and 0 < unsure < ALL and unjudged


@pytest.mark.parametrize(
    ("q", "total"), [("shenzhen", 3), ("SHENZHEN", 3), ("深圳", 3), ("汽车", 12), ("chip", 12)]
)
def test_words_are_looked_for_in_both_languages(api, q, total):
    assert count(api, q=q) == total


@pytest.mark.parametrize("column", ["employment", "quotient", "region_name", "cell", "growth"])
def test_sorting_goes_both_ways(api, column):
    up = [row[column] for row in api("/cells", level="county", sort=column)["items"]]
    down = [row[column] for row in api("/cells", level="county", sort=f"-{column}")["items"]]
    known = [one for one in up if one is not None]
    unknown = [None] * (len(up) - len(known))  # stands last both ways
    assert up == sorted(known) + unknown and down == sorted(known, reverse=True) + unknown


@pytest.mark.parametrize("sign", ["", "-"])
def test_sorting_goes_by_a_chance_too(api, sign):
    rows = api("/cells", level="county", sort=f"{sign}chance:us-cluster-mapping")["items"]
    chances = [row["ratings"]["us-cluster-mapping"]["chance"] for row in rows]
    known = [one for one in chances if one is not None]
    assert known == sorted(known, reverse=bool(sign))
    assert chances[len(known) :] == [None] * (len(chances) - len(known))
    assert len(set(known)) > 1


def test_sorting_by_a_rating_goes_by_its_rank(api):
    rank = {r["code"]: r["rank"] for r in api("/schemes/us-cluster-mapping")["ratings"]}
    rows = api("/cells", level="county", sort="-rating:us-cluster-mapping")["items"]
    ratings = [row["ratings"]["us-cluster-mapping"]["rating"] for row in rows]
    ranks = [rank[one] for one in ratings if one]
    assert None not in ratings[: len(ranks)]
    assert ranks == sorted(ranks, reverse=True) and len(set(ranks)) > 2


def test_pages_do_not_overlap_and_lead_on(client):
    seen, address = [], "/api/v1/cells?level=county&limit=10&q="
    while address:
        answer = client.get(address)
        seen += [row["cell"] for row in answer.json()["items"]]
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("link", ""))
        address = following and following.group(1)
    assert len(seen) == len(set(seen)) == ALL


def test_a_page_before_is_named_too(client):
    link = client.get("/api/v1/cells?level=county&limit=10&offset=5").headers["link"]
    assert 'offset=0>; rel="prev"' in link and 'offset=15>; rel="next"' in link


def test_repeated_conditions_stay_in_the_links(client):
    asked = "/api/v1/tables/activity?where=year%3D2020&where=employment%3E100&limit=2"
    link = client.get(asked).headers["link"]
    assert link.count("where=") == 2


HOSTILE = [
    "' OR '1'='1",
    "c00'; DROP TABLE regions; --",
    'c00" OR 1=1 --',
    "c00' UNION SELECT * FROM cells --",
    "$$c00$$",
    "pl.col('region')",
    "read_csv('/etc/passwd')",
    "%27%20OR%201=1",
    MARKUP,
]


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("sign", ["=", "~", "!="])
def test_a_condition_is_a_value_and_nothing_else(api, word, sign):
    total = api("/tables/regions", limit=0)["total"]
    got = api("/tables/regions", where=f"region{sign}{word}")["total"]
    assert got == (total if sign == "!=" else 0)
    assert api("/tables/regions", limit=0)["total"] == total


@pytest.mark.parametrize(
    "name", ["region;--", "1=1 OR region", "(SELECT 1)", "region)", "*", "col"]
)
def test_a_column_that_is_none_is_refused(client, name):
    for query in ({"where": f"{name}=1"}, {"sort": name}, {"columns": name}):
        answer = client.get("/api/v1/tables/regions", params=query)
        assert answer.status_code in {404, 422}, query


def test_a_pattern_is_no_expression(api):
    assert api("/tables/regions", where="name~.*")["total"] == 0
    assert api("/tables/regions", where="name~(a+)+$")["total"] == 0


@pytest.mark.parametrize(
    ("condition", "by_hand"),
    [("year=2020", 60), ("year!=2020", 60), ("year<2020", 60), ("year>=2020", 60),
     ("region=c00", 10), ("region~c0", 100), ("withheld=true", 16), ("employment>1e9", 0),
     ("industry=101", 24)],
)  # fmt: skip
def test_a_condition_counts_right(api, condition, by_hand):
    # 12 regions x 5 industries x 2 years; withheld where region + industry is 0 (once), 7 (five
    # times) or 14 (twice) in each year
    assert api("/tables/activity", where=condition)["total"] == by_hand


@pytest.mark.parametrize(
    "name", ["..%2fregions", "%2e%2e%2fcommits", "%2fetc%2fpasswd", "tables/regions", "C:%5Cx"]
)
def test_a_table_is_named_not_addressed(client, name):
    for route in ("tables", "provenance"):
        answer = client.get(f"/api/v1/{route}/{name}")
        assert answer.status_code == 404
        assert "root:" not in answer.text


def test_markup_in_names_stays_data(client):
    answer = client.get("/api/v1/regions/c01")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["region"]["name"] == MARKUP
    wrong = client.get("/api/v1/cells", params={"level": MARKUP})
    assert wrong.headers["content-type"] == "application/problem+json"
    page = client.get("/en/" + MARKUP)
    assert MARKUP not in page.text
    brief = client.get("/api/v1/briefs/region/c01")
    assert MARKUP not in brief.text and "&lt;script&gt;" in brief.text
    assert "script-src" not in brief.headers["content-security-policy"]
    assert brief.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "route", ["/cells?level=county&region=c02", "/tables/regions?where=region=c02"]
)
def test_a_formula_is_neutralised_in_a_file_for_spreadsheets(client, route):
    rows = pl.read_csv(client.get(f"/api/v1{route}&format=csv").content).to_dicts()
    texts = [value for row in rows for value in row.values() if isinstance(value, str)]
    assert "'" + FORMULA in texts and "'@SUM(1)" in texts
    assert not [text for text in texts if text[0] in "=@+"]
    kept = pl.read_parquet(io.BytesIO(client.get(f"/api/v1{route}&format=parquet").content))
    assert FORMULA in kept.to_dicts()[0].values()
    book = client.get(f"/api/v1{route}&format=xlsx")
    assert book.headers["content-disposition"].endswith('.xlsx"')
    sheet = pl.read_excel(book.content, engine="calamine")
    assert sheet.columns == list(rows[0])
    written = [value for row in sheet.to_dicts() for value in row.values()]
    assert "'" + FORMULA in written and FORMULA not in written


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        (MEDIA["xlsx"], MEDIA["xlsx"]),
    ],
)
def test_the_accept_header_chooses_the_form(client, accept, media):
    answer = client.get("/api/v1/tables/regions", headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media


def test_a_code_stays_text_and_a_number_a_number_in_a_spreadsheet(client):
    book = client.get("/api/v1/tables/regions?format=xlsx").content
    sheet = pl.read_excel(book, engine="calamine")
    assert sheet["region"].dtype == pl.String
    assert sheet["lon"].dtype == pl.Float64


def test_shapes_and_lists_are_words_in_text_files(client):
    csv = client.get("/api/v1/tables/regions?columns=region,geometry&format=csv")
    first = pl.read_csv(csv.content)["geometry"][0]
    assert first.startswith("POLYGON ((")


def test_a_known_answer_is_not_sent_again(client):
    first = client.get("/api/v1/map?level=county&category=cars")
    tag = first.headers["etag"]
    again = client.get("/api/v1/map?level=county&category=cars", headers={"if-none-match": tag})
    assert again.status_code == 304 and not again.content
    assert again.headers["etag"] == tag and again.headers["content-security-policy"]
    other = client.get("/api/v1/map?level=county&category=chips", headers={"if-none-match": tag})
    assert other.status_code == 200 and other.headers["etag"] != tag
    many = f'"x", {tag}'
    assert (
        client.get(
            "/api/v1/map?level=county&category=cars", headers={"if-none-match": many}
        ).status_code
        == 304
    )


def test_an_error_is_never_tagged(client):
    answer = client.get("/api/v1/cells/none")
    assert "etag" not in answer.headers


def test_a_new_commit_is_seen_at_once_and_the_old_one_stays(fresh, ask):
    from jiqun.web import create_app

    client = ask(create_app(fresh.path))
    before = client.get("/api/v1/regions/c00")
    assert before.json()["region"]["name"] == "Shenzhen"
    ws = Workspace.open(fresh.path)
    row = ws.frame("regions").filter(pl.col("region") == "c00")
    with ws.transaction(verb="load", note="renamed") as t:
        new = row.with_columns(name=pl.lit("Shumchun"))
        t.put("regions", new, origins=[Origin(producer="x", title="y")], mode="upsert")
    after = client.get("/api/v1/regions/c00", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["region"]["name"] == "Shumchun"
    old = client.get(f"/api/v1/regions/c00?as_of={ws.version - 1}")
    assert old.json()["region"]["name"] == "Shenzhen"
    assert client.get("/api/v1/health").json()["commit"] == ws.version
    assert client.get("/api/v1/search?q=shumchun").json()["total"] == 1
