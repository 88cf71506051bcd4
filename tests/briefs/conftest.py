"""Briefs as a reader sees them: the HTML taken apart into labels, numbers, tables and words."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import polars as pl
import pytest

from jiqun.studies.briefing import make_brief
from jiqun.workspace import Workspace


@dataclass
class Seen:
    """What stands on the page."""

    title: str = ""
    other: str = ""
    lead: str = ""
    kicker: str = ""
    meta: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    headings: list = field(default_factory=list)
    tables: list = field(default_factory=list)
    alts: list = field(default_factory=list)
    items: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    drawn: list = field(default_factory=list)

    @property
    def words(self):
        return "\n".join(
            [self.title, self.kicker, self.lead, *self.headings, *self.items, *self.texts]
        )


class Reader(HTMLParser):
    """Take a brief apart; every element's text, by where it stands."""

    def __init__(self):
        super().__init__()
        self.seen, self.path, self.text, self.label = Seen(), [], [], ""
        self.list = ""

    def handle_starttag(self, tag, attrs):
        kinds = dict(attrs).get("class") or ""
        if tag in ("br", "meta", "col", "i"):
            return
        self.path.append(f"{tag}.{kinds}" if kinds else tag)
        if "aria-label" in dict(attrs) and tag == "figure":
            self.seen.alts.append(dict(attrs)["aria-label"])
        if tag == "table":
            self.seen.tables.append([])
        elif tag == "tr":
            self.seen.tables[-1].append([])
        elif tag == "dl":
            self.list = kinds
        if tag in ("th", "td", "dt", "dd", "h1", "h2", "h3", "p", "li", "text", "strip"):
            self.text = []

    def handle_data(self, data):
        if not self.path or self.path[-1] in ("style", "title"):
            return
        self.text.append(data)
        if self.path[-1].startswith("span") and any(
            one.startswith("div.strip") for one in self.path
        ):
            self.seen.kicker += data

    def handle_endtag(self, tag):
        if not self.path or tag in ("i", "col", "br"):
            return
        place, seen = self.path.pop(), self.seen
        text = " ".join("".join(self.text).split())
        lists = {"h2": seen.headings, "h3": seen.headings, "li": seen.items, "text": seen.drawn}
        if place in ("p.lead", "p.other"):
            setattr(seen, place.removeprefix("p."), text)
        elif tag in ("th", "td"):
            seen.tables[-1][-1].append(text)
        elif tag == "dt":
            self.label = text
        elif tag == "dd":
            held = seen.notes if place == "dd.note" else getattr(seen, self.list)
            held[self.label] = text
        elif tag == "h1":
            seen.title = text
        else:
            lists.get(tag, seen.texts if tag == "p" else []).append(text)


@pytest.fixture(scope="session")
def read(planted_workspace):
    """Make a brief and take it apart; each only once."""
    return reader_of(planted_workspace)


@pytest.fixture(scope="session")
def read_partly(partly_published):
    """The same of a country whose statistics hide much."""
    return reader_of(partly_published)


def reader_of(workspace):
    kept = {}

    def seen(subject, id, lang="en", year=None):
        key = (subject, id, lang, year)
        if key not in kept:
            brief = make_brief(
                workspace, subject=subject, id=id, lang=lang, format="html", year=year
            )
            reader = Reader()
            reader.feed(brief.content.decode())
            kept[key] = reader.seen
        return kept[key]

    return seen


@pytest.fixture(scope="session")
def ws(planted_workspace):
    return Workspace.open(planted_workspace)


@pytest.fixture(scope="session")
def latest(ws):
    """The cells of the latest year."""
    return ws.frame("cells").filter(pl.col("year") == pl.col("year").max())


@pytest.fixture(scope="session")
def agrees():
    """Say whether a number as written is the number, to half the last place that it shows."""

    def check(text, value, *_ends):
        found = re.fullmatch(r"([+−]?)([\d,]+)(?:\.(\d+))?(%| m| bn|万|亿)?", text)
        assert found, f"{text!r} is no number"
        sign, whole, part, word = found.groups()
        scale = {"%": 0.01, " m": 1e6, " bn": 1e9, "万": 1e4, "亿": 1e8}.get(word, 1.0)
        told = float(whole.replace(",", "") + "." + (part or "0")) * (-1 if sign == "−" else 1)
        last = 10.0 ** -len(part or "")
        return abs(told * scale - value) <= 0.5000001 * last * scale

    return check
