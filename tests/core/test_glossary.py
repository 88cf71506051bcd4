"""The glossary: each word once, in both languages, and what it names is there."""

import re

import pytest

from jiqun.core import UnknownError, glossary, term
from jiqun.studies.defining.tables import RESULTS as DERIVED
from jiqun.studies.finding.keeping import RESULTS as FOUND
from jiqun.studies.rating.running import RESULTS as RATED
from jiqun.tables import schemas
from jiqun.web import create_app

CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("one", glossary().values(), ids=lambda one: one.id)
def test_a_word_is_told_in_both_languages(one):
    for part in (one.term, one.means, *([one.not_this] if one.not_this else [])):
        assert part.en.strip()
        assert not CHINESE.search(part.en)
        assert CHINESE.search(part.zh)
    assert one.means.en.endswith(".")
    assert one.means.zh.endswith("。")


def test_what_a_word_names_is_there(tmp_path):
    tables = {*schemas(), *RATED, *FOUND, *DERIVED}
    paths = create_app(tmp_path).openapi()["paths"]
    routes = {path.removeprefix("/api/v1") for path in paths}
    for one in glossary().values():
        assert set(one.tables) <= tables, one.id
        assert set(one.routes) <= routes, one.id


def test_no_word_names_two_things():
    for lang in ("en", "zh"):
        said = [one.term.said(lang) for one in glossary().values()]
        assert len(said) == len(set(said))


def test_a_cell_is_no_cluster():
    assert term("cell").tables[0] == "cells"
    assert "clusters" not in term("cell").tables
    assert term("集群") == term("cluster")


def test_an_unknown_word_is_refused():
    with pytest.raises(UnknownError) as told:
        term("agglomerationish")
    assert told.value.problems[0].code == "term-unknown"
