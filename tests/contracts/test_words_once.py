"""No words are said in two catalogues.

What a quantity is called (its title, its short title, its definition) and what a unit is called
stands in ``quantities.toml`` and ``units.toml`` alone: not in ``catalog/texts``, not in the
atlas's dictionaries, neither as it is nor in English with another Chinese. Other words stand in
one file of ``catalog/texts`` alone.

What does not count: ``catalog/tables``, the schemes and ``texts/results.toml`` describe columns
and rules one by one and must be readable alone; the glossary says what a word means, and has to
agree; the atlas's dictionaries may name a button as a command names a column.
"""

import json
import tomllib
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

from jiqun.core import glossary, quantities, units

TEXTS = files("jiqun") / "catalog" / "texts"
ATLAS = Path(__file__).resolve().parents[2] / "atlas" / "src"
DESCRIBING = {"results.toml"}
#: Things that are also counted: a page, a table or a tab is named after them.
THINGS = {"categories", "industries", "organisations", "regions"}


def entries():
    """Every text: the file it stands in, its key, its English and its Chinese."""
    for path in sorted(TEXTS.iterdir(), key=lambda one: one.name):
        for key, entry in tomllib.loads(path.read_text("utf-8")).items():
            yield path.name, key, entry["en"], entry["zh"]
    for path in sorted(ATLAS.rglob("*en.json")):
        chinese = json.loads(path.with_name(path.name.replace("en.json", "zh.json")).read_text())
        for key, english in json.loads(path.read_text("utf-8")).items():
            yield f"atlas/{path.relative_to(ATLAS)}", key, english, chinese[key]


def plain(text):
    return text.strip().casefold().replace("’", "'").rstrip(":：")


def catalogued():
    """The words of quantities and units -> whose they are."""
    found = {}
    for one in quantities().values():
        for words in (one.title, one.short, one.definition):
            found[plain(words.en), plain(words.zh)] = f"quantity {one.id}"
    for unit, words in units().items():
        if words.en:
            found[plain(words.en), plain(words.zh)] = f"unit {unit}"
    return found


def said_again(texts, owned):
    """Texts that say the words of a quantity or a unit once more."""
    return [
        f"{file} {key}: {owned[plain(en), plain(zh)]}"
        for file, key, en, zh in texts
        if (plain(en), plain(zh)) in owned
    ]


def said_otherwise(texts, names):
    """Texts that have the English title of a quantity with another Chinese."""
    return [
        f"{file} {key}: {en} is {names[plain(en)]}, not {zh}"
        for file, key, en, zh in texts
        if plain(en) in names and plain(en) not in THINGS and not key.startswith("family")
        if plain(zh) not in names[plain(en)]
    ]


def said_twice(texts):
    """Words that stand in two files of ``catalog/texts``."""
    held = defaultdict(set)
    for file, _, en, zh in texts:
        if not file.startswith("atlas/") and file not in DESCRIBING and any(map(str.isalpha, en)):
            held[plain(en), plain(zh)].add(file)
    return {words: sorted(where) for words, where in held.items() if len(where) > 1}


def names():
    found = defaultdict(set)
    for one in quantities().values():
        for words in (one.title, one.short):
            found[plain(words.en)].add(plain(words.zh))
    return found


def test_no_text_says_a_quantity_or_a_unit_again():
    assert said_again(entries(), catalogued()) == []


def test_no_text_calls_a_quantity_otherwise():
    assert said_otherwise(entries(), names()) == []


def test_no_words_stand_in_two_texts():
    assert said_twice(entries()) == {}


def test_the_glossary_agrees():
    called = names()
    for one in glossary().values():
        if plain(one.term.en) in called:
            assert plain(one.term.zh) in called[plain(one.term.en)], one.id


def test_both_halves_are_read():
    read = [file for file, *_ in entries()]
    assert len({one for one in read if one.startswith("atlas/")}) > 5
    assert len(set(read)) > 20
    assert len(read) > 1000


@pytest.mark.parametrize(
    ("file", "en", "zh", "again", "otherwise", "twice"),
    [
        ("run.toml", "Location quotient", "区位商", 1, 0, 0),
        ("atlas/pages/texts.en.json", "location quotient:", "区位商：", 1, 0, 0),
        ("run.toml", "cluster strength", "强度", 0, 1, 0),
        ("run.toml", "persons", "人", 1, 0, 0),
        ("run.toml", "Regions", "区域", 0, 0, 0),
        ("run.toml", "Where", "所在", 0, 0, 1),
        ("atlas/pages/texts.en.json", "Where", "所在", 0, 0, 0),
    ],
)
def test_what_is_said_again_is_seen(file, en, zh, again, otherwise, twice):
    """A text planted beside the others is found where it should be, and only there."""
    texts = [*entries(), (file, "planted", en, zh)]
    assert len(said_again(texts, catalogued())) == again
    assert len(said_otherwise(texts, names())) == otherwise
    assert len(said_twice(texts)) == twice
