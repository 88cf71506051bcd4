"""Documents: words for products are where the truth says, and mislead where it says so."""

import re

import polars as pl
import pytest

from jiqun.core import LANGUAGES, catalogue
from jiqun.planted import economy, economy_plan
from jiqun.planted.papers import documents
from jiqun.planted.papers.documents import CHINESE_ONLY, KINDS
from jiqun.planted.papers.sentences import ROLES, SLOTS, Products

TOLD = catalogue("planted/documents.toml")
CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture(scope="module")
def read(country):
    """Documents beside what is true of them and the words for it."""
    words = Products.of(country.tables["chain_nodes"]).words
    words = words.group_by("node", "language").agg(
        pl.col("word").filter(pl.col("mention") == "named").alias("names"),
        pl.col("word").filter(pl.col("mention") == "synonym").alias("synonyms"),
    )
    return (
        country.truth["document_nodes"]
        .join(country.papers["documents"], on="document")
        .join(words, on=["node", "language"])
    )


def test_texts_are_filled_and_of_one_language(country):
    table = country.papers["documents"]
    assert table["document"].is_unique().all() and table.height > 1_000
    assert not table["text"].str.contains(r"[{}]|  |null").any()
    assert set(table["kind"]) == set(KINDS)
    chinese = table["text"].str.contains(CHINESE.pattern)
    assert chinese.equals((table["language"] == "zh").alias("text"))
    assert (table.filter(pl.col("kind").is_in(CHINESE_ONLY))["language"] == "zh").all()


def test_words_are_where_the_truth_says(read):
    for row in read.iter_rows(named=True):
        named = any(word in row["text"] for word in row["names"])
        other = any(word in row["text"] for word in row["synonyms"])
        if row["mention"] == "named":
            assert named, row
        elif row["mention"] == "synonym":
            assert other, row
        elif row["mention"] == "unsaid":
            assert row["makes"]
        else:
            assert (named or other) and not row["makes"], row
    counts = dict(read["mention"].value_counts().iter_rows())
    assert set(counts) == {"named", "synonym", "unsaid", "bought", "served"}


def test_what_is_bought_is_an_input_and_what_is_served_a_use(country):
    truth, edges = country.truth["document_nodes"], country.tables["chain_edges"]
    pairs = set(edges.select("source", "target").iter_rows())
    for _, rows in truth.group_by("document"):
        made = rows.filter("makes")["node"].to_list()
        for node, mention in rows.filter(~pl.col("makes")).select("node", "mention").iter_rows():
            if made and mention == "bought" and len(made) < 2:
                assert any((node, own) in pairs for own in made)
            if made and mention == "served" and len(made) < 2:
                assert any((own, node) in pairs for own in made)


def test_a_search_for_names_finds_part_and_is_misled(read):
    hit = pl.Series(
        [any(word in text for word in names) for text, names in read.select("text", "names").rows()]
    )
    makes = read["makes"]
    assert 0.35 < hit.filter(makes).mean() < 0.65
    assert 0.3 < makes.filter(hit).mean() < 0.8


def test_years_are_within_the_life_of_the_firm(country):
    rows = country.papers["documents"].join(country.tables["organisations"], on="organisation")
    assert (rows["year"] >= rows["founded"]).all()
    assert (rows["year"] <= rows["closed"].fill_null(9_999)).all()
    assert rows["year"].is_between(2015, 2024).all()


def test_without_makers_there_are_documents_still(small):
    none = pl.DataFrame(schema={"organisation": pl.String, "node": pl.String})
    written = documents(small.plan, small.tables, none)
    assert written.table.height > 200
    assert not written.nodes["makes"].any() and written.nodes.height > 50


def test_every_template_is_of_a_kind_and_role_and_names_known_things():
    seen = set()
    for entry in TOLD["sentences"]:
        seen.add((entry["kind"], entry["role"]))
        for language in LANGUAGES:
            if language == "zh" or entry["kind"] not in CHINESE_ONLY:
                assert entry[language], entry
            for text in entry[language]:
                assert set(re.findall(r"{(\w+)}", text)) <= set(SLOTS), text
                assert bool(CHINESE.search(text)) == (language == "zh") or text == "{trade}；", text
    assert seen == {(kind, role) for kind in KINDS for role in ROLES}


def test_every_node_has_other_words_that_do_not_hold_its_name():
    nodes = catalogue("planted/chain.toml")["nodes"]
    for node in nodes:
        others = TOLD["products"][node["name"]]
        for language, name in (("en", node["name"]), ("zh", node["zh"])):
            assert len(others[language]) >= 2
            for word in others[language]:
                assert name.lower() not in word.lower(), word
                assert bool(CHINESE.search(word)) or language == "en" or word == "LiDAR"
    for language in LANGUAGES:
        words = [word for one in TOLD["products"].values() for word in one[language]]
        assert len(set(words)) == len(words)


def test_what_is_made_is_what_is_supplied_seen_or_not():
    made = economy(
        economy_plan(establishments=8_000, seed=7, years=4, countries=3, hidden_suppliers=0.4)
    )
    told = made.truth["document_nodes"].filter("makes").select("organisation", "node").unique()
    true = made.truth["chain_suppliers"]
    pair = {"left_on": ["organisation", "node"], "right_on": ["supplier", "node"]}
    assert told.join(true, **pair, how="anti").height == 0
    # what no table shows can be read
    assert told.join(true.filter(~pl.col("seen")), **pair).height > 20
