"""What holds for each brief: both languages say the same, nothing is left open, bytes repeat."""

import re

import polars as pl
import pytest

from jiqun.studies.briefing import make_brief

SUBJECTS = ("cell", "region", "cluster")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="session")
def ids(latest, ws):
    cell = latest.filter(pl.col("level") == "city", pl.col("traded")).sort("employment")["cell"][-1]
    return {
        "cell": cell,
        "region": cell.split(":")[-1],
        "cluster": ws.frame("clusters").filter(pl.col("name_zh").is_not_null())["cluster"][0],
    }


@pytest.mark.parametrize("subject", SUBJECTS)
def test_both_languages_show_the_same(subject, ids, read):
    english, chinese = (read(subject, ids[subject], lang) for lang in ("en", "zh"))
    assert len(english.figures) == len(chinese.figures)
    assert len(english.meta) == len(chinese.meta)
    assert len(english.headings) == len(chinese.headings) > 4
    assert [len(one) for one in english.tables] == [len(one) for one in chinese.tables]
    assert len(english.alts) == len(chinese.alts) >= 1
    assert len(english.items) == len(chinese.items)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_heading_and_label_is_in_its_language(subject, ids, read):
    english, chinese = (read(subject, ids[subject], lang) for lang in ("en", "zh"))
    labels = [*english.headings, *english.figures, *english.meta, english.kicker, *english.alts]
    assert [one for one in labels if CHINESE.search(one)] == []
    labels = [*chinese.headings, *chinese.figures, *chinese.meta, chinese.kicker, *chinese.alts]
    assert [one for one in labels if not CHINESE.search(one)] == []


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_place_is_left_unfilled(subject, lang, ids, read):
    page = read(subject, ids[subject], lang)
    told = [page.words, *page.alts, *page.notes.values(), *page.drawn]
    assert not [one for one in told if re.search(r"\{\w*\}|\bNone\b|\bnan\b|undefined", one)]


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("format", ["html", "pdf"])
def test_the_same_workspace_gives_the_same_bytes(subject, format, ids, planted_workspace):
    options = {"subject": subject, "id": ids[subject], "lang": "zh", "format": format}
    first, second = (make_brief(planted_workspace, **options) for _ in range(2))
    assert first.content == second.content
    assert first.filename.startswith(f"{subject}-")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_pdf_says_what_the_page_says(subject, ids, planted_workspace, read, tmp_path):
    import pypdf

    options = {"subject": subject, "id": ids[subject], "lang": "en", "format": "pdf"}
    file = tmp_path / "brief.pdf"
    file.write_bytes(make_brief(planted_workspace, **options).content)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    text = re.sub(r"\s+", "", text)
    page = read(subject, ids[subject])
    for told in (page.title, *page.figures.values(), *page.figures):
        assert re.sub(r"\s+", "", told) in text
