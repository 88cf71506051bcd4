"""Schemes as data: every fact collected about them is there, with how it is known."""

import csv

import pytest

from jiqun.clusters import schemes
from jiqun.clusters.schemes import STATUSES
from jiqun.core import LANGUAGES

ENTRIES = [
    (one.scheme, entry) for one in schemes().values() for entry in (*one.criteria, *one.statements)
]


@pytest.mark.parametrize("one", schemes().values(), ids=lambda s: s.scheme)
def test_it_is_told_in_every_language(one):
    for words in (one.title, one.label, one.note, *(rating.title for rating in one.ratings)):
        assert set(words) == set(LANGUAGES)
        assert all(words.values())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: f"{e[0]}-{e[1].id}")
def test_every_rule_says_how_it_is_known(entry):
    _, rule = entry
    assert rule.status.split(" (")[0] in STATUSES
    # a rule from memory names no source, every other does
    assert bool(rule.source) != (rule.status == "recall") or rule.id == "validation"
    assert set(rule.title) == set(LANGUAGES)


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "stated"),
    [("cn_thresholds.csv", "threshold"), ("star_and_strength_rules.csv", "rule")],
)
def test_every_collected_rule_is_in_the_catalogue_with_its_status(shared_data, file, stated):
    path = shared_data.parent / "seed-facts" / "practice" / file
    known = {(rule.stated, rule.status) for _, rule in ENTRIES}
    with path.open(encoding="utf-8") as lines:
        facts = [(row[stated], row["status"]) for row in csv.DictReader(lines)]
    assert len(facts) > 20
    assert not [fact for fact in facts if fact not in known]
