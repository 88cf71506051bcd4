"""Files that the documents for contributors name are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "CONTRIBUTING.md",
    "docs/README.md",
    "docs/explanation/architecture.md",
    "docs/how-to/a-new-question.md",
)
NAMED = re.compile(r"`([\w./-]+/[\w./-]*|[\w./-]+\.(?:py|pyi|toml|md|ts|json))`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)")
#: Where a path may begin.
ROOTS = ("", "src/jiqun", "src/jiqun/catalog/schemes", "src/jiqun/catalog/tables", "atlas/src",
         "src/jiqun/studies")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_named_files_are_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    absent = [
        name
        for name in NAMED.findall(text)
        if "<" not in name and not any((ROOT / base / name).exists() for base in ROOTS)
    ]
    made = {"requirements.lock", "shared/data/", "../shared/data", "texts.en.json", "texts.zh.json"}
    assert not set(absent) - made


@pytest.mark.parametrize("page", sorted(p.relative_to(ROOT) for p in ROOT.glob("docs/**/*.md")))
def test_links_lead_somewhere(page):
    path = ROOT / page
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in LINK.findall(text):
        if "://" not in target:
            assert (path.parent / target).exists(), target
