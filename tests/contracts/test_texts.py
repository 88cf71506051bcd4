"""Every text stands in every language, with the same places to fill in."""

import re
import string
import tomllib
from importlib.resources import files

import pytest

GROUPS = sorted(
    p.name.removesuffix(".toml")
    for p in (files("jiqun") / "catalog" / "texts").iterdir()
    if p.name.endswith(".toml")
)
CHINESE = re.compile(r"[一-鿿]")


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_complete(group):
    path = files("jiqun") / "catalog" / "texts" / f"{group}.toml"
    for key, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        assert set(entry) == {"en", "zh"}, key
        assert bool(entry["en"].strip()) == bool(entry["zh"].strip()), key
        assert places(entry["en"]) == places(entry["zh"]), key
        assert not CHINESE.search(entry["en"]), key
